//! The spellings that printed text is in: how many cases hold each.
//!
//! The printers choose among all spellings of a tree. Each that the language has is a row here, with what it looks like in
//! text, so that one that is never chosen shows as a zero.

use crate::hostile::tokens::{self, Sort, Token};
use crate::text::{CaseText, is_json_schema};

/// In what sort of document a spelling is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Policies,
    /// A schema in Cedar syntax.
    Schema,
    /// Entities or a context.
    Json,
}

/// A document, cut into tokens.
struct Sheet<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Sheet<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, tokens: tokens::of(text) }
    }

    fn token(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    /// What stands before the token of this index; behind all of them, what ends the text.
    fn gap(&self, at: usize) -> &'t str {
        let start = at.checked_sub(1).map_or(0, |before| self.tokens[before].end);
        &self.text[start..self.tokens.get(at).map_or(self.text.len(), |token| token.start)]
    }

    /// Whether tokens that pass these tests follow one another.
    fn follow(&self, tests: &[fn(&str) -> bool]) -> bool {
        (0..self.tokens.len()).any(|at| tests.iter().enumerate().all(|(index, test)| test(self.token(at + index))))
    }

    fn any_gap(&self, test: impl Fn(&str) -> bool) -> bool {
        (0..=self.tokens.len()).any(|at| test(self.gap(at)))
    }

    fn any_string(&self, test: impl Fn(&str) -> bool) -> bool {
        let strings = self.tokens.iter().filter(|token| token.sort == Sort::String);
        strings.into_iter().any(|token| test(&self.text[token.start..token.end]))
    }

    /// Whether a string holds this escape, with an even number of backslashes before it.
    fn escape(&self, test: impl Fn(&str) -> bool) -> bool {
        self.any_string(|string| {
            let mut rest = string;
            while let Some(at) = rest.find('\\') {
                if test(&rest[at..]) {
                    return true;
                }
                let skipped = rest[at + 1..].chars().next().map_or(0, char::len_utf8);
                rest = &rest[at + 1 + skipped..];
            }
            false
        })
    }
}

fn is_string(token: &str) -> bool {
    token.starts_with('"')
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

fn closes(token: &str) -> bool {
    matches!(token, ")" | "]" | "}")
}

/// The digits between the braces of `\u{…}`.
fn digits(escape: &str) -> Option<&str> {
    escape.strip_prefix("\\u{")?.split('}').next()
}

fn digits_of(escape: &str, count: usize) -> bool {
    digits(escape).is_some_and(|digits| digits.len() == count && !digits.contains('_'))
}

type Row = (&'static str, In, fn(&Sheet<'_>) -> bool);

/// Every spelling, by its name.
const SPELLINGS: &[Row] = &[
    ("spelling blank-before-the-first-token", In::Policies, |s| !s.gap(0).is_empty()),
    ("spelling no-line-break-at-the-end", In::Policies, |s| !s.text.ends_with(['\n', '\r'])),
    ("spelling comment", In::Policies, |s| s.any_gap(|gap| gap.contains("//"))),
    ("spelling comment-before-the-first-token", In::Policies, |s| s.gap(0).contains("//")),
    ("spelling comment-at-the-end-without-line-break", In::Policies, |s| {
        let end = s.gap(s.tokens.len());
        end.contains("//") && !end.ends_with(['\n', '\r'])
    }),
    ("spelling comment-ended-by-carriage-return", In::Policies, |s| {
        s.any_gap(|gap| gap.split("//").skip(1).any(|comment| comment.contains('\r') && !comment.contains('\n')))
    }),
    ("spelling comment-with-control-character", In::Policies, |s| s.any_gap(|gap| gap.contains('\0'))),
    ("spelling comment-with-unicode-line-break", In::Policies, |s| s.any_gap(|gap| gap.contains("//\u{85}\u{2028}"))),
    ("spelling comment-with-open-string", In::Policies, |s| s.any_gap(|gap| gap.contains("\"an open"))),
    ("spelling line-feed", In::Policies, |s| s.any_gap(|gap| gap == "\n")),
    ("spelling carriage-return", In::Policies, |s| s.any_gap(|gap| gap == "\r")),
    ("spelling carriage-return-and-line-feed", In::Policies, |s| s.any_gap(|gap| gap.contains("\r\n"))),
    ("spelling tab", In::Policies, |s| s.any_gap(|gap| gap.contains('\t'))),
    ("spelling vertical-tab", In::Policies, |s| s.any_gap(|gap| gap == "\u{b}")),
    ("spelling form-feed", In::Policies, |s| s.any_gap(|gap| gap == "\u{c}")),
    ("spelling next-line", In::Policies, |s| s.any_gap(|gap| gap == "\u{85}")),
    ("spelling no-break-space", In::Policies, |s| s.any_gap(|gap| gap == "\u{a0}")),
    ("spelling unicode-space", In::Policies, |s| {
        s.any_gap(|gap| gap.contains(|c| matches!(c, '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{3000}')))
    }),
    ("spelling unicode-line-separator", In::Policies, |s| s.any_gap(|gap| gap == "\u{2028}" || gap == "\u{2029}")),
    ("spelling no-blank-around-operator", In::Policies, |s| {
        (1..s.tokens.len()).any(|at| s.token(at) == "==" && s.gap(at).is_empty() && s.gap(at + 1).is_empty())
    }),
    ("spelling no-blank-before-word", In::Policies, |s| {
        (1..s.tokens.len())
            .any(|at| matches!(s.token(at), "in" | "has" | "like" | "is" | "then" | "else") && s.gap(at).is_empty())
    }),
    ("spelling no-blank-between-policies", In::Policies, |s| {
        (1..s.tokens.len()).any(|at| s.token(at - 1) == ";" && s.gap(at).is_empty())
    }),
    ("spelling blank-within-a-name", In::Policies, |s| {
        (1..s.tokens.len()).any(|at| s.token(at) == "::" && !(s.gap(at).is_empty() && s.gap(at + 1).is_empty()))
    }),
    ("spelling comment-within-a-name", In::Policies, |s| {
        (1..s.tokens.len()).any(|at| s.token(at) == "::" && s.gap(at).contains("//"))
    }),
    ("spelling blank-after-at", In::Policies, |s| {
        (1..=s.tokens.len()).any(|at| s.token(at - 1) == "@" && !s.gap(at).is_empty())
    }),
    ("spelling blank-before-call", In::Policies, |s| {
        (1..s.tokens.len()).any(|at| {
            matches!(s.token(at - 1), "ip" | "contains" | "decimal" | "isEmpty")
                && s.token(at) == "("
                && !s.gap(at).is_empty()
        })
    }),
    ("spelling redundant-parentheses", In::Policies, |s| s.follow(&[is_paren, is_paren])),
    ("spelling parentheses-in-scope", In::Policies, |s| {
        (0..s.tokens.len()).any(|at| {
            matches!(s.token(at), "principal" | "resource") && s.token(at + 1) == "==" && s.token(at + 2) == "("
        })
    }),
    ("spelling escape-n", In::Policies, |s| s.escape(|e| e.starts_with("\\n"))),
    ("spelling escape-r", In::Policies, |s| s.escape(|e| e.starts_with("\\r"))),
    ("spelling escape-t", In::Policies, |s| s.escape(|e| e.starts_with("\\t"))),
    ("spelling escape-backslash", In::Policies, |s| s.escape(|e| e.starts_with("\\\\"))),
    ("spelling escape-nul", In::Policies, |s| s.escape(|e| e.starts_with("\\0"))),
    ("spelling escape-single-quote", In::Policies, |s| s.escape(|e| e.starts_with("\\'"))),
    ("spelling escape-double-quote", In::Policies, |s| s.escape(|e| e.starts_with("\\\""))),
    ("spelling escape-star", In::Policies, |s| s.escape(|e| e.starts_with("\\*"))),
    ("spelling escape-x", In::Policies, |s| s.escape(|e| e.starts_with("\\x"))),
    ("spelling escape-x-in-capitals", In::Policies, |s| {
        s.escape(|e| {
            e.starts_with("\\x") && e.get(2..4).is_some_and(|two| two.contains(|c: char| c.is_ascii_uppercase()))
        })
    }),
    ("spelling escape-u-of-1-digit", In::Policies, |s| s.escape(|e| digits_of(e, 1))),
    ("spelling escape-u-of-2-digits", In::Policies, |s| s.escape(|e| digits_of(e, 2))),
    ("spelling escape-u-of-3-digits", In::Policies, |s| s.escape(|e| digits_of(e, 3))),
    ("spelling escape-u-of-4-digits", In::Policies, |s| s.escape(|e| digits_of(e, 4))),
    ("spelling escape-u-of-5-digits", In::Policies, |s| s.escape(|e| digits_of(e, 5))),
    ("spelling escape-u-of-6-digits", In::Policies, |s| s.escape(|e| digits_of(e, 6))),
    ("spelling escape-u-with-underscore", In::Policies, |s| s.escape(|e| digits(e).is_some_and(|d| d.contains('_')))),
    ("spelling unseen-character-as-itself", In::Policies, |s| s.any_string(|string| string.contains(is_unseen))),
    ("spelling wildcard-as-escape", In::Policies, |s| s.escape(|e| e.starts_with("\\x2a") || e.starts_with("\\u{2a}"))),
    ("spelling attribute-by-point", In::Policies, |s| s.follow(&[is_word, is_point, is_word])),
    ("spelling attribute-by-string", In::Policies, |s| s.follow(&[is_word, is_bracket, is_string, closes])),
    ("spelling has-word", In::Policies, |s| s.follow(&[is_has, is_word])),
    ("spelling has-string", In::Policies, |s| s.follow(&[is_has, is_string])),
    ("spelling has-path", In::Policies, |s| s.follow(&[is_has, is_word, is_point, is_word])),
    ("spelling not-equal", In::Policies, |s| s.follow(&[is_not_equal])),
    ("spelling greater", In::Policies, |s| s.follow(&[|token| token == ">"])),
    ("spelling greater-or-equal", In::Policies, |s| s.follow(&[|token| token == ">="])),
    ("spelling negated-relation-in-parentheses", In::Policies, |s| s.follow(&[|token| token == "!", is_paren])),
    ("spelling is-in", In::Policies, |s| s.follow(&[|token| token == "is", is_word, |token| token == "in"])),
    ("spelling trailing-comma-in-scope", In::Policies, |s| {
        s.follow(&[|token| token == ",", is_close_paren, |token| matches!(token, "when" | "unless" | ";")])
    }),
    ("spelling trailing-comma-in-set", In::Policies, |s| s.follow(&[|token| token == ",", |token| token == "]"])),
    ("spelling trailing-comma-in-record", In::Policies, |s| s.follow(&[|token| token == ",", |token| token == "}"])),
    ("spelling bare-key", In::Policies, |s| {
        s.follow(&[|token| matches!(token, "{" | ","), is_word, |token| token == ":"])
    }),
    ("spelling quoted-key", In::Policies, |s| {
        s.follow(&[|token| matches!(token, "{" | ","), is_string, |token| token == ":"])
    }),
    ("spelling leading-zeros", In::Policies, |s| s.follow(&[|token| token.len() > 1 && token.starts_with('0')])),
    ("spelling minus-apart-from-digits", In::Policies, |s| {
        (1..s.tokens.len()).any(|at| s.token(at - 1) == "-" && s.tokens[at].sort == Sort::Number && s.gap(at).len() > 1)
    }),
    ("spelling run-of-minus", In::Policies, |s| s.follow(&[|token| token == "-", |token| token == "-"])),
    ("spelling run-of-not", In::Policies, |s| s.follow(&[|token| token == "!", |token| token == "!"])),
    ("spelling annotation-without-value", In::Policies, |s| {
        s.follow(&[|token| token == "@", is_word, |token| !is_paren(token)])
    }),
    ("spelling annotation-with-empty-value", In::Policies, |s| {
        s.follow(&[|token| token == "@", is_word, is_paren, |token| token == "\"\""])
    }),
    ("spelling schema-comment", In::Schema, |s| s.any_gap(|gap| gap.contains("//"))),
    ("spelling schema-blank-before-the-first-token", In::Schema, |s| !s.gap(0).is_empty()),
    ("spelling shape-with-equals", In::Schema, |s| s.follow(&[|token| token == "=", |token| token == "{"])),
    ("spelling shape-without-equals", In::Schema, |s| s.follow(&[is_word, |token| token == "{"])),
    ("spelling empty-parents", In::Schema, |s| s.follow(&[|token| token == "in", is_bracket, closes])),
    ("spelling one-type-without-brackets", In::Schema, |s| s.follow(&[|token| matches!(token, "in" | ":"), is_word])),
    ("spelling one-type-in-brackets", In::Schema, |s| s.follow(&[is_bracket, is_word, closes])),
    ("spelling several-names", In::Schema, |s| s.follow(&[|token| token == "entity", is_word, |token| token == ","])),
    ("spelling quoted-attribute", In::Schema, |s| s.follow(&[is_string, |token| matches!(token, ":" | "?")])),
    ("spelling quoted-action", In::Schema, |s| s.follow(&[|token| token == "action", is_string])),
    ("spelling attributes-of-action", In::Schema, |s| s.follow(&[|token| token == "attributes", |token| token == "{"])),
    ("spelling resource-before-principal", In::Schema, |s| {
        s.follow(&[|token| token == "{", |token| matches!(token, "resource" | "context"), |token| token == ":"])
    }),
    ("spelling trailing-comma-in-type", In::Schema, |s| s.follow(&[|token| token == ",", |token| token == "}"])),
    ("spelling json-blank-before-the-first-token", In::Json, |s| !s.gap(0).is_empty()),
    ("spelling json-blank-behind-the-last-token", In::Json, |s| !s.gap(s.tokens.len()).is_empty()),
    ("spelling json-no-blanks", In::Json, |s| s.follow(&[|token| token == ":"]) && s.any_gap(|gap| gap.contains('\t'))),
    ("spelling json-escape-u", In::Json, |s| s.escape(|e| e.starts_with("\\u"))),
    ("spelling json-surrogate-pair", In::Json, |s| {
        s.escape(|e| e.to_ascii_lowercase().starts_with("\\ud8") || e.to_ascii_lowercase().starts_with("\\udb"))
    }),
    ("spelling json-escape-slash", In::Json, |s| s.escape(|e| e.starts_with("\\/"))),
    ("spelling json-id-before-type", In::Json, |s| {
        s.follow(&[
            |token| token == "\"id\"",
            |token| token == ":",
            is_string,
            |token| token == ",",
            |token| token == "\"type\"",
        ])
    }),
    ("spelling json-empty-tags", In::Json, |s| {
        s.follow(&[|token| token == "\"tags\"", |token| token == ":", |token| token == "{", closes])
    }),
    ("spelling json-escaped-uid", In::Json, |s| {
        s.follow(&[
            |token| token == "\"uid\"",
            |token| token == ":",
            |token| token == "{",
            |token| token == "\"__entity\"",
        ])
    }),
    ("spelling json-extension-escape", In::Json, |s| s.follow(&[|token| token == "\"__extn\""])),
    ("spelling json-function-without-escape", In::Json, |s| {
        (0..s.tokens.len())
            .any(|at| s.token(at) == "{" && s.token(at + 1) == "\"fn\"" && (at < 2 || s.token(at - 2) != "\"__extn\""))
    }),
];

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{a0}' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

fn is_paren(token: &str) -> bool {
    token == "("
}

fn is_close_paren(token: &str) -> bool {
    token == ")"
}

fn is_bracket(token: &str) -> bool {
    token == "["
}

fn is_point(token: &str) -> bool {
    token == "."
}

fn is_has(token: &str) -> bool {
    token == "has"
}

fn is_not_equal(token: &str) -> bool {
    token == "!="
}

/// The names of all spellings.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SPELLINGS.iter().map(|(name, ..)| *name)
}

/// The spellings that the text of a case holds.
pub(super) fn held(text: &CaseText) -> Vec<&'static str> {
    let policies = Sheet::of(&text.policies);
    let schema = text.schema.as_deref().filter(|schema| !is_json_schema(schema)).map(Sheet::of);
    let contexts = text.requests.iter().map(|request| request.context.as_str());
    let json: Vec<Sheet<'_>> = contexts.chain([text.entities.as_str()]).map(Sheet::of).collect();
    let is_held = |(_, document, holds): &&Row| match document {
        In::Policies => holds(&policies),
        In::Schema => schema.as_ref().is_some_and(holds),
        In::Json => json.iter().any(holds),
    };
    SPELLINGS.iter().filter(is_held).map(|(name, ..)| *name).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::stats::Tally;
    use crate::{Choices, Settings, generate, hostile, print};

    #[test]
    fn every_spelling_and_edit_is_chosen_within_few_seeds() {
        let distinct: BTreeSet<&str> = names().collect();
        assert_eq!(distinct.len(), SPELLINGS.len(), "each has a name of its own");
        let mut tally = Tally::default();
        for seed in 0..1500 {
            let mut choices = Choices::from_seed(seed);
            let settings = Settings::draw(&mut choices);
            let case = generate(&mut choices, &settings).case;
            let mut text = print::varied(&case, &mut choices);
            tally.add_text(&text);
            hostile::edit(&mut choices, &mut text);
            tally.add_text(&text);
        }
        let unmet: Vec<&str> = tally
            .missing()
            .into_iter()
            .filter(|name| name.starts_with("spelling ") || name.starts_with("edit "))
            .collect();
        assert!(unmet.is_empty(), "{unmet:?}");
    }

    #[test]
    fn the_canonical_text_holds_few_of_them() {
        let check = |policies: &str, expected: &[&str]| {
            let text = CaseText { policies: policies.to_owned(), entities: "[]".to_owned(), ..CaseText::default() };
            let found: Vec<&str> = held(&text).iter().map(|name| name.trim_start_matches("spelling ")).collect();
            assert_eq!(found, expected, "{policies}");
        };
        check("permit(principal, action, resource);\n", &["line-feed"]);
        check("permit(principal, action, resource,) when{1};\n", &["line-feed", "trailing-comma-in-scope"]);
        let before = ["blank-before-the-first-token", "comment", "comment-before-the-first-token", "line-feed"];
        check("// a\npermit(principal, action, resource);\n", &before);
        check("@a permit(principal, action, resource);\n", &["line-feed", "annotation-without-value"]);
        let escapes = ["line-feed", "escape-backslash", "escape-u-of-3-digits"];
        check("permit(principal, action, resource) when { \"\\\\\\u{041}\" };\n", &escapes);
    }
}
