//! Cases for a schema that somebody else wrote, and for policies that somebody else wrote.
//!
//! In comes the schema's text, or only policies; out come cases whose schema, and policies if they are given, are those
//! and no others. Without policies everything but the schema is generated as ever. With them, entities and requests are
//! aimed at each of them: see `aim`. Policies without any schema get the plan that their words suggest.

use std::fmt;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::policy::Template;
use crosscheck_reference_model::schema::{self, SchemaSyntax};

use crate::aim;
use crate::case::Case;
use crate::choices::Choices;
use crate::entities;
use crate::generate::{self, Generated};
use crate::give_ups::{GiveUp, GiveUps};
use crate::infer;
use crate::lexicon::Lexicon;
use crate::population::Population;
use crate::read;
use crate::requests;
use crate::schema::given;
use crate::settings::{Feature, Hierarchy, Settings};
use crate::text::is_json_schema;
use crate::twins::Twins;
use crate::values::Stock;
use crate::violations::Document;
use crate::world::World;

/// The most entities that a schema of many types brings about.
const MOST_ENTITIES: usize = 40;

/// A schema that cases are to be made for.
#[derive(Debug)]
pub struct Given {
    /// The schema; `None` where there are only policies.
    syntax: Option<SchemaSyntax>,
    world: World,
}

/// Why no cases can be made for a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenError {
    /// It is no schema, for this reason and at this place.
    Refused(String),
    /// No action of it applies to anything, so that no request can be made.
    NothingApplies,
}

impl fmt::Display for GivenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => f.write_str(reason),
            Self::NothingApplies => f.write_str(
                "no action applies to a principal and a resource, so that no request can be made; \
                 give an action an `appliesTo` with both",
            ),
        }
    }
}

impl std::error::Error for GivenError {}

/// A case for given policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aimed {
    /// The case.
    pub case: Case,
    /// What each request is meant to do, in words: `satisfies policy3`, `misses policy3 by context.mfa`.
    pub intents: Vec<String>,
    /// What was given up on the way.
    pub give_ups: GiveUps,
}

impl Given {
    /// The schema of this text, in either form.
    ///
    /// # Errors
    /// A text that is no schema, with the place; a schema under which there are no requests.
    pub fn schema(text: &str) -> Result<Self, GivenError> {
        let resolved = if is_json_schema(text) { schema::read_json(text) } else { schema::read(text) };
        let resolved = resolved.map_err(|error| GivenError::Refused(error.to_string()))?;
        let syntax = read::schema_syntax(text).map_err(|error| GivenError::Refused(error.name().to_owned()))?;
        let world = given::world(&resolved);
        if world.applicable().next().is_none() {
            return Err(GivenError::NothingApplies);
        }
        Ok(Self { syntax: Some(syntax), world })
    }

    /// No schema, but the plan that the words of these policies suggest.
    pub fn suggested_by(policies: &[Template]) -> Self {
        Self { syntax: None, world: infer::world(policies) }
    }

    /// Drawn settings, fit for this schema: nothing is wrong on purpose, and there are entities for its types.
    pub fn settings(&self, drawn: &Settings) -> Settings {
        let entities = drawn.entities.max((2 * self.world.types.len()).min(MOST_ENTITIES));
        let can_chain = self.world.types.iter().enumerate().any(|(index, plan)| plan.parents.contains(&index));
        Settings {
            schema: self.syntax.is_some(),
            mistakes: 0,
            permissive: 0,
            loose: 0,
            flawed: false,
            hostile: false,
            refused: false,
            violation: false,
            probes: 0,
            literals: 0,
            chain: drawn.chain && can_chain,
            hierarchy: if can_chain { drawn.hierarchy } else { Hierarchy::Free },
            entities,
            ..drawn.clone()
        }
    }

    /// What settings must be for this schema, whatever somebody pinned.
    pub fn bounded(&self, pinned: &Settings) -> Settings {
        let Settings { schema, chain, hierarchy, .. } = self.settings(pinned);
        Settings {
            schema,
            chain,
            hierarchy,
            flawed: false,
            hostile: false,
            refused: false,
            probes: 0,
            violation: pinned.violation && schema,
            ..pinned.clone()
        }
    }

    /// A case with policies of ours.
    pub fn generate(&self, choices: &mut Choices<'_>, settings: &Settings) -> Generated {
        let mut generated = generate::fill(choices, settings, &self.world, self.syntax.as_ref());
        let planted = &generated.case.planted;
        if planted.as_ref().is_some_and(|planted| planted.document == Document::Schema) {
            // The schema is not ours to spoil.
            generated.case.schema.clone_from(&self.syntax);
            generated.case.planted = None;
            generated.give_ups.count(GiveUp::NoViolation);
        }
        generated
    }

    /// A case with these policies: requests that satisfy them where one could be made, and requests that miss them by one
    /// thing; all of that as the reference model says.
    ///
    /// `listed` are the entities to begin with; without any they are drawn.
    pub fn aim(
        &self,
        choices: &mut Choices<'_>,
        settings: &Settings,
        policies: &[Template],
        listed: Option<&[Entity]>,
    ) -> Aimed {
        let mut give_ups = GiveUps::default();
        let mut lexicon = Lexicon::draw(choices, settings);
        aim::add_words(&mut lexicon, policies);
        // What a policy reads may be absent; that it cannot be found at all is left to chance elsewhere.
        let mut settings = settings.clone();
        settings.features.set(Feature::Absent, choices.chance(1, 3));
        let population = Population::draw(choices, &settings, &self.world);
        let twins = Twins::default();
        let stock = Stock {
            settings: &settings,
            world: &self.world,
            lexicon: &lexicon,
            population: &population,
            twins: &twins,
        };
        let listed = listed.map_or_else(|| entities::entities(choices, &stock), <[Entity]>::to_vec);
        let mut planned = Vec::with_capacity(settings.requests);
        requests::plan(choices, &stock, (&mut planned, settings.requests), &mut give_ups);
        let aimed = aim::aim(choices, &stock, listed, planned, policies, &mut give_ups);
        let case = Case {
            policies: policies.to_vec(),
            links: aimed.links,
            schema: self.syntax.clone(),
            entities: aimed.entities,
            requests: aimed.requests,
            level: settings.level,
            planted: None,
            intents: Vec::new(),
        };
        Aimed { case, intents: aimed.intents, give_ups }
    }
}
