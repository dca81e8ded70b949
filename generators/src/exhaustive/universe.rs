//! The tiny universe: everything that the exhaustive driver builds conditions of, and the data that they speak of.
//!
//! One value of each kind and its neighbour, where "neighbour" is what an implementation would take it for by mistake: the
//! next integer, the same id in another type, the pattern read as a string, one unit beside a limit. The neighbours of
//! sets and records are those that operators build. No operator builds the tree of a leaf, but some build its value.
//!
//! Strings that constructors accept are read from data (`decimal(principal.b)`), so that a constructor applied to a
//! string of the universe fails unless the data say otherwise.
//!
//! What is in the table decides how long a run takes: with `l` leaves there are about `l³ + 27 l²` expressions of one
//! operator, and that times `3 l² + 54 l` of two. It is as rich as ten minutes on two cores allow for size two.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, PatternElem, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::request::RequestSyntax;

use super::operator::Operator;

/// What conditions are built of, and what they are evaluated over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Universe {
    /// Expressions without an operator, or that count as such: literals, variables, values of extension types. No two
    /// are equal, and no operator of the universe builds one.
    pub leaves: Vec<Expr>,
    /// The operators; no two are equal.
    pub operators: Vec<Operator>,
    /// The entities.
    pub entities: Vec<Entity>,
    /// The one request.
    pub request: RequestSyntax,
}

impl Universe {
    /// The universe of `crosscheck run --exhaustive`.
    pub fn tiny() -> Self {
        Self { leaves: leaves(), operators: operators(), entities: entities(), request: request() }
    }
}

fn uid(ty: &str, eid: &str) -> EntityUid {
    EntityUid::new(Name::unqualified(ty), eid)
}

fn call(function: ExtFun, text: &str) -> Expr {
    Expr::Call(function, vec![Expr::string(text)])
}

fn leaves() -> Vec<Expr> {
    vec![
        Expr::bool(true),
        Expr::bool(false),
        Expr::long(1),
        Expr::long(i64::MAX),
        Expr::long(i64::MIN),
        // The second is what the pattern `a\*` means, and what reads like the pattern `a*`.
        Expr::string("a"),
        Expr::string("a*"),
        Expr::Var(Var::Principal),
        Expr::Var(Var::Action),
        Expr::Var(Var::Resource),
        Expr::Var(Var::Context),
        // The principal's parent, of the same id in another type.
        Expr::entity(uid("G", "a")),
        Expr::Set(Vec::new()),
        // Three elements, two values: equal to what an operator builds of two literals.
        Expr::Set([1, 1, i64::MAX].map(Expr::long).into()),
        call(ExtFun::Decimal, "1.0"),
        call(ExtFun::Decimal, "0.9999"),
        // One digit too many: an error that costs no operator, so that two errors meet in one of two operators.
        call(ExtFun::Decimal, "1.00000"),
        call(ExtFun::Ip, "127.0.0.1"),
        call(ExtFun::Ip, "127.0.0.0/7"),
        call(ExtFun::Datetime, "1970-01-01"),
        call(ExtFun::Datetime, "1969-12-31T23:59:59.999Z"),
        // Another number in each unit. Shorter spans, also negative ones, lie between the datetimes.
        call(ExtFun::Duration, "1d2h3m4s5ms"),
    ]
}

/// A pattern as a test would write it: `*` is any text, `\*` the character.
fn pattern(text: &str) -> Operator {
    let mut elements = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        elements.push(match c {
            '*' => PatternElem::Star,
            '\\' => PatternElem::Char(chars.next().unwrap_or('\\')),
            c => PatternElem::Char(c),
        });
    }
    Operator::Unary(UnaryOp::Like(elements))
}

fn operators() -> Vec<Operator> {
    use Operator::{And, Binary, Get, Has, If, IsIn, Negated, Or, Record, Set, Unary};
    let mut all = vec![Unary(UnaryOp::Not), Unary(UnaryOp::Neg), Unary(UnaryOp::IsEmpty)];
    all.extend([pattern("a*"), pattern("*\\*"), pattern("a")]);
    all.extend(["U", "G"].map(|ty| Unary(UnaryOp::Is(Name::unqualified(ty)))));
    all.push(IsIn(Name::unqualified("U")));
    for attr in ["a", "b"] {
        all.extend([Get(attr), Has(attr)]);
    }
    all.extend([Set(1), Set(2), Record(&["a"]), Record(&["a", "b"]), And, Or, If]);
    all.extend([BinaryOp::Eq, BinaryOp::LessEq, BinaryOp::Less].into_iter().flat_map(|op| [Binary(op), Negated(op)]));
    let others = [
        BinaryOp::In,
        BinaryOp::HasTag,
        BinaryOp::GetTag,
        BinaryOp::Add,
        BinaryOp::Sub,
        BinaryOp::Mul,
        BinaryOp::Contains,
        BinaryOp::ContainsAll,
        BinaryOp::ContainsAny,
    ];
    all.extend(others.map(Binary));
    all.extend(ExtFun::ALL.map(Operator::Call));
    // An operator with fewer operands has far fewer expressions: its faults are found first.
    all.sort_by_key(Operator::arity);
    all
}

/// The principal with its parent; the action without anything; the resource is not in the store.
fn entities() -> Vec<Entity> {
    let strings = |fields: &[(&str, Expr)]| -> BTreeMap<String, Expr> {
        fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
    };
    let entity = |uid, attrs: &[(&str, Expr)], tags: &[(&str, Expr)], parents| Entity {
        uid,
        attrs: strings(attrs),
        tags: strings(tags),
        parents,
    };
    vec![
        entity(
            uid("U", "a"),
            &[("a", Expr::bool(true)), ("b", Expr::string("1.0"))],
            &[("a", Expr::string("127.0.0.1"))],
            vec![uid("G", "a")],
        ),
        entity(uid("G", "a"), &[("a", Expr::string("-1ms"))], &[("a*", Expr::long(1))], Vec::new()),
        entity(uid("Action", "a"), &[], &[], Vec::new()),
    ]
}

fn request() -> RequestSyntax {
    let groups = Expr::Set(vec![Expr::entity(uid("G", "a")), Expr::entity(uid("U", "b"))]);
    let context = [("a".to_owned(), Expr::string("1970-01-02")), ("b".to_owned(), groups)];
    RequestSyntax {
        principal: uid("U", "a"),
        action: uid("Action", "a"),
        resource: uid("U", "b"),
        context: context.into(),
    }
}
