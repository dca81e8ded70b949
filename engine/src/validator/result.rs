//! What validation says: errors and warnings, each with its policy, its place and its kind.
//!
//! These are values that own all they print; they are made in `describe`. A policy without errors is valid; warnings
//! never make it invalid.

use crate::error::SourceError;
use crate::policy::PolicyId;
use std::fmt;

/// The rules that validation goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ValidationMode {
    /// The language's own rules: types that are compared or put into one set must be the same up to what is known of
    /// booleans, sets must not be empty, and extension constructors take literals.
    #[default]
    Strict,
    /// Without those restrictions: what cannot fail when it is evaluated is accepted.
    Permissive,
}

/// What kind of mistake an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValidationErrorKind {
    /// An entity type that the schema does not declare.
    UnknownEntityType,
    /// An action that the schema does not declare.
    UnknownAction,
    /// An id that an enumerated entity type does not have.
    UnknownEnumeratedId,
    /// An expression whose type is not what its place wants.
    UnexpectedType,
    /// Two expressions whose types have no common type.
    IncompatibleTypes,
    /// An attribute that the type does not have.
    UnknownAttribute,
    /// An optional attribute that is read where it may be missing.
    UnguardedAttribute,
    /// A tag of an entity whose type has none.
    NoTags,
    /// A tag that is read where it may be missing.
    UnguardedTag,
    /// The wrong number of arguments of an extension function.
    Arity,
    /// A literal that its extension constructor refuses.
    MalformedLiteral,
    /// An extension constructor applied to what is no literal.
    NonLiteralArgument,
    /// The empty set, whose type strict validation cannot tell.
    EmptySet,
    /// Entities that are further away than the level allows.
    LevelExceeded,
    /// Data of an entity that is written out, which no level provides.
    LiteralDereference,
    /// A scope to whose principals and resources no action applies that it admits.
    InapplicableScope,
}

impl ValidationErrorKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::UnknownEntityType,
        Self::UnknownAction,
        Self::UnknownEnumeratedId,
        Self::UnexpectedType,
        Self::IncompatibleTypes,
        Self::UnknownAttribute,
        Self::UnguardedAttribute,
        Self::NoTags,
        Self::UnguardedTag,
        Self::Arity,
        Self::MalformedLiteral,
        Self::NonLiteralArgument,
        Self::EmptySet,
        Self::LevelExceeded,
        Self::LiteralDereference,
        Self::InapplicableScope,
    ];

    /// Its name, for reports and comparisons.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownEntityType => "unknown-entity-type",
            Self::UnknownAction => "unknown-action",
            Self::UnknownEnumeratedId => "unknown-enumerated-id",
            Self::UnexpectedType => "unexpected-type",
            Self::IncompatibleTypes => "incompatible-types",
            Self::UnknownAttribute => "unknown-attribute",
            Self::UnguardedAttribute => "unguarded-attribute",
            Self::NoTags => "no-tags",
            Self::UnguardedTag => "unguarded-tag",
            Self::Arity => "arity",
            Self::MalformedLiteral => "malformed-literal",
            Self::NonLiteralArgument => "non-literal-argument",
            Self::EmptySet => "empty-set",
            Self::LevelExceeded => "level-exceeded",
            Self::LiteralDereference => "literal-dereference",
            Self::InapplicableScope => "inapplicable-scope",
        }
    }
}

impl fmt::Display for ValidationErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A mistake in a policy. `Display` gives the whole report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    pub(super) policy: PolicyId,
    pub(super) kind: ValidationErrorKind,
    pub(super) place: SourceError,
    pub(super) expected_type: Option<String>,
    pub(super) found_type: Option<String>,
    pub(super) hint: Option<String>,
    pub(super) environment: Option<String>,
}

impl ValidationError {
    /// The policy, template or link that it is in.
    #[must_use]
    pub fn policy_id(&self) -> &PolicyId {
        &self.policy
    }

    /// What kind of mistake it is.
    #[must_use]
    pub fn kind(&self) -> ValidationErrorKind {
        self.kind
    }

    /// Where it is and what is wrong there.
    #[must_use]
    pub fn place(&self) -> &SourceError {
        &self.place
    }

    /// The type that was wanted, where one was.
    #[must_use]
    pub fn expected_type(&self) -> Option<&str> {
        self.expected_type.as_deref()
    }

    /// The type that was found, where one was.
    #[must_use]
    pub fn found_type(&self) -> Option<&str> {
        self.found_type.as_deref()
    }

    /// What to do about it, where that can be said.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The first types of request in which it was found, if it depends on them.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// The same error with the name of the file that the policy came from.
    #[must_use]
    pub fn in_file(self, file: &str) -> Self {
        Self { place: self.place.in_file(file), ..self }
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error[{}] in policy `{}` at {}", self.kind, self.policy, self.place)?;
        if let Some(environment) = &self.environment {
            write!(formatter, "\nwhen: {environment}")?;
        }
        if let Some(hint) = &self.hint {
            write!(formatter, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValidationWarningKind {
    /// The policy is satisfied by no valid request.
    ImpossiblePolicy,
}

impl ValidationWarningKind {
    /// Its name, for reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ImpossiblePolicy => "impossible-policy",
        }
    }
}

impl fmt::Display for ValidationWarningKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Something in a policy that is allowed and hardly meant. `Display` gives the whole report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationWarning {
    pub(super) policy: PolicyId,
    pub(super) kind: ValidationWarningKind,
    pub(super) place: SourceError,
}

impl ValidationWarning {
    /// The policy, template or link that it is about.
    #[must_use]
    pub fn policy_id(&self) -> &PolicyId {
        &self.policy
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> ValidationWarningKind {
        self.kind
    }

    /// Where that is, and what is odd there.
    #[must_use]
    pub fn place(&self) -> &SourceError {
        &self.place
    }

    /// The same warning with the name of the file that the policy came from.
    #[must_use]
    pub fn in_file(self, file: &str) -> Self {
        Self { place: self.place.in_file(file), ..self }
    }
}

impl fmt::Display for ValidationWarning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "warning[{}] in policy `{}` at {}", self.kind, self.policy, self.place)
    }
}

/// The outcome of validation, sorted by policy id, then by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationResult {
    pub(super) errors: Vec<ValidationError>,
    pub(super) warnings: Vec<ValidationWarning>,
}

impl ValidationResult {
    /// Whether there is no error.
    #[must_use]
    pub fn validation_passed(&self) -> bool {
        self.errors.is_empty()
    }

    /// All errors.
    #[must_use]
    pub fn errors(&self) -> &[ValidationError] {
        &self.errors
    }

    /// All warnings.
    #[must_use]
    pub fn warnings(&self) -> &[ValidationWarning] {
        &self.warnings
    }
}
