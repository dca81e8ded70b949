//! Expressions: operators by precedence, with an explicit stack of what is open.
//!
//! Reading alternates between two states: an operand is wanted, or one has just been read. Everything begun and not
//! finished is a [`Frame`]; each frame will add at least one to the height of the expression, so more frames than the
//! height limit are an error at once, and memory follows the limit and not the text. From weakest to strongest:
//! `if`, `||`, `&&`, relations (which do not chain), `+ -`, `*`, `! -`, accesses and calls. (Language guide,
//! "Grammar", rules Expr to Member.) What an operand is, is in `operand`.

use super::{HEIGHT_LIMIT, Parser};
use crate::error::{SourceError, Span};
use crate::ext::ExtensionFunction;
use crate::lex::TokenKind;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Node, NodeId, Run, UnaryOp};

/// How tightly operators bind; greater binds tighter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    Or,
    And,
    Relation,
    Sum,
    Product,
    /// Unary operators, accesses, and all that has brackets around it.
    Member,
}

/// A finished part of an expression.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    pub(super) node: NodeId,
    pub(super) height: u32,
    /// The precedence of its outermost operator.
    pub(super) precedence: Precedence,
    /// Where it starts in the text.
    pub(super) start: u32,
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Infix {
    Or,
    And,
    Binary(BinaryOp),
    /// The `in` of `is T in`.
    IsIn(Symbol),
}

impl Infix {
    fn precedence(self) -> Precedence {
        match self {
            Self::Or => Precedence::Or,
            Self::And => Precedence::And,
            Self::Binary(BinaryOp::Add | BinaryOp::Subtract) => Precedence::Sum,
            Self::Binary(BinaryOp::Multiply) => Precedence::Product,
            Self::Binary(_) | Self::IsIn(_) => Precedence::Relation,
        }
    }
}

/// What a list of arguments belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Callee {
    /// An extension function, or a method of an extension type; the receiver is the first item.
    Extension(ExtensionFunction),
    /// A built-in method with one argument.
    Binary(BinaryOp),
    /// A built-in method without arguments.
    Unary(UnaryOp),
}

/// No expression has more than this many `!`, or `-`, in a row.
pub(super) const UNARY_LIMIT: usize = 4;

/// Where the operators of a run of one unary operator stand in the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    starts: [u32; UNARY_LIMIT],
    count: u32,
}

impl Signs {
    /// Adds an operator behind the others; `false` if there are too many.
    pub(super) fn push(&mut self, start: u32) -> bool {
        let Some(free) = self.starts.get_mut(self.count as usize) else { return false };
        *free = start;
        self.count += 1;
        true
    }

    /// Takes the innermost operator away.
    pub(super) fn pop(&mut self) -> Option<u32> {
        self.count = self.count.checked_sub(1)?;
        Some(self.starts[self.count as usize])
    }

    pub(super) fn is_empty(self) -> bool {
        self.count == 0
    }
}

/// Something begun and not finished. `start` is where it begins in the text, `first` where its parts begin in the
/// parser's list of finished items or fields.
#[derive(Clone, Copy, Debug)]
pub(super) enum Frame {
    Paren { start: u32 },
    Set { start: u32, first: usize },
    Record { start: u32, first: usize, key: Symbol },
    Call { start: u32, first: usize, callee: Callee, name: Span },
    IfCondition { start: u32 },
    IfThen { start: u32, condition: Operand },
    IfElse { start: u32, condition: Operand, consequent: Operand },
    Infix { operator: Infix, left: Operand },
    Unary { operator: UnaryOp, signs: Signs },
}

/// Where reading stands.
pub(super) enum State {
    /// An operand must come next.
    Want,
    /// An operand has been read; an operator may come, or the end of what is open.
    Have(Operand),
}

impl Parser<'_> {
    /// An expression, up to the first token that cannot continue it.
    pub(super) fn expression(&mut self) -> Result<NodeId, SourceError> {
        let mut state = State::Want;
        loop {
            state = match state {
                State::Want => self.begin_operand()?,
                State::Have(operand) => match self.continue_operand(operand)? {
                    Some(state) => state,
                    None => return Ok(operand_node(&self.items.pop())),
                },
            };
        }
    }

    /// Opens something that will have an operand in it.
    pub(super) fn push_frame(&mut self, frame: Frame) -> Result<State, SourceError> {
        self.frames.push(frame);
        self.check_depth()?;
        Ok(State::Want)
    }

    /// Each open frame will stand above the operand that comes next, which is one high itself.
    pub(super) fn check_depth(&self) -> Result<(), SourceError> {
        if self.frames.len() >= HEIGHT_LIMIT as usize { Err(self.too_deep(self.current.span)) } else { Ok(()) }
    }

    pub(super) fn too_deep(&self, span: Span) -> SourceError {
        self.error(span, "the expression is nested too deeply")
            .expecting(format!("at most {HEIGHT_LIMIT} levels of operators and brackets"))
    }

    /// A new node whose operands have at most the height `below`.
    pub(super) fn operand(
        &mut self,
        node: Node,
        below: u32,
        precedence: Precedence,
        start: u32,
    ) -> Result<Operand, SourceError> {
        let height = below + 1;
        if height > HEIGHT_LIMIT {
            return Err(self.too_deep(self.span_from(start)));
        }
        self.syntax.height = self.syntax.height.max(height);
        self.syntax.nodes.push(node);
        self.syntax.spans.push(self.span_from(start));
        Ok(Operand { node: NodeId(self.syntax.nodes.len() as u32 - 1), height, precedence, start })
    }

    /// After an operand: an access, a call, an operator, or the end of what is open. `None` is the end of the whole
    /// expression, which is then the last item.
    fn continue_operand(&mut self, operand: Operand) -> Result<Option<State>, SourceError> {
        use TokenKind as T;
        let operator = match self.current.kind {
            T::Dot if operand.precedence == Precedence::Member => return self.dot(operand).map(Some),
            T::OpenBracket if operand.precedence == Precedence::Member => return self.index(operand).map(Some),
            T::OpenParen if operand.precedence == Precedence::Member => {
                return Err(self.unexpected("an operator: only functions and methods can be called"));
            }
            T::Or => Infix::Or,
            T::And => Infix::And,
            T::EqualEqual => Infix::Binary(BinaryOp::Equal),
            T::NotEqual => Infix::Binary(BinaryOp::NotEqual),
            T::Less => Infix::Binary(BinaryOp::Less),
            T::LessEqual => Infix::Binary(BinaryOp::LessEqual),
            T::Greater => Infix::Binary(BinaryOp::Greater),
            T::GreaterEqual => Infix::Binary(BinaryOp::GreaterEqual),
            T::Plus => Infix::Binary(BinaryOp::Add),
            T::Minus => Infix::Binary(BinaryOp::Subtract),
            T::Star => Infix::Binary(BinaryOp::Multiply),
            T::Equal => return Err(self.unexpected("`==` to compare")),
            T::Slash => return Err(self.unexpected("another operator: the language has no division")),
            T::Percent => return Err(self.unexpected("another operator: the language has no remainder")),
            T::Word => match self.text(self.current) {
                "in" => Infix::Binary(BinaryOp::In),
                "has" | "like" | "is" => return self.word_relation(operand).map(Some),
                _ => return self.close(operand),
            },
            _ => return self.close(operand),
        };
        let left = self.reduce_for(operator.precedence(), operand)?;
        self.advance()?;
        self.push_frame(Frame::Infix { operator, left }).map(Some)
    }

    /// Applies the operators to the left that bind at least as tightly as one of this precedence; what comes out is
    /// the left operand of that one.
    fn reduce_for(&mut self, precedence: Precedence, mut operand: Operand) -> Result<Operand, SourceError> {
        loop {
            match self.frames.last() {
                Some(Frame::Unary { .. }) => {}
                Some(Frame::Infix { operator, .. })
                    if operator.precedence() >= precedence && operator.precedence() != Precedence::Relation => {}
                Some(Frame::Infix { operator, .. })
                    if operator.precedence() == Precedence::Relation && precedence < Precedence::Relation => {}
                _ => break,
            }
            operand = self.reduce(operand)?;
        }
        let after_relation = matches!(
            self.frames.last(), Some(Frame::Infix { operator, .. }) if operator.precedence() == Precedence::Relation
        );
        if operand.precedence == Precedence::Relation && precedence >= Precedence::Relation
            || after_relation && precedence == Precedence::Relation
        {
            return Err(self.unexpected("parentheses around the relation before it: relations do not chain"));
        }
        Ok(operand)
    }

    /// Applies the innermost open operator to its last operand.
    fn reduce(&mut self, operand: Operand) -> Result<Operand, SourceError> {
        match self.frames.pop() {
            Some(Frame::Infix { operator, left }) => {
                let node = match operator {
                    Infix::Or => Node::Or(left.node, operand.node),
                    Infix::And => Node::And(left.node, operand.node),
                    Infix::Binary(operator) => Node::Binary(operator, left.node, operand.node),
                    Infix::IsIn(ty) => Node::IsIn(left.node, ty, operand.node),
                };
                self.operand(node, left.height.max(operand.height), operator.precedence(), left.start)
            }
            Some(Frame::Unary { operator, mut signs }) => {
                let mut operand = operand;
                while let Some(start) = signs.pop() {
                    let node = Node::Unary(operator, operand.node);
                    operand = self.operand(node, operand.height, Precedence::Member, start)?;
                }
                Ok(operand)
            }
            Some(other) => {
                self.frames.push(other);
                Ok(operand)
            }
            None => Ok(operand),
        }
    }

    /// `has`, `like` and `is`: relations whose right side is no expression.
    fn word_relation(&mut self, operand: Operand) -> Result<State, SourceError> {
        let left = self.reduce_for(Precedence::Relation, operand)?;
        let word = self.advance()?;
        let node = match self.text(word) {
            "has" => return self.has(left).map(State::Have),
            "like" => {
                let expected = "a pattern: a string, in which `*` stands for anything";
                let token = self.expect(TokenKind::Text, expected)?;
                Node::Like(left.node, self.pattern(token)?)
            }
            _ => {
                let ty = self.type_name()?;
                if self.at_word("in") {
                    self.advance()?;
                    return self.push_frame(Frame::Infix { operator: Infix::IsIn(ty), left });
                }
                Node::Is(left.node, ty)
            }
        };
        self.operand(node, left.height, Precedence::Relation, left.start).map(State::Have)
    }

    /// The right side of `has`: a string, or names joined by dots.
    fn has(&mut self, left: Operand) -> Result<Operand, SourceError> {
        if self.at(TokenKind::Text) {
            let token = self.advance()?;
            let name = self.string(token)?;
            return self.operand(Node::HasAttribute(left.node, name), left.height, Precedence::Relation, left.start);
        }
        let first = self.attribute_name("the name of an attribute, or a string, after `has`")?;
        if !self.at(TokenKind::Dot) {
            return self.operand(Node::HasAttribute(left.node, first), left.height, Precedence::Relation, left.start);
        }
        let start = self.syntax.names.len() as u32;
        self.syntax.names.push(first);
        while self.accept(TokenKind::Dot)? {
            let name = self.attribute_name("the name of an attribute after `.`")?;
            self.syntax.names.push(name);
        }
        let length = self.syntax.names.len() as u32 - start;
        let below = left.height.saturating_add(length - 1);
        let node = Node::HasPath(left.node, Run { start, length });
        self.operand(node, below, Precedence::Relation, left.start)
    }

    /// Finishes all operators up to the innermost bracket or `if`, then goes on with that. `None` when nothing is
    /// open: then the operand has become the last item.
    fn close(&mut self, operand: Operand) -> Result<Option<State>, SourceError> {
        let mut operand = operand;
        loop {
            match self.frames.last().copied() {
                None => {
                    self.items.push(operand);
                    return Ok(None);
                }
                Some(Frame::Infix { .. } | Frame::Unary { .. }) => operand = self.reduce(operand)?,
                Some(Frame::IfElse { start, condition, consequent }) => {
                    self.frames.pop();
                    let below = condition.height.max(consequent.height).max(operand.height);
                    let node = Node::If(condition.node, consequent.node, operand.node);
                    operand = self.operand(node, below, Precedence::Or, start)?;
                }
                Some(Frame::IfCondition { start }) => {
                    self.keyword("then")?;
                    self.frames.pop();
                    return self.push_frame(Frame::IfThen { start, condition: operand }).map(Some);
                }
                Some(Frame::IfThen { start, condition }) => {
                    self.keyword("else")?;
                    self.frames.pop();
                    return self.push_frame(Frame::IfElse { start, condition, consequent: operand }).map(Some);
                }
                Some(Frame::Paren { start }) => {
                    self.expect(TokenKind::CloseParen, "an operator or `)`")?;
                    self.frames.pop();
                    let height = operand.height + 1;
                    if height > HEIGHT_LIMIT {
                        return Err(self.too_deep(self.span_from(start)));
                    }
                    let operand = Operand { height, precedence: Precedence::Member, start, ..operand };
                    return Ok(Some(State::Have(operand)));
                }
                Some(Frame::Set { .. } | Frame::Call { .. } | Frame::Record { .. }) => {
                    return self.next_part(operand).map(Some);
                }
            }
        }
    }

    fn keyword(&mut self, word: &str) -> Result<(), SourceError> {
        if !self.at_word(word) {
            return Err(self.unexpected(&format!("an operator or `{word}`")));
        }
        self.advance()?;
        Ok(())
    }
}

fn operand_node(operand: &Option<Operand>) -> NodeId {
    // `continue_operand` has pushed the operand just before it says that the expression is over.
    operand.map_or(NodeId(0), |operand| operand.node)
}
