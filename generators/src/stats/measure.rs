//! What is in one case: a walk over its syntax that counts named things.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{ActionScope, ConditionKind, Effect, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::response::ErrorKind;

use crate::case::Case;

pub(super) type Found = BTreeMap<&'static str, u64>;

/// The forms of scopes.
pub(super) const SCOPES: [&str; 14] = [
    "scope principal",
    "scope principal ==",
    "scope principal in",
    "scope principal is",
    "scope principal is in",
    "scope action",
    "scope action ==",
    "scope action in",
    "scope action in []",
    "scope resource",
    "scope resource ==",
    "scope resource in",
    "scope resource is",
    "scope resource is in",
];

/// The other parts of a case that must occur.
pub(super) const PARTS: [&str; 14] = [
    "permit",
    "forbid",
    "when",
    "unless",
    "template",
    "link",
    "several links of one template",
    "annotation",
    "schema",
    "tag",
    "absent parent",
    "absent principal",
    "absent resource",
    "policy",
];

/// The longest ways up from entities, and what lies on them.
pub(super) const HIERARCHY: [&str; 5] = [
    "entity with one above it",
    "entity with two above it",
    "entity with three above it",
    "entity with four or more above it",
    "entity with a diamond above it",
];

/// Counts one.
pub(super) fn count(found: &mut Found, name: &'static str) {
    *found.entry(name).or_default() += 1;
}

/// Counts what the syntax of a case holds.
pub(super) fn case(case: &Case, found: &mut Found) {
    for template in &case.policies {
        policy(template, found);
    }
    for (index, link) in case.links.iter().enumerate() {
        count(found, "link");
        if case.links[..index].iter().any(|before| before.template == link.template) {
            count(found, "several links of one template");
        }
    }
    if case.planted.is_some() {
        count(found, "planted violation");
    }
    if let Some(schema) = &case.schema {
        count(found, "schema");
        for feature in super::schemas::features(schema) {
            count(found, feature);
        }
    }
    if case.policies.len() >= 3 {
        count(found, "case of three or more policies");
    }
    entities(case, found);
    for family in super::families::of(case) {
        count(found, family);
    }
    for request in &case.requests {
        count(found, "request");
        let absent = |uid: &EntityUid| !case.entities.iter().any(|entity| entity.uid == *uid);
        if absent(&request.principal) {
            count(found, "absent principal");
        }
        if absent(&request.resource) {
            count(found, "absent resource");
        }
    }
}

fn policy(template: &Template, found: &mut Found) {
    count(found, "policy");
    if !template.is_static() {
        count(found, "template");
    }
    if !template.annotations.is_empty() {
        count(found, "annotation");
    }
    count(found, if template.effect == Effect::Permit { "permit" } else { "forbid" });
    count(found, SCOPES[scope(&template.principal)]);
    count(found, SCOPES[9 + scope(&template.resource)]);
    count(
        found,
        match template.action {
            ActionScope::Any => "scope action",
            ActionScope::Eq(_) => "scope action ==",
            ActionScope::In(_) => "scope action in",
            ActionScope::InAny(_) => "scope action in []",
        },
    );
    for form in super::guards::forms(&template.conditions) {
        count(found, form);
    }
    for condition in &template.conditions {
        count(found, "condition");
        count(found, if condition.kind == ConditionKind::When { "when" } else { "unless" });
        let mut reads = false;
        expression(&condition.body, &mut reads, found);
        if !reads {
            count(found, "condition literal only");
        }
    }
}

fn scope(scope: &Scope<EntityOrSlot>) -> usize {
    match scope {
        Scope::Any => 0,
        Scope::Eq(_) => 1,
        Scope::In(_) => 2,
        Scope::Is(_) => 3,
        Scope::IsIn(..) => 4,
    }
}

/// Counts the operators of an expression, and notes whether it reads a variable.
fn expression(root: &Expr, reads: &mut bool, found: &mut Found) {
    // A stack of its own, so that no depth of a case read from a file is too much.
    let mut open = vec![root];
    while let Some(expr) = open.pop() {
        count(found, "node");
        match expr {
            Expr::Lit(_) => {}
            Expr::Var(_) => *reads = true,
            Expr::If(test, then, otherwise) => {
                count(found, "operator if");
                open.extend([&**test, then, otherwise]);
            }
            Expr::And(left, right) => {
                count(found, "operator &&");
                open.extend([&**left, right]);
            }
            Expr::Or(left, right) => {
                count(found, "operator ||");
                open.extend([&**left, right]);
            }
            Expr::Unary(op, operand) => {
                count(found, unary(op));
                open.push(operand);
            }
            Expr::Binary(op, left, right) => {
                count(found, binary(*op));
                open.extend([&**left, right]);
            }
            Expr::GetAttr(owner, _) => {
                count(found, "operator .");
                open.push(owner);
            }
            Expr::HasAttr(owner, _) => {
                count(found, "operator has");
                open.push(owner);
            }
            Expr::Set(elements) => open.extend(elements),
            Expr::Record(fields) => open.extend(fields.iter().map(|(_, field)| field)),
            Expr::Call(called, arguments) => {
                count(found, function(*called));
                open.extend(arguments);
            }
        }
    }
}

fn unary(op: &UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "operator !",
        UnaryOp::Neg => "operator unary -",
        UnaryOp::IsEmpty => "operator isEmpty",
        UnaryOp::Like(_) => "operator like",
        UnaryOp::Is(_) => "operator is",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => "operator ==",
        BinaryOp::In => "operator in",
        BinaryOp::HasTag => "operator hasTag",
        BinaryOp::GetTag => "operator getTag",
        BinaryOp::Less => "operator <",
        BinaryOp::LessEq => "operator <=",
        BinaryOp::Add => "operator +",
        BinaryOp::Sub => "operator -",
        BinaryOp::Mul => "operator *",
        BinaryOp::Contains => "operator contains",
        BinaryOp::ContainsAll => "operator containsAll",
        BinaryOp::ContainsAny => "operator containsAny",
    }
}

/// The name that an extension function is counted under.
pub(super) fn function(function: ExtFun) -> &'static str {
    match function {
        ExtFun::Decimal => "function decimal",
        ExtFun::LessThan => "function lessThan",
        ExtFun::LessThanOrEqual => "function lessThanOrEqual",
        ExtFun::GreaterThan => "function greaterThan",
        ExtFun::GreaterThanOrEqual => "function greaterThanOrEqual",
        ExtFun::Ip => "function ip",
        ExtFun::IsIpv4 => "function isIpv4",
        ExtFun::IsIpv6 => "function isIpv6",
        ExtFun::IsLoopback => "function isLoopback",
        ExtFun::IsMulticast => "function isMulticast",
        ExtFun::IsInRange => "function isInRange",
        ExtFun::Datetime => "function datetime",
        ExtFun::Duration => "function duration",
        ExtFun::Offset => "function offset",
        ExtFun::DurationSince => "function durationSince",
        ExtFun::ToDate => "function toDate",
        ExtFun::ToTime => "function toTime",
        ExtFun::ToMilliseconds => "function toMilliseconds",
        ExtFun::ToSeconds => "function toSeconds",
        ExtFun::ToMinutes => "function toMinutes",
        ExtFun::ToHours => "function toHours",
        ExtFun::ToDays => "function toDays",
    }
}

/// The name that an error kind is counted under.
pub(super) fn error(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::EntityMissing => "error entity-missing",
        ErrorKind::AttributeMissing => "error attribute-missing",
        ErrorKind::TagMissing => "error tag-missing",
        ErrorKind::Type => "error type",
        ErrorKind::Overflow => "error overflow",
        ErrorKind::Extension => "error extension",
        ErrorKind::Arity => "error arity",
    }
}

fn entities(case: &Case, found: &mut Found) {
    let by_uid: BTreeMap<&EntityUid, &Entity> = case.entities.iter().map(|entity| (&entity.uid, entity)).collect();
    let mut lengths = BTreeMap::new();
    for entity in &case.entities {
        count(found, "entity");
        for _ in &entity.tags {
            count(found, "tag");
        }
        for parent in &entity.parents {
            count(found, "parent");
            if !by_uid.contains_key(parent) && parent.ty.basename != "Action" {
                count(found, "absent parent");
            }
        }
    }
    let mut longest = 0;
    for entity in &case.entities {
        let length = longest_path(&entity.uid, &by_uid, &mut lengths, 0);
        longest = longest.max(length);
        if length > 0 {
            count(found, HIERARCHY[length.min(4) - 1]);
        }
        if is_top_of_diamond(entity, &by_uid) {
            count(found, "entity with a diamond above it");
        }
    }
    if longest >= 3 {
        count(found, "case with a path of three");
    }
}

/// Whether two parents of an entity come together again one step farther, or one of them is the other's parent.
fn is_top_of_diamond(entity: &Entity, by_uid: &BTreeMap<&EntityUid, &Entity>) -> bool {
    let above = |uid: &EntityUid| by_uid.get(uid).map(|parent| parent.parents.as_slice()).unwrap_or_default();
    let pairs = entity.parents.iter().enumerate();
    let mut pairs = pairs.flat_map(|(index, left)| entity.parents[..index].iter().map(move |right| (left, right)));
    pairs.any(|(left, right)| {
        left != right
            && (above(left).iter().any(|up| up == right || above(right).contains(up)) || above(right).contains(left))
    })
}

/// The longest way over parents from `uid`, in steps.
fn longest_path<'a>(
    uid: &'a EntityUid,
    by_uid: &BTreeMap<&'a EntityUid, &'a Entity>,
    lengths: &mut BTreeMap<&'a EntityUid, usize>,
    depth: usize,
) -> usize {
    if let Some(length) = lengths.get(uid) {
        return *length;
    }
    let Some(entity) = by_uid.get(uid) else { return 0 };
    // Far beyond what is asked: what lies deeper need not be known.
    if depth > 64 {
        return 0;
    }
    // Known from here on, so that a cycle, which no store may have, ends.
    lengths.insert(uid, 0);
    let longest = entity.parents.iter().map(|parent| 1 + longest_path(parent, by_uid, lengths, depth + 1)).max();
    let longest = longest.unwrap_or(0);
    lengths.insert(uid, longest);
    longest
}

/// A hash of the whole case, the same on every machine of one word size.
pub(super) fn hash(case: &Case) -> u64 {
    struct Digest(DefaultHasher);
    impl Write for Digest {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut digest = Digest(DefaultHasher::new());
    // Writing into a hasher cannot fail.
    let _ = write!(digest, "{case:?}");
    digest.0.finish()
}
