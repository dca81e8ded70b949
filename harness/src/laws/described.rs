//! The laws in words: name, promise and source of each, as summaries, signatures and documents have them.

use super::{Law, metamorphic};

/// A law, for people.
pub(super) struct Described {
    pub(super) name: &'static str,
    pub(super) in_words: &'static str,
    pub(super) source: &'static str,
}

/// What there is to say of a law.
pub(super) fn of(law: Law) -> Described {
    if let Some(property) = metamorphic::property(law) {
        return Described { name: property.name, in_words: property.in_words, source: property.source };
    }
    let (name, in_words, source) = of_outcomes(law);
    Described { name, in_words, source }
}

/// The laws that are no properties of a transformation on the ground without a schema.
fn of_outcomes(law: Law) -> (&'static str, &'static str, &'static str) {
    match law {
        Law::Soundness => (
            "soundness",
            "a valid policy, asked about conforming data, fails by overflow, a missing entity or an extension only",
            "language guide, \"Policy validation\"; formal model, soundness of the type checker (`Thm.Validation`)",
        ),
        Law::Modes => (
            "modes",
            "what is strictly valid is permissively valid, and what is valid at a level is strictly valid",
            "language guide, \"Policy validation\", \"Level validation\"; RFC 19, RFC 76",
        ),
        Law::DeclaredTypes => (
            "declared-types",
            "a valid request and conforming entities hold values of the declared types",
            "formal model, `instanceOfWellFormedEnvironment`; language guide, \"Schema-based validation of requests\"",
        ),
        Law::LevelSlice => (
            "level-slice",
            "policies valid at a level give the same response over the entities of that level",
            "RFC 76; language guide, \"Level validation\"; formal model, `Thm.Validation.Slice`",
        ),
        Law::SchemaForms => (
            "schema-forms",
            "a schema means the same in Cedar syntax and in JSON",
            "language guide, \"Schema format\"; RFC 24",
        ),
        Law::Planted => (
            "planted",
            "a planted violation is found, by its kind and at its place, and nothing else is refused",
            "language guide, \"Policy validation\" and \"Schema format\"",
        ),
        Law::Intended => (
            "intended",
            "a policy that was made to be satisfied, missed or in error by a request is so",
            "language guide, \"Authorization\"",
        ),
        Law::SchemaFree => (
            "schema-free",
            "the answers are the same without the schema, with implicit values and actions written out",
            "formal model, `isAuthorized` takes no schema; language guide, \"Schema format\"",
        ),
        Law::Repeated => (
            "repeated",
            "the same case has the same outcome twice",
            "formal model: authorization and validation are functions",
        ),
        Law::ValidityOrder => (
            "validity-order",
            "whether a policy is valid does not depend on the policies beside it, their order and number",
            "formal model, `validate` tests each policy; language guide, \"Policy validation\"",
        ),
        Law::UnusedDeclarations => (
            "unused-declarations",
            "what a schema declares and nothing uses changes no verdict and no answer",
            "language guide, \"Schema format\"; formal model, `validate` looks at environments of actions",
        ),
        _ => ("", "", ""),
    }
}
