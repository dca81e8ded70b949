//! The law *schema-forms*: a schema means the same in Cedar syntax and in JSON.
//!
//! The schema of the case is written in JSON; a subject that reads both forms must read both to the same meaning, or
//! refuse both.
//!
//! Source: language guide, "Schema format" in both of its forms; RFC 24.

use crosscheck_generators::print;
use crosscheck_reference_model::parse;

use super::{Breach, Law, Witness};
use crate::subject::SchemaForms;

/// Whether the subject was asked, and what it makes of the two forms if that is not the same.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let Some(cedar) = &witness.case.schema else { return (0, Vec::new()) };
    let Ok(syntax) = parse::schema(cedar) else { return (0, Vec::new()) };
    let json = print::schema_json(&syntax);
    let (how, words) = match witness.subject.schema_forms(cedar, &json) {
        None => return (0, Vec::new()),
        Some(SchemaForms::Same | SchemaForms::BothRefused) => return (1, Vec::new()),
        Some(SchemaForms::OnlyCedar(words)) => {
            ("json refused", format!("the schema is read, but not when it is written in JSON: {words}; {json}"))
        }
        Some(SchemaForms::OnlyJson(words)) => {
            ("json accepted", format!("the schema is refused, but not when it is written in JSON: {words}; {json}"))
        }
        Some(SchemaForms::Different) => {
            ("other meaning", format!("the schema means something else when it is written in JSON: {json}"))
        }
    };
    (1, vec![Breach { law: Law::SchemaForms, how: how.to_owned(), request: None, words }])
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::CaseText;

    use super::*;
    use crate::outcome::Outcome;
    use crate::subject::{Capabilities, Engine, ReferenceModel, Subject};

    const SCHEMA: &str = r#"
        namespace N { type T = { a?: Set<Long>, "b c": __cedar::ipaddr }; entity U in [V] { t?: T } tags String; }
        entity E enum ["x", "y"]; namespace N::M { action "do it" appliesTo { principal: N::U, resource: E, context: N::T }; }
        namespace N::K { entity V; }
    "#;

    /// A subject that reads one of the forms wrongly.
    struct Faulty(SchemaForms);

    impl Subject for Faulty {
        fn name(&self) -> &'static str {
            "faulty"
        }

        fn version(&self) -> String {
            String::new()
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities::ALL
        }

        fn run(&self, case: &CaseText) -> Outcome {
            ReferenceModel::new().run(case)
        }

        fn schema_forms(&self, _: &str, _: &str) -> Option<SchemaForms> {
            Some(self.0.clone())
        }
    }

    fn held(subject: &dyn Subject, schema: &str) -> (u64, Vec<String>) {
        let case = CaseText { schema: Some(schema.to_owned()), entities: "[]".to_owned(), ..CaseText::default() };
        let outcome = subject.run(&case);
        let (applied, breaches) = check(&Witness::new(&case, subject, &outcome, &super::super::Readings::default()));
        (applied, breaches.into_iter().map(|breach| breach.how).collect())
    }

    #[test]
    fn both_of_ours_keep_it_and_a_fault_is_caught() {
        let good = SCHEMA.replace("[V]", "[N::K::V]");
        for schema in [good.as_str(), SCHEMA, "entity A { a: Nowhere };", "entity A in A; action a in a;"] {
            assert_eq!(held(&ReferenceModel::new(), schema), (1, vec![]), "{schema}");
            assert_eq!(held(&Engine::new(), schema), (1, vec![]), "{schema}");
        }
        for (fault, how) in [
            (SchemaForms::OnlyCedar("no".to_owned()), "json refused"),
            (SchemaForms::OnlyJson("no".to_owned()), "json accepted"),
            (SchemaForms::Different, "other meaning"),
        ] {
            assert_eq!(held(&Faulty(fault), &good), (1, vec![how.to_owned()]));
        }
    }
}
