//! Capabilities: what is known of attributes and tags where a condition is true.

use super::{INCOMPATIBLE, UNEXPECTED, both, check};

#[test]
fn tags() {
    both(&[
        (r#"principal.hasTag("t")"#, "Bool"),
        ("principal.hasTag(principal.name)", "Bool"),
        ("principal.hasTag(1)", UNEXPECTED),
        (r#"context.hasTag("t")"#, UNEXPECTED),
        (r#"User::"a".hasTag("t")"#, "Bool"),
        (r#"Folder::"a".hasTag("t")"#, "False"),
        (r#"action.hasTag("t")"#, "False"),
        (r#"context.color.hasTag("t")"#, "False"),
        (r#"principal.getTag("t")"#, "!unchecked-tag"),
        (r#"Folder::"a".getTag("t")"#, "!no-tags"),
        (r#"action.getTag("t")"#, "!no-tags"),
        ("principal.getTag(1)", UNEXPECTED),
        (r#"principal.hasTag("t") && principal.getTag("t") == "x""#, "Bool"),
        (r#"principal.hasTag("t") && principal.getTag("u") == "x""#, "!unchecked-tag"),
        (r#"principal.hasTag("t") && resource.getTag("t") == 1"#, "!unchecked-tag"),
        (r#"resource.hasTag("t") && resource.getTag("t") < 1"#, "Bool"),
        ("principal.hasTag(principal.name) && principal.getTag(principal.name) == \"x\"", "Bool"),
        ("principal.hasTag(principal.name) && principal.getTag(resource.name) == \"x\"", "!unchecked-tag"),
        (r#"principal has t && principal.getTag("t") == "x""#, "False"),
        (r#"principal has nick && principal.getTag("nick") == "x""#, "!unchecked-tag"),
        (r#"principal.hasTag("nick") && principal.nick == "x""#, "!optional-attribute"),
        (r#"Folder::"a".hasTag("t") && Folder::"a".getTag("t") == 1"#, "False"),
    ]);
    let guarded = |entity: &str| format!(r#"{entity}.hasTag("t") && {entity}.getTag("t") == "x""#);
    check(&[
        (guarded("(if context.ok then principal else resource)").as_str(), INCOMPATIBLE, INCOMPATIBLE),
        (guarded(r#"(if context.ok then principal else Bot::"b")"#).as_str(), INCOMPATIBLE, "Bool"),
    ]);
}

#[test]
fn capabilities() {
    const OPTIONAL: &str = "!optional-attribute";
    both(&[
        ("principal has nick && principal.nick == \"a\"", "Bool"),
        ("principal has \"nick\" && principal[\"nick\"] == \"a\"", "Bool"),
        ("principal.nick == \"a\" && principal has nick", OPTIONAL),
        ("principal has nick || principal.nick == \"a\"", OPTIONAL),
        ("!(principal has nick) || principal.nick == \"a\"", OPTIONAL),
        ("!(principal has nick) && principal.nick == \"a\"", OPTIONAL),
        ("principal has nick && context.ok && principal.nick == \"a\"", "Bool"),
        ("principal has nick && (context.ok && principal.nick == \"a\")", "Bool"),
        ("(context.ok && principal has nick) && principal.nick == \"a\"", "Bool"),
        ("(principal has nick || context.ok) && principal.nick == \"a\"", OPTIONAL),
        ("(principal has nick || principal has nick) && principal.nick == \"a\"", "Bool"),
        ("(principal has nick || false) && principal.nick == \"a\"", "Bool"),
        ("(false || principal has nick) && principal.nick == \"a\"", "Bool"),
        ("(principal has nick || true) && principal.nick == \"a\"", OPTIONAL),
        ("((principal has nick && context has n) || principal has nick) && principal.nick == \"a\"", "Bool"),
        ("((principal has nick && context has n) || principal has nick) && context.n == 1", OPTIONAL),
        ("if principal has nick then principal.nick == \"a\" else false", "Bool"),
        ("if principal has nick then true else principal.nick == \"a\"", OPTIONAL),
        ("(if context.ok then principal has nick else false) && principal.nick == \"a\"", OPTIONAL),
        ("(if context.ok then principal has nick else principal has nick) && principal.nick == \"a\"", "Bool"),
        ("(if principal has nick then true else principal has nick) && principal.nick == \"a\"", "Bool"),
        ("(if true then principal has nick else false) && principal.nick == \"a\"", "Bool"),
        ("(if principal has nick then context.ok else false) && principal.nick == \"a\"", OPTIONAL),
        ("[principal has nick].contains(true) && principal.nick == \"a\"", OPTIONAL),
        ("(principal has nick) == true && principal.nick == \"a\"", OPTIONAL),
        ("resource has title && principal.name == \"a\" && resource.title == \"a\"", "Bool"),
        ("resource has title && resource.owner has nick && resource.owner.nick == \"a\"", "Bool"),
        ("resource.owner has nick && principal.nick == \"a\"", OPTIONAL),
        ("principal has manager.nick && principal.manager.nick == \"a\"", "Bool"),
        ("principal has manager.manager.nick && principal.manager.nick == \"a\"", OPTIONAL),
        ("principal has manager && principal.manager has nick && principal.manager.nick == \"a\"", "Bool"),
        ("principal.manager has nick", OPTIONAL),
        ("context.rec has b && context.rec.b == \"a\"", "Bool"),
        ("context has rec.b && context.rec.b == \"a\"", "Bool"),
        ("{a: principal}.a has nick && {a: principal}.a.nick == \"a\"", "Bool"),
        ("{a: principal}.a has nick && principal.nick == \"a\"", OPTIONAL),
        ("principal has nick && (principal has nick || principal.age + true == 1)", "Bool"),
        ("principal has name && (if principal has name then 1 else true + 1) == 1", "Bool"),
        ("{a: 1, b: context}.b has n && {b: context, a: 1}.b.n == 1", "Bool"),
        ("{a: action, b: context}.b has n && {a: Action::\"view\", b: context}.b.n == 1", "Bool"),
    ]);
}

#[test]
fn what_each_form_of_condition_lets_us_know() {
    const OPTIONAL: &str = "!optional-attribute";
    const NICK: &str = r#" && principal.nick == "a""#;
    const N: &str = " && context.n == 1";
    let after = |condition: &str, then: &str, expected: &str| both(&[(&format!("({condition}){then}"), expected)]);
    // `&&`: both sides, unless the right one is false.
    after("principal has nick && context has n", NICK, "Bool");
    after("principal has nick && context has n", N, "Bool");
    after("principal has nick && true", NICK, "Bool");
    after("true && principal has nick", NICK, "Bool");
    after("(principal has nick && false) || context.ok", NICK, OPTIONAL);
    // `||`: what each side does, or the side that alone can be true.
    after("(principal has nick && context has n) || (context has n && principal has nick)", NICK, "Bool");
    after("principal has nick || context has n", N, OPTIONAL);
    after("(context.ok && false) || principal has nick", NICK, "Bool");
    after("principal has nick || (context.ok && false)", NICK, "Bool");
    after("true || principal has nick", NICK, OPTIONAL);
    // `if`: what both branches do, the first with the condition; or the branch that is taken.
    after("if principal has nick then context has n else context has n && principal has nick", NICK, "Bool");
    after("if principal has nick then context has n else context has n && principal has nick", N, "Bool");
    after("if principal has nick then context has n else context has n", NICK, OPTIONAL);
    after("if principal has nick then context has n else context has n", N, "Bool");
    after("if context.ok then principal has nick else context has n", N, OPTIONAL);
    after("if true then principal has nick else true", NICK, "Bool");
    after("if false then true else principal has nick", NICK, "Bool");
    after("if context.ok then true else principal has nick", NICK, OPTIONAL);
    // Nothing else: not negation, comparison, or being an operand.
    after("!(!(principal has nick))", NICK, OPTIONAL);
    after("(principal has nick) == (principal has nick)", NICK, OPTIONAL);
    after("{a: principal has nick}.a", NICK, OPTIONAL);
    after("[true].contains(principal has nick)", NICK, OPTIONAL);
    // Within the same condition: in the branch and to the right, not in the other branch or to the left.
    both(&[
        (r#"if principal has nick && context.ok then principal.nick == "a" else true"#, "Bool"),
        (r#"if principal has nick || context.ok then principal.nick == "a" else true"#, OPTIONAL),
        (r#"if !(principal has nick) then true else principal.nick == "a""#, OPTIONAL),
        (r#"principal has nick && [principal.nick].contains("a")"#, "Bool"),
        (r#"principal has nick && {a: {b: principal.nick}}.a.b == "a""#, "Bool"),
        (r#"principal has nick && !(principal.nick == "a")"#, "Bool"),
        (r#"principal has nick && (context.ok || principal.nick == "a")"#, "Bool"),
        (r#"principal has nick && (if context.ok then principal.nick else principal.nick) == "a""#, "Bool"),
    ]);
}

#[test]
fn what_tags_let_us_know() {
    const UNCHECKED: &str = "!unchecked-tag";
    let after = |condition: &str, expected: &str| {
        both(&[(&format!(r#"({condition}) && principal.getTag(principal.boss.name) == "x""#), expected)]);
    };
    after("principal.hasTag(principal.boss.name)", "Bool");
    after("context.ok && principal.hasTag(principal.boss.name)", "Bool");
    after("principal.hasTag(principal.boss.name) || false", "Bool");
    after(
        "if context.ok then principal.hasTag(principal.boss.name) else principal.hasTag(principal.boss.name)",
        "Bool",
    );
    after("principal.hasTag(principal.boss.name) || context.ok", UNCHECKED);
    after("!(principal.hasTag(principal.boss.name))", UNCHECKED);
    after("principal.hasTag(principal.boss.boss.name)", UNCHECKED);
    after("principal.boss.hasTag(principal.boss.name)", UNCHECKED);
    // The same key is the same expression, not the same value.
    both(&[
        (r#"principal.hasTag("t") && principal.getTag(if true then "t" else "t") == "x""#, UNCHECKED),
        (
            r#"principal.hasTag(if true then "t" else "t") && principal.getTag(if true then "t" else "t") == "x""#,
            "Bool",
        ),
        (r#"principal.hasTag("t") && principal.boss.getTag("t") == "x""#, UNCHECKED),
        (r#"principal.boss.hasTag("t") && principal.boss.getTag("t") == "x""#, "Bool"),
        (r#"User::"a".hasTag("t") && User::"a".getTag("t") == "x""#, "Bool"),
        (r#"User::"a".hasTag("t") && User::"b".getTag("t") == "x""#, UNCHECKED),
        (
            r#"principal.hasTag("t") && principal.hasTag(principal.getTag("t")) && principal.getTag(principal.getTag("t")) == "x""#,
            "Bool",
        ),
        // What is known already is true.
        (r#"principal.hasTag("t") && (principal.hasTag("t") || 1 + true == 1)"#, "Bool"),
        (r#"principal.hasTag("t") && (principal.hasTag("u") || 1 + true == 1)"#, UNEXPECTED),
    ]);
}
