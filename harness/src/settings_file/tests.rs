//! Settings files that are right, and what is said of those that are not.

use crosscheck_generators::Choices;
use crosscheck_generators::settings::{Feature, Hierarchy, Settings};

use super::*;

fn draw(text: &str, is_json: bool, seed: u64) -> Settings {
    let pins = pins(text, is_json).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let mut choices = Choices::from_seed(seed);
    let drawn = Settings::draw(&mut choices);
    pins.apply(&mut choices, drawn)
}

#[test]
fn the_help_shows_the_example() {
    let help = include_str!("../commands/generate.rs").replace("\\\"", "\"");
    assert!(EXAMPLE.lines().all(|line| help.contains(line)));
}

#[test]
fn the_example_says_what_it_says() {
    let mut policies = Vec::new();
    for seed in 0..100 {
        let settings = draw(EXAMPLE, false, seed);
        assert_eq!((settings.entities, settings.hierarchy, settings.mistakes), (40, Hierarchy::Wide, 0));
        assert!(settings.has(Feature::Tags) && !settings.has(Feature::Like));
        policies.push(settings.policies);
    }
    policies.sort_unstable();
    policies.dedup();
    assert_eq!(policies, (3..=8).collect::<Vec<_>>());
}

#[test]
fn what_is_recorded_of_a_case_makes_the_same_settings() {
    for seed in 0..200 {
        let drawn = Settings::draw(&mut Choices::from_seed(seed));
        let recorded = serde_json::json!({ "seed": "1", "index": 7, "settings": drawn });
        assert_eq!(draw(&recorded.to_string(), true, seed + 1), drawn);
        let alone = serde_json::to_string_pretty(&drawn).expect("json");
        assert_eq!(draw(&alone, true, seed + 1), drawn);
        // The names are the same in TOML.
        assert_eq!(draw(&::toml::to_string(&drawn).expect("toml"), false, seed + 1), drawn);
    }
}

#[test]
fn a_list_says_exactly_which_features_are_on() {
    let settings = draw("features = [\"tags\", \"like\"]", false, 1);
    assert!(settings.has(Feature::Tags) && settings.has(Feature::Like) && !settings.has(Feature::Sets));
    let settings = draw("features = [\"all\", \"-like\"]", false, 1);
    assert!(settings.has(Feature::Tags) && !settings.has(Feature::Like) && settings.has(Feature::Sets));
}

/// What is said of a file, with the place in front.
fn said(text: &str, is_json: bool) -> String {
    let wrong = pins(text, is_json).expect_err(text);
    let (line, column) = place(text, wrong.at);
    format!("{line}:{column}: {}", wrong.what)
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let rows = [
        ("# many\npolicys = 2", "2:1: there is no setting `policys`; write one of schema, entity_types, "),
        (
            "policies = \"two\"",
            "1:12: `policies` is \"two\"; write a whole number from 0 to 200, or a range of them like [0, 200]",
        ),
        ("entity_types = 0", "1:16: `entity_types` goes from 1 to 30; write a number between"),
        ("schema = true\ndepth = 1000", "2:9: `depth` goes from 1 to 12"),
        ("mistakes = 101", "1:12: `mistakes` goes from 0 to 100"),
        ("mistakes = -1", "1:12: `mistakes` is -1; write a whole number from 0 to 100"),
        ("mistakes = 1.5", "1:12: `mistakes` is a number with a fraction; write"),
        ("policies = [8, 3]", "1:12: the range of `policies` is empty; write the smaller number first"),
        ("policies = [1, 2, 3]", "1:12: `policies` is a list; write a whole number"),
        ("policies = [1, 1000]", "1:12: `policies` goes from 0 to 200"),
        ("schema = 1", "1:10: `schema` is 1; write true or false"),
        ("schema = true\nhierarchy = \"tree\"", "2:13: `hierarchy` is \"tree\"; write one of [\"free\", "),
        ("é = 1", "1:1: is no TOML ("),
        ("policies = ", "1:12: is no TOML ("),
        ("policies = 1\npolicies = 2", "2:1: is no TOML (duplicate key); "),
        ("[features]\nlik = true", "2:1: there is no feature `lik`; write one of namespaces, "),
        ("[features]\nlike = 1", "2:8: `like` is 1; write true or false"),
        ("features = [\"tags\", 1]", "1:21: a feature is 1; write its name in quotes"),
        ("features = true", "1:12: `features` is true; write a table like `[features]`"),
        (
            "violation = true\nmistakes = 10",
            "1:1: `violation` needs `mistakes = 0`; change one of them, or leave `mistakes` out",
        ),
        ("schema = true\nloose = [0, 5]", "2:1: `loose` needs `schema = false`; "),
    ];
    for (text, expected) in rows {
        let said = said(text, false);
        assert!(said.starts_with(expected), "{text}\n{said}");
    }
    let rows = [
        ("{\"policys\":2}", "1:2: there is no setting `policys`"),
        ("{\n  \"policies\": \"two\"\n}", "2:15: `policies` is \"two\"; write"),
        ("{\"policies\":100000}", "1:13: `policies` goes from 0 to 200"),
        ("[]", "1:1: is no JSON object of settings"),
        ("{\"policies\":}", "1:13: is no JSON object of settings"),
        ("{\"settings\": null}", "1:2: this meta file records no settings"),
        ("{\"seed\": \"1\", \"settings\": {\"depth\": 99}}", "1:37: `depth` goes from 1 to 12"),
    ];
    for (text, expected) in rows {
        let said = said(text, true);
        assert!(said.starts_with(expected), "{text}\n{said}");
    }
}

#[test]
fn json_is_told_from_toml_by_the_name_or_else_by_the_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |name: &str, text: &str, expected: Option<&str>| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        match (read(&path), expected) {
            (Ok(_), None) => {}
            (Err(failure), Some(words)) => {
                let place = format!("{}:1:", path.display());
                assert!(failure.message.starts_with(&place) && failure.message.contains(words), "{failure}");
            }
            (result, _) => panic!("{name}: {result:?}"),
        }
    };
    check("a.toml", "policies = 1", None);
    check("a.json", "{\"policies\": 1}", None);
    check("a", " {\"policies\": 1}", None);
    check("b", "policies = 1", None);
    check("b.json", "policies = 1", Some("is no JSON"));
    check("b.toml", "{\"policies\": 1}", Some("is no TOML"));
}
