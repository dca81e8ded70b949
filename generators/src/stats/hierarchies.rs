//! Which shapes the hierarchy of a case has, and which ids its entities share.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::name::EntityUid;

use super::families::shares_an_id;

/// Every shape that must occur, with the share of cases, in hundredths of a percent, that must have it.
pub(super) const SHAPES: [(&str, u64); 12] = [
    ("hierarchy: path of five", 1_000),
    ("hierarchy: path of eight", 500),
    ("hierarchy: two ways to one ancestor", 1_000),
    ("hierarchy: parent that is an ancestor anyway", 1_000),
    ("hierarchy: parent listed twice", 200),
    ("hierarchy: sixteen parents", 100),
    ("hierarchy: known parent behind an absent one", 200),
    ("hierarchy: child listed before its parent", 3_000),
    ("hierarchy: parent listed before its child", 3_000),
    ("ids: one of two types", 2_000),
    ("ids: one in two namespaces", 100),
    ("ids: one begins another", 500),
];

/// The shapes that are among these entities.
pub(super) fn of(entities: &[Entity]) -> impl Iterator<Item = &'static str> {
    let places: BTreeMap<&EntityUid, usize> = entities.iter().enumerate().map(|(at, it)| (&it.uid, at)).collect();
    let mut closed: Vec<Option<Closed>> = vec![None; entities.len()];
    for at in 0..entities.len() {
        close(at, entities, &places, &mut closed, 0);
    }
    let known: Vec<&Closed> = closed.iter().flatten().collect();
    let height = known.iter().map(|it| it.height).max().unwrap_or(0);
    let place = |uid: &EntityUid| places.get(uid).copied();
    let links = || entities.iter().enumerate().flat_map(|(at, it)| it.parents.iter().map(move |parent| (at, parent)));
    let is_again =
        |entity: &Entity| entity.parents.iter().enumerate().any(|(at, it)| entity.parents[..at].contains(it));
    let is_behind = |entity: &Entity| {
        let absent = entity.parents.iter().position(|parent| place(parent).is_none());
        absent.is_some_and(|at| entity.parents[at..].iter().any(|parent| place(parent).is_some()))
    };
    let uids: Vec<&EntityUid> = entities.iter().map(|entity| &entity.uid).collect();
    let found = [
        height >= 5,
        height >= 8,
        known.iter().any(|it| it.meets),
        known.iter().any(|it| it.redundant),
        entities.iter().any(is_again),
        entities.iter().any(|entity| entity.parents.len() >= 16),
        entities.iter().any(is_behind),
        links().any(|(at, parent)| place(parent).is_some_and(|it| it > at)),
        links().any(|(at, parent)| place(parent).is_some_and(|it| it < at)),
        shares_an_id(&uids, false),
        shares_an_id(&uids, true),
        one_begins_another(&uids),
    ];
    SHAPES.into_iter().zip(found).filter_map(|((name, _), is_there)| is_there.then_some(name))
}

fn one_begins_another(uids: &[&EntityUid]) -> bool {
    let sorted: BTreeSet<&EntityUid> = uids.iter().copied().collect();
    let sorted: Vec<&EntityUid> = sorted.into_iter().collect();
    sorted.windows(2).any(|pair| pair[0].ty == pair[1].ty && pair[1].eid.starts_with(pair[0].eid.as_str()))
}

/// What is above an entity.
#[derive(Debug, Clone, Default)]
struct Closed {
    height: usize,
    ancestors: BTreeSet<usize>,
    /// Two of its parents, neither in the other, have an ancestor in common.
    meets: bool,
    /// One of its parents is above another of them.
    redundant: bool,
}

/// Deeper than any hierarchy that is made.
const DEEPEST: usize = 500;

fn close(
    at: usize,
    entities: &[Entity],
    places: &BTreeMap<&EntityUid, usize>,
    closed: &mut Vec<Option<Closed>>,
    depth: usize,
) {
    if closed[at].is_some() || depth > DEEPEST {
        return;
    }
    let parents: BTreeSet<usize> =
        entities[at].parents.iter().filter_map(|parent| places.get(parent).copied()).collect();
    // Known from here on, so that a circle, which no store may have, ends.
    closed[at] = Some(Closed::default());
    for parent in &parents {
        close(*parent, entities, places, closed, depth + 1);
    }
    let above: Vec<(usize, Closed)> =
        parents.iter().map(|parent| (*parent, closed[*parent].clone().unwrap_or_default())).collect();
    let mut own = Closed::default();
    for (nth, (parent, it)) in above.iter().enumerate() {
        own.height = own.height.max(it.height + 1);
        own.redundant |= above.iter().any(|(_, other)| other.ancestors.contains(parent));
        let is_apart = |(other, b): &&(usize, Closed)| !it.ancestors.contains(other) && !b.ancestors.contains(parent);
        own.meets |= above[..nth].iter().filter(is_apart).any(|(_, b)| !b.ancestors.is_disjoint(&it.ancestors));
        own.ancestors.insert(*parent);
        own.ancestors.extend(&it.ancestors);
    }
    closed[at] = Some(own);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosscheck_reference_model::name::Name;

    #[test]
    fn shapes_are_found() {
        // `abc` is an entity `a` in `b` and `c`.
        let check = |links: &[&str], expected: &[&str]| {
            let uid = |c: char| EntityUid::new(Name::unqualified("T"), c.to_string());
            let entities: Vec<Entity> = links
                .iter()
                .map(|link| {
                    let mut uids = link.chars().map(uid);
                    let uid = uids.next().expect("an id");
                    Entity { uid, attrs: BTreeMap::new(), tags: BTreeMap::new(), parents: uids.collect() }
                })
                .collect();
            assert_eq!(of(&entities).collect::<Vec<_>>(), expected, "{links:?}");
        };
        let before = "hierarchy: child listed before its parent";
        let after = "hierarchy: parent listed before its child";
        check(&["a", "b"], &[]);
        check(&["ab", "b"], &[before]);
        check(&["b", "ab"], &[after]);
        check(&["d", "cd", "bd", "abc"], &["hierarchy: two ways to one ancestor", after]);
        check(&["c", "bc", "abc"], &["hierarchy: parent that is an ancestor anyway", after]);
        check(&["b", "abb"], &["hierarchy: parent listed twice", after]);
        check(&["b", "axb"], &["hierarchy: known parent behind an absent one", after]);
        check(&["b", "abx"], &[after]);
        check(&["f", "ef", "de", "cd", "bc", "ab"], &["hierarchy: path of five", after]);
        // A circle is no hierarchy, and ends.
        check(&["ab", "ba"], &[before, after]);
    }
}
