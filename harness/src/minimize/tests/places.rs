//! A mistake that is found in another place, in a text that nobody can read.

use super::*;
use crate::compare::{Mistake, Written};

/// The reference model, which finds a `$` only at the end of the text.
struct Late;

impl Subject for Late {
    fn name(&self) -> &'static str {
        "planted"
    }

    fn version(&self) -> String {
        "1".to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn run(&self, text: &CaseText) -> Outcome {
        let mut outcome = ReferenceModel::new().run(text);
        if text.policies.contains('$') {
            let end = Mistake::at(&text.policies, text.policies.len(), Written::Cedar);
            outcome.mistakes.values_mut().for_each(|mistake| mistake.clone_from(&end));
        }
        outcome
    }
}

#[test]
fn it_comes_down_to_its_token() {
    let mut text = rich();
    text.policies = text.policies.replacen("<=", "<= $", 1);
    let found = minimized(&Late, &text);
    assert_eq!((found.text.policies.as_str(), found.text.schema, found.text.requests.len()), ("$", None, 0));
    assert_eq!(found.coarse.what, "place:policies:later/earlier");
}
