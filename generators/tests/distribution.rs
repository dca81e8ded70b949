//! The distribution of generated cases, measured with the reference model over a fixed range of seeds.

use crosscheck_generators::give_ups::{GiveUp, GiveUps};
use crosscheck_generators::stats::{Tally, targets};
use crosscheck_generators::{Case, Choices, Settings, generate};
use crosscheck_reference_model::authorize::authorize;
use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::response::Response;
use crosscheck_reference_model::schema::{ActionRef, Declaration, SchemaSyntax};
use crosscheck_reference_model::template::link;

const SEEDS: u64 = 4000;

/// The actions of a schema as entities, which belong to the store.
fn actions(schema: &SchemaSyntax) -> Vec<Entity> {
    let mut actions = Vec::new();
    for namespace in &schema.namespaces {
        let ty = || {
            let mut ty = Name::unqualified("Action");
            if let Some(name) = &namespace.name {
                ty.namespace = name.namespace.iter().chain([&name.basename]).cloned().collect();
            }
            ty
        };
        let uid = |group: &ActionRef| EntityUid::new(group.ty.clone().unwrap_or_else(ty), group.id.clone());
        for declaration in &namespace.declarations {
            let Declaration::Action(action) = declaration else { continue };
            for name in &action.names {
                actions.push(Entity {
                    uid: EntityUid::new(ty(), name.clone()),
                    attrs: Default::default(),
                    tags: Default::default(),
                    parents: action.groups.iter().map(uid).collect(),
                });
            }
        }
    }
    actions
}

fn responses(case: &Case) -> Vec<Response> {
    let mut listed = case.entities.clone();
    if let Some(schema) = &case.schema {
        listed.extend(actions(schema));
    }
    let store = Entities::from_listed(&listed).expect("a store");
    let policies = link(&case.policies, &case.links).expect("links that fit");
    let requests = case.requests.iter().map(|request| Request::from_syntax(request).expect("a context"));
    requests.map(|request| authorize(&request, &store, &policies, &mut NoObserver)).collect()
}

fn measure(seeds: std::ops::Range<u64>) -> (Tally, GiveUps) {
    let mut tally = Tally::default();
    let mut give_ups = GiveUps::default();
    for seed in seeds {
        let mut choices = Choices::from_seed(seed);
        let settings = Settings::draw(&mut choices);
        let generated = generate(&mut choices, &settings);
        give_ups.add(&generated.give_ups);
        tally.add(&generated.case, &responses(&generated.case));
    }
    (tally, give_ups)
}

#[test]
fn the_targets_are_met_and_nothing_is_missing() {
    let (tally, give_ups) = measure(0..SEEDS);
    let table: String = targets(&tally)
        .iter()
        .map(|it| {
            format!(
                "{:>6} in {:>5}..={:<5} {}{}\n",
                it.share,
                it.least,
                it.most,
                it.name,
                if it.met() { "" } else { "  MISSED" }
            )
        })
        .collect();
    println!("{table}");
    for (name, count) in &tally.counts {
        println!("{:>8} {:>8} {name}", count.cases, count.total);
    }
    for (what, count) in give_ups.iter() {
        println!("{count:>8} {}", what.name());
    }
    assert!(targets(&tally).iter().all(crosscheck_generators::stats::Target::met), "\n{table}");
    assert_eq!(tally.missing(), Vec::<&str>::new());
    assert_eq!(give_ups.of(GiveUp::StoreNotBuilt), 0);
    let in_thousand = |what, of: &str| u64::from(give_ups.of(what)) * 1000 / tally.of(of).total;
    assert!(in_thousand(GiveUp::RequestNotDistinct, "request") <= 5);
    assert!(in_thousand(GiveUp::RequestNotVaried, "request") <= 200);
    assert!(in_thousand(GiveUp::ConditionNotSteered, "condition") <= 400);
}
