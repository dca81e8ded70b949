//! What validation says about policies with one mistake each: `tests/diagnostics/*.cedar`, snapshots beside them.
//!
//! A first line `// level: N` asks for level validation.

use crosscheck_engine::{
    EntityUid, PolicyId, PolicyIds, PolicySet, Schema, SlotId, ValidationErrorKind, ValidationMode, Validator,
};
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

/// What is said of more than one mistake in a static policy: of templates, of links, of policies that are fine in some
/// request environments only, and warnings. One snapshot for all of a table's rows.
#[test]
fn templates_links_environments_and_warnings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let schema = std::fs::read_to_string(folder.join("schema.cedarschema")).expect("a readable file");
    let validator = Validator::new(Schema::parse(&schema).unwrap_or_else(|error| panic!("{error}")));
    let view = "permit(principal in ?principal, action == Action::\"view\", resource == ?resource)";
    let owner = r#"Photo::"beach""#;
    let table = [
        ("a template", format!("{view}\nwhen {{ principal.nick == \"ann\" }};"), vec![]),
        ("a template to which nothing applies", "forbid(principal is Group in ?principal, action, resource);".into(), vec![]),
        ("a link with an unknown type", format!("{view};"), vec![[r#"Grp::"staff""#, owner]]),
        ("a link with an unknown id", format!("{view};"), vec![[r#"Group::"staff""#, r#"Color::"gren""#]]),
        ("a link with an unknown action", format!("{view};"), vec![[r#"Action::"veiw""#, owner]]),
        ("a link to which nothing applies", format!("{view};"), vec![[r#"Group::"staff""#, r#"Album::"trips""#]]),
        (
            "two links, one of them wrong",
            format!("{view};"),
            vec![[r#"Group::"staff""#, owner], [r#"Album::"trips""#, owner]],
        ),
        ("fine for some principals", "permit(principal, action, resource)\nwhen { principal.age > 18 };".into(), vec![]),
        ("fine for some actions", "permit(principal is User, action, resource)\nwhen { context.mfa };".into(), vec![]),
        (
            "several mistakes in several policies",
            "permit(principal, action == Action::\"view\", resource)\nwhen { principal.age + \"1\" == 2 && resource.tittle == 1 };\n\
             forbid(principal, action, resource) when { principal is Usr };"
                .into(),
            vec![],
        ),
        ("never satisfied", "permit(principal, action, resource)\nwhen { principal has name }\nunless { true };".into(), vec![]),
        ("never satisfied, by types", "permit(principal, action, resource)\nwhen { principal in Album::\"a\" };".into(), vec![]),
        (
            "never satisfied, for several reasons",
            "permit(principal, action == Action::\"watch\", resource)\nwhen { principal is Robot }\nwhen { principal is User };"
                .into(),
            vec![],
        ),
    ];
    let mut reports = Vec::new();
    for (name, text, links) in table {
        let mut policies = PolicySet::parse(&text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{error}"));
        for (at, [principal, resource]) in links.into_iter().enumerate() {
            let uid = |text: &str| text.parse::<EntityUid>().expect("an id");
            let values = [(SlotId::Principal, uid(principal)), (SlotId::Resource, uid(resource))];
            policies.link(&PolicyId::new("policy0"), PolicyId::new(&format!("link{at}")), &values).expect("a link");
        }
        let result = validator.validate(&policies, ValidationMode::Strict);
        reports.push(format!("## {name}"));
        reports.extend(result.errors().iter().map(|error| error.clone().in_file("policies.cedar").to_string()));
        reports.extend(result.warnings().iter().map(|warning| warning.clone().in_file("policies.cedar").to_string()));
        assert!(!result.errors().is_empty() || !result.warnings().is_empty(), "{name}");
    }
    insta::with_settings!({ snapshot_path => "diagnostics", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("templates-links-environments-and-warnings", reports.join("\n\n"));
    });
}
