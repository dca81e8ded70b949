//! `crosscheck stats`: what is in the cases, how often, and whether that meets the targets of the distribution.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use crosscheck_generators::stats::{Tally, Target, targets};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde_json::{Value, json};

use crate::campaign::Subjects;
use crate::corpus;
use crate::coverage::{is_complete, tables_json, write_tables};
use crate::examine::Effort;
use crate::exit::{Exit, Failure};
use crate::generated::Generator;
use crate::laws::Rate;
use crate::measured::{self, Measured};
use crate::minimize::case_of;
use crate::output::Output;
use crate::progress::grouped;
use crate::seed::Seed;
use crate::statistics::percent;
use crate::subject::ReferenceModel;

/// One case in so many is held against laws while coverage is measured.
const LAWS: u64 = 6;

/// What `stats` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crosscheck stats --cases 10000 --seed 1     the cases of `run --seed 1`, as generated
  crosscheck stats findings                   the cases of a folder
  crosscheck stats --cases 10000 --seed 1 --page docs/generators.md
                                              writes the measured tables into the page about the generators

It ends with exit code 2 if a target is missed or something that must occur never does; for a folder of cases
the targets are shown, but not asked for.")]
pub struct Arguments {
    /// Cases, folders or archives to measure instead of generated cases
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How many cases to generate
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    cases: u64,
    /// The seed of the run whose cases they are [default: a fresh one, which is printed]
    #[arg(long, value_name = "SEED")]
    seed: Option<Seed>,
    /// Settings that hold in all cases: a TOML file (docs/settings.md), or JSON as a case's meta file records them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Features that are on in all cases (`tags`) or off in all (`-tags`), separated by commas, from left to right; `all`
    /// and `none` stand for every one
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true)]
    features: Vec<String>,
    /// Write the measured tables into this page, between its two marks
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    page: Option<PathBuf>,
}

/// Measures.
///
/// # Errors
/// Wrong settings; a case that cannot be read; no case at all.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    if !arguments.paths.is_empty() {
        let (tally, unreadable) = of_paths(&arguments.paths)?;
        output.say(&report(&tally, &format!("saved cases ({unreadable} more cannot be read as syntax)"), false));
        output.machine(&object(&tally, None));
        return Ok(Exit::Agreed);
    }
    let generator = Generator::new(arguments.settings.as_deref(), &arguments.features)?;
    let seed = arguments.seed.unwrap_or_else(Seed::fresh);
    let measured = of_seed(&generator, seed, arguments.cases);
    let Measured { tally, coverage } = &measured;
    let mut words = report(tally, &format!("generated cases of seed {seed}"), true);
    words.push_str("\n\ncoverage\n");
    write_tables(&mut words, Some(coverage)).unwrap_or_default();
    output.say(words.trim_end());
    let mut object = object(tally, Some(seed));
    object["coverage"] = Value::Object(tables_json(Some(coverage)));
    output.machine(&object);
    if let Some(page) = &arguments.page {
        write_page(page, &measured::tables(&measured, seed))?;
    }
    let good = tally.missing().is_empty() && targets(tally).iter().all(Target::met) && is_complete(Some(coverage));
    Ok(if good { Exit::Agreed } else { Exit::Undecided })
}

/// Puts the measured tables into a page.
fn write_page(page: &Path, tables: &str) -> Result<(), Failure> {
    let wrong = |what: String| Failure::bad_input(format!("{}: {what}", page.display()));
    let text = fs::read_to_string(page).map_err(|error| wrong(format!("cannot be read ({error}); check the path")))?;
    let text = measured::put(&text, tables).map_err(wrong)?;
    // To another file first: a page that is half written would be lost.
    let beside = page.with_extension("md.new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, page))
        .map_err(|error| Failure::harness(format!("{} cannot be written ({error})", page.display())))
}

/// What the first cases of a run hold, and what the reference model exercises in answering them.
fn of_seed(generator: &Generator, seed: Seed, cases: u64) -> Measured {
    // What the laws ask, like a schema in its other form, is part of a run as well; here they are asked more often.
    let model = Subjects::new(vec![Box::new(ReferenceModel::new())]).with_laws(Rate(LAWS));
    let fold = (0..cases).into_par_iter().fold(Tally::default, |mut tally, index| {
        let (generated, text) = generator.printed(seed.of_case(index));
        tally.add_generated(&generated);
        tally.add_text(&text);
        model.examine(&text, Effort::Sampled);
        tally
    });
    let tally = fold.reduce(Tally::default, |mut all, part| {
        all.merge(&part);
        all
    });
    Measured { tally, coverage: model.take_coverage().unwrap_or_default() }
}

fn of_paths(paths: &[PathBuf]) -> Result<(Tally, u64), Failure> {
    let (mut tally, mut unreadable) = (Tally::default(), 0);
    for location in corpus::locate(paths).map_err(Failure::bad_input)? {
        let Some(stored) = corpus::read(&location).map_err(Failure::bad_input)? else { continue };
        match case_of(&stored.text) {
            Some(case) => tally.add(&case),
            None => unreadable += 1,
        }
    }
    if tally.cases + unreadable == 0 {
        return Err(Failure::harness("there is no case at these paths; name a case, a folder of cases or a .tar.gz"));
    }
    Ok((tally, unreadable))
}

/// The measures for people; `asked` says whether missed targets are to be pointed out as such.
fn report(tally: &Tally, what: &str, asked: bool) -> String {
    let mut out = format!("{} {what}\n", grouped(tally.cases));
    let hundredths = |share: u64| format!("{}.{:02}%", share / 100, share % 100);
    let mut write = |line: String| writeln!(out, "{line}").unwrap_or_default();
    write("\ntargets".to_owned());
    for target in targets(tally) {
        let mark = match (target.met(), asked) {
            (true, _) => "ok    ",
            (false, true) => "MISSED",
            (false, false) => "-     ",
        };
        let (least, most) = (hundredths(target.least), hundredths(target.most));
        write(format!("  {mark} {:>8}  {} ({least} to {most})", hundredths(target.share), target.name));
    }
    write("\ncounts: share of cases, times in all".to_owned());
    for (name, count) in &tally.counts {
        write(format!("  {:6.2}%  {:>11}  {name}", percent(count.cases, tally.cases), grouped(count.total)));
    }
    write("\ngiven up".to_owned());
    for (what, count) in tally.give_ups.iter() {
        write(format!("  {:>11}  {}", grouped(u64::from(count)), what.name()));
    }
    let missing = tally.missing();
    if !missing.is_empty() {
        write(format!("\nnever met: {}", missing.join(", ")));
    }
    out.truncate(out.trim_end().len());
    out
}

fn object(tally: &Tally, seed: Option<Seed>) -> Value {
    json!({
        "schema": 1,
        "command": "stats",
        "seed": seed.map(|seed| seed.to_string()),
        "cases": tally.cases,
        "duplicates": tally.duplicates,
        "targets": targets(tally),
        "missed": targets(tally).iter().filter(|target| !target.met()).map(|target| &target.name).collect::<Vec<_>>(),
        "counts": tally.counts,
        "give_ups": tally.give_ups.iter().map(|(what, count)| (what.name(), count)).collect::<BTreeMap<_, _>>(),
        "never": tally.missing(),
    })
}
