//! Settings files: what `--settings` takes, as pins for the generators.
//!
//! In comes TOML for people, or JSON as a case's meta file records it; out come [`Pins`], or an error with file, line and
//! column that says what to write. Which settings there are is in [`crosscheck_generators::pins`].

#[cfg(test)]
mod document;
mod given;
mod json;
mod toml;

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use crosscheck_generators::pins::{Contradiction, FIELDS, Field, Kind, PinError, Pins};
use crosscheck_generators::settings::{Feature, Features};

use crate::exit::Failure;
use given::{Entry, Given, Wrong};

/// An example of a settings file: `docs/settings.md` shows it, and the help of `crosscheck generate`.
#[cfg(test)]
const EXAMPLE: &str = "\
policies = [3, 8]        # drawn from 3 to 8 for each case
entities = 40
hierarchy = \"wide\"
mistakes = 0

[features]               # the others are drawn as ever
tags = true
like = false";

/// The setting by which the printed text of each case is edited; `--features` takes its name too.
const HOSTILE: &str = "hostile";

/// Reads a settings file.
///
/// # Errors
/// A file that cannot be read, or that holds anything but settings that can hold in one case.
pub fn read(path: &Path) -> Result<Pins, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::bad_input(format!("{}: cannot be read ({error}); check the path", path.display())))?;
    let is_json = match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => false,
        Some("json") => true,
        _ => text.trim_start().starts_with('{'),
    };
    pins(&text, is_json).map_err(|wrong| {
        let (line, column) = place(&text, wrong.at);
        Failure::bad_input(format!("{}:{line}:{column}: {}", path.display(), wrong.what))
    })
}

/// Reads what follows `--features`: names, or `-NAME` for off, or `all` or `none` before them.
///
/// # Errors
/// A feature that does not exist.
pub fn pin_features(list: &[String], pins: &mut Pins) -> Result<(), Failure> {
    for word in list {
        // No part of the language, but pinned like one.
        if word.trim_start_matches('-') == HOSTILE {
            let on = u64::from(word == HOSTILE);
            pins.field(HOSTILE, on..=on).map_err(|error| Failure::usage(words(&error, HOSTILE)))?;
        } else {
            set_feature(word, pins).map_err(Failure::usage)?;
        }
    }
    Ok(())
}

fn set_feature(word: &str, pins: &mut Pins) -> Result<(), String> {
    let every = || Vec::<Feature>::from(Features::all());
    match word {
        "all" => every().into_iter().for_each(|feature| pins.feature(feature, true)),
        "none" => every().into_iter().for_each(|feature| pins.feature(feature, false)),
        _ => {
            let (name, on) = word.strip_prefix('-').map_or((word, true), |name| (name, false));
            pins.feature(feature(name)?, on);
        }
    }
    Ok(())
}

fn feature(name: &str) -> Result<Feature, String> {
    Feature::named(name).ok_or_else(|| {
        let names: Vec<&str> = Vec::<Feature>::from(Features::all()).into_iter().map(Feature::name).collect();
        format!("there is no feature `{name}`; write one of {}, {HOSTILE}, or -NAME to switch it off", names.join(", "))
    })
}

/// The line and column of a byte, both from 1; the column counts characters.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn pins(text: &str, is_json: bool) -> Result<Pins, Wrong> {
    let entries = if is_json { json::entries(text)? } else { toml::entries(text)? };
    let mut pins = Pins::default();
    for entry in &entries {
        if entry.name == "features" {
            features(entry, &mut pins)?;
        } else {
            let range = range(entry)?;
            pins.field(&entry.name, range).map_err(|error| Wrong::new(entry.value.at, words(&error, &entry.name)))?;
        }
    }
    pins.check().map_err(|contradiction| contradicts(&contradiction, &entries))?;
    Ok(pins)
}

fn words(error: &PinError, name: &str) -> String {
    match error {
        PinError::Unknown => unknown(name),
        PinError::Empty => format!("the range of `{name}` is empty; write the smaller number first"),
        PinError::OutOfBounds(least, most) => format!("`{name}` goes from {least} to {most}; write a number between"),
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).chain(["features"]).collect();
    format!("there is no setting `{name}`; write one of {}", names.join(", "))
}

fn contradicts(found: &Contradiction, entries: &[Entry]) -> Wrong {
    let at = entries.iter().find(|entry| entry.name == found.setting).map_or(0, |entry| entry.at);
    let is_switch = FIELDS.iter().any(|field| field.name == found.needs && field.kind == Kind::Switch);
    let value = match (is_switch, found.value) {
        (true, 0) => "false".to_owned(),
        (true, _) => "true".to_owned(),
        (false, value) => value.to_string(),
    };
    let (setting, needs) = (found.setting, found.needs);
    Wrong::new(at, format!("`{setting}` needs `{needs} = {value}`; change one of them, or leave `{needs}` out"))
}

/// The values that an entry asks for.
fn range(entry: &Entry) -> Result<RangeInclusive<u64>, Wrong> {
    let field = FIELDS.iter().find(|field| field.name == entry.name);
    let field = field.ok_or_else(|| Wrong::new(entry.at, unknown(&entry.name)))?;
    let mismatch =
        || Wrong::new(entry.value.at, format!("`{}` is {}; write {}", field.name, kind(&entry.value), wanted(field)));
    match (field.kind, &entry.value.what) {
        (Kind::Switch, Given::Switch(on)) => Ok(u64::from(*on)..=u64::from(*on)),
        (Kind::Number(..), Given::Number(number)) => u64::try_from(*number).map(|n| n..=n).map_err(|_| mismatch()),
        (Kind::Number(..), Given::List(ends)) => match ends.as_slice() {
            [given::Located { what: Given::Number(from), .. }, given::Located { what: Given::Number(to), .. }] => {
                let (from, to) = (u64::try_from(*from), u64::try_from(*to));
                from.ok().zip(to.ok()).map(|(from, to)| from..=to).ok_or_else(mismatch)
            }
            _ => Err(mismatch()),
        },
        (Kind::Word(words), Given::Word(word)) => {
            let at = words.iter().position(|known| known == word).ok_or_else(mismatch)? as u64;
            Ok(at..=at)
        }
        _ => Err(mismatch()),
    }
}

fn kind(value: &given::Located) -> String {
    match &value.what {
        Given::Number(number) => number.to_string(),
        Given::Switch(on) => on.to_string(),
        Given::Word(word) => format!("{word:?}"),
        Given::List(_) => "a list".to_owned(),
        Given::Table(_) => "a table".to_owned(),
        Given::Other(what) => (*what).to_owned(),
    }
}

fn wanted(field: &Field) -> String {
    match field.kind {
        Kind::Switch => "true or false".to_owned(),
        Kind::Number(least, most) => {
            format!("a whole number from {least} to {most}, or a range of them like [{least}, {most}]")
        }
        Kind::Word(words) => format!("one of {words:?}"),
    }
}

/// A table switches the features that it names; a list, as it is recorded with a case, says exactly which are on.
fn features(entry: &Entry, pins: &mut Pins) -> Result<(), Wrong> {
    match &entry.value.what {
        Given::Table(entries) => {
            for inner in entries {
                let Given::Switch(on) = inner.value.what else {
                    let what = format!("`{}` is {}; write true or false", inner.name, kind(&inner.value));
                    return Err(Wrong::new(inner.value.at, what));
                };
                pins.feature(feature(&inner.name).map_err(|what| Wrong::new(inner.at, what))?, on);
            }
            Ok(())
        }
        Given::List(items) => {
            set_feature("none", pins).map_err(|what| Wrong::new(entry.at, what))?;
            for item in items {
                let Given::Word(word) = &item.what else {
                    let what = format!("a feature is {}; write its name in quotes", kind(item));
                    return Err(Wrong::new(item.at, what));
                };
                set_feature(word, pins).map_err(|what| Wrong::new(item.at, what))?;
            }
            Ok(())
        }
        _ => {
            let what = format!(
                "`features` is {}; write a table like `[features]` with `tags = true`, or a list of all that are on",
                kind(&entry.value)
            );
            Err(Wrong::new(entry.value.at, what))
        }
    }
}

#[cfg(test)]
mod tests;
