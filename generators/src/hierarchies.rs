//! Hierarchies: shapes of parents among a few entities of one type, by name.
//!
//! Closure and `in` go wrong at a depth, at a number of parents, where two ways meet, or where a way ends in an entity
//! that no store holds. What comes of chance alone is rarely deep or wide enough.

use crate::choices::Choices;
use crate::settings::Hierarchy;

/// A parent of an entity of the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Above {
    /// An earlier entity of the shape, by its place.
    Entity(usize),
    /// One that no store holds.
    Absent,
}

/// The length of a deep chain, in entities.
const DEEP: [(u32, usize); 4] = [(50, 9), (25, 11), (15, 14), (10, 18)];

/// How many direct parents an entity has that has many.
const WIDE: [(u32, usize); 4] = [(40, 20), (30, 24), (20, 34), (10, 66)];

/// The parents of each entity of the shape, in the order in which they are made: parents first. Whoever has room for fewer
/// entities takes the first of them.
pub(crate) fn draw(choices: &mut Choices<'_>, hierarchy: Hierarchy, room: usize) -> Vec<Vec<Above>> {
    match hierarchy {
        Hierarchy::Free => Vec::new(),
        Hierarchy::Deep => chain((*choices.weighted(&DEEP)).min(room)),
        Hierarchy::Diamond => diamond(choices),
        Hierarchy::Lattice => lattice(choices),
        Hierarchy::Wide => wide(choices, room),
        Hierarchy::Redundant => redundant(choices),
        Hierarchy::Dangling => {
            let mut links = chain(choices.size_in(4..=6));
            for above in &mut links {
                // First mostly: what follows a parent that is absent is lost most easily.
                let place = if choices.chance(3, 4) { 0 } else { above.len() };
                above.insert(place, Above::Absent);
            }
            links
        }
    }
}

fn chain(length: usize) -> Vec<Vec<Above>> {
    (0..length).map(|place| place.checked_sub(1).map(Above::Entity).into_iter().collect()).collect()
}

/// A short and a long way from the last but one to the second; the second is in the first, and the last in the last but
/// one.
fn diamond(choices: &mut Choices<'_>) -> Vec<Vec<Above>> {
    let mut links = chain(2);
    let mut ends = Vec::with_capacity(2);
    for steps in [1, choices.size_in(2..=4)] {
        let mut end = 1;
        for _ in 0..steps {
            links.push(vec![Above::Entity(end)]);
            end = links.len() - 1;
        }
        ends.push(Above::Entity(end));
    }
    choices.shuffle(&mut ends);
    links.push(ends);
    links.push(vec![Above::Entity(links.len() - 1)]);
    links
}

/// Layers of three entities, each in two or three of the layer above.
fn lattice(choices: &mut Choices<'_>) -> Vec<Vec<Above>> {
    let mut links: Vec<Vec<Above>> = vec![Vec::new(); 3];
    for _ in 1..choices.size_in(4..=5) {
        let start = links.len() - 3;
        let layer: Vec<Above> = (start..start + 3).map(Above::Entity).collect();
        for _ in 0..3 {
            links.push(choices.some_of(&layer, 2, 3));
        }
    }
    links
}

/// One entity in many, one of which, the last mostly, is in another.
fn wide(choices: &mut Choices<'_>, room: usize) -> Vec<Vec<Above>> {
    let count = (*choices.weighted(&WIDE)).min(room.saturating_sub(2)).max(1);
    let mut links: Vec<Vec<Above>> = vec![Vec::new(); count + 1];
    let inner = if choices.chance(1, 2) { count } else { 1 + choices.below(count) };
    links[inner].push(Above::Entity(0));
    let mut all: Vec<Above> = (1..=count).map(Above::Entity).collect();
    if choices.chance(1, 3) {
        all.reverse();
    }
    links.push(all);
    links
}

/// A chain in which each entity names everything above it, in either order, and now and then one of them twice.
fn redundant(choices: &mut Choices<'_>) -> Vec<Vec<Above>> {
    (0..choices.size_in(4..=6))
        .map(|place| {
            let mut above: Vec<Above> = (0..place).map(Above::Entity).collect();
            if choices.chance(1, 2) {
                above.reverse();
            }
            if choices.chance(1, 2)
                && let Some(twice) = choices.pick_any(&above).copied()
            {
                above.push(twice);
            }
            above
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest way up from each entity, and its ancestors.
    fn closed(links: &[Vec<Above>]) -> Vec<(usize, Vec<usize>)> {
        let mut closed: Vec<(usize, Vec<usize>)> = Vec::new();
        for above in links {
            let (mut height, mut ancestors) = (0, Vec::new());
            for parent in above {
                if let Above::Entity(parent) = parent {
                    height = height.max(closed[*parent].0 + 1);
                    ancestors.push(*parent);
                    ancestors.extend(&closed[*parent].1);
                }
            }
            ancestors.sort_unstable();
            ancestors.dedup();
            closed.push((height, ancestors));
        }
        closed
    }

    fn each(hierarchy: Hierarchy, check: impl Fn(&[Vec<Above>], &[(usize, Vec<usize>)]) -> bool) {
        for seed in 0..100 {
            let links = draw(&mut Choices::from_seed(seed), hierarchy, hierarchy.room() + seed as usize);
            assert!(check(&links, &closed(&links)), "{hierarchy:?}, seed {seed}: {links:?}");
            assert!(links.len() >= hierarchy.room(), "{hierarchy:?}, seed {seed}: {links:?}");
        }
    }

    #[test]
    fn each_shape_is_what_its_name_says() {
        each(Hierarchy::Free, |links, _| links.is_empty());
        each(Hierarchy::Deep, |_, closed| closed.iter().any(|(height, _)| *height >= 8));
        each(Hierarchy::Diamond, |links, closed| {
            let meets = links.iter().position(|above| above.len() == 2).expect("two ways meet");
            // The two parents have an ancestor in common that is itself in another.
            let [Above::Entity(a), Above::Entity(b)] = links[meets][..] else { return false };
            closed[a].0 != closed[b].0 && closed[a].1.contains(&0) && closed[b].1.contains(&1)
        });
        each(Hierarchy::Lattice, |links, closed| {
            links.len() % 3 == 0 && closed.iter().any(|(height, ancestors)| *height >= 3 && ancestors.len() >= 6)
        });
        each(Hierarchy::Wide, |links, closed| {
            let last = links.last().expect("the wide one");
            last.len() >= 20 && closed.last().is_some_and(|(height, _)| *height == 2)
        });
        each(Hierarchy::Redundant, |links, closed| {
            links.iter().zip(closed).all(|(above, (_, ancestors))| above.len() >= ancestors.len()) && links.len() >= 4
        });
        each(Hierarchy::Dangling, |links, closed| {
            links.iter().all(|above| above.contains(&Above::Absent)) && closed.iter().any(|(height, _)| *height >= 3)
        });
    }
}
