//! Schemas: what their declarations mean, and which are none.

use crate::name::Name;
use crate::parse::{ParseErrorKind as Kind, name, schema};
use crate::schema::{
    ActionRef, AttributeSyntax, Declaration, EntityShape, Located, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};

fn one(text: &str) -> Declaration {
    let SchemaSyntax { mut namespaces } = schema(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let NamespaceSyntax { name, mut declarations, .. } = namespaces.remove(0);
    assert_eq!((name, namespaces.len(), declarations.len()), (None, 0, 1), "{text}");
    declarations.remove(0)
}

fn names(list: &[&str]) -> Vec<Located<Name>> {
    list.iter().map(|text| name(text).unwrap().into()).collect()
}

fn named(text: &str) -> TypeSyntax {
    TypeSyntax::Name(Name::from_parts(text.split("::").map(str::to_owned).collect()).unwrap().into())
}

fn attribute(name: &str, ty: TypeSyntax, required: bool) -> AttributeSyntax {
    AttributeSyntax { annotations: [].into(), name: name.to_owned(), ty, required }
}

#[test]
fn entities() {
    let shape = |text: &str| match one(text) {
        Declaration::Entity(entity) => (entity.names, entity.shape),
        other => panic!("{other:?}"),
    };
    let standard = |parents: &[&str], attributes: Vec<AttributeSyntax>, tags: Option<TypeSyntax>| {
        EntityShape::Standard { parents: names(parents), attributes, tags }
    };
    let x = || vec![attribute("x", named("Long"), true)];
    let table = [
        ("entity A;", standard(&[], vec![], None)),
        ("entity A in B;", standard(&["B"], vec![], None)),
        ("entity A in [];", standard(&[], vec![], None)),
        ("entity A in [B, N::C];", standard(&["B", "N::C"], vec![], None)),
        ("entity A {};", standard(&[], vec![], None)),
        ("entity A = {};", standard(&[], vec![], None)),
        ("entity A { x: Long };", standard(&[], x(), None)),
        ("entity A = { x: Long, };", standard(&[], x(), None)),
        ("entity A tags String;", standard(&[], vec![], Some(named("String")))),
        ("entity A in [B] = { \"x\": Long } tags Set<String>;", {
            standard(&["B"], x(), Some(TypeSyntax::Set(Box::new(named("String")))))
        }),
        ("entity A enum [\"a\", \"b\\n\"];", EntityShape::Enum(vec!["a".into(), "b\n".into()])),
    ];
    for (text, expected) in table {
        assert_eq!(shape(text), (vec!["A".into()], expected), "{text}");
    }
    assert_eq!(shape("entity A, B, entity;").0, ["A", "B", "entity"]);
    assert_eq!(shape("entity tags tags tags;"), (vec!["tags".into()], standard(&[], vec![], Some(named("tags")))));
    assert_eq!(shape("entity enum enum [\"a\"];").0, ["enum"]);
}

#[test]
fn actions() {
    let action = |text: &str| match one(text) {
        Declaration::Action(action) => action,
        other => panic!("{other:?}"),
    };
    let by_id = |id: &str| ActionRef { ty: None, id: id.to_owned() };
    assert_eq!(action("action a, \"b c\", action;").names, ["a", "b c", "action"]);
    assert_eq!(action("action a;").applies_to, None);
    assert!(action("action a attributes {};").groups.is_empty());
    assert_eq!(action("action a in g;").groups, [by_id("g")]);
    assert_eq!(action("action a in \"g h\";").groups, [by_id("g h")]);
    let groups = action("action a in [g, \"h\", N::Action::\"i\"];").groups;
    assert_eq!(groups, [by_id("g"), by_id("h"), ActionRef { ty: name("N::Action"), id: "i".into() }]);
    let applies = |text: &str| {
        let parts = action(&format!("action a appliesTo {{ {text} }};")).applies_to.unwrap();
        (parts.principals, parts.resources, parts.context)
    };
    let (p, r) = (names(&["P"]), names(&["R", "N::S"]));
    assert_eq!(applies("principal: P, resource: [R, N::S]"), (p.clone(), r.clone(), None));
    assert_eq!(applies("resource: [R, N::S], principal: [P],"), (p.clone(), r.clone(), None));
    assert_eq!(applies("context: T, principal: P, resource: [R, N::S]"), (p.clone(), r.clone(), Some(named("T"))));
    let record = TypeSyntax::Record(vec![attribute("x", named("Bool"), false)]);
    assert_eq!(applies("principal: P, context: {x?: Bool}, resource: [R, N::S],"), (p, r, Some(record)));
}

#[test]
fn types_and_namespaces() {
    let ty = |text: &str| match one(&format!("type T = {text};")) {
        Declaration::CommonType(common) => common.ty,
        other => panic!("{other:?}"),
    };
    assert_eq!(ty("Long"), named("Long"));
    assert_eq!(ty("__cedar::Long"), named("__cedar::Long"));
    assert_eq!(ty("Set"), named("Set"));
    assert_eq!(ty("Set::A"), named("Set::A"));
    assert_eq!(ty("namespace"), named("namespace"));
    assert_eq!(ty("Set < Set<A::B> >"), TypeSyntax::Set(Box::new(TypeSyntax::Set(Box::new(named("A::B"))))));
    let all = ["a", "in", "Set", "entity", "__cedar", "", "b c"];
    let record = ty("{a: A, \"in\": A, Set: A, entity?: A, __cedar: A, \"\": A, \"b c\"?: A}");
    let expected = all.map(|key| attribute(key, named("A"), !matches!(key, "entity" | "b c")));
    assert_eq!(record, TypeSyntax::Record(expected.to_vec()));
    let text = r#"entity A; action b; @doc("d") @if namespace N::M { @x entity C {@y("z") c: Long}; } type T = A; namespace O {}"#;
    let syntax = schema(text).unwrap();
    let shape = syntax.namespaces.iter().map(|n| (n.name.clone().map(|name| name.value), n.declarations.len()));
    let shape: Vec<_> = shape.collect();
    assert_eq!(shape, [(None, 2), (name("N::M"), 1), (None, 1), (name("O"), 0)]);
    assert_eq!(syntax.namespaces[1].annotations.keys().collect::<Vec<_>>(), ["doc", "if"]);
    assert_eq!(schema(" // nothing"), Ok(SchemaSyntax::default()));
}

#[test]
fn rejected() {
    let table = [
        (Kind::Syntax, "entity"),
        (Kind::Syntax, "entity A"),
        (Kind::Syntax, "entity A,;"),
        (Kind::Syntax, "entity \"A\";"),
        (Kind::Syntax, "entity A::B;"),
        (Kind::Syntax, "entity A in;"),
        (Kind::Syntax, "entity A in [B,];"),
        (Kind::Syntax, "entity A = ;"),
        (Kind::Syntax, "entity A = Long;"),
        (Kind::Syntax, "entity A tags;"),
        (Kind::Syntax, "entity A tags Long {};"),
        (Kind::Syntax, "entity A {} in B;"),
        (Kind::Syntax, "entity A enum [\"a\",];"),
        (Kind::Syntax, "entity A enum [a];"),
        (Kind::Syntax, "entity A in B enum [\"a\"];"),
        (Kind::Syntax, "entity A {x};"),
        (Kind::Syntax, "entity A {x: };"),
        (Kind::Syntax, "entity A {x?? : Long};"),
        (Kind::Syntax, "entity A {x: Long y: Long};"),
        (Kind::Syntax, "entity A {,};"),
        (Kind::Syntax, "action;"),
        (Kind::Syntax, "action a,;"),
        (Kind::Syntax, "action A::\"a\";"),
        (Kind::Syntax, "action a in [];"),
        (Kind::Syntax, "action a in [b,];"),
        (Kind::Syntax, "action a in A::b;"),
        (Kind::Syntax, "action a appliesTo {};"),
        (Kind::Syntax, "action a appliesTo { principal: P };"),
        (Kind::Syntax, "action a appliesTo { resource: R };"),
        (Kind::Syntax, "action a appliesTo { principal: [], resource: R };"),
        (Kind::Syntax, "action a appliesTo { principal: P, resource: [] };"),
        (Kind::Syntax, "action a appliesTo { principal: P, resource: R, user: U };"),
        (Kind::Syntax, "action a appliesTo { principal: P resource: R };"),
        (Kind::Syntax, "action a appliesTo { principal: P,, resource: R };"),
        (Kind::Syntax, "action a appliesTo { principal: P, resource: R, context: Set<Long> };"),
        (Kind::Syntax, "action a appliesTo { principal: P, resource: R } in b;"),
        (Kind::Syntax, "action a attributes { x: Long };"),
        (Kind::Syntax, "type T;"),
        (Kind::Syntax, "type T = ;"),
        (Kind::Syntax, "type T = Set<>;"),
        (Kind::Syntax, "type T = Set<A, B>;"),
        (Kind::Syntax, "type T = List<A>;"),
        (Kind::Syntax, "type T = \"A\";"),
        (Kind::Syntax, "type T, U = Long;"),
        (Kind::Syntax, "namespace N"),
        (Kind::Syntax, "namespace {}"),
        (Kind::Syntax, "namespace N {"),
        (Kind::Syntax, "namespace N { namespace M {} }"),
        (Kind::Syntax, "namespace N {};"),
        (Kind::Syntax, "@a"),
        (Kind::Syntax, "@a() entity A;"),
        (Kind::Syntax, "permit(principal, action, resource);"),
        (Kind::Reserved, "entity in;"),
        (Kind::Reserved, "entity if;"),
        (Kind::Reserved, "entity __cedar;"),
        (Kind::Reserved, "type __cedar = Long;"),
        (Kind::Reserved, "type like = Long;"),
        (Kind::Reserved, "namespace __cedar {}"),
        (Kind::Reserved, "namespace N::__cedar {}"),
        (Kind::Reserved, "namespace is {}"),
        (Kind::Reserved, "action has;"),
        (Kind::Reserved, "action a in then;"),
        (Kind::Reserved, "type T = {true: Long};"),
        (Kind::Reserved, "type T = A::else;"),
        (Kind::DuplicateAnnotation, "@a @a entity A;"),
        (Kind::DuplicateAnnotation, "type T = {@a @a x: Long};"),
        (Kind::DuplicateAttribute, "type T = {x: Long, \"x\"?: Long};"),
        (Kind::Syntax, "action a appliesTo { principal: P, principal: P, resource: R };"),
        (Kind::Syntax, "action a appliesTo { principal: P, resource: R, context: {}, context: {} };"),
        (Kind::Escape, "action \"\\q\";"),
        (Kind::Token, "entity A#;"),
        (Kind::Token, "entity A enum [\"a];"),
    ];
    for (kind, text) in table {
        let result = schema(text);
        assert_eq!(result.as_ref().map_err(|e| e.kind), Err(kind), "{text}: {result:?}");
    }
}
