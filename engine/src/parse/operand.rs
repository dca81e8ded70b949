//! Operands: literals, names, bracketed expressions, accesses and calls.
//!
//! A call of an extension function with the wrong number of arguments is read (it is an error of evaluation); a
//! built-in method with the wrong number, an unknown name, and a function or method in the other's place are refused
//! here. (Language guide, "Grammar", rules Primary, Member, RecInits; de facto: the reference parser.)

use super::expression::{Callee, Frame, Operand, Precedence, Signs, State};
use super::name::Path;
use super::{Parser, clip};
use crate::error::{SourceError, Span};
use crate::ext::{CallStyle, ExtensionFunction};
use crate::lex::{Token, TokenKind};
use crate::like::Pattern;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Node, NodeId, Run, UnaryOp, Var};
use crate::unescape::unescape_pattern;

/// From so many keys on, those of a record are looked up and no longer gone through.
const MANY_KEYS: usize = 16;

impl Parser<'_> {
    /// Reads an operand, or opens what contains one.
    pub(super) fn begin_operand(&mut self) -> Result<State, SourceError> {
        let start = self.current.span.start;
        let node = match self.current.kind {
            TokenKind::Word => return self.word_operand(),
            TokenKind::Number => return self.number(1),
            TokenKind::Bang => return self.unary(UnaryOp::Not),
            TokenKind::Minus => return self.unary(UnaryOp::Negate),
            TokenKind::OpenParen => {
                self.advance()?;
                return self.push_frame(Frame::Paren { start });
            }
            TokenKind::OpenBracket => {
                self.advance()?;
                self.frames.push(Frame::Set { start, first: self.items.len() });
                return self.after_separator();
            }
            TokenKind::OpenBrace => {
                self.advance()?;
                self.frames.push(Frame::Record { start, first: self.fields.len(), key: Symbol(0) });
                return self.after_separator();
            }
            TokenKind::Text => {
                let token = self.advance()?;
                Node::Text(self.string(token)?)
            }
            TokenKind::Slot => {
                let found = format!("the slot `{}` stands in a condition", clip(self.text(self.current)));
                return Err(self
                    .error(self.current.span, found)
                    .expecting("slots only in the scope, as in `principal == ?principal`"));
            }
            _ => return Err(self.unexpected("an expression")),
        };
        self.leaf(node, start)
    }

    fn leaf(&mut self, node: Node, start: u32) -> Result<State, SourceError> {
        self.operand(node, 0, Precedence::Member, start).map(State::Have)
    }

    fn word_operand(&mut self) -> Result<State, SourceError> {
        if self.at_word("if") {
            if let Some(Frame::Infix { .. } | Frame::Unary { .. }) = self.frames.last() {
                return Err(self.unexpected("parentheses around an `if` that is an operand"));
            }
            let start = self.advance()?.span.start;
            return self.push_frame(Frame::IfCondition { start });
        }
        let word = self.advance()?;
        let start = word.span.start;
        let node = match self.text(word) {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            "principal" if !self.at(TokenKind::DoubleColon) => Node::Var(Var::Principal),
            "action" if !self.at(TokenKind::DoubleColon) => Node::Var(Var::Action),
            "resource" if !self.at(TokenKind::DoubleColon) => Node::Var(Var::Resource),
            "context" if !self.at(TokenKind::DoubleColon) => Node::Var(Var::Context),
            _ => match self.path(word)? {
                Path::Entity(uid) => Node::Entity(uid),
                Path::Name(name, parts) => return self.function(word, name, parts),
            },
        };
        if matches!(node, Node::Bool(_)) && self.at(TokenKind::DoubleColon) {
            return Err(self.unexpected("an operator: `true` and `false` are no names"));
        }
        if matches!(node, Node::Var(_)) && self.at(TokenKind::OpenParen) {
            return Err(self.unexpected("an operator: a variable cannot be called"));
        }
        self.leaf(node, start)
    }

    /// A name that is neither a variable nor an entity must be that of a function, and be called.
    fn function(&mut self, word: Token, name: Symbol, parts: u32) -> Result<State, SourceError> {
        let span = self.span_from(word.span.start);
        let called = clip(self.syntax.text(name));
        if !self.at(TokenKind::OpenParen) {
            return Err(self.error(span, format!("`{called}` is not a variable")).expecting(
                "`principal`, `action`, `resource`, `context`, a function call, or an entity like `T::\"id\"`",
            ));
        }
        let function = ExtensionFunction::from_name(self.text(word)).filter(|_| parts == 1);
        match function.map(|function| (function, function.style())) {
            Some((function, CallStyle::Function)) => {
                self.advance()?;
                let first = self.items.len();
                let callee = Callee::Extension(function);
                self.frames.push(Frame::Call { start: word.span.start, first, callee, name: span });
                self.after_separator()
            }
            Some((_, CallStyle::Method)) => Err(self.is_method(span, &called)),
            None if parts == 1 && built_in(&called).is_some() => Err(self.is_method(span, &called)),
            None => Err(self
                .error(span, format!("there is no function `{called}`"))
                .expecting("`ip`, `decimal`, `datetime` or `duration`")),
        }
    }

    fn is_method(&self, span: Span, called: &str) -> SourceError {
        self.error(span, format!("`{called}` is a method")).expecting(format!("a call like `value.{called}(…)`"))
    }

    /// `.name` after an operand: an attribute or, before `(`, a method.
    pub(super) fn dot(&mut self, receiver: Operand) -> Result<State, SourceError> {
        self.advance()?;
        let token = self.current;
        let name = self.attribute_name("the name of an attribute or a method after `.`")?;
        if !self.at(TokenKind::OpenParen) {
            let node = Node::GetAttribute(receiver.node, name);
            return self.operand(node, receiver.height, Precedence::Member, receiver.start).map(State::Have);
        }
        let called = self.text(token);
        let callee = match ExtensionFunction::from_name(called) {
            Some(function) if function.style() == CallStyle::Method => Callee::Extension(function),
            Some(_) => {
                return Err(self
                    .error(token.span, format!("`{called}` is a function, not a method"))
                    .expecting(format!("a call like `{called}(\"…\")`")));
            }
            None => match built_in(called) {
                Some(callee) => callee,
                None => return Err(self.error(token.span, format!("there is no method `{}`", clip(called)))),
            },
        };
        self.advance()?;
        let first = self.items.len();
        self.items.push(receiver);
        self.frames.push(Frame::Call { start: receiver.start, first, callee, name: token.span });
        self.after_separator()
    }

    /// `["name"]` after an operand.
    pub(super) fn index(&mut self, receiver: Operand) -> Result<State, SourceError> {
        self.advance()?;
        let token = self.expect(TokenKind::Text, "the name of an attribute, a string, after `[`")?;
        let name = self.string(token)?;
        self.expect(TokenKind::CloseBracket, "`]` after the name of the attribute")?;
        let node = Node::GetAttribute(receiver.node, name);
        self.operand(node, receiver.height, Precedence::Member, receiver.start).map(State::Have)
    }

    /// A run of one unary operator. `!` and `-` do not mix without parentheses.
    fn unary(&mut self, operator: UnaryOp) -> Result<State, SourceError> {
        let kind = self.current.kind;
        if let Some(Frame::Unary { .. }) = self.frames.last() {
            return Err(self.unexpected("parentheses: `!` and `-` do not follow one another directly"));
        }
        let mut signs = Signs::default();
        while self.at(kind) {
            if !signs.push(self.current.span.start) {
                return Err(self.unexpected("an operand: at most four of these operators follow one another"));
            }
            self.advance()?;
        }
        if operator == UnaryOp::Negate && self.at(TokenKind::Number) {
            return self.negative_number(signs);
        }
        self.push_frame(Frame::Unary { operator, signs })
    }

    /// The last sign before a bare number belongs to the literal, so that the least integer can be written; before a
    /// number with an access behind it, it is an operator.
    fn negative_number(&mut self, mut signs: Signs) -> Result<State, SourceError> {
        let mut ahead = self.lexer.clone();
        let next = ahead.step().kind;
        if matches!(next, TokenKind::Dot | TokenKind::OpenBracket | TokenKind::OpenParen) {
            self.push_frame(Frame::Unary { operator: UnaryOp::Negate, signs })?;
            return self.number(1);
        }
        let start = signs.pop().unwrap_or(self.current.span.start);
        if !signs.is_empty() {
            self.push_frame(Frame::Unary { operator: UnaryOp::Negate, signs })?;
        }
        let State::Have(literal) = self.number(-1)? else { return Err(self.unexpected("a number")) };
        // The sign counts for the height of the expression as any other does.
        if let Some(span) = self.syntax.spans.last_mut() {
            span.start = start;
        }
        Ok(State::Have(Operand { height: literal.height + 1, precedence: Precedence::Member, start, ..literal }))
    }

    fn number(&mut self, sign: i128) -> Result<State, SourceError> {
        let token = self.advance()?;
        let digits = self.text(token).trim_start_matches('0');
        let magnitude = if digits.is_empty() { Some(0) } else { digits.parse::<i128>().ok() };
        match magnitude.and_then(|magnitude| i64::try_from(sign * magnitude).ok()) {
            Some(number) => self.leaf(Node::Long(number), token.span.start),
            None => Err(self
                .error(token.span, "this integer is out of range")
                .expecting("a number from -9223372036854775808 to 9223372036854775807")),
        }
    }

    pub(super) fn pattern(&mut self, token: Token) -> Result<u32, SourceError> {
        let elements = unescape_pattern(self.inside(token)).map_err(|error| self.escape_error(token, &error))?;
        self.syntax.patterns.push(Pattern::new(&elements));
        Ok(self.syntax.patterns.len() as u32 - 1)
    }

    /// A part of the innermost set, record or call has been read: go on to the next one or to its end.
    pub(super) fn next_part(&mut self, operand: Operand) -> Result<State, SourceError> {
        let expected = match self.frames.last() {
            Some(Frame::Record { key, .. }) => {
                self.fields.push((*key, operand));
                "an operator, `,` or `}`"
            }
            Some(Frame::Set { .. }) => {
                self.items.push(operand);
                "an operator, `,` or `]`"
            }
            _ => {
                self.items.push(operand);
                "an operator, `,` or `)`"
            }
        };
        if self.accept(TokenKind::Comma)? {
            return self.after_separator();
        }
        if !self.at_end_of_list() {
            return Err(self.unexpected(expected));
        }
        self.end_of_list()
    }

    /// After the opening bracket or a comma: the end of the list, or its next part.
    fn after_separator(&mut self) -> Result<State, SourceError> {
        if self.at_end_of_list() {
            return self.end_of_list();
        }
        self.check_depth()?;
        if let Some(Frame::Record { .. }) = self.frames.last() {
            let name = self.key()?;
            self.expect(TokenKind::Colon, "`:` after the name of the attribute")?;
            if let Some(Frame::Record { key, .. }) = self.frames.last_mut() {
                *key = name;
            }
        }
        Ok(State::Want)
    }

    fn at_end_of_list(&self) -> bool {
        match self.frames.last() {
            Some(Frame::Record { .. }) => self.at(TokenKind::CloseBrace),
            Some(Frame::Set { .. }) => self.at(TokenKind::CloseBracket),
            _ => self.at(TokenKind::CloseParen),
        }
    }

    fn key(&mut self) -> Result<Symbol, SourceError> {
        let token = self.current;
        let key = if self.at(TokenKind::Text) {
            self.advance()?;
            self.string(token)?
        } else {
            self.attribute_name("the name of an attribute, or a string")?
        };
        let Some(Frame::Record { first, .. }) = self.frames.last() else { return Ok(key) };
        let first = *first;
        if self.is_key_twice(first, key) {
            let found = format!("the record has the attribute `{}` twice", clip(self.syntax.text(key)));
            return Err(self.error(token.span, found));
        }
        Ok(key)
    }

    /// Whether the innermost record, whose fields begin at `first`, has the key already; few keys are gone through, many
    /// are kept apart.
    fn is_key_twice(&mut self, first: usize, key: Symbol) -> bool {
        let (depth, fields) = (self.frames.len(), &self.fields[first..]);
        if fields.len() < MANY_KEYS {
            return fields.iter().any(|(other, _)| *other == key);
        }
        if fields.len() == MANY_KEYS {
            self.keys.extend(fields.iter().map(|(other, _)| (depth, *other)));
        }
        !self.keys.insert((depth, key))
    }

    /// At the closing bracket of the innermost set, record or call: makes the node.
    fn end_of_list(&mut self) -> Result<State, SourceError> {
        self.advance()?;
        match self.frames.pop() {
            Some(Frame::Set { start, first }) => {
                let (run, below) = self.take_items(first);
                self.operand(Node::Set(run), below, Precedence::Member, start)
            }
            Some(Frame::Record { start, first, .. }) => self.record(start, first),
            Some(Frame::Call { start, first, callee: Callee::Extension(function), .. }) => {
                let (run, below) = self.take_items(first);
                self.operand(Node::Call(function, run), below, Precedence::Member, start)
            }
            Some(Frame::Call { start, first, callee, name }) => self.built_in_call(start, first, callee, name),
            _ => Err(self.unexpected("an expression")),
        }
        .map(State::Have)
    }

    fn built_in_call(&mut self, start: u32, first: usize, callee: Callee, name: Span) -> Result<Operand, SourceError> {
        let (node, below) = match (callee, &self.items[first..]) {
            (Callee::Binary(operator), [receiver, argument]) => {
                (Node::Binary(operator, receiver.node, argument.node), receiver.height.max(argument.height))
            }
            (Callee::Unary(operator), [receiver]) => (Node::Unary(operator, receiver.node), receiver.height),
            (_, items) => {
                let wanted = if matches!(callee, Callee::Unary(_)) { "no argument" } else { "one argument" };
                let found = format!("this method is given {} arguments", items.len() - 1);
                return Err(self.error(name, found).expecting(wanted));
            }
        };
        self.items.truncate(first);
        self.operand(node, below, Precedence::Member, start)
    }

    /// Moves the items from `first` on to the syntax; says where they are and the height of the highest.
    fn take_items(&mut self, first: usize) -> (Run, u32) {
        let start = self.syntax.items.len() as u32;
        let below = self.items[first..].iter().map(|item| item.height).max().unwrap_or(0);
        self.syntax.items.extend(self.items.drain(first..).map(|item| item.node));
        (Run { start, length: self.syntax.items.len() as u32 - start }, below)
    }

    fn record(&mut self, start: u32, first: usize) -> Result<Operand, SourceError> {
        if self.fields.len() - first > MANY_KEYS {
            // The frame of the record has just been taken off.
            let depth = self.frames.len() + 1;
            for (key, _) in &self.fields[first..] {
                self.keys.remove(&(depth, *key));
            }
        }
        let run_start = self.syntax.fields.len() as u32;
        let below = self.fields[first..].iter().map(|(_, value)| value.height).max().unwrap_or(0);
        let fields = self.fields.drain(first..).map(|(key, value): (Symbol, Operand)| (key, value.node));
        self.syntax.fields.extend::<Vec<(Symbol, NodeId)>>(fields.collect());
        let length = self.syntax.fields.len() as u32 - run_start;
        self.operand(Node::Record(Run { start: run_start, length }), below, Precedence::Member, start)
    }
}

/// The methods that are part of the language itself.
fn built_in(name: &str) -> Option<Callee> {
    Some(match name {
        "contains" => Callee::Binary(BinaryOp::Contains),
        "containsAll" => Callee::Binary(BinaryOp::ContainsAll),
        "containsAny" => Callee::Binary(BinaryOp::ContainsAny),
        "hasTag" => Callee::Binary(BinaryOp::HasTag),
        "getTag" => Callee::Binary(BinaryOp::GetTag),
        "isEmpty" => Callee::Unary(UnaryOp::IsEmpty),
        _ => return None,
    })
}
