//! The first cases of any seed exercise all of each declared table: the steps of evaluation, the judgments of validation,
//! the productions of the parsers.

use crosscheck_generators::{Case, CaseText, Choices, Settings, generate, print, refused};
use crosscheck_reference_model::authorize::authorize;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::observe::{Coverage, noting};
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::schema::Schema;
use crosscheck_reference_model::validate::{self, Mode};
use crosscheck_reference_model::{conformance, json, schema, template};

/// At least twice as many as it takes, so that another draw of the same generators meets the tables too.
const CASES: u64 = 20_000;

/// Every how many cases the table is looked at.
const STRIDE: u64 = 500;

/// Reads all documents of a case, validates them and answers the requests, as the reference model does as a subject.
fn observe(case: &Case, text: &CaseText, json_schema: Option<&str>, steps: &mut Coverage) {
    let templates = parse::policies(&text.policies, PolicyIds::Positional);
    let schema = text.schema.as_deref().map(schema::read).and_then(Result::ok);
    // What it says is known from the other form; here the reader is asked.
    let _ = json_schema.map(schema::read_json);
    if let (Some(schema), Ok(templates)) = (&schema, &templates) {
        for mode in [Mode::Strict, Mode::Permissive] {
            validate::validate(templates, schema, mode);
            validate::links(templates, &case.links, schema, mode);
        }
        validate::levels(templates, schema, case.level);
    }
    if let Some(schema) = &schema {
        conform(case, text, schema);
    }
    let Ok(listed) = json::entities(&text.entities, None) else { return };
    let listed = match &schema {
        Some(schema) => schema.with_actions(listed),
        None => listed,
    };
    let policies = templates.ok().and_then(|templates| template::link(&templates, &case.links).ok());
    let store = Entities::from_listed(&listed).ok();
    for (request, written) in case.requests.iter().zip(&text.requests) {
        let Ok(context) = json::context(&written.context, None) else { continue };
        let mut request = request.clone();
        request.context = context;
        if let (Ok(request), Some(store), Some(policies)) = (Request::from_syntax(&request), &store, &policies) {
            authorize(&request, store, policies, steps);
        }
    }
}

/// Holds the data against the schema; what does not conform is known by being noted.
fn conform(case: &Case, text: &CaseText, schema: &Schema) {
    let _ = conformance::document(&text.entities, schema);
    for (request, written) in case.requests.iter().zip(&text.requests) {
        let (principal, action, resource) = (&request.principal, &request.action, &request.resource);
        let _ = conformance::request_document(principal, action, resource, &written.context, schema);
    }
}

fn is_complete(coverage: &Coverage) -> bool {
    coverage.tables().iter().all(|table| table.missing.is_empty())
}

/// What the first cases behind `seed` exercise, with the drawn settings changed.
fn exercised(seed: u64, cases: u64, change: fn(Settings) -> Settings) -> Coverage {
    let mut coverage = Coverage::default();
    for index in 0..cases {
        let mut choices = Choices::from_seed(seed + index);
        let settings = change(Settings::draw(&mut choices));
        let case = generate(&mut choices, &settings).case;
        let mut text = print::varied(&case, &mut choices);
        if settings.probes > 0 {
            refused::add_rare(&mut choices, &mut text);
        }
        if settings.refused && case.planted.is_none() {
            refused::plant(&mut choices, &mut text);
        }
        let json_schema = case.schema.as_ref().map(|schema| print::varied_schema_json(schema, &mut choices));
        let mut steps = Coverage::default();
        noting(&mut coverage, || observe(&case, &text, json_schema.as_deref(), &mut steps));
        coverage.merge(&steps);
        if index % STRIDE == STRIDE - 1 && is_complete(&coverage) {
            println!("seed {seed}: complete after {} cases", index + 1);
            break;
        }
    }
    coverage
}

fn assert_complete(seed: u64) {
    for table in exercised(seed, CASES, |drawn| drawn).tables() {
        let missing = table.missing.join("\n");
        assert_eq!(table.covered, table.total, "seed {seed}: of the {} there are missing\n{missing}", table.name);
    }
}

#[test]
fn the_tables_are_met_from_one_seed() {
    assert_complete(1 << 40);
}

#[test]
fn the_tables_are_met_from_another_seed() {
    assert_complete(2 << 40);
}

/// The tests above can fail: what the other generators write is not enough.
#[test]
fn without_what_is_made_for_them_the_tables_are_not_met() {
    let plain = exercised(1 << 40, 1_500, |drawn| Settings { probes: 0, refused: false, violation: false, ..drawn });
    for table in plain.tables() {
        assert!(table.missing.len() > 5, "{}: {:?}", table.name, table.missing);
    }
}
