//! The distribution of generated cases, measured with the reference model over a fixed range of seeds.

use crosscheck_generators::give_ups::{GiveUp, GiveUps};
use crosscheck_generators::stats::{Tally, targets};
use crosscheck_generators::{Case, Choices, Settings, generate};
use crosscheck_reference_model::authorize::authorize;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::response::Response;
use crosscheck_reference_model::schema::resolve;
use crosscheck_reference_model::template::link;

const SEEDS: u64 = 4000;

fn responses(case: &Case) -> Vec<Response> {
    let mut listed = case.entities.clone();
    if let Some(schema) = &case.schema {
        listed = resolve(schema).expect("a schema").with_actions(listed);
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
        // What flawed cases hold cannot be counted: their documents are refused. So may be a schema with a violation.
        let settings = Settings { flawed: false, violation: false, ..Settings::draw(&mut choices) };
        let generated = generate(&mut choices, &settings);
        give_ups.add(&generated.give_ups);
        tally.add(&generated.case, &responses(&generated.case));
        if settings.typed() {
            tally.add_typed(&generated.case);
        }
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
