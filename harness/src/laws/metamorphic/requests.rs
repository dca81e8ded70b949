//! The law *requests*: a request is answered by itself, whatever else is asked.
//!
//! Transformation: the requests in reverse, each twice, or one of them alone. Relation: each is answered as before.
//!
//! Source: language guide, authorization: the answer is a function of request, entities and policies alone.

use crosscheck_generators::Case;

use super::{Expected, Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "requests",
    in_words: "a request is answered the same alone, twice, and among others in any order",
    source: "language guide, \"Authorization\"; formal model, `isAuthorized` is a function of one request",
    variants: |requests| 2 + requests,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let all = 0..ground.case.requests.len();
    let (done, asked): (&str, Vec<usize>) = match number {
        0 => ("with the requests in reverse order", all.rev().collect()),
        1 => ("with each request twice", all.clone().chain(all).collect()),
        _ => ("with this request alone", vec![number - 2]),
    };
    if ground.case.requests.len() < 2 && number != 1 {
        return None;
    }
    let requests = asked.iter().map(|index| ground.case.requests.get(*index).cloned()).collect::<Option<Vec<_>>>()?;
    let expected =
        asked.into_iter().map(|index| (index, ground.answer(index).cloned().map(Expected::Exactly))).collect();
    Some(Variant::new(done, &Case { requests, ..ground.case.clone() }, expected))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_confuses_requests_is_caught() {
        let case = policies("permit(principal == User::\"ann\", action, resource);");
        let forgetful = |text: &crosscheck_generators::CaseText| {
            let mut text = text.clone();
            if let [_, others @ ..] = text.requests.as_mut_slice() {
                others.iter_mut().for_each(|request| request.principal.id = "eve".to_owned());
            }
            text
        };
        assert_caught(Law::Requests, &case, &forgetful, &["decision"]);
    }
}
