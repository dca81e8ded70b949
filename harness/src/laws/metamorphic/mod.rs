//! Metamorphic laws: how the answers to a case and to a transformed case are related, whatever the right answers are.
//!
//! They need no second opinion, so they find what every subject gets wrong alike. Each file is one [`Property`]: the law
//! in words, its source, a transformation and the answers that it leads one to expect. Nothing is drawn by chance: a
//! property has a fixed number of variants of its transformation, each applied wherever it can be, so that a case that
//! breaks a law goes on breaking it while it is made smaller.
//!
//! The laws start from the case without its schema, its actions listed among the entities (`ground`): what a schema does
//! to the reading of data must not be mixed up with what a transformation does. That leaving the schema out changes no
//! answer is a law of its own, `schema-free`. What the schema says of policies has two laws, `validity-order` and
//! `unused-declarations`.

mod clauses;
mod commutation;
mod comparisons;
mod data_order;
mod effects_swapped;
mod entity_slice;
mod expected;
mod extension_arithmetic;
mod forbid_added;
#[cfg(test)]
mod generated;
mod ground;
mod guards;
mod hierarchy;
mod literals;
mod membership;
mod negation;
mod patterns;
mod permit_added;
mod policy_duplicates;
mod policy_order;
mod policy_slice;
mod renaming;
mod repeated;
mod requests;
mod rewriting;
mod schema_free;
mod scope_as_condition;
mod sets;
mod spelling;
mod templates;
#[cfg(test)]
mod testing;
mod unmentioned;
mod unused_declarations;
mod validity_order;

use super::{Breach, Law, Turn, Witness};
use crate::outcome::{Loaded, RequestOutcome};
use crate::subject::run_caught;

pub(super) use expected::{Expected, Variant};
pub(super) use ground::{Ground, without_schema};
pub(super) use {repeated::check as repeated, schema_free::check as schema_free};
pub(super) use {unused_declarations::check as unused_declarations, validity_order::check as validity_order};

/// A law about a case and what a transformation makes of it.
pub(crate) struct Property {
    /// Its name in signatures, summaries and JSON.
    pub(super) name: &'static str,
    /// The law, in a sentence.
    pub(super) in_words: &'static str,
    /// Where the language promises it.
    pub(super) source: &'static str,
    /// How many variants the transformation has for a case of so many requests.
    variants: fn(usize) -> usize,
    /// One variant; `None` if there is nothing in the case that it could change.
    transform: fn(&Ground<'_>, usize) -> Option<Variant>,
}

/// The property that a law is, if it is one.
pub(super) fn property(law: Law) -> Option<&'static Property> {
    Some(match law {
        Law::PolicyOrder => &policy_order::PROPERTY,
        Law::PolicyDuplicates => &policy_duplicates::PROPERTY,
        Law::PermitAdded => &permit_added::PROPERTY,
        Law::ForbidAdded => &forbid_added::PROPERTY,
        Law::EffectsSwapped => &effects_swapped::PROPERTY,
        Law::PolicySlice => &policy_slice::PROPERTY,
        Law::EntitySlice => &entity_slice::PROPERTY,
        Law::Unmentioned => &unmentioned::PROPERTY,
        Law::Hierarchy => &hierarchy::PROPERTY,
        Law::DataOrder => &data_order::PROPERTY,
        Law::Renaming => &renaming::PROPERTY,
        Law::ScopeAsCondition => &scope_as_condition::PROPERTY,
        Law::Clauses => &clauses::PROPERTY,
        Law::Templates => &templates::PROPERTY,
        Law::Negation => &negation::PROPERTY,
        Law::Comparisons => &comparisons::PROPERTY,
        Law::Membership => &membership::PROPERTY,
        Law::Sets => &sets::PROPERTY,
        Law::Commutation => &commutation::PROPERTY,
        Law::Guards => &guards::PROPERTY,
        Law::Patterns => &patterns::PROPERTY,
        Law::Literals => &literals::PROPERTY,
        Law::ExtensionArithmetic => &extension_arithmetic::PROPERTY,
        Law::Requests => &requests::PROPERTY,
        Law::Spelling => &spelling::PROPERTY,
        _ => return None,
    })
}

/// Has the subject answer the transformed case: how many answers were related, and those that are not as expected.
pub(super) fn check(law: Law, property: &Property, witness: &Witness<'_>, turn: Turn) -> (u64, Vec<Breach>) {
    let Some(ground) = witness.ground() else { return (0, Vec::new()) };
    let variants = (property.variants)(ground.case.requests.len());
    let transformed = |number: usize| (property.transform)(&ground, number);
    match turn {
        Turn::Whole => {
            let mut all = (0, Vec::new());
            for variant in (0..variants).filter_map(transformed) {
                let (applied, mut breaches) = related(law, &variant, &ground, witness);
                all.0 += applied;
                all.1.append(&mut breaches);
            }
            all
        }
        Turn::One(hash) => {
            let first = hash as usize % variants.max(1);
            let mut turned = (first..variants).chain(0..first).filter_map(transformed);
            turned.next().map_or((0, Vec::new()), |variant| related(law, &variant, &ground, witness))
        }
    }
}

/// Asks the subject about one variant and relates each answer to the one it gave before.
fn related(law: Law, variant: &Variant, ground: &Ground<'_>, witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let found = run_caught(witness.subject, &variant.text);
    let breach = |how: &str, request: Option<usize>, words: String| Breach {
        law,
        how: how.to_owned(),
        request,
        words: format!("{}, {words}{}", variant.done, excerpt(&variant.text.policies)),
    };
    let refused = |error: &str| {
        let words = format!("the case is refused, which was read before: {error}");
        (1, vec![breach("refused", None, words)])
    };
    match (&found.crashed, &found.policies, &found.entities) {
        (Some(message), ..) => return (1, vec![breach("crashed", None, format!("the subject panics: {message}"))]),
        (None, Loaded::Error(error), _) | (None, Loaded::Ok, Loaded::Error(error)) => return refused(error),
        (None, Loaded::Ok, Loaded::Ok) => {}
    }
    let (mut applied, mut breaches) = (0, Vec::new());
    for (outcome, (request, expected)) in found.requests.iter().zip(&variant.expected) {
        let (Some(expected), Some(before)) = (expected, ground.answer(*request)) else { continue };
        applied += 1;
        let answer = match outcome {
            RequestOutcome::Answer(answer) => answer,
            RequestOutcome::Error(error) => {
                breaches.push(breach("request refused", Some(*request), format!("the request is refused: {error}")));
                continue;
            }
            RequestOutcome::Unavailable => continue,
        };
        if let Some(how) = expected.broken_by(answer) {
            let was = expected::in_words(before);
            let (is, should) = (expected::in_words(answer), expected.in_words());
            let words = format!("request {request} is answered {is}; it was {was}, so it must be {should}");
            breaches.push(breach(how, Some(*request), words));
        }
    }
    (applied, breaches)
}

/// The transformed policies, where they are few enough to be read at a glance.
fn excerpt(policies: &str) -> String {
    const SHORT: usize = 400;
    let policies = policies.split_whitespace().collect::<Vec<_>>().join(" ");
    if policies.len() <= SHORT { format!(" [policies: {policies}]") } else { String::new() }
}
