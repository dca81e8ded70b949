//! A finding as people read it: what differs in one sentence, the case, who answered what, where it is saved and how to
//! run it again. A pure function of its parts; long texts are cut, for the file has them whole.

use std::fmt::Write;
use std::path::Path;

use crosscheck_generators::CaseText;

use crate::campaign::{Finding, When};
use crate::compare::Difference;
use crate::duration;
use crate::excerpt::{cut, show_sizes, write_case};
use crate::minimize::Sizes;
use crate::outcome::Outcome;
use crate::seed::Seed;
use crate::signature::Signature;

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
    /// The run's seed; if there is none, the case is a condition of an enumeration.
    pub seed: Option<Seed>,
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
        for line in self.difference.lines() {
            writeln!(out, "  {}", cut(&line))?;
        }
        writeln!(out)?;
        write_case(out, self.text, &self.answers, &|_| true)?;
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
        let (elapsed, index, case_seed) = (duration::show(elapsed), self.finding.index, self.finding.case_seed);
        match self.seed {
            Some(seed) => writeln!(
                out,
                "  found       after {elapsed} in case {cases}: index {index} of seed {seed}, case seed {case_seed}"
            )?,
            None => writeln!(out, "  found       after {elapsed} in case {cases}: condition {case_seed} of all")?,
        }
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::compare::What;
    use crate::outcome::{Answer, Decision, ErrorKind, Loaded, RequestOutcome};
    use crate::signature::Coarse;
    use crosscheck_generators::text::{LinkText, RequestText, UidText};

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
            ..CaseText::default()
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
            ..Outcome::default()
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
            seed: Some(Seed(42)),
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
