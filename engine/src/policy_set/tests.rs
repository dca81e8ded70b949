//! Ids of policies, templates and links, and that what fails leaves no trace.

use super::*;

const STATIC: &str = "permit(principal, action, resource);";
const TEMPLATE: &str = "permit(principal in ?principal, action, resource == ?resource);";

fn set(text: &str) -> PolicySet {
    PolicySet::parse(text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{error}"))
}

fn id(text: &str) -> PolicyId {
    PolicyId::new(text)
}

fn uid(text: &str) -> EntityUid {
    EntityUid::new("T", text).expect("a uid")
}

fn both() -> [(SlotId, EntityUid); 2] {
    [(SlotId::Principal, uid("p")), (SlotId::Resource, uid("r"))]
}

/// All ids of a set, templates marked.
fn listing(set: &PolicySet) -> Vec<String> {
    let templates = set.templates().map(|template| format!("{}?", template.id()));
    templates.chain(set.policies().map(|policy| policy.id().to_string())).collect()
}

#[test]
fn ids_are_positions_over_policies_and_templates() {
    let set = set(&format!("@id(\"x\") {STATIC} {TEMPLATE} {STATIC}"));
    assert_eq!(listing(&set), ["policy1?", "policy0", "policy2"]);
    assert_eq!(set.policy(&id("policy0")).and_then(|policy| policy.annotation("id")), Some("x"));
}

#[test]
fn ids_may_come_from_annotations() {
    let parse = |text: &str| PolicySet::parse(text, PolicyIds::FromAnnotation);
    let set = parse(&format!("@id(\"x\") {STATIC} @id(\"t\") {TEMPLATE} {STATIC}")).expect("distinct ids");
    assert_eq!(listing(&set), ["t?", "policy2", "x"]);
    for twice in [
        format!("@id(\"x\") {STATIC} @id(\"x\") {STATIC}"),
        format!("@id(\"x\") {STATIC} @id(\"x\") {TEMPLATE}"),
        format!("@id(\"policy1\") {STATIC} {STATIC}"),
        format!("@id(\"policy1\") {TEMPLATE} {TEMPLATE}"),
    ] {
        assert!(parse(&twice).is_err(), "{twice}");
    }
}

#[test]
fn links_fill_exactly_the_slots() {
    let mut set = set(&format!("{STATIC} {TEMPLATE} permit(principal == ?principal, action, resource);"));
    let before = listing(&set);
    let [principal, resource] = both();
    let mut check = |template: &str, new: &str, values: &[(SlotId, EntityUid)], expected: PolicySetError| {
        assert_eq!(set.link(&id(template), id(new), values), Err(expected));
        assert_eq!(listing(&set), before);
    };
    check("policy9", "l", &both(), PolicySetError::NoSuchTemplate(id("policy9")));
    check("policy0", "l", &[], PolicySetError::NotATemplate(id("policy0")));
    check("policy1", "l", &[], PolicySetError::SlotMissing(SlotId::Principal));
    check("policy1", "l", std::slice::from_ref(&principal), PolicySetError::SlotMissing(SlotId::Resource));
    check("policy2", "l", &both(), PolicySetError::SlotUnknown(SlotId::Resource));
    check("policy2", "l", &[principal.clone(), principal.clone()], PolicySetError::SlotTwice(SlotId::Principal));
    check("policy2", "l", &[resource], PolicySetError::SlotUnknown(SlotId::Resource));
    for taken in ["policy0", "policy1", "policy2"] {
        check("policy1", taken, &both(), PolicySetError::IdTaken(id(taken)));
    }
    set.link(&id("policy1"), id("l"), &both()).expect("a link");
    assert_eq!(set.link(&id("policy1"), id("l"), &both()), Err(PolicySetError::IdTaken(id("l"))));
    let link = set.policy(&id("l")).expect("the link");
    assert_eq!((link.template_id(), link.slot(SlotId::Resource)), (Some(&id("policy1")), Some(&uid("r"))));
}

#[test]
fn adding_and_removing() {
    let mut set = set(&format!("{STATIC} {TEMPLATE}"));
    set.link(&id("policy1"), id("l"), &both()).expect("a link");
    for taken in ["policy0", "policy1", "l"] {
        let policy = Policy::parse(id(taken), STATIC).expect("a policy");
        assert_eq!(set.add(policy), Err(PolicySetError::IdTaken(id(taken))));
        let template = Template::parse(id(taken), TEMPLATE).expect("a template");
        assert_eq!(set.add_template(template), Err(PolicySetError::IdTaken(id(taken))));
    }
    assert_eq!(set.remove_template(&id("policy1")).err(), Some(PolicySetError::TemplateInUse(id("policy1"))));
    assert_eq!(set.remove_template(&id("policy0")).err(), Some(PolicySetError::NoSuchTemplate(id("policy0"))));
    assert_eq!(set.remove_static(&id("l")).err(), Some(PolicySetError::NoSuchPolicy(id("l"))));
    assert_eq!(set.unlink(&id("policy0")).err(), Some(PolicySetError::NoSuchLink(id("policy0"))));
    assert_eq!(listing(&set), ["policy1?", "l", "policy0"]);
    let link = set.unlink(&id("l")).expect("the link");
    set.remove_template(&id("policy1")).expect("the template");
    assert_eq!(set.add(link), Err(PolicySetError::NoSuchTemplate(id("policy1"))));
    set.remove_static(&id("policy0")).expect("the policy");
    assert_eq!(listing(&set), Vec::<String>::new());
    set.add(Policy::parse(id("policy1"), STATIC).expect("a policy")).expect("the id is free again");
}

#[test]
fn one_policy_is_one_policy() {
    let count = |result: Result<Policy, PolicySetError>| result.err();
    assert_eq!(count(Policy::parse(id("a"), "")), Some(PolicySetError::NotOnePolicy(0)));
    assert_eq!(count(Policy::parse(id("a"), &STATIC.repeat(2))), Some(PolicySetError::NotOnePolicy(2)));
    assert_eq!(count(Policy::parse(id("a"), TEMPLATE)), Some(PolicySetError::SlotMissing(SlotId::Principal)));
    assert_eq!(Template::parse(id("a"), STATIC).err(), Some(PolicySetError::NotATemplate(id("a"))));
    assert!(matches!(Policy::parse(id("a"), "permit"), Err(PolicySetError::Syntax(_))));
    let template = Template::parse(id("a"), &format!("@k @v(\"w\") {TEMPLATE}")).expect("a template");
    assert_eq!(template.slots().collect::<Vec<_>>(), [SlotId::Principal, SlotId::Resource]);
    assert_eq!(template.annotations().collect::<Vec<_>>(), [("k", ""), ("v", "w")]);
}
