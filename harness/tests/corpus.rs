//! Our own regression cases, replayed on every subject of this build, and cases from disk in all the ways of naming
//! them.

use std::fs;
use std::path::{Path, PathBuf};

use crosscheck::campaign::Subjects;
use crosscheck::corpus::format::Decided;
use crosscheck::corpus::{self, Meta, NewCase, Recorded, Validations, locate, read};
use crosscheck::exit::Exit;
use crosscheck::known::KnownDifferences;
use crosscheck::minimize::case_of;
use crosscheck::replay::{CaseEnd, ReplayReport, Replayed, replay};
use crosscheck::subject::by_names;
use crosscheck_generators::print;

fn own_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("corpus")
}

fn subjects(names: &[&str]) -> Subjects {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    Subjects::new(by_names(&names).expect("built in"))
}

fn all_subjects() -> Subjects {
    let mut names = vec!["engine", "reference-model"];
    if cfg!(feature = "cedar-policy") {
        names.push("cedar-policy");
    }
    subjects(&names)
}

#[test]
fn our_regression_cases_agree_on_every_subject() {
    let subjects = all_subjects();
    let known = KnownDifferences::load(&own_corpus().join("known-differences.toml")).expect("a list");
    let cases = replay(&locate(&[own_corpus()]).expect("cases"), &subjects, &known, &Validations::default());
    let cases = cases.expect("readable");
    let report = ReplayReport::new(subjects.infos().collect(), &cases, std::time::Duration::from_secs(1));
    assert!(cases.len() >= 20, "{} cases", cases.len());
    // What only a third subject reads has nothing to compare without it; such a case is named in the list.
    let listed = |name: &str| known.entries().any(|known| known.id == name || known.case.as_deref() == Some(name));
    let compared = |case: &Replayed| !matches!(case.ended, CaseEnd::Skipped(_)) || listed(&case.name);
    assert!(cases.iter().all(compared), "{}", report.text());
    let expected = if cfg!(feature = "cedar-policy") { Exit::KnownOnly } else { Exit::Agreed };
    assert_eq!(report.exit(), expected, "\n{}\n{}", report.blocks().join("\n"), report.text());
}

#[test]
fn a_wrong_subject_is_told_from_the_record() {
    let canary = subjects(&["canary"]);
    let folder = tempfile::tempdir().expect("a folder");
    let model = subjects(&["reference-model"]);
    let tinytodo = &locate(&[own_corpus().join("tinytodo")]).expect("there")[0];
    let mut text = read(tinytodo).expect("readable").expect("a case").text;
    text.policies = "permit (principal, action, resource) when { 1 <= 1 };".to_owned();
    text.requests.truncate(1);
    let recorded = Recorded {
        decision: Decided::Allow,
        reason: Some(["policy0".to_owned()].into()),
        errors: Some([].into()),
        kinds: [].into(),
    };
    let new = NewCase {
        name: "less or equal",
        text: &text,
        recorded: &[Some(recorded)],
        descriptions: &[],
        should_validate: true,
        meta: &Meta::default(),
    };
    let path = corpus::write(folder.path(), new).expect("written");
    let ended = |subjects: &Subjects| {
        let found = locate(std::slice::from_ref(&path)).expect("there");
        let cases = replay(&found, subjects, &KnownDifferences::default(), &Validations::default());
        let cases = cases.expect("readable");
        ReplayReport::new(subjects.infos().collect(), &cases, std::time::Duration::from_secs(1)).exit()
    };
    assert_eq!(ended(&canary), Exit::Mismatch);
    assert_eq!(ended(&model), Exit::Agreed);
}

#[test]
fn a_case_is_found_by_any_of_its_names_and_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let links = &locate(&[own_corpus().join("rules/links.json")]).expect("there")[0];
    let mut stored = read(links).expect("readable").expect("a case");
    stored.text.requests[0].context = "{\"a\": 1,  \"a\": 2}".to_owned();
    let mut twice = stored.text.clone();
    twice.requests[0].context = "no JSON".to_owned();
    for text in [&stored.text, &twice] {
        let new =
            NewCase { name: "x y", text, recorded: &[], descriptions: &[], should_validate: false, meta: &stored.meta };
        let path = corpus::write(folder.path(), new).expect("written");
        let stem = path.with_extension("");
        let names = [
            path.clone(),
            stem.clone(),
            stem.with_extension("cedar"),
            stem.with_extension("entities.json"),
            stem.with_extension("meta.json"),
            path.parent().expect("its folder").to_path_buf(),
        ];
        for name in names {
            let locations = locate(std::slice::from_ref(&name)).expect("there");
            assert_eq!(locations.len(), 1, "{}", name.display());
            let back = read(&locations[0]).expect("readable").expect("a case");
            assert_eq!(&back.text, text);
        }
    }
    fs::create_dir(folder.path().join(".partial-1")).expect("made");
    fs::write(folder.path().join(".partial-1/half.json"), "{").expect("written");
    assert_eq!(locate(&[folder.path().to_path_buf()]).expect("there").len(), 2, "half a case is no case");
}

#[test]
fn wrong_files_are_named_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |name: &str, content: &str, expected: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        let error =
            locate(std::slice::from_ref(&path)).and_then(|found| read(&found[0])).expect_err("wrong").to_string();
        assert!(error.starts_with(&path.display().to_string()) && error.contains(expected), "{error}");
        fs::remove_file(&path).expect("removed");
    };
    check("a.json", "{", "is no case of the four-file format (EOF");
    check(
        "b.json",
        r#"{"policies":"b.cedar","entities":"b.entities.json","requests":[]}"#,
        "names b.cedar, which is neither",
    );
    check("c.json", r#"{"policies":"/etc/c","entities":"b.entities.json","requests":[]}"#, "names the absolute path");
    check("d.tar.gz", "no archive", "is not a whole .tar.gz");
    let missing = folder.path().join("nothing-here");
    let error = locate(&[missing]).expect_err("missing").to_string();
    assert!(error.contains("is not there; name a case"), "{error}");
}

#[test]
fn our_cases_survive_reading_and_printing_as_syntax() {
    for location in locate(&[own_corpus()]).expect("there") {
        let stored = read(&location).expect("readable").expect("a case");
        if let Some(case) = case_of(&stored.text) {
            assert_eq!(case_of(&print::plain(&case)), Some(case), "{}", stored.name);
        }
    }
}
