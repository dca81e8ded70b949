//! What `check-policy` says of policies with one mistake each: `tests/one-error-policies/*.cedar`, snapshots beside them.
//!
//! A first line `// level: N` asks for validation at a level, `// permissive` for permissive rules. Engine and reference
//! model must agree on each, and the folder must show every kind of mistake that the engine tells apart.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crosscheck::check::{CheckReport, Checked, Rules, Schema, check};
use crosscheck::corpus;
use crosscheck::exit::Exit;
use crosscheck_engine::{ValidationError, ValidationErrorKind, ValidationMode};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/one-error-policies")
}

fn schema() -> Schema {
    let text = corpus::text(&folder().join("shop.cedarschema")).expect("a readable file");
    Schema::read("shop.cedarschema", &text).expect("a schema")
}

/// The rules that the first line of a policy text asks for.
fn rules(text: &str) -> Rules {
    let first = text.lines().next().unwrap_or_default();
    let level = first.strip_prefix("// level: ").map(|level| level.parse().expect("a level"));
    let mode = if first == "// permissive" { ValidationMode::Permissive } else { ValidationMode::Strict };
    Rules { mode, level }
}

/// Each policy file, checked, with the rules it was checked by.
fn all() -> Vec<(String, Rules, Checked)> {
    let schema = schema();
    let files = corpus::policy_files(&[folder()]).expect("a folder of policies");
    let checked = files.iter().map(|path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = corpus::text(path).expect("a readable file");
        let rules = rules(&text);
        let checked = check(&schema, &format!("{name}.cedar"), &text, rules);
        (name, rules, checked)
    });
    checked.collect()
}

#[test]
fn each_mistake_is_told_once_with_place_and_hint() {
    for (name, rules, checked) in all() {
        let files = [checked];
        let report = CheckReport::new("shop.cedarschema", rules, &files);
        let said = format!("{}{}", report.blocks().concat(), report.summary());
        let [checked] = &files;
        assert_eq!(checked.disputes, [], "{name}:\n{said}");
        assert_eq!(checked.unreadable, None, "{name}:\n{said}");
        if name.starts_with("warning-") {
            assert_eq!((checked.errors.len(), checked.warnings.len(), report.exit()), (0, 1, Exit::Agreed), "{said}");
        } else {
            assert_eq!((checked.errors.len(), checked.warnings.len()), (1, 0), "{name}:\n{said}");
            assert_eq!((checked.invalid(), report.exit()), (1, Exit::Mismatch), "{name}:\n{said}");
            assert!(checked.errors[0].hint().is_some(), "{name}: a hint in\n{said}");
        }
        insta::with_settings!({ snapshot_path => "one-error-policies", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, said);
        });
    }
}

#[test]
fn every_kind_of_mistake_is_shown() {
    let all = all();
    let kinds: BTreeSet<ValidationErrorKind> =
        all.iter().flat_map(|(_, _, checked)| checked.errors.iter().map(ValidationError::kind)).collect();
    let missing: Vec<_> = ValidationErrorKind::ALL.into_iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "no policy for {missing:?}");
    assert!(all.len() >= 30, "{}", all.len());
}
