//! Hostile text: the printed text of one document of a case, edited by token and by character.
//!
//! The printers write only what has a tree, and parsers are wrong where text has none: at what is nearly right. So the
//! text of one document gets one to three edits of a table. Many an edited text is valid still, and then means something
//! else; all subjects must agree on that, too. Where an edit would be impossible (no number to replace) it has no
//! weight. What is edited is recorded. Texts of links are not edited: they are no document.

use std::fmt;
use std::ops::Range;

use crate::choices::Choices;
use crate::text::{CaseText, is_json_schema};

mod apply;
#[cfg(test)]
mod tests;
pub(crate) mod tokens;
mod words;

use tokens::{Sort, Token};

/// A document of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The policies.
    Policies,
    /// The schema.
    Schema,
    /// The entities.
    Entities,
    /// The context of the request of this index.
    Context(usize),
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policies => f.write_str("policies"),
            Self::Schema => f.write_str("schema"),
            Self::Entities => f.write_str("entities"),
            Self::Context(index) => write!(f, "context of request {index}"),
        }
    }
}

/// A way to edit a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edit {
    /// A token is gone.
    DeleteToken,
    /// A token stands twice.
    DuplicateToken,
    /// Two neighbouring tokens change places.
    SwapTokens,
    /// A token gives way to another one of the text.
    ReplaceByOther,
    /// A token gives way to a word or mark of the language.
    ReplaceByWord,
    /// A word or mark of the language is added.
    InsertWord,
    /// A number, string or name is added.
    InsertOperand,
    /// A run of tokens of another document, or of this one, is added.
    Splice,
    /// A bracket is added or gone.
    Unbalance,
    /// A name gives way to a reserved word, or one that is nearly so.
    ReserveName,
    /// A word is written in another case.
    ChangeCase,
    /// A number gives way to one at the end of its range, or past it.
    Renumber,
    /// A character is gone.
    DeleteCharacter,
    /// A character of the language is added.
    InsertCharacter,
    /// A character gives way to one of the language.
    ReplaceCharacter,
    /// A character stands twice.
    DoubleCharacter,
    /// A control character, a byte order mark or a strange blank is added.
    ControlCharacter,
    /// A character gives way to one that looks alike.
    LookAlike,
    /// A backslash is added.
    LoneBackslash,
    /// An escape is added within a string, mostly one that means nothing.
    BadEscape,
    /// A quote is added, so that a string is not closed where it was.
    OpenString,
    /// The start of a comment is added.
    OpenComment,
    /// A token becomes very long.
    LongToken,
    /// The text ends early.
    Truncate,
}

/// How often each edit is made, of those that are possible.
pub const EDITS: [(u32, Edit); 24] = [
    // By token: most of these stay close to the language.
    (10, Edit::DeleteToken),
    (6, Edit::DuplicateToken),
    (7, Edit::SwapTokens),
    (8, Edit::ReplaceByOther),
    (8, Edit::ReplaceByWord),
    (7, Edit::InsertWord),
    (4, Edit::InsertOperand),
    (4, Edit::Splice),
    (4, Edit::Unbalance),
    (6, Edit::ReserveName),
    (3, Edit::ChangeCase),
    (3, Edit::Renumber),
    // By character: mostly the lexers' business.
    (5, Edit::DeleteCharacter),
    (4, Edit::InsertCharacter),
    (4, Edit::ReplaceCharacter),
    (3, Edit::DoubleCharacter),
    (3, Edit::ControlCharacter),
    (2, Edit::LookAlike),
    (2, Edit::LoneBackslash),
    (4, Edit::BadEscape),
    (2, Edit::OpenString),
    (2, Edit::OpenComment),
    (2, Edit::LongToken),
    (3, Edit::Truncate),
];

/// How many edits a text gets: one is the easiest to understand, several meet each other.
const COUNTS: [(u32, usize); 3] = [(70, 1), (20, 2), (10, 3)];

impl Edit {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        self.counted().trim_start_matches("edit ")
    }

    /// Its name in counts.
    pub(crate) fn counted(self) -> &'static str {
        match self {
            Self::DeleteToken => "edit delete-token",
            Self::DuplicateToken => "edit duplicate-token",
            Self::SwapTokens => "edit swap-tokens",
            Self::ReplaceByOther => "edit replace-by-other",
            Self::ReplaceByWord => "edit replace-by-word",
            Self::InsertWord => "edit insert-word",
            Self::InsertOperand => "edit insert-operand",
            Self::Splice => "edit splice",
            Self::Unbalance => "edit unbalance",
            Self::ReserveName => "edit reserve-name",
            Self::ChangeCase => "edit change-case",
            Self::Renumber => "edit renumber",
            Self::DeleteCharacter => "edit delete-character",
            Self::InsertCharacter => "edit insert-character",
            Self::ReplaceCharacter => "edit replace-character",
            Self::DoubleCharacter => "edit double-character",
            Self::ControlCharacter => "edit control-character",
            Self::LookAlike => "edit look-alike",
            Self::LoneBackslash => "edit lone-backslash",
            Self::BadEscape => "edit bad-escape",
            Self::OpenString => "edit open-string",
            Self::OpenComment => "edit open-comment",
            Self::LongToken => "edit long-token",
            Self::Truncate => "edit truncate",
        }
    }

    /// Whether a text of these tokens can be edited so.
    fn is_possible(self, text: &str, tokens: &[Token]) -> bool {
        let has = |sort: Sort| tokens.iter().any(|token| token.sort == sort);
        match self {
            Self::InsertWord | Self::InsertOperand | Self::Splice | Self::Unbalance | Self::ControlCharacter => true,
            Self::InsertCharacter | Self::LoneBackslash | Self::OpenString | Self::OpenComment => true,
            Self::SwapTokens => tokens.len() > 1,
            Self::DeleteToken | Self::DuplicateToken | Self::ReplaceByOther | Self::ReplaceByWord => !tokens.is_empty(),
            Self::ReserveName | Self::ChangeCase => has(Sort::Word),
            Self::Renumber => has(Sort::Number),
            Self::BadEscape => has(Sort::String),
            Self::LongToken => tokens.iter().any(|token| token.sort != Sort::Mark),
            Self::DeleteCharacter | Self::ReplaceCharacter | Self::DoubleCharacter => !text.is_empty(),
            Self::LookAlike | Self::Truncate => !text.is_empty(),
        }
    }
}

/// An edit that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edited {
    /// In which document.
    pub document: Document,
    /// What was done.
    pub edit: Edit,
    /// Where, in bytes of the text as it was then.
    pub at: usize,
}

impl fmt::Display for Edited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at byte {}", self.document, self.edit.as_str(), self.at)
    }
}

/// Edits one document of a case. What was planted into the case or meant by it may be gone afterwards, so that is forgotten.
pub fn edit(choices: &mut Choices<'_>, text: &mut CaseText) -> Vec<Edited> {
    text.planted = None;
    text.intents.clear();
    let document = document(choices, text);
    let count = *choices.weighted(&COUNTS);
    let edits: Vec<Edited> = (0..count).map(|_| edit_once(choices, text, document)).collect();
    text.edits = edits.iter().map(ToString::to_string).collect();
    edits
}

fn document(choices: &mut Choices<'_>, text: &CaseText) -> Document {
    let with = |weight: u32, there: bool| if there { weight } else { 0 };
    let weights = [60, with(18, text.schema.is_some()), 11, with(11, !text.requests.is_empty())];
    match choices.weighted_index(weights.into_iter()) {
        0 => Document::Policies,
        1 => Document::Schema,
        2 => Document::Entities,
        _ => Document::Context(choices.below(text.requests.len())),
    }
}

fn edit_once(choices: &mut Choices<'_>, text: &mut CaseText, document: Document) -> Edited {
    let other = other_text(choices, text);
    let vocabulary = match document {
        Document::Policies => &words::POLICIES,
        Document::Schema if !text.schema.as_deref().is_some_and(is_json_schema) => &words::SCHEMA,
        _ => &words::JSON,
    };
    let content = content(text, document);
    let tokens = tokens::of(content);
    let weights = EDITS.map(|(weight, edit)| if edit.is_possible(content, &tokens) { weight } else { 0 });
    let edit = EDITS[choices.weighted_index(weights.into_iter())].1;
    let (range, new) =
        apply::change(choices, edit, &apply::Ground { content, tokens: &tokens, other: &other, vocabulary });
    let at = range.start;
    content.replace_range(range, &new);
    Edited { document, edit, at }
}

/// A text that something may be taken from: any of the case's documents.
fn other_text(choices: &mut Choices<'_>, text: &CaseText) -> String {
    let texts = [Some(text.policies.as_str()), text.schema.as_deref(), Some(&text.entities)];
    texts[choices.below(texts.len())].unwrap_or(&text.policies).to_owned()
}

fn content(text: &mut CaseText, document: Document) -> &mut String {
    match document {
        Document::Policies => &mut text.policies,
        Document::Schema => text.schema.get_or_insert_default(),
        Document::Entities => &mut text.entities,
        Document::Context(index) => &mut text.requests[index].context,
    }
}

/// What is written in the place of what.
type Change = (Range<usize>, String);
