//! One case, from chance and settings: schema, then entities that fit it, then requests, then policies aimed at them.

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::schema::SchemaSyntax;

use crate::case::Case;
use crate::choices::Choices;
use crate::conditions::Reads;
use crate::entities;
use crate::flaws::{self, Flaw};
use crate::give_ups::GiveUps;
use crate::hostile;
use crate::judge::Store;
use crate::lexicon::Lexicon;
use crate::literals;
use crate::near_misses::{self, Aims};
use crate::policies::{self, Aimed, Ground};
use crate::population::Population;
use crate::print;
use crate::probes;
use crate::refused;
use crate::requests;
use crate::schema;
use crate::settings::Settings;
use crate::text::CaseText;
use crate::twins::Twins;
use crate::values::Stock;
use crate::violations;
use crate::world::World;

/// A case with what made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The case.
    pub case: Case,
    /// The settings that it was made with.
    pub settings: Settings,
    /// What is wrong with the case, if something is on purpose.
    pub flaw: Option<Flaw>,
    /// What was given up on the way.
    pub give_ups: GiveUps,
    /// How many decisions found no bytes left; 0 for a case from a seed.
    pub exhausted: u64,
}

impl Generated {
    /// The text of the case in any spelling, edited or refused if the settings say so.
    pub fn text(&self, choices: &mut Choices<'_>) -> CaseText {
        let mut text = print::varied(&self.case, choices);
        if self.settings.probes > 0 {
            refused::add_rare(choices, &mut text);
            text.intents.clear();
        }
        // What is planted must be found at its place, so nothing may be refused before it.
        if self.settings.refused && self.case.planted.is_none() {
            refused::plant(choices, &mut text);
            text.intents.clear();
        }
        if self.settings.hostile {
            hostile::edit(choices, &mut text);
        }
        text
    }
}

/// Makes the case that `choices` and `settings` stand for: the same ones, the same case.
///
/// It always ends, also when `choices` has no bytes at all. Typical use draws the settings first:
/// `generate(&mut choices, &Settings::draw(&mut choices))`.
pub fn generate(choices: &mut Choices<'_>, settings: &Settings) -> Generated {
    choices.next_part();
    let world = schema::plan(choices, settings);
    fill(choices, settings, &world, None)
}

/// Fills the plan `world`; its schema is written out, or is `given`.
pub(crate) fn fill(
    choices: &mut Choices<'_>,
    settings: &Settings,
    world: &World,
    given: Option<&SchemaSyntax>,
) -> Generated {
    let mut give_ups = GiveUps::default();
    choices.next_part();
    let lexicon = Lexicon::draw(choices, settings);
    choices.next_part();
    let population = Population::draw(choices, settings, world);
    let nothing = Twins::default();
    let stock = Stock { settings, world, lexicon: &lexicon, population: &population, twins: &nothing };
    let twins = Twins::draw(choices, &stock);
    let stock = Stock { twins: &twins, ..stock };
    choices.next_part();
    let mut entities = entities::entities(choices, &stock);
    choices.next_part();
    let mut planned = Vec::with_capacity(settings.requests);
    let first = requests::before_policies(settings.requests);
    requests::plan(choices, &stock, (&mut planned, first), &mut give_ups);
    if settings.probes > 0 && !settings.schema {
        probes::equip(choices, &stock, &mut entities, &mut planned);
    }
    if settings.probes > 0 && settings.schema {
        probes::spoil(choices, &stock, &mut entities, &mut planned);
    }
    let mut store = store(&stock, &entities, &mut give_ups);
    let reads = Reads::list(world);
    let ground = Ground { stock, planned: &planned, reads: &reads, store: &store };
    let (mut policies, mut links, mut aims) = policies::policies(choices, &ground, &mut give_ups);
    let before_probes = policies.len();
    choices.next_part();
    probes::add(choices, &ground, &entities, (&mut policies, &mut links), &mut give_ups);
    literals::add(choices, &ground, &mut policies);
    aims.extend((before_probes..policies.len()).map(Aimed::probe));
    choices.next_part();
    let aims = Aims { templates: &policies, links: &links, aims: &aims };
    let all = (&mut planned, settings.requests);
    let intents = near_misses::make(choices, (&stock, &mut entities), all, &aims, &mut store, &mut give_ups);
    requests::plan(choices, &stock, (&mut planned, settings.requests), &mut give_ups);
    choices.next_part();
    let schema = match given {
        Some(given) => Some(given.clone()),
        None => settings.schema.then(|| schema::syntax(choices, settings, world)),
    };
    let requests = planned.iter().map(|planned| planned.request.clone()).collect();
    let mut case = Case { policies, links, schema, entities, requests, level: settings.level, planted: None, intents };
    let flaw = if settings.flawed { flaws::plant(choices, &mut case) } else { None };
    if flaw.is_some() {
        // What a flawed document makes of the rest is not what was meant.
        case.intents.clear();
    }
    if settings.violation && settings.permissively_typed() {
        let ground = Ground { stock, planned: &planned, reads: &reads, store: &store };
        case.intents.clear();
        case.planted = violations::plant(choices, &ground, &mut case, &mut give_ups);
    }
    Generated { case, flaw, settings: settings.clone(), give_ups, exhausted: choices.exhausted() }
}

/// The store as a subject sees it: with a schema, its actions belong to the store.
fn store(stock: &Stock<'_>, entities: &[Entity], give_ups: &mut GiveUps) -> Store {
    if !stock.settings.schema {
        return Store::new(entities, give_ups);
    }
    let actions = entities::actions(stock);
    let is_action = |entity: &Entity| actions.iter().any(|action| action.uid == entity.uid);
    let mut all: Vec<Entity> = entities.iter().filter(|entity| !is_action(entity)).cloned().collect();
    all.extend(actions);
    Store::new(&all, give_ups)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn from(choices: &mut Choices<'_>) -> Generated {
        let settings = Settings::draw(choices);
        generate(choices, &settings)
    }

    #[test]
    fn a_seed_gives_the_same_case_twice() {
        let mut cases = BTreeSet::new();
        for seed in 0..200 {
            let first = from(&mut Choices::from_seed(seed));
            assert_eq!(first, from(&mut Choices::from_seed(seed)), "seed {seed}");
            assert_eq!(first.exhausted, 0, "seed {seed}");
            cases.insert(format!("{:?}", first.case));
        }
        assert_eq!(cases.len(), 200);
    }

    #[test]
    fn the_bytes_that_a_seed_used_give_the_same_case() {
        for seed in 0..50 {
            let mut choices = Choices::from_seed(seed);
            let first = from(&mut choices);
            assert_eq!(first.case, from(&mut Choices::from_bytes(choices.consumed())).case, "seed {seed}");
        }
    }

    #[test]
    fn any_bytes_make_a_case_also_none() {
        let empty = from(&mut Choices::from_bytes(&[]));
        assert!(empty.case.policies.len() == 1 && !empty.case.requests.is_empty());
        for length in [1, 2, 7, 30, 100, 400, 1000] {
            for byte in [0, 1, 127, 255] {
                from(&mut Choices::from_bytes(&vec![byte; length]));
            }
        }
    }

    #[test]
    fn the_requests_of_a_case_differ() {
        for seed in 0..500 {
            let requests = from(&mut Choices::from_seed(seed)).case.requests;
            let distinct: BTreeSet<String> = requests.iter().map(|request| format!("{request:?}")).collect();
            assert_eq!(distinct.len(), requests.len(), "seed {seed}");
        }
    }
}
