//! Data that probes read: which attributes, tags and context fields hold a value of which kind, and more of them where
//! data need not fit a schema.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::{Operands, Outcome, Rule, Step};
use crosscheck_reference_model::types::{BoolType, CedarType, ExtType};
use crosscheck_reference_model::value::{Kind, Prim};

use crate::choices::Choices;
use crate::requests::Planned;
use crate::values::Stock;

/// How many of the entities that requests speak of get further attributes and tags.
const EQUIPPED: usize = 4;

/// The names of the further attributes and tags; the two booleans need two.
const NAMES: [(&str, Kind); 11] = [
    ("yes", Kind::Bool),
    ("no", Kind::Bool),
    ("size", Kind::Long),
    ("title", Kind::String),
    ("owner", Kind::Entity),
    ("parts", Kind::Set),
    ("detail", Kind::Record),
    ("price", Kind::Decimal),
    ("address", Kind::Ip),
    ("since", Kind::Datetime),
    ("span", Kind::Duration),
];

/// Gives entities that requests speak of, and contexts, attributes and tags of every kind; only where no schema says
/// what they may have.
pub(crate) fn equip(choices: &mut Choices<'_>, stock: &Stock<'_>, entities: &mut [Entity], planned: &mut [Planned]) {
    let spoken_of = |uid: &EntityUid| {
        planned.iter().any(|planned| planned.request.principal == *uid || planned.request.resource == *uid)
    };
    let mut left = EQUIPPED;
    for entity in entities.iter_mut().filter(|entity| spoken_of(&entity.uid)) {
        if left == 0 {
            break;
        }
        left -= 1;
        add(choices, stock, &mut entity.attrs);
        add(choices, stock, &mut entity.tags);
    }
    for planned in planned.iter_mut().take(EQUIPPED) {
        add(choices, stock, &mut planned.request.context);
    }
}

/// Adds about half of the further names, each with a value of its kind, where they are free.
fn add(choices: &mut Choices<'_>, stock: &Stock<'_>, fields: &mut BTreeMap<String, Expr>) {
    for (name, kind) in NAMES {
        if choices.chance(1, 2) && !fields.contains_key(name) {
            fields.insert(name.to_owned(), value(choices, stock, name, kind));
        }
    }
}

fn value(choices: &mut Choices<'_>, stock: &Stock<'_>, name: &str, kind: Kind) -> Expr {
    let ty = match kind {
        Kind::Bool => CedarType::Bool(if name == "yes" { BoolType::True } else { BoolType::False }),
        Kind::Long => CedarType::Long,
        Kind::String => CedarType::String,
        Kind::Entity => CedarType::Entity(choices.pick(&stock.world.types).name.clone()),
        Kind::Set => CedarType::Set(Box::new(CedarType::Long)),
        Kind::Record => return Expr::Record(vec![("name".to_owned(), stock.value(choices, &CedarType::String))]),
        Kind::Decimal => CedarType::Ext(ExtType::Decimal),
        Kind::Ip => CedarType::Ext(ExtType::IpAddr),
        Kind::Datetime => CedarType::Ext(ExtType::Datetime),
        Kind::Duration => CedarType::Ext(ExtType::Duration),
    };
    stock.value(choices, &ty)
}

/// The outcome of reading a restricted expression.
pub(super) fn outcome_of(value: &Expr) -> Outcome {
    match value {
        Expr::Lit(Prim::Bool(is)) => Outcome::Bool(*is),
        _ => Outcome::Value(kind_of(value)),
    }
}

/// The kind of the value of a restricted expression.
pub(super) fn kind_of(value: &Expr) -> Kind {
    match value {
        Expr::Lit(Prim::Bool(_)) => Kind::Bool,
        Expr::Lit(Prim::String(_)) => Kind::String,
        Expr::Lit(Prim::Entity(_)) => Kind::Entity,
        Expr::Set(_) => Kind::Set,
        Expr::Record(_) => Kind::Record,
        Expr::Call(ExtFun::Decimal, _) => Kind::Decimal,
        Expr::Call(ExtFun::Ip, _) => Kind::Ip,
        Expr::Call(ExtFun::Datetime, _) => Kind::Datetime,
        Expr::Call(ExtFun::Duration, _) => Kind::Duration,
        _ => Kind::Long,
    }
}

/// Whether a step reads a tag, an attribute, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    Attribute,
    Tag,
}

/// What an entity's data must be for `step`; `None` if it needs none.
pub(super) fn needs(step: &Step) -> Option<Reads> {
    match (step.rule, step.operands) {
        (Rule::GetAttr | Rule::HasAttr, Operands::One(Kind::Entity)) => Some(Reads::Attribute),
        (Rule::Binary(BinaryOp::GetTag | BinaryOp::HasTag), Operands::Two(Kind::Entity, Kind::String)) => {
            Some(Reads::Tag)
        }
        _ => None,
    }
}

/// The attributes or tags of an entity with which `step` comes out as it should.
pub(super) fn fitting<'e>(entity: &'e Entity, step: &Step, reads: Reads) -> impl Iterator<Item = &'e str> + use<'e> {
    let fields = if reads == Reads::Attribute { &entity.attrs } else { &entity.tags };
    let (outcome, only_asks) = (step.outcome, matches!(step.rule, Rule::HasAttr | Rule::Binary(BinaryOp::HasTag)));
    let fits =
        move |value: &Expr| if only_asks { outcome == Outcome::Bool(true) } else { outcome_of(value) == outcome };
    fields.iter().filter(move |(_, value)| fits(value)).map(|(name, _)| name.as_str())
}

/// The requests whose principal or resource has the data that `step` reads; none if it reads none, or if they are of no
/// use.
pub(super) fn aims<'p>(planned: &'p [Planned], entities: &[Entity], step: &Step) -> Vec<&'p Planned> {
    let Some(reads) = needs(step) else { return Vec::new() };
    let has = |uid: &EntityUid| {
        entities.iter().any(|entity| entity.uid == *uid && fitting(entity, step, reads).next().is_some())
    };
    planned.iter().filter(|it| has(&it.request.principal) || has(&it.request.resource)).collect()
}
