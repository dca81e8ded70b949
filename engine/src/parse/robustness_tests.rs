//! That no text, however deep, wide, cut off or garbled, brings the parser down.

use super::parse_policies;
use super::tests::{check_policy, condition};

#[test]
fn depth_has_a_limit_and_costs_no_stack() {
    let nested = |open: &str, middle: &str, close: &str, count: usize| {
        condition(&format!("{}{middle}{}", open.repeat(count), close.repeat(count)))
    };
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{a: ", "}"), ("ip(", ")"), ("if true then ", " else 1"), ("1 == (", ")")]
    {
        let step = if open == "1 == (" { 2 } else { 1 };
        check_policy(&nested(open, "1", close, 999 / step), true);
        check_policy(&nested(open, "1", close, 999 / step + 1), false);
        check_policy(&nested(open, "1", close, 1_000_000), false);
        check_policy(&nested(open, "1", "", 1_000_000), false);
    }
    check_policy(&nested("(", "[]", ")", 999), true);
    check_policy(&nested("(", "[]", ")", 1000), false);
    for (first, more) in
        [("true", " && true"), ("1", " + 1"), ("context", ".a"), ("context", "[\"a\"]"), ("true", " || true")]
    {
        check_policy(&condition(&format!("{first}{}", more.repeat(999))), true);
        check_policy(&condition(&format!("{first}{}", more.repeat(1000))), false);
        check_policy(&condition(&format!("{first}{}", more.repeat(100_000))), false);
    }
    check_policy(&condition(&format!("context has a{}", ".a".repeat(998))), true);
    check_policy(&condition(&format!("context has a{}", ".a".repeat(999))), false);
    check_policy(&condition(&"!".repeat(100_000)), false);
    check_policy(&condition(&"-".repeat(100_000)), false);
    check_policy(&condition(&format!("1{}", " * (1".repeat(500_000))), false);
    let wide = vec!["1"; 100_000].join(", ");
    check_policy(&condition(&format!("[{wide}] == ip({wide})")), true);
    check_policy(&condition(&format!("\"{}\"", "é".repeat(1_000_000))), true);
    check_policy(&condition(&format!("A{}", "::B".repeat(100_000))), false);
    check_policy(&format!("permit(principal == {}", "(".repeat(1_000_000)), false);
    let annotations: String = (0..100_000).map(|number| format!("@a{number} ")).collect();
    check_policy(&format!("{annotations}permit(principal, action, resource);"), true);
}

const SAMPLE: &str = r#"@id("a\u{1F600}") // é
permit(principal is A::User in ?principal, action in [Action::"x", B::Action::"y\n"], resource == ?resource)
when { if principal has a.b then context["é"] like "*\*\u{e9}" else -1 + 2 * 3 <= 4 && !(true || false) }
unless { {a: [1, decimal("1.0")], "b": resource.c.contains(User::"z")}.a.isEmpty() };"#;

#[test]
fn every_truncation_and_mutation_ends_in_an_answer() {
    check_policy(SAMPLE, true);
    for (end, _) in SAMPLE.char_indices() {
        let cut = &SAMPLE[..end];
        let blank = cut.lines().all(|line| line.starts_with("//"));
        assert_eq!(parse_policies(cut).is_ok(), blank && !cut.contains('@'), "truncated at {end}");
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let pieces =
        ["(", ")", "\"", "\\", "é", "!", "-", "?", "::", ".", "{", "}", "[", "]", "in", " has ", "9", "\0", "\r", "//"];
    for _ in 0..20_000 {
        let mut text = String::from(SAMPLE);
        for _ in 0..=next() % 4 {
            let at = (0..=next() as usize % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let piece = pieces[next() as usize % pieces.len()];
            if next() % 2 == 0 { text.insert_str(at, piece) } else { text.truncate(at) }
        }
        if let Err(error) = parse_policies(&text) {
            assert!(!error.to_string().is_empty());
        }
        let noise: Vec<u8> = (0..next() % 40).map(|_| next() as u8).collect();
        let _ = parse_policies(&String::from_utf8_lossy(&noise)).map_err(|error| error.to_string());
    }
}
