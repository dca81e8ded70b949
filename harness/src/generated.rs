//! Where a campaign's cases come from: the generators, with what the command line pins.
//!
//! A case is a function of its seed and the pins alone. Its policies are printed in one of all their spellings, for the
//! parsers are under test too.

use std::path::Path;

use crosscheck_generators::settings::Settings;
use crosscheck_generators::{Case, CaseText, Choices, Generated, Pins, generate};
use serde_json::Value;

use crate::campaign::Source;
use crate::corpus::Origin;
use crate::exit::Failure;
use crate::settings_file;

/// The generators, with pinned settings.
#[derive(Debug, Clone, Default)]
pub struct Generator {
    pins: Pins,
}

impl Generator {
    /// The generators with the settings of a file, TOML or JSON, and then with features on (`name`) or off (`-name`) in
    /// all cases.
    ///
    /// # Errors
    /// A file that cannot be read or holds no settings; a feature that does not exist.
    pub fn new(settings: Option<&Path>, features: &[String]) -> Result<Self, Failure> {
        let mut pins = settings.map_or(Ok(Pins::default()), settings_file::read)?;
        settings_file::pin_features(features, &mut pins)?;
        Ok(Self { pins })
    }

    /// The case of this seed as abstract syntax, with the settings that it was made with.
    pub fn syntax(&self, case_seed: u64) -> (Case, Settings) {
        let generated = self.draw(&mut Choices::from_seed(case_seed));
        (generated.case, generated.settings)
    }

    /// The case of this seed with all that is known of its making, and as text.
    pub fn printed(&self, case_seed: u64) -> (Generated, CaseText) {
        let mut choices = Choices::from_seed(case_seed);
        let generated = self.draw(&mut choices);
        let text = generated.text(&mut choices);
        (generated, text)
    }

    /// The settings of the case of this seed.
    pub fn settings_json(&self, case_seed: u64) -> Option<Value> {
        serde_json::to_value(self.settings_drawn(&mut Choices::from_seed(case_seed))).ok()
    }

    fn draw(&self, choices: &mut Choices<'_>) -> Generated {
        let settings = self.settings_drawn(choices);
        generate(choices, &settings)
    }

    fn settings_drawn(&self, choices: &mut Choices<'_>) -> Settings {
        self.settings_adapted(choices, |drawn| drawn)
    }

    /// Drawn settings, adapted to what the case is for, and then pinned.
    pub fn settings_adapted(&self, choices: &mut Choices<'_>, adapt: impl Fn(Settings) -> Settings) -> Settings {
        let drawn = adapt(Settings::draw(choices));
        self.pins.apply(choices, drawn)
    }
}

impl Source for Generator {
    fn case(&self, seed: u64) -> CaseText {
        let mut choices = Choices::from_seed(seed);
        let generated = self.draw(&mut choices);
        generated.text(&mut choices)
    }

    fn settings(&self, seed: u64) -> Option<Value> {
        self.settings_json(seed)
    }

    fn origin(&self, _seed: u64) -> Option<Origin> {
        None
    }
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::Feature;

    use super::*;
    use crate::exit::Exit;

    #[test]
    fn a_seed_gives_the_same_case_twice() {
        let generator = Generator::default();
        for seed in 0..200 {
            assert_eq!(generator.case(seed), generator.case(seed), "{seed}");
        }
    }

    #[test]
    fn a_file_and_the_command_line_pin_together() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "policies = 2\nrequests = 3\nprobes = 0\n[features]\nlike = true").expect("written");
        let features = ["tags", "-like"].map(str::to_owned);
        let generator = Generator::new(Some(&path), &features).expect("good settings");
        for seed in 0..50 {
            let (case, settings) = generator.syntax(seed);
            assert!(settings.has(Feature::Tags) && !settings.has(Feature::Like));
            assert!(case.policies.len() == 2 && case.requests.len() <= 3, "{settings:?}");
        }
        let all_but_one = ["all", "-like"].map(str::to_owned);
        let (_, settings) = Generator::new(None, &all_but_one).expect("good features").syntax(1);
        assert!(!settings.has(Feature::Like) && settings.has(Feature::Annotations) && settings.has(Feature::Enums));
        let failure = Generator::new(None, &["lik".to_owned()]).expect_err("no such feature");
        let words = "there is no feature `lik`; write one of namespaces, ";
        assert!(failure.exit == Exit::Usage && failure.message.contains(words), "{failure}");
    }
}
