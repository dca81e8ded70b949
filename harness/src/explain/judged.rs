//! What is needed to follow a difference about validity: the text of what is judged, and the schema by which it is.

use std::collections::BTreeSet;

use crosscheck_generators::{Case, CaseText, print};

use crate::compare::{Difference, Judged, What};
use crate::excerpt::show_request;
use crate::outcome::uid_text;

/// A text to look at, under a title.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exhibit {
    /// What it is: the id of a policy, the uid of an entity, `request 0`, `schema`.
    pub title: String,
    /// Its text, on several lines.
    pub text: String,
}

/// What the differences about validity are about, each once, then the schema; nothing if none is about that.
pub(super) fn exhibits(differences: &[Difference], case: &Case, text: &CaseText) -> Vec<Exhibit> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for difference in differences {
        let exhibit = match &difference.what {
            What::Validity { judged: Judged::Policy(id), .. } | What::Types { policy: id, .. } => policy(id, case),
            What::Validity { judged: Judged::Entity(uid), .. } => entity(uid, case),
            What::Validity { judged: Judged::Request(index), .. } => request(*index, text),
            _ => continue,
        };
        found.extend(exhibit.filter(|exhibit| seen.insert(exhibit.clone())));
    }
    if let Some(schema) = text.schema.clone().filter(|_| !found.is_empty()) {
        found.push(Exhibit { title: "schema".to_owned(), text: schema });
    }
    found
}

/// A policy or template; of a link, its template.
fn policy(id: &str, case: &Case) -> Option<Exhibit> {
    let link = case.links.iter().find(|link| link.id == id);
    let template = case.policies.iter().find(|policy| policy.id == link.map_or(id, |link| &link.template))?;
    let title = match link {
        None => id.to_owned(),
        Some(link) => {
            let slots = link.slots.iter().map(|(slot, uid)| format!("{} = {}", slot.name(), print::entity_uid(uid)));
            format!("{id}, {} with {}", link.template, slots.collect::<Vec<_>>().join(", "))
        }
    };
    Some(Exhibit { title, text: print::policy(template) })
}

fn entity(uid: &str, case: &Case) -> Option<Exhibit> {
    let is_it = |ty: &str, id: &str| uid_text(ty, id) == uid;
    let found = case.entities.iter().find(|entity| is_it(&entity.uid.ty.to_string(), &entity.uid.eid))?;
    Some(Exhibit { title: uid.to_owned(), text: print::entity(found) })
}

fn request(index: usize, text: &CaseText) -> Option<Exhibit> {
    let request = text.requests.get(index)?;
    let shown = format!("{}\ncontext {}", show_request(request), request.context.trim());
    Some(Exhibit { title: format!("request {index}"), text: shown })
}
