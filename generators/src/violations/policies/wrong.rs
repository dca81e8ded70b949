//! Wrong tests, and what all of them are made of: terms of any type but one, and tests of which nothing is known.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::types::{BoolType, CedarType, ExtType, Field};

use crate::conditions::{Writer, has_literals};

/// A test with something wrong in it.
#[derive(Debug, Clone)]
pub(super) struct Wrong {
    /// A clause body that must hold before it: `unless` it does.
    pub(super) unless: Option<Expr>,
    /// The test.
    pub(super) test: Expr,
    /// The sub-expression of the test at which it must be reported.
    pub(super) at: Expr,
    /// Whether it must be the whole body of a clause.
    pub(super) is_body: bool,
    /// The level at which the policy must not be valid.
    pub(super) level: Option<u32>,
}

impl Wrong {
    /// A test in which `at` is wrong.
    pub(super) fn new(test: Expr, at: Expr) -> Self {
        Self { unless: None, test, at, is_body: false, level: None }
    }
}

/// What every environment has.
pub(super) fn always(_: &Writer<'_, '_, '_>) -> bool {
    true
}

pub(super) const BOOL: CedarType = CedarType::Bool(BoolType::Any);

/// A boolean made from an expression of type `ty`, which is looked at first.
pub(super) fn used(writer: &mut Writer<'_, '_, '_>, expr: Expr, ty: &CedarType) -> Expr {
    if *ty == BOOL {
        return expr;
    }
    if has_literals(ty) && writer.choices.chance(2, 3) {
        let other = writer.stock.value(writer.choices, ty);
        // An empty set would be wrong in itself.
        if other != Expr::Set(Vec::new()) && !holds_empty_set(&other) {
            return expr.binary(BinaryOp::Eq, other);
        }
    }
    Expr::Set(vec![expr.clone()]).binary(BinaryOp::Contains, expr)
}

fn holds_empty_set(expr: &Expr) -> bool {
    match expr {
        Expr::Set(elements) => elements.is_empty() || elements.iter().any(holds_empty_set),
        Expr::Record(fields) => fields.iter().any(|(_, field)| holds_empty_set(field)),
        _ => false,
    }
}

/// A typed term whose type is none that is `accepted`.
pub(super) fn other_than(writer: &mut Writer<'_, '_, '_>, accepted: fn(&CedarType) -> bool) -> Expr {
    if writer.choices.chance(1, 2)
        && let Some(read) = writer.read_of(|ty| !accepted(ty))
    {
        return read;
    }
    let record = CedarType::Record([("a".to_owned(), Field { ty: CedarType::Long, required: true })].into());
    let principal = writer.variable_type(Var::Principal);
    let types = [
        BOOL,
        CedarType::Long,
        CedarType::String,
        CedarType::Set(Box::new(CedarType::Long)),
        record,
        principal,
        CedarType::Ext(ExtType::Decimal),
        CedarType::Ext(ExtType::Duration),
    ];
    let types: Vec<&CedarType> = types.iter().filter(|ty| !accepted(ty)).collect();
    let ty = (*writer.choices.pick(&types)).clone();
    writer.term(&ty, 1)
}
