//! `docs/settings.md`: every setting and feature, written from the tables that they are read by.

use std::fmt::Write;

use crosscheck_generators::pins::{FIELDS, Kind};
use crosscheck_generators::settings::{Feature, Features};

use super::EXAMPLE;

/// The document.
fn document() -> String {
    let mut out = INTRODUCTION.replace("EXAMPLE", EXAMPLE);
    let mut line = |text: String| writeln!(out, "{text}").unwrap_or_default();
    line("| setting | values | means | drawn as |\n|---|---|---|---|".to_owned());
    for field in FIELDS {
        let values = match field.kind {
            Kind::Switch => "`true`, `false`".to_owned(),
            Kind::Number(least, most) => format!("{least} to {most}"),
            Kind::Word(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        };
        line(format!("| `{}` | {values} | {} | {} |", field.name, field.meaning, field.drawn));
    }
    line(FEATURES.to_owned());
    line("| feature | is | on in |\n|---|---|--:|".to_owned());
    for feature in Vec::<Feature>::from(Features::all()) {
        line(format!("| `{}` | {} | {} of 100 |", feature.name(), feature.meaning(), feature.percent()));
    }
    line(ERRORS.to_owned());
    out
}

const INTRODUCTION: &str = "\
# Settings

What a case is made of (how many of everything, how deep, which features, which mistakes) is drawn anew for each case and
recorded with it. `--settings FILE` of `crosscheck run`, `generate` and `stats` pins any of it for all cases; the rest is
drawn as ever. The file is TOML:

```toml
EXAMPLE
```

or JSON: the `NAME.meta.json` of a saved case, or an object with the same names. A number may be a range, `[least, most]`,
from which each case draws evenly. What is not pinned gives way to what is: `violation = true` brings a schema along and
keeps mistakes away. Pins that contradict each other are refused.

(The tables below are written by a test of the harness from the tables that the program reads settings by;
`INSTA_UPDATE=always cargo test -p crosscheck settings_file` writes them anew.)

## Settings

";

const FEATURES: &str = "
## Features

A feature that is off does not occur in the case at all. `[features]` with `tags = true` and `like = false` switches those
two and leaves the others to chance; `features = [\"tags\", \"like\"]` says exactly which are on, and may begin with `\"all\"`
or `\"none\"`. On the command line, `--features tags,-like` does what the table does, after the file is read; `all` and `none`
stand for every feature: `--features none,tags`. What is wrong on purpose (`mistakes`,
`permissive`, `probes`, `flawed`, `violation`) is of
every rule of the language, so there is none of it where a feature is switched off, unless it is pinned too.
";

const ERRORS: &str = "
## What is wrong with a file

is said with its place, and with what to write instead:

```text
settings.toml:2:9: `depth` goes from 1 to 12; write a number between
settings.toml:4:1: `violation` needs `mistakes = 0`; change one of them, or leave `mistakes` out
```";

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_document_says_what_the_tables_say() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md");
        let right = super::document();
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            std::fs::write(&path, &right).expect("the documents can be written");
        }
        let there = std::fs::read_to_string(&path).expect("docs/settings.md is there");
        assert_eq!(there, right, "write it anew: INSTA_UPDATE=always cargo test -p crosscheck settings_file");
    }
}
