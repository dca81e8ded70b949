//! `parse(print(x)) == x`, for chosen and for random trees.

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, PatternElem, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::{json, schema};

use super::trees;
use crate::choices::Choices;
use crate::print;
use crate::print::style::Varied;
use crate::settings::Settings;
use crate::violations::Document;
use crate::{Case, CaseText, generate};

fn check(e: &Expr, expected: &str) {
    let text = print::expression(e);
    assert_eq!(text, expected);
    assert_eq!(parse::expression(&text).as_ref(), Ok(e), "{text}");
}

fn int(i: i64) -> Expr {
    Expr::long(i)
}

fn neg(e: Expr) -> Expr {
    e.unary(UnaryOp::Neg)
}

fn principal() -> Expr {
    Expr::Var(Var::Principal)
}

fn context() -> Expr {
    Expr::Var(Var::Context)
}

fn is_user(e: Expr) -> Expr {
    e.unary(UnaryOp::Is(Name::unqualified("User")))
}

#[test]
fn signs() {
    check(&int(-5), "-5");
    check(&neg(int(5)), "-(5)");
    check(&neg(int(-5)), "-(-5)");
    check(&neg(int(0)), "-(0)");
    check(&int(i64::MIN), "-9223372036854775808");
    check(&neg(int(i64::MIN)), "-(-9223372036854775808)");
    check(&neg(neg(int(1))), "-(-(1))");
    check(&int(-1).attr("f"), "(-1).f");
    check(&int(1).attr("f"), "(1).f");
    check(&neg(int(1).attr("f")), "-(1).f");
    check(&neg(context().attr("f")), "-context.f");
    check(&context().negated().negated(), "!!context");
    let five = (0..5).fold(context(), |e, _| e.negated());
    check(&five, "!!!!(!context)");
    check(&neg(context().negated()), "-(!context)");
    check(&neg(context()).negated(), "!(-context)");
    check(&int(-5).negated(), "!(-5)");
    check(&context().negated().attr("a"), "(!context).a");
}

#[test]
fn arithmetic() {
    let sub = |a: Expr, b: Expr| a.binary(BinaryOp::Sub, b);
    let mul = |a: Expr, b: Expr| a.binary(BinaryOp::Mul, b);
    check(&sub(sub(int(1), int(2)), int(3)), "1 - 2 - 3");
    check(&sub(int(1), sub(int(2), int(3))), "1 - (2 - 3)");
    check(&sub(int(1), int(-2)), "1 - -2");
    check(&mul(sub(int(1), int(2)), int(3)), "(1 - 2) * 3");
    check(&mul(int(1), mul(int(2), int(3))), "1 * (2 * 3)");
    check(&sub(mul(int(1), int(2)), int(3)), "1 * 2 - 3");
    check(&mul(neg(context()), int(3)), "-context * 3");
    check(&neg(mul(context(), int(3))), "-(context * 3)");
}

#[test]
fn relations_and_logic() {
    let eq = |a: Expr, b: Expr| a.binary(BinaryOp::Eq, b);
    let (a, b, c) = (|| context().attr("a"), || context().attr("b"), || context().attr("c"));
    check(&eq(eq(a(), b()), c()), "(context.a == context.b) == context.c");
    check(&eq(a(), b()).negated(), "context.a != context.b");
    check(&eq(a(), b()).negated().negated(), "!(context.a != context.b)");
    check(&eq(eq(a(), b()).negated(), c()), "(context.a != context.b) == context.c");
    check(&a().binary(BinaryOp::Less, b()).negated(), "context.a >= context.b");
    check(&a().binary(BinaryOp::LessEq, b()).negated(), "context.a > context.b");
    check(&a().binary(BinaryOp::In, b()).negated(), "!(context.a in context.b)");
    check(&a().and(b()).or(c()), "context.a && context.b || context.c");
    check(&a().or(b()).and(c()), "(context.a || context.b) && context.c");
    check(&a().and(b().and(c())), "context.a && (context.b && context.c)");
    check(&a().or(b().or(c())), "context.a || (context.b || context.c)");
    let choice = Expr::If(Box::new(a()), Box::new(b()), Box::new(c()));
    check(&choice.clone().or(a()), "(if context.a then context.b else context.c) || context.a");
    check(&a().or(choice.clone()), "context.a || (if context.a then context.b else context.c)");
    check(
        &Expr::If(Box::new(choice.clone()), Box::new(a().or(b())), Box::new(choice)),
        "if if context.a then context.b else context.c\n\
         then context.a || context.b\n\
         else if context.a then context.b else context.c",
    );
}

#[test]
fn short_forms() {
    let group = || Expr::entity(EntityUid::new(Name::unqualified("Group"), "g"));
    let is_in = |a: Expr, b: Expr| is_user(a).and(b.binary(BinaryOp::In, group()));
    check(&is_user(principal()), "principal is User");
    check(&is_in(principal(), principal()), "principal is User in Group::\"g\"");
    check(&is_in(principal(), context()), "principal is User && context in Group::\"g\"");
    check(&is_in(principal(), principal()).negated(), "!(principal is User in Group::\"g\")");
    check(&context().and(is_in(principal(), principal())), "context && principal is User in Group::\"g\"");
    let a = || context().has("a");
    let ab = || a().and(context().attr("a").has("b"));
    check(&a(), "context has a");
    check(&ab(), "context has a.b");
    check(&ab().and(context().attr("a").attr("b").has("c")), "context has a.b.c");
    check(&ab().and(context().attr("a").has("c")), "context has a.b && context.a has c");
    check(&a().and(context().attr("b").has("c")), "context has a && context.b has c");
    check(&a().and(context().attr("a").has("if")), "context has a && context.a has \"if\"");
    check(&context().has("a b"), "context has \"a b\"");
    check(&principal().and(a()).and(context().attr("a").has("b")), "principal && context has a && context.a has b");
    check(&principal().and(ab()), "principal && context has a.b");
}

#[test]
fn attributes_and_literals() {
    check(&context().attr("permit"), "context.permit");
    check(&context().attr("principal"), "context.principal");
    for odd in ["", "if", "true", "in", "a b", "1a", "é", "__cedar", "a\"b"] {
        check(&context().attr(odd), &format!("context[{odd:?}]"));
    }
    check(&Expr::string("a").attr("f"), "\"a\".f");
    check(&Expr::bool(true).attr("f"), "true.f");
    check(&Expr::Set(vec![]).unary(UnaryOp::IsEmpty), "[].isEmpty()");
    check(&Expr::Record(vec![("if".into(), int(1)), ("a".into(), int(-1))]), "{\"if\": 1, a: -1}");
    let namespaced = Name { namespace: vec!["foo".into()], basename: "principal".into() };
    check(&Expr::entity(EntityUid::new(namespaced, "x\n")), "foo::principal::\"x\\n\"");
    let pattern = vec![PatternElem::Star, PatternElem::Char('*'), PatternElem::Char('\\'), PatternElem::Char('"')];
    check(&context().unary(UnaryOp::Like(pattern)), r#"context like "*\*\\\"""#);
}

#[test]
fn invisible_characters_are_shown() {
    let cases = [
        ("a\u{202e}b", "\"a\\u{202e}b\""),
        ("e\u{301}", "\"e\\u{301}\""),
        ("é😀", "\"é😀\""),
        ("\0\t\r\n", "\"\\0\\t\\r\\n\""),
        ("\u{7f}\u{feff}\u{a0}", "\"\\u{7f}\\u{feff}\\u{a0}\""),
    ];
    for (text, expected) in cases {
        assert_eq!(print::string(text), expected);
    }
}

#[test]
fn json_has_letters_for_some_controls() {
    let written = |seed| {
        let fields = [("a".to_owned(), Expr::string("\u{8}\u{c}/"))].into();
        let text =
            print::written(&mut Varied::new(&mut Choices::from_seed(seed)), |printer| printer.context(&fields, None));
        assert_eq!(json::context(&text, None).as_ref(), Ok(&fields), "{text}");
        text
    };
    let texts: String = (0..200).map(written).collect();
    for escape in ["\\b", "\\f", "\\u0008", "\\u000C", "\\/"] {
        assert!(texts.contains(escape), "{escape} in {texts}");
    }
}

#[test]
fn random_expressions() {
    for seed in 0..4000 {
        let mut choices = Choices::from_seed(seed);
        let e = trees::expr(&mut choices, 1 + seed as usize % 5);
        let plain = print::expression(&e);
        assert_eq!(parse::expression(&plain).as_ref(), Ok(&e), "seed {seed}: {plain}");
        for _ in 0..3 {
            let varied = print::varied_expression(&e, &mut choices);
            assert_eq!(parse::expression(&varied).as_ref(), Ok(&e), "seed {seed}: {plain}\n{varied}");
        }
    }
}

#[test]
fn random_policies() {
    for seed in 0..1500 {
        let mut choices = Choices::from_seed(seed);
        let policies: Vec<_> = (0..choices.below(4)).map(|index| trees::policy(&mut choices, index)).collect();
        let plain = print::policies(&policies);
        assert_eq!(parse::policies(&plain, PolicyIds::Positional).as_ref(), Ok(&policies), "seed {seed}: {plain}");
        let varied = print::written(&mut Varied::new(&mut choices), |printer| printer.policies(&policies));
        assert_eq!(parse::policies(&varied, PolicyIds::Positional).as_ref(), Ok(&policies), "seed {seed}: {varied}");
    }
}

#[test]
fn random_schemas() {
    for seed in 0..1500 {
        let mut choices = Choices::from_seed(seed);
        let schema = trees::schema(&mut choices);
        let plain = print::schema(&schema);
        assert_eq!(parse::schema(&plain).as_ref(), Ok(&schema), "seed {seed}: {plain}");
        let varied = print::written(&mut Varied::new(&mut choices), |printer| printer.schema(&schema));
        assert_eq!(parse::schema(&varied).as_ref(), Ok(&schema), "seed {seed}: {varied}");
    }
}

#[test]
fn random_entities() {
    for seed in 0..1500 {
        let mut choices = Choices::from_seed(seed);
        let entities: Vec<_> = (0..choices.below(4)).map(|index| trees::entity(&mut choices, index)).collect();
        let plain = print::entities(&entities);
        assert_eq!(json::entities(&plain, None).as_ref(), Ok(&entities), "seed {seed}: {plain}");
        let varied = print::written(&mut Varied::new(&mut choices), |printer| printer.entities(&entities, None));
        let read = json::entities(&varied, None);
        let read = read.map(|entities| print::entities(&sorted(entities)));
        assert_eq!(read, Ok(print::entities(&sorted(entities))), "seed {seed}: {varied}");
    }
}

/// Puts the fields of records in order: the order of keys in a JSON object means nothing, and a reader keeps it.
fn sorted(mut entities: Vec<Entity>) -> Vec<Entity> {
    for value in entities.iter_mut().flat_map(|entity| entity.attrs.values_mut().chain(entity.tags.values_mut())) {
        sort(value);
    }
    entities
}

fn sort(value: &mut Expr) {
    match value {
        Expr::Set(items) | Expr::Call(_, items) => items.iter_mut().for_each(sort),
        Expr::Record(fields) => {
            fields.sort_by(|(a, _), (b, _)| a.cmp(b));
            fields.iter_mut().for_each(|(_, value)| sort(value));
        }
        _ => {}
    }
}

/// Reads the text as a subject does, with the schema first and without it if something does not conform.
fn read(text: &CaseText, case: &Case) -> Case {
    let schema = text.schema.as_ref().map(|text| parse::schema(text).unwrap());
    let resolved = schema.as_ref().and_then(|syntax| schema::resolve(syntax).ok());
    let entities = json::entities(&text.entities, resolved.as_ref())
        .or_else(|_| json::entities(&text.entities, None))
        .unwrap_or_else(|e| panic!("{e}\n{}", text.entities));
    let requests = case.requests.iter().zip(&text.requests).map(|(request, text)| {
        let ty = resolved.as_ref().and_then(|schema| Some(&schema.actions.get(&request.action)?.context));
        let context = json::context(&text.context, ty).or_else(|_| json::context(&text.context, None)).unwrap();
        RequestSyntax { context, ..request.clone() }
    });
    Case {
        policies: parse::policies(&text.policies, PolicyIds::Positional).unwrap(),
        links: case.links.clone(),
        schema,
        entities: sorted(entities),
        requests: requests.map(sorted_request).collect(),
        level: text.level,
        planted: text.planted.clone(),
        intents: text.intents.clone(),
    }
}

fn sorted_request(mut request: RequestSyntax) -> RequestSyntax {
    request.context.values_mut().for_each(sort);
    request
}

#[test]
fn generated_cases() {
    let (mut short_forms, mut with_schema) = (0, 0);
    for seed in 0..600 {
        let mut choices = Choices::from_seed(seed);
        // A flawed case is refused by readers, and so may be a schema with a violation: that is their purpose.
        let settings = Settings { flawed: false, ..Settings::draw(&mut choices) };
        let generated = generate(&mut choices, &settings);
        if generated.case.planted.as_ref().is_some_and(|planted| planted.document == Document::Schema) {
            continue;
        }
        let mut case = generated.case;
        let plain = print::plain(&case);
        let varied = print::varied(&case, &mut choices);
        case.entities = sorted(case.entities);
        case.requests = case.requests.into_iter().map(sorted_request).collect();
        assert_eq!(read(&plain, &case), case, "seed {seed}");
        assert_eq!(read(&varied, &case), case, "seed {seed}\n{varied:#?}");
        for spelling in print::Spelling::all().filter(|_| seed % 10 == 0) {
            let spelled = print::spelled(&case, spelling);
            assert_eq!(read(&spelled, &case), case, "seed {seed}, {spelling:?}\n{spelled:#?}");
        }
        with_schema += usize::from(case.schema.is_some());
        let needs_schema = json::entities(&varied.entities, None)
            .map_or(true, |entities| print::entities(&sorted(entities)) != print::entities(&case.entities));
        short_forms += usize::from(needs_schema);
    }
    assert!(short_forms * 20 > with_schema, "short forms in {short_forms} of {with_schema} cases with a schema");
}
