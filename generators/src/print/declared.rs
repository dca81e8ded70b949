//! Where the short JSON forms of values may stand: what the schema declares, if the data conform to it.
//!
//! A reader resolves a short form, `"1.0"` for `decimal("1.0")`, by the declared type. If the document does not conform it
//! is read again without the schema, and the same text is then a string. So short forms are offered only for a document
//! that conforms, all of whose extension literals are valid; else the text would not mean the tree that was printed.

use crosscheck_reference_model::conformance;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::restricted;
use crosscheck_reference_model::schema::{Schema, resolve};
use crosscheck_reference_model::types::RecordType;

use super::style::{Liberty, Style};
use crate::case::Case;

/// The schema as far as it may be relied upon.
#[derive(Debug, Default)]
pub(super) struct Declared {
    schema: Option<Schema>,
    entities_conform: bool,
}

impl Declared {
    /// What the case's schema declares; nothing if the style never uses short forms, or if the schema is not sound.
    pub(super) fn of(case: &Case, style: &impl Style) -> Self {
        if !style.ever_takes(Liberty::Implicit) {
            return Self::default();
        }
        let Some(schema) = case.schema.as_ref().and_then(|syntax| resolve(syntax).ok()) else {
            return Self::default();
        };
        let values = || case.entities.iter().flat_map(|entity| entity.attrs.values().chain(entity.tags.values()));
        let entities_conform = conformance::entities(&case.entities, &schema).is_ok() && values().all(has_value);
        Self { schema: Some(schema), entities_conform }
    }

    /// The schema by which the entities may be shortened.
    pub(super) fn entity_schema(&self) -> Option<&Schema> {
        self.schema.as_ref().filter(|_| self.entities_conform)
    }

    /// The type by which a request's context may be shortened.
    pub(super) fn context_type(&self, request: &RequestSyntax) -> Option<&RecordType> {
        let schema = self.schema.as_ref()?;
        let ty = &schema.actions.get(&request.action)?.context;
        let conforms = conformance::context(&request.context, ty, schema).is_ok();
        (conforms && request.context.values().all(has_value)).then_some(ty)
    }
}

fn has_value(expr: &Expr) -> bool {
    restricted::value(expr).is_ok()
}
