//! One operator for another of the same arity, mostly one that gives and takes the same types.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};

use super::{Row, sites};

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 14,
        name: "change an operator",
        places: |survey| survey.count(has_relatives),
        change: |hand, place| {
            let near = !hand.choices.chance(1, 10);
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), has_relatives, place) else { return false };
            let taken = std::mem::replace(expr, Expr::bool(false));
            let wanted = relatives(&taken, near);
            *expr = (*hand.choices.pick(&wanted)).put_into(taken);
            true
        },
    },
    Row {
        weight: 4,
        name: "swap operands",
        places: |survey| survey.count(has_two_operands),
        change: |hand, place| {
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), has_two_operands, place) else { return false };
            let (Expr::And(left, right)
            | Expr::Or(left, right)
            | Expr::Binary(_, left, right)
            | Expr::If(_, left, right)) = expr
            else {
                return false;
            };
            std::mem::swap(left, right);
            true
        },
    },
];

/// The operators that take and give the same types.
const FAMILIES: [&[BinaryOp]; 4] = [
    &[BinaryOp::Eq, BinaryOp::Less, BinaryOp::LessEq, BinaryOp::In],
    &[BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul],
    &[BinaryOp::Contains, BinaryOp::ContainsAll, BinaryOp::ContainsAny],
    &[BinaryOp::HasTag, BinaryOp::GetTag],
];

/// The methods of extension types that take and give the same types.
const METHODS: [&[ExtFun]; 6] = [
    &[ExtFun::LessThan, ExtFun::LessThanOrEqual, ExtFun::GreaterThan, ExtFun::GreaterThanOrEqual],
    &[ExtFun::IsIpv4, ExtFun::IsIpv6, ExtFun::IsLoopback, ExtFun::IsMulticast],
    &[ExtFun::IsInRange, ExtFun::LessThan],
    &[ExtFun::Offset, ExtFun::DurationSince],
    &[ExtFun::ToDate, ExtFun::ToTime],
    &[ExtFun::ToMilliseconds, ExtFun::ToSeconds, ExtFun::ToMinutes, ExtFun::ToHours, ExtFun::ToDays],
];

/// What an operator can be changed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    Binary(BinaryOp),
    Method(ExtFun),
}

impl Operator {
    /// The operator of `expr`, if it is one of those that can be changed.
    fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::And(..) => Some(Self::And),
            Expr::Or(..) => Some(Self::Or),
            Expr::Binary(op, ..) => Some(Self::Binary(*op)),
            Expr::Call(function, _) if !function.is_constructor() => Some(Self::Method(*function)),
            _ => None,
        }
    }

    /// `expr` with this operator in the place of its own.
    fn put_into(self, expr: Expr) -> Expr {
        match (self, expr) {
            (Self::Method(function), Expr::Call(_, arguments)) => Expr::Call(function, arguments),
            (to, Expr::And(left, right) | Expr::Or(left, right) | Expr::Binary(_, left, right)) => match to {
                Self::And => Expr::And(left, right),
                Self::Or => Expr::Or(left, right),
                Self::Binary(op) => Expr::Binary(op, left, right),
                Self::Method(function) => Expr::Call(function, vec![*left, *right]),
            },
            (_, other) => other,
        }
    }
}

/// The operators that may take the place of that of `expr`: of its family if they are to be near.
fn relatives(expr: &Expr, near: bool) -> Vec<Operator> {
    let Some(own) = Operator::of(expr) else { return Vec::new() };
    let logic = [Operator::And, Operator::Or];
    let binary = || FAMILIES.iter().flat_map(|family| family.iter()).map(|op| Operator::Binary(*op));
    let mut found: Vec<Operator> = match own {
        Operator::And | Operator::Or if near => logic.to_vec(),
        Operator::Binary(op) if near => {
            let family = FAMILIES.iter().find(|family| family.contains(&op));
            family.into_iter().flat_map(|family| family.iter()).map(|op| Operator::Binary(*op)).collect()
        }
        Operator::Method(function) => methods(function, near),
        _ => logic.into_iter().chain(binary()).collect(),
    };
    found.retain(|operator| *operator != own);
    found
}

fn methods(function: ExtFun, near: bool) -> Vec<Operator> {
    let kin = METHODS.iter().filter(|family| family.contains(&function)).flat_map(|family| family.iter().copied());
    let all = ExtFun::ALL.into_iter().filter(|other| !other.is_constructor() && other.arity() == function.arity());
    let found: Vec<ExtFun> = if near { kin.collect() } else { all.collect() };
    found.into_iter().map(Operator::Method).collect()
}

fn has_relatives(expr: &Expr) -> bool {
    Operator::of(expr).is_some()
}

fn has_two_operands(expr: &Expr) -> bool {
    match expr {
        Expr::And(left, right) | Expr::Or(left, right) | Expr::Binary(_, left, right) | Expr::If(_, left, right) => {
            left != right
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_has_relatives_of_its_arity() {
        let operand = || Box::new(Expr::bool(true));
        let binary = FAMILIES.iter().flat_map(|family| family.iter()).map(|op| Expr::Binary(*op, operand(), operand()));
        let methods = ExtFun::ALL.into_iter().filter(|function| !function.is_constructor());
        let calls = methods.map(|function| Expr::Call(function, vec![Expr::bool(true); function.arity()]));
        for expr in binary.chain(calls).chain([Expr::And(operand(), operand()), Expr::Or(operand(), operand())]) {
            for near in [true, false] {
                let found = relatives(&expr, near);
                assert!(!found.is_empty(), "{expr:?}");
                for other in found {
                    let changed = other.put_into(expr.clone());
                    assert!(changed != expr && sites::size(&changed) == sites::size(&expr), "{changed:?}");
                }
            }
        }
    }
}
