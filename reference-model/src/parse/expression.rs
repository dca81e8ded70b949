//! Expressions, down to their operands; `primary` has those.
//!
//! From the loosest to the tightest: `if`, `||`, `&&`, one relation (`==`, `<`, `in`, `has`, `like`, `is`, …; they do
//! not chain), `+` and `-`, `*`, `!` or `-` (up to four, not mixed), access and call, primary. An `if` stands only where
//! a whole expression may: it needs parentheses as an operand. What is written in several ways becomes one node, as
//! [`Expr`] lists.
//!
//! Source: language guide, grammar, from `Expr` to `Unary`; RFC 62 for `has a.b.c`.

use super::cursor::Cursor;
use super::error::{ParseError, ParseErrorKind};
use super::lexer::Token;
use super::{MAX_HEIGHT, literal};
use crate::expr::{BinaryOp, Expr, UnaryOp};
use crate::observe::{Production, read};
use crate::stack::with_room_for_syntax;

/// How many nodes in a text may be copies of others.
///
/// `e has a.b` means `e has a && e.a has b`: it repeats `e`, and nested in itself doubles at each level. The limit is
/// far above what a person writes and keeps a hostile text of a kilobyte from filling the memory.
pub(super) const MAX_COPIES: usize = 1_000_000;

/// The most `!` or `-` that may stand in a row.
const MAX_UNARY: usize = 4;

/// An expression and its height, see [`MAX_HEIGHT`].
pub(super) struct Tall {
    pub(super) expr: Expr,
    pub(super) height: u32,
}

impl Tall {
    pub(super) fn leaf(expr: Expr) -> Self {
        Self { expr, height: 1 }
    }
}

impl Cursor<'_> {
    /// `Expr`
    pub(super) fn expression(&mut self) -> Result<Expr, ParseError> {
        Ok(self.tall()?.expr)
    }

    fn tall(&mut self) -> Result<Tall, ParseError> {
        // An expression within an expression comes back here, so this is where the stack may have to grow.
        with_room_for_syntax(|| if self.sees("if") { self.if_then_else() } else { self.or() })
    }

    /// An expression within brackets or within an `if`.
    pub(super) fn nested(&mut self) -> Result<Tall, ParseError> {
        self.deeper(Self::tall)
    }

    /// `expr` at `height`, if that is not too high.
    pub(super) fn checked(&self, expr: Expr, height: u32) -> Result<Tall, ParseError> {
        if height > MAX_HEIGHT { Err(self.too_deep()) } else { Ok(Tall { expr, height }) }
    }

    fn if_then_else(&mut self) -> Result<Tall, ParseError> {
        self.expect("if")?;
        read(Production::If);
        let condition = self.nested()?;
        self.expect("then")?;
        let consequent = self.nested()?;
        self.expect("else")?;
        let alternative = self.nested()?;
        let height = 1 + condition.height.max(consequent.height).max(alternative.height);
        let expr = Expr::If(Box::new(condition.expr), Box::new(consequent.expr), Box::new(alternative.expr));
        self.checked(expr, height)
    }

    /// `Or ::= And {'||' And}`, left to right.
    fn or(&mut self) -> Result<Tall, ParseError> {
        let mut left = self.and()?;
        while self.take("||")? {
            read(Production::Or);
            let right = self.and()?;
            left = self.checked(left.expr.or(right.expr), 1 + left.height.max(right.height))?;
        }
        Ok(left)
    }

    /// `And ::= Relation {'&&' Relation}`, left to right.
    fn and(&mut self) -> Result<Tall, ParseError> {
        let mut left = self.relation()?;
        while self.take("&&")? {
            read(Production::And);
            let right = self.relation()?;
            left = self.checked(left.expr.and(right.expr), 1 + left.height.max(right.height))?;
        }
        Ok(left)
    }

    /// `Relation ::= Add [RELOP Add] | Add 'has' … | Add 'like' PAT | Add 'is' Path ['in' Add]`
    fn relation(&mut self) -> Result<Tall, ParseError> {
        let left = self.sum()?;
        let related = match self.token {
            Token::Word("has") => self.has(left)?,
            Token::Word("like") => self.like(left)?,
            Token::Word("is") => self.is(left)?,
            Token::Mark(mark @ ("==" | "!=" | "<" | "<=" | ">" | ">=")) => self.comparison(left, mark)?,
            Token::Word("in") => self.comparison(left, "in")?,
            Token::Mark("=") => return Err(self.unexpected("an operator (`==` is equality)")),
            _ => return Ok(left),
        };
        match self.token {
            Token::Word("has" | "like" | "is" | "in") | Token::Mark("==" | "!=" | "<" | "<=" | ">" | ">=" | "=") => {
                Err(self.unexpected("the end of the relation, for relations do not chain without parentheses"))
            }
            _ => Ok(related),
        }
    }

    fn comparison(&mut self, left: Tall, operator: &str) -> Result<Tall, ParseError> {
        self.step()?;
        let right = self.sum()?;
        let height = 1 + left.height.max(right.height);
        let (a, b) = (left.expr, right.expr);
        read(match operator {
            "==" => Production::Equal,
            "!=" => Production::NotEqual,
            "<" => Production::Less,
            "<=" => Production::LessOrEqual,
            ">" => Production::Greater,
            ">=" => Production::GreaterOrEqual,
            _ => Production::In,
        });
        let expr = match operator {
            "==" => a.binary(BinaryOp::Eq, b),
            "!=" => a.binary(BinaryOp::Eq, b).negated(),
            "<" => a.binary(BinaryOp::Less, b),
            "<=" => a.binary(BinaryOp::LessEq, b),
            ">" => a.binary(BinaryOp::LessEq, b).negated(),
            ">=" => a.binary(BinaryOp::Less, b).negated(),
            _ => a.binary(BinaryOp::In, b),
        };
        self.checked(expr, height)
    }

    /// `'has' (STR | IDENT {'.' IDENT})`
    fn has(&mut self, left: Tall) -> Result<Tall, ParseError> {
        const ATTRIBUTE: &str = "the name of an attribute";
        self.step()?;
        let mut height = left.height + 1;
        if matches!(self.token, Token::Str(_)) {
            let attr = self.string(ATTRIBUTE)?;
            read(Production::HasString);
            return self.checked(left.expr.has(attr), height);
        }
        let mut attr = self.unreserved(ATTRIBUTE)?;
        let mut operand = left.expr;
        let mut tests: Option<Expr> = None;
        while self.sees(".") {
            self.step()?;
            height += 1;
            // Checked here and not at the end, because the copies of a long path grow with its square.
            if height > MAX_HEIGHT {
                return Err(self.too_deep());
            }
            let test = self.copy(&operand)?.has(attr);
            tests = Some(conjunction(tests, test));
            operand = operand.attr(attr);
            attr = self.unreserved(ATTRIBUTE)?;
        }
        read(if tests.is_some() { Production::HasPath } else { Production::HasIdentifier });
        self.checked(conjunction(tests, operand.has(attr)), height)
    }

    fn like(&mut self, left: Tall) -> Result<Tall, ParseError> {
        self.step()?;
        let Token::Str(raw) = self.token else { return Err(self.unexpected("a pattern, which is a string literal")) };
        let pattern = literal::pattern(raw).map_err(|bad| self.escape_error(&bad, "an escape of Cedar patterns"))?;
        self.step()?;
        read(Production::Like);
        self.checked(left.expr.unary(UnaryOp::Like(pattern)), left.height + 1)
    }

    fn is(&mut self, left: Tall) -> Result<Tall, ParseError> {
        self.step()?;
        let ty = self.path("the name of an entity type")?;
        if !self.take("in")? {
            read(Production::Is);
            return self.checked(left.expr.unary(UnaryOp::Is(ty)), left.height + 1);
        }
        read(Production::IsIn);
        let group = self.sum()?;
        let test = self.copy(&left.expr)?.unary(UnaryOp::Is(ty));
        let expr = test.and(left.expr.binary(BinaryOp::In, group.expr));
        self.checked(expr, 1 + left.height.max(group.height))
    }

    /// `Add ::= Mult {('+' | '-') Mult}`, left to right.
    fn sum(&mut self) -> Result<Tall, ParseError> {
        let mut left = self.product()?;
        loop {
            let operator = match self.token {
                Token::Mark("+") => BinaryOp::Add,
                Token::Mark("-") => BinaryOp::Sub,
                _ => return Ok(left),
            };
            read(if operator == BinaryOp::Add { Production::Plus } else { Production::Minus });
            self.step()?;
            let right = self.product()?;
            left = self.checked(left.expr.binary(operator, right.expr), 1 + left.height.max(right.height))?;
        }
    }

    /// `Mult ::= Unary {'*' Unary}`, left to right.
    fn product(&mut self) -> Result<Tall, ParseError> {
        let mut left = self.signed()?;
        loop {
            match self.token {
                Token::Mark("*") => self.step()?,
                Token::Mark("/" | "%") => {
                    return Err(self.unexpected("`+`, `-` or `*`, for Cedar has no division"));
                }
                _ => return Ok(left),
            }
            read(Production::Times);
            let right = self.signed()?;
            left = self.checked(left.expr.binary(BinaryOp::Mul, right.expr), 1 + left.height.max(right.height))?;
        }
    }

    /// `Unary ::= ['!' | '-']x4 Member`. A minus before an integer literal belongs to the literal, which is the only way to
    /// write the least integer.
    fn signed(&mut self) -> Result<Tall, ParseError> {
        let Token::Mark(sign @ ("!" | "-")) = self.token else { return self.member() };
        let mut signs = 0;
        while self.sees(sign) {
            if signs == MAX_UNARY {
                let expected = format!("at most four `{sign}` in a row");
                return Err(self.error(ParseErrorKind::UnaryLimit, expected, "a fifth"));
            }
            signs += 1;
            self.step()?;
        }
        read(signs_in_a_row(sign, signs));
        let height = u32::try_from(signs).unwrap_or(u32::MAX);
        let (operand, operators) = match self.token {
            Token::Number(digits) if sign == "-" => {
                let literal_start = self.start;
                self.step()?;
                if self.at_access() {
                    (self.accesses(self.positive(digits, literal_start)?)?, signs)
                } else {
                    read(Production::NegativeLiteral);
                    (Tall::leaf(self.negative(digits, literal_start)?), signs - 1)
                }
            }
            _ => (self.member()?, signs),
        };
        let operator = if sign == "!" { UnaryOp::Not } else { UnaryOp::Neg };
        let expr = (0..operators).fold(operand.expr, |e, _| e.unary(operator.clone()));
        self.checked(expr, operand.height + height)
    }

    /// A copy of an expression, as long as there are not too many of them.
    fn copy(&mut self, expr: &Expr) -> Result<Expr, ParseError> {
        if !count_down(expr, &mut self.copies_left) {
            let expected = format!("`has` and `is … in` that repeat at most {MAX_COPIES} operands in all");
            return Err(self.error(ParseErrorKind::TooLarge, expected, "more"));
        }
        Ok(expr.clone())
    }
}

/// So many `!` or `-` in a row, as coverage names them.
fn signs_in_a_row(sign: &str, count: usize) -> Production {
    match (sign, count) {
        ("!", 1) => Production::Not1,
        ("!", 2) => Production::Not2,
        ("!", 3) => Production::Not3,
        ("!", _) => Production::Not4,
        (_, 1) => Production::Neg1,
        (_, 2) => Production::Neg2,
        (_, 3) => Production::Neg3,
        _ => Production::Neg4,
    }
}

fn conjunction(left: Option<Expr>, right: Expr) -> Expr {
    match left {
        Some(left) => left.and(right),
        None => right,
    }
}

/// Takes the number of nodes in `expr` off `left`; false if there are more.
fn count_down(expr: &Expr, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    match expr {
        Expr::Lit(_) | Expr::Var(_) => true,
        Expr::Unary(_, a) | Expr::GetAttr(a, _) | Expr::HasAttr(a, _) => count_down(a, left),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::Binary(_, a, b) => count_down(a, left) && count_down(b, left),
        Expr::If(a, b, c) => count_down(a, left) && count_down(b, left) && count_down(c, left),
        Expr::Set(items) | Expr::Call(_, items) => items.iter().all(|item| count_down(item, left)),
        Expr::Record(fields) => fields.iter().all(|(_, value)| count_down(value, left)),
    }
}
