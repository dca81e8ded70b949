//! From a case's text to its abstract syntax, by the reference model's readers: what [`crate::print`] undoes.
//!
//! A case from anywhere (a finding, a public corpus, a fuzzer's input) is minimized and mutated as syntax. What cannot be
//! read is said by the document that cannot be.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::{Link, Slot};
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::schema::{Schema, SchemaSyntax};
use crosscheck_reference_model::{conformance, json, schema};

use crate::case::Case;
use crate::text::{CaseText, LinkText, RequestText, UidText, is_json_schema};

/// The document of a case that the reference model cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreadable {
    /// The schema.
    Schema,
    /// The policies.
    Policies,
    /// A link: its slots are no slots, or its entities have no names.
    Links,
    /// The entities.
    Entities,
    /// A request.
    Requests,
}

impl Unreadable {
    /// The name under which a case that was skipped for it is counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema-unreadable",
            Self::Policies => "policies-unreadable",
            Self::Links => "links-unreadable",
            Self::Entities => "entities-unreadable",
            Self::Requests => "requests-unreadable",
        }
    }
}

/// The abstract syntax of `text`. With a schema the documents are read by it where they conform and have values then, so
/// that implicit forms become explicit ones; else without it, as every subject reads them.
///
/// # Errors
/// The first document, in the order of [`Unreadable`], that cannot be read.
pub fn case(text: &CaseText) -> Result<Case, Unreadable> {
    let schema = text.schema.as_deref().map(schema_syntax).transpose()?;
    let resolved = schema.as_ref().and_then(|schema| schema::resolve(schema).ok());
    let policies = parse::policies(&text.policies, PolicyIds::Positional).map_err(|_unparsed| Unreadable::Policies)?;
    let links = text.links.iter().map(link).collect::<Option<_>>().ok_or(Unreadable::Links)?;
    let with_schema = resolved.as_ref().and_then(|resolved| {
        let listed = json::entities(&text.entities, Some(resolved)).ok()?;
        Entities::from_listed(&resolved.with_actions(listed.clone())).is_ok().then_some(listed)
    });
    let entities = with_schema.or_else(|| json::entities(&text.entities, None).ok()).ok_or(Unreadable::Entities)?;
    let requests = text.requests.iter().map(|of| request(of, resolved.as_ref())).collect::<Option<_>>();
    let requests = requests.ok_or(Unreadable::Requests)?;
    let (level, planted) = (text.level, text.planted.clone());
    // Trees are read to be changed, and then what the case was built to show does not hold any more.
    let intents = Vec::new();
    Ok(Case { policies, links, schema, entities, requests, level, planted, intents })
}

/// The abstract syntax of a schema in either form.
///
/// # Errors
/// [`Unreadable::Schema`]; whoever wants to know the place asks the reference model's reader.
pub fn schema_syntax(text: &str) -> Result<SchemaSyntax, Unreadable> {
    if is_json_schema(text) {
        json::schema(text).map_err(|_unread| Unreadable::Schema)
    } else {
        parse::schema(text).map_err(|_unparsed| Unreadable::Schema)
    }
}

fn link(text: &LinkText) -> Option<Link> {
    let mut slots = BTreeMap::new();
    for (name, value) in &text.slots {
        let slot = [Slot::Principal, Slot::Resource].into_iter().find(|slot| slot.name() == name)?;
        slots.insert(slot, uid(value)?);
    }
    Some(Link { template: text.template.clone(), id: text.id.clone(), slots })
}

fn request(text: &RequestText, schema: Option<&Schema>) -> Option<RequestSyntax> {
    let action = uid(&text.action)?;
    let (principal, resource) = (uid(&text.principal)?, uid(&text.resource)?);
    let whole = |context| {
        let (principal, action, resource) = (principal.clone(), action.clone(), resource.clone());
        RequestSyntax { principal, action, resource, context }
    };
    let with_schema = schema.and_then(|schema| {
        let ty = &schema.actions.get(&action)?.context;
        let context = json::context(&text.context, Some(ty)).ok()?;
        conformance::context(&context, ty, schema).ok()?;
        let request = whole(context);
        Request::from_syntax(&request).is_ok().then_some(request)
    });
    with_schema.or_else(|| Some(whole(json::context(&text.context, None).ok()?)))
}

fn uid(text: &UidText) -> Option<EntityUid> {
    Some(EntityUid::new(parse::name(&text.ty)?, text.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::settings::Settings;
    use crate::{generate, print};

    #[test]
    fn a_printed_case_is_read_back_as_it_was() {
        for seed in 0..100 {
            let mut choices = Choices::from_seed(seed);
            // A violation may make a schema that has no syntax.
            let settings = Settings { flawed: false, violation: false, ..Settings::draw(&mut choices) };
            let mut generated = generate(&mut choices, &settings).case;
            generated.intents.clear();
            let read = case(&print::plain(&generated)).unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
            // Part by part, so that the one that differs is named.
            assert_eq!(read.policies, generated.policies, "seed {seed}");
            assert_eq!(read.entities, generated.entities, "seed {seed}");
            assert_eq!(read.requests, generated.requests, "seed {seed}");
            assert!(read == generated, "seed {seed}");
        }
    }

    #[test]
    fn the_document_that_cannot_be_read_is_named() {
        let good = CaseText {
            policies: "permit(principal, action, resource);".into(),
            entities: "[]".into(),
            ..CaseText::default()
        };
        assert!(case(&good).is_ok());
        let uid = |ty: &str| UidText { ty: ty.into(), id: "a".into() };
        let request = |context: &str| RequestText {
            principal: uid("T"),
            action: uid("Action"),
            resource: uid("T"),
            context: context.into(),
        };
        let slots = BTreeMap::from([("?action".to_owned(), uid("T"))]);
        let table = [
            (CaseText { schema: Some("entity".into()), ..good.clone() }, Unreadable::Schema),
            (CaseText { policies: "permit".into(), ..good.clone() }, Unreadable::Policies),
            (CaseText { entities: "{}".into(), ..good.clone() }, Unreadable::Entities),
            (CaseText { requests: vec![request("[]")], ..good.clone() }, Unreadable::Requests),
            (
                CaseText { links: vec![LinkText { template: "policy0".into(), id: "l".into(), slots }], ..good },
                Unreadable::Links,
            ),
        ];
        for (text, expected) in table {
            assert_eq!(case(&text), Err(expected), "{text:?}");
        }
    }
}
