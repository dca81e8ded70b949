//! The reference model as a subject. It counts the rules that it exercises.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crosscheck_generators::CaseText;
use crosscheck_generators::text::{LinkText, RequestText, UidText, is_json_schema};
use crosscheck_reference_model::authorize::authorize;
use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::{Coverage, noting};
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::{Link, Policy, Slot, Template};
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::response::{Decision as Decided, ErrorKind as Kind, Response};
use crosscheck_reference_model::schema::{Schema, SchemaError};
use crosscheck_reference_model::{conformance, json, schema, template};

mod mistakes;
mod types;
mod validity;

use super::{Capabilities, SchemaForms, Subject};
use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome};

/// The reference model.
#[derive(Debug, Default)]
pub struct ReferenceModel {
    covered: Mutex<Coverage>,
}

impl ReferenceModel {
    /// The subject; it has not exercised any rule yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Subject for ReferenceModel {
    fn name(&self) -> &'static str {
        "reference-model"
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn schema_forms(&self, cedar: &str, json: &str) -> Option<SchemaForms> {
        let mut covered = Coverage::default();
        let forms = noting(&mut covered, || SchemaForms::of(schema::read(cedar), schema::read_json(json)));
        self.covered.lock().unwrap_or_else(PoisonError::into_inner).merge(&covered);
        Some(forms)
    }

    fn run(&self, case: &CaseText) -> Outcome {
        let (mut covered, mut steps) = (Coverage::default(), Coverage::default());
        let outcome = noting(&mut covered, || run_rewritten(case, None, &mut steps));
        covered.merge(&steps);
        self.covered.lock().unwrap_or_else(PoisonError::into_inner).merge(&covered);
        outcome
    }

    fn take_coverage(&self) -> Option<Coverage> {
        Some(std::mem::take(&mut *self.covered.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// What is done to each policy between reading and evaluating it.
pub(super) type Rewrite<'r> = &'r dyn Fn(&mut Template);

/// What the reference model makes of a case whose policies are rewritten before they are evaluated.
pub(super) fn run_rewritten(case: &CaseText, rewrite: Option<Rewrite<'_>>, covered: &mut Coverage) -> Outcome {
    let world = World::read(case, rewrite);
    let read: Vec<Result<Request, String>> = case.requests.iter().map(|request| world.request(request)).collect();
    let mut outcome = Outcome {
        policies: Loaded::from(&world.policies),
        schema: world.schema.as_ref().map(Loaded::from),
        entities: Loaded::from(&world.entities),
        requests: read.iter().map(|request| world.answer(request, covered)).collect(),
        trees: world.written.as_ref().map(Written::trees),
        validity: validity::of(case, &world, &read),
        ..Outcome::default()
    };
    outcome.mistakes = mistakes::of(case, &outcome, world.schema.as_ref().and_then(|read| read.as_ref().err()));
    outcome
}

/// The policies of a case as they are written, before links fill the slots of templates.
struct Written {
    templates: Vec<Template>,
    links: Vec<Link>,
}

impl Written {
    /// The tree of each static policy and template, by its id.
    fn trees(&self) -> BTreeMap<String, String> {
        self.templates.iter().map(|template| (template.id.clone(), json::policy(template))).collect()
    }
}

/// The documents of a case, as far as the model can read them.
pub(crate) struct World {
    /// What is validated: never rewritten. `None` if the policies cannot be read or linked.
    written: Option<Written>,
    /// The policies, static and linked.
    pub(crate) policies: Result<Vec<Policy>, String>,
    schema: Option<Result<Schema, SchemaError>>,
    /// The entities, with the actions of the schema.
    pub(crate) entities: Result<Entities, String>,
}

impl World {
    /// Reads the documents of `case`; each policy is rewritten before it is evaluated.
    pub(crate) fn read(case: &CaseText, rewrite: Option<Rewrite<'_>>) -> Self {
        let schema = case.schema.as_deref().map(read_schema);
        let entities = read_entities(&case.entities, schema.as_ref().and_then(|schema| schema.as_ref().ok()));
        let read = read_policies(case, rewrite);
        let (written, policies) = match read {
            Ok((written, policies)) => (Some(written), Ok(policies)),
            Err(words) => (None, Err(words)),
        };
        Self { written, policies, schema, entities }
    }

    /// The schema, if there is one that can be read.
    pub(crate) fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref().and_then(|schema| schema.as_ref().ok())
    }

    /// A request as the model reads it.
    pub(crate) fn request(&self, request: &RequestText) -> Result<Request, String> {
        read_request(request, self.schema())
    }

    fn answer(&self, request: &Result<Request, String>, covered: &mut Coverage) -> RequestOutcome {
        let (Ok(policies), Ok(entities)) = (&self.policies, &self.entities) else {
            return RequestOutcome::Unavailable;
        };
        match request {
            Ok(request) => RequestOutcome::Answer(convert(authorize(request, entities, policies, covered))),
            Err(words) => RequestOutcome::Error(words.clone()),
        }
    }
}

/// The policies as they are written, and as they are evaluated.
fn read_policies(case: &CaseText, rewrite: Option<Rewrite<'_>>) -> Result<(Written, Vec<Policy>), String> {
    let templates = parse::policies(&case.policies, PolicyIds::Positional).map_err(|error| error.to_string())?;
    let links = case.links.iter().map(read_link).collect::<Result<Vec<_>, _>>()?;
    let linked = match rewrite {
        None => template::link(&templates, &links),
        Some(rewrite) => {
            let mut rewritten = templates.clone();
            rewritten.iter_mut().for_each(rewrite);
            template::link(&rewritten, &links)
        }
    };
    linked.map(|policies| (Written { templates, links }, policies)).map_err(|error| error.to_string())
}

fn read_link(link: &LinkText) -> Result<Link, String> {
    let slots = link.slots.iter().map(|(name, uid)| {
        let slot = [Slot::Principal, Slot::Resource].into_iter().find(|slot| slot.name() == name);
        Ok((slot.ok_or_else(|| format!("no such slot: {name}"))?, read_uid(uid)?))
    });
    Ok(Link {
        template: link.template.clone(),
        id: link.id.clone(),
        slots: slots.collect::<Result<BTreeMap<_, _>, String>>()?,
    })
}

fn read_uid(uid: &UidText) -> Result<EntityUid, String> {
    let ty = parse::name(&uid.ty).ok_or_else(|| format!("`{}` is no name of an entity type", uid.ty))?;
    Ok(EntityUid::new(ty, uid.id.as_str()))
}

fn read_schema(text: &str) -> Result<Schema, SchemaError> {
    if is_json_schema(text) { schema::read_json(text) } else { schema::read(text) }
}

/// Entities that do not conform, or whose values by the schema are none, are read again without the schema; its actions
/// are in the store either way.
fn read_entities(text: &str, schema: Option<&Schema>) -> Result<Entities, String> {
    let stored = |listed: Vec<Entity>| {
        let all = match schema {
            Some(schema) => schema.with_actions(listed),
            None => listed,
        };
        Entities::from_listed(&all).map_err(|error| error.to_string())
    };
    let conforming = schema.and_then(|schema| stored(json::entities(text, Some(schema)).ok()?).ok());
    match conforming {
        Some(entities) => Ok(entities),
        None => stored(json::entities(text, None).map_err(|error| error.to_string())?),
    }
}

/// A context that does not conform, or whose values by the schema are none, is read again without the schema.
fn read_request(request: &RequestText, schema: Option<&Schema>) -> Result<Request, String> {
    let (principal, resource) = (read_uid(&request.principal)?, read_uid(&request.resource)?);
    let action = read_uid(&request.action)?;
    let whole = |context| {
        let (principal, action, resource) = (principal.clone(), action.clone(), resource.clone());
        Request::from_syntax(&RequestSyntax { principal, action, resource, context })
    };
    let conforming = schema.and_then(|schema| {
        let ty = &schema.actions.get(&action)?.context;
        let context = json::context(&request.context, Some(ty)).ok()?;
        conformance::context(&context, ty, schema).ok()?;
        whole(context).ok()
    });
    match conforming {
        Some(request) => Ok(request),
        None => {
            let context = json::context(&request.context, None).map_err(|error| error.to_string())?;
            whole(context).map_err(|error| error.to_string())
        }
    }
}

fn convert(response: Response) -> Answer {
    Answer {
        decision: match response.decision {
            Decided::Allow => Decision::Allow,
            Decided::Deny => Decision::Deny,
        },
        reason: response.determining.into_iter().collect::<BTreeSet<_>>(),
        errors: response.erroring.into_iter().map(|(id, kind)| (id, Some(convert_kind(kind)))).collect(),
    }
}

fn convert_kind(kind: Kind) -> ErrorKind {
    match kind {
        Kind::EntityMissing => ErrorKind::EntityMissing,
        Kind::AttributeMissing => ErrorKind::AttributeMissing,
        Kind::TagMissing => ErrorKind::TagMissing,
        Kind::Type => ErrorKind::Type,
        Kind::Overflow => ErrorKind::Overflow,
        Kind::Extension => ErrorKind::Extension,
        Kind::Arity => ErrorKind::Arity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::smoke;

    #[test]
    fn smoke_test() {
        let model = ReferenceModel::new();
        smoke::test(&model);
        assert!(model.take_coverage().is_some_and(|coverage| coverage.covered() > 10));
        assert_eq!(model.take_coverage().map(|coverage| coverage.covered()), Some(0), "taken is gone");
    }
}
