//! Mutants of this project's own corpus, and what becomes of corpora that hold nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crosscheck_generators::read;

use super::*;
use crate::exit::Exit;

fn own_corpus() -> SeedCorpus {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    SeedCorpus::load(&[root.join("corpus")]).expect("the project's own corpus")
}

#[test]
fn a_seed_gives_the_same_mutant_twice_and_most_can_be_read() {
    let corpus = own_corpus();
    let (mut hosts, mut mutations, mut readable) = (BTreeSet::new(), BTreeSet::new(), 0);
    for seed in 0..300 {
        let mutant = corpus.mutant(seed);
        assert!(mutant == corpus.mutant(seed) && mutant.text == corpus.case(seed), "seed {seed}");
        readable += usize::from(read::case(&mutant.text).is_ok());
        hosts.insert(mutant.origin.host.clone());
        mutations.extend(mutant.origin.mutations.clone());
        assert_eq!(corpus.origin(seed), Some(mutant.origin), "seed {seed}");
    }
    assert!(readable >= 285, "{readable} of 300");
    assert!(hosts.len() >= 15, "{hosts:?}");
    assert!(mutations.len() > 45, "{mutations:?}");
}

#[test]
fn unchanged_cases_are_as_they_are_on_disk() {
    let corpus = own_corpus();
    let unchanged: Vec<Mutant> =
        (0..300).map(|seed| corpus.mutant(seed)).filter(|mutant| mutant.origin.donor.is_none()).collect();
    assert!((5..=40).contains(&unchanged.len()), "{}", unchanged.len());
    for mutant in unchanged {
        let host = corpus.cases.iter().find(|case| case.path == mutant.origin.host).expect("its host");
        assert_eq!(mutant.text, CaseText { planted: None, ..host.text.clone() });
    }
}

#[test]
fn what_cannot_be_taken_has_a_name_and_a_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let refused = |paths: &[PathBuf], words: &str| {
        let failure = SeedCorpus::load(paths).expect_err(words);
        assert!(failure.exit == Exit::BadInput && failure.message.contains(words), "{failure}");
    };
    let paths = [folder.path().to_path_buf()];
    refused(&paths, "there are none");
    refused(&[folder.path().join("nowhere")], "nowhere");
    let case = |policies: &str, requests: &str| {
        format!(r#"{{"policies":"{policies}","entities":"e.entities.json","requests":[{requests}]}}"#)
    };
    let request = r#"{"principal":{"type":"T","id":"a"},"action":{"type":"Action","id":"a"},"resource":{"type":"T","id":"a"},"context":{}}"#;
    write("e.entities.json", "[]");
    write("bad.cedar", "permit(");
    write("a.json", &case("bad.cedar", request));
    write("b.json", &case("missing.cedar", request));
    write("d.json", "[]");
    refused(&paths, "1 case-broken, 1 policies-unreadable");
    write("good.cedar", "permit(principal, action, resource);");
    write("f.json", &case("good.cedar", request));
    assert_eq!(SeedCorpus::load(&paths).expect("one case").cases.len(), 1);
    // A case without requests gets some, in a few variants.
    write("c.json", &case("good.cedar", ""));
    let corpus = SeedCorpus::load(&paths).expect("two cases");
    assert_eq!((corpus.cases.len(), corpus.skipped.len()), (4, 2));
    assert!(corpus.cases.iter().all(|case| !case.text.requests.is_empty()));
}
