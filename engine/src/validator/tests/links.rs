//! Links: what may fill the slots of a template, by kind of slot and of entity.

use super::{parse, validator};
use crate::validator::{ValidationError, ValidationErrorKind, ValidationMode};
use crate::{EntityUid, PolicyId, SlotId};

/// The kinds of the errors of a link of this template with these entities, the same in both modes.
fn link(scope: &str, fillers: &[&str]) -> String {
    let strictly = link_in(ValidationMode::Strict, scope, fillers);
    assert_eq!(strictly, link_in(ValidationMode::Permissive, scope, fillers), "{scope} {fillers:?}");
    strictly
}

fn link_in(mode: ValidationMode, scope: &str, fillers: &[&str]) -> String {
    let text = format!("permit({scope});");
    let mut policies = parse(&text);
    let slots = [("?principal", SlotId::Principal), ("?resource", SlotId::Resource)];
    let slots = slots.into_iter().filter(|(name, _)| scope.contains(name));
    let values: Vec<(SlotId, EntityUid)> =
        slots.zip(fillers).map(|((_, slot), filler)| (slot, filler.parse().expect("an id"))).collect();
    assert_eq!(values.len(), fillers.len(), "{scope}");
    policies.link(&PolicyId::new("policy0"), PolicyId::new("link"), &values).expect("a link");
    let result = validator().validate(&policies, mode);
    let of_link = result.errors().iter().filter(|error| error.policy_id().as_str() == "link");
    of_link.map(ValidationError::kind).map(ValidationErrorKind::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_faulty_list_of_actions_is_an_error_of_the_link_too() {
    let empty = "principal in ?principal, action in [], resource";
    for (filler, strictly, permissively) in [
        (r#"Group::"g""#, "empty-set", "inapplicable-scope"),
        // The list is not looked at where no principal is admitted.
        (r#"Photo::"p""#, "inapplicable-scope", "inapplicable-scope"),
    ] {
        assert_eq!(link_in(ValidationMode::Strict, empty, &[filler]), strictly, "{filler}");
        assert_eq!(link_in(ValidationMode::Permissive, empty, &[filler]), permissively, "{filler}");
    }
}

#[test]
fn slots_are_checked_for_what_fills_them() {
    let (equal, view) = ("principal == ?principal, action, resource", "action == Action::\"view\"");
    let member = format!("principal in ?principal, {view}, resource in ?resource");
    let is_in = format!("principal is User in ?principal, {view}, resource");
    let robot = "principal is Robot in ?principal, action, resource";
    let resource = format!("principal, {view}, resource == ?resource");
    let any = "principal, action, resource in ?resource";
    let table: &[(&str, &[&str], &str)] = &[
        (equal, &[r#"User::"u""#], ""),
        (equal, &[r#"Robot::"u""#], ""),
        (equal, &[r#"Group::"u""#], "inapplicable-scope"),
        (equal, &[r#"Photo::"u""#], "inapplicable-scope"),
        (equal, &[r#"Usr::"u""#], "unknown-entity-type"),
        (equal, &[r#"N::User::"u""#], "unknown-entity-type"),
        (equal, &[r#"Color::"red""#], "inapplicable-scope"),
        (equal, &[r#"Color::"blue""#], "unknown-enumerated-id"),
        (equal, &[r#"Action::"view""#], "inapplicable-scope"),
        (equal, &[r#"Action::"veiw""#], "unknown-action"),
        (equal, &[r#"N::Action::"view""#], "unknown-action"),
        (&member, &[r#"User::"u""#, r#"Photo::"p""#], ""),
        (&member, &[r#"Group::"g""#, r#"Album::"a""#], ""),
        (&member, &[r#"Robot::"r""#, r#"Album::"a""#], "inapplicable-scope"),
        (&member, &[r#"Album::"r""#, r#"Album::"a""#], "inapplicable-scope"),
        (&member, &[r#"Group::"r""#, r#"Group::"a""#], "inapplicable-scope"),
        (&member, &[r#"Grp::"r""#, r#"Albm::"a""#], "unknown-entity-type unknown-entity-type"),
        (&member, &[r#"Color::"x""#, r#"Action::"y""#], "unknown-enumerated-id unknown-action"),
        (&is_in, &[r#"User::"u""#], ""),
        (&is_in, &[r#"Group::"g""#], ""),
        (&is_in, &[r#"Robot::"g""#], "inapplicable-scope"),
        (&is_in, &[r#"Color::"red""#], "inapplicable-scope"),
        (robot, &[r#"Group::"g""#], ""),
        (robot, &[r#"User::"g""#], "inapplicable-scope"),
        (&resource, &[r#"Photo::"g""#], ""),
        (&resource, &[r#"Album::"g""#], "inapplicable-scope"),
        (any, &[r#"Album::"g""#], ""),
        (any, &[r#"Action::"read""#], "inapplicable-scope"),
        // A link of a template to which nothing applies applies to nothing either; what is not declared in a template
        // is told of the template.
        ("principal == ?principal, action == Action::\"read\", resource", &[r#"User::"u""#], "inapplicable-scope"),
        ("principal is Group in ?principal, action, resource", &[r#"Group::"u""#], "inapplicable-scope"),
    ];
    for (scope, fillers, expected) in table {
        assert_eq!(link(scope, fillers), *expected, "{scope} {fillers:?}");
    }
}
