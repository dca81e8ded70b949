//! Expressions in Cedar's JSON format: an explicit stack of what is still to be written.

use super::{MOST_STEPS, TooLarge, Writer, comma, string};
use crate::like::Pattern;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Node, NodeId, Run, UnaryOp, Var};

/// What is still to be written of an expression; the last task comes first.
#[derive(Clone, Copy)]
pub(super) enum Task {
    Expression(NodeId),
    /// `e.a.b`, the operand and the names.
    Path(NodeId, Run),
    /// `(e has a) && (e.a has b)`
    Tests(NodeId, Run),
    Words(&'static str),
    Text(Symbol),
    /// The elements of a pattern and the end of its `like`.
    Pattern(u32),
}

impl Writer<'_> {
    pub(super) fn expression(&mut self, node: NodeId) -> Result<(), TooLarge> {
        self.tasks.push(Task::Expression(node));
        while let Some(task) = self.tasks.pop() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Err(TooLarge);
            }
            match task {
                Task::Words(words) => self.out.push_str(words),
                Task::Text(symbol) => self.text(symbol),
                Task::Pattern(pattern) => self.pattern(&self.syntax.patterns[pattern as usize]),
                Task::Expression(node) => self.node(self.syntax.node(node)),
                Task::Path(root, names) => self.path(root, names),
                Task::Tests(root, names) => self.tests(root, names),
            }
        }
        Ok(())
    }

    /// Puts off these tasks, of which the first is to be done first.
    fn later(&mut self, tasks: &[Task]) {
        self.tasks.extend(tasks.iter().rev());
    }

    fn path(&mut self, root: NodeId, names: Run) {
        match self.last_name(names) {
            None => self.tasks.push(Task::Expression(root)),
            Some((before, last)) => self.attribute(".", Task::Path(root, before), last),
        }
    }

    fn tests(&mut self, root: NodeId, names: Run) {
        match self.last_name(names) {
            Some((before, last)) if before.length > 0 => {
                self.out.push_str("{\"&&\":{\"left\":");
                self.later(&[
                    Task::Path(root, before),
                    Task::Words(",\"attr\":"),
                    Task::Text(last),
                    Task::Words("}}}}"),
                ]);
                self.later(&[Task::Tests(root, before), Task::Words(",\"right\":{\"has\":{\"left\":")]);
            }
            Some((_, only)) => self.attribute("has", Task::Expression(root), only),
            None => self.tasks.push(Task::Expression(root)),
        }
    }

    /// The last of some names, and those before it.
    fn last_name(&self, names: Run) -> Option<(Run, Symbol)> {
        let length = names.length.checked_sub(1)?;
        Some((Run { length, ..names }, self.syntax.names[(names.start + length) as usize]))
    }

    fn open(&mut self, operator: &str, first: &str) {
        for part in ["{\"", operator, "\":{\"", first, "\":"] {
            self.out.push_str(part);
        }
    }

    fn attribute(&mut self, operator: &str, owner: Task, name: Symbol) {
        self.open(operator, "left");
        self.later(&[owner, Task::Words(",\"attr\":"), Task::Text(name), Task::Words("}}")]);
    }

    fn pair(&mut self, operator: &str, left: NodeId, right: NodeId, close: &'static str) {
        self.open(operator, "left");
        let (left, right) = (Task::Expression(left), Task::Expression(right));
        self.later(&[left, Task::Words(",\"right\":"), right, Task::Words(close)]);
    }

    fn one(&mut self, operator: &str, operand: NodeId) {
        self.open(operator, "arg");
        self.later(&[Task::Expression(operand), Task::Words("}}")]);
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Bool(true) => self.out.push_str("{\"Value\":true}"),
            Node::Bool(false) => self.out.push_str("{\"Value\":false}"),
            Node::Long(number) => {
                self.out.push_str("{\"Value\":");
                self.out.push_str(&number.to_string());
                self.out.push('}');
            }
            Node::Text(text) => {
                self.out.push_str("{\"Value\":");
                self.text(text);
                self.out.push('}');
            }
            Node::Entity(uid) => {
                self.out.push_str("{\"Value\":{\"__entity\":");
                self.uid(uid);
                self.out.push_str("}}");
            }
            Node::Var(var) => {
                let name = match var {
                    Var::Principal => "principal",
                    Var::Action => "action",
                    Var::Resource => "resource",
                    Var::Context => "context",
                };
                self.out.push_str("{\"Var\":");
                string(&mut self.out, name);
                self.out.push('}');
            }
            Node::Unary(UnaryOp::Not, operand) => self.one("!", operand),
            Node::Unary(UnaryOp::Negate, operand) => self.one("neg", operand),
            Node::Unary(UnaryOp::IsEmpty, operand) => self.one("isEmpty", operand),
            Node::Binary(operator, left, right) => self.binary(operator, left, right),
            Node::And(left, right) => self.pair("&&", left, right, "}}"),
            Node::Or(left, right) => self.pair("||", left, right, "}}"),
            Node::If(condition, consequent, alternative) => {
                self.open("if-then-else", "if");
                let [c, t, e] = [condition, consequent, alternative].map(Task::Expression);
                self.later(&[c, Task::Words(",\"then\":"), t, Task::Words(",\"else\":"), e, Task::Words("}}")]);
            }
            Node::GetAttribute(owner, name) => self.attribute(".", Task::Expression(owner), name),
            Node::HasAttribute(owner, name) => self.attribute("has", Task::Expression(owner), name),
            Node::HasPath(owner, names) => self.tests(owner, names),
            Node::Like(operand, pattern) => self.like(operand, pattern),
            Node::Is(operand, ty) => {
                self.open("is", "left");
                let operand = Task::Expression(operand);
                self.later(&[operand, Task::Words(",\"entity_type\":"), Task::Text(ty), Task::Words("}}")]);
            }
            Node::IsIn(operand, ty, group) => {
                self.out.push_str("{\"&&\":{\"left\":{\"is\":{\"left\":");
                let (e, group) = (Task::Expression(operand), Task::Expression(group));
                let between = Task::Words("}},\"right\":{\"in\":{\"left\":");
                let test = [e, Task::Words(",\"entity_type\":"), Task::Text(ty), between];
                self.later(&[e, Task::Words(",\"right\":"), group, Task::Words("}}}}")]);
                self.later(&test);
            }
            Node::Set(items) => self.list("Set", items),
            Node::Call(function, arguments) => self.list(function.name(), arguments),
            Node::Record(fields) => self.record(fields),
        }
    }

    fn binary(&mut self, operator: BinaryOp, left: NodeId, right: NodeId) {
        let positive = match operator {
            BinaryOp::NotEqual => BinaryOp::Equal,
            BinaryOp::Greater => BinaryOp::LessEqual,
            BinaryOp::GreaterEqual => BinaryOp::Less,
            other => return self.pair(other.name(), left, right, "}}"),
        };
        self.out.push_str("{\"!\":{\"arg\":");
        self.pair(positive.name(), left, right, "}}}}");
    }

    fn like(&mut self, operand: NodeId, pattern: u32) {
        self.open("like", "left");
        self.later(&[Task::Expression(operand), Task::Words(",\"pattern\":["), Task::Pattern(pattern)]);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let mut written = 0;
        for (index, piece) in pattern.pieces().enumerate() {
            if index > 0 {
                comma(&mut self.out, written);
                self.out.push_str("\"Wildcard\"");
                written += 1;
            }
            if !piece.is_empty() {
                comma(&mut self.out, written);
                self.out.push_str("{\"Literal\":");
                string(&mut self.out, piece);
                self.out.push('}');
                written += 1;
            }
        }
        self.out.push_str("]}}");
    }

    fn list(&mut self, name: &str, items: Run) {
        for part in ["{\"", name, "\":["] {
            self.out.push_str(part);
        }
        self.tasks.push(Task::Words("]}"));
        for (index, item) in self.syntax.items[items.range()].iter().enumerate().rev() {
            self.tasks.push(Task::Expression(*item));
            if index > 0 {
                self.tasks.push(Task::Words(","));
            }
        }
    }

    fn record(&mut self, fields: Run) {
        self.out.push_str("{\"Record\":{");
        self.tasks.push(Task::Words("}}"));
        for (index, (key, value)) in self.syntax.fields[fields.range()].iter().enumerate().rev() {
            self.later(&[Task::Text(*key), Task::Words(":"), Task::Expression(*value)]);
            if index > 0 {
                self.tasks.push(Task::Words(","));
            }
        }
    }
}
