//! Settings in TOML: what people write.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::given::{Entry, Given, Located, Wrong};

/// The entries of a document, in the order of their names.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, Wrong> {
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Wrong::new(at, format!("is no TOML ({}); write lines like `policies = 3`", error.message()))
    })?;
    Ok(of_table(document.get_ref()))
}

fn of_table(table: &DeTable<'_>) -> Vec<Entry> {
    let entry = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &Spanned<std::borrow::Cow<'_, str>> = name;
        Entry { name: name.get_ref().to_string(), at: name.span().start, value: located(value) }
    };
    table.iter().map(entry).collect()
}

fn located(value: &Spanned<DeValue<'_>>) -> Located {
    let what = match value.get_ref() {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Given::Other("a number that is much too large"), Given::Number),
        DeValue::Boolean(on) => Given::Switch(*on),
        DeValue::String(word) => Given::Word(word.to_string()),
        DeValue::Array(items) => Given::List(items.iter().map(located).collect()),
        DeValue::Table(table) => Given::Table(of_table(table)),
        DeValue::Float(_) => Given::Other("a number with a fraction"),
        DeValue::Datetime(_) => Given::Other("a date"),
    };
    Located { at: value.span().start, what }
}
