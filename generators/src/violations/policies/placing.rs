//! Where a wrong test is put: an environment that a policy's scope admits, and a place in the policy that is looked at
//! there.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{Expr, UnaryOp};
use crosscheck_reference_model::policy::{Condition, ConditionKind, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::schema::Schema;
use crosscheck_reference_model::typecheck::{self, TypedExpr};
use crosscheck_reference_model::types::{BoolType, Mode, Type};

use super::wrong::Wrong;
use crate::case::Case;
use crate::choices::Choices;
use crate::conditions::{Admitted, View, Writer};
use crate::policies::Ground;
use crate::world::{ActionIndex, TypeIndex, World};

/// The types of a request: of the principal, the action, of the resource.
pub(super) type Environment = (TypeIndex, ActionIndex, TypeIndex);

/// The environments in which the scope of `template` can hold.
pub(super) fn environments(world: &World, schema: &Schema, template: &Template) -> Vec<Environment> {
    let mut found: Vec<Environment> = Vec::new();
    for environment in admitted(schema, template) {
        let action = world.actions.iter().position(|action| action.uid == *environment.action);
        let indices = (world.type_index(environment.principal), action, world.type_index(environment.resource));
        if let (Some(principal), Some(action), Some(resource)) = indices
            && !found.contains(&(principal, action, resource))
        {
            found.push((principal, action, resource));
        }
    }
    found
}

fn admitted<'s>(schema: &'s Schema, template: &Template) -> impl Iterator<Item = typecheck::Environment<'s>> {
    let can_hold = |environment: &typecheck::Environment<'_>| {
        typecheck::scope(template, environment, Mode::Strict)
            .is_ok_and(|scope| scope.iter().all(|part| part.is_some_and(|part| part.ty != BoolType::False)))
    };
    let all = typecheck::environments(schema);
    let with_slots: Vec<_> = all.iter().flat_map(|environment| environment.with_slots(template)).collect();
    let held: Vec<_> = with_slots.into_iter().filter(can_hold).collect();
    held.into_iter()
}

/// What may be relied upon in this environment, behind tests that exclude all others.
pub(super) fn view<'w>(
    choices: &mut Choices<'_>,
    ground: &Ground<'w>,
    template: &Template,
    environment: Environment,
) -> View<'w> {
    let world = ground.stock.world;
    View::exact(choices, world, ground.reads, &Admitted::by(world, template), environment)
}

/// A request of these types.
pub(super) fn aim(choices: &mut Choices<'_>, ground: &Ground<'_>, environment: Environment) -> RequestSyntax {
    let stock = &ground.stock;
    let action = &stock.world.actions[environment.1];
    RequestSyntax {
        principal: stock.population.any(choices, stock.settings, environment.0).clone(),
        action: action.uid.clone(),
        resource: stock.population.any(choices, stock.settings, environment.2).clone(),
        context: stock.fields(choices, &action.context),
    }
}

/// Where a wrong test goes.
#[derive(Debug, Clone, Copy)]
enum Position {
    /// A clause of its own, before the others.
    NewClause,
    /// A policy of its own, with the scope of the host.
    NewPolicy,
    /// In front of what the first clause holds.
    BeforeFirst,
    /// Beside a boolean operand that is looked at.
    Inside,
}

/// Puts the wrong test into the policy `host`, or one like it, and says into which.
///
/// With a schema and an environment, it is wrong whatever is known before it, so that it may stand anywhere.
pub(super) fn put(
    writer: &mut Writer<'_, '_, '_>,
    case: &mut Case,
    host: usize,
    wrong: Wrong,
    anywhere: Option<(&Schema, Environment)>,
) -> String {
    let has_clauses = !case.policies[host].conditions.is_empty();
    let is_free = !wrong.is_body && wrong.unless.is_none();
    let inside = anywhere.filter(|_| is_free && has_clauses);
    let table = [
        (4, Position::NewClause),
        (if case.policies[host].is_static() { 2 } else { 0 }, Position::NewPolicy),
        (if is_free && has_clauses { 3 } else { 0 }, Position::BeforeFirst),
        (if inside.is_some() { 5 } else { 0 }, Position::Inside),
    ];
    let guards = writer.take_guards();
    let test = if wrong.is_body { wrong.test } else { shaped(writer, wrong.test) };
    let narrowed = |test: Expr| {
        let before = writer.view.narrowing.iter().chain(&guards);
        before.rev().fold(test, |test, guard| guard.clone().and(test))
    };
    let body = narrowed(test);
    let unless = wrong.unless.map(narrowed);
    let position = *writer.choices.weighted(&table);
    let host = match position {
        Position::NewPolicy => {
            let template = &case.policies[host];
            let id = format!("policy{}", case.policies.len());
            let new =
                Template { id: id.clone(), annotations: BTreeMap::new(), conditions: Vec::new(), ..template.clone() };
            case.policies.push(new);
            case.policies.len() - 1
        }
        _ => host,
    };
    match (position, inside) {
        (Position::BeforeFirst, _) => {
            let first = &mut case.policies[host].conditions[0].body;
            beside(writer, first, body, BoolType::False);
        }
        (Position::Inside, Some((schema, environment))) => {
            put_inside(writer, &mut case.policies[host], body, schema, environment);
        }
        _ => {
            let kind = if writer.choices.chance(1, 3) { ConditionKind::Unless } else { ConditionKind::When };
            let clause = Condition { kind, body };
            let before = unless.map(|body| Condition { kind: ConditionKind::Unless, body });
            case.policies[host].conditions.splice(0..0, before.into_iter().chain([clause]));
        }
    }
    case.policies[host].id.clone()
}

/// Puts `test` beside a boolean operand of a clause that is looked at in this environment.
fn put_inside(
    writer: &mut Writer<'_, '_, '_>,
    template: &mut Template,
    test: Expr,
    schema: &Schema,
    environment: Environment,
) {
    let spots = looked_at(writer.stock.world, template, schema, environment);
    let Some((clause, path, ty)) = writer.choices.pick_any(&spots).cloned() else {
        template.conditions.insert(0, Condition { kind: ConditionKind::When, body: test });
        return;
    };
    let mut expr = &mut template.conditions[clause].body;
    for step in path {
        expr = match (expr, step) {
            (Expr::And(a, _) | Expr::Or(a, _) | Expr::If(a, ..) | Expr::Unary(UnaryOp::Not, a), 0) => a,
            (Expr::And(_, b) | Expr::Or(_, b) | Expr::If(_, b, _), 1) => b,
            (Expr::If(_, _, c), _) => c,
            (other, _) => {
                expr = other;
                break;
            }
        };
    }
    beside(writer, expr, test, ty);
}

/// The boolean operands that are looked at, by clause and path, with what is known of them.
fn looked_at(
    world: &World,
    template: &Template,
    schema: &Schema,
    (principal, action, resource): Environment,
) -> Vec<(usize, Vec<usize>, BoolType)> {
    let mut spots = Vec::new();
    let is_it = |environment: &typecheck::Environment<'_>| {
        *environment.principal == world.types[principal].name
            && *environment.action == world.actions[action].uid
            && *environment.resource == world.types[resource].name
    };
    let Some(environment) = admitted(schema, template).find(is_it) else { return spots };
    let Ok(typed) = typecheck::policy(template, &environment, Mode::Strict) else { return spots };
    for (clause, body) in typed.clauses.iter().enumerate() {
        if let Some(body) = body {
            let mut open = vec![(Vec::new(), body)];
            while let Some((path, expr)) = open.pop() {
                if let Type::Bool(ty) = expr.ty {
                    spots.push((clause, path.clone(), ty));
                }
                if is_connective(expr) {
                    let parts = expr.parts.iter().enumerate().rev();
                    open.extend(
                        parts.filter_map(|(index, part)| Some(([&path[..], &[index]].concat(), part.as_ref()?))),
                    );
                }
            }
        }
    }
    spots
}

fn is_connective(typed: &TypedExpr<'_>) -> bool {
    matches!(typed.expr, Expr::And(..) | Expr::Or(..) | Expr::If(..) | Expr::Unary(UnaryOp::Not, _))
}

/// Joins a test with an expression, so that the test is looked at and whatever the truth of the expression lets us know
/// is known as before. If the expression is false for all that is known, the test must come first.
fn beside(writer: &mut Writer<'_, '_, '_>, expr: &mut Expr, test: Expr, ty: BoolType) {
    let whole = std::mem::replace(expr, Expr::bool(true));
    *expr = match writer.choices.below(4) {
        0 | 1 => test.and(whole),
        2 if ty != BoolType::False => whole.and(test),
        _ => Expr::If(Box::new(test), Box::new(whole.clone()), Box::new(whole)),
    };
}

/// A larger test of which `test` is a part that is looked at.
fn shaped(writer: &mut Writer<'_, '_, '_>, test: Expr) -> Expr {
    let other = |writer: &mut Writer<'_, '_, '_>| writer.open_test();
    let boxed = Box::new;
    match writer.choices.below(16) {
        0 => test.negated(),
        1 => test.negated().negated(),
        2 => other(writer).and(test),
        3 => test.and(other(writer)),
        4 => other(writer).or(test),
        5 => test.or(other(writer)),
        6 => Expr::If(boxed(test), boxed(other(writer)), boxed(other(writer))),
        7 => Expr::If(boxed(other(writer)), boxed(test), boxed(other(writer))),
        8 => Expr::If(boxed(other(writer)), boxed(other(writer)), boxed(test)),
        // What is not looked at may be anything.
        9 => Expr::If(boxed(Expr::bool(true)), boxed(test), boxed(Expr::long(1))),
        10 => Expr::bool(false).or(test),
        11 => Expr::Record(vec![("a".to_owned(), test)]).attr("a"),
        12 => Expr::Set(vec![Expr::bool(true), test])
            .binary(crosscheck_reference_model::expr::BinaryOp::Contains, Expr::bool(true)),
        _ => test,
    }
}
