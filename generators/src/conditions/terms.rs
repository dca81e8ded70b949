//! Terms: expressions of a wanted type, made of reads, constants of the case, and operators.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::types::{CedarType, ExtType, RecordType};
use crosscheck_reference_model::value::Value;

use super::Writer;
use super::reads::{Read, Step, record_of};
use crate::judge::{self, Truth};
use crate::settings::Feature;
use crate::twins;

/// The ways to make a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Literal,
    Read,
    Variable,
    Tag,
    Operator,
    If,
    Field,
    TagField,
}

/// Where a read comes to.
enum Reached {
    /// To a value.
    Value(Value),
    /// Not that far: its guard is false, or nothing can be judged.
    Unknown,
    /// To an error.
    Error,
}

/// Weights of the ways that are possible. The literal stands first: it ends soonest.
const WAYS: [(u32, Way); 8] = [
    (20, Way::Literal),
    // Most operands should be data: literals alone make conditions that are the same for every request.
    (46, Way::Read),
    (20, Way::Variable),
    (12, Way::Tag),
    (22, Way::Operator),
    (5, Way::If),
    (4, Way::Field),
    (34, Way::TagField),
];

/// How many elements a set has that a condition writes out, equal ones counted each. A typed set is not empty.
const SET_SIZES: [(u32, usize); 5] = [(32, 1), (34, 2), (24, 3), (7, 5), (3, 8)];

impl<'w> Writer<'_, 'w, '_> {
    /// A term of type `ty`, with operators nested at most `depth` deep.
    pub(crate) fn term(&mut self, ty: &CedarType, depth: usize) -> Expr {
        let possible = |(weight, way): &(u32, Way)| if self.possible(*way, ty, depth) { *weight } else { 0 };
        let weights = WAYS.map(|row| possible(&row));
        match WAYS[self.choices.weighted_index(weights.iter().copied())].1 {
            Way::Literal => self.literal(ty, depth),
            Way::Read => match self.read_of(|it| it == ty) {
                Some(read) => read,
                None if has_literals(ty) => self.literal(ty, depth),
                None => self.any_read_of(ty),
            },
            Way::Variable => self.variable(ty),
            Way::Tag => self.tag_of(ty, depth),
            Way::TagField => self.field_of_tag(ty, depth),
            Way::Operator => self.operator(ty, depth),
            Way::If => {
                let want = self.choices.chance(1, 2);
                let test = self.boolean(depth - 1, want);
                let (then, otherwise) = (self.term(ty, depth - 1), self.term(ty, depth - 1));
                Expr::If(Box::new(test), Box::new(then), Box::new(otherwise))
            }
            Way::Field => {
                let name = *self.choices.pick(&["a", "value", "if", ""]);
                let mut fields = vec![(name.to_owned(), self.term(ty, depth - 1))];
                if self.choices.chance(1, 2) {
                    fields.push(("other".to_owned(), self.term(&CedarType::Long, 0)));
                }
                Expr::Record(fields).attr(name)
            }
        }
    }

    pub(super) fn possible(&self, way: Way, ty: &CedarType, depth: usize) -> bool {
        match way {
            Way::Literal => has_literals(ty),
            Way::Read => self.view.reads.iter().any(|(_, read)| read.ty == ty),
            Way::Variable => match ty {
                CedarType::Entity(_) => self.variables(ty).next().is_some(),
                _ => false,
            },
            Way::Tag => depth > 0 && self.tagged(ty).next().is_some(),
            Way::TagField => depth > 0 && !self.tag_fields(ty).is_empty(),
            Way::Operator => {
                depth > 0
                    && match ty {
                        CedarType::Long => self.has(Feature::Arithmetic) || self.has(Feature::Datetime),
                        CedarType::Ext(ExtType::Datetime | ExtType::Duration) => self.has(Feature::Datetime),
                        CedarType::Bool(_) => true,
                        _ => false,
                    }
            }
            Way::If => depth > 1 && self.has(Feature::Conditional),
            Way::Field => depth > 1 && self.has(Feature::Records),
        }
    }

    /// A literal; sets and records are made of literals and, where there is depth, of terms.
    pub(crate) fn literal(&mut self, ty: &CedarType, depth: usize) -> Expr {
        match ty {
            CedarType::Set(element) if has_literals(element) => {
                if let Some(shared) = self.shared_literal(ty) {
                    return shared;
                }
                let size = *self.choices.weighted(&SET_SIZES);
                Expr::Set((0..size).map(|_| self.term(element, depth.saturating_sub(1))).collect())
            }
            CedarType::Record(record) if has_literals(ty) => {
                if let Some(shared) = self.shared_literal(ty) {
                    return shared;
                }
                let fields = record.iter().map(|(name, field)| {
                    let value = self.term(&field.ty, depth.saturating_sub(1));
                    (name.clone(), value)
                });
                Expr::Record(fields.collect())
            }
            CedarType::Entity(_) if self.choices.chance(1, 2) => self.entity_near_aim(ty),
            _ => self.stock.value(self.choices, ty),
        }
    }

    /// A set or record that data have too, in other words, if a typed policy can write it and this is drawn.
    fn shared_literal(&mut self, ty: &CedarType) -> Option<Expr> {
        if !self.choices.chance(2, 5) {
            return None;
        }
        let twin = self.stock.twins.of(self.choices, ty).filter(|twin| !holds_an_empty_set(twin));
        match (twin, ty) {
            (Some(twin), _) => Some(twins::disguise(self.choices, twin)),
            (None, CedarType::Set(element)) => self.stock.large_set(self.choices, element),
            _ => None,
        }
    }

    /// The principal or resource of the request aimed at, if it is of type `ty`.
    fn entity_near_aim(&mut self, ty: &CedarType) -> Expr {
        let aimed =
            [&self.aim.principal, &self.aim.resource].into_iter().find(|uid| *ty == CedarType::Entity(uid.ty.clone()));
        match aimed {
            Some(uid) => Expr::entity(uid.clone()),
            None => self.stock.value(self.choices, ty),
        }
    }

    /// The variables that are of the entity type `ty` for sure.
    fn variables(&self, ty: &CedarType) -> impl Iterator<Item = Var> + use<> {
        let is = |index: Option<usize>| {
            index.is_some_and(
                |index| matches!(ty, CedarType::Entity(name) if self.stock.world.types[index].name == *name),
            )
        };
        [(Var::Principal, is(self.view.principal)), (Var::Resource, is(self.view.resource))]
            .into_iter()
            .filter_map(|(var, is)| is.then_some(var))
    }

    fn variable(&mut self, ty: &CedarType) -> Expr {
        let vars: Vec<Var> = self.variables(ty).collect();
        Expr::Var(*self.choices.pick(&vars))
    }

    /// A read of a type that `fits`; its guards are noted, to be put before the test that it is part of.
    pub(crate) fn read_of(&mut self, fits: impl Fn(&CedarType) -> bool) -> Option<Expr> {
        let fitting: Vec<(Var, &'w Read<'w>)> =
            self.view.reads.iter().filter(|(_, read)| fits(read.ty)).copied().collect();
        let start = self.choices.below(fitting.len());
        let mut in_turn = fitting[start..].iter().chain(&fitting[..start]);
        let (var, read) = *in_turn.find(|(var, read)| self.is_readable(*var, read))?;
        Some(self.emit(var, read))
    }

    /// A read of type `ty`, of which there is one, even if it is an error under the request aimed at.
    fn any_read_of(&mut self, ty: &CedarType) -> Expr {
        let found = self.view.reads.iter().find(|(_, read)| read.ty == ty).copied();
        found.map_or_else(|| Expr::Record(Vec::new()), |(var, read)| self.emit(var, read))
    }

    /// Whether the read, behind its guards, is no error under the request aimed at: an entity on its way may be none that
    /// the store holds, and data without a schema may be of another type than planned.
    pub(super) fn is_readable(&self, var: Var, read: &Read<'_>) -> bool {
        match self.reached(var, &read.steps) {
            Reached::Value(value) => self.stock.settings.schema || judge::is_of_type(&value, read.ty),
            Reached::Unknown => true,
            Reached::Error => false,
        }
    }

    /// Whether what is before the last step of the read is no error under the request aimed at.
    pub(super) fn is_owned(&self, var: Var, read: &Read<'_>) -> bool {
        let before = read.steps.split_last().map_or(&[][..], |(_, before)| before);
        !matches!(self.reached(var, before), Reached::Error)
    }

    /// Where a read comes to under the request aimed at.
    fn reached(&self, var: Var, steps: &[Step<'_>]) -> Reached {
        if !self.judge.sees() {
            return Reached::Unknown;
        }
        let mut expr = Expr::Var(var);
        for step in steps {
            if step.optional {
                match self.judge.truth(&expr.clone().has(step.attr)) {
                    Truth::Is(true) => {}
                    Truth::Is(false) => return Reached::Unknown,
                    Truth::Neither => return Reached::Error,
                }
            }
            expr = expr.attr(step.attr);
        }
        self.judge.value(&expr).map_or(Reached::Error, Reached::Value)
    }

    /// The expression of a read.
    pub(crate) fn emit(&mut self, var: Var, read: &Read<'_>) -> Expr {
        let mut expr = Expr::Var(var);
        for step in &read.steps {
            if step.optional {
                self.guard(expr.clone().has(step.attr));
            }
            expr = expr.attr(step.attr);
        }
        expr
    }

    /// The expression of a read that ends in an optional attribute, and the guard that it should have; the guards of what
    /// is before its last step are noted.
    pub(crate) fn unguarded(&mut self, var: Var, read: &Read<'_>) -> (Expr, Expr) {
        let Some((last, before)) = read.steps.split_last() else { return (Expr::Var(var), Expr::bool(true)) };
        let owner = self.emit(var, &Read { steps: before.to_vec(), ty: read.ty });
        (owner.clone().attr(last.attr), owner.has(last.attr))
    }

    /// The type of `principal` or `resource` in the request aimed at.
    pub(crate) fn variable_type(&self, var: Var) -> CedarType {
        CedarType::Entity(if var == Var::Resource {
            self.aim.resource.ty.clone()
        } else {
            self.aim.principal.ty.clone()
        })
    }

    /// The type of the context in the request aimed at.
    pub(crate) fn context_type(&self) -> Option<&'w RecordType> {
        let world = self.stock.world;
        world.actions.iter().find(|action| action.uid == self.aim.action).map(|action| &action.context)
    }

    /// Notes a test that must come first.
    pub(super) fn guard(&mut self, test: Expr) {
        if !self.guards.contains(&test) {
            self.guards.push(test);
        }
    }

    /// The entity types of the view's variables and reads that have tags of type `ty`.
    fn tagged<'t>(&'t self, ty: &'t CedarType) -> impl Iterator<Item = usize> + 't {
        let entity = |name| self.stock.world.type_index(name);
        let reads = self.view.reads.iter().filter_map(move |(_, read)| match read.ty {
            CedarType::Entity(name) => entity(name),
            _ => None,
        });
        let vars = self.view.principal.into_iter().chain(self.view.resource);
        vars.chain(reads).filter(move |index| self.stock.world.tags(*index) == Some(ty))
    }

    /// `e.getTag(k)` with its guard `e.hasTag(k)`.
    fn tag_of(&mut self, ty: &CedarType, depth: usize) -> Expr {
        let types: Vec<usize> = self.tagged(ty).collect();
        let owner = CedarType::Entity(self.stock.world.types[*self.choices.pick(&types)].name.clone());
        let entity = self.entity_term(&owner);
        let key = self.tag_key(depth - 1);
        let tag = entity.clone().binary(BinaryOp::GetTag, key.clone());
        if self.judge.value(&tag).is_some_and(|value| !judge::is_of_type(&value, ty)) && has_literals(ty) {
            return self.literal(ty, 0);
        }
        self.guard(entity.binary(BinaryOp::HasTag, key));
        tag
    }

    /// The attributes of type `ty` that a tag's value may have: by the type of the tag's owner, with whether they are
    /// optional.
    fn tag_fields(&self, ty: &CedarType) -> Vec<(usize, &'w str, bool)> {
        let world = self.stock.world;
        let mut found = Vec::new();
        for owner in self.taggable() {
            let fields = world.tags(owner).and_then(|tags| record_of(world, tags)).into_iter().flatten();
            let fitting = fields.filter(|(_, field)| field.ty == *ty);
            found.extend(fitting.map(|(name, field)| (owner, name.as_str(), !field.required)));
        }
        found
    }

    /// `e.getTag(k).a` with the guards `e.hasTag(k)` and, if it needs one, `e.getTag(k) has a`.
    fn field_of_tag(&mut self, ty: &CedarType, depth: usize) -> Expr {
        let fields = self.tag_fields(ty);
        let (owner, attr, optional) = *self.choices.pick(&fields);
        let entity = self.entity_term(&CedarType::Entity(self.stock.world.types[owner].name.clone()));
        let key = self.tag_key(depth - 1);
        self.guard(entity.clone().binary(BinaryOp::HasTag, key.clone()));
        let tag = entity.binary(BinaryOp::GetTag, key);
        if optional {
            self.guard(tag.clone().has(attr));
        }
        tag.attr(attr)
    }

    /// An entity of type `ty` from a variable or a read, or else a literal.
    pub(crate) fn entity_term(&mut self, ty: &CedarType) -> Expr {
        if self.possible(Way::Variable, ty, 0) && self.choices.chance(2, 3) {
            return self.variable(ty);
        }
        match self.read_of(|it| it == ty) {
            Some(read) => read,
            None if self.possible(Way::Variable, ty, 0) => self.variable(ty),
            None => self.literal(ty, 0),
        }
    }

    /// A key of tags: one that data have, or now and then a string that is computed.
    pub(crate) fn tag_key(&mut self, depth: usize) -> Expr {
        if self.choices.chance(1, 12) {
            return self.term(&CedarType::String, depth);
        }
        if self.choices.chance(1, 5)
            && let Some(read) = self.read_of(|ty| *ty == CedarType::String)
        {
            return read;
        }
        let keys = &self.stock.lexicon.tag_keys;
        Expr::string(self.choices.pick(keys).clone())
    }
}

/// Whether an empty set, whose type nothing tells, is in this literal.
fn holds_an_empty_set(literal: &Expr) -> bool {
    match literal {
        Expr::Set(elements) => elements.is_empty() || elements.iter().any(holds_an_empty_set),
        Expr::Record(fields) => fields.iter().any(|(_, field)| holds_an_empty_set(field)),
        _ => false,
    }
}

/// Whether a typed policy can write a value of type `ty`: not if it has optional fields, for a literal's fields are all
/// required, and so its type is another.
pub(crate) fn has_literals(ty: &CedarType) -> bool {
    match ty {
        CedarType::Set(element) => has_literals(element),
        CedarType::Record(record) => record.values().all(|field| field.required && has_literals(&field.ty)),
        _ => true,
    }
}
