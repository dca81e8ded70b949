//! Schemas, from abstract syntax to text in Cedar's schema syntax.
//!
//! Source: language guide, "Cedar schema grammar".

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    ActionDeclaration, ActionRef, AppliesTo, AttributeSyntax, CommonTypeDeclaration, Declaration, EntityDeclaration,
    EntityShape, Located, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};

use super::printer::Printer;
use super::stack::with_room;
use super::style::{Liberty, Style};

impl<S: Style> Printer<S> {
    /// A whole schema.
    pub(super) fn schema(&mut self, schema: &SchemaSyntax) {
        self.start_of_text();
        for (index, namespace) in schema.namespaces.iter().enumerate() {
            if index > 0 {
                self.line_break();
                self.line_break();
            }
            self.namespace(namespace);
        }
        self.end_of_text();
    }

    fn namespace(&mut self, namespace: &NamespaceSyntax) {
        let Some(name) = &namespace.name else {
            for (index, declaration) in namespace.declarations.iter().enumerate() {
                if index > 0 {
                    self.line_break();
                }
                self.declaration(declaration, 0);
            }
            return;
        };
        self.annotation_lines(&namespace.annotations, 0);
        self.begin_line(0);
        self.write("namespace");
        self.space();
        self.name(name);
        self.blank();
        self.write("{");
        for declaration in &namespace.declarations {
            self.line_break();
            self.declaration(declaration, 2);
        }
        self.line_break();
        self.begin_line(0);
        self.write("}");
    }

    fn declaration(&mut self, declaration: &Declaration, indent: usize) {
        self.annotation_lines(
            match declaration {
                Declaration::Entity(entity) => &entity.annotations,
                Declaration::Action(action) => &action.annotations,
                Declaration::CommonType(common) => &common.annotations,
            },
            indent,
        );
        self.begin_line(indent);
        match declaration {
            Declaration::Entity(entity) => self.entity_declaration(entity),
            Declaration::Action(action) => self.action_declaration(action),
            Declaration::CommonType(common) => self.common_type(common),
        }
        self.join();
        self.write(";");
        self.end_line();
    }

    fn entity_declaration(&mut self, entity: &EntityDeclaration) {
        self.write("entity");
        self.space();
        self.list(&entity.names, |printer, name| printer.write(name));
        match &entity.shape {
            EntityShape::Enum(ids) => {
                self.space();
                self.write("enum");
                self.blank();
                self.bracketed(ids, |printer, id| printer.string(id));
            }
            EntityShape::Standard { parents, attributes, tags } => {
                self.parents(parents);
                if !attributes.is_empty() || self.style.takes(Liberty::Optional) {
                    self.blank();
                    if !self.style.takes(Liberty::Optional) {
                        self.write("=");
                        self.blank();
                    }
                    self.record_type(attributes);
                }
                self.tags(tags.as_ref());
            }
            // Cedar syntax has no such form; what is written is for people.
            EntityShape::Named { parents, shape, tags } => {
                self.parents(parents);
                self.blank();
                self.write("=");
                self.blank();
                self.name(shape);
                self.tags(tags.as_ref());
            }
        }
    }

    fn tags(&mut self, tags: Option<&TypeSyntax>) {
        if let Some(ty) = tags {
            self.space();
            self.write("tags");
            self.space();
            self.type_syntax(ty);
        }
    }

    fn parents(&mut self, parents: &[Located<Name>]) {
        if parents.is_empty() && !self.style.takes(Liberty::Optional) {
            return;
        }
        self.space();
        self.write("in");
        self.space();
        self.one_or_bracketed(parents, |printer, name| printer.name(name));
    }

    fn action_declaration(&mut self, action: &ActionDeclaration) {
        self.write("action");
        self.space();
        self.list(&action.names, |printer, name| printer.key(name));
        if !action.groups.is_empty() {
            self.space();
            self.write("in");
            self.space();
            self.one_or_bracketed(&action.groups, |printer, group| printer.action_ref(group));
        }
        if let Some(applies_to) = &action.applies_to {
            self.space();
            self.write("appliesTo");
            self.blank();
            self.applies_to(applies_to);
        }
        if self.style.takes(Liberty::Optional) {
            self.space();
            self.write("attributes");
            self.blank();
            self.write("{");
            self.join();
            self.write("}");
        }
    }

    fn action_ref(&mut self, action: &ActionRef) {
        match &action.ty {
            None => self.key(&action.id),
            Some(ty) => {
                self.name(ty);
                self.join();
                self.write("::");
                self.join();
                self.string(&action.id);
            }
        }
    }

    fn applies_to(&mut self, applies_to: &AppliesTo) {
        // The parts may stand in any order; the context may be missing.
        const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let order = if self.style.takes(Liberty::Order) { ORDERS[self.style.below(6)] } else { ORDERS[0] };
        self.write("{");
        self.open();
        let mut written = 0;
        for part in order {
            if part == 2 && applies_to.context.is_none() {
                continue;
            }
            if written == 0 {
                self.blank_or_break();
            } else {
                self.write(",");
                self.blank_or_break();
            }
            written += 1;
            self.write(["principal", "resource", "context"][part]);
            self.join();
            self.write(":");
            self.blank();
            match (part, &applies_to.context) {
                (0, _) => self.one_or_bracketed(&applies_to.principals, |printer, name| printer.name(name)),
                (1, _) => self.one_or_bracketed(&applies_to.resources, |printer, name| printer.name(name)),
                (_, Some(context)) => self.type_syntax(context),
                (_, None) => {}
            }
            self.join();
        }
        self.trailing_comma();
        self.blank_or_break_out();
        self.close();
        self.write("}");
    }

    fn common_type(&mut self, common: &CommonTypeDeclaration) {
        self.write("type");
        self.space();
        self.write(&common.name);
        self.blank();
        self.write("=");
        self.blank();
        self.type_syntax(&common.ty);
    }

    fn type_syntax(&mut self, ty: &TypeSyntax) {
        match ty {
            TypeSyntax::Name(name) => self.name(name),
            TypeSyntax::Record(attributes) => self.record_type(attributes),
            TypeSyntax::Set(element) => {
                self.write("Set");
                self.join();
                self.write("<");
                self.join();
                with_room(|| self.type_syntax(element));
                self.join();
                self.write(">");
            }
        }
    }

    fn record_type(&mut self, attributes: &[AttributeSyntax]) {
        self.write("{");
        if attributes.is_empty() {
            self.join();
            return self.write("}");
        }
        self.open();
        for (index, attribute) in attributes.iter().enumerate() {
            if index > 0 {
                self.write(",");
            }
            self.blank_or_break();
            with_room(|| self.attribute(attribute));
            self.join();
        }
        self.trailing_comma();
        self.blank_or_break_out();
        self.close();
        self.write("}");
    }

    fn attribute(&mut self, attribute: &AttributeSyntax) {
        for (key, value) in &attribute.annotations {
            self.annotation(key, value);
            self.space();
        }
        self.key(&attribute.name);
        self.join();
        if !attribute.required {
            self.write("?");
            self.join();
        }
        self.write(":");
        self.blank();
        self.type_syntax(&attribute.ty);
    }

    /// One item as it is, or any number of them in brackets.
    fn one_or_bracketed<T>(&mut self, items: &[T], write: impl FnMut(&mut Self, &T)) {
        if let [item] = items
            && !self.style.takes(Liberty::Optional)
        {
            let mut write = write;
            return write(self, item);
        }
        self.bracketed(items, write);
    }

    fn bracketed<T>(&mut self, items: &[T], write: impl FnMut(&mut Self, &T)) {
        self.write("[");
        self.join();
        self.list(items, write);
        self.join();
        self.write("]");
    }

    /// Items with commas between them; the schema grammar takes no comma behind the last.
    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.join();
                self.write(",");
                self.blank();
            }
            write(self, item);
        }
    }
}
