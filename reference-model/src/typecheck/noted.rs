//! What the type checker says of an expression, as validation coverage speaks of it.

use super::{TypeErrorKind, TypedExpr};
use crate::expr::Expr;
use crate::observe::{Judgment, Rule, TypeKind, Typed, Verdict, judged};
use crate::policy::ConditionKind;
use crate::types::{ExtType, Type};
use crate::value::Kind;

/// Where a boolean must stand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tested {
    /// The condition of an `if`.
    If,
    /// The left operand of `&&` or `||`.
    Left(Rule),
    /// The right operand of `&&` or `||`.
    Right(Rule),
    /// A clause.
    Clause(ConditionKind),
    /// A constraint of the scope, which always is one.
    Scope,
}

/// Notes the type of an expression, or which rule it breaks; `parts` are its operands as far as they were looked at.
pub(super) fn note(expr: &Expr, parts: &[Option<TypedExpr<'_>>], outcome: Result<&Type, &TypeErrorKind>) {
    judged(|| {
        let rule = rule(expr);
        let kinds: Vec<TypeKind> = parts.iter().flatten().map(|part| exact(&part.ty)).collect();
        let known = matches!(rule, Rule::If | Rule::And | Rule::Or | Rule::Not);
        let kinds: Vec<TypeKind> = if known { kinds } else { kinds.into_iter().map(general).collect() };
        let operands = match (rule, kinds.as_slice(), outcome) {
            (Rule::Call(_), _, Err(TypeErrorKind::WrongArity { .. })) => Typed::None,
            (Rule::Set | Rule::Record, _, _) | (_, [], _) => Typed::None,
            (Rule::If, [test, ..], _) | (_, [test], _) => Typed::One(*test),
            (_, [a, b, ..], _) => Typed::Two(*a, *b),
        };
        let verdict = match (rule, outcome) {
            (_, Err(kind)) => Verdict::Fault(kind.name()),
            (Rule::If, Ok(_)) => Verdict::Sound,
            (Rule::GetAttr | Rule::Binary(crate::expr::BinaryOp::GetTag), Ok(ty)) => Verdict::Type(general(exact(ty))),
            (_, Ok(ty)) => Verdict::Type(exact(ty)),
        };
        Judgment::Typing { rule, operands, verdict }
    });
}

/// Notes what stands where a boolean must, if it is none; and a clause also if it is one.
pub(super) fn note_condition(at: Tested, found: &Type) {
    let kind = exact(found);
    let is_boolean = matches!(found, Type::Bool(_));
    let (rule, operands) = match at {
        Tested::Clause(clause) => (Rule::Clause(clause), Typed::One(kind)),
        Tested::Scope => return,
        _ if is_boolean => return,
        Tested::If => (Rule::If, Typed::One(kind)),
        Tested::Left(rule) => (rule, Typed::One(kind)),
        Tested::Right(rule) => (rule, Typed::Two(TypeKind::BOOL, kind)),
    };
    let verdict = if is_boolean { Verdict::Sound } else { Verdict::Fault("unexpected-type") };
    judged(|| Judgment::Typing { rule, operands, verdict });
}

fn rule(expr: &Expr) -> Rule {
    match expr {
        Expr::Lit(_) => Rule::Lit,
        Expr::Var(var) => Rule::Var(*var),
        Expr::If(..) => Rule::If,
        Expr::And(..) => Rule::And,
        Expr::Or(..) => Rule::Or,
        Expr::Unary(op, _) => op.into(),
        Expr::Binary(op, ..) => Rule::Binary(*op),
        Expr::GetAttr(..) => Rule::GetAttr,
        Expr::HasAttr(..) => Rule::HasAttr,
        Expr::Set(_) => Rule::Set,
        Expr::Record(_) => Rule::Record,
        Expr::Call(function, _) => Rule::Call(*function),
    }
}

/// The kind of a type. No expression is of the type without values: only the elements of a set are.
fn exact(ty: &Type) -> TypeKind {
    match ty {
        Type::Bool(b) => (*b).into(),
        Type::Long | Type::Never => TypeKind::Of(Kind::Long),
        Type::String => TypeKind::Of(Kind::String),
        Type::Entity(_) => TypeKind::Of(Kind::Entity),
        Type::Set(_) => TypeKind::Of(Kind::Set),
        Type::Record { .. } => TypeKind::Of(Kind::Record),
        Type::Ext(ext) => TypeKind::Of(extension(*ext)),
    }
}

/// The kind of an extension type's values.
pub(crate) fn extension(ext: ExtType) -> Kind {
    match ext {
        ExtType::Decimal => Kind::Decimal,
        ExtType::IpAddr => Kind::Ip,
        ExtType::Datetime => Kind::Datetime,
        ExtType::Duration => Kind::Duration,
    }
}

/// The kind without what is known of a boolean.
fn general(kind: TypeKind) -> TypeKind {
    match kind {
        TypeKind::True | TypeKind::False => TypeKind::BOOL,
        other => other,
    }
}
