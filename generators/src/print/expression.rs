//! Expressions, from abstract syntax to text that parses to the same tree.
//!
//! Each node first gets its written [`Form`], which is where `!(a == b)` becomes `a != b`; then the form is written, in
//! parentheses where it binds less tightly than its place asks. The levels are those of the grammar: relations do not
//! chain, `!` and `-` do not mix and stand at most four in a row, an `if` is an operand only in parentheses.
//!
//! Source: language guide, grammar, from `Expr` to `RecInits`; the sugar is listed in the reference model's `expr`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, PatternElem, UnaryOp};
use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::value::Prim;

use super::printer::Printer;
use super::stack::with_room;
use super::style::{Liberty, Style};
use crate::pools::identifiers::is_bare;

/// What a place asks of the expression that stands there, from the loosest to the tightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Anything.
    Expr,
    /// An operand of `||` on its left.
    Or,
    /// An operand of `||` on its right.
    And,
    /// An operand of `&&` on its right.
    Relation,
    /// An operand of a relation.
    Add,
    /// A right operand of `+` and `-`.
    Mult,
    /// A right operand of `*`.
    Unary,
    /// What `!`, `-`, `.` and `[` are applied to.
    Member,
}

/// The way a node is written.
enum Form<'e> {
    If(&'e Expr, &'e Expr, &'e Expr),
    /// `a op b`, which chains to the left; its left operand may be of the level, its right one is of the next.
    Chain(&'static str, Level, &'e Expr, &'e Expr),
    /// `a op b`, which does not chain.
    Relation(&'static str, &'e Expr, &'e Expr),
    Has(&'e Expr, &'e str),
    /// `e has a.b`
    HasPath(&'e Expr, Vec<&'e str>),
    Like(&'e Expr, &'e [PatternElem]),
    /// `e is T`, `e is T in g`
    Is(&'e Expr, &'e Name, Option<&'e Expr>),
    /// `!e`, `-e`
    Prefix(char, &'e Expr),
    Negative(i64),
    /// A primary expression, or accesses and calls on one.
    Member(&'e Expr),
}

impl Form<'_> {
    fn level(&self) -> Level {
        match self {
            Self::If(..) => Level::Expr,
            Self::Chain(_, level, ..) => *level,
            Self::Relation(..) | Self::Has(..) | Self::HasPath(..) | Self::Like(..) | Self::Is(..) => Level::Relation,
            Self::Prefix(..) | Self::Negative(_) => Level::Unary,
            Self::Member(_) => Level::Member,
        }
    }
}

/// The longest `has` path that is folded; it bounds the work of looking for one.
const LONGEST_HAS_PATH: usize = 8;

/// The depth from which on no parentheses are added, lest a deep expression gets deeper than the language allows.
const DEEPEST_EXTRA_PARENTHESES: usize = 100;

/// The attributes of `root has a.b.c`, if that is what this node means, outermost first.
fn has_path<'e>(left: &'e Expr, right: &'e Expr, most: usize) -> Option<(&'e Expr, Vec<&'e str>)> {
    let Expr::HasAttr(owner, last) = right else { return None };
    let Expr::GetAttr(operand, attr) = &**owner else { return None };
    if most < 2 || !is_bare(last) || !is_bare(attr) {
        return None;
    }
    let (root, mut path) = match left {
        Expr::HasAttr(root, first) => (&**root, vec![first.as_str()]),
        Expr::And(a, b) => has_path(a, b, most - 1)?,
        _ => return None,
    };
    // The left operand ends in `operand has attr`, and the path so far leads from the root to that operand.
    let tested = match left {
        Expr::And(_, test) => test,
        left => left,
    };
    let Expr::HasAttr(previous_owner, previous_attr) = tested else { return None };
    if previous_attr != attr || previous_owner != operand {
        return None;
    }
    path.push(last);
    Some((root, path))
}

/// `e is T in g`, if that is what this node means.
fn is_in<'e>(left: &'e Expr, right: &'e Expr) -> Option<Form<'e>> {
    match (left, right) {
        (Expr::Unary(UnaryOp::Is(ty), a), Expr::Binary(BinaryOp::In, b, group)) if a == b => {
            Some(Form::Is(a, ty, Some(group)))
        }
        _ => None,
    }
}

impl<S: Style> Printer<S> {
    /// An expression at a place of the given level.
    pub(super) fn expression(&mut self, e: &Expr, level: Level) {
        self.nested(e, level, None, 0);
    }

    /// `chain` is the level of the chain whose left operand this is, if it is one: its group goes on.
    pub(super) fn nested(&mut self, e: &Expr, level: Level, chain: Option<Level>, depth: usize) {
        // Sixteen levels fit into what is left by far; asking at each one would cost more than many a node.
        if depth % 16 == 15 {
            with_room(|| self.unguarded(e, level, chain, depth + 1));
        } else {
            self.unguarded(e, level, chain, depth + 1);
        }
    }

    fn unguarded(&mut self, e: &Expr, level: Level, chain: Option<Level>, depth: usize) {
        let form = self.form(e);
        let extra = depth < DEEPEST_EXTRA_PARENTHESES && self.style.takes(Liberty::Parentheses);
        if form.level() >= level && !extra {
            return self.form_as_it_is(form, chain, depth);
        }
        // Once there are parentheses that change nothing, there may be more of them.
        let more = if extra { usize::from(self.style.below(4) == 0) } else { 0 };
        for _ in 0..=more {
            self.write("(");
            self.open();
            self.join_or_break();
        }
        self.form_as_it_is(form, None, depth + more);
        for _ in 0..=more {
            self.join_or_break_out();
            self.close();
            self.write(")");
        }
    }

    /// The form of a node; where there are two, the style decides.
    fn form<'e>(&mut self, e: &'e Expr) -> Form<'e> {
        match e {
            Expr::If(c, t, f) => Form::If(c, t, f),
            Expr::Or(a, b) => Form::Chain("||", Level::Or, a, b),
            Expr::And(a, b) => self.conjunction(a, b),
            Expr::Unary(UnaryOp::Not, operand) => self.negation(operand),
            Expr::Unary(UnaryOp::Neg, operand) => Form::Prefix('-', operand),
            Expr::Unary(UnaryOp::Like(pattern), operand) => Form::Like(operand, pattern),
            Expr::Unary(UnaryOp::Is(ty), operand) => Form::Is(operand, ty, None),
            Expr::HasAttr(operand, attr) => Form::Has(operand, attr),
            Expr::Lit(Prim::Long(i)) if *i < 0 => Form::Negative(*i),
            Expr::Binary(op, a, b) => match op {
                BinaryOp::Eq => Form::Relation("==", a, b),
                BinaryOp::In => Form::Relation("in", a, b),
                BinaryOp::Less => Form::Relation("<", a, b),
                BinaryOp::LessEq => Form::Relation("<=", a, b),
                BinaryOp::Add => Form::Chain("+", Level::Add, a, b),
                BinaryOp::Sub => Form::Chain("-", Level::Add, a, b),
                BinaryOp::Mul => Form::Chain("*", Level::Mult, a, b),
                _ => Form::Member(e),
            },
            _ => Form::Member(e),
        }
    }

    fn conjunction<'e>(&mut self, a: &'e Expr, b: &'e Expr) -> Form<'e> {
        let short = is_in(a, b).or_else(|| {
            let (root, path) = has_path(a, b, LONGEST_HAS_PATH)?;
            Some(Form::HasPath(root, path))
        });
        match short {
            Some(form) if !self.style.takes(Liberty::Operator) => form,
            _ => Form::Chain("&&", Level::And, a, b),
        }
    }

    fn negation<'e>(&mut self, operand: &'e Expr) -> Form<'e> {
        let short = match operand {
            Expr::Binary(BinaryOp::Eq, a, b) => Form::Relation("!=", a, b),
            Expr::Binary(BinaryOp::LessEq, a, b) => Form::Relation(">", a, b),
            Expr::Binary(BinaryOp::Less, a, b) => Form::Relation(">=", a, b),
            _ => return Form::Prefix('!', operand),
        };
        if self.style.takes(Liberty::Operator) { Form::Prefix('!', operand) } else { short }
    }

    fn form_as_it_is(&mut self, form: Form<'_>, chain: Option<Level>, depth: usize) {
        match form {
            Form::If(c, t, f) => self.conditional(c, t, f, depth),
            Form::Chain(op, level, a, b) => self.chain(op, level, [a, b], chain == Some(level), depth),
            Form::Relation(op, a, b) => {
                self.open();
                self.nested(a, Level::Add, None, depth);
                self.around(op, true);
                self.nested(b, Level::Add, None, depth);
                self.close();
            }
            Form::Has(operand, attr) => {
                self.nested(operand, Level::Add, None, depth);
                self.around("has", false);
                self.key(attr);
            }
            Form::HasPath(operand, path) => {
                self.nested(operand, Level::Add, None, depth);
                self.around("has", false);
                self.path_of_attributes(&path);
            }
            Form::Like(operand, pattern) => {
                self.nested(operand, Level::Add, None, depth);
                self.space_before_word();
                self.write("like");
                self.blank();
                self.pattern(pattern);
            }
            Form::Is(operand, ty, group) => {
                self.nested(operand, Level::Add, None, depth);
                self.around("is", false);
                self.name(ty);
                if let Some(group) = group {
                    self.around("in", false);
                    self.nested(group, Level::Add, None, depth);
                }
            }
            Form::Prefix(op, operand) => self.prefix(op, operand, depth),
            Form::Negative(i) => {
                self.write("-");
                self.join();
                self.magnitude(i);
            }
            Form::Member(e) => self.member(e, depth),
        }
    }

    /// An operator between two operands, with what stands around it.
    fn around(&mut self, op: &str, breaks: bool) {
        match (op.as_bytes()[0].is_ascii_alphabetic(), breaks) {
            (true, true) => self.space_or_break(),
            (true, false) => self.space_before_word(),
            (false, _) => self.blank_or_break(),
        }
        self.write(op);
        if op.as_bytes()[0].is_ascii_alphabetic() { self.space() } else { self.blank() }
    }

    fn conditional(&mut self, c: &Expr, t: &Expr, f: &Expr, depth: usize) {
        self.open_flush();
        for (index, (word, part)) in [("if", c), ("then", t), ("else", f)].into_iter().enumerate() {
            if index > 0 {
                self.space_or_break();
            }
            self.write(word);
            self.space();
            self.nested(part, Level::Expr, None, depth);
        }
        self.close();
    }

    fn chain(&mut self, op: &str, level: Level, [a, b]: [&Expr; 2], continued: bool, depth: usize) {
        if !continued {
            self.open_flush();
        }
        self.nested(a, level, Some(level), depth);
        self.around(op, true);
        let right = match level {
            Level::Or => Level::And,
            Level::And => Level::Relation,
            Level::Add => Level::Mult,
            _ => Level::Unary,
        };
        self.nested(b, right, None, depth);
        if !continued {
            self.close();
        }
    }

    /// Up to four `!` or `-` and what they are applied to. A minus directly before digits would belong to the literal.
    fn prefix(&mut self, op: char, mut operand: &Expr, depth: usize) {
        const MOST: usize = 4;
        let mut written = 1;
        self.out.push(op);
        self.join();
        loop {
            match (op, self.form(operand)) {
                ('!', Form::Prefix('!', inner)) if written < MOST => {
                    self.write("!");
                    self.join();
                    operand = inner;
                }
                ('-', Form::Prefix('-', inner)) if written < MOST && self.style.takes(Liberty::Operator) => {
                    self.write("-");
                    self.join();
                    operand = inner;
                }
                ('-', Form::Negative(i)) if written < MOST && self.style.takes(Liberty::Operator) => {
                    self.write("-");
                    self.join();
                    return self.magnitude(i);
                }
                _ => break,
            }
            written += 1;
        }
        if op == '-' && matches!(operand, Expr::Lit(Prim::Long(0..))) {
            return self.in_parentheses(operand, depth);
        }
        self.nested(operand, Level::Member, None, depth);
    }

    pub(super) fn in_parentheses(&mut self, e: &Expr, depth: usize) {
        self.write("(");
        self.join();
        self.nested(e, Level::Expr, None, depth);
        self.join();
        self.write(")");
    }

    /// The digits of an integer without its sign.
    pub(super) fn magnitude(&mut self, i: i64) {
        if self.style.takes(Liberty::Number) {
            let zeros = 1 + self.style.below(3);
            self.out.extend(std::iter::repeat_n('0', zeros));
        }
        self.digits(i);
    }

    /// The canonical digits of an integer without its sign.
    pub(super) fn digits(&mut self, i: i64) {
        let mut digits = [0_u8; 20];
        let mut start = digits.len();
        let mut rest = i.unsigned_abs();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        for digit in &digits[start..] {
            self.out.push(char::from(*digit));
        }
    }
}
