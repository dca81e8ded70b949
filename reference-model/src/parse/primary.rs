//! Operands of expressions: literals, variables, entities, calls, sets, records, and the accesses behind them.
//!
//! A name by itself is no expression: it is a variable, begins an entity's id, or is the constructor of an extension type.
//! Which functions and methods there are is known here, and that methods of the language itself take a fixed number of
//! arguments; the number for a function of an extension type is checked when it is evaluated.
//!
//! Source: language guide, grammar, from `Member` to `RecInits`; the public implementation for keys and names that are
//! reserved.

use std::collections::BTreeSet;

use super::cursor::{Cursor, shortened};
use super::error::{ParseError, ParseErrorKind};
use super::expression::Tall;
use super::lexer::Token;
use crate::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crate::name::{EntityUid, Name};
use crate::observe::{Production, read};
use crate::value::Prim;

/// The methods of the language itself.
const BUILT_IN_METHODS: [&str; 6] = ["contains", "containsAll", "containsAny", "hasTag", "getTag", "isEmpty"];

impl Cursor<'_> {
    /// `Member ::= Primary {Access}`
    pub(super) fn member(&mut self) -> Result<Tall, ParseError> {
        let primary = self.primary()?;
        self.accesses(primary)
    }

    pub(super) fn at_access(&self) -> bool {
        matches!(self.token, Token::Mark("." | "[" | "("))
    }

    /// `Access ::= '.' IDENT ['(' [ExprList] ')'] | '[' STR ']'`
    pub(super) fn accesses(&mut self, mut operand: Tall) -> Result<Tall, ParseError> {
        loop {
            match self.token {
                Token::Mark("[") => {
                    self.step()?;
                    let attr = self.string("the name of an attribute, which is a string literal")?;
                    self.expect("]")?;
                    read(Production::Index);
                    operand = self.checked(operand.expr.attr(attr), operand.height + 1)?;
                }
                Token::Mark(".") => {
                    self.step()?;
                    let start = self.start;
                    let name = self.unreserved("the name of an attribute or method")?;
                    operand = if self.sees("(") {
                        self.method(operand, name, start)?
                    } else {
                        read(Production::Attribute);
                        self.checked(operand.expr.attr(name), operand.height + 1)?
                    };
                }
                Token::Mark("(") => {
                    return Err(self.error(
                        ParseErrorKind::Function,
                        "a function or method before `(`",
                        "an expression",
                    ));
                }
                _ => return Ok(operand),
            }
        }
    }

    /// The call of a method, from its `(` on. Methods of the language itself take a fixed number of arguments; the number
    /// for a method of an extension type is checked when it is evaluated.
    fn method(&mut self, receiver: Tall, name: &str, start: usize) -> Result<Tall, ParseError> {
        // A method that does not exist is wrong before its arguments are.
        let is_method = extension(name).is_some_and(|function| !function.is_constructor());
        if !is_method && !BUILT_IN_METHODS.contains(&name) {
            let found = format!("`{}`", shortened(name));
            return Err(self.error_at(start, ParseErrorKind::Function, "the name of a method", found));
        }
        let (mut arguments, height) = self.arguments()?;
        let height = height.max(receiver.height + 1);
        let binary = match name {
            "contains" => Some(BinaryOp::Contains),
            "containsAll" => Some(BinaryOp::ContainsAll),
            "containsAny" => Some(BinaryOp::ContainsAny),
            "hasTag" => Some(BinaryOp::HasTag),
            "getTag" => Some(BinaryOp::GetTag),
            _ => None,
        };
        let count = arguments.len();
        let arity_error = |cursor: &Self, arity: usize| {
            let expected = format!("{arity} argument(s) of `{name}`");
            cursor.error_at(start, ParseErrorKind::Function, expected, format!("{count}"))
        };
        let expr = if let Some(operator) = binary {
            match (arguments.pop(), count) {
                (Some(argument), 1) => {
                    read(Production::CoreMethod);
                    receiver.expr.binary(operator, argument)
                }
                _ => return Err(arity_error(self, 1)),
            }
        } else if name == "isEmpty" {
            if count != 0 {
                return Err(arity_error(self, 0));
            }
            read(Production::IsEmpty);
            receiver.expr.unary(UnaryOp::IsEmpty)
        } else {
            let Some(function) = extension(name) else { return Err(arity_error(self, 0)) };
            read(Production::ExtensionMethod);
            arguments.insert(0, receiver.expr);
            Expr::Call(function, arguments)
        };
        self.checked(expr, height)
    }

    /// `'(' [Expr {',' Expr} [',']] ')'`, and the height of a call with these arguments.
    fn arguments(&mut self) -> Result<(Vec<Expr>, u32), ParseError> {
        self.expect("(")?;
        self.list(")")
    }

    /// Expressions up to the closing bracket, and the height of what they are the parts of.
    fn list(&mut self, close: &str) -> Result<(Vec<Expr>, u32), ParseError> {
        let mut items = Vec::new();
        let mut height = 1;
        while !self.take(close)? {
            let item = self.nested()?;
            height = height.max(item.height + 1);
            items.push(item.expr);
            let comma = self.take(",")?;
            if !comma && !self.sees(close) {
                return Err(self.unexpected(format!("`,` or `{close}`")));
            }
            if comma && self.sees(close) {
                read(Production::ListTrailingComma);
            }
        }
        read(match items.len() {
            0 => Production::EmptyList,
            1 => Production::OneElement,
            _ => Production::Elements,
        });
        Ok((items, height))
    }

    /// `Primary ::= LITERAL | VAR | Entity | ExtFun '(' … ')' | '(' Expr ')' | '[' … ']' | '{' … '}'`
    fn primary(&mut self) -> Result<Tall, ParseError> {
        const EXPRESSION: &str = "an expression";
        match self.token {
            Token::Number(digits) => {
                let start = self.start;
                self.step()?;
                self.positive(digits, start)
            }
            Token::Str(_) => {
                read(Production::String);
                Ok(Tall::leaf(Expr::string(self.string(EXPRESSION)?)))
            }
            Token::Mark("(") => {
                self.step()?;
                read(Production::Parentheses);
                let inner = self.nested()?;
                self.expect(")")?;
                self.checked(inner.expr, inner.height + 1)
            }
            Token::Mark("[") => {
                self.step()?;
                read(Production::Set);
                let (items, height) = self.list("]")?;
                self.checked(Expr::Set(items), height)
            }
            Token::Mark("{") => self.record(),
            Token::Word(_) => self.word(),
            Token::Slot(_) => {
                Err(self.error(ParseErrorKind::Slot, "an expression, for slots stand only in scopes", self.slot_text()))
            }
            Token::Mark(_) | Token::End | Token::Bad => Err(self.unexpected(EXPRESSION)),
        }
    }

    fn slot_text(&self) -> String {
        if let Token::Slot(text) = self.token { format!("`{}`", shortened(text)) } else { String::new() }
    }

    /// A primary that begins with a word: `true`, `principal`, `A::B::"id"` or `ip(…)`.
    fn word(&mut self) -> Result<Tall, ParseError> {
        let start = self.start;
        if let Token::Word(truth @ ("true" | "false")) = self.token {
            self.step()?;
            return if self.sees("::") {
                let expected = format!("an operator, for `{truth}` is no identifier");
                Err(self.error(ParseErrorKind::Reserved, expected, "`::`"))
            } else {
                read(if truth == "true" { Production::True } else { Production::False });
                Ok(Tall::leaf(Expr::bool(truth == "true")))
            };
        }
        if self.sees("if") {
            return Err(self.unexpected("an operand (an `if` needs parentheses here)"));
        }
        let first = self.unreserved("an expression")?;
        if self.sees("::") {
            return Ok(Tall::leaf(Expr::Lit(Prim::Entity(self.entity_after(first, start)?))));
        }
        if let Some(var) = variable(first) {
            read(match var {
                Var::Principal => Production::Principal,
                Var::Action => Production::Action,
                Var::Resource => Production::Resource,
                Var::Context => Production::Context,
            });
            return Ok(Tall::leaf(Expr::Var(var)));
        }
        if !self.sees("(") {
            let found = format!("the name `{}`", shortened(first));
            return Err(self.error_at(start, ParseErrorKind::Syntax, "a variable, entity or function", found));
        }
        match extension(first) {
            Some(function) if function.is_constructor() => {
                read(Production::Constructor);
                let (arguments, height) = self.arguments()?;
                self.checked(Expr::Call(function, arguments), height)
            }
            _ => {
                let found = format!("`{}`", shortened(first));
                Err(self.error_at(start, ParseErrorKind::Function, "the name of a function", found))
            }
        }
    }

    /// An entity, `Path '::' STR`.
    pub(super) fn entity(&mut self, expected: &str) -> Result<EntityUid, ParseError> {
        let start = self.start;
        let first = self.unreserved(expected)?;
        self.entity_after(first, start)
    }

    /// The rest of an entity after the first identifier of its type, which starts at `start`. A path without an id is wrong
    /// as a whole, so its start is named.
    fn entity_after(&mut self, first: &str, start: usize) -> Result<EntityUid, ParseError> {
        let mut parts = vec![first.to_owned()];
        loop {
            if !self.take("::")? {
                let found = format!("the name `{}`", shortened(&parts.join("::")));
                return Err(self.error_at(start, ParseErrorKind::Syntax, "an entity, which has an id", found));
            }
            match self.token {
                Token::Str(_) => break,
                Token::Word(_) => parts.push(self.unreserved("an identifier")?.to_owned()),
                _ => return Err(self.unexpected("an identifier or the id of an entity, which is a string literal")),
            }
        }
        read(if parts.len() > 1 { Production::QualifiedEntity } else { Production::Entity });
        let basename = parts.pop().unwrap_or_default();
        let ty = Name { namespace: parts, basename };
        Ok(EntityUid::new(ty, self.string("the id of an entity")?))
    }

    /// `'{' [(IDENT | STR) ':' Expr {',' …} [',']] '}'`, its keys distinct.
    fn record(&mut self) -> Result<Tall, ParseError> {
        self.expect("{")?;
        let mut fields = Vec::new();
        let mut keys = BTreeSet::new();
        let mut height = 1;
        while !self.take("}")? {
            let start = self.start;
            let key = self.key("the name of an attribute")?;
            if !keys.insert(key.clone()) {
                let found = format!("the key `{}` again", shortened(&key));
                return Err(self.error_at(start, ParseErrorKind::Duplicate, "a key of its own", found));
            }
            self.expect(":")?;
            let value = self.nested()?;
            height = height.max(value.height + 1);
            fields.push((key, value.expr));
            let comma = self.take(",")?;
            if !comma && !self.sees("}") {
                return Err(self.unexpected("`,` or `}`"));
            }
            if comma && self.sees("}") {
                read(Production::RecordTrailingComma);
            }
        }
        if fields.is_empty() {
            read(Production::EmptyRecord);
        }
        self.checked(Expr::Record(fields), height)
    }

    /// `IDENT | STR` as the name of a field.
    fn key(&mut self, expected: &str) -> Result<String, ParseError> {
        match self.token {
            Token::Str(_) => {
                read(Production::RecordString);
                self.string(expected)
            }
            _ => {
                read(Production::RecordIdentifier);
                Ok(self.unreserved(expected)?.to_owned())
            }
        }
    }

    /// An integer literal without a minus.
    pub(super) fn positive(&self, digits: &str, start: usize) -> Result<Tall, ParseError> {
        let value = digits.parse().map_err(|_| self.integer_error(digits, start))?;
        read(if digits.len() > 1 && digits.starts_with('0') { Production::LeadingZero } else { Production::Integer });
        Ok(Tall::leaf(Expr::long(value)))
    }

    /// An integer literal with a minus.
    pub(super) fn negative(&self, digits: &str, start: usize) -> Result<Expr, ParseError> {
        // The least integer has no positive counterpart, so the sign belongs to what is parsed.
        let value = format!("-{digits}").parse().map_err(|_| self.integer_error(digits, start))?;
        Ok(Expr::long(value))
    }

    fn integer_error(&self, digits: &str, start: usize) -> ParseError {
        let found = format!("`{}`", shortened(digits));
        self.error_at(start, ParseErrorKind::IntegerRange, "a 64-bit signed integer", found)
    }
}

fn variable(word: &str) -> Option<Var> {
    match word {
        "principal" => Some(Var::Principal),
        "action" => Some(Var::Action),
        "resource" => Some(Var::Resource),
        "context" => Some(Var::Context),
        _ => None,
    }
}

fn extension(name: &str) -> Option<ExtFun> {
    ExtFun::ALL.into_iter().find(|function| function.name() == name)
}
