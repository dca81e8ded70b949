//! One policy text, as the validator looks things up in it.
//!
//! In come symbols and entity ids of a text; out come the schema's numbers for them, each looked up once. It also
//! holds what is numbered by text: like expressions and capabilities.

use super::alike::Alikes;
use super::capability::Held;
use super::declared::{ActionId, Declared};
use super::types::{EntityTypeId, NameId};
use crate::symbols::{Symbol, Symbols};
use crate::syntax::{Syntax, UidId};

/// The names of attributes: those of the schema, and further ones that policies use.
#[derive(Debug)]
pub(super) struct Names<'d> {
    declared: &'d Symbols,
    own: Symbols,
}

impl<'d> Names<'d> {
    pub(super) fn over(declared: &'d Symbols) -> Self {
        Self { declared, own: Symbols::default() }
    }

    fn intern(&mut self, name: &str) -> NameId {
        let own = |own: u32| NameId(self.declared.len() as u32 + own);
        match self.declared.find(name) {
            Some(known) => NameId(known.0),
            None => own(self.own.intern(name).0),
        }
    }

    pub(super) fn get(&self, name: NameId) -> &str {
        match name.0.checked_sub(self.declared.len() as u32) {
            None => self.declared.get(Symbol(name.0)),
            Some(own) => self.own.get(Symbol(own)),
        }
    }
}

/// What an entity id of a text refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Referent {
    /// A type that the schema does not declare.
    UnknownType,
    /// An entity of a declared type.
    Entity(EntityTypeId),
    /// An entity of a declared enumerated type, which does not have this id.
    UnknownId(EntityTypeId),
    /// A declared action.
    Action(ActionId),
    /// An action that the schema does not declare; its type may be.
    UnknownAction,
}

/// A text and what has been looked up for it.
#[derive(Debug)]
pub(super) struct Text<'s> {
    pub(super) syntax: &'s Syntax,
    names: Vec<Option<NameId>>,
    types: Vec<Option<Option<EntityTypeId>>>,
    referents: Vec<Option<Referent>>,
    /// By action of the schema.
    actions: Vec<Option<Option<(Symbol, Symbol)>>>,
    pub(super) alikes: Alikes<'s>,
    pub(super) held: Held,
}

impl<'s> Text<'s> {
    pub(super) fn new(syntax: &'s Syntax) -> Self {
        Self {
            syntax,
            names: vec![None; syntax.symbols.len()],
            types: vec![None; syntax.symbols.len()],
            referents: vec![None; syntax.uids.len()],
            actions: Vec::new(),
            alikes: Alikes::new(syntax),
            held: Held::default(),
        }
    }

    /// The number of the name of an attribute.
    pub(super) fn name(&mut self, symbol: Symbol, names: &mut Names<'_>) -> NameId {
        *self.names[symbol.0 as usize].get_or_insert_with(|| names.intern(self.syntax.text(symbol)))
    }

    /// The entity type of a name, if it is declared.
    pub(super) fn entity_type(&mut self, name: Symbol, declared: &Declared) -> Option<EntityTypeId> {
        *self.types[name.0 as usize].get_or_insert_with(|| declared.entity_type(self.syntax.text(name)))
    }

    /// The type and the id of an action, if the text has both.
    pub(super) fn action(&mut self, action: ActionId, declared: &Declared) -> Option<(Symbol, Symbol)> {
        if self.actions.is_empty() {
            self.actions.resize(declared.actions.len(), None);
        }
        *self.actions[action.0 as usize].get_or_insert_with(|| {
            let info = declared.action(action);
            let symbols = &self.syntax.symbols;
            Some((symbols.find(declared.info(info.ty).name.as_str())?, symbols.find(&info.id)?))
        })
    }

    /// What an entity id refers to.
    pub(super) fn referent(&mut self, uid: UidId, declared: &Declared) -> Referent {
        if let Some(known) = self.referents[uid.0 as usize] {
            return known;
        }
        let (ty, id) = self.syntax.uids[uid.0 as usize];
        let referent =
            find_referent(self.entity_type(ty, declared), self.syntax.text(ty), self.syntax.text(id), declared);
        self.referents[uid.0 as usize] = Some(referent);
        referent
    }
}

/// What the entity of a type and an id is.
pub(super) fn find_referent(ty: Option<EntityTypeId>, name: &str, id: &str, declared: &Declared) -> Referent {
    let is_action = name == "Action" || name.ends_with("::Action");
    let Some(ty) = ty else {
        return if is_action { Referent::UnknownAction } else { Referent::UnknownType };
    };
    if declared.info(ty).is_action() {
        return declared.find_action(ty, id).map_or(Referent::UnknownAction, Referent::Action);
    }
    match &declared.info(ty).enumerated {
        Some(ids) if ids.binary_search_by(|known| (**known).cmp(id)).is_err() => Referent::UnknownId(ty),
        _ => Referent::Entity(ty),
    }
}
