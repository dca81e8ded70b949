//! Atoms: tests without `&&`, `||`, `!` and `if` around them, one arm a form of the language.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, PatternElem, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::types::{CedarType, ExtType};

use super::Writer;
use super::terms::has_literals;
use crate::settings::Feature;

/// The forms of atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Is,
    Bool,
    Equal,
    Order,
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
const FORMS: [(u32, Form, Option<Feature>); 17] = [
    (5, Form::Is, None),
    (7, Form::Bool, None),
    (18, Form::Equal, None),
    (14, Form::Order, None),
    (12, Form::In, None),
    (6, Form::InSet, None),
    (3, Form::ActionIn, None),
    (8, Form::Has, None),
    (9, Form::HasTag, Some(Feature::Tags)),
    (10, Form::Like, Some(Feature::Like)),
    (8, Form::Contains, None),
    (6, Form::ContainsAll, None),
    (6, Form::ContainsAny, None),
    (6, Form::IsEmpty, None),
    // Each of these has several functions, each of which should be met.
    (14, Form::Decimal, Some(Feature::Decimal)),
    (14, Form::Ip, Some(Feature::Ip)),
    (6, Form::InRange, Some(Feature::Ip)),
];

const DECIMAL: [ExtFun; 4] =
    [ExtFun::LessThan, ExtFun::LessThanOrEqual, ExtFun::GreaterThan, ExtFun::GreaterThanOrEqual];
const IP: [ExtFun; 4] = [ExtFun::IsIpv4, ExtFun::IsIpv6, ExtFun::IsLoopback, ExtFun::IsMulticast];
const DECIMAL_TYPE: CedarType = CedarType::Ext(ExtType::Decimal);
const IP_TYPE: CedarType = CedarType::Ext(ExtType::IpAddr);

impl Writer<'_, '_, '_> {
    /// An atom without its guards, which are noted in `self.guards`.
    pub(super) fn bare_atom(&mut self, depth: usize) -> Expr {
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
            Form::Is => self.is(),
            Form::Bool => self.read_of(is_bool).unwrap_or_else(|| self.is()),
            Form::Equal => self.equal(depth),
            Form::Order => self.order(depth),
            Form::In => self.is_in(false),
            Form::InSet => self.is_in(true),
            Form::ActionIn => self.action_in(),
            Form::Has => self.has_attr(),
            Form::HasTag => self.has_tag(depth),
            Form::Like => self.like(depth),
            Form::Contains => self.contains(depth),
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

    fn has_data_for(&self, form: Form) -> bool {
        let any = |fits: fn(&CedarType) -> bool| self.view.reads.iter().any(|(_, read)| fits(read.ty));
        match form {
            Form::Is | Form::In | Form::InSet | Form::ActionIn => true,
            Form::Bool => any(is_bool),
            Form::Equal | Form::Has => !self.view.reads.is_empty(),
            Form::Order => any(is_ordered),
            Form::HasTag => !self.taggable().is_empty(),
            Form::Like => any(|ty| *ty == CedarType::String),
            Form::Contains | Form::ContainsAll | Form::ContainsAny | Form::IsEmpty => any(is_set),
            Form::Decimal => any(|ty| *ty == DECIMAL_TYPE),
            Form::Ip | Form::InRange => any(|ty| *ty == IP_TYPE),
        }
    }

    /// The left-hand side of a test: a read where there is one, mostly.
    fn subject(&mut self, ty: &CedarType, depth: usize) -> Expr {
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

    fn is(&mut self) -> Expr {
        let entity = match self.read_of(is_entity) {
            Some(read) if self.choices.chance(1, 3) => read,
            _ => Expr::Var(self.variable_of_aim().0),
        };
        let ty = match &entity {
            Expr::Var(Var::Principal) if self.choices.chance(1, 2) => self.aim.principal.ty.clone(),
            Expr::Var(Var::Resource) if self.choices.chance(1, 2) => self.aim.resource.ty.clone(),
            _ => self.choices.pick(&self.stock.world.types).name.clone(),
        };
        entity.unary(UnaryOp::Is(ty))
    }

    fn equal(&mut self, depth: usize) -> Expr {
        if self.choices.chance(1, 6) || self.view.reads.is_empty() {
            let (var, uid) = self.variable_of_aim();
            let other = if self.choices.chance(1, 2) {
                Expr::entity(uid)
            } else {
                self.term(&CedarType::Entity(uid.ty), depth)
            };
            return Expr::Var(var).binary(BinaryOp::Eq, other);
        }
        let ty = self.read_type(|_| true).unwrap_or(CedarType::Long);
        let (left, right) = self.pair(&ty, depth);
        left.binary(BinaryOp::Eq, right)
    }

    fn order(&mut self, depth: usize) -> Expr {
        let ty = self.read_type(is_ordered).unwrap_or_else(|| {
            if self.has(Feature::Datetime) && self.choices.chance(1, 3) {
                CedarType::Ext(*self.choices.pick(&[ExtType::Datetime, ExtType::Duration]))
            } else {
                CedarType::Long
            }
        });
        let op = if self.choices.chance(1, 2) { BinaryOp::Less } else { BinaryOp::LessEq };
        let (left, right) = self.pair(&ty, depth);
        left.binary(op, right)
    }

    /// `principal in …` with an ancestor of the principal aimed at, or a read, or any other entity.
    fn is_in(&mut self, a_set: bool) -> Expr {
        let (var, uid) = self.variable_of_aim();
        let (entity, ty) = match self.read_of(is_entity) {
            Some(read) if self.choices.chance(1, 4) => (read, None),
            _ => (Expr::Var(var), Some(uid.ty.clone())),
        };
        if a_set {
            if self.choices.chance(1, 3)
                && let Some(read) = self.read_of(|ty| matches!(ty, CedarType::Set(element) if is_entity(element)))
            {
                return entity.binary(BinaryOp::In, read);
            }
            // A typed set holds entities of one type.
            let first = self.target(ty.as_ref().map(|_| &uid));
            let of_first = CedarType::Entity(first.ty.clone());
            let mut elements = vec![Expr::entity(first)];
            for _ in 0..self.choices.size_in(0..=2) {
                elements.push(self.literal(&of_first, 0));
            }
            self.choices.shuffle(&mut elements);
            return entity.binary(BinaryOp::In, Expr::Set(elements));
        }
        if self.choices.chance(1, 3)
            && let Some(read) = self.read_of(is_entity)
        {
            return entity.binary(BinaryOp::In, read);
        }
        let target = self.target(ty.as_ref().map(|_| &uid));
        entity.binary(BinaryOp::In, Expr::entity(target))
    }

    /// What `uid` is in, mostly.
    fn target(&mut self, uid: Option<&EntityUid>) -> EntityUid {
        let ancestors = uid.and_then(|uid| self.stock.population.member(uid)).map(|member| &member.ancestors);
        if let Some(ancestors) = ancestors
            && self.choices.chance(2, 3)
            && let Some(ancestor) = self.choices.pick_any(ancestors)
        {
            return ancestor.clone();
        }
        let ty = self.choices.below(self.stock.world.types.len());
        self.stock.population.any(self.choices, self.stock.settings, ty).clone()
    }

    fn action_in(&mut self) -> Expr {
        let action = self.choices.pick(&self.stock.world.actions).uid.clone();
        let op = if self.choices.chance(1, 3) { BinaryOp::Eq } else { BinaryOp::In };
        if op == BinaryOp::In && self.choices.chance(1, 3) {
            let other = self.choices.pick(&self.stock.world.actions).uid.clone();
            // Actions of two namespaces are of two types, and a typed set holds entities of one.
            if other.ty == action.ty {
                return Expr::Var(Var::Action).binary(op, Expr::Set(vec![Expr::entity(action), Expr::entity(other)]));
            }
        }
        Expr::Var(Var::Action).binary(op, Expr::entity(action))
    }

    fn has_attr(&mut self) -> Expr {
        let Some((var, read)) = self.choices.pick_any(&self.view.reads).copied() else {
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

    /// The entity types of variables that have tags.
    fn taggable(&self) -> Vec<usize> {
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

    fn like(&mut self, depth: usize) -> Expr {
        let subject = self.subject(&CedarType::String, depth);
        let pattern = self.pattern();
        subject.unary(UnaryOp::Like(pattern))
    }

    /// A pattern made from a constant of the case, so that it matches or nearly matches.
    fn pattern(&mut self) -> Vec<PatternElem> {
        let text: Vec<char> = self.choices.pick(&self.stock.lexicon.strings).chars().take(24).collect();
        let mut pattern: Vec<PatternElem> = text.iter().copied().map(PatternElem::Char).collect();
        for _ in 0..self.choices.size_in(0..=3) {
            // Replace a stretch of the text, which may be empty, by a star.
            let start = self.choices.below(pattern.len() + 1);
            let end = start + self.choices.below((pattern.len() - start).min(6) + 1);
            pattern.splice(start..end, [PatternElem::Star]);
        }
        if self.choices.chance(1, 6) && !pattern.is_empty() {
            let at = self.choices.below(pattern.len());
            pattern[at] = PatternElem::Char(*self.choices.pick(&['x', '*', '\\', 'é', 'R']));
        }
        pattern
    }

    /// The type of a set: that of a read, or one of the simple ones.
    fn set_type(&mut self) -> CedarType {
        self.read_type(is_set).unwrap_or_else(|| {
            let element = self.read_type(has_literals).filter(|ty| !is_set(ty));
            CedarType::Set(Box::new(element.unwrap_or(CedarType::Long)))
        })
    }

    fn contains(&mut self, depth: usize) -> Expr {
        let ty = self.set_type();
        let CedarType::Set(element) = &ty else { return self.is() };
        let set = self.subject(&ty, depth);
        let element = self.term(element, depth);
        set.binary(BinaryOp::Contains, element)
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
