//! A difference for people: in one sentence, or with everything that is said of it on lines of its own.

use std::collections::BTreeSet;
use std::fmt;

use super::{Aspect, Difference, Document, Judged, What};
use crate::outcome::ErrorKind;

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policies => f.write_str("the policies"),
            Self::Schema => f.write_str("the schema"),
            Self::Entities => f.write_str("the entities"),
            Self::Request(index) => write!(f, "request {index}"),
        }
    }
}

impl fmt::Display for Difference {
    /// The difference in one sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left, right, what } = self;
        match what {
            What::Crashed { message } => write!(f, "{left} crashed: {message}"),
            What::Loaded { document, left_ok, error } => {
                let (reads, rejects) = if *left_ok { (left, right) } else { (right, left) };
                write!(f, "{reads} reads {document}, {rejects} rejects {}", pronoun(*document))?;
                if error.is_empty() { Ok(()) } else { write!(f, ": {}", first_line(error)) }
            }
            What::Place { document, places: [ours, theirs], .. } => {
                write!(f, "the first mistake in {document}: for {left} {ours}; for {right} {theirs}")
            }
            What::Tree { policy, left: ours, right: theirs, .. } => {
                write!(f, "{policy}: {left} reads `{ours}`, {right} reads `{theirs}`")
            }
            What::Validity { aspect, judged, left_valid, violations } => {
                let (accepts, rejects) = if *left_valid { (left, right) } else { (right, left) };
                let how = sort(*aspect);
                write!(f, "{judged}: {accepts} finds it {how}, {rejects} does not")?;
                violations.first().map_or(Ok(()), |violation| write!(f, ": {violation}"))
            }
            What::Types { policy, environment, expr, left: ours, right: theirs } => {
                write!(f, "{policy}, for {environment}: `{expr}` is {} for {left}, ", types(ours))?;
                write!(f, "{} for {right}", types(theirs))
            }
            What::Breach(breach) => {
                let place = breach.request.map_or(String::new(), |index| format!("request {index}: "));
                write!(f, "{place}{left} breaks the law `{}`: {}", breach.law, breach.words)
            }
            What::Decision { request, left: ours, right: theirs } => {
                write!(f, "request {request}: {left} says {ours}, {right} says {theirs}")
            }
            What::Determining { request, only_left, only_right } => {
                write!(f, "request {request}: same decision, other determining policies:")?;
                write!(f, " only {left} has {}, only {right} has {}", list(only_left), list(only_right))
            }
            What::Error { request, policy, left: ours, right: theirs } => {
                write!(f, "request {request}, {policy}: {left} has {}, {right} has {}", error(*ours), error(*theirs))
            }
        }
    }
}

/// No more reasons than these are shown of something that is refused.
const MOST_REASONS: usize = 5;

impl Difference {
    /// The difference on as many lines as it takes: of validity, who accepts and who does not, then each reason; of
    /// types, what each side says. Continued lines are indented.
    pub fn lines(&self) -> Vec<String> {
        let Self { left, right, what } = self;
        match what {
            What::Validity { aspect, judged, left_valid, violations } => {
                let (accepts, rejects) = if *left_valid { (left, right) } else { (right, left) };
                let mut lines = vec![format!("{judged}: {accepts} finds it {}, {rejects} does not", sort(*aspect))];
                for reason in violations.iter().take(MOST_REASONS) {
                    lines.push(format!("  {rejects}: {}", reason.kind_and_place()));
                    lines.extend(reason.words.lines().next().map(|words| format!("    {words}")));
                }
                if violations.len() > MOST_REASONS {
                    lines.push(format!("  … and {} reasons more", violations.len() - MOST_REASONS));
                }
                lines
            }
            What::Types { policy, environment, expr, left: ours, right: theirs } => vec![
                format!("{policy}, for {environment}: `{expr}`"),
                format!("  {left}: {}", types(ours)),
                format!("  {right}: {}", types(theirs)),
            ],
            What::Place { document, places: [ours, theirs], .. } => vec![
                format!("the first mistake in {document}"),
                format!("  {left}: {ours}"),
                format!("  {right}: {theirs}"),
            ],
            What::Tree { policy, left: ours, right: theirs, .. } => vec![
                format!("{policy} is read as two different policies"),
                format!("  {left}: {ours}"),
                format!("  {right}: {theirs}"),
            ],
            _ => vec![self.to_string()],
        }
    }
}

/// What something is that passes.
fn sort(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Strict => "strictly valid",
        Aspect::Permissive => "permissively valid",
        Aspect::Level => "valid at the level",
        Aspect::Entities => "conforming",
        Aspect::Requests => "valid",
        Aspect::Types => "typed",
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy(id) => f.write_str(id),
            Self::Entity(uid) => f.write_str(uid),
            Self::Request(index) => write!(f, "request {index}"),
        }
    }
}

fn types(types: &[String]) -> String {
    if types.is_empty() { "not looked at".to_owned() } else { format!("`{}`", types.join("` and `")) }
}

fn pronoun(document: Document) -> &'static str {
    match document {
        Document::Policies | Document::Entities => "them",
        Document::Schema | Document::Request(_) => "it",
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn list(ids: &BTreeSet<String>) -> String {
    if ids.is_empty() { "none".to_owned() } else { ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ") }
}

fn error(error: Option<Option<ErrorKind>>) -> String {
    match error {
        None => "no error".to_owned(),
        Some(None) => "an error".to_owned(),
        Some(Some(kind)) => format!("an error of kind {kind}"),
    }
}
