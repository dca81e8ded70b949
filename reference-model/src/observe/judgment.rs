//! Judgments: what validation says of one thing by one rule, and the table of all that it may say.
//!
//! The table is written from the rules in the headers of `typecheck`, `validate`, `levels`, `conformance` and
//! `schema::resolve`, not from what the code does; in debug builds a judgment that it does not hold is a panic.
//!
//! Left out, since they say nothing of a generated document: warnings, and the limits on the size of a schema's types,
//! which take a million nodes and have tests of their own. A literal that the schema does not declare is found among the
//! names of its policy, before any type is looked for.

use std::fmt;

use super::declared_judgments;
use super::rule::{Rule, ScopeForm, ScopeVar};
use crate::typecheck::BoundOf;
use crate::types::{BoolType, Mode, NoBound};
use crate::value::Kind;

/// What validation says of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judgment {
    /// The type that a rule gives to an expression, or how its operands break the rule.
    Typing {
        /// The rule.
        rule: Rule,
        /// The types of the operands that decided.
        operands: Typed,
        /// What it is.
        verdict: Verdict,
    },
    /// Whether types that must have an upper bound have one.
    Bound {
        /// Whose types.
        place: BoundOf,
        /// How strictly.
        mode: Mode,
        /// Why not, if they have none.
        why: Option<NoBound>,
    },
    /// Whether a constraint of the scope can hold.
    Scope {
        /// Of which variable.
        var: ScopeVar,
        /// Which form it has.
        form: ScopeForm,
        /// Whether it names a slot.
        slot: bool,
        /// What is known of it.
        ty: BoolType,
    },
    /// What is known of a policy as a whole in an environment.
    Policy(BoolType),
    /// A name that the schema does not declare: in which part, and the kind of the error.
    Name(&'static str, &'static str),
    /// A policy, or a link, whose scope can hold in no environment.
    ImpossibleScope(&'static str),
    /// A form that looks for data, and whether that is within the level.
    Level(&'static str, Reach),
    /// A step on the way from an expression to the entity that it evaluates to.
    Distance(&'static str),
    /// What does not conform: in what, where in that, and the kind of the violation.
    Violation(&'static str, &'static str, &'static str),
    /// Something that conforms.
    Conforms(&'static str),
    /// A value where one of this kind is declared, and whether it is one.
    OfType(Kind, bool),
    /// A schema that is refused, by the kind of the error.
    SchemaRefused(&'static str),
    /// What a name in a schema means, and by which reading.
    TypeName(&'static str, &'static str),
}

/// The types of operands, as far as a rule tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Typed {
    /// None, or none that matters.
    None,
    /// One.
    One(TypeKind),
    /// Two.
    Two(TypeKind, TypeKind),
}

/// The kind of a type: that of its values, or a boolean that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeKind {
    /// Only `true`.
    True,
    /// Only `false`.
    False,
    /// Any value of this kind.
    Of(Kind),
}

/// What a rule says of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It has a type, whichever its parts give it.
    Sound,
    /// It has a type of this kind.
    Type(TypeKind),
    /// It breaks the rule; the kind of the error.
    Fault(&'static str),
}

/// How far something looks for data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Within the level.
    Within,
    /// Beyond it.
    Beyond,
    /// From an entity literal, which is within no level.
    Literal,
}

impl TypeKind {
    /// A boolean of which nothing more is known.
    pub const BOOL: Self = Self::Of(Kind::Bool);

    fn name(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
            Self::Of(kind) => kind.name(),
        }
    }
}

impl From<BoolType> for TypeKind {
    fn from(b: BoolType) -> Self {
        match b {
            BoolType::Any => Self::BOOL,
            BoolType::True => Self::True,
            BoolType::False => Self::False,
        }
    }
}

/// Every judgment that validation can make of what is generated, without duplicates, in a fixed order.
pub fn judgments() -> Vec<Judgment> {
    declared_judgments::all()
}

/// Judgments that the language allows and the table leaves out, each with the reason.
pub fn excluded_judgments() -> Vec<(Judgment, &'static str)> {
    declared_judgments::excluded()
}

impl fmt::Display for Judgment {
    /// For people: `a + b (long, string): unexpected-type`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Typing { rule, operands, verdict } => match operands {
                Typed::None => write!(f, "{rule}: {verdict}"),
                Typed::One(a) => write!(f, "{rule} ({}): {verdict}", a.name()),
                Typed::Two(a, b) => write!(f, "{rule} ({}, {}): {verdict}", a.name(), b.name()),
            },
            Self::Bound { place, mode, why } => {
                let mode = if mode == Mode::Strict { "strictly" } else { "permissively" };
                match why {
                    None => write!(f, "{place}, {mode}: of one type"),
                    Some(why) => write!(f, "{place}, {mode}: {why:?} differ"),
                }
            }
            Self::Scope { var, form, slot, ty } => {
                let slot = if slot { " with a slot" } else { "" };
                write!(f, "{}{slot}: {}", Rule::Scope(var, form), TypeKind::from(ty).name())
            }
            Self::Policy(ty) => write!(f, "policy: {}", TypeKind::from(ty).name()),
            Self::Name(part, kind) => write!(f, "names in {part}: {kind}"),
            Self::ImpossibleScope(of) => write!(f, "scope of a {of}: impossible-scope"),
            Self::Level(form, reach) => write!(f, "level of {form}: {reach:?}"),
            Self::Distance(step) => write!(f, "way over {step}"),
            Self::Violation(of, place, kind) => write!(f, "{of}, {place}: {kind}"),
            Self::Conforms(what) => write!(f, "{what}: conforms"),
            Self::OfType(kind, is) => write!(f, "value for {}: {}", kind.name(), if is { "fits" } else { "does not" }),
            Self::SchemaRefused(kind) => write!(f, "schema: {kind}"),
            Self::TypeName(reading, meaning) => write!(f, "name in a schema, {reading}: {meaning}"),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sound => "sound",
            Self::Type(kind) => kind.name(),
            Self::Fault(kind) => kind,
        })
    }
}
