//! Where a run is: one line, redrawn on a terminal, now and then printed anew elsewhere. Always on standard error.

use std::io::IsTerminal;
use std::time::Duration;

use crosscheck_reference_model::observe::Coverage;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::campaign::Totals;
use crate::duration;
use crate::output::Output;
use crate::statistics::percent;

/// The time between two lines that cannot be redrawn: short at first, so that one sees that it works.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// What a run that counts through its cases will have done in the end, and what had been done before it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// The greatest number of operators.
    pub size: usize,
    /// Conditions in all.
    pub total: u64,
    /// Cases in all.
    pub cases: u64,
    /// Cases that were done before.
    pub cases_before: u64,
    /// How long that had taken.
    pub elapsed_before: Duration,
}

/// The progress line of a run.
pub struct Progress {
    goal: Option<Goal>,
    bar: Option<ProgressBar>,
    next: Duration,
    pause: Duration,
}

impl Progress {
    /// A progress line that suits standard error; none at all if the output is to be quiet.
    pub fn start(output: &Output) -> Self {
        let bar = (!output.quiet() && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_style(ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        output.set_progress(bar.clone());
        Self { goal: None, bar, next: FIRST_PAUSE, pause: FIRST_PAUSE }
    }

    /// A progress line that says how far it is to `goal`.
    pub fn towards(self, goal: Goal) -> Self {
        Self { goal: Some(goal), next: goal.elapsed_before + FIRST_PAUSE, ..self }
    }

    /// Shows where the run is, if it is time to.
    pub fn show(&mut self, totals: &Totals, mismatches: u64, buckets: usize, output: &Output) {
        let shown = || match &self.goal {
            Some(goal) => line_towards(goal, totals, mismatches, buckets),
            None => line(totals, mismatches, buckets),
        };
        if let Some(bar) = &self.bar {
            bar.set_message(shown());
            bar.tick();
        } else if totals.elapsed >= self.next {
            output.note(&shown());
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            self.next = totals.elapsed + self.pause;
        }
    }

    /// Takes the line away.
    pub fn finish(&self, output: &Output) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        output.set_progress(None);
    }
}

/// Where a run is, on one line.
pub fn line(totals: &Totals, mismatches: u64, buckets: usize) -> String {
    let counts = &totals.statistics;
    let rules = match &totals.coverage {
        Some(coverage) => format!("{}/{}", coverage.covered(), Coverage::total()),
        None => "not counted".to_owned(),
    };
    format!(
        "{}  cases {}  decisions {} ({}/s)  allow {:.1}%  error {:.1}%  skipped {:.1}%  rules {rules}  \
         mismatches {}  buckets {buckets}",
        duration::show(totals.elapsed),
        grouped(counts.cases),
        grouped(counts.decisions),
        grouped(per_second(counts.decisions, totals.elapsed)),
        percent(counts.allow, counts.requests()),
        percent(counts.with_errors, counts.requests()),
        percent(counts.skipped_cases(), counts.cases),
        grouped(mismatches),
    )
}

/// Where a run with a goal is, on one line.
pub fn line_towards(goal: &Goal, totals: &Totals, mismatches: u64, buckets: usize) -> String {
    let cases = totals.statistics.cases.min(goal.cases);
    let conditions = |cases: u64| (u128::from(goal.total) * u128::from(cases) / u128::from(goal.cases.max(1))) as u64;
    let elapsed = totals.elapsed.saturating_sub(goal.elapsed_before);
    let rate = per_second(conditions(cases.saturating_sub(goal.cases_before)), elapsed);
    let left = match rate {
        0 => "not yet known".to_owned(),
        rate => duration::show(Duration::from_secs((goal.total - conditions(cases)) / rate)),
    };
    format!(
        "{}  size {}: {} of {} conditions ({:.1}%)  {}/s  left {left}  mismatches {}  buckets {buckets}",
        duration::show(totals.elapsed),
        goal.size,
        grouped(conditions(cases)),
        grouped(goal.total),
        percent(cases, goal.cases),
        grouped(rate),
        grouped(mismatches),
    )
}

/// How many a second.
pub fn per_second(count: u64, elapsed: Duration) -> u64 {
    let seconds = elapsed.as_secs_f64();
    if seconds <= 0.0 { 0 } else { (count as f64 / seconds).round() as u64 }
}

/// A number with its thousands apart: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Statistics;

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn the_line_of_a_run() {
        let statistics = Statistics {
            cases: 31_000,
            decisions: 247_104,
            allow: 120_000,
            deny: 127_104,
            with_errors: 37_065,
            skipped: [(crate::statistics::Skip::Compared(crate::compare::SkipReason::PoliciesRejected), 112)].into(),
            ..Statistics::default()
        };
        let totals = Totals { statistics, elapsed: Duration::from_millis(12_345), ..Totals::default() };
        assert_eq!(
            line(&totals, 3, 1),
            "12.3s  cases 31,000  decisions 247,104 (20,017/s)  allow 48.6%  error 15.0%  skipped 0.4%  \
             rules not counted  mismatches 3  buckets 1"
        );
    }

    #[test]
    fn the_line_of_a_run_with_a_goal() {
        let elapsed_before = Duration::from_secs(100);
        let goal = Goal { size: 2, total: 1_000_000, cases: 10_000, cases_before: 2_000, elapsed_before };
        let shown = |cases: u64, seconds: u64| {
            let totals = Totals {
                statistics: Statistics { cases, ..Statistics::default() },
                elapsed: Duration::from_secs(seconds),
                ..Totals::default()
            };
            line_towards(&goal, &totals, 3, 1)
        };
        let end = "  mismatches 3  buckets 1";
        let expected = [
            ((2_000, 100), "1m 40s  size 2: 200,000 of 1,000,000 conditions (20.0%)  0/s  left not yet known"),
            ((3_000, 110), "1m 50s  size 2: 300,000 of 1,000,000 conditions (30.0%)  10,000/s  left 1m 10s"),
            ((10_000, 180), "3m 00s  size 2: 1,000,000 of 1,000,000 conditions (100.0%)  10,000/s  left 0.0s"),
        ];
        for ((cases, seconds), line) in expected {
            assert_eq!(shown(cases, seconds), format!("{line}{end}"));
        }
    }
}
