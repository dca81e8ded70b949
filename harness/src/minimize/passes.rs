//! The table of passes over abstract syntax, and the loop that runs them.
//!
//! Each round runs every pass once, in the order of the table: what takes most away comes first. Rounds go on as long
//! as one makes the case simpler. A proposal is kept only if it is simpler than the case in one order (weight, then how
//! plain its literals are, then bytes, then the text itself), so no two passes can undo each other for ever.

use std::ops::Range;

use crosscheck_generators::print::{self, Spelling};
use crosscheck_generators::{Case, CaseText};

use super::literals::distance_from_plain;
use super::search::{Search, sweep};
use super::sizes::{bytes, weight};
use super::{
    alone, declared_types, descendants, expressions, level, literals, numbers, parts, rename, schema, scopes, slots,
    values,
};

/// A named way to make cases simpler.
pub(super) struct Pass {
    /// Its name in the table of counters.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) edit: Edit,
}

/// The two ways in which passes propose.
pub(super) enum Edit {
    /// The case has sites of one kind, and any number of them may be taken away or made trivial at once: the function
    /// asks [`Pick::take`] at each site, in a fixed order.
    Sweep(fn(&mut Case, &mut Pick)),
    /// The case has sites with several simpler alternatives each.
    Step {
        /// How many sites there are.
        sites: fn(&Case) -> usize,
        /// The alternative of this number at this site, the boldest first; `None` when there is none of this number.
        alternative: fn(&Case, usize, usize) -> Option<Case>,
    },
}

/// Which sites a sweep is to change.
pub(super) struct Pick {
    next: usize,
    chosen: Range<usize>,
}

impl Pick {
    fn new(chosen: Range<usize>) -> Self {
        Self { next: 0, chosen }
    }

    /// Asked once at each site: whether to change it.
    pub(super) fn take(&mut self) -> bool {
        let taken = self.chosen.contains(&self.next);
        self.next += 1;
        taken
    }
}

/// Every pass, in the order of a round.
pub(super) const PASSES: &[Pass] = &[
    Pass { name: "drop requests", edit: Edit::Sweep(parts::requests) },
    Pass { name: "drop policies", edit: Edit::Sweep(parts::policies) },
    Pass { name: "one policy alone", edit: Edit::Step { sites: alone::sites, alternative: alone::as_permit } },
    Pass { name: "drop the schema", edit: Edit::Sweep(schema::whole) },
    Pass { name: "drop entities", edit: Edit::Sweep(parts::entities) },
    Pass { name: "drop links", edit: Edit::Sweep(parts::links) },
    Pass { name: "unlink to static", edit: Edit::Step { sites: slots::sites, alternative: slots::unlink } },
    Pass { name: "drop conditions", edit: Edit::Sweep(parts::conditions) },
    Pass { name: "drop annotations", edit: Edit::Sweep(parts::annotations) },
    Pass { name: "scopes to any", edit: Edit::Sweep(scopes::to_any) },
    Pass { name: "weaken scopes", edit: Edit::Step { sites: scopes::sites, alternative: scopes::weaken } },
    Pass { name: "drop attributes", edit: Edit::Sweep(parts::attributes) },
    Pass { name: "drop tags", edit: Edit::Sweep(parts::tags) },
    Pass { name: "drop parents", edit: Edit::Sweep(parts::parents) },
    Pass { name: "drop context fields", edit: Edit::Sweep(parts::contexts) },
    Pass { name: "drop declarations", edit: Edit::Sweep(schema::declarations) },
    Pass { name: "drop schema parts", edit: Edit::Sweep(schema::parts) },
    Pass {
        name: "inline common types",
        edit: Edit::Step { sites: declared_types::common_types, alternative: declared_types::inlined },
    },
    Pass {
        name: "simplify declared types",
        edit: Edit::Step { sites: declared_types::sites, alternative: declared_types::simpler },
    },
    Pass { name: "require attributes", edit: Edit::Sweep(declared_types::optional) },
    Pass { name: "lower the level", edit: Edit::Step { sites: level::sites, alternative: level::lower } },
    Pass {
        name: "hoist descendants",
        edit: Edit::Step { sites: descendants::sites, alternative: descendants::hoisted },
    },
    Pass {
        name: "simplify expressions",
        edit: Edit::Step { sites: expressions::sites, alternative: expressions::simpler },
    },
    Pass { name: "drop elements", edit: Edit::Sweep(expressions::elements) },
    Pass { name: "values for expressions", edit: Edit::Step { sites: values::sites, alternative: values::value } },
    Pass { name: "unless to when", edit: Edit::Sweep(parts::unless) },
    Pass { name: "permit and when", edit: Edit::Sweep(parts::forbid_and_unless) },
    Pass { name: "shorten strings", edit: Edit::Sweep(expressions::strings) },
    Pass { name: "shorten patterns", edit: Edit::Sweep(expressions::patterns) },
    Pass { name: "integers toward 0", edit: Edit::Step { sites: numbers::sites, alternative: numbers::nearer } },
    Pass { name: "plain literals", edit: Edit::Step { sites: literals::sites, alternative: literals::plainer } },
    Pass { name: "short names", edit: Edit::Step { sites: rename::sites, alternative: rename::shorter } },
];

/// The place of a case in the order in which the minimizer descends.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    weight: usize,
    plain: usize,
    bytes: usize,
}

impl Place {
    fn of(case: &Case, text: &CaseText) -> Self {
        Self { weight: weight(case), plain: distance_from_plain(case), bytes: bytes(text) }
    }
}

struct Best {
    /// How every proposal is printed.
    spelling: Spelling,
    case: Case,
    text: CaseText,
    place: Place,
}

/// Runs rounds of passes on `case`, whose text in this spelling is `text`, until none helps or the budget is used up.
pub(super) fn reduce(search: &mut Search<'_>, case: Case, text: CaseText, spelling: Spelling) -> CaseText {
    let place = Place::of(&case, &text);
    let mut best = Best { spelling, case, text, place };
    loop {
        let before = best.text.clone();
        for pass in PASSES {
            match pass.edit {
                Edit::Sweep(edit) => run_sweep(search, pass.name, edit, &mut best),
                Edit::Step { sites, alternative } => run_steps(search, pass.name, sites, alternative, &mut best),
            }
        }
        if best.text == before || search.is_exhausted() {
            return best.text;
        }
    }
}

fn run_sweep(search: &mut Search<'_>, name: &'static str, edit: fn(&mut Case, &mut Pick), best: &mut Best) {
    let sites = |case: &Case| {
        let mut pick = Pick::new(0..0);
        edit(&mut case.clone(), &mut pick);
        pick.next
    };
    sweep(sites(&best.case), |chunk| {
        let mut candidate = best.case.clone();
        edit(&mut candidate, &mut Pick::new(chunk));
        propose(search, name, candidate, best).then(|| sites(&best.case))
    });
}

fn run_steps(
    search: &mut Search<'_>,
    name: &'static str,
    sites: fn(&Case) -> usize,
    alternative: fn(&Case, usize, usize) -> Option<Case>,
    best: &mut Best,
) {
    let mut site = 0;
    while site < sites(&best.case) && !search.is_exhausted() {
        let mut number = 0;
        let mut kept = false;
        while let Some(candidate) = alternative(&best.case, site, number) {
            kept = propose(search, name, candidate, best);
            if kept {
                break;
            }
            number += 1;
        }
        // Where something was kept, the same site may have become simpler still.
        site += usize::from(!kept);
    }
}

/// Makes `candidate` the best if it is simpler and shows the difference.
fn propose(search: &mut Search<'_>, name: &'static str, candidate: Case, best: &mut Best) -> bool {
    if weight(&candidate) > best.place.weight {
        return false;
    }
    let text = print::spelled(&candidate, best.spelling);
    let place = Place::of(&candidate, &text);
    let order = place.cmp(&best.place).then_with(|| lexicographic(&text, &best.text));
    if !order.is_lt() || !search.shows(name, &text) {
        return false;
    }
    *best = Best { case: candidate, text, place, ..*best };
    true
}

/// An order of texts of the same length that makes digits and letters come down.
fn lexicographic(left: &CaseText, right: &CaseText) -> std::cmp::Ordering {
    let key = |text: &'_ CaseText| -> Vec<String> {
        let requests = text.requests.iter().flat_map(|request| {
            [&request.principal, &request.action, &request.resource]
                .into_iter()
                .flat_map(|uid| [uid.ty.clone(), uid.id.clone()])
                .chain([request.context.clone()])
        });
        let links = text.links.iter().flat_map(|link| {
            link.slots.values().flat_map(|uid| [uid.ty.clone(), uid.id.clone()]).chain([link.id.clone()])
        });
        [text.policies.clone(), text.schema.clone().unwrap_or_default(), text.entities.clone()]
            .into_iter()
            .chain(requests)
            .chain(links)
            .collect()
    };
    key(left).cmp(&key(right))
}
