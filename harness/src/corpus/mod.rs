//! The disk: cases read from files, folders and archives, and findings written so that they survive anything.
//!
//! [`locate`] turns what a person typed into [`Location`]s, [`read`] turns one of them into a [`StoredCase`], and
//! [`write()`] makes a new one, [`replace`] puts one in another's place. The format is that of the public integration tests (four files a case) plus
//! `NAME.meta.json`, see [`mod@format`]. Nothing here runs a subject.

pub mod application;
mod archive;
mod error;
pub mod format;
mod locate;
mod policies;
mod read;
mod tree;
pub mod validation;
mod write;

pub use error::CorpusError;
pub use format::{Expect, Meta, Origin, Recorded, SizesBeforeAfter, SubjectVersion};
pub use locate::{Location, locate};
pub use policies::{policy_files, text};
pub use read::{StoredCase, StoredRequest, read};
pub use validation::Validations;
pub use write::{NewCase, check_writable, replace, write};
