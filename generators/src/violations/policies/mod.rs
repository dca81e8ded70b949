//! Violations in policies: a test with one wrong sub-expression, a wrong scope, or a wrong link.
//!
//! A wrong test is written for one environment that the scope of its policy admits, behind tests that exclude the
//! others, and is put where a validator must look at it: into a new first clause, into a boolean operand that is reached
//! in that environment, or into a policy of its own. Everything else in the policy is typed, so that nothing but the
//! planted sub-expression is wrong.

mod access;
mod calls;
mod levels;
mod names;
mod operands;
mod placing;
mod scopes;
mod types;
mod wrong;

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::Template;
use crosscheck_reference_model::schema::Schema;

use super::planted::{Document, Place, Planted, Refused};
use crate::case::Case;
use crate::choices::Choices;
use crate::conditions::Writer;
use crate::give_ups::GiveUps;
use crate::judge::Judge;
use crate::policies::Ground;
use crate::print;
use placing::Environment;
pub(super) use scopes::Names;
use wrong::Wrong;

/// A kind of violation in policies.
pub(super) struct Row {
    weight: u32,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) refused: Refused,
    way: Way,
}

/// How a violation is made.
enum Way {
    /// A wrong test in a condition; whether the environment has what it takes, and the test.
    Test(fn(&Writer<'_, '_, '_>) -> bool, fn(&mut Writer<'_, '_, '_>) -> Wrong),
    /// As a test; it is wrong whatever is known there, so that it may stand anywhere in a condition.
    Anywhere(fn(&Writer<'_, '_, '_>) -> bool, fn(&mut Writer<'_, '_, '_>) -> Wrong),
    /// A wrong scope; whether the world has what it takes, and the part that it changes.
    Scope(fn(&Names<'_>) -> bool, fn(&mut Choices<'_>, &Names<'_>, &mut Template) -> &'static str),
    /// A wrong value in a link; whether the world has what it takes, and the change, which names the part.
    Link(fn(&Names<'_>) -> bool, fn(&mut Choices<'_>, &Names<'_>) -> EntityUid),
}

/// Every kind of violation in policies.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    let tables: [&'static [Row]; 7] =
        [&operands::ROWS, &types::ROWS, &access::ROWS, &calls::ROWS, &names::ROWS, &scopes::ROWS, &levels::ROWS];
    tables.into_iter().flatten()
}

/// Plants a violation into a policy, template or link of `case`, which has a schema and policies.
pub(super) fn plant(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    schema: &Schema,
    case: &mut Case,
    give_ups: &mut GiveUps,
) -> Option<Planted> {
    let names = Names::of(ground.stock.world);
    let host = choices.below(case.policies.len());
    let environment = *choices.pick_any(&placing::environments(ground.stock.world, schema, &case.policies[host]))?;
    let view = placing::view(choices, ground, &case.policies[host], environment);
    let aim = placing::aim(choices, ground, environment);
    let judge = Judge::new(ground.store, &aim);
    let mut writer = Writer::new(choices, ground.stock, &view, &aim, &judge, give_ups);
    let weight = |row: &Row| match row.way {
        Way::Test(possible, _) | Way::Anywhere(possible, _) if possible(&writer) => row.weight,
        Way::Scope(possible, _) if possible(&names) => row.weight,
        Way::Link(possible, _) if possible(&names) && !case.links.is_empty() => row.weight,
        _ => 0,
    };
    let weights: Vec<u32> = rows().map(weight).collect();
    let index = writer.choices.weighted_index(weights.into_iter());
    let row = rows().nth(index)?;
    let place = match row.way {
        Way::Test(_, make) | Way::Anywhere(_, make) => {
            let wrong = make(&mut writer);
            let anywhere = matches!(row.way, Way::Anywhere(..));
            place_test(&mut writer, case, host, wrong, anywhere.then_some((schema, environment)))
        }
        Way::Scope(_, change) => scopes::plant(choices, &names, case, change),
        Way::Link(_, value) => scopes::plant_link(choices, &names, case, value),
    };
    Some(Planted {
        name: row.name.to_owned(),
        document: Document::Policy,
        kind: row.kind.to_owned(),
        refused: row.refused,
        place,
    })
}

/// The body of a clause with a test beside it that only strict validation refuses. The test may be false or an error.
pub(crate) fn permissive(writer: &mut Writer<'_, '_, '_>, body: Expr) -> Expr {
    writer.take_guards();
    let is_strict = |row: &&Row| row.refused == Refused::Strictly;
    let weight = |row: &Row| match row.way {
        Way::Test(possible, _) | Way::Anywhere(possible, _) if possible(writer) => row.weight,
        _ => 0,
    };
    let weights: Vec<u32> = rows().filter(is_strict).map(weight).collect();
    let index = writer.choices.weighted_index(weights.into_iter());
    let Some(Way::Test(_, make) | Way::Anywhere(_, make)) = rows().filter(is_strict).nth(index).map(|row| &row.way)
    else {
        return body;
    };
    let test = make(writer).test;
    let guards = writer.take_guards().into_iter().rev();
    let test = guards.fold(test, |test, guard| guard.and(test));
    let test = writer.narrowed(test);
    match writer.choices.below(3) {
        0 => test.or(body),
        1 => body.or(test),
        _ => body.and(test),
    }
}

/// Puts a wrong test into the policy, and says where it is.
fn place_test(
    writer: &mut Writer<'_, '_, '_>,
    case: &mut Case,
    host: usize,
    wrong: Wrong,
    anywhere: Option<(&Schema, Environment)>,
) -> Place {
    let at = print::expression(&wrong.at);
    if let Some(level) = wrong.level {
        case.level = level;
    }
    let policy = placing::put(writer, case, host, wrong, anywhere);
    Place::Expression { policy, at }
}
