//! Probes of validation: judgments that do not follow from the kinds of operands.
//!
//! What a rule of types says of operands of some kinds is met by the steps of evaluation already. Beside that there are
//! literals that decide, types of one kind that have no upper bound, names that nothing declares, and entities that are
//! no part of a request. Only for cases with a schema.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityType, EntityUid, Name};
use crosscheck_reference_model::policy::{ActionScope, Effect, EntityOrSlot, Link, Scope, Slot, Template};
use crosscheck_reference_model::types::RecordType;
use crosscheck_reference_model::value::Kind;

use super::steps::{MISSING, Prober};
use crate::choices::Choices;
use crate::values::Stock;
use crate::world::{Shape, World};

/// What a probe is about.
#[derive(Debug, Clone, Copy)]
enum Topic {
    /// `==` of two literals.
    Literals,
    /// Two types where one is wanted.
    Bound,
    /// `is` of an entity that may be of two types.
    IsOfEither,
    /// A tag of an entity literal.
    TagOfLiteral,
    /// The groups of the action, written as a literal.
    ActionLiteral,
}

/// Weights of the topics: those with many judgments are drawn more often.
const TOPICS: [(u32, Topic); 5] = [
    (20, Topic::Literals),
    (52, Topic::Bound),
    (6, Topic::IsOfEither),
    (4, Topic::TagOfLiteral),
    (4, Topic::ActionLiteral),
];

/// How two types differ.
const DIFFERENCES: [Difference; 5] = [
    Difference::Kinds,
    Difference::EntityTypes,
    Difference::EntityAndRecord,
    Difference::Fields,
    Difference::Optionality,
];

#[derive(Debug, Clone, Copy)]
enum Difference {
    Kinds,
    EntityTypes,
    EntityAndRecord,
    Fields,
    Optionality,
}

impl Prober<'_, '_, '_> {
    /// The body of a clause about something that types alone decide.
    pub(super) fn typing(&mut self) -> Expr {
        match *self.choices.weighted(&TOPICS) {
            Topic::Literals => {
                let (a, b) = (self.literal(), self.literal());
                self.with_variable(a.binary(BinaryOp::Eq, b))
            }
            Topic::Bound => self.bound(),
            Topic::IsOfEither => {
                let request = &self.aim.request;
                let types = [request.principal.ty.clone(), request.resource.ty.clone()];
                let ty = self.choices.pick(&types).clone();
                let test = self.some(Kind::Bool);
                let (then, otherwise) = (Expr::Var(Var::Principal), Expr::Var(Var::Resource));
                Expr::If(Box::new(test), Box::new(then), Box::new(otherwise)).unary(UnaryOp::Is(ty))
            }
            Topic::TagOfLiteral => self.tag_of_literal(),
            Topic::ActionLiteral => {
                let action = Expr::entity(self.aim.request.action.clone());
                let group = self.choices.pick(&self.stock.world.actions).uid.clone();
                let test = action.binary(BinaryOp::In, Expr::entity(group));
                self.with_variable(test)
            }
        }
    }

    /// A literal of a kind that has literals.
    fn literal(&mut self) -> Expr {
        match self.choices.below(5) {
            0 => Expr::bool(self.choices.chance(1, 2)),
            1 => Expr::long(1),
            2 => Expr::string("s"),
            3 => Expr::Var(Var::Action),
            _ => Expr::entity(self.aim.request.action.clone()),
        }
    }

    /// Two types in one of the places where there must be one.
    fn bound(&mut self) -> Expr {
        let difference = *self.choices.pick(&DIFFERENCES);
        let (guard, a, b) = self.two_types(difference);
        let (a, b) = if self.choices.chance(1, 2) { (a, b) } else { (b, a) };
        let test = match self.choices.below(5) {
            0 => {
                let test = self.some(Kind::Bool);
                Expr::If(Box::new(test), Box::new(a.clone()), Box::new(b)).binary(BinaryOp::Eq, a)
            }
            1 => Expr::Set(vec![a, b]).unary(UnaryOp::IsEmpty),
            2 => a.binary(BinaryOp::Eq, b),
            3 => Expr::Set(vec![a]).binary(BinaryOp::Contains, b),
            _ => {
                let op = if self.choices.chance(1, 2) { BinaryOp::ContainsAll } else { BinaryOp::ContainsAny };
                Expr::Set(vec![a]).binary(op, Expr::Set(vec![b]))
            }
        };
        let test = guard.into_iter().rev().fold(test, |test, guard| guard.and(test));
        self.with_variable(test)
    }

    /// Two expressions whose types differ so, and what must be known before them.
    fn two_types(&mut self, difference: Difference) -> (Vec<Expr>, Expr, Expr) {
        let record = |field: &str| Expr::Record(vec![(field.to_owned(), Expr::Var(Var::Principal))]);
        match difference {
            Difference::Kinds => (vec![], Expr::Var(Var::Context), Expr::long(1)),
            Difference::EntityTypes => (vec![], Expr::Var(Var::Principal), Expr::Var(Var::Action)),
            Difference::EntityAndRecord => (vec![], Expr::Var(Var::Principal), record("a")),
            Difference::Fields => (vec![], record("a"), record("b")),
            Difference::Optionality => {
                let context = &self.stock.world.actions[self.aim.action].context;
                let (guards, copy) = copied(&Expr::Var(Var::Context), context);
                (guards, Expr::Var(Var::Context), copy)
            }
        }
    }

    /// Looks for the data of an entity that is no part of the request.
    fn tag_of_literal(&mut self) -> Expr {
        let world = self.stock.world;
        let tagged: Vec<usize> = (0..world.types.len()).filter(|ty| world.tags(*ty).is_some()).collect();
        let Some(ty) = self.choices.pick_any(&tagged) else { return self.bound() };
        let owner = Expr::entity(EntityUid::new(world.types[*ty].name.clone(), MISSING));
        let key = Expr::string(self.choices.pick(&self.stock.lexicon.tag_keys).clone());
        let tag = owner.clone().binary(BinaryOp::GetTag, key.clone());
        let test = owner.binary(BinaryOp::HasTag, key).and(tag.clone().binary(BinaryOp::Eq, tag));
        self.with_variable(test)
    }
}

/// A record literal with the fields of `record`, which is of this type, and the tests for those that are optional: all are
/// required in the literal.
fn copied(record: &Expr, fields: &RecordType) -> (Vec<Expr>, Expr) {
    let optional = fields.iter().filter(|(_, field)| !field.required);
    let guards = optional.map(|(name, _)| record.clone().has(name.as_str())).collect();
    let copy = fields.keys().map(|name| (name.clone(), record.clone().attr(name.as_str()))).collect();
    (guards, Expr::Record(copy))
}

/// A template, and a link of it whose slot holds an entity that the schema does not declare.
pub(super) fn linked(choices: &mut Choices<'_>, stock: &Stock<'_>, id: String, number: usize) -> (Template, Link) {
    let template = Template {
        id: id.clone(),
        annotations: BTreeMap::new(),
        effect: Effect::Permit,
        principal: Scope::Eq(EntityOrSlot::Slot),
        action: ActionScope::Any,
        resource: Scope::Any,
        conditions: Vec::new(),
    };
    let ty = match enumerated(stock.world) {
        Some(ty) if choices.chance(2, 3) => ty,
        _ => Name::unqualified(MISSING),
    };
    let slots = BTreeMap::from([(Slot::Principal, EntityUid::new(ty, MISSING))]);
    (template, Link { template: id, id: format!("link{number}"), slots })
}

/// Gives a constraint of the scope a name that the schema does not declare.
pub(super) fn undeclared(choices: &mut Choices<'_>, stock: &Stock<'_>, template: &mut Template) {
    let ty = match choices.below(3) {
        0 => Name::unqualified(MISSING),
        1 => stock.world.actions[0].uid.ty.clone(),
        _ => enumerated(stock.world).unwrap_or_else(|| Name::unqualified(MISSING)),
    };
    let target = EntityOrSlot::Entity(EntityUid::new(ty, MISSING));
    let scope = if choices.chance(1, 2) { Scope::Eq(target) } else { Scope::In(target) };
    if choices.chance(1, 2) {
        template.principal = scope;
    } else {
        template.resource = scope;
    }
}

/// An enumerated type, if there is one.
fn enumerated(world: &World) -> Option<EntityType> {
    world.types.iter().find(|plan| matches!(plan.shape, Shape::Enum(_))).map(|plan| plan.name.clone())
}
