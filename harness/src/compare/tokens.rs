//! The tokens by which places of mistakes are compared: a mistake is where its token is.
//!
//! The normalisation *within a token*: of an escape that does not exist one subject points at the backslash and another at
//! the quote that begins the string; both mean the string. Neither subject's lexer may be trusted with that, so the tokens
//! are cut here once more. Blanks and comments belong to no token: a mistake there is one at the next token, and one
//! behind the last token is at the end of the text, which counts as a token.

/// The token in which a document's first mistake is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The byte at which the token starts.
    pub start: usize,
    /// The byte behind its end.
    pub end: usize,
    /// Line, column and the token itself, for people.
    pub words: String,
}

/// What sort of text the tokens are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Policies, or a schema in Cedar syntax.
    Cedar,
    /// JSON.
    Json,
}

/// The most characters of a token that are shown.
const SHOWN: usize = 30;

impl Mistake {
    /// The token of `text` that byte `offset` is in, or the first one behind it.
    pub fn at(text: &str, offset: usize, written: Written) -> Self {
        let mut start = 0;
        let (start, end) = loop {
            start += blanks(&text[start..], written);
            let end = start + token(&text[start..], written);
            if end > offset || start == end {
                break (start, end);
            }
            start = end;
        };
        Self { start, end, words: words(text, start, end) }
    }

    /// The same for a place given by line and column, both from 1, the column in characters.
    pub fn at_line(text: &str, line: usize, column: usize, written: Written) -> Self {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let within: usize = text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        Self::at(text, start + within, written)
    }
}

fn words(text: &str, start: usize, end: usize) -> String {
    let line = text[..start].matches('\n').count() + 1;
    let column = text[..start].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    if start == end {
        return format!("line {line}, column {column}: the end of the text");
    }
    let shown: String = text[start..end].chars().take(SHOWN).flat_map(char::escape_debug).collect();
    let more = if text[start..end].chars().count() > SHOWN { "…" } else { "" };
    format!("line {line}, column {column}: `{shown}{more}`")
}

/// The bytes of blanks and comments at the start of a text.
fn blanks(text: &str, written: Written) -> usize {
    let mut skipped = 0;
    loop {
        let rest = &text[skipped..];
        let blank = rest.find(|c: char| !is_blank(c, written)).unwrap_or(rest.len());
        let behind = &rest[blank..];
        let is_comment = written == Written::Cedar && behind.starts_with("//");
        let comment = if is_comment { behind.find(['\n', '\r']).unwrap_or(behind.len()) } else { 0 };
        if blank + comment == 0 {
            return skipped;
        }
        skipped += blank + comment;
    }
}

fn is_blank(c: char, written: Written) -> bool {
    match written {
        Written::Cedar => c.is_whitespace(),
        Written::Json => matches!(c, ' ' | '\t' | '\n' | '\r'),
    }
}

/// The bytes of the token at the start of a text; none at its end.
fn token(text: &str, written: Written) -> usize {
    const MARKS: [&str; 7] = ["::", "==", "!=", "<=", ">=", "&&", "||"];
    let run = |of: fn(char) -> bool| text.find(|c| !of(c)).unwrap_or(text.len());
    let Some(first) = text.chars().next() else { return 0 };
    match (first, written) {
        ('"', Written::Cedar) => quoted(text, |c| c == '"'),
        // A control character ends the token, for it cannot be part of the string.
        ('"', Written::Json) => quoted(text, |c| c == '"' || c < ' '),
        ('-' | '0'..='9', Written::Json) => run(|c| matches!(c, '-' | '+' | '.' | '0'..='9' | 'e' | 'E')),
        ('0'..='9', Written::Cedar) => run(|c| c.is_ascii_digit()),
        ('a'..='z' | 'A'..='Z' | '_', _) => run(is_part_of_word),
        ('?', Written::Cedar) if text[1..].starts_with(|c: char| is_part_of_word(c) && !c.is_ascii_digit()) => {
            1 + text[1..].find(|c| !is_part_of_word(c)).unwrap_or(text.len() - 1)
        }
        _ if written == Written::Cedar && MARKS.iter().any(|mark| text.starts_with(mark)) => 2,
        _ => first.len_utf8(),
    }
}

fn is_part_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The bytes of a string, up to the character that ends it; all of the text if none does.
fn quoted(text: &str, ends: fn(char) -> bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            c if ends(c) && !escaped => return at + usize::from(c == '"'),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with the first and last byte of each token that is asked for.
    fn check(text: &str, written: Written, expected: &[(usize, &str)]) {
        for (offset, token) in expected {
            let found = Mistake::at(text, *offset, written);
            assert_eq!(&text[found.start..found.end], *token, "byte {offset} of {text:?}");
        }
    }

    #[test]
    fn places_within_a_token_are_one_and_those_in_its_neighbours_are_not() {
        use Written::{Cedar, Json};
        check("a == b", Cedar, &[(0, "a"), (1, "=="), (2, "=="), (3, "=="), (4, "b"), (5, "b"), (6, "")]);
        check("ab::\"x\\\"\\q\" ", Cedar, &[(1, "ab"), (2, "::"), (3, "::"), (4, "\"x\\\"\\q\""), (9, "\"x\\\"\\q\"")]);
        check("?a ? 12é\u{a0}// c\n;", Cedar, &[(1, "?a"), (3, "?"), (5, "12"), (7, "é"), (9, ";"), (12, ";")]);
        check("a \"open\\\nb", Cedar, &[(0, "a"), (2, "\"open\\\nb"), (7, "\"open\\\nb")]);
        check("x // end", Cedar, &[(0, "x"), (1, ""), (8, ""), (99, "")]);
        check(
            "{\"a\": -1.5e+3, tru}",
            Json,
            &[(0, "{"), (3, "\"a\""), (4, ":"), (7, "-1.5e+3"), (15, "tru"), (18, "}")],
        );
        check("[\"open\n]", Json, &[(3, "\"open"), (6, "]")]);
        check("// a", Json, &[(0, "/"), (1, "/"), (3, "a")]);
    }

    #[test]
    fn lines_and_columns_lead_to_the_same_token() {
        let text = "permit (\r\n\té, \"x\ny\"";
        assert_eq!(Mistake::at_line(text, 2, 2, Written::Cedar), Mistake::at(text, 11, Written::Cedar));
        assert_eq!(Mistake::at_line(text, 3, 1, Written::Cedar).start, 15);
        assert_eq!(Mistake::at_line("a\n \"b\tc", 2, 3, Written::Cedar).words, "line 2, column 2: `\\\"b\\tc`");
        assert_eq!(Mistake::at_line(text, 9, 1, Written::Cedar).words, "line 3, column 3: the end of the text");
    }
}
