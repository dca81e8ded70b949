//! Cases with a schema fit it: the schema resolves, and entities, requests and contexts conform, as the reference model
//! defines it.

use crosscheck_generators::{Choices, Settings, generate};
use crosscheck_reference_model::conformance;
use crosscheck_reference_model::schema::resolve;

#[test]
fn whatever_has_a_schema_conforms_to_it() {
    let mut with_schema = 0;
    for seed in 0..1500 {
        let mut choices = Choices::from_seed(seed);
        let settings = Settings { flawed: false, violation: false, probes: 0, ..Settings::draw(&mut choices) };
        let case = generate(&mut choices, &settings).case;
        let Some(syntax) = &case.schema else { continue };
        with_schema += 1;
        let schema = resolve(syntax).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{syntax:#?}"));
        if let Err((index, error)) = conformance::entities(&case.entities, &schema) {
            panic!("seed {seed}: {error}\n{:#?}", case.entities[index]);
        }
        for request in &case.requests {
            if let Err(error) = conformance::request(request, &schema) {
                panic!("seed {seed}: {error}\n{request:#?}");
            }
        }
    }
    assert!(with_schema > 900, "{with_schema}");
}
