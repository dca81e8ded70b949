//! The comparison of types: of each policy that both subjects find strictly valid, in each environment, the type of each
//! sub-expression.
//!
//! One subject may tell sub-expressions as text, another one as trees; texts are parsed by the reference model's parser.
//! Three things are forgiven, each tested both ways:
//!
//! - *desugared*: a tree has parts that no text has (`a > b` is `!(a <= b)`, `e has a.b` is `e has a && e.a has b`), so
//!   it is no difference that only a subject that tells trees has looked at what may be such a part;
//! - *copies*: an expression that stands in several places may have several types in one environment (behind a guard
//!   `has` is known to be true), and desugaring makes more of them: it is enough that the types of one side are among
//!   those of the other;
//! - *nothing typed*: an environment without any expression is as good as none.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::print;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::parse;
use crosscheck_reference_model::types::Type;

use super::What;
use crate::outcome::{Place, PolicyTypes};

/// What a subject says of one policy, by expression.
struct Told<'t> {
    /// The expressions as trees, each once; what cannot be parsed is kept as text.
    exprs: BTreeMap<Tree, usize>,
    /// What may be a part of an expression that has no text of its own; nothing if expressions were told as text.
    desugared: BTreeSet<Expr>,
    /// By environment, the types of each of `exprs`.
    environments: BTreeMap<&'t str, BTreeMap<usize, BTreeSet<&'t Type>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Tree {
    Parsed(Expr),
    Unreadable(String),
}

/// How many types were compared, and the difference in the simplest expression, if there is one.
pub(super) fn compare(policy: &str, left: &PolicyTypes, right: &PolicyTypes) -> (u64, Option<What>) {
    let (left, right) = (Told::of(left), Told::of(right));
    let mut compared = 0;
    let mut simplest: Option<(usize, What)> = None;
    let all: BTreeSet<&Tree> = left.exprs.keys().chain(right.exprs.keys()).collect();
    let environments: BTreeSet<&str> = left.environments.keys().chain(right.environments.keys()).copied().collect();
    for tree in all {
        for environment in &environments {
            let (ours, theirs) = (left.types(tree, environment), right.types(tree, environment));
            compared += u64::from(!ours.is_empty() && !theirs.is_empty());
            let forgiven = match (ours.is_empty(), theirs.is_empty()) {
                (true, true) => true,
                (true, false) => left.may_lack(tree, &right),
                (false, true) => right.may_lack(tree, &left),
                (false, false) => ours.is_subset(&theirs) || theirs.is_subset(&ours),
            };
            if forgiven {
                continue;
            }
            let expr = tree.text();
            if simplest.as_ref().is_none_or(|(length, _)| expr.len() < *length) {
                let shown = |types: &BTreeSet<&Type>| types.iter().map(ToString::to_string).collect();
                let what = What::Types {
                    policy: policy.to_owned(),
                    environment: (*environment).to_owned(),
                    expr: expr.clone(),
                    left: shown(&ours),
                    right: shown(&theirs),
                };
                simplest = Some((expr.len(), what));
            }
        }
    }
    (compared, simplest.map(|(_, what)| what))
}

impl<'t> Told<'t> {
    fn of(told: &'t PolicyTypes) -> Self {
        let mut exprs = BTreeMap::new();
        let numbers: Vec<usize> = told
            .exprs
            .iter()
            .map(|place| {
                let next = exprs.len();
                *exprs.entry(Tree::of(place)).or_insert(next)
            })
            .collect();
        let mut environments: BTreeMap<&str, BTreeMap<usize, BTreeSet<&Type>>> = BTreeMap::new();
        for (environment, types) in told.environments.iter().filter(|(_, types)| !types.is_empty()) {
            let here = environments.entry(environment.as_str()).or_default();
            for (index, ty) in types {
                if let Some(number) = numbers.get(*index) {
                    here.entry(*number).or_default().insert(ty);
                }
            }
        }
        let mut desugared = BTreeSet::new();
        for place in &told.exprs {
            if let Place::Expr(expr) = place {
                desugared.extend(parts_without_text(expr).into_iter().cloned());
            }
        }
        Self { exprs, desugared, environments }
    }

    fn types(&self, tree: &Tree, environment: &str) -> BTreeSet<&'t Type> {
        let number = self.exprs.get(tree);
        let here = number.and_then(|number| self.environments.get(environment)?.get(number));
        here.cloned().unwrap_or_default()
    }

    /// Whether this side, which tells text, need not have looked at what the other one, which tells trees, has.
    fn may_lack(&self, tree: &Tree, other: &Self) -> bool {
        self.desugared.is_empty() && matches!(tree, Tree::Parsed(expr) if other.desugared.contains(expr))
    }
}

impl Tree {
    fn of(place: &Place) -> Self {
        match place {
            Place::Expr(expr) => Self::Parsed((**expr).clone()),
            Place::Text(text) => match parse::expression(text) {
                Ok(expr) => Self::Parsed(expr),
                Err(_) => Self::Unreadable(text.clone()),
            },
            other => Self::Unreadable(other.to_string()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Parsed(expr) => print::expression(expr),
            Self::Unreadable(text) => text.clone(),
        }
    }
}

/// The parts of an expression that have no text of their own if it was written in its short form: `a > b` for
/// `!(a <= b)`, `a != b` for `!(a == b)`, `e is T in g` for `e is T && e in g`, `e has a.b` for `e has a && e.a has b`.
fn parts_without_text(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Unary(UnaryOp::Not, inner) => match &**inner {
            Expr::Binary(BinaryOp::Eq | BinaryOp::Less | BinaryOp::LessEq, ..) => vec![inner],
            _ => Vec::new(),
        },
        Expr::And(left, right) => match (&**left, first_has(right)) {
            (Expr::Unary(UnaryOp::Is(_), _), _) if matches!(&**right, Expr::Binary(BinaryOp::In, ..)) => {
                vec![left, right]
            }
            (_, Some((has, receiver))) => vec![left, right, has, receiver],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The leftmost `has` of a chain of `&&`, with its receiver if that is an attribute of something.
fn first_has(expr: &Expr) -> Option<(&Expr, &Expr)> {
    let mut first = expr;
    while let Expr::And(left, _) = first {
        first = left;
    }
    match first {
        Expr::HasAttr(receiver, _) if matches!(**receiver, Expr::GetAttr(..)) => Some((first, receiver)),
        _ => None,
    }
}
