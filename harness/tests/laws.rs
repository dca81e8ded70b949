//! `docs/laws.md` lists every law: `INSTA_UPDATE=always cargo test -p crosscheck --test laws` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crosscheck::laws::Law;

/// The document as it should be.
fn document() -> String {
    let mut text = String::from(
        "# The laws\n\n\
         What must hold of the answers of one subject, whatever the others say. Comparison finds what one side gets wrong;\n\
         the laws also find what all sides get wrong alike. The first group is checked in every case. The others run the\n\
         subject again on a case made of the given one: of one case in N (`crosscheck run --laws N`, 16 unless told\n\
         otherwise) some of them are asked, all in turn; which ones is a function of the case's text. `crosscheck replay`,\n\
         `explain` and `minimize` ask them all, in all variants. Each law is a file in `harness/src/laws`, which opens with\n\
         its transformation and the relation of the answers.\n\n\
         This page is written by `INSTA_UPDATE=always cargo test -p crosscheck --test laws` and checked by the same test.\n",
    );
    for (title, again) in [("Checked in every case", false), ("Asked of a sample", true)] {
        write!(text, "\n## {title}\n\n| law | in words | source |\n|---|---|---|\n").expect("a string");
        for law in Law::ALL.into_iter().filter(|law| law.asks_again() == again) {
            writeln!(text, "| {law} | {} | {} |", law.in_words(), law.source()).expect("a string");
        }
    }
    text
}

#[test]
fn the_document_lists_every_law() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/laws.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, document()).expect("written");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), document(), "docs/laws.md is not as the laws have it");
}
