//! Names of entity types, and ids of entities.
//!
//! In: a type name and an id, or text like `NS::User::"ann"`. Out: [`EntityType`] and [`EntityUid`], cheap to clone.
//! Whether a type is declared or an entity exists is not asked here.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use crate::lex::{Lexer, TokenKind};
use crate::unescape::unescape;

/// Words that are no identifiers.
const RESERVED: [&str; 9] = ["true", "false", "if", "then", "else", "in", "is", "like", "has"];

/// Whether a word is reserved, so that it cannot be an identifier.
pub(crate) fn is_reserved_word(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// The name of an entity type, namespaces included: `NS::User`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityType(Arc<str>);

/// Why a text is no entity type or no entity id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntityUidError {
    /// The name is not identifiers joined by `::`, or one of them is reserved.
    #[error("`{0}` is not the name of an entity type: expected identifiers joined by `::`, none of them reserved")]
    TypeName(String),
    /// The text is not a type name, `::` and a string.
    #[error("`{0}` is not an entity id: expected a type name, `::` and a string, like `User::\"ann\"`")]
    Text(String),
}

impl EntityType {
    /// Reads the name of a type.
    ///
    /// # Errors
    /// [`EntityUidError::TypeName`] if the text is none; blanks are not allowed around its parts.
    pub fn new(name: &str) -> Result<EntityType, EntityUidError> {
        if name.split("::").all(is_name_part) {
            Ok(EntityType(Arc::from(name)))
        } else {
            Err(EntityUidError::TypeName(name.to_owned()))
        }
    }

    /// The type of a name that is known to be one.
    pub(crate) fn from_valid(name: Arc<str>) -> EntityType {
        EntityType(name)
    }

    /// Its full name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last part.
    pub fn basename(&self) -> &str {
        self.0.rsplit_once("::").map_or(&*self.0, |(_, last)| last)
    }

    /// Whether entities of this type are actions: its last part is `Action`.
    pub fn is_action(&self) -> bool {
        self.basename() == "Action"
    }
}

/// Whether a text is an identifier and may be part of the name of a type.
fn is_name_part(part: &str) -> bool {
    let mut bytes = part.bytes();
    let head = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    head && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !is_reserved_word(part)
        && part != "__cedar"
}

impl Borrow<str> for EntityType {
    /// Lets maps with types as keys be asked with bare names; equality, order and hash are those of the name.
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EntityType {
    type Err = EntityUidError;

    fn from_str(name: &str) -> Result<EntityType, EntityUidError> {
        EntityType::new(name)
    }
}

/// The id of an entity: its type, and a string that is its own within that type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityUid {
    ty: EntityType,
    id: Arc<str>,
}

impl EntityUid {
    /// The entity of this type and id.
    ///
    /// # Errors
    /// [`EntityUidError::TypeName`] if the type name is none.
    pub fn new(type_name: &str, id: &str) -> Result<EntityUid, EntityUidError> {
        Ok(EntityUid { ty: EntityType::new(type_name)?, id: Arc::from(id) })
    }

    /// The entity of this type and id.
    pub fn from_parts(ty: EntityType, id: Arc<str>) -> EntityUid {
        EntityUid { ty, id }
    }

    /// Its type.
    pub fn ty(&self) -> &EntityType {
        &self.ty
    }

    /// Its id within the type.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it is an action.
    pub fn is_action(&self) -> bool {
        self.ty.is_action()
    }
}

impl fmt::Display for EntityUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::\"{}\"", self.ty, self.id.escape_debug())
    }
}

impl FromStr for EntityUid {
    type Err = EntityUidError;

    /// Reads an id as policies write it: a type name, `::` and a string with its escapes.
    fn from_str(text: &str) -> Result<EntityUid, EntityUidError> {
        let wrong = || EntityUidError::Text(text.chars().take(80).collect());
        let mut lexer = Lexer::new(text).map_err(|_| wrong())?;
        let mut name = String::new();
        loop {
            let token = lexer.next_token().map_err(|_| wrong())?;
            match token.kind {
                TokenKind::Word if name.is_empty() || name.ends_with(':') => name.push_str(lexer.text(token)),
                TokenKind::DoubleColon => name.push_str("::"),
                TokenKind::Text => {
                    let literal = lexer.text(token);
                    let id = unescape(&literal[1..literal.len() - 1]).map_err(|_| wrong())?;
                    let last = lexer.next_token().map_err(|_| wrong())?;
                    let name = name.strip_suffix("::").filter(|_| last.kind == TokenKind::End).ok_or_else(wrong)?;
                    return EntityUid::new(name, &id);
                }
                _ => return Err(wrong()),
            }
        }
    }
}
