//! Flaws: one thing wrong with the documents of a case, planted into a case that was right.
//!
//! A mistake in a condition (see `conditions::mistakes`) is an error of one policy; a flaw is an error of a whole: of the
//! policy set, the entities or the context of a request. Both sides must refuse the same document, and go on with the
//! others. A case has at most one, so that no flaw hides another. Texts that do not even parse as such are not made here.

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{Condition, ConditionKind, EntityOrSlot, Link, Scope, Slot, Template};

use crate::case::Case;
use crate::choices::Choices;
use crate::edges;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The contexts of some requests hold an extension literal that its constructor refuses.
    LiteralInContext,
    /// The context of a request holds an object that has a key twice.
    KeyTwiceInContext,
    /// The entities hold such a literal.
    LiteralInEntities,
    /// An entity is listed twice, with the same content or with less.
    EntityTwice,
    /// An entity is its own parent.
    OwnParent,
    /// An entity is a parent of one of its parents.
    Cycle,
    /// A record literal in a condition has a key twice.
    KeyTwice,
    /// A link names no template.
    NoTemplate,
    /// A link names a static policy.
    LinkOfStatic,
    /// A link has the id of another link, a static policy or a template.
    IdTaken,
    /// A slot of a template is not filled.
    SlotMissing,
    /// A link fills a slot that its template does not have.
    SlotUnknown,
}

/// How often each flaw is planted, of those for which the case has something to be wrong.
const FLAWS: [(u32, Flaw); 12] = [
    // The one with the most forms, and the one that spoils least: the other requests are answered as ever.
    (40, Flaw::LiteralInContext),
    (8, Flaw::KeyTwiceInContext),
    (10, Flaw::LiteralInEntities),
    (10, Flaw::EntityTwice),
    (5, Flaw::OwnParent),
    (8, Flaw::Cycle),
    (8, Flaw::KeyTwice),
    (4, Flaw::NoTemplate),
    (4, Flaw::LinkOfStatic),
    (12, Flaw::IdTaken),
    (8, Flaw::SlotMissing),
    (8, Flaw::SlotUnknown),
];

/// Plants one flaw; says which, or nothing if nothing can be wrong.
pub(crate) fn plant(choices: &mut Choices<'_>, case: &mut Case) -> Option<Flaw> {
    let weights = FLAWS.map(|(weight, flaw)| if possible(case, flaw) { weight } else { 0 });
    if weights.iter().all(|weight| *weight == 0) {
        return None;
    }
    let flaw = FLAWS[choices.weighted_index(weights.iter().copied())].1;
    match flaw {
        Flaw::LiteralInContext | Flaw::KeyTwiceInContext => {
            // Each context is a document of its own, so that none hides another.
            let most = if flaw == Flaw::LiteralInContext { case.requests.len() } else { 1 };
            let spoiled = choices.size_in(1..=most);
            let first = choices.below(case.requests.len());
            for step in 0..spoiled {
                let value = match flaw {
                    Flaw::LiteralInContext => refused_literal(choices),
                    _ => Expr::Record(fields_with_a_key_twice(choices).1),
                };
                let index = (first + step) % case.requests.len();
                let context = &mut case.requests[index].context;
                let place = choices.below(context.len());
                match context.values_mut().nth(place) {
                    Some(old) => *old = value,
                    None => drop(context.insert("refused".to_owned(), value)),
                }
            }
        }
        Flaw::KeyTwice => {
            let (key, fields) = fields_with_a_key_twice(choices);
            let body = Expr::Record(fields).has(key);
            let index = choices.below(case.policies.len());
            case.policies[index].conditions.push(Condition { kind: ConditionKind::When, body });
        }
        Flaw::LiteralInEntities | Flaw::EntityTwice | Flaw::OwnParent | Flaw::Cycle => {
            spoil_entities(choices, &mut case.entities, flaw);
        }
        _ => spoil_links(choices, case, flaw),
    }
    Some(flaw)
}

fn possible(case: &Case, flaw: Flaw) -> bool {
    match flaw {
        Flaw::LiteralInContext | Flaw::KeyTwiceInContext => !case.requests.is_empty(),
        Flaw::LiteralInEntities | Flaw::EntityTwice | Flaw::OwnParent => !case.entities.is_empty(),
        Flaw::Cycle => edges_between_listed(&case.entities).next().is_some(),
        Flaw::KeyTwice => !case.policies.is_empty(),
        Flaw::NoTemplate => !case.entities.is_empty(),
        Flaw::LinkOfStatic => !case.entities.is_empty() && case.policies.iter().any(|policy| !is_template(policy)),
        Flaw::IdTaken | Flaw::SlotMissing => !case.links.is_empty(),
        Flaw::SlotUnknown => case.links.iter().any(|link| link.slots.len() == 1),
    }
}

/// A call of a constructor with a literal one step outside its grammar or range.
fn refused_literal(choices: &mut Choices<'_>) -> Expr {
    let function = *choices.pick(&[ExtFun::Decimal, ExtFun::Ip, ExtFun::Datetime, ExtFun::Duration]);
    let text = choices.pick_any(edges::invalid(function)).map_or("", |literal| literal.text);
    Expr::Call(function, vec![Expr::string(text)])
}

/// The two equal keys may stand anywhere among few or many others.
fn fields_with_a_key_twice(choices: &mut Choices<'_>) -> (String, Vec<(String, Expr)>) {
    let count = *choices.weighted(&[(60, 2), (20, 4), (20, 20)]);
    let mut fields: Vec<(String, Expr)> = (0..count - 1).map(|at| (format!("a{at}"), Expr::long(at))).collect();
    let (key, value) = choices.pick(&fields).clone();
    let value = if choices.chance(1, 2) { value } else { Expr::long(-1) };
    fields.insert(choices.below(fields.len() + 1), (key.clone(), value));
    (key, fields)
}

fn spoil_entities(choices: &mut Choices<'_>, entities: &mut Vec<Entity>, flaw: Flaw) {
    let index = choices.below(entities.len());
    match flaw {
        Flaw::LiteralInEntities => {
            let value = refused_literal(choices);
            let entity = &mut entities[index];
            let fields = if choices.chance(1, 4) { &mut entity.tags } else { &mut entity.attrs };
            let place = choices.below(fields.len());
            match fields.values_mut().nth(place) {
                Some(old) => *old = value,
                None => drop(fields.insert("refused".to_owned(), value)),
            }
        }
        Flaw::EntityTwice => {
            let mut twin = entities[index].clone();
            if choices.chance(1, 2) {
                twin.parents.clear();
            }
            entities.insert(choices.below(entities.len() + 1), twin);
        }
        Flaw::OwnParent => {
            let uid = entities[index].uid.clone();
            entities[index].parents.push(uid);
        }
        _ => {
            let links: Vec<(usize, usize)> = edges_between_listed(entities).collect();
            if let Some((child, parent)) = choices.pick_any(&links).copied() {
                let uid = entities[child].uid.clone();
                entities[parent].parents.push(uid);
            }
        }
    }
}

/// The positions of each child and its listed parents.
fn edges_between_listed(entities: &[Entity]) -> impl Iterator<Item = (usize, usize)> + '_ {
    entities.iter().enumerate().flat_map(move |(child, entity)| {
        let place = |parent: &EntityUid| entities.iter().position(|other| other.uid == *parent);
        entity.parents.iter().filter_map(place).map(move |parent| (child, parent))
    })
}

fn is_template(policy: &Template) -> bool {
    [&policy.principal, &policy.resource].into_iter().any(|scope| {
        matches!(scope, Scope::Eq(target) | Scope::In(target) | Scope::IsIn(_, target) if *target == EntityOrSlot::Slot)
    })
}

fn spoil_links(choices: &mut Choices<'_>, case: &mut Case, flaw: Flaw) {
    let Case { policies, links, entities, .. } = case;
    let add = |template: String, links: &mut Vec<Link>| {
        let slots = entities.first().map(|entity| (Slot::Principal, entity.uid.clone())).into_iter().collect();
        links.push(Link { template, id: format!("link{}", links.len()), slots });
    };
    let index = choices.below(links.len());
    match flaw {
        Flaw::NoTemplate => add(format!("policy{}", policies.len()), links),
        Flaw::LinkOfStatic => {
            let ids: Vec<&String> = policies.iter().filter(|it| !is_template(it)).map(|it| &it.id).collect();
            add((*choices.pick(&ids)).clone(), links);
        }
        Flaw::IdTaken => {
            // Its own template's id, any policy's, or that of another link.
            let id = match choices.below(3) {
                0 => links[index].template.clone(),
                1 => choices.pick(policies).id.clone(),
                _ => links[0].id.clone(),
            };
            if index == 0 && id == links[0].id {
                let twin = links[0].clone();
                links.push(twin);
            } else {
                links[index].id = id;
            }
        }
        Flaw::SlotMissing => drop(links[index].slots.pop_first()),
        _ => {
            let single = links.iter_mut().filter(|link| link.slots.len() == 1);
            for link in single.take(1) {
                let other = if link.slots.contains_key(&Slot::Principal) { Slot::Resource } else { Slot::Principal };
                let uid = link.slots.values().next().cloned();
                link.slots.extend(uid.map(|uid| (other, uid)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::entities::Entities;
    use crosscheck_reference_model::json;
    use crosscheck_reference_model::parse::{self, PolicyIds};
    use crosscheck_reference_model::request::{Request, RequestSyntax};
    use crosscheck_reference_model::template;

    use super::*;
    use crate::{Settings, generate, print};

    /// Which document the reference model refuses.
    fn refused(case: &Case) -> [bool; 3] {
        let policies = parse::policies(&print::plain(case).policies, PolicyIds::Positional);
        let linked = policies.is_ok_and(|policies| template::link(&policies, &case.links).is_ok());
        let stored = Entities::from_listed(&case.entities).is_ok();
        let read = |request: &RequestSyntax| {
            json::context(&print::context(&request.context), None).is_ok() && Request::from_syntax(request).is_ok()
        };
        [!linked, !stored, !case.requests.iter().all(read)]
    }

    #[test]
    fn each_flaw_is_planted_and_spoils_its_own_document() {
        let mut met = [0; FLAWS.len()];
        for seed in 0..1800 {
            let mut choices = Choices::from_seed(seed);
            let settings = Settings { flawed: true, ..Settings::draw(&mut choices) };
            let generated = generate(&mut choices, &settings);
            let flaw = generated.flaw.expect("there always is something to be wrong");
            let expected = match flaw {
                Flaw::LiteralInContext | Flaw::KeyTwiceInContext => [false, false, true],
                Flaw::LiteralInEntities | Flaw::EntityTwice | Flaw::OwnParent | Flaw::Cycle => [false, true, false],
                _ => [true, false, false],
            };
            assert_eq!(refused(&generated.case), expected, "seed {seed}: {flaw:?}");
            met[FLAWS.iter().position(|(_, it)| *it == flaw).unwrap()] += 1;
        }
        assert!(met.iter().all(|count| *count > 5), "{met:?}");
    }
}
