//! Signatures: what makes two findings the same finding.
//!
//! In come a [`Difference`] and, after minimization, the case that still shows it; out come a coarse and a fine signature,
//! both stable strings without ids of policies, names or values, so that the same bug found twice has the same one.
//! The minimizer keeps the coarse signature; buckets go by the fine one. What a case holds is in [`forms`].

use std::collections::BTreeSet;
use std::fmt;

use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::expr::{Expr, UnaryOp};
use crosscheck_reference_model::policy::{ConditionKind, Effect};

use crate::compare::{Difference, Document, What};
use crate::outcome::{Decision, ErrorKind};

pub mod forms;

/// Who differs and in what direction: `engine/reference-model decision:allow/deny`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coarse {
    /// The name of the first subject.
    pub left: String,
    /// The name of the subject that differs from it; the same again for a crash.
    pub right: String,
    /// The part of the answer, the direction and the kinds, as `error:type/none`.
    pub what: String,
}

/// The bucket of a finding: who differs, in what, and over which forms of the language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature {
    /// Who, and in what direction. Where the minimized case allows it, the direction is that of the one condition at
    /// fault, `condition:true/false`, whatever effect, `unless` and `!` made of it.
    pub coarse: Coarse,
    /// The forms, sorted, without those that only carry the others to the surface.
    pub forms: BTreeSet<String>,
}

impl Coarse {
    /// The coarse signature of a difference.
    pub fn of(difference: &Difference) -> Self {
        let what = match &difference.what {
            What::Crashed { message } => format!("crashed:{}", place(message)),
            What::Loaded { document, left_ok, .. } => {
                let (left, right) = if *left_ok { ("ok", "error") } else { ("error", "ok") };
                format!("{}:{left}/{right}", document_name(*document))
            }
            What::Decision { left, right, .. } => format!("decision:{left}/{right}"),
            What::Determining { only_left, only_right, .. } => {
                let side = |only: &BTreeSet<String>| if only.is_empty() { "none" } else { "more" };
                format!("determining:{}/{}", side(only_left), side(only_right))
            }
            What::Error { left, right, .. } => format!("error:{}/{}", error_name(*left), error_name(*right)),
        };
        Self { left: difference.left.clone(), right: difference.right.clone(), what }
    }

    /// The subjects it names, each once.
    pub fn subjects(&self) -> BTreeSet<&str> {
        BTreeSet::from([self.left.as_str(), self.right.as_str()])
    }
}

impl Signature {
    /// The signature of a minimized case that shows `difference`; `case` is its abstract syntax, `None` if its text
    /// cannot be read.
    pub fn of(difference: &Difference, case: Option<&Case>, text: &CaseText) -> Self {
        let mut coarse = Coarse::of(difference);
        if let Some((left, right)) = case.and_then(|case| condition_at_fault(difference, case)) {
            coarse.what = format!("condition:{left}/{right}");
        }
        Self { coarse, forms: forms::core(forms::of(case, text)) }
    }
}

impl fmt::Display for Coarse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.left == self.right {
            write!(f, "{} {}", self.left, self.what)
        } else {
            write!(f, "{}/{} {}", self.left, self.right, self.what)
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.coarse)?;
        self.forms.iter().try_for_each(|form| write!(f, " {form}"))
    }
}

/// What the only condition of a case is on either side, if the difference follows from that: which side found the
/// policy satisfied, with `unless` and each leading `!` taken back.
fn condition_at_fault(difference: &Difference, case: &Case) -> Option<(bool, bool)> {
    let mut conditional = case.policies.iter().filter(|policy| !policy.conditions.is_empty());
    let (Some(policy), None) = (conditional.next(), conditional.next()) else { return None };
    let [condition] = policy.conditions.as_slice() else { return None };
    let mut left = match &difference.what {
        What::Decision { left, .. } => (*left == Decision::Allow) == (policy.effect == Effect::Permit),
        What::Determining { only_left, only_right, .. } if only_left.is_empty() != only_right.is_empty() => {
            only_right.is_empty()
        }
        _ => return None,
    };
    if condition.kind == ConditionKind::Unless {
        left = !left;
    }
    let mut body = &condition.body;
    while let Expr::Unary(UnaryOp::Not, inner) = body {
        left = !left;
        body = inner;
    }
    Some((left, !left))
}

/// The file and line of a panic: two panics at different places are different bugs, whatever their messages say.
fn place(message: &str) -> &str {
    let place = message.strip_prefix("panicked at ").and_then(|rest| rest.split(": ").next());
    place.unwrap_or("unknown-place")
}

fn document_name(document: Document) -> &'static str {
    match document {
        Document::Policies => "policies",
        Document::Schema => "schema",
        Document::Entities => "entities",
        Document::Request(_) => "request",
    }
}

fn error_name(error: Option<Option<ErrorKind>>) -> &'static str {
    match error {
        None => "none",
        Some(None) => "some",
        Some(Some(kind)) => kind.as_str(),
    }
}
