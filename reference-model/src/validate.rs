//! Whether policies fit a schema.
//!
//! - Every name in a policy is declared.
//! - In every environment of the schema the policy has a type. A template is looked at with each type of its slots.
//! - In some environment each constraint of the scope can hold: some action of the scope applies to some principal and
//!   some resource of the scope. (Version 4.5 of the language; in public implementations newer than that it is a warning.)
//! - A link gives the slots entities that are declared; its scope names what is declared, breaks no rule and can hold. What else the types of
//!   its template say holds for every link.
//! - A policy whose scope can hold, but not with its clauses, can never apply. That is a warning: it does no harm.
//! - At a level, a strictly valid policy looks no farther for data than that (see `levels`).
//!
//! A policy that passes strict validation evaluates, on a request and entities that conform to the schema, to a boolean,
//! or errs because of an overflow or a missing entity.
//!
//! Not here: warnings about strings that look like others.
//!
//! Source: language guide, "Policy validation"; formal model, `Validation.Validator`; RFC 76.

use std::fmt;

use crate::expr::Expr;
use crate::levels::{self, LevelErrorKind};
use crate::name::{EntityType, EntityUid};
use crate::observe::{Judgment, judged};
use crate::policy::{EntityOrSlot, Link, PolicyId, Scope, Slot, Template};
use crate::schema::Schema;
use crate::typecheck::{
    self, Environment, Expected, Part, TypeError, TypeErrorKind, TypedPolicy, environments, unknown_names,
};
use crate::types::{BoolType, Type};

pub use crate::types::Mode;

/// Why a policy, template or link is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    /// The policy, template or link.
    pub policy: PolicyId,
    /// The part of it.
    pub part: Part,
    /// The sub-expression; `None` for a constraint of the scope that is not at the level.
    pub at: Option<Box<Expr>>,
    /// The first environment in which it is so; `None` if it is so in all.
    pub environment: Option<RequestType>,
    /// What is wrong.
    pub kind: ErrorKind,
}

/// What is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErrorKind {
    /// A rule of types is broken, or a name is unknown.
    #[error("{0}")]
    Type(Box<TypeErrorKind>),
    /// No action that the scope admits applies to a principal and a resource that it admits.
    #[error("no action applies to the principals and resources that the scope admits")]
    ImpossibleScope,
    /// It looks too far for data.
    #[error("{0}")]
    Level(LevelErrorKind),
}

/// The types of a request, as people are told of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestType {
    /// The type of the principal.
    pub principal: EntityType,
    /// The action.
    pub action: EntityUid,
    /// The type of the resource.
    pub resource: EntityType,
}

/// A policy that is valid, but can never apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationWarning {
    /// The policy or template.
    pub policy: PolicyId,
    /// What is suspicious.
    pub kind: WarningKind,
}

/// What is suspicious about a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// The scope can hold, but never with all the clauses.
    ImpossiblePolicy,
}

/// Everything that is wrong with these policies and templates; nothing if they are valid.
pub fn validate(templates: &[Template], schema: &Schema, mode: Mode) -> Vec<ValidationError> {
    each(templates, schema, mode, |_, _| Vec::new())
}

/// Everything that keeps these policies and templates from being strictly valid at a level.
pub fn levels(templates: &[Template], schema: &Schema, level: u32) -> Vec<ValidationError> {
    levels_in(templates, schema, Mode::Strict, level)
}

/// Everything that keeps these policies and templates from being valid at a level, in either mode.
pub fn levels_in(templates: &[Template], schema: &Schema, mode: Mode, level: u32) -> Vec<ValidationError> {
    each(templates, schema, mode, |typed, environment| levels::check(typed, environment, level))
}

/// Everything that is wrong with what these links put into their templates' slots. The templates are validated by
/// themselves, and a link that cannot be made is no matter of the schema.
pub fn links(templates: &[Template], links: &[Link], schema: &Schema, mode: Mode) -> Vec<ValidationError> {
    let environments = environments(schema);
    let mut errors = Vec::new();
    for link in links {
        let Some(template) = templates.iter().find(|template| template.id == link.template) else { continue };
        let Some(linked) = filled(template, link) else { continue };
        let slots = link.slots.iter().filter_map(|(slot, uid)| {
            let at = Expr::entity(uid.clone());
            let kind = typecheck::unknown_entity(uid, schema)?;
            judged(|| Judgment::Name("slot of a link", kind.name()));
            Some((part_of(*slot), TypeError::new(&at, kind)))
        });
        let in_scope = unknown_names(&Template { conditions: Vec::new(), ..template.clone() }, schema);
        let unknown = slots.chain(in_scope).map(|(part, error)| type_error(&linked, part, error, None));
        let unknown: Vec<_> = unknown.collect();
        if unknown.is_empty() {
            let impossible = is_scope_impossible(&linked, &environments, mode);
            errors.extend(impossible.then(|| impossible_scope(&linked, "link")));
            errors.extend(scope_error(&linked, &environments, mode));
        }
        errors.extend(unknown);
    }
    errors
}

fn part_of(slot: Slot) -> Part {
    match slot {
        Slot::Principal => Part::Principal,
        Slot::Resource => Part::Resource,
    }
}

/// The template with a link's values in its slots; `None` if one has no value.
fn filled(template: &Template, link: &Link) -> Option<Template> {
    let fill = |scope: &Scope<EntityOrSlot>, slot| {
        let entity = |e: &EntityOrSlot| match e {
            EntityOrSlot::Entity(uid) => Some(EntityOrSlot::Entity(uid.clone())),
            EntityOrSlot::Slot => link.slots.get(&slot).cloned().map(EntityOrSlot::Entity),
        };
        Some(match scope {
            Scope::Eq(e) => Scope::Eq(entity(e)?),
            Scope::In(e) => Scope::In(entity(e)?),
            Scope::IsIn(ty, e) => Scope::IsIn(ty.clone(), entity(e)?),
            Scope::Any | Scope::Is(_) => scope.clone(),
        })
    };
    let principal = fill(&template.principal, Slot::Principal)?;
    let resource = fill(&template.resource, Slot::Resource)?;
    Some(Template { id: link.id.clone(), principal, resource, ..template.clone() })
}

/// The policies and templates that are valid, but can never apply.
pub fn warnings(templates: &[Template], schema: &Schema, mode: Mode) -> Vec<ValidationWarning> {
    let environments = environments(schema);
    let impossible = templates.iter().filter(|template| is_impossible(template, &environments, schema, mode));
    let warning =
        |template: &Template| ValidationWarning { policy: template.id.clone(), kind: WarningKind::ImpossiblePolicy };
    impossible.map(warning).collect()
}

/// Whether the template is valid, but false in every environment though its scope is not.
fn is_impossible(template: &Template, all: &[Environment<'_>], schema: &Schema, mode: Mode) -> bool {
    let is_false = |environment: &Environment<'_>| {
        typecheck::policy(template, environment, mode).is_ok_and(|typed| typed.ty == BoolType::False)
    };
    unknown_names(template, schema).is_empty()
        && !is_scope_impossible(template, all, mode)
        && all.iter().flat_map(|environment| environment.with_slots(template)).all(|here| is_false(&here))
}

/// Whether some constraint of the scope is false in each environment.
fn is_scope_impossible(template: &Template, all: &[Environment<'_>], mode: Mode) -> bool {
    let can_hold = |environment: &Environment<'_>| match typecheck::scope(template, environment, mode) {
        Ok(scope) => scope.iter().all(|part| part.is_some_and(|part| part.ty != BoolType::False)),
        // What breaks a rule is an error of its own.
        Err(_) => true,
    };
    !all.iter().flat_map(|environment| environment.with_slots(template)).any(|here| can_hold(&here))
}

/// The first rule that the scope breaks in some environment.
fn scope_error(template: &Template, all: &[Environment<'_>], mode: Mode) -> Option<ValidationError> {
    all.iter().find_map(|environment| {
        let (part, error) = typecheck::scope(template, environment, mode).err()?;
        Some(type_error(template, part, error, Some(RequestType::from(environment))))
    })
}

fn impossible_scope(template: &Template, of: &'static str) -> ValidationError {
    judged(|| Judgment::ImpossibleScope(of));
    let policy = template.id.clone();
    ValidationError { policy, part: Part::Scope, at: None, environment: None, kind: ErrorKind::ImpossibleScope }
}

/// Validates each template, and looks at it closer in each environment in which it has a type.
fn each(
    templates: &[Template],
    schema: &Schema,
    mode: Mode,
    closer: impl Fn(&TypedPolicy<'_>, &Environment<'_>) -> Vec<levels::LevelError>,
) -> Vec<ValidationError> {
    let environments = environments(schema);
    let mut errors = Vec::new();
    for template in templates {
        let names = unknown_names(template, schema);
        if names.is_empty() {
            let impossible = is_scope_impossible(template, &environments, mode);
            errors.extend(impossible.then(|| impossible_scope(template, "policy")));
            errors.extend(in_environments(template, &environments, mode, &closer));
        } else {
            errors.extend(names.into_iter().map(|(part, error)| type_error(template, part, error, None)));
        }
    }
    errors
}

/// What is wrong with a template in some environment, each fault once.
fn in_environments(
    template: &Template,
    all: &[Environment<'_>],
    mode: Mode,
    closer: &impl Fn(&TypedPolicy<'_>, &Environment<'_>) -> Vec<levels::LevelError>,
) -> Vec<ValidationError> {
    let mut errors: Vec<ValidationError> = Vec::new();
    for environment in all.iter().flat_map(|environment| environment.with_slots(template)) {
        let here = Some(RequestType::from(&environment));
        let found = match typecheck::policy(template, &environment, mode) {
            Ok(typed) => {
                let level_errors = closer(&typed, &environment).into_iter();
                level_errors.map(|error| level_error(template, error, here.clone())).collect()
            }
            Err((part, error)) => vec![type_error(template, part, error, here)],
        };
        for error in found {
            let is_same =
                |other: &ValidationError| (other.part, &other.at, &other.kind) == (error.part, &error.at, &error.kind);
            if !errors.iter().any(is_same) {
                errors.push(error);
            }
        }
    }
    errors
}

fn type_error(template: &Template, part: Part, error: TypeError, environment: Option<RequestType>) -> ValidationError {
    let policy = template.id.clone();
    ValidationError { policy, part, at: Some(error.at), environment, kind: ErrorKind::Type(error.kind) }
}

fn level_error(template: &Template, error: levels::LevelError, environment: Option<RequestType>) -> ValidationError {
    let policy = template.id.clone();
    ValidationError { policy, part: error.part, at: error.at, environment, kind: ErrorKind::Level(error.kind) }
}

impl ErrorKind {
    /// The kind's name, for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Type(kind) => kind.name(),
            Self::ImpossibleScope => "impossible-scope",
            Self::Level(kind) => kind.name(),
        }
    }

    /// The types that would have been right; none where it is not a matter of types.
    pub fn expected(&self) -> &[Expected] {
        match self {
            Self::Type(kind) => kind.expected(),
            Self::ImpossibleScope | Self::Level(_) => &[],
        }
    }

    /// The types that were found.
    pub fn found(&self) -> Vec<&Type> {
        match self {
            Self::Type(kind) => kind.found(),
            Self::ImpossibleScope | Self::Level(_) => Vec::new(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Type(kind) => kind.hint(),
            Self::ImpossibleScope => Some("compare the scope with the `appliesTo` of the schema's actions".to_owned()),
            Self::Level(LevelErrorKind::TooDeep { needed, .. }) => Some(format!("it takes level {needed}")),
            Self::Level(LevelErrorKind::Literal) => Some("pass the entity in the context".to_owned()),
        }
    }
}

impl From<&Environment<'_>> for RequestType {
    fn from(environment: &Environment<'_>) -> Self {
        Self {
            principal: environment.principal.clone(),
            action: environment.action.clone(),
            resource: environment.resource.clone(),
        }
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, {}: {}", self.policy, self.part, self.kind)?;
        if let Some(RequestType { principal, action, resource }) = &self.environment {
            write!(f, " (for {action} by {principal} on {resource})")?;
        }
        self.kind.hint().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for ValidationError {}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ImpossiblePolicy => "the policy is false for every request that the schema allows",
        })
    }
}

#[cfg(test)]
mod tests;
