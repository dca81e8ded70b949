//! Where a campaign's cases come from: the generators, with what the command line pins.
//!
//! A case is a function of its seed and the pins alone. Its policies are printed in one of all their spellings, for the
//! parsers are under test too.

use std::fs;
use std::path::Path;

use crosscheck_generators::settings::{Feature, Settings};
use crosscheck_generators::{Case, CaseText, Choices, Generated, generate};
use serde_json::{Map, Value};

use crate::campaign::Source;
use crate::corpus::Origin;
use crate::exit::Failure;

/// The generators, with pinned settings.
#[derive(Debug, Clone, Default)]
pub struct Generator {
    /// Settings that replace the drawn ones, by their name.
    pinned: Map<String, Value>,
    /// Features that are on or off in every case.
    features: Vec<(Feature, bool)>,
}

/// The setting by which the printed text of each case is edited.
const HOSTILE: &str = "hostile";

/// The most that a settings file may ask of anything: a typing error must not fill the memory.
const MOST: u64 = 1000;

impl Generator {
    /// The generators with the settings of a JSON file, and with features on (`name`) or off (`-name`) in all cases.
    ///
    /// # Errors
    /// A file that cannot be read or holds no settings; a feature that does not exist.
    pub fn new(settings: Option<&Path>, features: &[String]) -> Result<Self, Failure> {
        let mut pinned = settings.map_or(Ok(Map::new()), read_settings)?;
        // No part of the language, but pinned like one.
        let is_hostile = |text: &&String| text.trim_start_matches('-') == HOSTILE;
        if let Some(text) = features.iter().rfind(is_hostile) {
            pinned.insert(HOSTILE.to_owned(), Value::Bool(text == HOSTILE));
        }
        let features = features.iter().filter(|text| !is_hostile(text));
        let features = features.map(|text| read_feature(text)).collect::<Result<_, _>>()?;
        Ok(Self { pinned, features })
    }

    /// The case of this seed as abstract syntax, with the settings that it was made with.
    pub fn syntax(&self, case_seed: u64) -> (Case, Settings) {
        let generated = self.draw(&mut Choices::from_seed(case_seed));
        (generated.case, generated.settings)
    }

    /// The case of this seed with all that is known of its making, and as text.
    pub fn printed(&self, case_seed: u64) -> (Generated, CaseText) {
        let mut choices = Choices::from_seed(case_seed);
        let generated = self.draw(&mut choices);
        let text = generated.text(&mut choices);
        (generated, text)
    }

    /// The settings of the case of this seed.
    pub fn settings_json(&self, case_seed: u64) -> Option<Value> {
        serde_json::to_value(self.settings_drawn(&mut Choices::from_seed(case_seed))).ok()
    }

    fn draw(&self, choices: &mut Choices<'_>) -> Generated {
        let settings = self.settings_drawn(choices);
        generate(choices, &settings)
    }

    fn settings_drawn(&self, choices: &mut Choices<'_>) -> Settings {
        self.settings_adapted(choices, |drawn| drawn)
    }

    /// Drawn settings, adapted to what the case is for, and then pinned.
    pub fn settings_adapted(&self, choices: &mut Choices<'_>, adapt: impl Fn(Settings) -> Settings) -> Settings {
        let mut settings = adapt(Settings::draw(choices));
        if !self.pinned.is_empty() {
            settings = pin(&settings, &self.pinned).unwrap_or(settings);
        }
        for (feature, on) in &self.features {
            settings.features.set(*feature, *on);
        }
        settings
    }
}

impl Source for Generator {
    fn case(&self, seed: u64) -> CaseText {
        let mut choices = Choices::from_seed(seed);
        let generated = self.draw(&mut choices);
        generated.text(&mut choices)
    }

    fn settings(&self, seed: u64) -> Option<Value> {
        self.settings_json(seed)
    }

    fn origin(&self, _seed: u64) -> Option<Origin> {
        None
    }
}

/// The settings with the pinned ones in their place.
fn pin(settings: &Settings, pinned: &Map<String, Value>) -> Result<Settings, serde_json::Error> {
    let mut all = serde_json::to_value(settings)?;
    if let Value::Object(fields) = &mut all {
        fields.extend(pinned.clone());
    }
    serde_json::from_value(all)
}

fn read_settings(path: &Path) -> Result<Map<String, Value>, Failure> {
    let wrong = |what: String| Failure::bad_input(format!("{}: {what}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read ({error}); check the path")))?;
    let fields: Map<String, Value> = serde_json::from_str(&text)
        .map_err(|error| wrong(format!("is no JSON object of settings ({error}); see `crosscheck generate --help`")))?;
    let known = serde_json::to_value(Settings::default()).unwrap_or_default();
    for (name, value) in &fields {
        if known.get(name).is_none() {
            let names: Vec<&String> = known.as_object().into_iter().flat_map(Map::keys).collect();
            return Err(wrong(format!("there is no setting `{name}`; there are {names:?}")));
        }
        if value.as_u64().is_some_and(|number| number > MOST) {
            return Err(wrong(format!("`{name}` is {value}, more than {MOST}; take a smaller number")));
        }
    }
    pin(&Settings::default(), &fields).map_err(|error| wrong(format!("holds a wrong setting: {error}")))?;
    Ok(fields)
}

fn read_feature(text: &str) -> Result<(Feature, bool), Failure> {
    let (name, on) = text.strip_prefix('-').map_or((text, true), |name| (name, false));
    serde_json::from_value(Value::String(name.to_owned())).map(|feature| (feature, on)).map_err(|_| {
        let all: Vec<Feature> = crosscheck_generators::settings::Features::all().into();
        let names: Vec<String> = all
            .iter()
            .filter_map(|feature| serde_json::to_value(feature).ok())
            .map(|v| v.to_string().replace('"', ""))
            .collect();
        Failure::usage(format!(
            "there is no feature `{name}`; write one of {}, {HOSTILE}, or -NAME to switch it off",
            names.join(", ")
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn a_seed_gives_the_same_case_twice() {
        let generator = Generator::default();
        for seed in 0..200 {
            assert_eq!(generator.case(seed), generator.case(seed), "{seed}");
        }
    }

    #[test]
    fn pins_hold_in_every_case() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        fs::write(&path, r#"{"policies":2,"requests":3,"probes":0}"#).expect("written");
        let generator = Generator::new(Some(&path), &["tags".to_owned(), "-like".to_owned()]).expect("good settings");
        for seed in 0..50 {
            let (case, settings) = generator.syntax(seed);
            assert!(settings.has(Feature::Tags) && !settings.has(Feature::Like));
            assert!(
                case.policies.len() <= 2 && case.requests.len() <= 3,
                "{} {} {settings:?}",
                case.policies.len(),
                case.requests.len()
            );
        }
    }

    #[test]
    fn wrong_settings_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        let cases = [
            (r#"{"policys":2}"#, "there is no setting `policys`"),
            (r#"{"policies":"two"}"#, "wrong setting"),
            (r#"{"policies":100000}"#, "more than 1000"),
            ("[]", "no JSON object"),
        ];
        for (text, expected) in cases {
            fs::write(&path, text).expect("written");
            let failure = Generator::new(Some(&path), &[]).expect_err(text);
            assert!(failure.exit == Exit::BadInput && failure.message.contains(expected), "{failure}");
        }
        let failure = Generator::new(None, &["lik".to_owned()]).expect_err("no such feature");
        assert!(
            failure.exit == Exit::Usage && failure.message.contains("`lik`; write one of namespaces, "),
            "{failure}"
        );
    }
}
