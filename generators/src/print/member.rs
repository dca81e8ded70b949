//! The tightest expressions: literals, variables, sets, records, calls, and accesses on them.
//!
//! Source: language guide, grammar, `Member`, `Access` and `Primary`.

use crosscheck_reference_model::expr::{Expr, ExtFun, Var};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::value::Prim;

use super::expression::Level;
use super::printer::Printer;
use super::style::{Liberty, Style};
use crate::pools::identifiers::is_bare;

impl<S: Style> Printer<S> {
    /// A primary expression, or accesses and calls on one.
    pub(super) fn member(&mut self, e: &Expr, depth: usize) {
        match e {
            Expr::Lit(literal) => self.literal(literal),
            Expr::Var(var) => self.write(variable(*var)),
            Expr::GetAttr(owner, attr) => {
                self.receiver(owner, depth);
                self.access(attr);
            }
            Expr::Set(items) => self.elements("[", items, "]", depth),
            Expr::Record(fields) => self.record(fields, depth),
            Expr::Unary(_, receiver) => self.method(receiver, "isEmpty", &[], depth),
            Expr::Binary(op, receiver, argument) => {
                self.method(receiver, op.name(), std::slice::from_ref(&**argument), depth);
            }
            Expr::Call(function, arguments) => self.call(*function, arguments, depth),
            // The other nodes have forms of their own.
            Expr::If(..) | Expr::And(..) | Expr::Or(..) | Expr::HasAttr(..) => self.in_parentheses(e, depth),
        }
    }

    /// What `.` or `[` follows. A number stands in parentheses, `(1).a`, though the grammar asks for none.
    fn receiver(&mut self, e: &Expr, depth: usize) {
        if matches!(e, Expr::Lit(Prim::Long(_))) && !self.style.takes(Liberty::Operator) {
            self.in_parentheses(e, depth);
        } else {
            self.nested(e, Level::Member, None, depth);
        }
        self.join();
    }

    fn access(&mut self, attr: &str) {
        if is_bare(attr) && !self.style.takes(Liberty::Quotes) {
            self.write(".");
            self.join();
            self.write(attr);
        } else {
            self.write("[");
            self.join();
            self.string(attr);
            self.join();
            self.write("]");
        }
    }

    /// What follows `has`: identifiers with points between them.
    pub(super) fn path_of_attributes(&mut self, path: &[&str]) {
        for (index, attr) in path.iter().enumerate() {
            if index > 0 {
                self.join();
                self.write(".");
                self.join();
            }
            self.write(attr);
        }
    }

    fn literal(&mut self, literal: &Prim) {
        match literal {
            Prim::Bool(true) => self.write("true"),
            Prim::Bool(false) => self.write("false"),
            Prim::Long(0) if self.style.takes(Liberty::Number) => self.write("000"),
            Prim::Long(i) => self.magnitude(*i),
            Prim::String(text) => self.string(text),
            Prim::Entity(uid) => self.entity_uid(uid),
        }
    }

    /// `A::B::"id"`
    pub(super) fn entity_uid(&mut self, uid: &EntityUid) {
        self.name(&uid.ty);
        self.join();
        self.write("::");
        self.join();
        self.string(&uid.eid);
    }

    /// `A::B`
    pub(super) fn name(&mut self, name: &Name) {
        for part in &name.namespace {
            self.write(part);
            self.join();
            self.write("::");
            self.join();
        }
        self.write(&name.basename);
    }

    fn method(&mut self, receiver: &Expr, name: &str, arguments: &[Expr], depth: usize) {
        self.receiver(receiver, depth);
        self.write(".");
        self.join();
        self.write(name);
        self.join();
        self.elements("(", arguments, ")", depth);
    }

    fn call(&mut self, function: ExtFun, arguments: &[Expr], depth: usize) {
        match arguments {
            [receiver, arguments @ ..] if !function.is_constructor() => {
                self.method(receiver, function.name(), arguments, depth);
            }
            _ => {
                self.write(function.name());
                self.join();
                self.elements("(", arguments, ")", depth);
            }
        }
    }

    fn elements(&mut self, open: &str, items: &[Expr], close: &str, depth: usize) {
        self.write(open);
        if items.is_empty() {
            self.join();
            return self.write(close);
        }
        self.open();
        for (index, item) in items.iter().enumerate() {
            if index == 0 {
                self.join_or_break();
            } else {
                self.write(",");
                self.blank_or_break();
            }
            self.nested(item, Level::Expr, None, depth);
            self.join();
        }
        self.trailing_comma();
        self.join_or_break_out();
        self.close();
        self.write(close);
    }

    /// The comma behind a last element.
    pub(super) fn trailing_comma(&mut self) {
        if self.style.takes(Liberty::TrailingComma) {
            self.write(",");
        }
    }

    fn record(&mut self, fields: &[(String, Expr)], depth: usize) {
        self.write("{");
        if fields.is_empty() {
            self.join();
            return self.write("}");
        }
        self.open();
        for (index, (key, value)) in fields.iter().enumerate() {
            if index == 0 {
                self.join_or_break();
            } else {
                self.write(",");
                self.blank_or_break();
            }
            self.key(key);
            self.join();
            self.write(":");
            self.blank();
            self.nested(value, Level::Expr, None, depth);
            self.join();
        }
        self.trailing_comma();
        self.join_or_break_out();
        self.close();
        self.write("}");
    }

    /// The name of a field, of an attribute or of an action where it is declared, or of the attribute that `has` asks for.
    pub(super) fn key(&mut self, key: &str) {
        if is_bare(key) && !self.style.takes(Liberty::Quotes) { self.write(key) } else { self.string(key) }
    }
}

fn variable(var: Var) -> &'static str {
    match var {
        Var::Principal => "principal",
        Var::Action => "action",
        Var::Resource => "resource",
        Var::Context => "context",
    }
}
