//! `crosscheck generate`: cases on disk, in the four-file format, with what the reference model answers recorded.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::campaign::Subjects;
use crate::corpus::{self, Meta, NewCase, SubjectVersion};
use crate::exit::{Exit, Failure};
use crate::generated::Generator;
use crate::output::Output;
use crate::recorded::{is_strictly_valid, recorded};
use crate::seed::{Seed, Shard};
use crate::subject::ReferenceModel;

use super::source::SourceArguments;

/// What `generate` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crosscheck generate --cases 100 --seed 1 --out cases
  crosscheck generate --seed 1 --first 4711 --out cases     the case of that index in `run --seed 1`
  crosscheck generate --schema my.cedarschema --cases 20 --out cases
  crosscheck generate --schema my.cedarschema --policies my.cedar --cases 20 --out cases

With --policies each case holds requests that satisfy each of the policies, where one can be made, and requests that
miss it by one thing; the description of each request says which. Policies and schema are written as they are.

Each case gets a folder of its own: policies, schema, entities, requests with what the reference model answers,
and NAME.meta.json with the seed and the settings that were drawn, which --settings takes. It also takes TOML:

  policies = [3, 8]        # drawn from 3 to 8 for each case
  entities = 40
  hierarchy = \"wide\"
  mistakes = 0

  [features]               # the others are drawn as ever
  tags = true
  like = false

docs/settings.md lists every setting with its bounds.")]
pub struct Arguments {
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    cases: u64,
    /// The seed of the run whose cases they are [default: a fresh one, which is printed]
    #[arg(long, value_name = "SEED")]
    seed: Option<Seed>,
    /// The index of the first case within that run
    #[arg(long, value_name = "INDEX", default_value_t = 0)]
    first: u64,
    /// The folder to write into; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Settings that hold in all cases: a TOML file (docs/settings.md), or JSON as a case's meta file records them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Features that are on in all cases (`tags`) or off in all (`-tags`), separated by commas, from left to right; `all`
    /// and `none` stand for every one
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true)]
    features: Vec<String>,
    #[command(flatten)]
    source: SourceArguments,
}

/// Writes the cases.
///
/// # Errors
/// Wrong settings; a folder that cannot be written.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let generator = Generator::new(arguments.settings.as_deref(), &arguments.features)?;
    let source = arguments.source.source(generator, output)?;
    let seed = arguments.seed.unwrap_or_else(Seed::fresh);
    let model = Subjects::new(vec![Box::new(ReferenceModel::new())]);
    corpus::check_writable(&arguments.out).map_err(Failure::harness)?;
    for rank in 0..arguments.cases {
        let index = arguments.first.saturating_add(Shard::WHOLE.index(rank));
        let case_seed = seed.of_case(index);
        let text = source.case(case_seed);
        let outcomes = model.outcomes(&text);
        let meta = Meta {
            seed: Some(seed.to_string()),
            index: Some(index),
            settings: source.settings(case_seed),
            origin: source.origin(case_seed),
            subjects: model
                .infos()
                .map(|info| SubjectVersion { name: info.name.clone(), version: info.version.clone() })
                .collect(),
            ..Meta::default()
        };
        let answers: Vec<_> = model.infos().map(|info| info.name.as_str()).zip(&outcomes).collect();
        let new = NewCase {
            name: &format!("case-{index:06}"),
            text: &text,
            recorded: &recorded(&answers, text.requests.len()),
            descriptions: &source.intents(case_seed),
            should_validate: is_strictly_valid(&answers),
            meta: &meta,
        };
        corpus::write(&arguments.out, new).map_err(Failure::harness)?;
    }
    output.say(&format!("wrote {} cases of seed {seed} to {}", arguments.cases, arguments.out.display()));
    output.machine(&json!({
        "schema": 1, "command": "generate", "seed": seed.to_string(), "first": arguments.first,
        "cases": arguments.cases, "out": arguments.out,
    }));
    Ok(Exit::Agreed)
}
