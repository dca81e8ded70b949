//! `action in […]` is a set like any other: strictly it has an element, and its elements are of one type.

use super::{ValidationMode, Validator, parse};
use crate::schema::Schema;

const SCHEMA: &str = "
entity User, Robot, Photo;
action view appliesTo { principal: User, resource: Photo };
namespace Other { action move appliesTo { principal: User, resource: Photo }; action idle; }
";

#[test]
fn lists_are_sets() {
    let validator = Validator::new(Schema::parse(SCHEMA).unwrap_or_else(|error| panic!("{error}")));
    let table = [
        (r#"action in Action::"view""#, "", ""),
        (r#"action in [Action::"view", Action::"view"]"#, "", ""),
        (r#"action in [Action::"view", Other::Action::"move"]"#, "incompatible-types", ""),
        (r#"action in [Other::Action::"idle", Other::Action::"move"]"#, "", ""),
        ("action in []", "inapplicable-scope empty-set", "inapplicable-scope"),
    ];
    let check = |principal: &str, action: &str, expected: &str, mode| {
        let result = validator.validate(&parse(&format!("permit({principal}, {action}, resource);")), mode);
        let found: Vec<&str> = result.errors().iter().map(|error| error.kind().as_str()).collect();
        assert_eq!(found.join(" "), expected, "{principal}, {action}, {mode:?}");
    };
    for (action, strict, permissive) in table {
        check("principal", action, strict, ValidationMode::Strict);
        check("principal", action, permissive, ValidationMode::Permissive);
        // Behind a constraint that is false nothing is looked at.
        check("principal is Robot", action, "inapplicable-scope", ValidationMode::Strict);
    }
}
