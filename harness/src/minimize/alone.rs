//! A pass that leaves one policy alone, as a permit: what a forbid does to a permit is mostly what its condition does.

use crosscheck_generators::Case;
use crosscheck_reference_model::policy::{ConditionKind, Effect};

use super::parts::renumber;

/// One site for each policy, unless there is but one permit.
pub(super) fn sites(case: &Case) -> usize {
    case.policies.len()
}

/// The policy `site` alone, as a permit; then the same with its last condition turned into its opposite.
pub(super) fn as_permit(case: &Case, site: usize, number: usize) -> Option<Case> {
    let mut case = only(case, site)?;
    let policy = case.policies.first_mut()?;
    policy.effect = Effect::Permit;
    match number {
        0 => Some(case),
        1 => {
            let condition = policy.conditions.last_mut()?;
            condition.kind = match condition.kind {
                ConditionKind::When => ConditionKind::Unless,
                ConditionKind::Unless => ConditionKind::When,
            };
            Some(case)
        }
        _ => None,
    }
}

/// The case with no other policy than that of this index.
pub(super) fn only(case: &Case, index: usize) -> Option<Case> {
    let policy = case.policies.get(index)?.clone();
    let links = case.links.iter().filter(|link| link.template == policy.id).cloned().collect();
    let mut only = Case { policies: vec![policy], links, ..case.clone() };
    renumber(&mut only);
    Some(only)
}
