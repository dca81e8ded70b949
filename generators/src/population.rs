//! The population: which entities there are, whose children they are, and which ids no store holds.
//!
//! Entities are made in order, and an entity's parents are taken from those before it, so there is no cycle. Ids that
//! are absent from the store stand in wherever an entity of their type may: as parents, references, principals.

use crosscheck_reference_model::name::EntityUid;

use crate::choices::Choices;
use crate::hierarchies::{self, Above};
use crate::pools::{self, lookalikes};
use crate::settings::{Feature, Settings};
use crate::world::{Shape, TypeIndex, World};

/// One entity of the store.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) uid: EntityUid,
    pub(crate) ty: TypeIndex,
    /// Its direct parents, absent ones too.
    pub(crate) parents: Vec<EntityUid>,
    /// Everything it is in, nearest first; what is behind an absent parent is unknown to the store.
    pub(crate) ancestors: Vec<EntityUid>,
}

/// Every entity that can be spoken of.
#[derive(Debug, Default)]
pub(crate) struct Population {
    pub(crate) members: Vec<Member>,
    /// By type: the indices of members.
    present: Vec<Vec<usize>>,
    /// By type: ids that the store does not hold.
    absent: Vec<Vec<EntityUid>>,
    /// The member at the foot of the shape or chain, from which the most can be reached. It is spoken of more often.
    foot: Option<usize>,
}

/// Ids of entities.
const IDS: [&str; 12] = ["ann", "bob", "cleo", "dan", "eve", "fay", "gus", "hal", "ida", "jon", "kim", "leo"];

/// How many parents an entity gets where there is choice.
const PARENTS: [(u32, usize); 4] = [(18, 0), (50, 1), (25, 2), (7, 3)];

/// The length of a chain, in entities.
const CHAIN: [(u32, usize); 3] = [(60, 4), (30, 5), (10, 8)];

impl Population {
    /// Draws the entities of a case.
    pub(crate) fn draw(choices: &mut Choices<'_>, settings: &Settings, world: &World) -> Self {
        let count = world.types.len();
        let mut this =
            Self { members: Vec::new(), present: vec![Vec::new(); count], absent: vec![Vec::new(); count], foot: None };
        this.draw_absent(choices, settings, world);
        // Some type is its own parent type whenever a shape or a chain is wanted; in a plan of ours it is the first.
        let own = (0..count).find(|ty| world.types[*ty].parents.contains(ty)).unwrap_or(0);
        let shape = hierarchies::draw(choices, settings.hierarchy, settings.entities);
        let shaped = shape.len().min(settings.entities);
        let chain = if settings.chain { *choices.weighted(&CHAIN) } else { 0 };
        let chained = chain.min(settings.entities - shaped);
        for _ in 0..settings.entities - shaped - chained {
            let ty = choices.below(count);
            this.add(choices, settings, world, ty, Vec::new());
        }
        let mut places: Vec<EntityUid> = Vec::with_capacity(shaped);
        for above in shape.iter().take(shaped) {
            let parents = above.iter().filter_map(|above| this.shaped_parent(settings, above, own, &places)).collect();
            places.extend(this.add(choices, settings, world, own, parents));
        }
        if shaped > 0 {
            this.foot = this.members.len().checked_sub(1);
        }
        for _ in 0..chained {
            let parents = this.last_of(own);
            this.add(choices, settings, world, own, parents);
        }
        if shaped == 0 && chained > 0 {
            this.foot = this.members.len().checked_sub(1);
        }
        this
    }

    /// The parent that a shape asks for, the entities of which are `places` up to now.
    fn shaped_parent(
        &self,
        settings: &Settings,
        above: &Above,
        own: TypeIndex,
        places: &[EntityUid],
    ) -> Option<EntityUid> {
        match above {
            Above::Entity(place) => places.get(*place).cloned(),
            Above::Absent if settings.has(Feature::Absent) => self.absent[own].first().cloned(),
            Above::Absent => None,
        }
    }

    fn draw_absent(&mut self, choices: &mut Choices<'_>, settings: &Settings, world: &World) {
        for (ty, plan) in world.types.iter().enumerate() {
            match &plan.shape {
                Shape::Enum(ids) => {
                    self.absent[ty] = ids.iter().map(|id| EntityUid::new(plan.name.clone(), id.clone())).collect();
                }
                Shape::Standard { .. } => {
                    let odd = settings.has(Feature::OddNames) && choices.chance(1, 4);
                    let id = if odd { "no one" } else { "nobody" };
                    self.absent[ty].push(EntityUid::new(plan.name.clone(), id));
                }
            }
        }
    }

    /// Adds an entity of type `ty` in these parents and maybe others, and says which it is.
    fn add(
        &mut self,
        choices: &mut Choices<'_>,
        settings: &Settings,
        world: &World,
        ty: TypeIndex,
        parents: Vec<EntityUid>,
    ) -> Option<EntityUid> {
        let mut ty = ty;
        if matches!(world.types[ty].shape, Shape::Enum(_)) {
            // Its ids are declared; only some of them are listed, and nothing can be said of them.
            if choices.chance(1, 2) && !self.absent[ty].is_empty() {
                let place = choices.below(self.absent[ty].len());
                let uid = self.absent[ty].swap_remove(place);
                self.push(Member { uid: uid.clone(), ty, parents: Vec::new(), ancestors: Vec::new() });
                return Some(uid);
            }
            // In a plan of ours the first type is never enumerated; with a schema of theirs every type may be.
            ty = world.types.iter().position(|plan| !matches!(plan.shape, Shape::Enum(_)))?;
        }
        let uid = EntityUid::new(world.types[ty].name.clone(), self.fresh_id(choices, settings, ty));
        let parents = self.draw_parents(choices, settings, world, ty, parents);
        let ancestors = self.close(&parents);
        self.push(Member { uid: uid.clone(), ty, parents, ancestors });
        Some(uid)
    }

    fn push(&mut self, member: Member) {
        self.present[member.ty].push(self.members.len());
        self.members.push(member);
    }

    fn last_of(&self, ty: TypeIndex) -> Vec<EntityUid> {
        self.present[ty].last().map(|index| self.members[*index].uid.clone()).into_iter().collect()
    }

    fn fresh_id(&self, choices: &mut Choices<'_>, settings: &Settings, ty: TypeIndex) -> String {
        let taken = |id: &str| self.present[ty].iter().any(|index| self.members[*index].uid.eid == id);
        // The id of an entity of another type, or one that is all but that of another entity.
        if let Some(member) = choices.pick_any(&self.members) {
            let id = &member.uid.eid;
            if choices.chance(1, 6) && !taken(id) {
                return id.clone();
            }
            if settings.has(Feature::Edges) && choices.chance(1, 8) {
                let near = lookalikes::near(choices, id);
                if !taken(&near) {
                    return near;
                }
            }
        }
        let table: &[&str] =
            if settings.has(Feature::OddNames) && choices.chance(1, 3) { pools::entity_ids() } else { &IDS };
        let start = choices.below(table.len());
        let free = (0..table.len()).map(|step| table[(start + step) % table.len()]).find(|id| !taken(id));
        free.map_or_else(|| format!("x{}", self.members.len()), ToOwned::to_owned)
    }

    fn draw_parents(
        &self,
        choices: &mut Choices<'_>,
        settings: &Settings,
        world: &World,
        ty: TypeIndex,
        mut parents: Vec<EntityUid>,
    ) -> Vec<EntityUid> {
        let plan = &world.types[ty];
        if plan.parents.is_empty() {
            return parents;
        }
        for _ in 0..*choices.weighted(&PARENTS) {
            // A parent of a type that is only reached over others is allowed, and a way to two paths to one ancestor.
            let types = if choices.chance(1, 8) { &plan.ancestors } else { &plan.parents };
            let parent_ty = *choices.pick(types);
            let absent = &self.absent[parent_ty];
            let parent =
                if self.present[parent_ty].is_empty() || (settings.has(Feature::Absent) && choices.chance(1, 8)) {
                    choices.pick_any(absent).filter(|_| settings.has(Feature::Absent)).cloned()
                } else {
                    let index = *choices.pick(&self.present[parent_ty]);
                    Some(self.members[index].uid.clone())
                };
            // Now and then a parent is listed twice, which means no more than once.
            if let Some(parent) = parent
                && (!parents.contains(&parent) || choices.chance(1, 8))
            {
                parents.push(parent);
            }
        }
        parents
    }

    fn close(&self, parents: &[EntityUid]) -> Vec<EntityUid> {
        let mut ancestors: Vec<EntityUid> = Vec::with_capacity(parents.len());
        for parent in parents {
            if !ancestors.contains(parent) {
                ancestors.push(parent.clone());
            }
        }
        for parent in parents {
            for ancestor in self.member(parent).map(|member| member.ancestors.as_slice()).unwrap_or_default() {
                if !ancestors.contains(ancestor) {
                    ancestors.push(ancestor.clone());
                }
            }
        }
        ancestors
    }

    /// The entity, if the store holds it.
    pub(crate) fn member(&self, uid: &EntityUid) -> Option<&Member> {
        self.members.iter().find(|member| member.uid == *uid)
    }

    /// Every entity of type `ty` that can be spoken of.
    pub(crate) fn all_of(&self, ty: TypeIndex) -> impl Iterator<Item = &EntityUid> {
        self.present[ty].iter().map(|index| &self.members[*index].uid).chain(&self.absent[ty])
    }

    /// Some entity of type `ty` that the store does not hold.
    pub(crate) fn absent(&self, choices: &mut Choices<'_>, ty: TypeIndex) -> Option<&EntityUid> {
        choices.pick_any(&self.absent[ty])
    }

    /// Some entity of type `ty`: one that is there, mostly. Each type has at least one present or absent.
    pub(crate) fn any(&self, choices: &mut Choices<'_>, settings: &Settings, ty: TypeIndex) -> &EntityUid {
        let absent = self.present[ty].is_empty() || (settings.has(Feature::Absent) && choices.chance(1, 7));
        if absent && !self.absent[ty].is_empty() {
            return choices.pick(&self.absent[ty]);
        }
        let foot = self.foot.filter(|foot| self.members[*foot].ty == ty);
        let index = match foot {
            Some(foot) if choices.chance(1, 5) => foot,
            _ => *choices.pick(&self.present[ty]),
        };
        &self.members[index].uid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;
    use crate::settings::Hierarchy;

    #[test]
    fn parents_fit_their_types_and_chains_are_long() {
        for seed in 0..300 {
            let mut choices = Choices::from_seed(seed);
            let settings = Settings::draw(&mut choices);
            let world = schema::plan(&mut choices, &settings);
            let population = Population::draw(&mut choices, &settings, &world);
            for member in &population.members {
                assert!(!member.ancestors.contains(&member.uid));
                for ancestor in &member.ancestors {
                    let ty = world.type_index(&ancestor.ty).unwrap();
                    assert!(world.types[member.ty].ancestors.contains(&ty), "seed {seed}: {member:?}");
                }
            }
            let longest = population.members.iter().map(|member| member.ancestors.len()).max().unwrap_or(0);
            let has_room = settings.entities >= 4 && settings.hierarchy == Hierarchy::Free;
            assert!(!settings.chain || !has_room || longest >= 3, "seed {seed}: {longest}");
            assert_eq!(population.members.len(), settings.entities, "seed {seed}");
        }
    }
}
