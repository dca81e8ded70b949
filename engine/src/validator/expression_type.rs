//! Types of expressions as a caller sees them: for comparison with other implementations of the language.
//!
//! In come types of one run of validation, whose numbers depend on the text that is checked; out come
//! [`ExpressionType`]s, handles into one list of distinct types, so that types which share parts cost no more than they
//! are large, cloning is cheap and dropping never recurses. How types are found is not here.

use super::check::Checker;
use super::describe::{clip_to, is_word};
use super::types::{Shape, Ty};
use crate::entity_uid::EntityType;
use crate::ext::ExtensionType;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;
use std::sync::Arc;

/// The longest type that `Display` writes out, in characters.
const WIDTH: usize = 4_000;
/// The longest type that a message shows, in characters.
const MESSAGE_WIDTH: usize = 120;

/// The type of an expression. Two are equal if they mean the same, wherever they come from.
///
/// `Display` writes it as the schema would: `True` and `False` are the booleans whose value is known, `A | B` is an
/// entity of one of several types, and `…` at the end of a record stands for further attributes. What is longer than
/// 4,000 characters is cut and ends in `…`.
#[derive(Clone)]
pub struct ExpressionType {
    types: Arc<[Entry]>,
    at: u32,
}

/// What a type is. Parts are types of their own.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeShape<'t> {
    /// The type without values, of the elements of `[]`. Only permissive validation finds it.
    Never,
    /// `Bool`
    Bool,
    /// The type whose only value is `true`.
    True,
    /// The type whose only value is `false`.
    False,
    /// `Long`
    Long,
    /// `String`
    String,
    /// `datetime`, `decimal`, `duration` or `ipaddr`
    Extension(ExtensionType),
    /// An entity of this type, which may be a type of actions.
    Entity(&'t EntityType),
    /// An entity of one of these types, sorted by name, at least two. Only permissive validation finds it.
    EntityOf(&'t [EntityType]),
    /// A set of elements of this type.
    Set(ExpressionType),
    /// A record.
    Record {
        /// Its attributes, sorted by name.
        attributes: Vec<TypedAttribute<'t>>,
        /// Whether it may have further ones. Only permissive validation finds such types.
        open: bool,
    },
}

/// An attribute of a record type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedAttribute<'t> {
    /// Its name.
    pub name: &'t str,
    /// The type of its value.
    pub ty: ExpressionType,
    /// Whether each such record has it.
    pub required: bool,
}

/// A type whose parts are places in the list; these come before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Entry {
    Simple(Simple),
    Extension(ExtensionType),
    Entities(Box<[EntityType]>),
    Set(u32),
    Record { attributes: Box<[Attribute]>, open: bool },
}

/// An attribute of a record type, whose own type is a place in the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Attribute {
    name: Arc<str>,
    ty: u32,
    required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Simple {
    Never,
    Bool,
    True,
    False,
    Long,
    String,
}

impl ExpressionType {
    /// What it is.
    #[must_use]
    pub fn shape(&self) -> TypeShape<'_> {
        match &self.types[self.at as usize] {
            Entry::Simple(Simple::Never) => TypeShape::Never,
            Entry::Simple(Simple::Bool) => TypeShape::Bool,
            Entry::Simple(Simple::True) => TypeShape::True,
            Entry::Simple(Simple::False) => TypeShape::False,
            Entry::Simple(Simple::Long) => TypeShape::Long,
            Entry::Simple(Simple::String) => TypeShape::String,
            Entry::Extension(extension) => TypeShape::Extension(*extension),
            Entry::Entities(names) => match &**names {
                [name] => TypeShape::Entity(name),
                names => TypeShape::EntityOf(names),
            },
            Entry::Set(element) => TypeShape::Set(self.part(*element)),
            Entry::Record { attributes, open } => {
                TypeShape::Record { attributes: self.attributes(attributes), open: *open }
            }
        }
    }

    fn attributes<'t>(&self, attributes: &'t [Attribute]) -> Vec<TypedAttribute<'t>> {
        let attribute = |attribute: &'t Attribute| TypedAttribute {
            name: &attribute.name,
            ty: self.part(attribute.ty),
            required: attribute.required,
        };
        attributes.iter().map(attribute).collect()
    }

    fn part(&self, at: u32) -> ExpressionType {
        ExpressionType { types: Arc::clone(&self.types), at }
    }

    /// It as the schema would write it, cut to a length in characters.
    fn words(&self, width: usize) -> String {
        let mut words = String::new();
        self.write(self.at, width, &mut words);
        clip_to(&words, width)
    }

    fn write(&self, at: u32, width: usize, words: &mut String) {
        // Each level of nesting writes something, so this ends soon, however types nest.
        if words.len() > width {
            return;
        }
        match &self.types[at as usize] {
            Entry::Simple(simple) => words.push_str(&format!("{simple:?}")),
            Entry::Extension(extension) => words.push_str(extension.name()),
            Entry::Entities(names) => {
                for (at, name) in names.iter().enumerate() {
                    words.push_str(if at == 0 { "" } else { " | " });
                    words.push_str(name.as_str());
                }
            }
            Entry::Set(element) => {
                words.push_str("Set<");
                self.write(*element, width, words);
                words.push('>');
            }
            Entry::Record { attributes, open } => {
                for (at, attribute) in attributes.iter().enumerate() {
                    words.push_str(if at == 0 { "{" } else { ", " });
                    if is_word(&attribute.name) {
                        words.push_str(&attribute.name);
                    } else {
                        words.push_str(&format!("\"{}\"", attribute.name.escape_debug()));
                    }
                    words.push_str(if attribute.required { ": " } else { "?: " });
                    self.write(attribute.ty, width, words);
                    if words.len() > width {
                        return;
                    }
                }
                words.push_str(match (attributes.is_empty(), open) {
                    (true, false) => "{}",
                    (true, true) => "{…}",
                    (false, false) => "}",
                    (false, true) => ", …}",
                });
            }
        }
    }
}

impl fmt::Display for ExpressionType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words(WIDTH))
    }
}

impl fmt::Debug for ExpressionType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{self}`")
    }
}

impl PartialEq for ExpressionType {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.types, &other.types) {
            // The types of one list are distinct.
            return self.at == other.at;
        }
        let (mut open, mut seen) = (vec![(self.at, other.at)], FxHashSet::default());
        while let Some(pair) = open.pop() {
            if !seen.insert(pair) {
                continue;
            }
            match (&self.types[pair.0 as usize], &other.types[pair.1 as usize]) {
                (Entry::Set(left), Entry::Set(right)) => open.push((*left, *right)),
                (
                    Entry::Record { attributes: left, open: left_open },
                    Entry::Record { attributes: right, open: right_open },
                ) => {
                    let same = |(a, b): (&Attribute, &Attribute)| a.name == b.name && a.required == b.required;
                    if left_open != right_open || left.len() != right.len() || !left.iter().zip(right).all(same) {
                        return false;
                    }
                    open.extend(left.iter().zip(right).map(|(left, right)| (left.ty, right.ty)));
                }
                (left, right) if left == right => {}
                _ => return false,
            }
        }
        true
    }
}

impl Eq for ExpressionType {}

/// Types on their way into one list.
#[derive(Debug, Default)]
pub(super) struct TypeList {
    entries: Vec<Entry>,
    places: FxHashMap<Entry, u32>,
    /// What has been asked for: the numbers of types are those of a text, which is known by its address.
    known: FxHashMap<(usize, Ty), u32>,
}

impl TypeList {
    fn place(&mut self, entry: Entry) -> u32 {
        let next = self.entries.len() as u32;
        *self.places.entry(entry).or_insert_with_key(|entry| {
            self.entries.push(entry.clone());
            next
        })
    }

    /// Makes handles of places; nothing can be added any more.
    pub(super) fn finish(self) -> impl Fn(u32) -> ExpressionType {
        let types: Arc<[Entry]> = self.entries.into();
        move |at| ExpressionType { types: Arc::clone(&types), at }
    }
}

impl Checker<'_, '_> {
    /// A type as the schema would write it, cut to the length that a message shows; nothing for one that is unknown.
    pub(super) fn type_words(&self, ty: Ty) -> String {
        if ty == Ty::UNKNOWN {
            return String::new();
        }
        let mut list = TypeList::default();
        let place = self.type_place(ty, &mut list);
        list.finish()(place).words(MESSAGE_WIDTH)
    }

    /// The place of a type in a list. It recurses as deep as types nest.
    pub(super) fn type_place(&self, ty: Ty, list: &mut TypeList) -> u32 {
        let key = (std::ptr::from_ref(self.text.syntax) as usize, ty);
        if let Some(known) = list.known.get(&key) {
            return *known;
        }
        let name = |ty| self.declared.info(ty).name.clone();
        let entry = match self.types.shape(ty) {
            Shape::Never => Entry::Simple(Simple::Never),
            Shape::Bool => Entry::Simple(Simple::Bool),
            Shape::True => Entry::Simple(Simple::True),
            Shape::False => Entry::Simple(Simple::False),
            Shape::Long => Entry::Simple(Simple::Long),
            Shape::Text => Entry::Simple(Simple::String),
            Shape::Extension(extension) => Entry::Extension(*extension),
            Shape::Entity(ty) => Entry::Entities([name(*ty)].into()),
            Shape::Union(members) => {
                let mut names: Box<[EntityType]> = members.iter().map(|member| name(*member)).collect();
                names.sort_unstable();
                Entry::Entities(names)
            }
            Shape::Set(element) => Entry::Set(self.type_place(*element, list)),
            Shape::Record { fields, open } => {
                let mut attributes: Box<[Attribute]> = fields
                    .iter()
                    .map(|field| Attribute {
                        name: Arc::from(self.names.get(field.name)),
                        ty: self.type_place(field.ty, list),
                        required: field.required,
                    })
                    .collect();
                attributes.sort_unstable();
                Entry::Record { attributes, open: *open }
            }
        };
        let place = list.place(entry);
        list.known.insert(key, place);
        place
    }
}
