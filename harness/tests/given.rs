//! Cases for schemas and policies of people: their text stays as it is, every reader loads all of it, and what is
//! generated fits. The public schemas are read in place, where they are at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crosscheck::campaign::{Source, Subjects};
use crosscheck::corpus;
use crosscheck::exit::Exit;
use crosscheck::generated::Generator;
use crosscheck::given_cases::GivenCases;
use crosscheck::outcome::{Loaded, RequestOutcome};
use crosscheck::subject::by_names;
use crosscheck_generators::CaseText;

/// A bit of everything that a schema can say, in names that are not ours.
const UNUSUAL: &str = r#"
    @doc("for people") type Ctx = { "if"?: Bool, nested: { deep: { er?: Long }, list: Set<{ a: String, b?: Long }> } };
    namespace A::B {
      @x entity permit, `Ähm`;
    }
"#;

const SMALL: &str = r#"
    @doc("for people") type Ctx = { "if"?: Bool, nested: { deep: { er?: Long }, list: Set<{ a: String }> } };
    namespace A::B {
      @x entity permit, forbid in [permit, C::E] { "like it": Long, self?: permit, kind: Kind };
      entity Kind enum ["", "a \"b\""];
      action "", "view all" in [C::Action::"group"] appliesTo { principal: [permit, C::E], resource: Kind, context: Ctx };
      action nothing;
    }
    namespace C { entity E in [E] tags Set<ipaddr>; action group appliesTo { principal: E, resource: [E, A::B::forbid] }; }
"#;

const SMALL_JSON: &str = r#"{"": {"entityTypes": {"U": {"memberOfTypes": ["U"]}, "V": {"shape": {"type": "Record",
    "attributes": {"n": {"type": "Long", "required": false}}}}}, "actions": {"go": {"appliesTo": {
    "principalTypes": ["U"], "resourceTypes": ["V"]}}}}}"#;

/// The public data: `../shared/conformance` beside the workspace, or where `CROSSCHECK_CONFORMANCE` says.
fn conformance() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance");
    let root = std::env::var_os("CROSSCHECK_CONFORMANCE").map_or_else(beside, PathBuf::from);
    root.is_dir().then_some(root)
}

fn is_schema(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".cedarschema") || name.ends_with(".cedarschema.json")
}

fn schemas_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("readable").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            schemas_below(&path, found);
        } else if is_schema(&path) {
            found.push(path);
        }
    }
}

fn subjects() -> Subjects {
    let mut names = vec!["engine".to_owned(), "reference-model".to_owned()];
    if cfg!(feature = "cedar-policy") {
        names.push("cedar-policy".to_owned());
    }
    Subjects::new(by_names(&names).expect("built in"))
}

fn source(schema: Option<&Path>, policies: Option<&Path>) -> GivenCases {
    GivenCases::read(Generator::default(), schema, policies).expect("readable")
}

/// Every subject loads everything; with `typed` everything is valid, too.
fn check(subjects: &Subjects, case: &CaseText, typed: bool, what: &str) {
    for (info, outcome) in subjects.infos().zip(subjects.outcomes(case)) {
        let name = &info.name;
        let loaded = outcome.policies.is_ok() && outcome.entities.is_ok();
        let loaded = loaded && outcome.schema.as_ref().is_none_or(Loaded::is_ok);
        assert!(loaded && outcome.crashed.is_none(), "{name}, {what}: {:?} {:?}", outcome.policies, outcome.entities);
        let answered = outcome.requests.iter().all(|request| matches!(request, RequestOutcome::Answer(_)));
        assert!(answered, "{name}, {what}: {:?}", outcome.requests);
        if typed {
            let valid = &outcome.validity;
            assert!(valid.strict.as_ref().is_none_or(BTreeMap::is_empty), "{name}, {what}: {:?}", valid.strict);
            assert!(valid.entities.as_ref().is_none_or(BTreeMap::is_empty), "{name}, {what}: {:?}", valid.entities);
            let requests = valid.requests.iter().flatten().flatten();
            assert_eq!(requests.count(), 0, "{name}, {what}: {:?}", valid.requests);
        }
    }
}

#[test]
fn cases_for_public_schemas_are_valid_and_loaded_by_everyone() {
    let Some(root) = conformance() else {
        eprintln!("the public data are not at hand; skipped");
        return;
    };
    let mut schemas = Vec::new();
    schemas_below(&root.join("apps"), &mut schemas);
    schemas_below(&root.join("handwritten"), &mut schemas);
    let mut corpus = Vec::new();
    schemas_below(&root.join("corpus-tests"), &mut corpus);
    schemas.extend(corpus.into_iter().step_by(12));
    let subjects = subjects();
    let (mut made, mut without_requests) = (0, 0);
    for path in schemas {
        let text = fs::read_to_string(&path).expect("text");
        match GivenCases::read(Generator::default(), Some(&path), None) {
            Ok(source) => {
                for seed in 0..3 {
                    let case = source.case(seed);
                    assert_eq!(case.schema.as_deref(), Some(text.as_str()));
                    check(&subjects, &case, true, &format!("{} seed {seed}", path.display()));
                    made += 1;
                }
            }
            Err(failure) => {
                assert!(failure.message.contains("no action applies"), "{failure}");
                without_requests += 1;
            }
        }
    }
    assert!(made > 100 && without_requests * 10 < made, "{made} cases, {without_requests} schemas without requests");
}

#[test]
fn cases_for_public_policies_satisfy_most_of_them() {
    let Some(root) = conformance() else {
        eprintln!("the public data are not at hand; skipped");
        return;
    };
    let apps = root.join("apps");
    let folders = ["document_cloud", "github_example", "streaming_service", "tax_preparer"];
    let subjects = subjects();
    let (mut policies, mut satisfied) = (0, 0);
    for folder in folders {
        let (schema, file) = (apps.join(folder).join("policies.cedarschema"), apps.join(folder).join("policies.cedar"));
        let source = source(Some(&schema), Some(&file));
        for seed in 0..3 {
            let case = source.case(seed);
            assert_eq!(Some(&case.policies), fs::read_to_string(&file).ok().as_ref());
            check(&subjects, &case, true, folder);
            let intents = source.intents(seed);
            let hits = intents.iter().filter(|intent| intent.starts_with("satisfies"));
            satisfied += hits.count();
            policies += case.policies.matches("permit").count().min(10);
        }
    }
    assert!(satisfied * 10 >= policies * 6, "{satisfied} of about {policies}");
}

#[test]
fn unusual_schemas_in_both_forms_stay_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let subjects = subjects();
    for (name, text) in [("a.cedarschema", SMALL), ("b.cedarschema.json", SMALL_JSON)] {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        let source = source(Some(&path), None);
        for seed in 0..25 {
            let case = source.case(seed);
            assert_eq!((case.schema.as_deref(), &case), (Some(text), &source.case(seed)));
            check(&subjects, &case, true, &format!("{name} seed {seed}"));
        }
    }
}

#[test]
fn policies_without_a_schema_get_requests() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.cedar");
    let text =
        "permit(principal in Team::\"red\", action == Action::\"go\", resource) when { context.n > 3 }; // mine\n";
    fs::write(&path, text).expect("written");
    let source = source(None, Some(&path));
    for seed in 0..10 {
        let case = source.case(seed);
        assert_eq!((case.policies.as_str(), &case.schema), (text, &None));
        check(&subjects(), &case, false, "mine");
        assert!(source.intents(seed).contains(&"satisfies policy0".to_owned()), "seed {seed}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_the_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    };
    let refused = |schema: Option<&Path>, policies: Option<&Path>, words: &[&str]| {
        let failure = GivenCases::read(Generator::default(), schema, policies).expect_err("a refusal");
        assert_eq!(failure.exit, Exit::BadInput);
        assert!(words.iter().all(|word| failure.message.contains(word)), "{failure}");
    };
    refused(Some(&write("a.cedarschema", UNUSUAL)), None, &["a.cedarschema", "line "]);
    refused(Some(&write("b.cedarschema", "entity U;\naction a;")), None, &["b.cedarschema", "no action applies"]);
    refused(Some(&write("c.cedarschema", "entity U in\n  [V];")), None, &["c.cedarschema", "line 2, column 4"]);
    refused(None, Some(&write("d.cedar", "permit(principal,\n  action);")), &["d.cedar", "line 2"]);
    refused(None, Some(&write("e.cedar", "// none\n")), &["e.cedar", "holds no policy"]);
    refused(Some(&folder.path().join("nowhere")), None, &["nowhere"]);
}

/// Cases of the generators in which nothing is wrong on purpose: every public reader of the format can read them.
#[test]
#[cfg(feature = "cedar-policy")]
fn the_public_crate_loads_whatever_is_not_hostile_on_purpose() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.json");
    fs::write(
        &settings,
        r#"{"flawed":false,"hostile":false,"refused":false,"violation":false,"mistakes":0,"loose":0}"#,
    )
    .expect("written");
    let generator = Generator::new(Some(&settings), &[]).expect("good settings");
    let subjects = Subjects::new(by_names(&["cedar-policy".to_owned()]).expect("built in"));
    for seed in 0..150 {
        check(&subjects, &generator.case(seed), false, &format!("seed {seed}"));
    }
}

#[test]
fn a_folder_of_mere_policies_is_a_seed_corpus() {
    use crosscheck::seed_corpus::SeedCorpus;
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("mine.cedarschema", "entity U in [U] { n: Long }; action go appliesTo { principal: U, resource: U };");
    write("a.cedar", "permit(principal, action, resource) when { principal.n > 3 };");
    write("b.cedar", "forbid(principal in U::\"x\", action, resource);");
    write("broken.cedar", "permit");
    write("empty.cedar", "");
    let corpus = SeedCorpus::load(&[folder.path().to_path_buf()]).expect("policies");
    assert_eq!(corpus.skipped_in_words().as_deref(), Some("1 no-policies, 1 policies-unreadable"));
    assert_eq!(corpus.cases.len(), 6);
    assert!(corpus.cases.iter().all(|case| case.text.schema.is_some() && !case.text.requests.is_empty()));
    let one = SeedCorpus::load(&[folder.path().join("a.cedar")]).expect("one file");
    assert_eq!(one.cases.len(), 3);
    assert!(corpus::text(&folder.path().join("a.cedar")).is_ok_and(|text| one.cases[0].text.policies == text));
}
