//! A pass over the level of a case: the usual one if that will do, else a lower one.

use crosscheck_generators::Case;
use crosscheck_generators::case::DEFAULT_LEVEL;

pub(super) fn sites(case: &Case) -> usize {
    usize::from(case.level != DEFAULT_LEVEL)
}

/// The usual level; 0; one less.
pub(super) fn lower(case: &Case, _site: usize, number: usize) -> Option<Case> {
    let candidates = [DEFAULT_LEVEL, 0, case.level.saturating_sub(1)];
    let level = *candidates.get(number)?;
    Some(Case { level, ..case.clone() })
}
