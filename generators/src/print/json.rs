//! Entities and contexts, from abstract syntax to JSON.
//!
//! Attributes are restricted expressions. What JSON cannot hold (any other expression) is printed as `null`, which no
//! reader accepts, so that a mistake in a case shows instead of turning into another value; a record whose only key is
//! `__entity` or `__extn` is read as the escape it looks like.
//!
//! Source: language guide, "Entities and context syntax"; the public implementation's reader for what may be left out.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::schema::{EntityTypeEntry, Schema};
use crosscheck_reference_model::types::{CedarType, ExtType, RecordType};
use crosscheck_reference_model::value::Prim;

use super::printer::Printer;
use super::stack::with_room;
use super::style::{Liberty, Style};

/// The fields of an entity's object.
#[derive(Debug, Clone, Copy)]
enum EntityField {
    Uid,
    Attrs,
    Tags,
    Parents,
}

impl<S: Style> Printer<S> {
    /// A document of entities, one a line. Short forms are used only if a schema is given, to which all must conform.
    pub(super) fn entities(&mut self, entities: &[Entity], schema: Option<&Schema>) {
        self.json_gap("");
        self.write("[");
        for (index, entity) in entities.iter().enumerate() {
            if index > 0 {
                self.write(",");
            }
            self.json_gap("\n");
            self.begin_line(2);
            self.entity(entity, schema);
            self.end_line();
        }
        self.json_gap(if entities.is_empty() { "" } else { "\n" });
        self.write("]");
        self.json_gap("");
    }

    /// `{"uid": …, "attrs": …, "parents": …}`
    pub(super) fn entity(&mut self, entity: &Entity, schema: Option<&Schema>) {
        use EntityField::{Attrs, Parents, Tags, Uid};
        let (attrs, tags) = match schema.and_then(|schema| schema.entity_types.get(&entity.uid.ty)) {
            Some(EntityTypeEntry::Standard { attrs, tags, .. }) => (Some(attrs), tags.as_ref()),
            _ => (None, None),
        };
        let mut fields = [Uid, Attrs, Tags, Parents];
        self.reorder(&mut fields);
        let has_tags = !entity.tags.is_empty() || self.style.takes(Liberty::Optional);
        let fields = fields.into_iter().filter(|field| has_tags || !matches!(field, Tags));
        self.write("{");
        self.open();
        for (index, field) in fields.enumerate() {
            self.before_item(index);
            match field {
                Uid => {
                    self.json_key("uid");
                    self.uid_object(&entity.uid);
                }
                Attrs => {
                    self.json_key("attrs");
                    self.object(&entity.attrs, |name| Some(&attrs?.get(name)?.ty));
                }
                Tags => {
                    self.json_key("tags");
                    self.object(&entity.tags, |_| tags);
                }
                Parents => {
                    self.json_key("parents");
                    self.array(&entity.parents, Self::uid_object);
                }
            }
        }
        self.json_break_out();
        self.close();
        self.write("}");
    }

    /// A context, a JSON object. Short forms are used only if a type is given, to which the context must conform.
    pub(super) fn context(&mut self, context: &BTreeMap<String, Expr>, ty: Option<&RecordType>) {
        self.json_gap("");
        self.begin_line(0);
        self.object(context, |name| Some(&ty?.get(name)?.ty));
        self.end_line();
        self.json_gap("");
    }

    /// An entity where only an entity can stand, so that the escape is optional.
    fn uid_object(&mut self, uid: &EntityUid) {
        if self.style.takes(Liberty::Optional) { self.escaped_uid(uid) } else { self.type_and_id(uid) }
    }

    fn escaped_uid(&mut self, uid: &EntityUid) {
        self.write("{");
        self.json_gap("");
        self.json_key("__entity");
        self.type_and_id(uid);
        self.json_gap("");
        self.write("}");
    }

    /// `{"type": "T", "id": "x"}`
    fn type_and_id(&mut self, uid: &EntityUid) {
        let id_first = self.style.takes(Liberty::Order);
        self.write("{");
        for field in 0..2 {
            if field > 0 {
                self.write(",");
            }
            self.json_gap(if field > 0 { " " } else { "" });
            if (field == 0) == id_first {
                self.json_key("id");
                self.json_string(&uid.eid);
            } else {
                self.json_key("type");
                self.json_name(&uid.ty);
            }
            self.json_gap("");
        }
        self.write("}");
    }

    /// The name of a type as a string.
    fn json_name(&mut self, name: &Name) {
        if name.namespace.is_empty() {
            self.json_string(&name.basename);
        } else {
            let name = name.to_string();
            self.json_string(&name);
        }
    }

    /// A value; `expected` is its declared type, if short forms are allowed.
    fn value(&mut self, value: &Expr, expected: Option<&CedarType>) {
        match value {
            Expr::Lit(Prim::Bool(true)) => self.write("true"),
            Expr::Lit(Prim::Bool(false)) => self.write("false"),
            Expr::Lit(Prim::Long(i)) => {
                if *i < 0 {
                    self.write("-");
                }
                self.digits(*i);
            }
            Expr::Lit(Prim::String(text)) => self.json_string(text),
            Expr::Lit(Prim::Entity(uid)) => {
                if matches!(expected, Some(CedarType::Entity(_))) && self.style.takes(Liberty::Implicit) {
                    self.type_and_id(uid);
                } else {
                    self.escaped_uid(uid);
                }
            }
            Expr::Set(items) => {
                let element = match expected {
                    Some(CedarType::Set(element)) => Some(&**element),
                    _ => None,
                };
                self.array(items, |printer, item| printer.guarded(item, element));
            }
            Expr::Record(fields) => {
                self.fields(fields.iter().map(|(key, value)| (key, value)), |name| match expected {
                    Some(CedarType::Record(record)) => Some(&record.get(name)?.ty),
                    _ => None,
                });
            }
            Expr::Call(function, arguments) => self.extension_value(*function, arguments, expected),
            _ => self.write("null"),
        }
    }

    fn guarded(&mut self, value: &Expr, expected: Option<&CedarType>) {
        if matches!(value, Expr::Lit(_)) {
            self.value(value, expected);
        } else {
            with_room(|| self.value(value, expected));
        }
    }

    /// `{"__extn": {"fn": "ip", "arg": "::1"}}`, or a short form where the type says which function is meant.
    fn extension_value(&mut self, function: ExtFun, arguments: &[Expr], expected: Option<&CedarType>) {
        let short = matches!(expected, Some(CedarType::Ext(ty)) if constructor(*ty) == function);
        if short && self.style.takes(Liberty::Implicit) {
            if let [Expr::Lit(Prim::String(text))] = arguments
                && self.style.below(3) != 0
            {
                return self.json_string(text);
            }
            return self.function_and_arguments(function, arguments);
        }
        self.write("{");
        self.json_gap("");
        self.json_key("__extn");
        self.function_and_arguments(function, arguments);
        self.json_gap("");
        self.write("}");
    }

    fn function_and_arguments(&mut self, function: ExtFun, arguments: &[Expr]) {
        let mut parts = [0, 1];
        self.reorder(&mut parts);
        self.write("{");
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                self.write(",");
            }
            self.json_gap(if index > 0 { " " } else { "" });
            match (part, arguments) {
                (0, _) => {
                    self.json_key("fn");
                    self.json_string(function.name());
                }
                (_, [argument]) => {
                    self.json_key("arg");
                    self.guarded(argument, None);
                }
                (_, arguments) => {
                    self.json_key("args");
                    self.array(arguments, |printer, argument| printer.guarded(argument, None));
                }
            }
            self.json_gap("");
        }
        self.write("}");
    }

    fn object<'t>(&mut self, fields: &BTreeMap<String, Expr>, ty: impl Fn(&str) -> Option<&'t CedarType>) {
        self.fields(fields.iter(), ty);
    }

    fn fields<'e, 't>(
        &mut self,
        fields: impl ExactSizeIterator<Item = (&'e String, &'e Expr)>,
        ty: impl Fn(&str) -> Option<&'t CedarType>,
    ) {
        self.write("{");
        if fields.len() == 0 {
            self.json_gap("");
            return self.write("}");
        }
        self.open();
        if fields.len() > 1 && self.style.takes(Liberty::Order) {
            let mut fields: Vec<_> = fields.collect();
            self.rearrange(&mut fields);
            self.members(fields.into_iter(), ty);
        } else {
            self.members(fields, ty);
        }
        self.json_break_out();
        self.close();
        self.write("}");
    }

    fn members<'e, 't>(
        &mut self,
        fields: impl Iterator<Item = (&'e String, &'e Expr)>,
        ty: impl Fn(&str) -> Option<&'t CedarType>,
    ) {
        for (index, (key, value)) in fields.enumerate() {
            self.before_item(index);
            self.json_key(key);
            self.guarded(value, ty(key));
        }
    }

    pub(super) fn array<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.write("[");
        if items.is_empty() {
            self.json_gap("");
            return self.write("]");
        }
        self.open();
        for (index, item) in items.iter().enumerate() {
            self.before_item(index);
            write(self, item);
        }
        self.json_break_out();
        self.close();
        self.write("]");
    }

    /// The comma before an item that is not the first, and the place for a line break.
    pub(super) fn before_item(&mut self, index: usize) {
        if index > 0 {
            self.json_gap("");
            self.write(",");
        }
        self.json_break(if index > 0 { " " } else { "" });
    }

    pub(super) fn json_key(&mut self, key: &str) {
        self.json_string(key);
        self.json_gap("");
        self.write(":");
        self.json_gap(" ");
    }

    /// Puts the fields of an object into another order, now and then.
    fn reorder<T>(&mut self, fields: &mut [T]) {
        if self.style.takes(Liberty::Order) {
            self.rearrange(fields);
        }
    }

    fn rearrange<T>(&mut self, fields: &mut [T]) {
        if self.style.below(2) == 0 {
            fields.reverse();
        } else {
            let by = 1 + self.style.below(fields.len() - 1);
            fields.rotate_left(by);
        }
    }
}

/// The function that makes values of an extension type.
fn constructor(ty: ExtType) -> ExtFun {
    match ty {
        ExtType::IpAddr => ExtFun::Ip,
        ExtType::Decimal => ExtFun::Decimal,
        ExtType::Datetime => ExtFun::Datetime,
        ExtType::Duration => ExtFun::Duration,
    }
}
