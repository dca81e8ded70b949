//! Each violation against the reference model: the case is valid without it; with it, the model refuses just that thing,
//! for that reason and at that place.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::conformance::{self, ConformanceError, Subject};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::parse;
use crosscheck_reference_model::schema::{self, Schema, SchemaError};
use crosscheck_reference_model::typecheck::Part;
use crosscheck_reference_model::validate::{self, Mode, ValidationError};

use super::*;
use crate::text::UidText;
use crate::{CaseText, Features, Settings, generate, print};

const SEEDS: u64 = 4000;

/// The settings of half of the cases are drawn; the others have every feature, and so what the rare kinds need.
fn settings(choices: &mut Choices<'_>, seed: u64) -> Settings {
    let drawn = Settings::draw(choices).with_violation();
    if seed.is_multiple_of(2) {
        drawn
    } else {
        Settings { features: Features::all(), policies: 3, attributes: 9, ..drawn }
    }
}

fn case(seed: u64, violation: bool) -> (Case, Option<Planted>) {
    let mut choices = Choices::from_seed(seed);
    let settings = Settings { violation, ..settings(&mut choices, seed) };
    let generated = generate(&mut choices, &settings);
    {
        let planted = generated.case.planted.clone();
        (generated.case, planted)
    }
}

fn policy_errors(case: &Case, schema: &Schema, mode: Mode) -> Vec<ValidationError> {
    let mut errors = validate::validate(&case.policies, schema, mode);
    errors.extend(validate::links(&case.policies, &case.links, schema, mode));
    errors
}

/// Everything that the model finds wrong with a case.
#[derive(Debug, Default)]
struct Found {
    schema: Option<SchemaError>,
    policies: Vec<ValidationError>,
    entities: BTreeMap<EntityUid, ConformanceError>,
    requests: BTreeMap<usize, ConformanceError>,
}

impl Found {
    fn in_case(case: &Case, text: &CaseText) -> Self {
        let schema = match read(text) {
            Ok(schema) => schema,
            Err(error) => return Self { schema: Some(error), ..Self::default() },
        };
        let mut requests = BTreeMap::new();
        for (index, (request, text)) in case.requests.iter().zip(&text.requests).enumerate() {
            let (principal, action, resource) = (&request.principal, &request.action, &request.resource);
            let found = conformance::request_document(principal, action, resource, &text.context, &schema);
            requests.extend(found.expect("a context").map(|error| (index, error)));
        }
        let policies = policy_errors(case, &schema, Mode::Strict);
        let entities = conformance::document(&text.entities, &schema).expect("entities");
        Self { schema: None, policies, entities, requests }
    }

    /// How many things are wrong, by document: schema, policies, entities, requests.
    fn counts(&self) -> [usize; 4] {
        let policies: BTreeSet<&String> = self.policies.iter().map(|error| &error.policy).collect();
        [usize::from(self.schema.is_some()), policies.len(), self.entities.len(), self.requests.len()]
    }
}

fn read(text: &CaseText) -> Result<Schema, SchemaError> {
    schema::read(text.schema.as_deref().expect("a schema"))
}

#[test]
fn what_is_planted_is_all_that_is_wrong() {
    let mut met: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..SEEDS {
        let (before, _) = case(seed, false);
        let valid = Found::in_case(&before, &print::plain(&before));
        assert_eq!(valid.counts(), [0; 4], "seed {seed} without violation: {valid:#?}");
        let (case, planted) = case(seed, true);
        let planted = planted.unwrap_or_else(|| panic!("seed {seed}: nothing was planted"));
        *met.entry(planted.name.clone()).or_default() += 1;
        let text = print::plain(&case);
        let found = Found::in_case(&case, &text);
        let expected = match (planted.document, planted.refused) {
            (Document::Schema, _) => [1, 0, 0, 0],
            (Document::Policy, Refused::AtLevel) => [0; 4],
            (Document::Policy, _) => [0, 1, 0, 0],
            (Document::Entity, _) => [0, 0, 1, 0],
            (Document::Request | Document::Context, _) => [0, 0, 0, 1],
        };
        assert_eq!(found.counts(), expected, "seed {seed}: {planted:?} {found:#?}");
        let right = match planted.document {
            Document::Schema => schema_is_refused(text.schema.as_deref().unwrap_or_default(), &found, &planted),
            Document::Policy => policy_is_refused(&case, &planted),
            Document::Entity | Document::Request | Document::Context => data_are_refused(&found, &planted),
        };
        let policies = print::policies(&case.policies);
        assert!(right, "seed {seed}: {planted:#?} {found:#?} {policies}");
    }
    let few: Vec<_> = kinds().into_iter().filter(|kind| !met.contains_key(kind.name)).collect();
    assert!(few.is_empty(), "{few:#?} {met:#?}");
}

/// Whether the schema is refused for that reason, at the token.
fn schema_is_refused(text: &str, found: &Found, planted: &Planted) -> bool {
    let Some(error) = &found.schema else { return false };
    let (Some(position), Place::Token { token, occurrence }) = (error.position, &planted.place) else { return false };
    let is_word = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let is_whole = |at: &usize| !text[..*at].ends_with(is_word) && !text[at + token.len()..].starts_with(is_word);
    let places: Vec<usize> = text.match_indices(token.as_str()).map(|(at, _)| at).filter(is_whole).collect();
    let before: usize = text.split_inclusive('\n').take(position.line - 1).map(str::len).sum();
    let line = &text[before..];
    let column = line.char_indices().nth(position.column - 1).map_or(line.len(), |(at, _)| at);
    let at = before + column;
    let is_there = match occurrence {
        Occurrence::Any => places.contains(&at),
        Occurrence::First => places.first() == Some(&at),
        Occurrence::Last => places.last() == Some(&at),
    };
    error.kind() == planted.kind && is_there
}

/// Whether each report of the policy is of that kind and at that place, and each mode says what it should.
fn policy_is_refused(case: &Case, planted: &Planted) -> bool {
    let Ok(schema) = read(&print::plain(case)) else { return false };
    let errors = match planted.refused {
        Refused::AtLevel => validate::levels(&case.policies, &schema, case.level),
        Refused::Always | Refused::Strictly => policy_errors(case, &schema, Mode::Strict),
    };
    let permissive = policy_errors(case, &schema, Mode::Permissive);
    let (Place::Expression { policy, .. } | Place::Part { policy, .. }) = &planted.place else { return false };
    let is_place = |error: &ValidationError| match &planted.place {
        Place::Expression { at, .. } => error.at.as_deref() == Some(&parse::expression(at).expect("an expression")),
        Place::Part { part, .. } => name_of(error.part) == part,
        _ => false,
    };
    let of_policy: Vec<&ValidationError> = errors.iter().filter(|error| error.policy == *policy).collect();
    let is_right = |error: &&ValidationError| error.kind.name() == planted.kind && is_place(error);
    let is_reported = match planted.refused {
        // The level suits the planted test alone: others may be beyond it as well.
        Refused::AtLevel => of_policy.iter().any(is_right),
        Refused::Always | Refused::Strictly => !of_policy.is_empty() && of_policy.iter().all(is_right),
    };
    is_reported && permissive.is_empty() == (planted.refused != Refused::Always)
}

fn name_of(part: Part) -> &'static str {
    match part {
        Part::Scope => "scope",
        Part::Principal => "principal",
        Part::Action => "action",
        Part::Resource => "resource",
        Part::Clause(_) => "clause",
    }
}

fn data_are_refused(found: &Found, planted: &Planted) -> bool {
    let is_at = |error: &ConformanceError, of: &str, path: &str| {
        let subject = match &error.place().of {
            Subject::Entity(uid) => uid.to_string(),
            Subject::Principal => "principal".to_owned(),
            Subject::Action => "action".to_owned(),
            Subject::Resource => "resource".to_owned(),
            Subject::Context => "context".to_owned(),
        };
        error.kind() == planted.kind && subject == of && error.place().path == path
    };
    match &planted.place {
        Place::Entity { uid, path } => {
            let uid = read_uid(uid).to_string();
            found.entities.values().all(|error| is_at(error, &uid, path))
        }
        Place::Request { index, part, path } => found.requests.get(index).is_some_and(|it| is_at(it, part, path)),
        _ => false,
    }
}

fn read_uid(uid: &UidText) -> EntityUid {
    EntityUid::new(parse::name(&uid.ty).expect("a type"), uid.id.as_str())
}

#[test]
fn the_table_names_each_violation_once() {
    let kinds = kinds();
    let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), kinds.len());
    assert!(kinds.len() >= 140, "{}", kinds.len());
}

#[test]
fn what_is_planted_survives_json() {
    for seed in 0..50 {
        let planted = case(seed, true).1.expect("a violation");
        let text = serde_json::to_string(&planted).expect("JSON");
        assert_eq!(serde_json::from_str::<Planted>(&text).expect("a violation"), planted);
    }
}
