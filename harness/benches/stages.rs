//! Where the time of a campaign goes, on one core: microseconds a case in each stage, megabytes a second of each parser,
//! decisions compared a second.
//!
//! A plain program: `scripts/bench [CASES] [ROUNDS]`. Stages take turns within a round, so that a noisy neighbour slows all
//! of them alike; what is printed is the median over rounds. `cargo test` runs it once, on few cases, to keep it alive.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crosscheck::campaign::{Source, Subjects};
use crosscheck::examine::Effort;
use crosscheck::generated::Generator;
use crosscheck::outcome::Outcome;
use crosscheck::seed::Seed;
use crosscheck::subject::{Engine, ReferenceModel, Subject, run_caught};
use crosscheck_engine::{Entities, PolicySet, Schema};
use crosscheck_generators::{Case, CaseText, Choices, print};
use crosscheck_reference_model::{json, parse};

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One thing that is measured: its name, and what it does to case `i`.
type Stage<'a> = (&'a str, Box<dyn Fn(usize) + 'a>);

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    // Only `cargo bench` says `--bench`.
    let (cases, rounds) = if std::env::args().any(|argument| argument == "--bench") { (2000, 9) } else { (20, 1) };
    let cases = numbers.first().copied().unwrap_or(cases).max(1);
    let rounds = numbers.get(1).copied().unwrap_or(rounds).max(1);

    let generator = Generator::default();
    let seeds: Vec<u64> = (0..cases as u64).map(|index| Seed(1).of_case(index)).collect();
    let syntax: Vec<Case> = seeds.iter().map(|seed| generator.syntax(*seed).0).collect();
    let texts: Vec<CaseText> = seeds.iter().map(|seed| generator.case(*seed)).collect();
    println!("{cases} cases of seed 1, medians of {rounds} rounds, one core");
    sizes(&texts);
    stages(&generator, &seeds, &syntax, &texts, rounds);
    parsers(&texts, rounds);
}

fn sizes(texts: &[CaseText]) {
    let mean = |bytes: usize| bytes / texts.len();
    let policies = texts.iter().map(|text| text.policies.len()).sum();
    let schema = texts.iter().filter_map(|text| text.schema.as_ref()).map(String::len).sum();
    let entities = texts.iter().map(|text| text.entities.len()).sum();
    println!("mean bytes a case: policies {}, schema {}, entities {}\n", mean(policies), mean(schema), mean(entities));
}

/// Microseconds a case in each stage, and what they allow together.
fn stages(generator: &Generator, seeds: &[u64], syntax: &[Case], texts: &[CaseText], rounds: usize) {
    let (engine, model) = (Engine::new(), ReferenceModel::new());
    let subjects = Subjects::new(vec![Box::new(Engine::new()), Box::new(ReferenceModel::new())]);
    let outcomes: Vec<Vec<Outcome>> = texts.iter().map(|text| subjects.outcomes(text)).collect();
    let decisions: u64 =
        texts.iter().zip(&outcomes).map(|(text, made)| subjects.compare(text, made).tally.decisions).sum();
    let run = |subject: &dyn Subject, i: usize| drop(black_box(run_caught(subject, &texts[i])));
    let table: Vec<Stage<'_>> = vec![
        ("generate", Box::new(|i| drop(black_box(generator.syntax(seeds[i]))))),
        ("print", Box::new(|i| drop(black_box(print::varied(&syntax[i], &mut Choices::from_seed(seeds[i])))))),
        ("engine", Box::new(|i| run(&engine, i))),
        ("model", Box::new(|i| run(&model, i))),
        ("compare", Box::new(|i| drop(black_box(subjects.compare(&texts[i], &outcomes[i]))))),
        ("whole", Box::new(|i| drop(black_box(subjects.examine(&generator.case(seeds[i]), Effort::Sampled))))),
    ];
    println!("stage          µs a case");
    let times = medians(&table, seeds.len(), rounds);
    for ((name, _), time) in table.iter().zip(&times) {
        println!("{name:<12} {:>11.1}", time.as_secs_f64() * 1e6 / seeds.len() as f64);
    }
    if let Some(whole) = times.last() {
        println!("\ndecisions compared a second: {:.0}\n", decisions as f64 / whole.as_secs_f64());
    }
}

/// Megabytes a second of each parser.
fn parsers(texts: &[CaseText], rounds: usize) {
    let policies = |i: usize| texts[i].policies.as_str();
    let schema = |i: usize| texts[i].schema.as_deref().unwrap_or_default();
    let entities = |i: usize| texts[i].entities.as_str();
    let positional = crosscheck_engine::PolicyIds::Positional;
    let table: Vec<Stage<'_>> = vec![
        ("engine policies", Box::new(|i| drop(black_box(PolicySet::parse(policies(i), positional))))),
        ("model policies", Box::new(|i| drop(black_box(parse::policies(policies(i), parse::PolicyIds::Positional))))),
        ("engine schema", Box::new(|i| drop(black_box(Schema::parse(schema(i)))))),
        ("model schema", Box::new(|i| drop(black_box(parse::schema(schema(i)))))),
        ("engine entities", Box::new(|i| drop(black_box(Entities::from_json(entities(i), None))))),
        ("model entities", Box::new(|i| drop(black_box(json::entities(entities(i), None))))),
    ];
    let bytes = |of: &dyn Fn(usize) -> usize| (0..texts.len()).map(of).sum::<usize>();
    let totals = [bytes(&|i| policies(i).len()), bytes(&|i| schema(i).len()), bytes(&|i| entities(i).len())];
    println!("parser               MB/s");
    for (index, ((name, _), time)) in table.iter().zip(medians(&table, texts.len(), rounds)).enumerate() {
        println!("{name:<16} {:>8.1}", totals[index / 2] as f64 / 1e6 / time.as_secs_f64());
    }
}

/// The median over rounds of the time that each stage takes for all cases; within a round the stages take turns.
fn medians(table: &[Stage<'_>], cases: usize, rounds: usize) -> Vec<Duration> {
    let mut times = vec![Vec::new(); table.len()];
    for _ in 0..rounds {
        for ((_, stage), times) in table.iter().zip(&mut times) {
            let start = Instant::now();
            (0..cases).for_each(stage);
            times.push(start.elapsed());
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    times.into_iter().map(median).collect()
}
