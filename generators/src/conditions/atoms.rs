//! Atoms: tests without `&&`, `||`, `!` and `if` around them, one arm a form of the language.
//!
//! `want` is what the atom should be under the request aimed at. It guides the choice of operands, so that few atoms
//! must be turned round with `!`; it is no promise.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::types::{CedarType, ExtType};
use crosscheck_reference_model::value::{Prim, Value};

use super::Writer;
use super::terms::{Way, has_literals};
use crate::judge::{self, Truth};
use crate::settings::Feature;

/// The forms of atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Is,
    Bool,
    Equal,
    Order,
    Exact,
    In,
    InSet,
    ActionIn,
    Has,
    HasTag,
    Like,
    Contains,
    ContainsAll,
    ContainsAny,
    IsEmpty,
    Decimal,
    Ip,
    InRange,
}

/// Weights of the forms, and the feature each needs. The first is a test of a variable that is always possible.
const FORMS: [(u32, Form, Option<Feature>); 18] = [
    (5, Form::Is, None),
    (7, Form::Bool, None),
    (18, Form::Equal, None),
    (14, Form::Order, None),
    (10, Form::Exact, None),
    (12, Form::In, None),
    (6, Form::InSet, None),
    (3, Form::ActionIn, None),
    (8, Form::Has, None),
    (9, Form::HasTag, Some(Feature::Tags)),
    (16, Form::Like, Some(Feature::Like)),
    (8, Form::Contains, None),
    (6, Form::ContainsAll, None),
    (6, Form::ContainsAny, None),
    (6, Form::IsEmpty, None),
    // Each of these has several functions, each of which should be met.
    (14, Form::Decimal, Some(Feature::Decimal)),
    (18, Form::Ip, Some(Feature::Ip)),
    (6, Form::InRange, Some(Feature::Ip)),
];

const DECIMAL: [ExtFun; 4] =
    [ExtFun::LessThan, ExtFun::LessThanOrEqual, ExtFun::GreaterThan, ExtFun::GreaterThanOrEqual];
const IP: [ExtFun; 4] = [ExtFun::IsIpv4, ExtFun::IsIpv6, ExtFun::IsLoopback, ExtFun::IsMulticast];
const DECIMAL_TYPE: CedarType = CedarType::Ext(ExtType::Decimal);
const IP_TYPE: CedarType = CedarType::Ext(ExtType::IpAddr);

impl Writer<'_, '_, '_> {
    /// An atom without its guards, which are noted in `self.guards`.
    pub(super) fn bare_atom(&mut self, depth: usize, want: bool) -> Expr {
        let weights = FORMS.map(|(weight, form, feature)| {
            let on = feature.is_none_or(|feature| self.has(feature));
            // Forms that have data to work on weigh more than those that must make do with literals.
            if !on {
                0
            } else if self.has_data_for(form) {
                weight
            } else {
                weight.div_ceil(6)
            }
        });
        match FORMS[self.choices.weighted_index(weights.iter().copied())].1 {
            Form::Is => self.is(want),
            Form::Bool => self.read_of(is_bool).unwrap_or_else(|| self.is(want)),
            Form::Equal => self.equal(depth, want),
            Form::Order => self.order(depth, want),
            Form::Exact => self.exact(depth),
            Form::In => self.is_in(want),
            Form::InSet => self.is_in_set(want),
            Form::ActionIn => self.action_in(want),
            Form::Has => self.has_attr(),
            Form::HasTag => self.has_tag(depth),
            Form::Like => self.like(depth, want),
            Form::Contains => self.contains(depth, want),
            Form::ContainsAll => self.compare_sets(BinaryOp::ContainsAll, depth),
            Form::ContainsAny => self.compare_sets(BinaryOp::ContainsAny, depth),
            Form::IsEmpty => {
                let ty = self.set_type();
                self.subject(&ty, depth).unary(UnaryOp::IsEmpty)
            }
            Form::Decimal => {
                let function = *self.choices.pick(&DECIMAL);
                let (left, right) = self.pair(&DECIMAL_TYPE, depth);
                Expr::Call(function, vec![left, right])
            }
            Form::Ip => {
                let function = *self.choices.pick(&IP);
                Expr::Call(function, vec![self.subject(&IP_TYPE, depth)])
            }
            Form::InRange => {
                let (left, right) = self.pair(&IP_TYPE, depth);
                Expr::Call(ExtFun::IsInRange, vec![left, right])
            }
        }
    }

    /// A test of `principal`, `resource` or `action`, without operands that could be literals alone.
    pub(super) fn bare_atom_of_variable(&mut self, want: bool) -> Expr {
        match self.choices.below(4) {
            0 => self.is(want),
            1 => self.action_in(want),
            _ => self.is_in(want),
        }
    }

    fn has_data_for(&self, form: Form) -> bool {
        let any = |fits: fn(&CedarType) -> bool| self.view.reads.iter().any(|(_, read)| fits(read.ty));
        match form {
            Form::Is | Form::In | Form::InSet | Form::ActionIn => true,
            Form::Bool => any(is_bool),
            Form::Equal | Form::Has => !self.view.reads.is_empty(),
            Form::Order | Form::Exact => any(is_ordered),
            Form::HasTag => !self.taggable().is_empty(),
            Form::Like => any(|ty| *ty == CedarType::String),
            Form::Contains | Form::ContainsAll | Form::ContainsAny | Form::IsEmpty => any(is_set),
            Form::Decimal => any(|ty| *ty == DECIMAL_TYPE),
            Form::Ip | Form::InRange => any(|ty| *ty == IP_TYPE),
        }
    }

    /// The left-hand side of a test: a read where there is one, mostly.
    pub(super) fn subject(&mut self, ty: &CedarType, depth: usize) -> Expr {
        if self.choices.chance(3, 4)
            && let Some(read) = self.read_of(|it| it == ty)
        {
            return read;
        }
        self.term(ty, depth)
    }

    /// Both sides of a comparison, in either order.
    fn pair(&mut self, ty: &CedarType, depth: usize) -> (Expr, Expr) {
        let (subject, other) = (self.subject(ty, depth), self.term(ty, depth));
        if self.choices.chance(1, 4) { (other, subject) } else { (subject, other) }
    }

    /// The type of some read that `fits`.
    fn read_type(&mut self, fits: fn(&CedarType) -> bool) -> Option<CedarType> {
        let types: Vec<&CedarType> = self.view.reads.iter().map(|(_, read)| read.ty).filter(|ty| fits(ty)).collect();
        self.choices.pick_any(&types).map(|ty| (*ty).clone())
    }

    fn variable_of_aim(&mut self) -> (Var, EntityUid) {
        if self.choices.chance(1, 2) {
            (Var::Resource, self.aim.resource.clone())
        } else {
            (Var::Principal, self.aim.principal.clone())
        }
    }

    /// The literal that `expr` equals under the request aimed at, if that can be told and written.
    fn literal_of(&mut self, expr: &Expr, ty: &CedarType) -> Option<Expr> {
        let value = self.judge.value_of(expr, ty).filter(|_| has_literals(ty))?;
        judge::literal(&value)
    }

    fn is(&mut self, want: bool) -> Expr {
        let (var, uid) = self.variable_of_aim();
        let entity = match self.read_of(is_entity) {
            Some(read) if self.choices.chance(1, 3) => read,
            _ => Expr::Var(var),
        };
        let own = want && entity == Expr::Var(var) && self.choices.chance(5, 6);
        let ty = if own { uid.ty } else { self.choices.pick(&self.stock.world.types).name.clone() };
        entity.unary(UnaryOp::Is(ty))
    }

    fn equal(&mut self, depth: usize, want: bool) -> Expr {
        let (subject, ty) = if self.choices.chance(1, 6) || self.view.reads.is_empty() {
            let (var, uid) = self.variable_of_aim();
            (Expr::Var(var), CedarType::Entity(uid.ty))
        } else {
            let ty = self.read_type(|_| true).unwrap_or(CedarType::Long);
            (self.subject(&ty, depth), ty)
        };
        let equal = if want && self.choices.chance(1, 2) { self.literal_of(&subject, &ty) } else { None };
        let other = equal.unwrap_or_else(|| self.term(&ty, depth));
        let (left, right) = if self.choices.chance(1, 4) { (other, subject) } else { (subject, other) };
        left.binary(BinaryOp::Eq, right)
    }

    fn order(&mut self, depth: usize, want: bool) -> Expr {
        let ty = self.read_type(is_ordered).unwrap_or_else(|| {
            if self.has(Feature::Datetime) && self.choices.chance(1, 3) {
                CedarType::Ext(*self.choices.pick(&[ExtType::Datetime, ExtType::Duration]))
            } else {
                CedarType::Long
            }
        });
        let op = if self.choices.chance(1, 2) { BinaryOp::Less } else { BinaryOp::LessEq };
        let (left, right) = self.pair(&ty, depth);
        let order = left.binary(op, right);
        match (self.judge.truth(&order), order) {
            // The same question from the other side, for half of those that would be negated.
            (Truth::Is(is), Expr::Binary(op, left, right)) if is != want && self.choices.chance(1, 2) => {
                let op = if op == BinaryOp::Less { BinaryOp::LessEq } else { BinaryOp::Less };
                Expr::Binary(op, right, left)
            }
            (_, order) => order,
        }
    }

    /// A value, mostly computed, beside exactly that value, or its neighbour: there a result that is wrong by one step shows.
    fn exact(&mut self, depth: usize) -> Expr {
        let ty = self.read_type(is_ordered).unwrap_or(CedarType::Long);
        let depth = depth.max(1);
        let is_computed = self.possible(Way::Operator, &ty, depth) && self.choices.chance(2, 3);
        let term = if is_computed { self.operator(&ty, depth) } else { self.subject(&ty, depth - 1) };
        let op = *self.choices.pick(&[BinaryOp::Eq, BinaryOp::Less, BinaryOp::LessEq]);
        let value = match self.judge.value_of(&term, &ty) {
            Some(Value::Prim(Prim::Long(value))) if self.choices.chance(1, 3) => {
                let step = if self.choices.chance(1, 2) { 1 } else { -1 };
                Some(Expr::long(value.saturating_add(step)))
            }
            value => value.as_ref().and_then(judge::literal),
        };
        let value = value.unwrap_or_else(|| self.stock.value(self.choices, &ty));
        if self.choices.chance(1, 4) { value.binary(op, term) } else { term.binary(op, value) }
    }

    /// An entity, and what it is under the request aimed at, if that is known without asking.
    fn member(&mut self) -> (Expr, Option<EntityUid>) {
        let (var, uid) = self.variable_of_aim();
        match self.read_of(is_entity) {
            Some(read) if self.choices.chance(1, 4) => (read, None),
            _ => (Expr::Var(var), Some(uid)),
        }
    }

    /// `principal in …` with an ancestor of the principal aimed at, or a read, or any other entity.
    fn is_in(&mut self, want: bool) -> Expr {
        let (entity, uid) = self.member();
        if self.choices.chance(1, 4)
            && let Some(read) = self.read_of(is_entity)
        {
            return entity.binary(BinaryOp::In, read);
        }
        let target = self.target(uid.as_ref(), want);
        entity.binary(BinaryOp::In, Expr::entity(target))
    }

    fn is_in_set(&mut self, want: bool) -> Expr {
        let (entity, uid) = self.member();
        if self.choices.chance(1, 3)
            && let Some(read) = self.read_of(|ty| matches!(ty, CedarType::Set(element) if is_entity(element)))
        {
            return entity.binary(BinaryOp::In, read);
        }
        // A typed set holds entities of one type.
        let first = self.target(uid.as_ref(), want);
        let of_first = CedarType::Entity(first.ty.clone());
        let mut elements = vec![Expr::entity(first)];
        for _ in 0..self.choices.size_in(0..=2) {
            elements.push(self.literal(&of_first, 0));
        }
        self.choices.shuffle(&mut elements);
        entity.binary(BinaryOp::In, Expr::Set(elements))
    }

    /// What `uid` is in, if that is wanted, and mostly farther than one step; any entity otherwise.
    fn target(&mut self, uid: Option<&EntityUid>, want: bool) -> EntityUid {
        if want && let Some(uid) = uid {
            let ancestors = self.stock.population.member(uid).map(|member| member.ancestors.as_slice());
            return self.choices.pick_any(ancestors.unwrap_or_default()).unwrap_or(uid).clone();
        }
        let ty = self.choices.below(self.stock.world.types.len());
        self.stock.population.any(self.choices, self.stock.settings, ty).clone()
    }

    fn action_in(&mut self, want: bool) -> Expr {
        let actions = &self.stock.world.actions;
        let own = actions.iter().find(|action| want && action.uid == self.aim.action);
        let plan = own.unwrap_or_else(|| self.choices.pick(actions));
        // `==` between two types of actions is no typed test; `in` is.
        let one_type = actions.iter().all(|action| action.uid.ty == plan.uid.ty);
        if one_type && self.choices.chance(1, 3) {
            return Expr::Var(Var::Action).binary(BinaryOp::Eq, Expr::entity(plan.uid.clone()));
        }
        let group = self.choices.pick_any(&plan.ancestors).map_or(&plan.uid, |group| &actions[*group].uid);
        let other = &self.choices.pick(actions).uid;
        // Actions of two namespaces are of two types, and a typed set holds entities of one.
        if other.ty == group.ty && self.choices.chance(1, 3) {
            let set = Expr::Set(vec![Expr::entity(group.clone()), Expr::entity(other.clone())]);
            return Expr::Var(Var::Action).binary(BinaryOp::In, set);
        }
        Expr::Var(Var::Action).binary(BinaryOp::In, Expr::entity(group.clone()))
    }

    fn has_attr(&mut self) -> Expr {
        let start = self.choices.below(self.view.reads.len());
        let (before, after) = self.view.reads.split_at(start);
        let mut in_turn = after.iter().chain(before).copied();
        let Some((var, read)) = in_turn.find(|(var, read)| self.is_owned(*var, read)) else {
            return Expr::Var(self.variable_of_aim().0).has("name");
        };
        // An attribute that the type declares, or any other name: both are fit for `has`.
        let mut expr = Expr::Var(var);
        let (last, before) = match read.steps.split_last() {
            Some((last, before)) => (last.attr, before),
            None => ("name", read.steps.as_slice()),
        };
        for step in before {
            if step.optional {
                self.guard(expr.clone().has(step.attr));
            }
            expr = expr.attr(step.attr);
        }
        if self.choices.chance(1, 6) { expr.has("missing") } else { expr.has(last) }
    }

    /// The entity types of variables and reads that have tags.
    pub(crate) fn taggable(&self) -> Vec<usize> {
        let known = self.view.principal.into_iter().chain(self.view.resource);
        let read = self.view.reads.iter().filter_map(|(_, read)| match read.ty {
            CedarType::Entity(name) => self.stock.world.type_index(name),
            _ => None,
        });
        known.chain(read).filter(|ty| self.stock.world.tags(*ty).is_some()).collect()
    }

    fn has_tag(&mut self, depth: usize) -> Expr {
        let types = self.taggable();
        let Some(ty) = self.choices.pick_any(&types).copied() else {
            let key = self.tag_key(0);
            return Expr::Var(self.variable_of_aim().0).binary(BinaryOp::HasTag, key);
        };
        if let Some(tags) = self.stock.world.tags(ty).cloned()
            && self.choices.chance(2, 3)
            && has_literals(&tags)
        {
            // The guarded use of a tag is worth more than the question alone.
            let left = self.term(&tags, depth.max(1));
            let right = self.literal(&tags, 0);
            return left.binary(BinaryOp::Eq, right);
        }
        let entity = self.entity_term(&CedarType::Entity(self.stock.world.types[ty].name.clone()));
        let key = self.tag_key(depth);
        entity.binary(BinaryOp::HasTag, key)
    }

    /// The type of a set: that of a read, or one of the simple ones.
    fn set_type(&mut self) -> CedarType {
        self.read_type(is_set).unwrap_or_else(|| {
            let element = self.read_type(has_literals).filter(|ty| !is_set(ty));
            CedarType::Set(Box::new(element.unwrap_or(CedarType::Long)))
        })
    }

    fn contains(&mut self, depth: usize, want: bool) -> Expr {
        let ty = self.set_type();
        let CedarType::Set(element) = &ty else { return self.is(want) };
        let set = self.subject(&ty, depth);
        if !has_literals(element) && !self.view.reads.iter().any(|(_, read)| *read.ty == **element) {
            return set.unary(UnaryOp::IsEmpty);
        }
        let inside = match self.judge.value_of(&set, &ty) {
            Some(Value::Set(values)) if want && has_literals(element) && self.choices.chance(2, 3) => {
                let index = self.choices.below(values.len());
                values.iter().nth(index).and_then(judge::literal)
            }
            _ => None,
        };
        let inside = inside.unwrap_or_else(|| self.term(element, depth));
        set.binary(BinaryOp::Contains, inside)
    }

    fn compare_sets(&mut self, op: BinaryOp, depth: usize) -> Expr {
        let ty = self.set_type();
        let (left, right) = self.pair(&ty, depth);
        left.binary(op, right)
    }
}

fn is_bool(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Bool(_))
}

fn is_entity(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Entity(_))
}

fn is_set(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Set(_))
}

/// Whether `<` is defined.
fn is_ordered(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Long | CedarType::Ext(ExtType::Datetime | ExtType::Duration))
}
