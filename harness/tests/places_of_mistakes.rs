//! Where the first mistake in a text is: engine and reference model are each held against the language.
//!
//! The place is the first token at which the text can no longer become a document. What is refused for what it is, and not
//! for where it stands, is refused at its own token: a reserved word, a name that is nothing, a function that does not
//! exist, a key that stands twice, a slot, an escape.

use crosscheck::outcome::Outcome;
use crosscheck::subject::{Engine, ReferenceModel, Subject};
use crosscheck_generators::CaseText;
use crosscheck_generators::text::{RequestText, UidText};

/// The text with its first mistake between `«` and `»`, and both outcomes of it without them.
fn split(marked: &str) -> (String, usize, usize) {
    let start = marked.find('«').unwrap_or_else(|| panic!("no mark in {marked}"));
    let end = marked.find('»').unwrap_or_else(|| panic!("no end in {marked}")) - '«'.len_utf8();
    (marked.replace(['«', '»'], ""), start, end)
}

fn check(marked: &str, case: impl Fn(String) -> CaseText) {
    let (text, start, end) = split(marked);
    let case = case(text);
    for subject in [&Engine::new() as &dyn Subject, &ReferenceModel::new()] {
        let Outcome { mistakes, .. } = subject.run(&case);
        let found: Vec<(usize, usize)> = mistakes.values().map(|mistake| (mistake.start, mistake.end)).collect();
        assert_eq!(found, [(start, end)], "{} of {marked}: {mistakes:?}", subject.name());
    }
}

fn policies(marked: &str) {
    check(marked, |policies| CaseText { policies, entities: "[]".to_owned(), ..CaseText::default() });
}

fn condition(marked: &str) {
    policies(&format!("permit(principal, action, resource) when {{ {marked} }};"));
}

#[test]
fn in_policies_and_their_scopes() {
    for marked in [
        "«permi»(principal, action, resource);",
        "permit«»",
        "permit(principal, action, resource)«»",
        "permit(principal, action, resource); «;»",
        "permit(principal«)»;",
        "permit(«resource», action, principal);",
        "permit(principal, action, resource, «context»);",
        "permit(principal «=» A::\"a\", action, resource);",
        "permit(principal == «A», action, resource);",
        "permit(principal == «A»::B, action, resource);",
        "permit(principal == A::«,» action, resource);",
        "permit(principal == «?resource», action, resource);",
        "permit(principal, action == «?principal», resource);",
        "permit(principal, action in [Action::\"a\", ((«A»::B::\"a\"))], resource);",
        "permit(principal is A::«\"a\"», action, resource);",
        "permit(principal is A «==» A::\"a\", action, resource);",
        "permit(principal, action «is» Action, resource);",
        "permit(principal, action, resource) «where» { true };",
        "@a @b @«a»(\"\\q\") permit(principal, action, resource);",
        "@a(«1») permit(principal, action, resource);",
        "@a(«\"\\q\"») $ permit(principal, action, resource);",
        "permit(principal, action, resource) when {«}»;",
        "permit(principal, action, resource) when { true } «",
    ] {
        let whole = if marked.contains('»') { marked.to_owned() } else { format!("{marked}»") };
        policies(&whole);
    }
}

#[test]
fn in_conditions() {
    for marked in [
        "1 «2»",
        "«then»",
        "1 + «if» true then 1 else 2",
        "if true «else» 1",
        "a«»",
        "«foo» && true",
        "«A»::B",
        "«foo»(1, $)",
        "«A»::foo(1)",
        "«contains»(1)",
        "context.«ip»(\"\\q\")",
        "context.«foo»(\"\\q\")",
        "context.«if»",
        "context.contains(«\"\\q\"»)",
        "context.«contains»(1, 2)",
        "context.«isEmpty»(1)",
        "context«(»1)",
        "true«::»a",
        "context has «1»",
        "context has a.«\"b\"»",
        "context has a.«in»",
        "context like «a»",
        "context like «\"\\q\"» $",
        "context is «1»",
        "context is A::«\"a\"»",
        "1 < 2 «<» 3",
        "1 «=» 2",
        "1 == 2 «=» 3",
        "1 «/» 2",
        "1 «%» 2",
        "1 «&» 2",
        "!«-»1",
        "!!!!«!»true",
        "-----1".replace("-----", "----«-»").as_str(),
        "«9223372036854775808»",
        "-«9223372036854775809» $",
        "«99999999999999999999» $",
        "[1, 2«)»",
        "[«,»]",
        "{a: 1, b: {}, «a»: $}",
        "{a: 1, «\"\\x61\"»: 2}",
        "{«if»: 1}",
        "{«1»: 1}",
        "{a«,»}",
        "«?principal»",
        "«?»",
        "«$»",
        "«\"\\u{d800}\"»",
        "«\"\\x80\"» $",
        "«\"\r\"»",
        "__cedar::\"a\"".replace("__cedar", "«__cedar»").as_str(),
        "A::«__cedar»::\"a\"",
    ] {
        if marked == "a«»" {
            policies("permit(principal, action, resource) when { «a»");
        } else {
            condition(marked);
        }
    }
    policies("permit(principal, action, resource) when { «\"open»");
    let many: String = (0..40).map(|at| format!("a{at}: {{}}, ")).collect();
    condition(&format!("{{{many}b: {{{many}}}, «a7»: $}}"));
}

#[test]
fn in_schemas() {
    let schema = |marked: &str| {
        check(marked, |schema| CaseText { schema: Some(schema), entities: "[]".to_owned(), ..CaseText::default() });
    };
    for marked in [
        "«entities» A;",
        "entity «if»;",
        "entity A, «__cedar», $;",
        "entity A«»",
        "entity A in [«]»;".replace("[«]»", "[B«;»").as_str(),
        "entity A = {a: Long, «a»: $};",
        "entity A = {a«,» b: Long};",
        "entity A = {a: Set<Long«}»;",
        "entity A = {a: B«<»Long>};",
        "entity A enum [«A»];",
        "entity Action, B «b»;",
        "type Long = «;»",
        "type «__cedar» = Long;",
        "action «in» a;",
        "action a appliesTo {«}»;",
        "action a appliesTo «{» principal: A };",
        "action a appliesTo { principal: A, «principal»: B };",
        "action a appliesTo { principal: «[]», resource: A };".replace("«[]»", "«[»]").as_str(),
        "action a appliesTo { «foo»: A };",
        "action a in A::«1»;",
        "action a in A::b«;»",
        "namespace «__cedar» {}",
        "namespace A { namespace B {} }".replace("{ namespace", "{ «namespace»").as_str(),
        "@a @«a» entity A;",
        "entity \"A\";".replace("\"A\"", "«\"A\"»").as_str(),
        "action «\"\\q\"» $;",
    ] {
        schema(&if marked.contains('»') { marked.to_owned() } else { format!("{marked}»") });
    }
}

#[test]
fn in_json() {
    let uid = |ty: &str| UidText { ty: ty.to_owned(), id: "a".to_owned() };
    let context = |context: String| CaseText {
        entities: "[]".to_owned(),
        requests: vec![RequestText { principal: uid("A"), action: uid("Action"), resource: uid("A"), context }],
        ..CaseText::default()
    };
    for marked in [
        "«",
        "{\"a\": «}»",
        "{\"a\": 1,«}»",
        "{«a»: 1}",
        "{\"a\" «1»}",
        "{\"a\": «01»}",
        "{\"a\": «tru»}",
        "{\"a\": [1 «2»]}",
        "{\"a\": 1, \"b\": 2, «\"a\"»: [$]}",
        "{\"a\": 1, «\"a\"»: {\"b\": 1, \"b\": 1}}",
        "{\"a\": 1, «\"\\u0061\"»: 1}",
        "{\"a\": «\"\\ud800\"»}",
        "{\"a\": «\"\\x41\"»}",
        "{} «{»}",
        "{}«//» a".replace("«//»", "«/»/").as_str(),
        "«\u{feff}»{}",
        "{\"a\": «'»b'}",
    ] {
        check(&if marked.contains('»') { marked.to_owned() } else { format!("{marked}»") }, context);
    }
    check("[{\"uid\": {\"type\": \"A\", \"id\": \"a\"}, «\"uid\"»: 1", |entities| CaseText {
        entities,
        ..CaseText::default()
    });
}
