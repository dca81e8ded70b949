//! Random trees of every shape that the abstract syntax allows and that has a text, well-typed or not.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, PatternElem, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::policy::{
    ActionScope, Condition, ConditionKind, Effect, EntityOrSlot, Scope, Template,
};
use crosscheck_reference_model::schema::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, AttributeSyntax, CommonTypeDeclaration, Declaration,
    EntityDeclaration, EntityShape, Located, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};

use crate::choices::Choices;
use crate::pools::{self, identifiers};

const BINARY: [BinaryOp; 12] = [
    BinaryOp::Eq,
    BinaryOp::In,
    BinaryOp::HasTag,
    BinaryOp::GetTag,
    BinaryOp::Less,
    BinaryOp::LessEq,
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Contains,
    BinaryOp::ContainsAll,
    BinaryOp::ContainsAny,
];

pub(super) fn name(c: &mut Choices<'_>) -> Name {
    let namespace = (0..c.below(3)).map(|_| (*c.pick(identifiers::TYPES)).to_owned()).collect();
    Name { namespace, basename: (*c.pick(identifiers::TYPES)).to_owned() }
}

pub(super) fn uid(c: &mut Choices<'_>) -> EntityUid {
    EntityUid::new(name(c), *c.pick(pools::strings()))
}

fn string(c: &mut Choices<'_>) -> String {
    (*c.pick(pools::strings())).to_owned()
}

fn attribute(c: &mut Choices<'_>) -> String {
    (*c.pick(pools::attribute_names())).to_owned()
}

fn leaf(c: &mut Choices<'_>) -> Expr {
    match c.below(6) {
        0 => Expr::bool(c.chance(1, 2)),
        1 => Expr::Var(*c.pick(&[Var::Principal, Var::Action, Var::Resource, Var::Context])),
        2 => Expr::long(*c.pick(pools::integers())),
        3 => Expr::string(string(c)),
        4 => Expr::entity(uid(c)),
        _ => Expr::long(c.int_in(-3..=3)),
    }
}

fn pattern(c: &mut Choices<'_>) -> Vec<PatternElem> {
    let mut elements = pools::patterns::parse(c.pick(pools::patterns::ALL).pattern);
    elements.extend(c.pick(pools::strings()).chars().map(PatternElem::Char));
    elements
}

pub(super) fn expr(c: &mut Choices<'_>, depth: usize) -> Expr {
    if depth == 0 {
        return leaf(c);
    }
    let below = depth - 1;
    let boxed = |c: &mut Choices<'_>| Box::new(expr(c, below));
    match c.below(17) {
        0 => leaf(c),
        1 => Expr::If(boxed(c), boxed(c), boxed(c)),
        2 => Expr::And(boxed(c), boxed(c)),
        3 => Expr::Or(boxed(c), boxed(c)),
        4 | 5 => Expr::Unary(UnaryOp::Not, boxed(c)),
        6 => Expr::Unary(UnaryOp::Neg, boxed(c)),
        7 => Expr::Unary(UnaryOp::IsEmpty, boxed(c)),
        8 => Expr::Unary(UnaryOp::Like(pattern(c)), boxed(c)),
        9 => Expr::Unary(UnaryOp::Is(name(c)), boxed(c)),
        10 | 11 => Expr::Binary(*c.pick(&BINARY), boxed(c), boxed(c)),
        12 => expr(c, below).attr(attribute(c)),
        13 => expr(c, below).has(attribute(c)),
        14 => Expr::Set((0..c.below(4)).map(|_| expr(c, below)).collect()),
        15 => record(c, below),
        _ => sugar_or_call(c, below),
    }
}

fn record(c: &mut Choices<'_>, depth: usize) -> Expr {
    let mut fields: Vec<(String, Expr)> = Vec::new();
    for _ in 0..c.below(4) {
        let key = attribute(c);
        if fields.iter().all(|(other, _)| *other != key) {
            fields.push((key, expr(c, depth)));
        }
    }
    Expr::Record(fields)
}

/// The shapes that have a short form, whole or nearly.
fn sugar_or_call(c: &mut Choices<'_>, depth: usize) -> Expr {
    let e = expr(c, depth);
    match c.below(4) {
        0 => {
            let function = *c.pick(&ExtFun::ALL);
            let others = (0..c.below(3)).map(|_| expr(c, depth)).collect::<Vec<_>>();
            let receiver = (!function.is_constructor()).then_some(e);
            Expr::Call(function, receiver.into_iter().chain(others).collect())
        }
        1 => {
            let other = if c.chance(1, 4) { expr(c, depth) } else { e.clone() };
            e.unary(UnaryOp::Is(name(c))).and(other.binary(BinaryOp::In, expr(c, depth)))
        }
        2 => {
            let mut operand = e;
            let mut attr = attribute(c);
            let mut test = operand.clone().has(attr.clone());
            for _ in 0..c.below(4) {
                operand = operand.attr(if c.chance(1, 9) { attribute(c) } else { attr });
                attr = attribute(c);
                test = test.and(operand.clone().has(attr.clone()));
            }
            test
        }
        _ => e.binary(*c.pick(&[BinaryOp::Eq, BinaryOp::Less, BinaryOp::LessEq]), expr(c, depth)).negated(),
    }
}

fn scope(c: &mut Choices<'_>) -> Scope<EntityOrSlot> {
    let entity = if c.chance(1, 3) { EntityOrSlot::Slot } else { EntityOrSlot::Entity(uid(c)) };
    match c.below(5) {
        0 => Scope::Any,
        1 => Scope::Eq(entity),
        2 => Scope::In(entity),
        3 => Scope::Is(name(c)),
        _ => Scope::IsIn(name(c), entity),
    }
}

fn action(c: &mut Choices<'_>) -> EntityUid {
    let ty = Name { namespace: name(c).namespace, basename: "Action".to_owned() };
    EntityUid::new(ty, string(c))
}

fn annotations(c: &mut Choices<'_>) -> Annotations {
    (0..c.below(3)).map(|_| ((*c.pick(identifiers::ANNOTATION_KEYS)).to_owned(), string(c))).collect()
}

pub(super) fn policy(c: &mut Choices<'_>, index: usize) -> Template {
    Template {
        id: format!("policy{index}"),
        annotations: annotations(c),
        effect: *c.pick(&[Effect::Permit, Effect::Forbid]),
        principal: scope(c),
        action: match c.below(4) {
            0 => ActionScope::Any,
            1 => ActionScope::Eq(action(c)),
            2 => ActionScope::In(action(c)),
            _ => ActionScope::InAny((0..c.below(4)).map(|_| action(c)).collect()),
        },
        resource: scope(c),
        conditions: (0..c.below(3))
            .map(|_| Condition { kind: *c.pick(&[ConditionKind::When, ConditionKind::Unless]), body: expr(c, 2) })
            .collect(),
    }
}

fn type_syntax(c: &mut Choices<'_>, depth: usize) -> TypeSyntax {
    match c.below(if depth == 0 { 2 } else { 4 }) {
        0 => TypeSyntax::Name(Name::unqualified(*c.pick(&["Long", "String", "Bool", "ipaddr"])).into()),
        1 => TypeSyntax::Name(name(c).into()),
        2 => TypeSyntax::Set(Box::new(type_syntax(c, depth - 1))),
        _ => TypeSyntax::Record(attributes(c, depth - 1)),
    }
}

fn attributes(c: &mut Choices<'_>, depth: usize) -> Vec<AttributeSyntax> {
    let mut names: Vec<String> = (0..c.below(4)).map(|_| attribute(c)).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| AttributeSyntax {
            annotations: annotations(c),
            name,
            ty: type_syntax(c, depth),
            required: c.chance(1, 2),
        })
        .collect()
}

fn type_words(c: &mut Choices<'_>) -> Vec<Located<String>> {
    (0..1 + c.below(2)).map(|_| (*c.pick(identifiers::TYPES)).into()).collect()
}

fn names(c: &mut Choices<'_>, least: usize) -> Vec<Located<Name>> {
    (0..least + c.below(3)).map(|_| name(c).into()).collect()
}

fn entity_declaration(c: &mut Choices<'_>) -> EntityDeclaration {
    let shape = if c.chance(1, 4) {
        EntityShape::Enum((0..1 + c.below(3)).map(|_| string(c)).collect())
    } else {
        EntityShape::Standard {
            parents: names(c, 0),
            attributes: attributes(c, 2),
            tags: c.chance(1, 3).then(|| type_syntax(c, 2)),
        }
    };
    EntityDeclaration { annotations: annotations(c), names: type_words(c), shape }
}

fn action_declaration(c: &mut Choices<'_>) -> ActionDeclaration {
    let group = |c: &mut Choices<'_>| ActionRef { ty: c.chance(1, 3).then(|| name(c)), id: attribute(c) };
    ActionDeclaration {
        annotations: annotations(c),
        names: (0..1 + c.below(3)).map(|_| attribute(c).into()).collect(),
        groups: (0..c.below(3)).map(|_| group(c).into()).collect(),
        applies_to: c.chance(2, 3).then(|| AppliesTo {
            principals: names(c, 1),
            resources: names(c, 1),
            context: match c.below(3) {
                0 => None,
                1 => Some(TypeSyntax::Name(name(c).into())),
                _ => Some(TypeSyntax::Record(attributes(c, 1))),
            },
        }),
    }
}

fn declaration(c: &mut Choices<'_>) -> Declaration {
    match c.below(3) {
        0 => Declaration::Entity(entity_declaration(c)),
        1 => Declaration::Action(action_declaration(c)),
        _ => Declaration::CommonType(CommonTypeDeclaration {
            annotations: annotations(c),
            name: (*c.pick(identifiers::TYPES)).into(),
            ty: type_syntax(c, 2),
        }),
    }
}

/// A schema whose names mean nothing. No two neighbours are outside any namespace: text cannot tell them from one.
pub(super) fn schema(c: &mut Choices<'_>) -> SchemaSyntax {
    let mut namespaces: Vec<NamespaceSyntax> = Vec::new();
    for _ in 0..c.below(4) {
        let outside = c.chance(1, 2) && namespaces.last().is_none_or(|last| last.name.is_some());
        let least = usize::from(outside);
        namespaces.push(NamespaceSyntax {
            name: (!outside).then(|| name(c).into()),
            annotations: if outside { Annotations::new() } else { annotations(c) },
            declarations: (0..least + c.below(4)).map(|_| declaration(c)).collect(),
        });
    }
    SchemaSyntax { namespaces }
}

/// A restricted expression.
fn value(c: &mut Choices<'_>, depth: usize) -> Expr {
    match c.below(if depth == 0 { 4 } else { 7 }) {
        0 => Expr::bool(c.chance(1, 2)),
        1 => Expr::long(*c.pick(pools::integers())),
        2 => Expr::string(string(c)),
        3 => Expr::entity(uid(c)),
        4 => Expr::Set((0..c.below(4)).map(|_| value(c, depth - 1)).collect()),
        5 => Expr::Record(values(c, depth - 1).into_iter().collect()),
        _ => {
            let function = *c.pick(&[ExtFun::Ip, ExtFun::Decimal, ExtFun::Datetime, ExtFun::Duration]);
            let (accepted, _) = pools::extension_literals(function.name());
            Expr::Call(function, vec![Expr::string(c.pick(accepted).text)])
        }
    }
}

pub(super) fn values(c: &mut Choices<'_>, depth: usize) -> BTreeMap<String, Expr> {
    (0..c.below(4)).map(|_| (attribute(c), value(c, depth))).collect()
}

pub(super) fn entity(c: &mut Choices<'_>, index: usize) -> Entity {
    let mut id = uid(c);
    id.eid = format!("{index}{}", id.eid);
    Entity {
        uid: id,
        attrs: values(c, 2),
        tags: if c.chance(1, 3) { values(c, 1) } else { BTreeMap::new() },
        parents: (0..c.below(3)).map(|_| uid(c)).collect(),
    }
}
