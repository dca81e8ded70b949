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
use serde::{Deserialize, Serialize};

use crate::compare::{Aspect, Difference, Document, What};
use crate::laws::{Breach, Law};
use crate::outcome::{Decision, ErrorKind, Violation};

pub mod documents;
pub mod forms;

/// Who differs and in what direction: `engine/reference-model decision:allow/deny`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Coarse {
    /// The name of the first subject.
    pub left: String,
    /// The name of the subject that differs from it; the same again for a crash.
    pub right: String,
    /// The part of the answer, the direction and the kinds, as `error:type/none`.
    pub what: String,
}

/// The bucket of a finding: who differs, in what, and over which forms of the language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
            What::Place { document, left_first, .. } => {
                let (left, right) = if *left_first { ("earlier", "later") } else { ("later", "earlier") };
                format!("place:{}:{left}/{right}", document_name(*document))
            }
            What::Tree { under, forms: [left, right], .. } => format!("tree:{under}:{left}/{right}"),
            What::Validity { aspect, left_valid, violations, .. } => {
                let (left, right) = if *left_valid { ("valid", "invalid") } else { ("invalid", "valid") };
                let kind = kind_told(violations).map_or(String::new(), |kind| format!(" {kind}"));
                format!("{}:{left}/{right}{kind}", aspect_name(*aspect))
            }
            What::Types { left, right, .. } => format!("types:{}/{}", shape(left), shape(right)),
            What::Breach(Breach { law, how, .. }) => format!("{law}:{how}"),
            What::Decision { left, right, .. } => format!("decision:{left}/{right}"),
            What::Determining { only_left, only_right, .. } => {
                let side = |only: &BTreeSet<String>| if only.is_empty() { "none" } else { "more" };
                format!("determining:{}/{}", side(only_left), side(only_right))
            }
            What::Error { left, right, .. } => format!("error:{}/{}", error_name(*left), error_name(*right)),
        };
        Self { left: difference.left.clone(), right: difference.right.clone(), what }
    }

    /// The law that it is about, if it is about one.
    pub fn law(&self) -> Option<Law> {
        self.what.split_once(':').and_then(|(name, _)| Law::from_name(name))
    }

    /// Whether it is about the decision itself.
    pub fn is_decision(&self) -> bool {
        self.what.starts_with("decision:") || self.what.starts_with("condition:")
    }

    /// Whether the difference may be no more than what another one, of a decision, leads to: other determining policies,
    /// or errors of what only one side came to evaluate.
    pub fn may_follow(&self) -> bool {
        self.what.starts_with("determining:") || self.what.starts_with("error:")
    }

    /// Whether it is about what validation says of a policy, at no level: a wrong rule shows strictly, permissively, or in
    /// both, depending on what else the policy has.
    fn is_of_policy_validity(&self) -> bool {
        self.what.starts_with("strict:") || self.what.starts_with("permissive:")
    }

    /// What the differences have in common that one bug shows over the same forms: it changes answers in either direction
    /// and in all that follows, or exchanges two kinds of errors in either order; everything else is its own.
    fn family(&self) -> String {
        match self.what.strip_prefix("error:").and_then(|kinds| kinds.split_once('/')) {
            Some(("none", _) | (_, "none")) => "answer".to_owned(),
            Some((left, right)) => format!("error:{}/{}", left.min(right), left.max(right)),
            None if self.is_decision() || self.may_follow() => "answer".to_owned(),
            None if self.is_of_policy_validity() => self.what.replacen("permissive:", "strict:", 1),
            None => self.what.clone(),
        }
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
        let mut forms = forms::core(forms::of(case, text));
        forms.extend(documents::oddities(&difference.what, text));
        Self { coarse, forms }
    }
}

impl Signature {
    /// Whether this is most probably the bug of `other`, seen from another side: the same subjects and forms, and a
    /// difference that is the opposite of the other one or follows from it.
    pub fn is_face_of(&self, other: &Self) -> bool {
        let subjects = |of: &Self| (of.coarse.left.clone(), of.coarse.right.clone());
        self.forms == other.forms && subjects(self) == subjects(other) && self.coarse.family() == other.coarse.family()
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

fn aspect_name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Strict => "strict",
        Aspect::Permissive => "permissive",
        Aspect::Level => "level",
        Aspect::Entities => "entity",
        Aspect::Requests => "request-validity",
        Aspect::Types => "types",
    }
}

/// What sort of type it is, whatever it holds: `Set`, `record`, `entity`, `Long`.
fn shape(types: &[String]) -> String {
    let Some(ty) = types.first() else { return "none".to_owned() };
    let head = ty.split('<').next().unwrap_or_default();
    let sort = match head {
        "Never" | "Bool" | "True" | "False" | "Long" | "String" | "Set" => head,
        "ipaddr" | "decimal" | "datetime" | "duration" => head,
        _ if head.starts_with('{') => "record",
        _ => "entity",
    };
    sort.to_owned()
}

/// The kind of one of the violations: always the same one of the same kinds.
fn kind_told(violations: &[Violation]) -> Option<&'static str> {
    violations.iter().filter_map(|violation| violation.kind).min()
}

fn error_name(error: Option<Option<ErrorKind>>) -> &'static str {
    match error {
        None => "none",
        Some(None) => "some",
        Some(Some(kind)) => kind.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Judged;
    use crate::minimize::case_of;

    fn difference(what: What) -> Difference {
        Difference { left: "a".to_owned(), right: "b".to_owned(), what }
    }

    /// A decision, `left/right`, over policies.
    fn of_decision(policies: &str, left: Decision, right: Decision) -> String {
        let text = CaseText { policies: policies.to_owned(), entities: "[]".to_owned(), ..CaseText::default() };
        let case = case_of(&text);
        Signature::of(&difference(What::Decision { request: 0, left, right }), case.as_ref(), &text).to_string()
    }

    #[test]
    fn one_planted_bug_has_one_signature_whatever_carries_it() {
        let (allow, deny) = (Decision::Allow, Decision::Deny);
        for (policies, left, right) in [
            ("permit(principal, action, resource) when { 0 <= 0 };", deny, allow),
            ("permit(principal, action, resource) unless { 0 <= 0 };", allow, deny),
            ("permit(principal, action, resource) when { 0 > 0 };", allow, deny),
            ("permit(principal, action, resource) when { !!(1 <= 1) };", deny, allow),
            ("permit(principal, action, resource); forbid(principal, action, resource) when { 0 <= 0 };", allow, deny),
            ("permit(principal, action, resource) when { A::\"a\".b.c <= duration(\"1d\") };", deny, allow),
            ("permit(principal, action, resource) when { true && (if true then 0 <= 0 else true) };", deny, allow),
        ] {
            assert_eq!(of_decision(policies, left, right), "a/b condition:false/true <=", "{policies}");
        }
    }

    #[test]
    fn different_rules_have_different_signatures() {
        let (allow, deny) = (Decision::Allow, Decision::Deny);
        let check =
            |policies: &str, expected: &str| assert_eq!(of_decision(policies, deny, allow), expected, "{policies}");
        check("permit(principal, action, resource) when { [1].contains(1) };", "a/b condition:false/true [] contains");
        check(
            "permit(principal, action, resource) when { principal in [A::\"a\"] };",
            "a/b condition:false/true [] in",
        );
        check("permit(principal, action, resource) when { principal in A::\"a\" };", "a/b condition:false/true in");
        check("permit(principal in A::\"a\", action, resource);", "a/b decision:deny/allow principal-in");
        check("permit(principal, action, resource) when { context.a };", "a/b condition:false/true .");
        check("permit(principal, action, resource) when { \"\\u{0}\" };", "a/b condition:false/true string-literal");
        check("permit(principal, action, resource) when { 1 };\npermit", "a/b decision:deny/allow ( ) , ; text { }");
    }

    #[test]
    fn coarse_signatures_name_no_policy_and_no_value() {
        let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<BTreeSet<String>>();
        let error = |left, right| What::Error { request: 3, policy: "policy7".to_owned(), left, right };
        for (what, expected) in [
            (
                What::Loaded { document: Document::Policies, left_ok: true, error: "words".to_owned() },
                "a/b policies:ok/error",
            ),
            (
                What::Loaded { document: Document::Request(2), left_ok: false, error: String::new() },
                "a/b request:error/ok",
            ),
            (
                What::Determining { request: 0, only_left: ids(&["policy1"]), only_right: ids(&[]) },
                "a/b determining:more/none",
            ),
            (error(Some(Some(ErrorKind::Type)), None), "a/b error:type/none"),
            (error(Some(Some(ErrorKind::Type)), Some(Some(ErrorKind::Overflow))), "a/b error:type/overflow"),
            (error(None, Some(None)), "a/b error:none/some"),
        ] {
            assert_eq!(Coarse::of(&difference(what)).to_string(), expected);
        }
        let violation = |kind| Violation { kind, place: None, words: "words".to_owned() };
        let validity = |aspect, judged, left_valid, kinds: &[Option<&'static str>]| What::Validity {
            aspect,
            judged,
            left_valid,
            violations: kinds.iter().map(|kind| violation(*kind)).collect(),
        };
        let (policy, entity) = (Judged::Policy("policy7".to_owned()), Judged::Entity("A::\"a\"".to_owned()));
        let types = |left: &[&str], right: &[&str]| What::Types {
            policy: "policy7".to_owned(),
            environment: String::new(),
            expr: "1".to_owned(),
            left: left.iter().map(ToString::to_string).collect(),
            right: right.iter().map(ToString::to_string).collect(),
        };
        for (what, expected) in [
            (
                validity(Aspect::Strict, policy.clone(), true, &[Some("unexpected-type"), Some("empty-set")]),
                "a/b strict:valid/invalid empty-set",
            ),
            (validity(Aspect::Level, policy, false, &[None]), "a/b level:invalid/valid"),
            (validity(Aspect::Entities, entity, true, &[Some("parent-type")]), "a/b entity:valid/invalid parent-type"),
            (validity(Aspect::Requests, Judged::Request(2), false, &[]), "a/b request-validity:invalid/valid"),
            (types(&["Set<Long>"], &["{a: Long}"]), "a/b types:Set/record"),
            (types(&[], &["A::B"]), "a/b types:none/entity"),
        ] {
            assert_eq!(Coarse::of(&difference(what)).to_string(), expected);
        }
        let crash = What::Crashed { message: "panicked at engine/src/like.rs:7: index 3 out of bounds".to_owned() };
        let crash = Difference { right: "a".to_owned(), ..difference(crash) };
        assert_eq!(Coarse::of(&crash).to_string(), "a crashed:engine/src/like.rs:7");
    }
}
