//! Which cases a campaign gets: the generators' own, or those of a seed corpus, changed.

use std::path::PathBuf;

use clap::Args;

use crate::campaign::Source;
use crate::exit::Failure;
use crate::generated::Generator;
use crate::output::Output;
use crate::seed_corpus::SeedCorpus;

/// What can be said of where cases come from, beside the settings of the generators.
#[derive(Debug, Args)]
pub(super) struct SourceArguments {
    /// Mutate and cross the cases of this folder, case or .tar.gz instead of generating new ones. Repeatable
    #[arg(long = "seed-corpus", value_name = "DIR")]
    seed_corpora: Vec<PathBuf>,
}

impl SourceArguments {
    /// The source that is asked for; without any, the generators with their settings.
    ///
    /// # Errors
    /// A seed corpus that is not there or of which no case can be taken.
    pub(super) fn source(&self, generator: Generator, output: &Output) -> Result<Box<dyn Source>, Failure> {
        if self.seed_corpora.is_empty() {
            return Ok(Box::new(generator));
        }
        let corpus = SeedCorpus::load(&self.seed_corpora)?;
        let skipped = corpus.skipped_in_words().map_or(String::new(), |words| format!("; skipped: {words}"));
        output.note(&format!("seed corpus: {} cases{skipped}", corpus.cases.len()));
        Ok(Box::new(corpus))
    }
}
