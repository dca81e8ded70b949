//! From a step to an expression that makes it, and to the body of a clause around that.

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::{Operands, Outcome, Rule, Step};
use crosscheck_reference_model::policy::ConditionKind;
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::value::Kind;

use super::data::{self, Reads, fitting};
use super::samples::{self, apply};
use crate::choices::Choices;
use crate::edges;
use crate::requests::Planned;
use crate::values::Stock;

/// The name of an attribute, a tag and an entity that nothing has.
pub(super) const MISSING: &str = "nowhere";

/// Writes one probe.
pub(super) struct Prober<'a, 'w, 'c> {
    pub(super) choices: &'a mut Choices<'c>,
    pub(super) stock: Stock<'w>,
    pub(super) entities: &'a [Entity],
    /// The request under which the step is to be made.
    pub(super) aim: &'a Planned,
}

impl<'a, 'w, 'c> Prober<'a, 'w, 'c> {
    pub(super) fn new(
        choices: &'a mut Choices<'c>,
        stock: Stock<'w>,
        entities: &'a [Entity],
        aim: &'a Planned,
    ) -> Self {
        Self { choices, stock, entities, aim }
    }

    /// A body whose value makes this step of a clause.
    fn clause(&mut self, step: &Step) -> Expr {
        let (Operands::One(kind) | Operands::Two(kind, _)) = step.operands else { return Expr::bool(true) };
        match (step.rule, step.outcome) {
            (Rule::Clause(clause), Outcome::Bool(holds)) => {
                let body = Expr::bool(holds == (clause == ConditionKind::When));
                self.with_variable(body)
            }
            _ => {
                let body = self.some(kind);
                if reads_variable(&body) { body } else { self.by_way_of_variable(body) }
            }
        }
    }

    /// A body that makes this step when it is evaluated; `None` if the case has no data for it.
    pub(super) fn body(&mut self, step: &Step) -> Option<Expr> {
        if matches!(step.rule, Rule::Clause(_)) {
            return Some(self.clause(step));
        }
        let expr = self.step(step)?;
        let body = match step.outcome {
            Outcome::Bool(_) => match self.choices.below(4) {
                0 => expr.binary(BinaryOp::Eq, self.some(Kind::Bool)),
                1 => expr.negated(),
                _ => expr,
            },
            Outcome::Value(kind) => {
                let other = self.some(kind);
                match self.choices.below(4) {
                    0 => other.binary(BinaryOp::Eq, expr),
                    1 => Expr::Set(vec![other]).binary(BinaryOp::Contains, expr),
                    _ => expr.binary(BinaryOp::Eq, other),
                }
            }
            Outcome::Error(_) => self.around_error(expr),
        };
        Some(self.with_variable(body))
    }

    /// An error, where it stands alone and where something would follow it.
    fn around_error(&mut self, expr: Expr) -> Expr {
        match self.choices.below(8) {
            0 => expr.and(self.some(Kind::Bool)),
            1 => expr.or(self.some(Kind::Bool)),
            2 => expr.binary(BinaryOp::Eq, self.some(Kind::Long)),
            3 => Expr::Set(vec![self.some(Kind::Long), expr]).binary(BinaryOp::Contains, Expr::long(0)),
            4 => Expr::Record(vec![("a".to_owned(), expr), ("b".to_owned(), self.some(Kind::Bool))]).has("b"),
            5 => Expr::If(Box::new(expr), Box::new(Expr::bool(true)), Box::new(Expr::bool(false))),
            _ => expr,
        }
    }

    /// The body, behind a test of a variable if it reads none.
    pub(super) fn with_variable(&mut self, body: Expr) -> Expr {
        if reads_variable(&body) || self.choices.chance(1, 20) {
            return body;
        }
        let var = Expr::Var(*self.choices.pick(&[Var::Principal, Var::Resource, Var::Action, Var::Context]));
        var.clone().binary(BinaryOp::Eq, var).and(body)
    }

    /// The value, which need not be a boolean, as one field of a record beside a variable.
    fn by_way_of_variable(&mut self, value: Expr) -> Expr {
        Expr::Record(vec![("a".to_owned(), Expr::Var(Var::Principal)), ("b".to_owned(), value)]).attr("b")
    }

    /// An expression whose last step is `step`.
    fn step(&mut self, step: &Step) -> Option<Expr> {
        if let (Rule::Call(function), Outcome::Error(ErrorKind::Arity)) = (step.rule, step.outcome) {
            return Some(self.wrong_number(function));
        }
        if samples::reads_data(step) {
            return self.read(step);
        }
        if let (Rule::Is, Outcome::Bool(is)) = (step.rule, step.outcome) {
            let request = &self.aim.request;
            let ty = if is { request.principal.ty.clone() } else { request.action.ty.clone() };
            return apply(step.rule, vec![Expr::Var(Var::Principal)], &ty, "");
        }
        let mut operands = match (samples::making(step), step.operands) {
            (Some(makers), _) => self.choices.pick(makers).clone().into_iter().map(|it| self.dressed(it)).collect(),
            (None, Operands::None) => Vec::new(),
            (None, Operands::One(kind)) => vec![self.some(kind)],
            (None, Operands::Two(a, b)) => self.operands(step.rule, a, b),
        };
        self.literal_at_the_edge(step, &mut operands);
        let ty = self.choices.pick(&self.stock.world.types).name.clone();
        apply(step.rule, operands, &ty, "name")
    }

    /// Two operands whose kinds alone decide; `&&` and `||` must come to their right one.
    fn operands(&mut self, rule: Rule, a: Kind, b: Kind) -> Vec<Expr> {
        let left = match rule {
            Rule::And => self.dressed(Expr::bool(true)),
            Rule::Or => self.dressed(Expr::bool(false)),
            _ => self.some(a),
        };
        vec![left, self.some(b)]
    }

    /// Often takes the constructor's argument from the tables of literals instead.
    fn literal_at_the_edge(&mut self, step: &Step, operands: &mut [Expr]) {
        let Rule::Call(function) = step.rule else { return };
        if !function.is_constructor() || step.operands != Operands::One(Kind::String) || self.choices.chance(1, 4) {
            return;
        }
        let table = if step.outcome == Outcome::Error(ErrorKind::Extension) {
            edges::invalid(function)
        } else {
            edges::valid(function)
        };
        if let (Some(literal), [operand]) = (self.choices.pick_any(table), operands) {
            *operand = Expr::string(literal.text);
        }
    }

    /// The function with one argument too few or too many; a method has a receiver.
    fn wrong_number(&mut self, function: ExtFun) -> Expr {
        let arity = function.arity();
        let fewer = if function.is_constructor() || arity == 2 { arity - 1 } else { arity + 1 };
        let count = if self.choices.chance(1, 2) { fewer } else { arity + 1 };
        let kinds = (0..count).map(|_| *self.choices.pick(&Kind::ALL)).collect::<Vec<_>>();
        Expr::Call(function, kinds.into_iter().map(|kind| self.some(kind)).collect())
    }

    /// An attribute or a tag that is read or asked for.
    fn read(&mut self, step: &Step) -> Option<Expr> {
        match data::needs(step) {
            Some(reads) => self.read_of_entity(step, reads),
            None => Some(self.field(step)),
        }
    }

    /// A field of a record: of one that is written out, and often of the context.
    fn field(&mut self, step: &Step) -> Expr {
        let value = match step.outcome {
            Outcome::Error(_) | Outcome::Bool(false) if step.rule == Rule::HasAttr || is_error(step) => {
                let owner = self.some(Kind::Record);
                return if is_error(step) { owner.attr(MISSING) } else { owner.has(MISSING) };
            }
            Outcome::Bool(is) => Expr::bool(is),
            Outcome::Value(kind) => self.some(kind),
            Outcome::Error(_) => Expr::bool(true),
        };
        let fields = &self.aim.request.context;
        let fits = |held: &Expr| step.rule == Rule::HasAttr || data::outcome_of(held) == step.outcome;
        let held: Vec<&String> = fields.iter().filter(|(_, held)| fits(held)).map(|(name, _)| name).collect();
        let name = if self.choices.chance(2, 3) { self.choices.pick_any(&held).copied() } else { None };
        let (owner, name) = match name {
            Some(name) => (Expr::Var(Var::Context), name.clone()),
            None => {
                let other = Expr::Var(*self.choices.pick(&[Var::Principal, Var::Context]));
                (Expr::Record(vec![("a".to_owned(), other), ("b".to_owned(), value)]), "b".to_owned())
            }
        };
        if step.rule == Rule::HasAttr { owner.has(name) } else { owner.attr(name) }
    }

    fn read_of_entity(&mut self, step: &Step, reads: Reads) -> Option<Expr> {
        let (owner, name) = match step.outcome {
            Outcome::Error(ErrorKind::EntityMissing) => {
                // Of an enumerated type every id must be listed, absent or not.
                let standard: Vec<usize> =
                    (0..self.stock.world.types.len()).filter(|ty| self.stock.world.attrs(*ty).is_some()).collect();
                let ty = self.stock.world.types[*self.choices.pick(&standard)].name.clone();
                (EntityUid::new(ty, MISSING), self.some_name(reads))
            }
            Outcome::Error(_) | Outcome::Bool(false) if is_error(step) || only_asks(step) => {
                let present: Vec<&EntityUid> = self.entities.iter().map(|entity| &entity.uid).collect();
                let ours = [&self.aim.request.principal, &self.aim.request.resource];
                let near: Vec<&EntityUid> = ours.into_iter().filter(|uid| present.contains(uid)).collect();
                let from = if near.is_empty() { &present } else { &near };
                ((*self.choices.pick_any(from)?).clone(), MISSING.to_owned())
            }
            _ => self.holder(step, reads)?,
        };
        let owner = self.entity(&owner);
        Some(match step.rule {
            Rule::HasAttr => owner.has(name),
            Rule::Binary(op) => owner.binary(op, Expr::string(name)),
            _ => owner.attr(name),
        })
    }

    /// An entity with the data that `step` needs, one of the request if it can be.
    fn holder(&mut self, step: &Step, reads: Reads) -> Option<(EntityUid, String)> {
        let request = &self.aim.request;
        let holders = |near: bool| {
            let is_near = |entity: &&Entity| !near || entity.uid == request.principal || entity.uid == request.resource;
            let pairs = |entity: &'a Entity| fitting(entity, step, reads).map(move |name| (&entity.uid, name));
            self.entities.iter().filter(is_near).flat_map(pairs).collect::<Vec<_>>()
        };
        let near = holders(true);
        let from = if near.is_empty() { holders(false) } else { near };
        self.choices.pick_any(&from).map(|(uid, name)| ((*uid).clone(), (*name).to_owned()))
    }

    fn some_name(&mut self, reads: Reads) -> String {
        match reads {
            Reads::Tag => self.choices.pick(&self.stock.lexicon.tag_keys).clone(),
            Reads::Attribute => "name".to_owned(),
        }
    }
}

fn is_error(step: &Step) -> bool {
    matches!(step.outcome, Outcome::Error(_))
}

fn only_asks(step: &Step) -> bool {
    matches!(step.rule, Rule::HasAttr | Rule::Binary(BinaryOp::HasTag))
}

/// Whether the expression reads one of the variables.
fn reads_variable(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => false,
        Expr::Var(_) => true,
        Expr::If(test, then, otherwise) => [test, then, otherwise].into_iter().any(|part| reads_variable(part)),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::Binary(_, a, b) => reads_variable(a) || reads_variable(b),
        Expr::Unary(_, a) | Expr::GetAttr(a, _) | Expr::HasAttr(a, _) => reads_variable(a),
        Expr::Set(elements) | Expr::Call(_, elements) => elements.iter().any(reads_variable),
        Expr::Record(fields) => fields.iter().any(|(_, field)| reads_variable(field)),
    }
}
