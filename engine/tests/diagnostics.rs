//! What validation says about policies with one mistake each: `tests/diagnostics/*.cedar`, snapshots beside them.
//!
//! A first line `// level: N` asks for level validation.

use crosscheck_engine::{PolicyIds, PolicySet, Schema, ValidationErrorKind, ValidationMode, Validator};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn one_mistake_each() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let read = |path: &Path| std::fs::read_to_string(path).expect("a readable file");
    let schema = Schema::parse(&read(&folder.join("schema.cedarschema"))).unwrap_or_else(|error| panic!("{error}"));
    let validator = Validator::new(schema);
    let entries = std::fs::read_dir(&folder).expect("a readable folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "cedar")).collect();
    paths.sort();
    let mut kinds = BTreeSet::new();
    for path in &paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = read(path);
        let policies = PolicySet::parse(&text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{name}: {error}"));
        let level = text.lines().next().and_then(|line| line.strip_prefix("// level: "));
        let result = match level {
            None => validator.validate(&policies, ValidationMode::Strict),
            Some(level) => {
                let level = level.parse().expect("a level");
                validator.validate_with_level(&policies, ValidationMode::Strict, level)
            }
        };
        let reports: Vec<String> =
            result.errors().iter().map(|error| error.clone().in_file(&format!("{name}.cedar")).to_string()).collect();
        assert_eq!(reports.len(), 1, "{name}:\n{}", reports.join("\n"));
        assert!(result.errors()[0].hint().is_some(), "{name}: a hint");
        kinds.insert(result.errors()[0].kind());
        insta::with_settings!({ snapshot_path => "diagnostics", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, reports[0]);
        });
    }
    let missing: Vec<_> = ValidationErrorKind::ALL.into_iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "no policy for {missing:?}");
}
