//! The operators of a universe: what each builds from its operands.
//!
//! An operator here is one that is *written*: `!=`, `>`, `>=` and `is … in` are operators of their own, although their
//! trees are made of two or three nodes. Every tree then has one way to be counted, which [`Counts`](super::count::Counts)
//! keeps: `!(a == b)` is the tree of `a != b` and is counted as that.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp};
use crosscheck_reference_model::name::EntityType;

/// An operator, with all but its operands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// An operator with one operand: `!`, `-`, `isEmpty`, `like` with its pattern, `is` with its type.
    Unary(UnaryOp),
    /// An operator with two operands.
    Binary(BinaryOp),
    /// `!=`, `>` or `>=`: `==`, `<=` or `<` with a negation before it.
    Negated(BinaryOp),
    /// `e is T in g`
    IsIn(EntityType),
    /// `a && b`
    And,
    /// `a || b`
    Or,
    /// `if c then t else e`
    If,
    /// `e.attr`
    Get(&'static str),
    /// `e has attr`
    Has(&'static str),
    /// `[a, …]` with so many elements.
    Set(usize),
    /// `{k: a, …}` with these keys.
    Record(&'static [&'static str]),
    /// A call of an extension function with as many arguments as it takes.
    Call(ExtFun),
}

impl Operator {
    /// How many operands it takes: one to three.
    pub fn arity(&self) -> usize {
        match self {
            Self::Unary(_) | Self::Get(_) | Self::Has(_) => 1,
            Self::Binary(_) | Self::Negated(_) | Self::IsIn(_) | Self::And | Self::Or => 2,
            Self::If => 3,
            Self::Set(elements) => *elements,
            Self::Record(keys) => keys.len(),
            Self::Call(function) => function.arity(),
        }
    }

    /// The expression that it makes of its operands, of which there are as many as [`arity`](Self::arity) says; `None`
    /// if there are not.
    pub fn apply(&self, operands: Vec<Expr>) -> Option<Expr> {
        if operands.len() != self.arity() {
            return None;
        }
        match self {
            Self::Set(_) => return Some(Expr::Set(operands)),
            Self::Record(keys) => {
                let keys = keys.iter().map(|key| (*key).to_owned());
                return Some(Expr::Record(keys.zip(operands).collect()));
            }
            Self::Call(function) => return Some(Expr::Call(*function, operands)),
            _ => {}
        }
        let mut operands = operands.into_iter();
        let a = operands.next()?;
        let expr = match (self, operands.next(), operands.next()) {
            (Self::Unary(op), None, None) => a.unary(op.clone()),
            (Self::Get(attr), None, None) => a.attr(*attr),
            (Self::Has(attr), None, None) => a.has(*attr),
            (Self::Binary(op), Some(b), None) => a.binary(*op, b),
            (Self::Negated(op), Some(b), None) => a.binary(*op, b).negated(),
            (Self::IsIn(ty), Some(b), None) => a.clone().unary(UnaryOp::Is(ty.clone())).and(a.binary(BinaryOp::In, b)),
            (Self::And, Some(b), None) => a.and(b),
            (Self::Or, Some(b), None) => a.or(b),
            (Self::If, Some(b), Some(c)) => Expr::If(Box::new(a), Box::new(b), Box::new(c)),
            _ => return None,
        };
        Some(expr)
    }
}
