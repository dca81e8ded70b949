//! Passes over templates and their links: a template becomes the static policy that one of its links makes.

use crosscheck_generators::Case;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{EntityOrSlot, Link, Scope, Slot, Template};

/// One site for each link.
pub(super) fn sites(case: &Case) -> usize {
    case.links.len()
}

/// The template of the link `site` becomes what the link makes of it; all links of that template go.
pub(super) fn unlink(case: &Case, site: usize, number: usize) -> Option<Case> {
    if number > 0 {
        return None;
    }
    let mut case = case.clone();
    let before = slots_of(&case);
    let link = case.links.get(site)?.clone();
    let template = case.policies.iter_mut().find(|policy| policy.id == link.template)?;
    fill(&mut template.principal, link.slots.get(&Slot::Principal));
    fill(&mut template.resource, link.slots.get(&Slot::Resource));
    tidy_links(&mut case, &before);
    Some(case)
}

fn fill(scope: &mut Scope<EntityOrSlot>, value: Option<&EntityUid>) {
    let (Scope::Eq(hole) | Scope::In(hole) | Scope::IsIn(_, hole)) = scope else { return };
    if let (EntityOrSlot::Slot, Some(uid)) = (&hole, value) {
        *hole = EntityOrSlot::Entity(uid.clone());
    }
}

/// The slots of each policy, for [`tidy_links`].
pub(super) fn slots_of(case: &Case) -> Vec<Vec<Slot>> {
    case.policies.iter().map(|policy| policy.slots().into_iter().collect()).collect()
}

/// Takes from each link the values of slots that its template had `before` and has no longer, and takes links away whose
/// template has become a static policy. What did not fit before stays: it may be what the case is about.
pub(super) fn tidy_links(case: &mut Case, before: &[Vec<Slot>]) {
    let template_of = |policies: &[Template], link: &Link| policies.iter().position(|p| p.id == link.template);
    let policies = &case.policies;
    case.links.retain_mut(|link| match template_of(policies, link) {
        Some(index) if policies[index].is_static() => before[index].is_empty(),
        Some(index) => {
            let slots = policies[index].slots();
            link.slots.retain(|slot, _| slots.contains(slot) || !before[index].contains(slot));
            true
        }
        None => true,
    });
}
