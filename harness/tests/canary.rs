//! The alarm: a planted bug is found by a run, minimized, saved before it is printed, and the saved case shows the bug
//! again, in the canary only.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crosscheck::campaign::Subjects;
use crosscheck::compare::Verdict;
use crosscheck::corpus::{self, StoredCase};
use crosscheck::examine::Effort;
use crosscheck::minimize::case_of;
use crosscheck::subject;

fn crosscheck(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crosscheck")).args(arguments).output().expect("the binary runs")
}

fn run_canary(folder: &Path, jobs: &str) -> Output {
    run_seed(folder, "1", "300", jobs)
}

fn run_seed(folder: &Path, seed: &str, cases: &str, jobs: &str) -> Output {
    let folder = folder.to_str().expect("a plain path");
    let subjects = ["--subject", "canary", "--subject", "reference-model"];
    let plan = ["run", "--json", "--seed", seed, "--cases", cases, "--jobs", jobs, "--corpus", folder];
    crosscheck(&[&plan[..], &subjects[..]].concat())
}

fn object(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn saved_cases(folder: &Path) -> Vec<StoredCase> {
    let locations = corpus::locate(&[folder.to_path_buf()]).expect("a corpus");
    locations.iter().filter_map(|location| corpus::read(location).expect("a case")).collect()
}

fn verdict(names: &[&str], case: &StoredCase) -> Verdict {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    Subjects::new(subject::by_names(&names).expect("subjects")).examine(&case.text, Effort::Whole).comparison.verdict
}

#[test]
fn a_run_finds_minimizes_and_saves_the_planted_bug() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run_canary(folder.path(), "2");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report = object(&output);
    let buckets = report["buckets"].as_array().expect("buckets");
    assert!(!buckets.is_empty());
    let main = buckets
        .iter()
        .find(|bucket| bucket["signature"] == "canary/reference-model condition:false/true <=")
        .unwrap_or_else(|| panic!("no bucket of the bug itself: {report:#}"));
    assert_eq!(main["minimized"]["policies"], 1);
    assert!(main["minimized"]["nodes"].as_u64().is_some_and(|nodes| nodes <= 5), "{main:#}");
    assert!(main["count"].as_u64().is_some_and(|count| count > 1), "the same bug is in one bucket: {main:#}");

    let path = PathBuf::from(main["case"].as_str().expect("a path"));
    let location = corpus::locate(std::slice::from_ref(&path)).expect("it is there").remove(0);
    let saved = corpus::read(&location).expect("readable").expect("a case");
    let case = case_of(&saved.text).expect("its text can be read");
    assert_eq!((case.policies.len(), case.requests.len()), (1, 1));
    assert!(case.policies[0].conditions.len() <= 1);
    assert!(matches!(verdict(&["canary", "reference-model"], &saved), Verdict::Mismatch(_)));
    assert_eq!(verdict(&["engine", "reference-model"], &saved), Verdict::Agree);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains(path.to_str().expect("a plain path")), "the block names the file");

    let replay = |subjects: &[&str]| {
        let names = subjects.iter().flat_map(|name| ["--subject", name]);
        crosscheck(&["replay", path.to_str().expect("a plain path")].into_iter().chain(names).collect::<Vec<_>>())
    };
    assert_eq!(replay(&["canary"]).status.code(), Some(1));
    assert_eq!(replay(&["engine", "reference-model"]).status.code(), Some(0));
}

/// One bug is one bucket, or nearly, and what a person is shown of it is what a person would have written.
#[test]
fn one_bug_makes_few_buckets_of_few_nodes() {
    for seed in ["1", "2", "3"] {
        let folder = tempfile::tempdir().expect("a folder");
        let report = object(&run_seed(folder.path(), seed, "500", "2"));
        let buckets = report["buckets"].as_array().expect("buckets");
        assert!((1..=3).contains(&buckets.len()), "seed {seed}: {buckets:#?}");
        // `0 <= 0`, or `0 > 0` with the negation that it stands for.
        let nodes = buckets[0]["minimized"]["nodes"].as_u64();
        assert!(nodes == Some(3) || nodes == Some(4), "seed {seed}: {nodes:?}");
        for bucket in buckets {
            let size = |what: &str| bucket["minimized"][what].as_u64().expect("a number");
            assert!(size("policies") == 1 && size("entities") == 0 && size("nodes") <= 8, "seed {seed}: {bucket:#}");
        }
        let counted: u64 = buckets.iter().filter_map(|bucket| bucket["count"].as_u64()).sum();
        let mismatches = report["mismatches"].as_u64().expect("a number");
        assert!((mismatches..=mismatches + 2).contains(&counted), "every mismatch counts once: {report:#}");
    }
}

#[test]
fn every_saved_case_is_complete_and_shows_its_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    run_canary(folder.path(), "2");
    let cases = saved_cases(folder.path());
    assert!(!cases.is_empty());
    for case in &cases {
        assert!(case.meta.signature.is_some() && case.meta.sizes.is_some() && case.meta.settings.is_some());
        assert!(matches!(verdict(&["canary", "reference-model"], case), Verdict::Mismatch(_)), "{}", case.name);
        assert_eq!(verdict(&["engine", "reference-model"], case), Verdict::Agree, "{}", case.name);
    }
}

/// The report without what depends on the clock and on the folder.
fn timeless(output: &Output) -> serde_json::Value {
    let mut report = object(output);
    for key in ["seconds", "decisions_per_second"] {
        report[key].take();
    }
    for bucket in report["buckets"].as_array_mut().expect("buckets") {
        bucket["first_seconds"].take();
        let path = PathBuf::from(bucket["case"].as_str().expect("a path"));
        bucket["case"] = path.file_name().expect("a name").to_str().into();
    }
    report
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let folders = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
    let reports: Vec<_> =
        folders.iter().zip(["1", "2", "5"]).map(|(folder, jobs)| timeless(&run_canary(folder.path(), jobs))).collect();
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
    let texts = |folder: &tempfile::TempDir| -> Vec<_> {
        saved_cases(folder.path()).into_iter().map(|case| (case.name, case.text)).collect()
    };
    assert_eq!(texts(&folders[0]), texts(&folders[1]));
    assert_eq!(texts(&folders[0]), texts(&folders[2]));
}
