//! What a subject says of a case by its schema: what is valid, what is not and why, and the types of what is.
//!
//! Which policy, entity or request is valid is compared; so are types. Kinds, places and words of violations tell a
//! reader why, and put a finding into its bucket. `None` always means "not told": there is no schema, the schema or the
//! document cannot be read, or the subject cannot tell.

use std::collections::BTreeMap;
use std::fmt;

use crosscheck_generators::print;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::typecheck::Part;
use crosscheck_reference_model::types::Type;

/// What is not valid, with at least one reason each: policies, templates and links by their id, entities by their uid as
/// it is written in policies. What is not named is valid.
pub type Violations = BTreeMap<String, Vec<Violation>>;

/// The types of strictly valid policies and templates, by id.
pub type Types = BTreeMap<String, PolicyTypes>;

/// What a subject says of a case by its schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validity {
    /// Why the schema is refused, if it is and the subject tells more than words.
    pub schema: Option<Violation>,
    /// How many policies, templates and links were judged.
    pub policies: usize,
    /// How many listed entities were judged.
    pub listed: usize,
    /// The policies, templates and links that are not strictly valid.
    pub strict: Option<Violations>,
    /// Those that are not even permissively valid.
    pub permissive: Option<Violations>,
    /// Those that are not strictly valid at the level of the case.
    pub level: Option<Violations>,
    /// The listed entities that do not conform.
    pub entities: Option<Violations>,
    /// What is wrong with each request by the schema, in their order: nothing for one that is valid.
    pub requests: Vec<Option<Vec<Violation>>>,
    /// The types of what is strictly valid.
    pub types: Option<Types>,
}

impl Validity {
    /// What a subject says that tells nothing about the validity of `requests` requests.
    pub fn untold(requests: usize) -> Self {
        Self { requests: vec![None; requests], ..Self::default() }
    }
}

/// An entity's id as the keys of [`Violations`] have it: `A::B::"x"`, escaped as Rust does it, whatever the subject's own
/// way of printing.
pub fn uid_text(ty: &str, id: &str) -> String {
    format!("{ty}::{id:?}")
}

/// One reason why something is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The kind, in the reference model's words; `None` if the subject does not tell it.
    pub kind: Option<&'static str>,
    /// Where it is, if the subject tells it.
    pub place: Option<Place>,
    /// The subject's words for people; never compared.
    pub words: String,
}

impl Violation {
    /// A violation of which only words are known.
    pub fn in_words(words: impl Into<String>) -> Self {
        Self { kind: None, place: None, words: words.into() }
    }
}

/// What a line of prose quotes of a sub-expression, in characters.
const QUOTED: usize = 60;

impl Violation {
    /// Kind and place, as far as they are told: `unexpected-type at `1 + true``.
    pub fn kind_and_place(&self) -> String {
        let place = self.place.as_ref().map(ToString::to_string).filter(|place| !place.is_empty());
        let words = [self.kind.map(str::to_owned), place.map(|place| format!("at {place}"))];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Violation {
    /// `unexpected-type at `1 + true`: words`, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (told, words) = (self.kind_and_place(), self.words.lines().next().unwrap_or_default());
        write!(f, "{told}{}{words}", if told.is_empty() || words.is_empty() { "" } else { ": " })
    }
}

/// The text between backticks, cut if it is long.
fn quoted(text: &str) -> String {
    let more = if text.chars().nth(QUOTED).is_some() { "…" } else { "" };
    format!("`{}{more}`", text.chars().take(QUOTED).collect::<String>())
}

/// Where a violation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A sub-expression of the policy, by its source text. It is the same place as the tree that it is parsed to.
    Text(String),
    /// A sub-expression of the policy.
    Expr(Box<Expr>),
    /// A part of the policy: its scope, a constraint of it, a clause.
    Part(Part),
    /// Within an entity: `["a"]["b"]` of its attributes, `tags["k"]`, or the uid of a parent; nothing for the entity
    /// itself. Within a request: `principal`, `action`, `resource`, `context`, `context["a"]`.
    Path(String),
    /// In the text of a schema, both from 1, columns in characters.
    Line {
        /// The line.
        line: usize,
        /// The column in it.
        column: usize,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Expr(expr) => f.write_str(&quoted(&print::expression(expr))),
            Self::Part(part) => write!(f, "{part}"),
            Self::Path(path) => f.write_str(path),
            Self::Line { line, column } => write!(f, "line {line}, column {column}"),
        }
    }
}

/// The types of the sub-expressions of a policy's clauses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyTypes {
    /// The sub-expressions that have a type in some environment: each is a [`Place::Text`] or a [`Place::Expr`].
    pub exprs: Vec<Place>,
    /// By environment (see [`environment_text`]): which of `exprs` is evaluated there and of what type it is.
    pub environments: BTreeMap<String, Vec<(usize, Type)>>,
}

/// An environment as the keys of [`PolicyTypes`] have it: `Action::"view" by User on Photo`.
pub fn environment_text(action: &str, principal: &str, resource: &str) -> String {
    format!("{action} by {principal} on {resource}")
}
