//! Schemas in Cedar syntax, their names unresolved.
//!
//! Keywords of schemas (`entity`, `type`, `Set`, `tags`, …) are reserved nowhere: what a word means follows from where
//! it stands. Words reserved in policies are no identifiers here either, but may be attributes and actions when quoted.
//! Lists of names have no trailing comma; attributes and the parts of `appliesTo` may have one. What has a name that may
//! turn out to be wrong is located; a list of ids may be empty here, for resolution finds fault with that.
//!
//! Source: language guide, "Cedar schema grammar"; the public implementation for trailing commas, the empty
//! `attributes {}` of actions, and an `=` that may be left out.

use std::collections::BTreeSet;

use super::cursor::{Cursor, shortened};
use super::error::{ParseError, ParseErrorKind};
use super::lexer::Token;
use crate::name::Name;
use crate::observe::{Production, read};
use crate::schema::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, AttributeSyntax, CommonTypeDeclaration, Declaration,
    EntityDeclaration, EntityShape, Located, NameSort, NamespaceSyntax, SchemaSyntax, TypeName, TypeSyntax,
};
use crate::stack::with_room_for_syntax;

/// The parts of `appliesTo` as far as they have been read.
#[derive(Default)]
struct PartialAppliesTo {
    principals: Option<Vec<Located<Name>>>,
    resources: Option<Vec<Located<Name>>>,
    context: Option<TypeSyntax>,
}

impl Cursor<'_> {
    /// `Schema ::= {Namespace}` up to the end of the text.
    pub(super) fn schema(&mut self) -> Result<SchemaSyntax, ParseError> {
        let mut namespaces: Vec<NamespaceSyntax> = Vec::new();
        while self.token != Token::End {
            let annotations = self.annotations()?;
            if self.take("namespace")? {
                read(Production::Namespace);
                namespaces.push(self.namespace(annotations)?);
                continue;
            }
            read(Production::OutsideNamespace);
            let declaration = self.declaration(annotations, "`namespace`, `entity`, `action` or `type`")?;
            match namespaces.last_mut() {
                Some(run) if run.name.is_none() => run.declarations.push(declaration),
                _ => namespaces.push(NamespaceSyntax { declarations: vec![declaration], ..NamespaceSyntax::default() }),
            }
        }
        Ok(SchemaSyntax { namespaces })
    }

    /// `Namespace ::= 'namespace' Path '{' {Decl} '}'`, after its first word.
    fn namespace(&mut self, annotations: Annotations) -> Result<NamespaceSyntax, ParseError> {
        let name = Some(self.located(|cursor| cursor.path("the name of a namespace"))?);
        self.expect("{")?;
        let mut declarations = Vec::new();
        while !self.take("}")? {
            let annotations = self.annotations()?;
            declarations.push(self.declaration(annotations, "`entity`, `action`, `type` or `}`")?);
        }
        Ok(NamespaceSyntax { name, annotations, declarations })
    }

    /// `Decl ::= Entity | Action | TypeDecl`
    fn declaration(&mut self, annotations: Annotations, expected: &str) -> Result<Declaration, ParseError> {
        if !annotations.is_empty() {
            read(Production::DeclarationAnnotation);
        }
        let declaration = if self.take("entity")? {
            Declaration::Entity(self.entity_declaration(annotations)?)
        } else if self.take("action")? {
            Declaration::Action(self.action_declaration(annotations)?)
        } else if self.take("type")? {
            read(Production::CommonType);
            let name = self.located(|cursor| cursor.unreserved("the name of a common type").map(str::to_owned))?;
            self.expect("=")?;
            Declaration::CommonType(CommonTypeDeclaration { annotations, name, ty: self.type_syntax()? })
        } else {
            return Err(self.unexpected(expected));
        };
        self.expect(";")?;
        Ok(declaration)
    }

    /// `Entity ::= 'entity' Idents (['in' EntTypes] [['='] RecType] ['tags' Type] | 'enum' '[' STR {',' STR} ']')`, after
    /// its first word and before its `;`.
    fn entity_declaration(&mut self, annotations: Annotations) -> Result<EntityDeclaration, ParseError> {
        let mut names = Vec::new();
        loop {
            names.push(self.located(|cursor| cursor.unreserved("the name of an entity type").map(str::to_owned))?);
            if !self.take(",")? {
                break;
            }
        }
        if names.len() > 1 {
            read(Production::EntityNames);
        }
        let shape = if self.take("enum")? {
            read(Production::EntityEnum);
            self.expect("[")?;
            let id = |cursor: &mut Self| cursor.string("an entity's id, which is a string literal");
            EntityShape::Enum(if self.take("]")? { Vec::new() } else { self.non_empty("]", id)? })
        } else {
            let parents = if self.take("in")? { self.entity_types()? } else { Vec::new() };
            read_parents(&parents);
            let equals = self.take("=")?;
            let attributes = if equals || self.sees("{") {
                read(if equals { Production::EntityEquals } else { Production::EntityRecord });
                self.record_type()?
            } else {
                Vec::new()
            };
            let tags = if self.take("tags")? {
                read(Production::EntityTags);
                Some(self.type_syntax()?)
            } else {
                None
            };
            EntityShape::Standard { parents, attributes, tags }
        };
        Ok(EntityDeclaration { annotations, names, shape })
    }

    /// `Action ::= 'action' Names ['in' RefOrRefs] ['appliesTo' '{' AppDecls '}'] ['attributes' '{' '}']`, after its
    /// first word and before its `;`.
    fn action_declaration(&mut self, annotations: Annotations) -> Result<ActionDeclaration, ParseError> {
        let mut names = Vec::new();
        loop {
            names.push(self.located(|cursor| cursor.identifier_or_string("the name of an action"))?);
            if !self.take(",")? {
                break;
            }
        }
        let mut groups = Vec::new();
        if self.take("in")? {
            let group = |cursor: &mut Self| cursor.located(Self::action_ref);
            let listed = self.take("[")?;
            read(if listed { Production::ActionGroups } else { Production::ActionGroup });
            groups = if listed { self.non_empty("]", group)? } else { vec![group(self)?] };
        }
        if names.len() > 1 {
            read(Production::ActionNames);
        }
        if names.iter().any(|name| !super::is_identifier(name)) {
            read(Production::ActionString);
        }
        let applies_to = if self.take("appliesTo")? { Some(self.applies_to()?) } else { None };
        if self.take("attributes")? {
            read(Production::ActionAttributes);
            self.expect("{")?;
            self.expect("}")?;
        }
        Ok(ActionDeclaration { annotations, names, groups, applies_to })
    }

    /// `QualName ::= Name | Path '::' STR`
    fn action_ref(&mut self) -> Result<ActionRef, ParseError> {
        const ACTION: &str = "the name of an action";
        if matches!(self.token, Token::Str(_)) {
            read(Production::GroupString);
            return Ok(ActionRef { ty: None, id: self.string(ACTION)? });
        }
        let first = self.identifier(ACTION)?;
        if !self.sees("::") {
            read(Production::GroupIdentifier);
            return Ok(ActionRef { ty: None, id: first.to_owned() });
        }
        let mut parts = vec![first.to_owned()];
        loop {
            self.expect("::")?;
            if matches!(self.token, Token::Str(_)) {
                break;
            }
            parts.push(self.identifier("an identifier or the id of an action")?.to_owned());
        }
        read(Production::GroupQualified);
        Ok(ActionRef { ty: Name::from_parts(parts), id: self.string(ACTION)? })
    }

    /// `'{' AppDecls '}'`: principal and resource types once each, a context at most once.
    fn applies_to(&mut self) -> Result<AppliesTo, ParseError> {
        let brace = self.start;
        self.expect("{")?;
        let mut parts = PartialAppliesTo::default();
        loop {
            self.applies_to_part(&mut parts)?;
            if self.take("}")? {
                break;
            }
            self.expect(",")?;
            if self.take("}")? {
                read(Production::AppliesToTrailingComma);
                break;
            }
        }
        read(Production::AppliesTo);
        let missing = |cursor: &Self, what: &str| {
            cursor.error_at(brace, ParseErrorKind::Syntax, format!("`{what}:` with types"), "none")
        };
        let principals = parts.principals.ok_or_else(|| missing(self, "principal"))?;
        let resources = parts.resources.ok_or_else(|| missing(self, "resource"))?;
        Ok(AppliesTo { principals, resources, context: parts.context })
    }

    fn applies_to_part(&mut self, parts: &mut PartialAppliesTo) -> Result<(), ParseError> {
        let start = self.start;
        let word = self.any_word("`principal`, `resource` or `context`")?;
        let is_repeated = match word {
            "principal" => parts.principals.is_some(),
            "resource" => parts.resources.is_some(),
            "context" => parts.context.is_some(),
            _ => {
                let found = format!("`{}`", shortened(word));
                return Err(self.error_at(
                    start,
                    ParseErrorKind::Syntax,
                    "`principal`, `resource` or `context`",
                    found,
                ));
            }
        };
        if is_repeated {
            let found = format!("`{word}` again");
            return Err(self.error_at(start, ParseErrorKind::Syntax, "each part once", found));
        }
        self.expect(":")?;
        if word == "context" {
            let is_record = self.sees("{");
            read(if is_record { Production::ContextRecord } else { Production::ContextName });
            let context =
                if is_record { TypeSyntax::Record(self.record_type()?) } else { TypeSyntax::Name(self.reference()?) };
            parts.context = Some(context);
            return Ok(());
        }
        let types_start = self.start;
        let types = self.entity_types()?;
        if types.is_empty() {
            let expected = "at least one entity type (leave `appliesTo` out for none)";
            return Err(self.error_at(types_start, ParseErrorKind::Syntax, expected, "`[]`"));
        }
        *(if word == "principal" { &mut parts.principals } else { &mut parts.resources }) = Some(types);
        Ok(())
    }

    /// `EntTypes ::= Path | '[' [Path {',' Path}] ']'`
    fn entity_types(&mut self) -> Result<Vec<Located<Name>>, ParseError> {
        let name = |cursor: &mut Self| cursor.located(Self::type_name);
        if !self.take("[")? {
            return Ok(vec![name(self)?]);
        }
        if self.take("]")? {
            return Ok(Vec::new());
        }
        self.non_empty("]", name)
    }

    /// One or more of what `item` reads, with commas between them, and the closing bracket.
    fn non_empty<T>(
        &mut self,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        let mut items = vec![item(self)?];
        while self.take(",")? {
            items.push(item(self)?);
        }
        if self.take(close)? { Ok(items) } else { Err(self.unexpected(format!("`,` or `{close}`"))) }
    }

    /// `Type ::= Path | 'Set' '<' Type '>' | RecType`
    fn type_syntax(&mut self) -> Result<TypeSyntax, ParseError> {
        with_room_for_syntax(|| {
            if self.sees("{") {
                read(Production::RecordType);
                return Ok(TypeSyntax::Record(self.record_type()?));
            }
            let name = self.reference()?;
            if !self.sees("<") {
                read(if name.name.namespace.is_empty() { Production::TypeName } else { Production::QualifiedTypeName });
                return Ok(TypeSyntax::Name(name));
            }
            if *name.name != Name::unqualified("Set") {
                let expected =
                    format!("no arguments of `{}`, which `Set` alone has", shortened(&name.name.to_string()));
                return Err(self.unexpected(expected));
            }
            self.step()?;
            read(Production::SetType);
            let element = self.deeper(Self::type_syntax)?;
            self.expect(">")?;
            Ok(TypeSyntax::Set(Box::new(element)))
        })
    }

    /// The name of a type of any sort.
    fn reference(&mut self) -> Result<TypeName, ParseError> {
        Ok(TypeName { name: self.located(Self::type_name)?, sort: NameSort::Any })
    }

    /// The name of a type, which may stand in `__cedar`.
    fn type_name(&mut self) -> Result<Name, ParseError> {
        let mut name = Name::unqualified(self.identifier("the name of a type")?);
        while self.take("::")? {
            let part = self.identifier("an identifier")?.to_owned();
            name.namespace.push(std::mem::replace(&mut name.basename, part));
        }
        Ok(name)
    }

    /// `RecType ::= '{' [AttrDecls] '}'`
    fn record_type(&mut self) -> Result<Vec<AttributeSyntax>, ParseError> {
        self.expect("{")?;
        let mut attributes = Vec::new();
        let mut names = BTreeSet::new();
        while !self.take("}")? {
            let annotations = self.annotations()?;
            if !annotations.is_empty() {
                read(Production::AttributeAnnotation);
            }
            let start = self.start;
            let quoted = matches!(self.token, Token::Str(_));
            let name = self.identifier_or_string("the name of an attribute or `}`")?;
            read(if quoted { Production::AttributeString } else { Production::AttributeIdentifier });
            // The public implementation lets the later declaration win in silence, as it does nowhere else.
            if !names.insert(name.clone()) {
                let found = format!("the attribute `{}` again", shortened(&name));
                let kind = ParseErrorKind::DuplicateAttribute;
                return Err(self.error_at(start, kind, "an attribute of its own name", found));
            }
            let required = !self.take("?")?;
            if !required {
                read(Production::AttributeOptional);
            }
            self.expect(":")?;
            let ty = self.deeper(Self::type_syntax)?;
            attributes.push(AttributeSyntax { annotations, name, ty, required });
            let comma = self.take(",")?;
            if !comma && !self.sees("}") {
                return Err(self.unexpected("`,` or `}`"));
            }
            if comma && self.sees("}") {
                read(Production::AttributeTrailingComma);
            }
        }
        Ok(attributes)
    }

    /// `Name ::= IDENT | STR`
    fn identifier_or_string(&mut self, expected: &str) -> Result<String, ParseError> {
        match self.token {
            Token::Str(_) => self.string(expected),
            _ => Ok(self.identifier(expected)?.to_owned()),
        }
    }
}

/// Notes how the parents of an entity type are written.
fn read_parents(parents: &[Located<Name>]) {
    match parents.len() {
        0 => {}
        1 => read(Production::EntityParent),
        _ => read(Production::EntityParents),
    }
}
