//! The command line: its grammar, and the way from arguments to a command.
//!
//! What a command does is in [`crate::commands`]; wrong usage ends with code 64, whatever clap would choose.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::commands;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "crosscheck", version, long_about = None, max_term_width = 100, after_help = EXIT_CODES)]
#[command(about = "Differential testing of Cedar implementations: find, minimize and replay what they disagree on")]
struct Cli {
    /// Print one JSON object on standard output; people's words go to standard error
    #[arg(long, global = true)]
    json: bool,
    /// Say only findings and failures
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    everything compared agreed
  1    at least one new mismatch
  2    finished but undecided: too much skipped, a subject unusable
  3    known differences only
  64   usage
  65   an input file is wrong
  70   the harness itself: not deterministic, canary silent, nothing compared, disk full
  130  interrupted; everything found is saved";

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate cases, compare the subjects, minimize and save what differs
    Run(commands::run::Arguments),
    /// Run saved cases again, against what is recorded and against each other
    Replay(commands::replay::Arguments),
    /// Show where subjects part on a saved case, and why
    Explain(commands::explain::Arguments),
    /// Make a saved case smaller, in its bucket
    Minimize(commands::minimize::Arguments),
    /// Write generated cases to disk
    Generate(commands::generate::Arguments),
    /// Measure the distribution of generated cases against its targets
    Stats(commands::stats::Arguments),
    /// Validate policies against a schema: errors with place, types and a hint
    CheckPolicy(commands::check_policy::Arguments),
    /// Show that this installation is able to find bugs
    Doctor(commands::doctor::Arguments),
    /// Show and check the list of known differences
    Known(commands::known::Arguments),
}

/// Parses the arguments, the program's name first, does the command, and says how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _gone = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Agreed };
        }
    };
    let output = Output::new(cli.json, cli.quiet);
    match dispatch(&cli.command, &output).and_then(|exit| output.all_written().map(|()| exit)) {
        Ok(exit) => exit,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit
        }
    }
}

fn dispatch(command: &Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Run(arguments) => commands::run::run(arguments, output),
        Command::Replay(arguments) => commands::replay::run(arguments, output),
        Command::Explain(arguments) => commands::explain::run(arguments, output),
        Command::Minimize(arguments) => commands::minimize::run(arguments, output),
        Command::Known(arguments) => commands::known::run(arguments, output),
        Command::Generate(arguments) => commands::generate::run(arguments, output),
        Command::Stats(arguments) => commands::stats::run(arguments, output),
        Command::CheckPolicy(arguments) => commands::check_policy::run(arguments, output),
        Command::Doctor(arguments) => commands::doctor::run(arguments, output),
    }
}
