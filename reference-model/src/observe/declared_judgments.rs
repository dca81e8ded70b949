//! The table of all judgments that validation may make, made from a few lines a rule.

use super::judgment::{Judgment, Reach, TypeKind, Typed, Verdict};
use super::rule::{Rule, ScopeForm, ScopeVar};
use crate::expr::{BinaryOp, ExtFun, Var};
use crate::policy::ConditionKind;
use crate::typecheck::BoundOf;
use crate::types::{BoolType, Mode, NoBound};
use crate::value::Kind;

/// An operand of a wrong type.
const UNEXPECTED: Verdict = Verdict::Fault("unexpected-type");
/// Operands without an upper bound.
const INCOMPATIBLE: Verdict = Verdict::Fault("incompatible-types");
/// A boolean of which nothing is known.
const BOOL: Verdict = Verdict::Type(TypeKind::BOOL);
const TRUE: Verdict = Verdict::Type(TypeKind::True);
const FALSE: Verdict = Verdict::Type(TypeKind::False);

/// Every judgment, without duplicates.
pub(super) fn all() -> Vec<Judgment> {
    let mut table = Table(Vec::new());
    table.leaves();
    table.control();
    table.operators();
    table.equality();
    table.sets_and_hierarchy();
    table.attributes();
    table.calls();
    table.bounds();
    table.scopes();
    table.policies();
    table.levels();
    table.conformance();
    table.schemas();
    table.0
}

/// What the table leaves out, with the reason.
pub(super) fn excluded() -> Vec<(Judgment, &'static str)> {
    const ACTION_VALUES: &str = "no generated schema declares values of an action's type";
    const SIZE: &str = "it takes a schema of a thousand levels or a million nodes, and has tests of its own";
    const PARSER: &str = "the parser tells it";
    const JSON: &str = "only schemas in JSON can say it, and those are printed from trees of Cedar syntax";
    const LITERALS: &str = "names that are not declared are told before any type is looked for";
    let action = |of, place| (Judgment::Violation(of, place, "undeclared-action"), ACTION_VALUES);
    let literal = |kind| {
        let (rule, operands, verdict) = (Rule::Lit, Typed::None, Verdict::Fault(kind));
        (Judgment::Typing { rule, operands, verdict }, LITERALS)
    };
    let mut excluded = vec![
        action("entity", "parent"),
        action("entity", "attribute"),
        action("entity", "field of an attribute"),
        action("entity", "tag"),
        action("entity", "field of a tag"),
        action("context", "attribute"),
        action("context", "field of an attribute"),
        (Judgment::SchemaRefused("syntax"), PARSER),
        (Judgment::SchemaRefused("duplicate-attribute"), PARSER),
        (Judgment::SchemaRefused("duplicate-annotation"), PARSER),
        (Judgment::SchemaRefused("shape-not-record"), JSON),
        (Judgment::SchemaRefused("too-deep"), SIZE),
        (Judgment::SchemaRefused("too-large"), SIZE),
    ];
    excluded.extend(["unknown-entity-type", "unknown-action", "unlisted-id"].map(literal));
    excluded
}

fn of(kind: Kind) -> Verdict {
    Verdict::Type(TypeKind::Of(kind))
}

/// The rows so far.
struct Table(Vec<Judgment>);

impl Table {
    fn row(&mut self, rule: Rule, operands: Typed, verdicts: &[Verdict]) {
        self.0.extend(verdicts.iter().map(|verdict| Judgment::Typing { rule, operands, verdict: *verdict }));
    }

    /// A rule with one operand: the kinds it takes with what it gives; the others are unexpected.
    fn one(&mut self, rule: Rule, takes: &[(Kind, &[Verdict])]) {
        for kind in Kind::ALL {
            let verdicts = takes.iter().find(|row| row.0 == kind).map_or(&[UNEXPECTED][..], |row| row.1);
            self.row(rule, Typed::One(TypeKind::Of(kind)), verdicts);
        }
    }

    /// A rule with two operands, likewise.
    fn two(&mut self, rule: Rule, takes: &[(Kind, Kind, &[Verdict])]) {
        for a in Kind::ALL {
            for b in Kind::ALL {
                let verdicts = takes.iter().find(|row| (row.0, row.1) == (a, b)).map_or(&[UNEXPECTED][..], |row| row.2);
                self.row(rule, Typed::Two(TypeKind::Of(a), TypeKind::Of(b)), verdicts);
            }
        }
    }

    fn leaves(&mut self) {
        self.row(Rule::Lit, Typed::None, &[TRUE, FALSE, of(Kind::Long), of(Kind::String), of(Kind::Entity)]);
        for var in [Var::Principal, Var::Action, Var::Resource] {
            self.row(Rule::Var(var), Typed::None, &[of(Kind::Entity)]);
        }
        self.row(Rule::Var(Var::Context), Typed::None, &[of(Kind::Record)]);
        self.row(Rule::Set, Typed::None, &[of(Kind::Set), INCOMPATIBLE, Verdict::Fault("empty-set")]);
        self.row(Rule::Record, Typed::None, &[of(Kind::Record)]);
    }

    /// What a condition is known to be decides what is looked at; what is no boolean is no condition.
    fn control(&mut self) {
        let booleans = [TypeKind::True, TypeKind::False, TypeKind::BOOL];
        let others = || Kind::ALL.into_iter().filter(|kind| *kind != Kind::Bool).map(TypeKind::Of);
        for b in booleans {
            let sound = if b == TypeKind::BOOL { &[Verdict::Sound, INCOMPATIBLE][..] } else { &[Verdict::Sound] };
            self.row(Rule::If, Typed::One(b), sound);
            let negated = [(TypeKind::True, FALSE), (TypeKind::False, TRUE), (TypeKind::BOOL, BOOL)];
            self.row(
                Rule::Not,
                Typed::One(b),
                &negated.iter().find(|row| row.0 == b).map_or(vec![], |row| vec![row.1]),
            );
            for kind in [ConditionKind::When, ConditionKind::Unless] {
                self.row(Rule::Clause(kind), Typed::One(b), &[Verdict::Sound]);
            }
            for (rule, decides) in [(Rule::And, TypeKind::False), (Rule::Or, TypeKind::True)] {
                if b == decides {
                    self.row(rule, Typed::One(b), &[Verdict::Type(b)]);
                } else {
                    for right in booleans {
                        self.row(rule, Typed::Two(b, right), &[joined(decides, b, right)]);
                    }
                }
            }
        }
        for kind in others() {
            for rule in [Rule::If, Rule::Not, Rule::And, Rule::Or] {
                self.row(rule, Typed::One(kind), &[UNEXPECTED]);
            }
            for rule in [Rule::And, Rule::Or] {
                self.row(rule, Typed::Two(TypeKind::BOOL, kind), &[UNEXPECTED]);
            }
            for clause in [ConditionKind::When, ConditionKind::Unless] {
                self.row(Rule::Clause(clause), Typed::One(kind), &[UNEXPECTED]);
            }
        }
    }

    fn operators(&mut self) {
        self.one(Rule::Neg, &[(Kind::Long, &[of(Kind::Long)])]);
        self.one(Rule::IsEmpty, &[(Kind::Set, &[BOOL])]);
        self.one(Rule::Like, &[(Kind::String, &[BOOL])]);
        // Of an entity of one of several types, which is permissive only, nothing is known.
        self.one(Rule::Is, &[(Kind::Entity, &[TRUE, FALSE, BOOL])]);
        let ordered = [Kind::Long, Kind::Datetime, Kind::Duration].map(|kind| (kind, kind, &[BOOL][..]));
        for op in [BinaryOp::Less, BinaryOp::LessEq] {
            self.two(Rule::Binary(op), &ordered);
        }
        for op in [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul] {
            self.two(Rule::Binary(op), &[(Kind::Long, Kind::Long, &[of(Kind::Long)])]);
        }
    }

    /// Two literals decide; so do entities that have no type in common. Types without a bound are a strict error.
    fn equality(&mut self) {
        let has_literals = |kind| matches!(kind, Kind::Bool | Kind::Long | Kind::String | Kind::Entity);
        for a in Kind::ALL {
            for b in Kind::ALL {
                let mut verdicts = vec![BOOL];
                if has_literals(a) && has_literals(b) {
                    verdicts.push(FALSE);
                    verdicts.extend((a == b).then_some(TRUE));
                }
                // Sets and records of one kind may be of two types; entities of two types are never equal.
                if a != b || matches!(a, Kind::Set | Kind::Record) {
                    verdicts.push(INCOMPATIBLE);
                }
                self.row(Rule::Binary(BinaryOp::Eq), Typed::Two(TypeKind::Of(a), TypeKind::Of(b)), &verdicts);
            }
        }
    }

    fn sets_and_hierarchy(&mut self) {
        let sought = Kind::ALL.map(|kind| (Kind::Set, kind, &[BOOL, INCOMPATIBLE][..]));
        self.two(Rule::Binary(BinaryOp::Contains), &sought);
        for op in [BinaryOp::ContainsAll, BinaryOp::ContainsAny] {
            self.two(Rule::Binary(op), &[(Kind::Set, Kind::Set, &[BOOL, INCOMPATIBLE])]);
        }
        let one = [TRUE, FALSE, BOOL];
        let any = [TRUE, FALSE, BOOL, UNEXPECTED];
        self.two(Rule::Binary(BinaryOp::In), &[(Kind::Entity, Kind::Entity, &one), (Kind::Entity, Kind::Set, &any)]);
    }

    fn attributes(&mut self) {
        let mut field: Vec<Verdict> = Kind::ALL.map(of).to_vec();
        field.extend(["attribute-not-found", "optional-attribute"].map(Verdict::Fault));
        self.one(Rule::GetAttr, &[(Kind::Record, &field), (Kind::Entity, &field)]);
        let known = [TRUE, FALSE, BOOL];
        self.one(Rule::HasAttr, &[(Kind::Record, &known), (Kind::Entity, &known)]);
        self.two(Rule::Binary(BinaryOp::HasTag), &[(Kind::Entity, Kind::String, &known)]);
        let mut tag: Vec<Verdict> = Kind::ALL.map(of).to_vec();
        tag.extend(["no-tags", "unchecked-tag"].map(Verdict::Fault));
        self.two(Rule::Binary(BinaryOp::GetTag), &[(Kind::Entity, Kind::String, &tag)]);
    }

    fn calls(&mut self) {
        use ExtFun as Fun;
        for function in ExtFun::ALL {
            self.row(Rule::Call(function), Typed::None, &[Verdict::Fault("wrong-arity")]);
        }
        let kinds = [Kind::Decimal, Kind::Ip, Kind::Datetime, Kind::Duration];
        for (function, kind) in [Fun::Decimal, Fun::Ip, Fun::Datetime, Fun::Duration].into_iter().zip(kinds) {
            let faults = ["malformed-literal", "non-literal-constructor"].map(Verdict::Fault);
            self.one(Rule::Call(function), &[(Kind::String, &[of(kind), faults[0], faults[1]])]);
        }
        for function in [Fun::LessThan, Fun::LessThanOrEqual, Fun::GreaterThan, Fun::GreaterThanOrEqual] {
            self.two(Rule::Call(function), &[(Kind::Decimal, Kind::Decimal, &[BOOL])]);
        }
        for function in [Fun::IsIpv4, Fun::IsIpv6, Fun::IsLoopback, Fun::IsMulticast] {
            self.one(Rule::Call(function), &[(Kind::Ip, &[BOOL])]);
        }
        self.two(Rule::Call(Fun::IsInRange), &[(Kind::Ip, Kind::Ip, &[BOOL])]);
        self.two(Rule::Call(Fun::Offset), &[(Kind::Datetime, Kind::Duration, &[of(Kind::Datetime)])]);
        self.two(Rule::Call(Fun::DurationSince), &[(Kind::Datetime, Kind::Datetime, &[of(Kind::Duration)])]);
        self.one(Rule::Call(Fun::ToDate), &[(Kind::Datetime, &[of(Kind::Datetime)])]);
        self.one(Rule::Call(Fun::ToTime), &[(Kind::Datetime, &[of(Kind::Duration)])]);
        for function in [Fun::ToMilliseconds, Fun::ToSeconds, Fun::ToMinutes, Fun::ToHours, Fun::ToDays] {
            self.one(Rule::Call(function), &[(Kind::Duration, &[of(Kind::Long)])]);
        }
    }

    /// Permissively, only an entity and a record, and other types of two kinds, have no bound; and only the branches of
    /// an `if` and the elements of a set need one.
    fn bounds(&mut self) {
        let mut rows = |place, mode, whys: &[NoBound]| {
            let whys = [None].into_iter().chain(whys.iter().copied().map(Some));
            self.0.extend(whys.map(|why| Judgment::Bound { place, mode, why }));
        };
        let kinds = [NoBound::EntityAndRecord, NoBound::Kinds];
        let all = [NoBound::EntityTypes, NoBound::Fields, NoBound::Optionality, kinds[0], kinds[1]];
        for place in [BoundOf::Branches, BoundOf::Elements] {
            rows(place, Mode::Strict, &all);
            rows(place, Mode::Permissive, &kinds);
        }
        // Entities of two types are never equal, which is decided before any bound is looked for.
        rows(BoundOf::Equality, Mode::Strict, &all);
        rows(BoundOf::Contains, Mode::Strict, &all);
        rows(BoundOf::ContainsAllOrAny, Mode::Strict, &all);
    }

    fn scopes(&mut self) {
        let mut rows = |var, form, slot, types: &[BoolType]| {
            self.0.extend(types.iter().map(|ty| Judgment::Scope { var, form, slot, ty: *ty }));
        };
        let (any, yes, no) = (BoolType::Any, BoolType::True, BoolType::False);
        for var in [ScopeVar::Principal, ScopeVar::Resource] {
            rows(var, ScopeForm::Any, false, &[yes]);
            rows(var, ScopeForm::Is, false, &[yes, no]);
            for form in [ScopeForm::Eq, ScopeForm::In, ScopeForm::IsIn] {
                rows(var, form, false, &[any, no]);
            }
            // A slot is looked at with the types that it may have, so only `is` can be false beside it.
            rows(var, ScopeForm::Eq, true, &[any]);
            rows(var, ScopeForm::In, true, &[any]);
            rows(var, ScopeForm::IsIn, true, &[any, no]);
        }
        rows(ScopeVar::Action, ScopeForm::Any, false, &[yes]);
        for form in [ScopeForm::Eq, ScopeForm::In, ScopeForm::InAny] {
            rows(ScopeVar::Action, form, false, &[yes, no]);
        }
    }

    fn policies(&mut self) {
        self.0.extend([BoolType::Any, BoolType::True, BoolType::False].map(Judgment::Policy));
        self.0.extend(["policy", "link"].map(Judgment::ImpossibleScope));
        let unknown = ["unknown-entity-type", "unknown-action", "unlisted-id"];
        for part in ["scope of principal", "scope of resource", "clause"] {
            self.0.extend(unknown.map(|kind| Judgment::Name(part, kind)));
        }
        // What stands there is an action by its name.
        self.0.push(Judgment::Name("scope of action", "unknown-action"));
        self.0.extend(["unknown-entity-type", "unlisted-id"].map(|kind| Judgment::Name("slot of a link", kind)));
    }

    fn levels(&mut self) {
        for form in ["principal in the scope", "action in the scope", "resource in the scope"] {
            self.0.extend([Reach::Within, Reach::Beyond].map(|reach| Judgment::Level(form, reach)));
        }
        for form in ["e.a", "e has a", "e in g", "e.hasTag(k)", "e.getTag(k)"] {
            self.0.extend([Reach::Within, Reach::Beyond, Reach::Literal].map(|reach| Judgment::Level(form, reach)));
        }
        let steps = ["a variable", "an if", "an attribute of an entity", "a field of a record", "a tag", "a record"];
        self.0.extend(steps.map(Judgment::Distance));
        self.0.push(Judgment::Distance("the action's literal"));
    }

    fn conformance(&mut self) {
        let conforming = ["entity", "entity of an enumerated type", "action", "request"];
        self.0.extend(conforming.map(Judgment::Conforms));
        let mut rows = |of, place, kinds: &[&'static str]| {
            self.0.extend(kinds.iter().map(|kind| Judgment::Violation(of, place, kind)));
        };
        rows("entity", "as a whole", &["undeclared-type", "undeclared-action", "unlisted-id", "action-mismatch"]);
        rows("entity", "parent", &["parent-type", "unlisted-id"]);
        let value = ["type-mismatch", "unlisted-id"];
        let field = ["missing-attribute", "unexpected-attribute", value[0], value[1]];
        rows("entity", "attribute", &field);
        rows("entity", "field of an attribute", &field);
        rows("entity", "tag", &["unexpected-tags", value[0], value[1]]);
        rows("entity", "field of a tag", &field);
        rows("context", "attribute", &field);
        rows("context", "field of an attribute", &field);
        rows("principal", "as a whole", &["undeclared-type", "unlisted-id", "principal-type"]);
        rows("resource", "as a whole", &["undeclared-type", "unlisted-id", "resource-type"]);
        rows("action", "as a whole", &["undeclared-action"]);
        self.0.extend(
            Kind::ALL.into_iter().flat_map(|kind| [Judgment::OfType(kind, true), Judgment::OfType(kind, false)]),
        );
    }

    fn schemas(&mut self) {
        let refused = [
            "duplicate-namespace",
            "duplicate-type",
            "duplicate-action",
            "type-shadowing",
            "action-shadowing",
            "reserved-name",
            "undeclared-type",
            "undeclared-action",
            "common-type-cycle",
            "action-cycle",
            "context-not-record",
            "empty-enum",
        ];
        self.0.extend(refused.map(Judgment::SchemaRefused));
        for meaning in ["common type", "entity type", "built-in type"] {
            self.0.push(Judgment::TypeName("as written", meaning));
        }
        for meaning in ["common type", "entity type"] {
            self.0.push(Judgment::TypeName("in its namespace", meaning));
        }
        self.0.push(Judgment::TypeName("as written", "extension type"));
    }
}

/// The type of `a && b` or `a || b` where the left one does not decide.
fn joined(decides: TypeKind, left: TypeKind, right: TypeKind) -> Verdict {
    match right {
        _ if right == decides => Verdict::Type(decides),
        TypeKind::Of(_) => BOOL,
        _ => Verdict::Type(left),
    }
}
