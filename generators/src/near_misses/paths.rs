//! Ways over the hierarchy: which single edges an entity's membership hangs on.

use std::collections::VecDeque;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::name::EntityUid;

/// Each edge without which nothing in `targets` is above `uid` any more, as the way from `uid` to the end of that edge;
/// nearest first. There is none where two ways lead there that share no edge.
pub(super) fn needed(uid: &EntityUid, targets: &[EntityUid], listed: &[Entity]) -> Vec<Vec<EntityUid>> {
    let Some(way) = shortest(uid, targets, listed, None) else { return Vec::new() };
    let edges = (1..way.len()).filter(|end| {
        let edge = Some((way[end - 1], way[*end]));
        shortest(uid, targets, listed, edge).is_none()
    });
    edges.map(|end| way[..=end].iter().map(|uid| (*uid).clone()).collect()).collect()
}

/// The shortest way from `uid` to one of `targets`, of at least one edge, without the edge that is cut.
fn shortest<'a>(
    uid: &'a EntityUid,
    targets: &'a [EntityUid],
    listed: &'a [Entity],
    cut: Option<(&EntityUid, &EntityUid)>,
) -> Option<Vec<&'a EntityUid>> {
    // Each entity with the index of the one it was reached from.
    let mut reached: Vec<(&EntityUid, usize)> = vec![(uid, 0)];
    let mut open = VecDeque::from([0]);
    while let Some(index) = open.pop_front() {
        let from = reached[index].0;
        let parents = listed.iter().find(|entity| entity.uid == *from).map(|entity| entity.parents.as_slice());
        for parent in parents.unwrap_or_default() {
            if cut == Some((from, parent)) || reached.iter().any(|(other, _)| *other == parent) {
                continue;
            }
            reached.push((parent, index));
            if targets.contains(parent) {
                return Some(way_to(&reached));
            }
            open.push_back(reached.len() - 1);
        }
    }
    None
}

/// The way to what was reached last.
fn way_to<'a>(reached: &[(&'a EntityUid, usize)]) -> Vec<&'a EntityUid> {
    let mut way = Vec::new();
    let mut index = reached.len() - 1;
    loop {
        way.push(reached[index].0);
        if index == 0 {
            way.reverse();
            return way;
        }
        index = reached[index].1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crosscheck_reference_model::name::Name;

    use super::*;

    fn uid(id: &str) -> EntityUid {
        EntityUid::new(Name::unqualified("T"), id)
    }

    /// A hierarchy as `a>b,c` for each entity with its parents.
    fn hierarchy(text: &str) -> Vec<Entity> {
        let entity = |item: &str| {
            let (id, parents) = item.split_once('>').unwrap_or((item, ""));
            let parents = parents.split(',').filter(|parent| !parent.is_empty()).map(uid).collect();
            Entity { uid: uid(id), attrs: BTreeMap::new(), tags: BTreeMap::new(), parents }
        };
        text.split_whitespace().map(entity).collect()
    }

    #[test]
    fn only_edges_on_every_way_are_needed() {
        let check = |text: &str, target: &str, expected: &[&str]| {
            let found = needed(&uid("a"), &[uid(target)], &hierarchy(text));
            let found: Vec<String> =
                found.iter().map(|way| way.iter().map(|uid| uid.eid.as_str()).collect::<String>()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("a>b b>c c>d d", "d", &["ab", "abc", "abcd"]);
        check("a>b b>c c>d d", "b", &["ab"]);
        check("a>b,c b>d c>d d", "d", &[]);
        check("a>b,c b>d c>d d>e e", "e", &["abde"]);
        check("a>b b>c,d c>e d>e e", "e", &["ab"]);
        check("a>b,c b>c c", "c", &[]);
        check("a>x b", "x", &["ax"]);
        check("a>b b", "z", &[]);
        check("a", "a", &[]);
    }
}
