//! Which cases a campaign gets: the generators' own, those of a seed corpus, changed, or those for somebody's schema.

use std::path::PathBuf;

use clap::Args;

use crate::campaign::Source;
use crate::exit::Failure;
use crate::generated::Generator;
use crate::given_cases::GivenCases;
use crate::output::Output;
use crate::seed_corpus::SeedCorpus;

/// What can be said of where cases come from, beside the settings of the generators.
#[derive(Debug, Args)]
pub(super) struct SourceArguments {
    /// Mutate and cross the cases of this folder, case or .tar.gz instead of generating new ones. Repeatable
    #[arg(long = "seed-corpus", value_name = "DIR")]
    seed_corpora: Vec<PathBuf>,
    /// Make cases for this schema, in Cedar syntax or JSON, instead of for drawn ones. Nothing is wrong with them, unless
    /// the settings say so
    #[arg(long, value_name = "FILE", conflicts_with = "seed_corpora")]
    schema: Option<PathBuf>,
    /// Make cases with these policies: entities and requests are aimed at them. Without --schema, types are guessed from
    /// the policies' words
    #[arg(long, value_name = "FILE", conflicts_with = "seed_corpora")]
    policies: Option<PathBuf>,
}

impl SourceArguments {
    /// The source that is asked for; without any, the generators with their settings.
    ///
    /// # Errors
    /// A seed corpus that is not there or of which no case can be taken; a schema or policies that cannot be read, or
    /// under which there are no requests.
    pub(super) fn source(&self, generator: Generator, output: &Output) -> Result<Box<dyn Source>, Failure> {
        if self.schema.is_some() || self.policies.is_some() {
            let given = GivenCases::read(generator, self.schema.as_deref(), self.policies.as_deref())?;
            return Ok(Box::new(given));
        }
        if self.seed_corpora.is_empty() {
            return Ok(Box::new(generator));
        }
        let corpus = SeedCorpus::load(&self.seed_corpora)?;
        let skipped = corpus.skipped_in_words().map_or(String::new(), |words| format!("; skipped: {words}"));
        output.note(&format!("seed corpus: {} cases{skipped}", corpus.cases.len()));
        Ok(Box::new(corpus))
    }
}
