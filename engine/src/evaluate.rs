//! Running compiled conditions: the meaning of each operator.
//!
//! In come steps, the store and a request; out comes whether all clauses hold, or the first fault. Operands are
//! evaluated from left to right before their operator looks at them; `&&`, `||`, `if` and `is … in` evaluate only what
//! they need. The stack is explicit, so nesting costs memory and not call stack. (Language guide, "Operators" and
//! "Authorization"; formal model, Evaluator.) Extension functions are in `extension_call`.

use crate::code::{Code, Step};
use crate::datum::{Datum, EntityId, Heap, RecordId};
use crate::entity_uid::EntityUid;
use crate::extension_call;
use crate::fault::Fault;
use crate::request::Request;
use crate::store::Store;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Run, UnaryOp, Var};

pub(crate) use crate::extension_call::construct;

/// All that stays the same while the conditions of one request are run, and the heap and stack they run on.
pub(crate) struct Evaluation<'a> {
    code: &'a Code,
    store: &'a Store,
    request: &'a Request,
    pub(crate) heap: Heap<'a>,
    pub(crate) principal: EntityId,
    pub(crate) action: EntityId,
    pub(crate) resource: EntityId,
    /// The context, once a condition has asked for it.
    context: Option<RecordId>,
    stack: Vec<Datum>,
}

impl<'a> Evaluation<'a> {
    /// Ready to run conditions of `code` for a request.
    pub(crate) fn new(code: &'a Code, store: &'a Store, heap: Heap<'a>, request: &'a Request) -> Self {
        let mut heap = heap;
        let mut number = |uid: &EntityUid| heap.intern_entity(uid);
        let (principal, action, resource) =
            (number(request.principal()), number(request.action()), number(request.resource()));
        Self { code, store, request, heap, principal, action, resource, context: None, stack: Vec::new() }
    }

    /// Whether every clause of these steps holds.
    pub(crate) fn holds(&mut self, steps: Run) -> Result<bool, Fault> {
        self.stack.clear();
        self.stack.reserve(self.code.stack);
        let (mut at, end) = (steps.start as usize, (steps.start + steps.length) as usize);
        while at < end {
            let step = self.code.steps[at];
            at += 1;
            match step {
                Step::AndThen(target) => {
                    if !self.bool_on_top("&&")? {
                        at = target as usize;
                    } else {
                        self.stack.pop();
                    }
                }
                Step::OrElse(target) => {
                    if self.bool_on_top("||")? {
                        at = target as usize;
                    } else {
                        self.stack.pop();
                    }
                }
                Step::Branch(target) => {
                    if !self.bool_on_top("if")? {
                        at = target as usize;
                    }
                    self.stack.pop();
                }
                Step::Jump(target) => at = target as usize,
                Step::IsThen(ty, target) => {
                    if !self.is_type("is", self.top(), ty)? {
                        self.set_top(Datum::Bool(false));
                        at = target as usize;
                    }
                }
                Step::Clause(wanted) => {
                    if self.bool_on_top(if wanted { "when" } else { "unless" })? != wanted {
                        return Ok(false);
                    }
                    self.stack.pop();
                }
                Step::CheckBool(of_and) => {
                    self.bool_on_top(if of_and { "&&" } else { "||" })?;
                }
                _ => self.plain(step)?,
            }
        }
        Ok(true)
    }

    /// A step that does not jump.
    fn plain(&mut self, step: Step) -> Result<(), Fault> {
        match step {
            Step::Push(datum) => self.stack.push(datum),
            Step::Var(var) => {
                let value = self.var(var);
                self.stack.push(value);
            }
            Step::VarAttribute(var, name) => {
                let value = self.var(var);
                self.stack.push(self.attribute(value, name)?);
            }
            Step::Attribute(name) => self.set_top(self.attribute(self.top(), name)?),
            Step::HasAttribute(name) => self.set_top(Datum::Bool(self.has(self.top(), name)?.is_some())),
            Step::HasPath(names) => self.set_top(Datum::Bool(self.has_path(self.top(), names)?)),
            Step::Is(ty) => self.set_top(Datum::Bool(self.is_type("is", self.top(), ty)?)),
            Step::Like(pattern) => {
                let Datum::Text(text) = self.top() else {
                    return Err(Fault::operand("like", "a string", self.top()));
                };
                let matches = self.code.patterns[pattern as usize].matches(self.heap.text(text));
                self.set_top(Datum::Bool(matches));
            }
            Step::Unary(operator) => self.set_top(self.unary(operator, self.top())?),
            Step::Binary(operator) => {
                let right = self.pop();
                let value = self.binary(operator, self.top(), right)?;
                self.set_top(value);
            }
            Step::Set(count) => {
                let mut elements = self.stack.split_off(self.stack.len() - count as usize);
                let set = self.heap.intern_set(&mut elements);
                self.stack.push(Datum::Set(set));
            }
            Step::Record(names) => {
                let names = &self.code.names[names.range()];
                let values = self.stack.split_off(self.stack.len() - names.len());
                let mut attributes: Vec<_> = names.iter().copied().zip(values).collect();
                let record = self.heap.intern_record(&mut attributes);
                self.stack.push(Datum::Record(record));
            }
            Step::Call(function, count) => {
                let arguments = self.stack.split_off(self.stack.len() - count as usize);
                let value = extension_call::call(function, &arguments, &mut self.heap)?;
                self.stack.push(value);
            }
            _ => {}
        }
        Ok(())
    }

    fn top(&self) -> Datum {
        // Compilation keeps the stack balanced: a step never finds fewer values than it takes.
        self.stack.last().copied().unwrap_or(Datum::Bool(false))
    }

    fn pop(&mut self) -> Datum {
        self.stack.pop().unwrap_or(Datum::Bool(false))
    }

    fn set_top(&mut self, datum: Datum) {
        if let Some(top) = self.stack.last_mut() {
            *top = datum;
        }
    }

    fn bool_on_top(&self, operator: &'static str) -> Result<bool, Fault> {
        match self.top() {
            Datum::Bool(truth) => Ok(truth),
            other => Err(Fault::operand(operator, "a bool", other)),
        }
    }

    fn var(&mut self, var: Var) -> Datum {
        match var {
            Var::Principal => Datum::Entity(self.principal),
            Var::Action => Datum::Entity(self.action),
            Var::Resource => Datum::Entity(self.resource),
            Var::Context => {
                let (heap, request) = (&mut self.heap, self.request);
                Datum::Record(*self.context.get_or_insert_with(|| heap.intern_attributes(request.context().record())))
            }
        }
    }

    fn attribute(&self, value: Datum, name: Symbol) -> Result<Datum, Fault> {
        let attributes = match value {
            Datum::Record(record) => record,
            Datum::Entity(entity) => self.store.attributes(entity).ok_or(Fault::EntityMissing(entity))?,
            other => return Err(Fault::operand(".", "a record or an entity", other)),
        };
        self.heap.attribute(attributes, name).ok_or(Fault::AttributeMissing(value, name))
    }

    /// The attribute, if there is one; an entity that does not exist has none.
    fn has(&self, value: Datum, name: Symbol) -> Result<Option<Datum>, Fault> {
        let attributes = match value {
            Datum::Record(record) => Some(record),
            Datum::Entity(entity) => self.store.attributes(entity),
            other => return Err(Fault::operand("has", "a record or an entity", other)),
        };
        Ok(attributes.and_then(|attributes| self.heap.attribute(attributes, name)))
    }

    fn has_path(&self, value: Datum, names: Run) -> Result<bool, Fault> {
        let mut value = value;
        for name in &self.code.names[names.range()] {
            match self.has(value, *name)? {
                Some(inner) => value = inner,
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn is_type(&self, operator: &'static str, value: Datum, ty: Symbol) -> Result<bool, Fault> {
        match value {
            Datum::Entity(entity) => Ok(self.heap.uid(entity).0 == ty),
            other => Err(Fault::operand(operator, "an entity", other)),
        }
    }

    fn unary(&self, operator: UnaryOp, operand: Datum) -> Result<Datum, Fault> {
        match (operator, operand) {
            (UnaryOp::Not, Datum::Bool(truth)) => Ok(Datum::Bool(!truth)),
            (UnaryOp::Negate, Datum::Long(number)) => integer("-", number.checked_neg()),
            (UnaryOp::IsEmpty, Datum::Set(set)) => Ok(Datum::Bool(self.heap.set(set).is_empty())),
            (UnaryOp::Not, other) => Err(Fault::operand("!", "a bool", other)),
            (UnaryOp::Negate, other) => Err(Fault::operand("-", "a long", other)),
            (UnaryOp::IsEmpty, other) => Err(Fault::operand("isEmpty", "a set", other)),
        }
    }

    fn binary(&self, operator: BinaryOp, left: Datum, right: Datum) -> Result<Datum, Fault> {
        use Datum::{Bool, Datetime, Duration, Entity, Long, Set, Text};
        match (operator, left, right) {
            (BinaryOp::Equal, a, b) => Ok(Bool(a == b)),
            (BinaryOp::NotEqual, a, b) => Ok(Bool(a != b)),
            (BinaryOp::Less, Long(a), Long(b)) => Ok(Bool(a < b)),
            (BinaryOp::Less, Datetime(a), Datetime(b)) => Ok(Bool(a < b)),
            (BinaryOp::Less, Duration(a), Duration(b)) => Ok(Bool(a < b)),
            (BinaryOp::LessEqual, Long(a), Long(b)) => Ok(Bool(a <= b)),
            (BinaryOp::LessEqual, Datetime(a), Datetime(b)) => Ok(Bool(a <= b)),
            (BinaryOp::LessEqual, Duration(a), Duration(b)) => Ok(Bool(a <= b)),
            (BinaryOp::Greater, Long(a), Long(b)) => Ok(Bool(a > b)),
            (BinaryOp::Greater, Datetime(a), Datetime(b)) => Ok(Bool(a > b)),
            (BinaryOp::Greater, Duration(a), Duration(b)) => Ok(Bool(a > b)),
            (BinaryOp::GreaterEqual, Long(a), Long(b)) => Ok(Bool(a >= b)),
            (BinaryOp::GreaterEqual, Datetime(a), Datetime(b)) => Ok(Bool(a >= b)),
            (BinaryOp::GreaterEqual, Duration(a), Duration(b)) => Ok(Bool(a >= b)),
            (BinaryOp::Add, Long(a), Long(b)) => integer("+", a.checked_add(b)),
            (BinaryOp::Subtract, Long(a), Long(b)) => integer("-", a.checked_sub(b)),
            (BinaryOp::Multiply, Long(a), Long(b)) => integer("*", a.checked_mul(b)),
            (BinaryOp::In, Entity(a), Entity(b)) => Ok(Bool(self.store.is_in(a, b))),
            (BinaryOp::In, Entity(a), Set(b)) => self.is_in_any(a, self.heap.set(b)).map(Bool),
            (BinaryOp::Contains, Set(a), b) => Ok(Bool(self.heap.set(a).binary_search(&b).is_ok())),
            (BinaryOp::ContainsAll, Set(a), Set(b)) => Ok(Bool(contains_all(self.heap.set(a), self.heap.set(b)))),
            (BinaryOp::ContainsAny, Set(a), Set(b)) => Ok(Bool(contains_any(self.heap.set(a), self.heap.set(b)))),
            (BinaryOp::HasTag, Entity(a), Text(b)) => {
                Ok(Bool(self.store.tags(a).is_some_and(|tags| self.heap.attribute(tags, b).is_some())))
            }
            (BinaryOp::GetTag, Entity(a), Text(b)) => {
                let tags = self.store.tags(a).ok_or(Fault::EntityMissing(a))?;
                self.heap.attribute(tags, b).ok_or(Fault::TagMissing(a, b))
            }
            (operator, a, b) => Err(Fault::Operands(operator, a, b)),
        }
    }

    /// Whether an entity is in one of these; that another value is among them is an error even after a hit.
    fn is_in_any(&self, entity: EntityId, groups: &[Datum]) -> Result<bool, Fault> {
        let mut found = false;
        for group in groups {
            match group {
                Datum::Entity(group) => found = found || self.store.is_in(entity, *group),
                other => return Err(Fault::operand("in", "a set of entities only", *other)),
            }
        }
        Ok(found)
    }
}

fn integer(operator: &'static str, result: Option<i64>) -> Result<Datum, Fault> {
    result.map(Datum::Long).ok_or(Fault::Overflow(operator))
}

/// Whether a sorted list holds all elements of another.
fn contains_all(all: &[Datum], wanted: &[Datum]) -> bool {
    wanted.len() <= all.len() && wanted.iter().all(|element| all.binary_search(element).is_ok())
}

/// Whether two sorted lists share an element.
fn contains_any(left: &[Datum], right: &[Datum]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    short.iter().any(|element| long.binary_search(element).is_ok())
}

#[cfg(test)]
mod tests;
