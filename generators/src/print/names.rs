//! What the names of a schema mean, as far as a printer has to know it to choose among the spellings of a name.
//!
//! A name that is declared nowhere means nothing; it is printed all the same, and the readers refuse it.

use std::collections::BTreeSet;

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{Declaration, SchemaSyntax};

/// What the name of a type means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A built-in type, whose word in the JSON form this is.
    BuiltIn(&'static str),
    /// The type of an extension, by its own word.
    Extension(&'static str),
    Common,
    /// An entity type, or the type of the actions of a namespace.
    Entity,
    Unknown,
}

/// The declared names of types, in full.
pub(super) struct Names {
    common: BTreeSet<Name>,
    entity: BTreeSet<Name>,
}

impl Names {
    /// The names that a schema declares.
    pub(super) fn of(schema: &SchemaSyntax) -> Self {
        let (mut common, mut entity) = (BTreeSet::new(), BTreeSet::new());
        for namespace in &schema.namespaces {
            let outer = namespace.name.as_ref().map(|name| &name.value);
            for declaration in &namespace.declarations {
                match declaration {
                    Declaration::CommonType(it) => {
                        common.insert(within(outer, &it.name));
                    }
                    Declaration::Entity(it) => entity.extend(it.names.iter().map(|name| within(outer, name))),
                    Declaration::Action(_) => {
                        entity.insert(within(outer, "Action"));
                    }
                }
            }
        }
        Self { common, entity }
    }

    /// What a name means in a namespace: what that declares, else what is declared by just this name, else what is built
    /// in.
    pub(super) fn meaning(&self, name: &Name, namespace: Option<&Name>) -> Meaning {
        let nearer = namespace.filter(|_| name.namespace.is_empty()).map(|outer| within(Some(outer), &name.basename));
        for reading in nearer.iter().chain([name]) {
            if self.common.contains(reading) {
                return Meaning::Common;
            }
            if self.entity.contains(reading) {
                return Meaning::Entity;
            }
        }
        built_in(name)
    }
}

fn built_in(name: &Name) -> Meaning {
    if name.namespace.iter().any(|part| part != "__cedar") || name.namespace.len() > 1 {
        return Meaning::Unknown;
    }
    match name.basename.as_str() {
        "Bool" => Meaning::BuiltIn("Boolean"),
        "Long" => Meaning::BuiltIn("Long"),
        "String" => Meaning::BuiltIn("String"),
        "ipaddr" => Meaning::Extension("ipaddr"),
        "decimal" => Meaning::Extension("decimal"),
        "datetime" => Meaning::Extension("datetime"),
        "duration" => Meaning::Extension("duration"),
        _ => Meaning::Unknown,
    }
}

/// The full name of what is declared in a namespace.
fn within(namespace: Option<&Name>, basename: &str) -> Name {
    let outer = namespace.into_iter().flat_map(|name| name.namespace.iter().chain([&name.basename]));
    Name { namespace: outer.cloned().collect(), basename: basename.to_owned() }
}
