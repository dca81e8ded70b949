//! From syntax to steps: conditions, with constants folded where no error can be lost.
//!
//! In comes the syntax of a text; out go steps, appended to the [`Code`] that all policies share. The walk over an
//! expression keeps its own stack of what is left to do. Folded are only what always succeeds or has just succeeded:
//! sets and records of constants, and extension constructors on good literals; a bad literal stays a call, so that it
//! errs when it is reached and not before. Scopes are not compiled here (see `scope`).

use crate::code::{Code, Step};
use crate::datum::{Datum, EntityId, Heap};
use crate::evaluate::construct;
use crate::ext::ExtensionFunction;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Clause, Node, NodeId, Run, Syntax, UidId, UnaryOp};

/// The symbols of one text, as far as they have been needed, in the heap.
pub(crate) struct Names<'s> {
    syntax: &'s Syntax,
    known: Vec<Option<Symbol>>,
}

impl<'s> Names<'s> {
    pub(crate) fn new(syntax: &'s Syntax) -> Self {
        Self { syntax, known: vec![None; syntax.symbols.len()] }
    }

    /// The heap's symbol for one of the text.
    pub(crate) fn symbol(&mut self, symbol: Symbol, heap: &mut Heap<'_>) -> Symbol {
        let text = self.syntax.text(symbol);
        *self.known[symbol.0 as usize].get_or_insert_with(|| heap.intern_text(text))
    }

    /// The heap's number for an entity of the text.
    pub(crate) fn entity(&mut self, uid: UidId, heap: &mut Heap<'_>) -> EntityId {
        let (ty, id) = self.syntax.uids[uid.0 as usize];
        let ty = self.symbol(ty, heap);
        let id = self.symbol(id, heap);
        heap.intern_uid(ty, id)
    }
}

/// What is left to do with an expression.
enum Task {
    Visit(NodeId),
    /// Write this step.
    Write(Step),
    /// Between the sides of `&&`, `||` and `is T in`: write a jump over the right side, then compile that.
    Guard(Step, NodeId),
    /// After the condition of an `if`.
    Then(NodeId, NodeId),
    /// After the `then` part: the place of the jump to the `else` part.
    Else(usize, NodeId),
    /// Let the jump at this place lead here; the right side of `&&` and `||` must be a bool.
    Land(usize, Option<NodeId>),
    /// All parts of a set, record or call are written from this place on.
    Gather(usize, Step),
}

/// The state of compiling.
pub(crate) struct Compiler<'c, 's, 'h> {
    pub(crate) names: &'c mut Names<'s>,
    pub(crate) heap: &'c mut Heap<'h>,
    pub(crate) code: &'c mut Code,
    tasks: Vec<Task>,
    /// The number of values on the stack at this point of the steps.
    depth: usize,
}

impl<'c, 's, 'h> Compiler<'c, 's, 'h> {
    pub(crate) fn new(names: &'c mut Names<'s>, heap: &'c mut Heap<'h>, code: &'c mut Code) -> Self {
        Self { names, heap, code, tasks: Vec::new(), depth: 0 }
    }

    /// Compiles the clauses of a policy; says where their steps are.
    pub(crate) fn clauses(&mut self, clauses: &[Clause]) -> Run {
        let start = self.code.steps.len();
        for clause in clauses {
            self.expression(clause.condition);
            // A clause that is the constant it should be decides nothing.
            if self.code.steps.last() == Some(&Step::Push(Datum::Bool(clause.is_when))) && self.is_leaf(clause) {
                self.code.steps.pop();
            } else {
                self.code.steps.push(Step::Clause(clause.is_when));
            }
            self.depth = 0;
        }
        Run { start: start as u32, length: (self.code.steps.len() - start) as u32 }
    }

    fn is_leaf(&self, clause: &Clause) -> bool {
        matches!(self.names.syntax.node(clause.condition), Node::Bool(_))
    }

    fn expression(&mut self, root: NodeId) {
        self.tasks.push(Task::Visit(root));
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Visit(id) => self.visit(id),
                Task::Write(step) => self.write(step),
                Task::Guard(step, right) => self.guard(step, right),
                Task::Then(consequent, alternative) => {
                    let place = self.code.steps.len();
                    self.write(Step::Branch(0));
                    self.tasks.extend([Task::Else(place, alternative), Task::Visit(consequent)]);
                }
                Task::Else(branch, alternative) => {
                    let place = self.code.steps.len();
                    self.write(Step::Jump(0));
                    self.land(branch);
                    // Only one of the two parts runs, so only one leaves a value.
                    self.depth -= 1;
                    self.tasks.extend([Task::Land(place, None), Task::Visit(alternative)]);
                }
                Task::Land(place, right) => {
                    if right.is_some_and(|right| !self.is_bool(right)) {
                        let of_and = matches!(self.code.steps[place], Step::AndThen(_));
                        self.write(Step::CheckBool(of_and));
                    }
                    self.land(place);
                }
                Task::Gather(first, step) => self.gather(first, step),
            }
        }
    }

    fn visit(&mut self, id: NodeId) {
        match self.names.syntax.node(id) {
            Node::Bool(truth) => self.write(Step::Push(Datum::Bool(truth))),
            Node::Long(number) => self.write(Step::Push(Datum::Long(number))),
            Node::Text(text) => {
                let text = self.names.symbol(text, self.heap);
                self.write(Step::Push(Datum::Text(text)));
            }
            Node::Entity(uid) => {
                let entity = self.names.entity(uid, self.heap);
                self.write(Step::Push(Datum::Entity(entity)));
            }
            Node::Var(var) => self.write(Step::Var(var)),
            Node::Unary(operator, operand) => self.after(operand, Step::Unary(operator)),
            Node::Binary(operator, left, right) => {
                self.tasks.extend([Task::Write(Step::Binary(operator)), Task::Visit(right), Task::Visit(left)]);
            }
            Node::And(left, right) => self.tasks.extend([Task::Guard(Step::AndThen(0), right), Task::Visit(left)]),
            Node::Or(left, right) => self.tasks.extend([Task::Guard(Step::OrElse(0), right), Task::Visit(left)]),
            Node::If(condition, consequent, alternative) => {
                self.tasks.extend([Task::Then(consequent, alternative), Task::Visit(condition)]);
            }
            Node::IsIn(left, ty, right) => {
                let ty = self.names.symbol(ty, self.heap);
                self.tasks.extend([Task::Guard(Step::IsThen(ty, 0), right), Task::Visit(left)]);
            }
            Node::GetAttribute(operand, name) => {
                let name = self.names.symbol(name, self.heap);
                match self.names.syntax.node(operand) {
                    Node::Var(var) => self.write(Step::VarAttribute(var, name)),
                    _ => self.after(operand, Step::Attribute(name)),
                }
            }
            Node::HasAttribute(operand, name) => {
                let name = self.names.symbol(name, self.heap);
                self.after(operand, Step::HasAttribute(name));
            }
            Node::HasPath(operand, names) => {
                let names = self.name_list(names.range().map(|at| self.names.syntax.names[at]).collect());
                self.after(operand, Step::HasPath(names));
            }
            Node::Like(operand, pattern) => {
                self.code.patterns.push(self.names.syntax.patterns[pattern as usize].clone());
                self.after(operand, Step::Like(self.code.patterns.len() as u32 - 1));
            }
            Node::Is(operand, ty) => {
                let ty = self.names.symbol(ty, self.heap);
                self.after(operand, Step::Is(ty));
            }
            Node::Set(items) => self.parts(items, Step::Set(items.length)),
            Node::Call(function, items) => self.parts(items, Step::Call(function, items.length)),
            Node::Record(fields) => self.record(fields),
        }
    }

    fn after(&mut self, operand: NodeId, step: Step) {
        self.tasks.extend([Task::Write(step), Task::Visit(operand)]);
    }

    fn name_list(&mut self, names: Vec<Symbol>) -> Run {
        let start = self.code.names.len() as u32;
        for name in names {
            let name = self.names.symbol(name, self.heap);
            self.code.names.push(name);
        }
        Run { start, length: self.code.names.len() as u32 - start }
    }

    fn parts(&mut self, items: Run, step: Step) {
        self.tasks.push(Task::Gather(self.code.steps.len(), step));
        let syntax = self.names.syntax;
        self.tasks.extend(syntax.items[items.range()].iter().rev().map(|item| Task::Visit(*item)));
    }

    fn record(&mut self, fields: Run) {
        let syntax = self.names.syntax;
        let names = self.name_list(syntax.fields[fields.range()].iter().map(|(key, _)| *key).collect());
        self.tasks.push(Task::Gather(self.code.steps.len(), Step::Record(names)));
        self.tasks.extend(syntax.fields[fields.range()].iter().rev().map(|(_, value)| Task::Visit(*value)));
    }

    fn guard(&mut self, step: Step, right: NodeId) {
        let place = self.code.steps.len();
        self.write(step);
        let landing = match step {
            // The right side of `is T in` is consumed by `in`, which makes a bool itself.
            Step::IsThen(..) => [Task::Land(place, None), Task::Write(Step::Binary(BinaryOp::In))],
            _ => [Task::Land(place, Some(right)), Task::Visit(right)],
        };
        let is_in = matches!(step, Step::IsThen(..));
        self.tasks.extend(landing);
        if is_in {
            self.tasks.push(Task::Visit(right));
        }
    }

    /// Lets the jump at `place` lead to the next step.
    fn land(&mut self, place: usize) {
        let here = self.code.steps.len() as u32;
        match &mut self.code.steps[place] {
            Step::AndThen(target)
            | Step::OrElse(target)
            | Step::Branch(target)
            | Step::Jump(target)
            | Step::IsThen(_, target) => *target = here,
            _ => {}
        }
    }

    /// All parts are written: folds them if they are constants, else writes the step that joins them.
    fn gather(&mut self, first: usize, step: Step) {
        let parts = &self.code.steps[first..];
        let constants: Vec<Datum> =
            parts.iter().map_while(|part| if let Step::Push(datum) = part { Some(*datum) } else { None }).collect();
        if constants.len() != parts.len() {
            return self.write(step);
        }
        let Some(folded) = self.fold(step, constants) else { return self.write(step) };
        self.depth -= self.code.steps.len() - first;
        self.code.steps.truncate(first);
        self.write(Step::Push(folded));
    }

    fn fold(&mut self, step: Step, mut constants: Vec<Datum>) -> Option<Datum> {
        match step {
            Step::Set(_) => Some(Datum::Set(self.heap.intern_set(&mut constants))),
            Step::Record(names) => {
                let names = self.code.names[names.range()].iter().copied();
                let mut attributes: Vec<_> = names.zip(constants).collect();
                Some(Datum::Record(self.heap.intern_record(&mut attributes)))
            }
            Step::Call(function, 1) => self.fold_constructor(function, constants[0]),
            _ => None,
        }
    }

    fn fold_constructor(&mut self, function: ExtensionFunction, literal: Datum) -> Option<Datum> {
        let Datum::Text(literal) = literal else { return None };
        construct(function, literal, self.heap)?.ok()
    }

    fn write(&mut self, step: Step) {
        let (pops, pushes) = effect(step);
        self.code.steps.push(step);
        self.depth = self.depth + pushes - pops;
        self.code.stack = self.code.stack.max(self.depth);
    }

    /// Whether an expression is a bool whenever it has a value at all.
    fn is_bool(&self, id: NodeId) -> bool {
        match self.names.syntax.node(id) {
            Node::Bool(_) | Node::And(..) | Node::Or(..) => true,
            Node::HasAttribute(..) | Node::HasPath(..) | Node::Like(..) | Node::Is(..) | Node::IsIn(..) => true,
            Node::Unary(operator, _) => operator != UnaryOp::Negate,
            Node::Binary(operator, ..) => {
                use BinaryOp::{Add, GetTag, Multiply, Subtract};
                !matches!(operator, Add | Subtract | Multiply | GetTag)
            }
            _ => false,
        }
    }
}

/// How many values a step takes from the stack and how many it leaves, where it does not jump.
fn effect(step: Step) -> (usize, usize) {
    match step {
        Step::Push(_) | Step::Var(_) | Step::VarAttribute(..) => (0, 1),
        Step::Unary(_)
        | Step::Attribute(_)
        | Step::HasAttribute(_)
        | Step::HasPath(_)
        | Step::Like(_)
        | Step::Is(_)
        | Step::CheckBool(_)
        | Step::IsThen(..) => (1, 1),
        Step::Binary(_) => (2, 1),
        Step::Set(count) | Step::Call(_, count) => (count as usize, 1),
        Step::Record(names) => (names.length as usize, 1),
        Step::AndThen(_) | Step::OrElse(_) | Step::Branch(_) | Step::Clause(_) => (1, 0),
        Step::Jump(_) => (0, 0),
    }
}
