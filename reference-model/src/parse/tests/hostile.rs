//! Text that means harm: nothing panics, loops or overflows the stack, and every answer comes soon.

use crate::parse::{ParseErrorKind as Kind, PolicyIds, expression, policies, schema};

const SAMPLE: &str = r#"@id("é") permit(principal is A::B in ?principal, action in [Action::"x"], resource == R::"\u{1F600}")
    when { if principal has a.b then -1 <= context["k"].x else [1, {a: ip("::1").isIpv4()}].contains(!true) } // end
    unless { "a\n" like "*\*" };"#;

const SCHEMA: &str = r#"@a("b") namespace A::B { entity U, V in [W] = { "x y"?: Set<{z: Long}>, } tags String;
    entity E enum ["é", "b"]; type T = __cedar::Bool; // end
    action a, "b" in [c, X::Action::"d"] appliesTo { principal: U, resource: [V, E], context: {i: ipaddr} }; }"#;

/// Runs on a stack of 2 MiB, the smallest that Rust gives to a thread by itself.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn truncations_and_byte_changes() {
    assert!(policies(SAMPLE, PolicyIds::Positional).is_ok());
    assert!(schema(SCHEMA).is_ok(), "{:?}", schema(SCHEMA));
    for sample in [SAMPLE, SCHEMA] {
        for (end, _) in sample.char_indices() {
            let _ = policies(&sample[..end], PolicyIds::Positional);
            let _ = schema(&sample[..end]);
            for with in ["", "\"", "\\", "(", "{", "?", ":", "é", "\r", "has", "0"] {
                let changed = format!(
                    "{}{with}{}",
                    &sample[..end],
                    &sample[end..][sample[end..].chars().next().map_or(0, char::len_utf8)..]
                );
                let _ = policies(&changed, PolicyIds::Positional);
                let _ = schema(&changed);
            }
        }
    }
}

#[test]
fn random_text() {
    let pieces = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "\\",
        "a",
        "has",
        "in",
        "is",
        "if",
        "then",
        "else",
        "::",
        ".",
        ",",
        ";",
        "==",
        "-",
        "!",
        "1",
        "?principal",
        "permit",
        "principal",
        "when",
        "@",
        "entity",
        "Set",
        "<",
        ">",
        "=",
        ":",
        "?",
        "\n",
        "//",
        " ",
        "é",
        "\u{0}",
    ];
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        let _ = (policies(&text, PolicyIds::Positional), expression(&text), schema(&text));
    }
}

#[test]
fn depth_and_length() {
    on_small_stack(|| {
        let many = 1_000_000;
        let table = [
            ("(", Kind::TooDeep),
            ("[", Kind::TooDeep),
            ("{a:", Kind::TooDeep),
            ("ip(", Kind::TooDeep),
            ("1.contains(", Kind::TooDeep),
            ("if ", Kind::TooDeep),
            ("!", Kind::UnaryLimit),
            ("-", Kind::UnaryLimit),
            ("1 + ", Kind::TooDeep),
            ("true && ", Kind::TooDeep),
            ("true || ", Kind::TooDeep),
            ("!(", Kind::TooDeep),
            ("a::", Kind::Syntax),
            ("1 in ", Kind::Syntax),
            ("\"a\"", Kind::Syntax),
        ];
        for (piece, kind) in table {
            assert_eq!(expression(&piece.repeat(many)).map_err(|e| e.kind), Err(kind), "{piece}");
        }
        for open in ["permit(principal == ", "permit(principal, action in "] {
            let text = format!("{open}{}", "(".repeat(many));
            assert_eq!(policies(&text, PolicyIds::Positional).map_err(|e| e.kind), Err(Kind::TooDeep), "{open}");
        }
        for piece in ["Set<", "{a: ", "{a: Set<"] {
            let text = format!("type T = {}", piece.repeat(many));
            assert_eq!(schema(&text).map_err(|e| e.kind), Err(Kind::TooDeep), "{piece}");
        }
        let long_string = format!("\"{}\"", "x".repeat(many));
        assert!(expression(&long_string).is_ok());
        assert!(expression(&format!("[{}]", "1,".repeat(many))).is_ok());
        assert!(expression(&format!("{}1", "// c\n".repeat(many))).is_ok());
        assert!(expression(&format!("{}1{}", "(".repeat(999), ")".repeat(999))).is_ok());
        assert!(expression(&format!("{}1{}", "!(".repeat(499), ")".repeat(499))).is_ok());
    });
}

#[test]
fn doubling() {
    // Each level repeats what is in it, so 300 levels would be 2^300 nodes.
    let has = format!("{}1{}", "(".repeat(300), " has a.b)".repeat(300));
    assert_eq!(expression(&has).map_err(|e| e.kind), Err(Kind::TooLarge));
    let is_in = format!("{}1{}", "(".repeat(300), " is A in 1)".repeat(300));
    assert_eq!(expression(&is_in).map_err(|e| e.kind), Err(Kind::TooLarge));
}
