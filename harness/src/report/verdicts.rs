//! What people and machines read of what was compared of reading and validity.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::compare::{Aspect, Readings, Verdicts};
use crate::progress::grouped;
use crate::statistics::percent;

/// One line for each aspect of validity that was compared.
pub(crate) fn write_verdicts(out: &mut String, verdicts: &BTreeMap<Aspect, Verdicts>) -> std::fmt::Result {
    for (aspect, Verdicts { compared, valid }) in verdicts {
        let (count, share) = (grouped(*compared), percent(*valid, *compared));
        let what = match aspect {
            Aspect::Strict => format!("{count} policies compared, {share:.1}% strictly valid"),
            Aspect::Permissive => format!("{count} policies compared, {share:.1}% permissively valid"),
            Aspect::Level => format!("{count} policies compared, {share:.1}% valid at their level"),
            Aspect::Entities => format!("{count} entities compared, {share:.1}% conforming"),
            Aspect::Requests => format!("{count} requests compared, {share:.1}% valid"),
            Aspect::Types => format!("{count} types of expressions compared"),
        };
        writeln!(out, "  validity    {what}")?;
    }
    Ok(())
}

/// What was compared of the reading of documents, one a line.
pub(crate) fn write_readings(out: &mut String, readings: &BTreeMap<Readings, u64>) -> std::fmt::Result {
    for (reading, compared) in readings {
        let count = grouped(*compared);
        match reading {
            Readings::Trees => writeln!(out, "  reading     {count} policies compared as trees")?,
            Readings::Places => writeln!(out, "  reading     {count} places of mistakes compared")?,
        }
    }
    Ok(())
}

/// `{"trees": 12, …}`
pub fn readings_json(readings: &BTreeMap<Readings, u64>) -> Value {
    Value::Object(readings.iter().map(|(reading, count)| (reading.as_str().to_owned(), json!(count))).collect())
}

/// `{"strict": {"compared": 12, "valid": 7}, …}`
pub fn verdicts_json(verdicts: &BTreeMap<Aspect, Verdicts>) -> Value {
    let each = verdicts.iter().map(|(aspect, Verdicts { compared, valid })| {
        (aspect.as_str().to_owned(), json!({"compared": compared, "valid": valid}))
    });
    Value::Object(each.collect())
}
