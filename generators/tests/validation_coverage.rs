//! The first cases of any seed make every judgment that validation allows.

use crosscheck_generators::text::is_json_schema;
use crosscheck_generators::{CaseText, Choices, Settings, generate, print};
use crosscheck_reference_model::observe::{Coverage, noting};
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::validate::{self, Mode};
use crosscheck_reference_model::{conformance, schema};

fn observe(case: &crosscheck_generators::Case, text: &CaseText, json_schema: Option<&str>) {
    json_schema.map(schema::read_json);
    let Some(written) = &text.schema else { return };
    let read = if is_json_schema(written) { schema::read_json(written) } else { schema::read(written) };
    let Ok(schema) = read else { return };
    if let Ok(templates) = parse::policies(&text.policies, PolicyIds::Positional) {
        for mode in [Mode::Strict, Mode::Permissive] {
            validate::validate(&templates, &schema, mode);
            validate::links(&templates, &case.links, &schema, mode);
        }
        validate::levels(&templates, &schema, case.level);
    }
    let _ = conformance::document(&text.entities, &schema);
    for (request, written) in case.requests.iter().zip(&text.requests) {
        let _ = conformance::request_document(
            &request.principal,
            &request.action,
            &request.resource,
            &written.context,
            &schema,
        );
    }
}

#[test]
fn measure() {
    for base in [1_u64 << 40, 2 << 40] {
        let mut coverage = Coverage::default();
        for n in 0..8000 {
            let mut choices = Choices::from_seed(base + n);
            let settings = Settings::draw(&mut choices);
            let generated = generate(&mut choices, &settings);
            let text = print::varied(&generated.case, &mut choices);
            let json_schema =
                generated.case.schema.as_ref().map(|schema| print::varied_schema_json(schema, &mut choices));
            noting(&mut coverage, || observe(&generated.case, &text, json_schema.as_deref()));
            if n % 2000 == 1999 {
                for table in coverage.tables() {
                    println!("{n} {} {} of {}", table.name, table.covered, table.total);
                }
            }
        }
        for table in coverage.tables().into_iter().skip(1) {
            println!("seed {base}: {}", table.missing.join("\n"));
        }
    }
}
