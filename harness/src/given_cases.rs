//! Cases for a user's own schema, or for a user's own policies: their text goes into every case byte for byte.

use std::path::Path;

use crosscheck_generators::given::{Aimed, Given};
use crosscheck_generators::{CaseText, Choices, print};
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::Template;
use serde_json::Value;

use crate::campaign::Source;
use crate::corpus::{self, Origin};
use crate::exit::Failure;
use crate::generated::Generator;

/// A source of cases for one schema and, if there are any, its policies.
#[derive(Debug)]
pub struct GivenCases {
    generator: Generator,
    given: Given,
    schema: Option<String>,
    policies: Option<(String, Vec<Template>)>,
}

impl GivenCases {
    /// Reads the schema and the policies; one of them may be missing.
    ///
    /// # Errors
    /// A file that cannot be read or is no schema or no policies, with the place; a schema under which no request can be
    /// made; policies of which there are none.
    pub fn read(generator: Generator, schema: Option<&Path>, policies: Option<&Path>) -> Result<Self, Failure> {
        let text = |path: &Path| corpus::text(path).map_err(Failure::bad_input);
        let policies = match policies {
            None => None,
            Some(path) => {
                let text = text(path)?;
                let wrong = |what: String| Failure::bad_input(format!("{}: {what}", path.display()));
                let parsed = parse::policies(&text, PolicyIds::Positional).map_err(|error| wrong(error.to_string()))?;
                if parsed.is_empty() {
                    return Err(wrong("holds no policy; give policies, or leave --policies out".to_owned()));
                }
                Some((text, parsed))
            }
        };
        let (given, schema) = match schema {
            Some(path) => {
                let text = text(path)?;
                let given =
                    Given::schema(&text).map_err(|error| Failure::bad_input(format!("{}: {error}", path.display())))?;
                (given, Some(text))
            }
            None => (Given::suggested_by(policies.as_ref().map_or(&[], |(_, parsed)| parsed)), None),
        };
        Ok(Self { generator, given, schema, policies })
    }

    /// The case of this seed with the settings that it was made with, and what its requests are meant to do.
    fn make(&self, seed: u64) -> (CaseText, Value, Vec<String>) {
        let mut choices = Choices::from_seed(seed);
        let settings = self.generator.settings_adapted(&mut choices, |drawn| self.given.settings(&drawn));
        let settings = self.given.bounded(&settings);
        let (case, intents) = match &self.policies {
            None => (self.given.generate(&mut choices, &settings).case, Vec::new()),
            Some((_, policies)) => {
                let Aimed { case, intents, .. } = self.given.aim(&mut choices, &settings, policies, None);
                (case, intents)
            }
        };
        let mut text = print::varied(&case, &mut choices);
        text.schema.clone_from(&self.schema);
        if let Some((policies, _)) = &self.policies {
            text.policies.clone_from(policies);
        }
        (text, serde_json::to_value(settings).unwrap_or_default(), intents)
    }
}

impl Source for GivenCases {
    fn case(&self, seed: u64) -> CaseText {
        self.make(seed).0
    }

    fn settings(&self, seed: u64) -> Option<Value> {
        Some(self.make(seed).1)
    }

    fn origin(&self, _seed: u64) -> Option<Origin> {
        None
    }

    fn intents(&self, seed: u64) -> Vec<String> {
        self.make(seed).2
    }
}
