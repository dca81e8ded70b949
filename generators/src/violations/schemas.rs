//! Violations in schemas: names that are not declared, or declared twice, or not to be declared, and cycles.
//!
//! What is planted is called `Nowhere` or `nowhere`, as nothing else in a case is, so that its place in the printed text
//! can be found.

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, AttributeSyntax, Declaration, EntityDeclaration, EntityShape,
    NamespaceSyntax, SchemaSyntax, TypeSyntax,
};

use super::declarations::{action, attribute, common, entity, enumerated, long, named};
use super::planted::{Occurrence, Place};
use super::spots::{Within, type_spots};
use crate::choices::Choices;

/// A kind of violation in schemas.
pub(super) struct Row {
    pub(super) weight: u32,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// Plants it; that is always possible.
    pub(super) plant: fn(&mut Choices<'_>, &mut SchemaSyntax) -> Place,
}

const UNDECLARED: &str = "undeclared-type";

/// What is planted, as a type and as an action or attribute.
pub(super) const TYPE: &str = "Nowhere";
const WORD: &str = "nowhere";

/// A second name in a cycle.
const OTHER: &str = "Elsewhere";

const fn row(name: &'static str, kind: &'static str, plant: fn(&mut Choices<'_>, &mut SchemaSyntax) -> Place) -> Row {
    Row { weight: 2, name, kind, plant }
}

#[rustfmt::skip]
pub(super) const ROWS: [Row; 33] = [
    row("undeclared-in-attribute",      UNDECLARED, |c, s| in_type(c, s, Within::Attribute)),
    row("undeclared-in-set",            UNDECLARED, |c, s| in_type(c, s, Within::Element)),
    row("undeclared-in-common-type",    UNDECLARED, |c, s| in_type(c, s, Within::CommonType)),
    row("undeclared-in-context",        UNDECLARED, |c, s| in_type(c, s, Within::Context)),
    row("undeclared-in-tags",           UNDECLARED, |c, s| in_type(c, s, Within::Tags)),
    row("undeclared-parent",            UNDECLARED, |c, s| { let name = unknown(c); parent(c, s, name); any(TYPE) }),
    row("undeclared-principal",         UNDECLARED, |c, s| { let name = unknown(c); with_applies_to(c, s, |it| it.principals.push(name.into())); any(TYPE) }),
    row("undeclared-resource",          UNDECLARED, |c, s| { let name = unknown(c); with_applies_to(c, s, |it| it.resources.push(name.into())); any(TYPE) }),
    row("undeclared-context-type",      UNDECLARED, |c, s| { let name = unknown(c); with_applies_to(c, s, |it| it.context = Some(TypeSyntax::Name(name.into()))); any(TYPE) }),
    row("common-type-as-parent",        UNDECLARED, common_type_as_parent),
    row("common-type-as-principal",     UNDECLARED, common_type_as_principal),
    row("entity-type-as-context",       UNDECLARED, entity_type_as_context),
    row("duplicate-entity-type",        "duplicate-type",      |c, s| twice(c, s, |_| entity(TYPE), TYPE)),
    row("duplicate-type-in-one",        "duplicate-type",      duplicate_in_one),
    row("duplicate-enum",               "duplicate-type",      |c, s| twice(c, s, |second| if second { enumerated(vec!["a".to_owned()]) } else { entity(TYPE) }, TYPE)),
    row("duplicate-common-type",        "duplicate-type",      |c, s| twice(c, s, |_| common(TYPE, long()), TYPE)),
    row("duplicate-action",             "duplicate-action",    |c, s| twice(c, s, |_| action(WORD, Vec::new()), WORD)),
    row("duplicate-namespace",          "duplicate-namespace", duplicate_namespace),
    row("duplicate-attribute",          "duplicate-attribute", |c, s| { with_attributes(c, s, repeat); last(WORD) }),
    row("duplicate-context-key",        "duplicate-attribute", duplicate_context_key),
    row("duplicate-field",              "duplicate-attribute", duplicate_field),
    row("common-type-in-itself",        "common-type-cycle",   |c, s| { let ty = wrapped(c, TYPE); add(c, s, vec![common(TYPE, ty)]); first(TYPE) }),
    row("common-types-in-each-other",   "common-type-cycle",   common_cycle),
    row("action-in-itself",             "action-cycle",        |c, s| { add(c, s, vec![action(WORD, vec![WORD])]); first(WORD) }),
    row("actions-in-each-other",        "action-cycle",        |c, s| { add(c, s, vec![action(WORD, vec![OTHER]), action(OTHER, vec![WORD])]); first(WORD) }),
    row("entity-type-shadows",          "type-shadowing",      |c, s| shadow(c, s, || entity(TYPE), || entity(TYPE), TYPE)),
    row("common-type-shadows",          "type-shadowing",      |c, s| shadow(c, s, || entity(TYPE), || common(TYPE, long()), TYPE)),
    row("action-shadows",               "action-shadowing",    |c, s| shadow(c, s, || action(WORD, Vec::new()), || action(WORD, Vec::new()), WORD)),
    row("reserved-common-type",         "reserved-name",       reserved_common_type),
    row("reserved-entity-type",         "reserved-name",       |_, s| { add_last(s, entity("Action")); last("Action") }),
    row("undeclared-group",             "undeclared-action",   undeclared_group),
    row("context-is-no-record",         "context-not-record",  context_is_no_record),
    row("enum-of-none",                 "empty-enum",          |c, s| { add(c, s, vec![enumerated(Vec::new())]); any(TYPE) }),
];

fn place(token: &str, occurrence: Occurrence) -> Place {
    Place::Token { token: token.to_owned(), occurrence }
}

fn any(token: &str) -> Place {
    place(token, Occurrence::Any)
}

fn first(token: &str) -> Place {
    place(token, Occurrence::First)
}

fn last(token: &str) -> Place {
    place(token, Occurrence::Last)
}

/// A name that no type has: outside any namespace, or in a namespace that is none.
fn unknown(choices: &mut Choices<'_>) -> Name {
    let mut name = Name::unqualified(TYPE);
    if choices.chance(1, 3) {
        name.namespace.push(std::mem::replace(&mut name.basename, "User".to_owned()));
    }
    name
}

/// Puts declarations, in this order and behind one another, among those of some namespace.
fn add(choices: &mut Choices<'_>, schema: &mut SchemaSyntax, declarations: Vec<Declaration>) {
    let namespace = choices.below(schema.namespaces.len());
    let Some(namespace) = schema.namespaces.get_mut(namespace) else { return };
    let at = choices.below(namespace.declarations.len() + 1);
    namespace.declarations.splice(at..at, declarations);
}

/// Puts a declaration behind everything else.
fn add_last(schema: &mut SchemaSyntax, declaration: Declaration) {
    if let Some(namespace) = schema.namespaces.last_mut() {
        namespace.declarations.push(declaration);
    }
}

/// Two declarations of one name in one namespace, which may be apart from each other.
fn twice(
    choices: &mut Choices<'_>,
    schema: &mut SchemaSyntax,
    declaration: fn(bool) -> Declaration,
    token: &str,
) -> Place {
    let namespace = choices.below(schema.namespaces.len());
    if let Some(namespace) = schema.namespaces.get_mut(namespace) {
        let declarations = &mut namespace.declarations;
        let at = choices.below(declarations.len() + 1);
        declarations.insert(at, declaration(false));
        let behind = at + 1 + choices.below(declarations.len() - at);
        declarations.insert(behind, declaration(true));
    }
    last(token)
}

fn duplicate_in_one(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let mut both = entity(TYPE);
    if let Declaration::Entity(declaration) = &mut both {
        declaration.names.push(TYPE.into());
    }
    add(choices, schema, vec![both]);
    last(TYPE)
}

fn duplicate_namespace(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let mut namespace = |declarations| {
        let name = Some(Name::unqualified(TYPE).into());
        let at = choices.below(schema.namespaces.len() + 1);
        let new = NamespaceSyntax { name, annotations: Annotations::new(), declarations };
        schema.namespaces.insert(at, new);
    };
    namespace(Vec::new());
    namespace(vec![entity(OTHER)]);
    last(TYPE)
}

/// Changes the attributes of some entity type; the first one planned is an ordinary one.
fn with_attributes(
    choices: &mut Choices<'_>,
    schema: &mut SchemaSyntax,
    change: impl FnOnce(&mut Vec<AttributeSyntax>),
) {
    let mut all: Vec<&mut Vec<AttributeSyntax>> = Vec::new();
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Entity(EntityDeclaration { shape: EntityShape::Standard { attributes, .. }, .. }) =
            declaration
        {
            all.push(attributes);
        }
    }
    let index = choices.below(all.len());
    if let Some(attributes) = all.into_iter().nth(index) {
        change(attributes);
    }
}

/// Changes what some action applies to; there always is one that does.
fn with_applies_to(choices: &mut Choices<'_>, schema: &mut SchemaSyntax, change: impl FnOnce(&mut AppliesTo)) {
    let mut all: Vec<&mut AppliesTo> = Vec::new();
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Action(ActionDeclaration { applies_to: Some(applies_to), .. }) = declaration {
            all.push(applies_to);
        }
    }
    let index = choices.below(all.len());
    if let Some(applies_to) = all.into_iter().nth(index) {
        change(applies_to);
    }
}

/// Gives some entity type one more parent type.
fn parent(choices: &mut Choices<'_>, schema: &mut SchemaSyntax, name: Name) {
    let mut all = Vec::new();
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Entity(EntityDeclaration { shape: EntityShape::Standard { parents, .. }, .. }) = declaration
        {
            all.push(parents);
        }
    }
    let index = choices.below(all.len());
    if let Some(parents) = all.into_iter().nth(index) {
        let at = choices.below(parents.len() + 1);
        parents.insert(at, name.into());
    }
}

/// Writes a name that means nothing where a type stands, or in a new attribute if none stands in such a place.
fn in_type(choices: &mut Choices<'_>, schema: &mut SchemaSyntax, within: Within) -> Place {
    let ty = TypeSyntax::Name(unknown(choices).into());
    let mut spots = type_spots(schema, within);
    let index = choices.below(spots.len());
    match spots.get_mut(index) {
        Some(spot) => **spot = ty,
        None => {
            drop(spots);
            match within {
                Within::CommonType => add(choices, schema, vec![common(OTHER, ty)]),
                Within::Element => {
                    with_attributes(choices, schema, |it| it.push(attribute(WORD, TypeSyntax::Set(Box::new(ty)))));
                }
                Within::Tags => tag(schema, ty),
                Within::Attribute => with_attributes(choices, schema, |it| it.push(attribute(WORD, ty))),
                Within::Context => with_applies_to(choices, schema, |it| {
                    it.context = Some(TypeSyntax::Record(vec![attribute(WORD, ty)]));
                }),
            }
        }
    }
    any(TYPE)
}

/// Gives the first ordinary entity type tags.
fn tag(schema: &mut SchemaSyntax, ty: TypeSyntax) {
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Entity(EntityDeclaration { shape: EntityShape::Standard { tags, .. }, .. }) = declaration {
            *tags = Some(ty);
            return;
        }
    }
}

/// A namespace of its own at the end, in which `first` is declared before an entity type and an action of `change`.
fn in_new_namespace(schema: &mut SchemaSyntax, declarations: Vec<Declaration>) {
    let name = Some(Name::unqualified(OTHER).into());
    schema.namespaces.push(NamespaceSyntax { name, annotations: Annotations::new(), declarations });
}

fn common_type_as_parent(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let mut child = entity("Child");
    if let Declaration::Entity(EntityDeclaration { shape: EntityShape::Standard { parents, .. }, .. }) = &mut child {
        parents.push(Name::unqualified(TYPE).into());
    }
    let ty = if choices.chance(1, 2) { long() } else { TypeSyntax::Record(Vec::new()) };
    in_new_namespace(schema, vec![common(TYPE, ty), child]);
    last(TYPE)
}

/// An action that applies to the type `Child`, but for a change.
fn action_on_child(change: impl FnOnce(&mut AppliesTo)) -> Declaration {
    let child = || vec![Name::unqualified("Child").into()];
    let mut applies_to = AppliesTo { principals: child(), resources: child(), context: None };
    change(&mut applies_to);
    let mut declaration = action(WORD, Vec::new());
    if let Declaration::Action(action) = &mut declaration {
        action.applies_to = Some(applies_to);
    }
    declaration
}

fn common_type_as_principal(_: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let action = action_on_child(|it| it.principals.push(Name::unqualified(TYPE).into()));
    in_new_namespace(schema, vec![common(TYPE, named("Child")), entity("Child"), action]);
    last(TYPE)
}

fn entity_type_as_context(_: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let action = action_on_child(|it| it.context = Some(named(TYPE)));
    in_new_namespace(schema, vec![entity(TYPE), entity("Child"), action]);
    last(TYPE)
}

fn context_is_no_record(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let ty = match choices.below(3) {
        0 => long(),
        1 => TypeSyntax::Set(Box::new(TypeSyntax::Record(Vec::new()))),
        _ => named("Child"),
    };
    let action = action_on_child(|it| it.context = Some(named(TYPE)));
    in_new_namespace(schema, vec![common(TYPE, ty), entity("Child"), action]);
    last(TYPE)
}

/// An attribute that is there twice, with the same type or another one.
fn repeat(attributes: &mut Vec<AttributeSyntax>) {
    attributes.insert(0, attribute(WORD, long()));
    attributes.push(attribute(WORD, long()));
}

fn duplicate_context_key(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    with_applies_to(choices, schema, |it| {
        let mut attributes = match it.context.take() {
            Some(TypeSyntax::Record(attributes)) => attributes,
            _ => Vec::new(),
        };
        repeat(&mut attributes);
        it.context = Some(TypeSyntax::Record(attributes));
    });
    last(WORD)
}

fn duplicate_field(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let mut fields = Vec::new();
    repeat(&mut fields);
    let record = TypeSyntax::Record(fields);
    let ty = if choices.chance(1, 2) { TypeSyntax::Set(Box::new(record)) } else { record };
    if choices.chance(1, 2) {
        add(choices, schema, vec![common(TYPE, ty)]);
    } else {
        with_attributes(choices, schema, |it| it.push(attribute(TYPE, ty)));
    }
    last(WORD)
}

/// A type in which the common type of this name stands.
fn wrapped(choices: &mut Choices<'_>, name: &str) -> TypeSyntax {
    match choices.below(3) {
        0 => named(name),
        1 => TypeSyntax::Set(Box::new(named(name))),
        _ => TypeSyntax::Record(vec![attribute("a", long()), attribute("b", named(name))]),
    }
}

fn common_cycle(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let (one, other) = (wrapped(choices, OTHER), wrapped(choices, TYPE));
    add(choices, schema, vec![common(TYPE, one), common(OTHER, other)]);
    first(TYPE)
}

/// A declaration outside any namespace, and one of its name in a namespace.
fn shadow(
    choices: &mut Choices<'_>,
    schema: &mut SchemaSyntax,
    outside: fn() -> Declaration,
    inside: fn() -> Declaration,
    token: &str,
) -> Place {
    let named: Vec<usize> =
        (0..schema.namespaces.len()).filter(|index| schema.namespaces[*index].name.is_some()).collect();
    match choices.pick_any(&named) {
        Some(index) => schema.namespaces[*index].declarations.push(inside()),
        None => in_new_namespace(schema, vec![inside()]),
    }
    let run = NamespaceSyntax { declarations: vec![outside()], ..NamespaceSyntax::default() };
    if choices.chance(1, 2) {
        schema.namespaces.insert(0, run);
        return last(token);
    }
    schema.namespaces.push(run);
    first(token)
}

fn reserved_common_type(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let name = *choices.pick(&["Boolean", "Entity", "Extension", "Record"]);
    add(choices, schema, vec![common(name, long())]);
    any(name)
}

/// Puts some action into a group that is not declared.
fn undeclared_group(choices: &mut Choices<'_>, schema: &mut SchemaSyntax) -> Place {
    let mut all = Vec::new();
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Action(ActionDeclaration { groups, .. }) = declaration {
            all.push(groups);
        }
    }
    let index = choices.below(all.len());
    let (group, token) = if choices.chance(1, 3) {
        let ty = Name { namespace: vec![TYPE.to_owned()], basename: "Action".to_owned() };
        (ActionRef { ty: Some(ty), id: "view".to_owned() }, TYPE)
    } else {
        (ActionRef { ty: None, id: WORD.to_owned() }, WORD)
    };
    if let Some(groups) = all.into_iter().nth(index) {
        let at = choices.below(groups.len() + 1);
        groups.insert(at, group.into());
    }
    any(token)
}
