//! Schemas, from abstract syntax to text in the JSON form.
//!
//! In comes the tree that Cedar syntax is printed from; out comes a document that means the same. What the two forms
//! divide differently is put together here: declarations of several names become several, and all that stands outside any
//! namespace becomes one. Names keep their words, but a name that may be anything in Cedar syntax is mostly told in JSON
//! to be the sort of type that it is, as people would.
//!
//! Source: language guide, "JSON schema format".

use std::borrow::Cow;

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, AttributeSyntax, CommonTypeDeclaration, Declaration,
    EntityDeclaration, EntityShape, Located, NameSort, SchemaSyntax, TypeName, TypeSyntax,
};

use super::names::{Meaning, Names};
use super::printer::Printer;
use super::stack::with_room;
use super::style::{Liberty, Style};

/// A part of the document.
enum Json<'s> {
    Text(Cow<'s, str>),
    /// `true`, `false` or `null`.
    Word(&'static str),
    Array(Vec<Json<'s>>),
    Object(Vec<(Cow<'s, str>, Json<'s>)>),
}

type Fields<'s> = Vec<(Cow<'s, str>, Json<'s>)>;

/// The words that are no common type where a type is written by its own name.
const KEYWORDS: [&str; 8] = ["Boolean", "Long", "String", "Set", "Record", "Entity", "EntityOrCommon", "Extension"];

impl<S: Style> Printer<S> {
    /// A whole schema in the JSON form.
    pub(super) fn schema_json(&mut self, schema: &SchemaSyntax) {
        let mut writer = Writer { style: &mut self.style, names: Names::of(schema), namespace: None };
        let document = writer.document(schema);
        self.json_gap("");
        self.begin_line(0);
        self.json(&document);
        self.end_line();
        self.json_gap("\n");
    }

    fn json(&mut self, json: &Json<'_>) {
        match json {
            Json::Word(word) => self.write(word),
            Json::Text(text) => self.json_string(text),
            Json::Array(items) => self.array(items, |printer, item| with_room(|| printer.json(item))),
            Json::Object(fields) if fields.is_empty() => {
                self.write("{");
                self.json_gap("");
                self.write("}");
            }
            Json::Object(fields) => {
                self.write("{");
                self.open();
                for (index, (key, value)) in fields.iter().enumerate() {
                    self.before_item(index);
                    self.json_key(key);
                    with_room(|| self.json(value));
                }
                self.json_break_out();
                self.close();
                self.write("}");
            }
        }
    }
}

/// Makes the document, asking the style where the form leaves a choice.
struct Writer<'w, 's, S> {
    style: &'w mut S,
    names: Names,
    namespace: Option<&'s Name>,
}

impl<'s, S: Style> Writer<'_, 's, S> {
    fn document(&mut self, schema: &'s SchemaSyntax) -> Json<'s> {
        let mut fields = Fields::new();
        for namespace in schema.namespaces.iter().filter(|namespace| namespace.name.is_some()) {
            let name = namespace.name.as_ref().map(|name| &name.value);
            let declarations = namespace.declarations.iter();
            let key = name.map_or_else(String::new, ToString::to_string);
            fields.push((key.into(), self.namespace(name, Some(&namespace.annotations), declarations.collect())));
        }
        let outside = schema.namespaces.iter().filter(|namespace| namespace.name.is_none());
        let declarations: Vec<_> = outside.flat_map(|namespace| &namespace.declarations).collect();
        if !declarations.is_empty() || self.takes_optional() {
            fields.insert(0, ("".into(), self.namespace(None, None, declarations)));
        }
        self.object(fields)
    }

    fn namespace(
        &mut self,
        name: Option<&'s Name>,
        annotations: Option<&'s Annotations>,
        declarations: Vec<&'s Declaration>,
    ) -> Json<'s> {
        self.namespace = name;
        let (mut common, mut entities, mut actions) = (Fields::new(), Fields::new(), Fields::new());
        for declaration in declarations {
            match declaration {
                Declaration::CommonType(it) => common.push((it.name.as_str().into(), self.common_type(it))),
                Declaration::Entity(it) => {
                    for name in &it.names {
                        entities.push((name.as_str().into(), self.entity_type(it)));
                    }
                }
                Declaration::Action(it) => {
                    for name in &it.names {
                        actions.push((name.as_str().into(), self.action(it)));
                    }
                }
            }
        }
        let mut fields = Fields::new();
        if !common.is_empty() || self.takes_optional() {
            fields.push(("commonTypes".into(), self.object(common)));
        }
        fields.push(("entityTypes".into(), self.object(entities)));
        fields.push(("actions".into(), self.object(actions)));
        if let Some(annotations) = annotations {
            self.annotations(&mut fields, annotations);
        }
        self.object(fields)
    }

    fn common_type(&mut self, common: &'s CommonTypeDeclaration) -> Json<'s> {
        let mut fields = self.type_fields(&common.ty);
        self.annotations(&mut fields, &common.annotations);
        self.object(fields)
    }

    fn entity_type(&mut self, entity: &'s EntityDeclaration) -> Json<'s> {
        let mut fields = Fields::new();
        let (parents, shape, tags) = match &entity.shape {
            EntityShape::Enum(ids) => {
                fields.push(("enum".into(), Json::Array(ids.iter().map(text).collect())));
                self.annotations(&mut fields, &entity.annotations);
                return self.object(fields);
            }
            EntityShape::Standard { parents, attributes, tags } => {
                let is_written = !attributes.is_empty() || self.takes_optional();
                (parents, is_written.then(|| self.record(attributes)), tags)
            }
            EntityShape::Named { parents, shape, tags } => {
                let fields = self.reference(shape, NameSort::Common);
                (parents, Some(self.object(fields)), tags)
            }
        };
        if !parents.is_empty() || self.takes_optional() {
            fields.push(("memberOfTypes".into(), names(parents)));
        }
        fields.extend(shape.map(|shape| ("shape".into(), shape)));
        if let Some(ty) = tags {
            fields.push(("tags".into(), self.type_object(ty)));
        }
        self.annotations(&mut fields, &entity.annotations);
        self.object(fields)
    }

    fn action(&mut self, action: &'s ActionDeclaration) -> Json<'s> {
        let mut fields = Fields::new();
        if !action.groups.is_empty() {
            let groups = action.groups.iter().map(|group| self.group(group)).collect();
            fields.push(("memberOf".into(), Json::Array(groups)));
        } else if self.takes_optional() {
            let none = if self.style.below(2) == 0 { Json::Array(Vec::new()) } else { Json::Word("null") };
            fields.push(("memberOf".into(), none));
        }
        if let Some(applies_to) = &action.applies_to {
            fields.push(("appliesTo".into(), self.applies_to(applies_to)));
        } else if self.takes_optional() {
            let none = || Json::Array(Vec::new());
            let nothing = vec![("principalTypes".into(), none()), ("resourceTypes".into(), none())];
            let nothing = if self.style.below(2) == 0 { Json::Object(nothing) } else { Json::Word("null") };
            fields.push(("appliesTo".into(), nothing));
        }
        if self.takes_optional() {
            fields.push(("attributes".into(), Json::Word("null")));
        }
        self.annotations(&mut fields, &action.annotations);
        self.object(fields)
    }

    fn group(&mut self, group: &'s ActionRef) -> Json<'s> {
        let mut fields = vec![("id".into(), text(&group.id))];
        if let Some(ty) = &group.ty {
            fields.push(("type".into(), name(ty)));
        } else if self.takes_optional() {
            let ty = if self.style.below(2) == 0 { text("Action") } else { Json::Word("null") };
            fields.push(("type".into(), ty));
        }
        self.object(fields)
    }

    fn applies_to(&mut self, applies_to: &'s AppliesTo) -> Json<'s> {
        let mut fields = vec![
            ("principalTypes".into(), names(&applies_to.principals)),
            ("resourceTypes".into(), names(&applies_to.resources)),
        ];
        match &applies_to.context {
            Some(TypeSyntax::Name(name)) => {
                let reference = self.reference(name, NameSort::Common);
                fields.push(("context".into(), self.object(reference)));
            }
            Some(context) => fields.push(("context".into(), self.type_object(context))),
            None if self.takes_optional() => fields.push(("context".into(), self.record(&[]))),
            None => {}
        }
        self.object(fields)
    }

    fn type_object(&mut self, ty: &'s TypeSyntax) -> Json<'s> {
        let fields = self.type_fields(ty);
        self.object(fields)
    }

    fn record(&mut self, attributes: &'s [AttributeSyntax]) -> Json<'s> {
        let fields = self.record_fields(attributes);
        self.object(fields)
    }

    /// The fields of an object that is a type, before others join them.
    fn type_fields(&mut self, ty: &'s TypeSyntax) -> Fields<'s> {
        match ty {
            TypeSyntax::Name(name) => self.reference(name, name.sort),
            TypeSyntax::Record(attributes) => self.record_fields(attributes),
            TypeSyntax::Set(element) => {
                vec![("type".into(), text("Set")), ("element".into(), with_room(|| self.type_object(element)))]
            }
        }
    }

    fn record_fields(&mut self, attributes: &'s [AttributeSyntax]) -> Fields<'s> {
        let mut members = Fields::new();
        for attribute in attributes {
            let mut fields = with_room(|| self.type_fields(&attribute.ty));
            if !attribute.required || self.takes_optional() {
                fields.push(("required".into(), Json::Word(if attribute.required { "true" } else { "false" })));
            }
            self.annotations(&mut fields, &attribute.annotations);
            members.push((attribute.name.as_str().into(), self.object(fields)));
        }
        let mut fields = vec![("type".into(), text("Record")), ("attributes".into(), self.object(members))];
        if self.takes_optional() {
            fields.push(("additionalAttributes".into(), Json::Word("false")));
        }
        fields
    }

    /// A name where a type stands, as one of the sorts of types that it can be told to be without changing its meaning;
    /// `sort` is what may stand here at all.
    fn reference(&mut self, written: &'s TypeName, sort: NameSort) -> Fields<'s> {
        let named = |word: &'static str| vec![("type".into(), text(word)), ("name".into(), name(written))];
        let is_keyword = written.namespace.is_empty() && KEYWORDS.contains(&written.basename.as_str());
        let itself = || if is_keyword { named("EntityOrCommon") } else { vec![("type".into(), name(written))] };
        let alternative = self.style.takes(Liberty::Implicit).then(|| self.style.below(2));
        match (written.sort, sort) {
            (NameSort::Entity, _) => return named("Entity"),
            (NameSort::Extension, _) => return named("Extension"),
            (NameSort::Common, _) => return itself(),
            (NameSort::Any, _) if alternative == Some(0) => return named("EntityOrCommon"),
            (NameSort::Any, NameSort::Common) => return itself(),
            (NameSort::Any, _) => {}
        }
        match self.names.meaning(written, self.namespace) {
            Meaning::Unknown => named("EntityOrCommon"),
            Meaning::Entity => named("Entity"),
            Meaning::BuiltIn(word) if alternative.is_none() => vec![("type".into(), text(word))],
            Meaning::Extension(word) if alternative.is_none() => {
                vec![("type".into(), text("Extension")), ("name".into(), text(word))]
            }
            Meaning::Common | Meaning::BuiltIn(_) | Meaning::Extension(_) => itself(),
        }
    }

    fn annotations(&mut self, fields: &mut Fields<'s>, annotations: &'s Annotations) {
        if annotations.is_empty() && !self.takes_optional() {
            return;
        }
        let mut members = Fields::new();
        for (key, value) in annotations {
            let is_null = value.is_empty() && self.takes_optional();
            members.push((key.as_str().into(), if is_null { Json::Word("null") } else { text(value) }));
        }
        fields.push(("annotations".into(), self.object(members)));
    }

    /// An object, its fields in this order or, now and then, in another.
    fn object(&mut self, mut fields: Fields<'s>) -> Json<'s> {
        if fields.len() > 1 && self.style.takes(Liberty::Order) {
            let by = self.style.below(fields.len());
            if by == 0 { fields.reverse() } else { fields.rotate_left(by) }
        }
        Json::Object(fields)
    }

    fn takes_optional(&mut self) -> bool {
        self.style.takes(Liberty::Optional)
    }
}

fn text<'s>(text: impl Into<Cow<'s, str>>) -> Json<'s> {
    Json::Text(text.into())
}

fn name<'s>(name: &Name) -> Json<'s> {
    text(name.to_string())
}

fn names<'s>(names: &[Located<Name>]) -> Json<'s> {
    Json::Array(names.iter().map(|it| name(it)).collect())
}
