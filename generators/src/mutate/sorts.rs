//! What sort of value an expression gives, as far as its form tells: enough to put like in the place of like.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::value::Prim;

/// A sort of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    Bool,
    Long,
    String,
    Entity,
    Set,
    Record,
    Decimal,
    Ip,
    Datetime,
    Duration,
    /// An attribute or a tag, which may hold anything.
    Any,
}

/// The sort that an expression gives if it gives anything.
pub(super) fn of(expr: &Expr) -> Sort {
    let mut expr = expr;
    loop {
        return match expr {
            Expr::If(_, yes, _) => {
                expr = yes;
                continue;
            }
            Expr::Lit(prim) => match prim {
                Prim::Bool(_) => Sort::Bool,
                Prim::Long(_) => Sort::Long,
                Prim::String(_) => Sort::String,
                Prim::Entity(_) => Sort::Entity,
            },
            Expr::Var(Var::Context) | Expr::Record(_) => Sort::Record,
            Expr::Var(_) => Sort::Entity,
            Expr::And(..) | Expr::Or(..) | Expr::HasAttr(..) => Sort::Bool,
            Expr::Unary(UnaryOp::Neg, _) => Sort::Long,
            Expr::Unary(..) => Sort::Bool,
            Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, ..) => Sort::Long,
            Expr::Binary(BinaryOp::GetTag, ..) | Expr::GetAttr(..) => Sort::Any,
            Expr::Binary(..) => Sort::Bool,
            Expr::Set(_) => Sort::Set,
            Expr::Call(function, _) => of_call(*function),
        };
    }
}

fn of_call(function: ExtFun) -> Sort {
    match function {
        ExtFun::Decimal => Sort::Decimal,
        ExtFun::Ip => Sort::Ip,
        ExtFun::Datetime | ExtFun::Offset | ExtFun::ToDate => Sort::Datetime,
        ExtFun::Duration | ExtFun::DurationSince | ExtFun::ToTime => Sort::Duration,
        ExtFun::ToMilliseconds | ExtFun::ToSeconds | ExtFun::ToMinutes | ExtFun::ToHours | ExtFun::ToDays => Sort::Long,
        ExtFun::LessThan
        | ExtFun::LessThanOrEqual
        | ExtFun::GreaterThan
        | ExtFun::GreaterThanOrEqual
        | ExtFun::IsIpv4
        | ExtFun::IsIpv6
        | ExtFun::IsLoopback
        | ExtFun::IsMulticast
        | ExtFun::IsInRange => Sort::Bool,
    }
}

/// Whether one may stand for the other.
pub(super) fn alike(a: Sort, b: Sort) -> bool {
    a == b || a == Sort::Any || b == Sort::Any
}

/// The sorts of which there are at least two different ones among `all`.
pub(super) fn with_choice<'e>(all: impl Iterator<Item = &'e Expr>) -> Vec<Sort> {
    let mut first: Vec<(Sort, &Expr)> = Vec::new();
    let mut found = Vec::new();
    for expr in all {
        let sort = of(expr);
        match first.iter().find(|(other, _)| *other == sort) {
            None => first.push((sort, expr)),
            Some((_, other)) if !found.contains(&sort) && *other != expr => found.push(sort),
            Some(_) => {}
        }
    }
    found
}
