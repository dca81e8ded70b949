//! Types in words, as the schema would write them.
//!
//! In comes the number of a type; out comes its text. Booleans whose value is known are `True` and `False`, entities
//! of one of several types `A | B`, and a record that may have more attributes than it says ends in `…`.

use super::check::Checker;
use super::describe::{clip_to, is_word};
use super::types::{Field, Shape, Ty};

/// The longest type that a message shows, in characters.
const TYPE_WIDTH: usize = 120;

impl Checker<'_, '_> {
    /// A type as the schema would write it, cut to the length that a message shows.
    pub(super) fn type_words(&self, ty: Ty) -> String {
        self.type_text(ty, TYPE_WIDTH)
    }

    /// A type as the schema would write it, cut to a length in characters.
    pub(super) fn type_text(&self, ty: Ty, width: usize) -> String {
        let mut words = String::new();
        self.write_type(ty, width, &mut words);
        clip_to(&words, width)
    }

    /// Writes a type, and no more of it than will be shown; each level of nesting writes something, so it ends soon.
    fn write_type(&self, ty: Ty, width: usize, words: &mut String) {
        if words.len() > width || ty == Ty::UNKNOWN {
            return;
        }
        match self.types.shape(ty) {
            Shape::Never => words.push_str("Never"),
            Shape::Bool => words.push_str("Bool"),
            Shape::True => words.push_str("True"),
            Shape::False => words.push_str("False"),
            Shape::Long => words.push_str("Long"),
            Shape::Text => words.push_str("String"),
            Shape::Extension(ty) => words.push_str(ty.name()),
            Shape::Entity(ty) => words.push_str(self.declared.info(*ty).name.as_str()),
            Shape::Union(members) => {
                for (at, member) in members.iter().enumerate() {
                    words.push_str(if at == 0 { "" } else { " | " });
                    words.push_str(self.declared.info(*member).name.as_str());
                }
            }
            Shape::Set(element) => {
                words.push_str("Set<");
                self.write_type(*element, width, words);
                words.push('>');
            }
            Shape::Record { fields, open } => self.write_record(fields, *open, width, words),
        }
    }

    fn write_record(&self, fields: &[Field], open: bool, width: usize, words: &mut String) {
        let mut named: Vec<(&str, &Field)> = fields.iter().map(|field| (self.names.get(field.name), field)).collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        words.push('{');
        for (at, (name, field)) in named.into_iter().enumerate() {
            if words.len() > width {
                return;
            }
            words.push_str(if at == 0 { "" } else { ", " });
            if is_word(name) {
                words.push_str(name);
            } else {
                words.push_str(&format!("\"{}\"", name.escape_debug()));
            }
            words.push_str(if field.required { ": " } else { "?: " });
            self.write_type(field.ty, width, words);
        }
        words.push_str(if open { ", …}" } else { "}" });
    }
}
