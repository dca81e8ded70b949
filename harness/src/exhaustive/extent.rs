//! How far an exhaustive run has come, and the sentence that it ends with.

use serde_json::{Value, json};

use super::Exhaustive;
use crate::campaign::Totals;
use crate::compare::NotCompared;
use crate::progress::grouped;
use crate::seed::Shard;
use crate::statistics::percent;

/// How far an exhaustive run has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The name of the universe.
    pub universe: String,
    /// The greatest number of operators.
    pub size: usize,
    /// The part of the conditions that runs here.
    pub shard: Shard,
    /// How many conditions there are in all shards.
    pub whole: u64,
    /// How many conditions the shard has.
    pub total: u64,
    /// How many of them are done.
    pub done: u64,
}

impl Extent {
    /// How far a run over `source` has come that has counted `totals`.
    pub fn of(source: &Exhaustive, totals: &Totals) -> Self {
        Self {
            universe: source.universe(),
            size: source.enumeration().counts().size(),
            shard: source.shard(),
            whole: source.enumeration().total(),
            total: source.total(),
            done: source.conditions(totals.statistics.cases),
        }
    }

    /// Whether every condition of the shard is done.
    pub fn is_complete(&self) -> bool {
        self.done == self.total
    }

    /// Whether a run was to go through everything there is, and has not come to its end.
    pub fn is_open(extent: &Option<Self>) -> bool {
        extent.as_ref().is_some_and(|extent| !extent.is_complete())
    }

    /// Whether every condition of the shard was compared, in all that a subject can be compared in, and none differs.
    pub fn all_agree(&self, totals: &Totals) -> bool {
        self.is_complete() && totals.statistics.mismatches == 0 && !leaves_out(totals)
    }

    /// The sentence that a run ends with. It says that all agree only if that is so.
    pub fn statement(&self, subjects: &str, totals: &Totals) -> String {
        let of_shard = match self.shard {
            Shard::WHOLE => String::new(),
            Shard { number, of } => format!(" of shard {number}/{of}"),
        };
        let what = format!("expressions{of_shard} up to size {}", self.size);
        let whose = format!("universe {}, {subjects}", self.universe);
        let (total, done, differ) = (grouped(self.total), grouped(self.done), totals.statistics.mismatches);
        let agreement = match (differ, leaves_out(totals)) {
            (0, false) => "all of these agree".to_owned(),
            (0, true) => "none of these differs, but some were not compared, or not in everything".to_owned(),
            _ => format!("{} of these differ", grouped(differ)),
        };
        if self.all_agree(totals) {
            format!("all {total} {what} agree ({whose})")
        } else if self.is_complete() {
            format!("all {total} {what} are done, and {agreement} ({whose})")
        } else {
            let share = percent(self.done, self.total);
            format!("not complete: {done} of {total} {what} are done ({share:.1}%), and {agreement} ({whose})")
        }
    }

    /// For machines.
    pub fn json(&self, subjects: &str, totals: &Totals) -> Value {
        json!({
            "universe": self.universe,
            "size": self.size,
            "shard": format!("{}/{}", self.shard.number, self.shard.of),
            "whole": self.whole,
            "total": self.total,
            "done": self.done,
            "complete": self.is_complete(),
            "agree": self.all_agree(totals),
            "statement": self.statement(subjects, totals),
        })
    }
}

/// Whether something of the answers was not compared: those of a case, to a request, or the kinds of errors.
fn leaves_out(totals: &Totals) -> bool {
    let counts = &totals.statistics;
    let of_answers = [NotCompared::Authorize, NotCompared::ErrorKinds];
    let left_out = of_answers.iter().any(|part| counts.not_compared.contains_key(part));
    left_out || counts.skipped_cases() > 0 || counts.not_answered > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::SkipReason;
    use crate::statistics::{Skip, Statistics};

    fn extent(done: u64, shard: Shard) -> Extent {
        Extent { universe: "00ff".to_owned(), size: 2, shard, whole: 4_000_000, total: 1_234_567, done }
    }

    fn totals(mismatches: u64) -> Totals {
        Totals { statistics: Statistics { mismatches, ..Statistics::default() }, ..Totals::default() }
    }

    #[test]
    fn the_sentence_says_that_all_agree_only_if_they_do() {
        let (all, part) = (Shard::WHOLE, Shard { number: 1, of: 4 });
        let says = |extent: &Extent, totals: &Totals| {
            let statement = extent.statement("a 1, b 2", totals);
            assert_eq!(
                statement.ends_with("agree (universe 00ff, a 1, b 2)") && statement.starts_with("all "),
                extent.all_agree(totals)
            );
            statement.replace(" (universe 00ff, a 1, b 2)", "")
        };
        let whole = extent(1_234_567, all);
        assert_eq!(says(&whole, &totals(0)), "all 1,234,567 expressions up to size 2 agree");
        assert_eq!(
            says(&extent(1_234_567, part), &totals(0)),
            "all 1,234,567 expressions of shard 1/4 up to size 2 agree"
        );
        assert_eq!(says(&whole, &totals(3)), "all 1,234,567 expressions up to size 2 are done, and 3 of these differ");
        assert_eq!(
            says(&extent(123_456, all), &totals(0)),
            "not complete: 123,456 of 1,234,567 expressions up to size 2 are done (10.0%), and all of these agree"
        );
        assert_eq!(
            says(&extent(0, part), &totals(1)),
            "not complete: 0 of 1,234,567 expressions of shard 1/4 up to size 2 are done (0.0%), and 1 of these differ"
        );
        let mut not_told = totals(0);
        not_told.statistics.not_compared = [(NotCompared::Trees, 1)].into();
        assert!(whole.all_agree(&not_told), "it is about answers");
        let mut left_out = [totals(0), totals(0), totals(0)];
        left_out[0].statistics.skipped = [(Skip::Compared(SkipReason::PoliciesRejected), 1)].into();
        left_out[1].statistics.not_answered = 1;
        left_out[2].statistics.not_compared = [(NotCompared::ErrorKinds, 1)].into();
        for totals in &left_out {
            let expected = "all 1,234,567 expressions up to size 2 are done, and none of these differs, but some were not \
                            compared, or not in everything";
            assert_eq!(says(&whole, totals), expected);
        }
    }
}
