//! The law *renaming*: names mean nothing.
//!
//! Transformation: all ids of entities, all names of types and namespaces, or all names of attributes become others,
//! everywhere in the case, different ones staying different and the order of their spelling turned round. Keys of tags are
//! strings like any other, which a policy may compute with, and stay. Relation: the same answers.
//!
//! Source: formal model: `evaluate` and `isAuthorized` only ever compare names for equality.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::Case;

use super::{Ground, Property, Variant};
use crate::minimize::{NameKind, each_name, each_type};

pub(super) const PROPERTY: Property = Property {
    name: "renaming",
    in_words: "other ids, other names of types, namespaces and attributes throughout change no answer",
    source: "formal model, `evaluate` compares names for equality only",
    variants: |_| 3,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, case) = match number {
        0 => ("with other ids of entities", renamed(ground.case, NameKind::Id, "i")),
        1 => {
            ("with other names of types and namespaces", namespaces_renamed(&renamed(ground.case, NameKind::Type, "T")))
        }
        _ => ("with other names of attributes", renamed(ground.case, NameKind::Attribute, "n")),
    };
    (case != *ground.case).then(|| ground.same(done, &case))
}

/// The case with new names for all of a kind.
fn renamed(case: &Case, kind: NameKind, prefix: &str) -> Case {
    let mut case = case.clone();
    let mut met = BTreeSet::new();
    each_name(&mut case, &mut |of, name| {
        if of == kind {
            met.insert(name.clone());
        }
    });
    let names = turned_round(met, prefix);
    each_name(&mut case, &mut |of, name| {
        if of == kind
            && let Some(new) = names.get(name)
        {
            name.clone_from(new);
        }
    });
    case
}

fn namespaces_renamed(case: &Case) -> Case {
    let mut case = case.clone();
    let mut met = BTreeSet::new();
    each_type(&mut case, &mut |name| met.extend(name.namespace.iter().cloned()));
    // What belongs to the language itself keeps its name.
    met.remove("__cedar");
    let names = turned_round(met, "N");
    each_type(&mut case, &mut |name| {
        for part in &mut name.namespace {
            if let Some(new) = names.get(part) {
                part.clone_from(new);
            }
        }
    });
    case
}

/// A new name for each, in the opposite order.
fn turned_round(met: BTreeSet<String>, prefix: &str) -> BTreeMap<String, String> {
    let count = met.len();
    met.into_iter().enumerate().map(|(index, name)| (name, format!("{prefix}{:04}", count - index))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_to_which_names_mean_something_is_caught() {
        let case = policies("permit(principal == User::\"ann\", action, resource) when { {a: 1, b: true}.b };");
        for (spelled, read) in [("User::\"i0002\"", "User::\"other\""), ("T0001", "T0002"), (".n0001", ".n0002")] {
            assert_caught(Law::Renaming, &case, &replaced(spelled, read), &["decision"]);
        }
    }
}
