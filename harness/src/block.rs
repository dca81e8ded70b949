//! A finding as people read it: what differs in one sentence, the case, who answered what, where it is saved and how to
//! run it again. A pure function of its parts; long texts are cut, for the file has them whole.

use std::fmt::Write;
use std::path::Path;

use crosscheck_generators::CaseText;
use crosscheck_generators::text::{LinkText, RequestText, UidText};

use crate::campaign::{Finding, When};
use crate::compare::Difference;
use crate::duration;
use crate::minimize::Sizes;
use crate::outcome::{Outcome, RequestOutcome};
use crate::seed::Seed;
use crate::signature::Signature;

/// No text of a case takes more lines than these of the block.
const MOST_LINES: usize = 40;

/// No line takes more characters than these of the block.
const WIDEST: usize = 160;

/// The parts of a block.
#[derive(Debug)]
pub struct Block<'a> {
    /// The number of the bucket in the run, from 1.
    pub number: usize,
    /// The bucket.
    pub signature: &'a Signature,
    /// What differs in the minimized case; the one that the signature is of.
    pub difference: &'a Difference,
    /// The minimized case.
    pub text: &'a CaseText,
    /// What each subject made of it, by the subject's name, in the order of the run.
    pub answers: Vec<(&'a str, &'a Outcome)>,
    /// Whether the difference showed again when the generated case was run a second time.
    pub reproduced: bool,
    /// How large it was as generated.
    pub before: Sizes,
    /// How large it is.
    pub after: Sizes,
    /// As it was found.
    pub finding: &'a Finding,
    /// The run's seed.
    pub seed: Seed,
    /// Where it is saved, or why it could not be.
    pub saved: Result<&'a Path, String>,
}

impl Block<'_> {
    /// The block; it ends without a line break.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out).unwrap_or_default();
        out.truncate(out.trim_end().len());
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "MISMATCH {}  {}", self.number, self.signature)?;
        writeln!(out, "  {}", cut(&self.difference.to_string()))?;
        writeln!(out)?;
        section(out, "policies", &self.text.policies)?;
        for link in &self.text.links {
            writeln!(out, "  link        {}", cut(&show_link(link)))?;
        }
        if let Some(schema) = &self.text.schema {
            section(out, "schema", schema)?;
        }
        section(out, "entities", &self.text.entities)?;
        for (index, request) in self.text.requests.iter().enumerate() {
            writeln!(out, "  request {index:<3} {}", cut(&show_request(request)))?;
            writeln!(out, "    context   {}", cut(&request.context))?;
            for (name, outcome) in &self.answers {
                writeln!(out, "    {name}: {}", cut(&show_answer(outcome, index)))?;
            }
        }
        writeln!(out)?;
        let (before, after) = (self.before, self.after);
        if self.reproduced {
            writeln!(out, "  minimized   {}", show_sizes(before, after))?;
        } else {
            writeln!(
                out,
                "  UNSTEADY    the second run of this case showed no such difference: a subject is not deterministic"
            )?;
        }
        let When { elapsed, cases } = self.finding.when;
        writeln!(
            out,
            "  found       after {} in case {cases}: index {} of seed {}, case seed {}",
            duration::show(elapsed),
            self.finding.index,
            self.seed,
            self.finding.case_seed
        )?;
        match &self.saved {
            Ok(path) => {
                writeln!(out, "  saved       {}", path.display())?;
                writeln!(out, "  replay      {}", self.replay(path))
            }
            Err(error) => writeln!(out, "  NOT SAVED   {error}"),
        }
    }

    fn replay(&self, path: &Path) -> String {
        let subjects: String = self.answers.iter().map(|(name, _)| format!(" --subject {name}")).collect();
        format!("crosscheck replay {}{subjects}", path.display())
    }
}

fn section(out: &mut String, name: &str, text: &str) -> std::fmt::Result {
    writeln!(out, "  {name}")?;
    let lines: Vec<&str> = text.trim_end().lines().collect();
    for line in lines.iter().take(MOST_LINES) {
        writeln!(out, "    {}", cut(line))?;
    }
    if lines.len() > MOST_LINES {
        writeln!(out, "    … {} more lines in the file", lines.len() - MOST_LINES)?;
    }
    Ok(())
}

/// The line without characters that a terminal would obey, and not too long.
fn cut(line: &str) -> String {
    let mut shown: String = line.chars().take(WIDEST).flat_map(visible).collect();
    if line.chars().nth(WIDEST).is_some() {
        shown.push('…');
    }
    shown
}

/// Control characters and the marks that turn the direction of text are shown as escapes, or a hostile case could
/// rewrite what stands around it.
fn visible(c: char) -> Vec<char> {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() && c != '\t' || turns { c.escape_default().collect() } else { vec![c] }
}

fn uid(uid: &UidText) -> String {
    format!("{}::{:?}", uid.ty, uid.id)
}

fn show_link(link: &LinkText) -> String {
    let slots: Vec<String> = link.slots.iter().map(|(slot, value)| format!("{slot} = {}", uid(value))).collect();
    format!("{} = {} with {}", link.id, link.template, slots.join(", "))
}

fn show_request(request: &RequestText) -> String {
    format!("{} {} {}", uid(&request.principal), uid(&request.action), uid(&request.resource))
}

/// What a subject made of one request, or of what stands before it.
pub fn show_answer(outcome: &Outcome, index: usize) -> String {
    if let Some(message) = &outcome.crashed {
        return format!("crashed, {message}");
    }
    match outcome.requests.get(index) {
        None => "no answer".to_owned(),
        Some(RequestOutcome::Error(error)) => format!("cannot read the request: {error}"),
        Some(RequestOutcome::Unavailable) => {
            let documents = [("policies", &outcome.policies), ("entities", &outcome.entities)];
            let unread = documents.iter().find_map(|(name, loaded)| Some((name, loaded.error()?)));
            unread.map_or("no answer".to_owned(), |(name, error)| {
                format!("cannot read the {name}: {}", error.lines().next().unwrap_or_default())
            })
        }
        Some(RequestOutcome::Answer(answer)) => {
            let mut shown = answer.decision.to_string();
            if !answer.reason.is_empty() {
                let ids: Vec<&str> = answer.reason.iter().map(String::as_str).collect();
                shown.push_str(&format!(", determined by {}", ids.join(", ")));
            }
            for (policy, kind) in &answer.errors {
                let kind = kind.map_or("error", |kind| kind.as_str());
                shown.push_str(&format!(", {policy} errs ({kind})"));
            }
            shown
        }
    }
}

fn show_sizes(before: Sizes, after: Sizes) -> String {
    let pairs = [
        ("policies", before.policies, after.policies),
        ("entities", before.entities, after.entities),
        ("requests", before.requests, after.requests),
        ("nodes", before.nodes, after.nodes),
        ("bytes", before.bytes, after.bytes),
    ];
    pairs.map(|(name, before, after)| format!("{name} {before} → {after}")).join(", ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::compare::What;
    use crate::outcome::{Answer, Decision, ErrorKind, Loaded};
    use crate::signature::Coarse;

    fn uid_of(ty: &str, id: &str) -> UidText {
        UidText { ty: ty.to_owned(), id: id.to_owned() }
    }

    fn case() -> CaseText {
        CaseText {
            policies: "permit(principal == ?principal, action, resource)\nwhen { 0 <= 0 };\n".to_owned(),
            links: vec![LinkText {
                template: "policy0".to_owned(),
                id: "link0".to_owned(),
                slots: [("?principal".to_owned(), uid_of("A", "a\u{1b}[2J"))].into(),
            }],
            schema: Some("entity A;\n".to_owned()),
            entities: "[]".to_owned(),
            requests: vec![RequestText {
                principal: uid_of("A", "a\u{1b}[2J"),
                action: uid_of("Action", "b"),
                resource: uid_of("B", &"long ".repeat(60)),
                context: "{}".to_owned(),
            }],
        }
    }

    fn outcome(decision: Decision, reason: &[&str], errors: &[(&str, ErrorKind)]) -> Outcome {
        let answer = Answer {
            decision,
            reason: reason.iter().map(ToString::to_string).collect(),
            errors: errors.iter().map(|(id, kind)| ((*id).to_owned(), Some(*kind))).collect(),
        };
        Outcome {
            policies: Loaded::Ok,
            schema: Some(Loaded::Ok),
            entities: Loaded::Ok,
            requests: vec![RequestOutcome::Answer(answer)],
            crashed: None,
        }
    }

    fn block(saved: Result<&Path, String>, answers: Vec<(&str, &Outcome)>) -> String {
        let what = What::Decision { request: 0, left: Decision::Deny, right: Decision::Allow };
        let difference = Difference { left: "canary".to_owned(), right: "reference-model".to_owned(), what };
        let text = case();
        let finding = Finding {
            index: 16,
            case_seed: 4_839_782_808_629_744_545,
            text: text.clone(),
            differences: vec![difference.clone()],
            when: When { cases: 17, elapsed: Duration::from_millis(1_250) },
        };
        Block {
            number: 1,
            signature: &Signature { coarse: Coarse::of(&difference), forms: ["<=".to_owned()].into() },
            difference: &difference,
            text: &text,
            answers,
            reproduced: true,
            before: Sizes { policies: 5, entities: 20, requests: 8, nodes: 109, bytes: 7052 },
            after: Sizes { policies: 1, entities: 0, requests: 1, nodes: 3, bytes: 68 },
            finding: &finding,
            seed: Seed(42),
            saved,
        }
        .text()
    }

    #[test]
    fn a_saved_finding() {
        let left = outcome(Decision::Deny, &[], &[("policy3", ErrorKind::Overflow)]);
        let right = outcome(Decision::Allow, &["link0", "policy1"], &[]);
        let answers = vec![("canary", &left), ("reference-model", &right)];
        insta::assert_snapshot!(block(Ok(Path::new("findings/a/a.json")), answers));
    }

    #[test]
    fn a_finding_that_the_disk_refused() {
        let crashed = Outcome::crashed("panicked at engine/src/like.rs:7: index out of bounds".to_owned());
        let unread = Outcome {
            policies: Loaded::Error("line 1, column 8: expected `;`\n  | permit(".to_owned()),
            requests: vec![RequestOutcome::Unavailable],
            ..outcome(Decision::Deny, &[], &[])
        };
        let answers = vec![("engine", &crashed), ("reference-model", &unread)];
        let error = "findings: cannot be written (disk full); name another folder with --corpus".to_owned();
        insta::assert_snapshot!(block(Err(error), answers));
    }
}
