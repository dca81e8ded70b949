//! Types of calls of extension functions and methods.
//!
//! The number of arguments must be right, and a constructor's literal must be one of its type; strict validation also
//! wants the argument of a constructor to be a literal, so that it cannot fail later. (Language guide, "Policy
//! validation"; RFC 19; formal model, `typeOfCall`.)

use super::check::Checker;
use super::finding::{Detail, Expected};
use super::types::Ty;
use crate::ext::{CallError, CallStyle, ExtensionFunction};
use crate::syntax::{Node, NodeId};
use crate::value::Value;

impl Checker<'_, '_> {
    pub(super) fn call(&mut self, id: NodeId) -> Ty {
        let Node::Call(function, run) = self.text.syntax.node(id) else { return Ty::UNKNOWN };
        let parameters = function.parameters();
        let mut right = run.length as usize == parameters.len();
        if !right {
            self.note(id, Detail::Arity { function, found: run.length as usize });
        }
        if function.style() == CallStyle::Function {
            right &= self.constructor(id, function);
        }
        for (at, item) in run.range().enumerate() {
            let argument = self.text.syntax.items[item];
            match parameters.get(at) {
                Some(parameter) if right => {
                    self.expect(argument, Expected::Type(Ty::of_value_type(*parameter)), None);
                }
                _ => {
                    self.check(argument);
                }
            }
        }
        Ty::of_value_type(function.result())
    }

    /// Whether the argument of a constructor will do, as far as it is a literal.
    fn constructor(&mut self, id: NodeId, function: ExtensionFunction) -> bool {
        let Node::Call(_, run) = self.text.syntax.node(id) else { return true };
        let syntax = self.text.syntax;
        let arguments = &syntax.items[run.range()];
        let malformed = match arguments {
            [one] => match syntax.node(*one) {
                Node::Text(text) => why_malformed(function, syntax.text(text)).map(|why| (*one, why)),
                _ => None,
            },
            _ => None,
        };
        if let Some((argument, why)) = malformed {
            self.note(argument, Detail::Malformed { function, why });
            return false;
        }
        let is_literal = |node: &NodeId| {
            matches!(syntax.node(*node), Node::Text(_) | Node::Long(_) | Node::Bool(_) | Node::Entity(_))
        };
        if self.strict && !arguments.iter().all(is_literal) {
            self.note(id, Detail::NotLiteral { function });
            return false;
        }
        true
    }
}

fn why_malformed(function: ExtensionFunction, literal: &str) -> Option<String> {
    match function.apply(&[Value::string(literal)]) {
        Err(CallError::Extension(error)) => Some(error.to_string()),
        _ => None,
    }
}
