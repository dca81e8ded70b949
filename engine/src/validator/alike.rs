//! Which expressions of a text are the same expression, written twice.
//!
//! In comes the syntax of a text; out come numbers, equal for two nodes exactly when both mean the same expression up
//! to where they stand. Capabilities need this: `principal has a` lets `principal.a` pass wherever it stands, and so
//! for any expression in the place of `principal`. What is written in a short form counts as its long form: `a != b`
//! is `!(a == b)`, `e has a.b` is `e has a && e.a has b`, and so on; the action of the environment counts as `action`
//! (formal model, `substituteAction`). Nodes are numbered operands first, in one pass that goes no further than it is
//! asked to.

use crate::like::Pattern;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Node, NodeId, Syntax, UnaryOp, Var};
use rustc_hash::FxHashMap;

/// The number of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Alike(u32);

/// An expression over the numbers of its parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form<'s> {
    Leaf(u8, u64),
    Text(Symbol),
    Entity(Symbol, Symbol),
    Unary(u8, Alike),
    Binary(u8, Alike, Alike),
    If(Alike, Alike, Alike),
    Get(Alike, Symbol),
    Has(Alike, Symbol),
    Like(Alike, &'s Pattern),
    Is(Alike, Symbol),
    Set(Vec<Alike>),
    Record(Vec<(Symbol, Alike)>),
    Call(u8, Vec<Alike>),
}

const AND: u8 = 200;
const OR: u8 = 201;

/// The numbering of one text.
#[derive(Debug)]
pub(super) struct Alikes<'s> {
    syntax: &'s Syntax,
    /// By node, as far as they have been needed.
    of_nodes: Vec<Alike>,
    index: FxHashMap<Form<'s>, Alike>,
    /// The action of the environment, if the text writes it.
    action: Option<(Symbol, Symbol)>,
}

impl<'s> Alikes<'s> {
    pub(super) fn new(syntax: &'s Syntax) -> Self {
        Self { syntax, of_nodes: Vec::new(), index: FxHashMap::default(), action: None }
    }

    /// From here on the environment has this action, as the text writes it, and only nodes from `first` on are asked for.
    pub(super) fn enter(&mut self, action: Option<(Symbol, Symbol)>, first: usize) {
        if self.action != action {
            self.of_nodes.truncate(first);
            self.action = action;
        }
    }

    /// The number of a node.
    pub(super) fn of(&mut self, node: NodeId) -> Alike {
        let wanted = node.0 as usize;
        while self.of_nodes.len() <= wanted {
            let number = self.number(self.syntax.nodes[self.of_nodes.len()]);
            self.of_nodes.push(number);
        }
        self.of_nodes[wanted]
    }

    /// The number of an attribute of an expression.
    pub(super) fn attribute(&mut self, of: Alike, name: Symbol) -> Alike {
        self.form(Form::Get(of, name))
    }

    fn form(&mut self, form: Form<'s>) -> Alike {
        let next = Alike(self.index.len() as u32);
        *self.index.entry(form).or_insert(next)
    }

    fn number(&mut self, node: Node) -> Alike {
        let at = |node: NodeId| self.of_nodes[node.0 as usize];
        let items = |run: crate::syntax::Run| self.syntax.items[run.range()].iter().map(|item| at(*item)).collect();
        let form = match node {
            Node::Bool(truth) => Form::Leaf(0, u64::from(truth)),
            Node::Long(number) => Form::Leaf(1, number as u64),
            Node::Var(var) => Form::Leaf(2, var as u64),
            Node::Text(text) => Form::Text(text),
            Node::Entity(uid) => match self.syntax.uids[uid.0 as usize] {
                written if Some(written) == self.action => Form::Leaf(2, Var::Action as u64),
                (ty, id) => Form::Entity(ty, id),
            },
            Node::Unary(operator, operand) => Form::Unary(operator as u8, at(operand)),
            Node::Binary(operator, left, right) => return self.binary(operator, at(left), at(right)),
            Node::And(left, right) => Form::Binary(AND, at(left), at(right)),
            Node::Or(left, right) => Form::Binary(OR, at(left), at(right)),
            Node::If(condition, consequent, alternative) => Form::If(at(condition), at(consequent), at(alternative)),
            Node::GetAttribute(of, name) => Form::Get(at(of), name),
            Node::HasAttribute(of, name) => Form::Has(at(of), name),
            Node::HasPath(of, names) => return self.path(at(of), &self.syntax.names[names.range()]),
            Node::Like(operand, pattern) => Form::Like(at(operand), &self.syntax.patterns[pattern as usize]),
            Node::Is(operand, ty) => Form::Is(at(operand), ty),
            Node::IsIn(operand, ty, right) => return self.is_in(at(operand), ty, at(right)),
            Node::Set(run) => Form::Set(items(run)),
            Node::Call(function, run) => Form::Call(function as u8, items(run)),
            Node::Record(run) => {
                let fields = self.syntax.fields[run.range()].iter();
                let mut fields: Vec<(Symbol, Alike)> = fields.map(|(name, value)| (*name, at(*value))).collect();
                fields.sort_unstable();
                Form::Record(fields)
            }
        };
        self.form(form)
    }

    /// The comparisons that are negations of others are written out as such.
    fn binary(&mut self, operator: BinaryOp, left: Alike, right: Alike) -> Alike {
        let positive = match operator {
            BinaryOp::NotEqual => BinaryOp::Equal,
            BinaryOp::Greater => BinaryOp::LessEqual,
            BinaryOp::GreaterEqual => BinaryOp::Less,
            other => return self.form(Form::Binary(other as u8, left, right)),
        };
        let negated = self.form(Form::Binary(positive as u8, left, right));
        self.form(Form::Unary(UnaryOp::Not as u8, negated))
    }

    fn path(&mut self, mut of: Alike, names: &[Symbol]) -> Alike {
        let mut whole = None;
        for name in names {
            let has = self.form(Form::Has(of, *name));
            whole = Some(whole.map_or(has, |before| self.form(Form::Binary(AND, before, has))));
            of = self.form(Form::Get(of, *name));
        }
        whole.unwrap_or(of)
    }

    fn is_in(&mut self, operand: Alike, ty: Symbol, right: Alike) -> Alike {
        let is = self.form(Form::Is(operand, ty));
        let is_in = self.form(Form::Binary(BinaryOp::In as u8, operand, right));
        self.form(Form::Binary(AND, is, is_in))
    }
}
