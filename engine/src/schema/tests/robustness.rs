//! Whatever text comes, reading a schema ends, without a panic and on a small stack.

use super::super::{Schema, SchemaError};
use super::{accept, accept_json};

/// What a text is refused for, and the words.
fn reject(text: &str) -> String {
    said(Schema::parse(text), text)
}

fn reject_json(text: &str) -> String {
    said(Schema::from_json(text), text)
}

fn said(read: Result<Schema, SchemaError>, text: &str) -> String {
    let error = read.err().unwrap_or_else(|| panic!("{text:.80} should be no schema"));
    format!("{}: {}", error.kind(), error.place().found())
}

/// Runs something on a thread with little stack.
fn on_a_small_stack(run: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn_scoped(scope, run);
        thread.expect("a thread").join().expect("no panic");
    });
}

#[test]
fn nesting_is_bounded_and_nothing_overflows() {
    let nested = |depth: usize| format!("type T = {}Long{};", "Set<".repeat(depth), ">".repeat(depth));
    accept(&nested(1000));
    assert!(reject(&nested(1001)).eq("too-deep: this type is nested too deeply"));
    let records = |depth: usize| format!("type T = {}{{}}{};", "{a:".repeat(depth), "}".repeat(depth));
    accept(&records(999));
    assert!(reject(&records(1000)).eq("too-deep: this type is nested too deeply"));
    for text in ["{", "Set<", "{a:", "[", "(", "@a", "namespace N {", "entity A in [", "::", "\"", "//"] {
        let many = text.repeat(1_000_000 / text.len());
        for before in ["", "type T = ", "entity E "] {
            let _ = Schema::parse(&format!("{before}{many}"));
        }
    }
}

/// Common types that refer to each other in a long chain, and types that would be huge if they were written out.
#[test]
fn common_types_are_shared() {
    let links = (0..20_000).map(|at| format!("type T{at} = Set<T{}>;", at + 1));
    let chain = format!("{} type T20000 = Long; entity E {{ a: T0 }};", links.collect::<String>());
    accept(&chain);
    let doubling = (0..200).map(|at| format!("type T{at} = {{ l: T{next}, r: T{next} }};", next = at + 1));
    accept(&format!("{} type T200 = Long; entity E {{ a: T0 }};", doubling.collect::<String>()));
}

/// Whatever is left of a schema when it is cut or a character is changed, reading it ends without a panic.
#[test]
fn broken_schemas_do_no_harm() {
    let text = "@a(\"é\") namespace N::M { entity A, B in [C, N::M::C] = { \"x\\u{e9}\"?: Set<{ y: ipaddr }>, } tags T; \
                entity C enum [\"c\"]; type T = { z: __cedar::Long }; action a, \"b\" in [c, Action::\"d\"] appliesTo { \
                principal: [A, B], resource: A, context: T }; action c, d; } // end";
    accept(text);
    for (at, character) in text.char_indices() {
        let _ = Schema::parse(&text[..at]);
        let _ = Schema::parse(&text[at..]);
        for other in ["", "é", "\"", "{", "}", "<", "::", "/", "\\", "@", "\0", "9"] {
            let _ = Schema::parse(&format!("{}{other}{}", &text[..at], &text[at + character.len_utf8()..]));
        }
    }
}

/// JSON nests as deep as the reader of JSON lets it.
#[test]
fn nesting_in_json_is_bounded() {
    let schema =
        |ty: &str| format!(r#"{{"": {{"commonTypes": {{"T": {ty}}}, "entityTypes": {{}}, "actions": {{}}}}}}"#);
    let sets = |depth: usize| {
        schema(&format!(
            "{}{}{}",
            r#"{"type": "Set", "element": "#.repeat(depth),
            r#"{"type": "Long"}"#,
            "}".repeat(depth)
        ))
    };
    let records = |depth: usize| {
        let open = r#"{"type": "Record", "attributes": {"a": "#.repeat(depth);
        schema(&format!("{open}{}{}", r#"{"type": "Long"}"#, "}}".repeat(depth)))
    };
    on_a_small_stack(|| {
        accept_json(&sets(123));
        accept_json(&records(61));
        let expected = "too-deep: arrays and objects are nested more than 127 deep";
        assert_eq!(reject_json(&sets(124)), expected);
        assert_eq!(reject_json(&records(62)), expected);
        for text in ["{", "[", "{\"\":", "[{\"a\":", "\"", "{\"type\":\"Set\",\"element\":"] {
            let many = text.repeat(1_000_000 / text.len());
            for before in ["", r#"{"": {"entityTypes": {"E": {"shape": "#, r#"{"": {"actions": {"a": {"appliesTo": "#] {
                let _ = Schema::from_json(&format!("{before}{many}"));
            }
        }
    });
}

/// The deepest types in Cedar syntax, and chains of common types, on a small stack: read, compared and dropped.
#[test]
fn deep_schemas_fit_a_small_stack() {
    on_a_small_stack(|| {
        let nested = format!("entity E {{ a: {}Long{} }};", "Set<".repeat(999), ">".repeat(999));
        assert_eq!(accept(&nested), accept(&nested));
        let links = (0..20_000).map(|at| format!("type T{at} = Set<T{}>;", at + 1));
        let chain = format!("{} type T20000 = Long; entity E {{ a: T0 }};", links.collect::<String>());
        assert_eq!(accept(&chain), accept(&chain));
        let actions = (0..300).map(|at| format!("action a{at} in a{};", at + 1)).collect::<String>();
        accept(&format!("{actions} action a300;"));
    });
}

/// Types that are huge when written out are compared as fast as they are written.
#[test]
fn shared_types_are_compared_without_writing_them_out() {
    let doubling = |last: &str| {
        let links = (0..200).map(|at| format!("type T{at} = {{ l: T{next}, r: T{next} }};", next = at + 1));
        accept(&format!("{} type T200 = {last}; entity E {{ a: T0 }};", links.collect::<String>()))
    };
    assert_eq!(doubling("Long"), doubling("Long"));
    assert_ne!(doubling("Long"), doubling("Bool"));
}

/// The same for a schema in JSON.
#[test]
fn broken_documents_do_no_harm() {
    let text = r#"{"N::M": {"commonTypes": {"T": {"type": "Record", "attributes": {"é": {"type": "Extension", "name":
        "ipaddr", "required": false}}, "additionalAttributes": false, "annotations": {"a": null}}}, "entityTypes": {"A":
        {"memberOfTypes": ["A"], "shape": {"type": "T"}, "tags": {"type": "Set", "element": {"type": "EntityOrCommon",
        "name": "N::M::A"}}}, "B": {"enum": ["\u00e9"]}}, "actions": {"a": {"memberOf": [{"id": "b", "type": "Action"}],
        "appliesTo": {"principalTypes": ["A"], "resourceTypes": [], "context": {"type": "T"}}, "attributes": null}, "b":
        {}}, "annotations": {"doc": ""}}}"#;
    accept_json(text);
    for (at, character) in text.char_indices() {
        let _ = Schema::from_json(&text[..at]);
        for other in ["", "é", "\"", "{", "}", "[", "null", ",", "1", "\\"] {
            let _ = Schema::from_json(&format!("{}{other}{}", &text[..at], &text[at + character.len_utf8()..]));
        }
    }
}
