//! Data: restricted expressions of a given type, for attributes, tags and contexts.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::types::{BoolType, CedarType, ExtType, RecordType};

use crate::choices::Choices;
use crate::lexicon::{self, Lexicon};
use crate::population::Population;
use crate::settings::Settings;
use crate::twins::{self, KINSHIPS, Kinship, Twins};
use crate::world::World;

/// What data are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stock<'w> {
    pub(crate) settings: &'w Settings,
    pub(crate) world: &'w World,
    pub(crate) lexicon: &'w Lexicon,
    pub(crate) population: &'w Population,
    pub(crate) twins: &'w Twins,
}

/// How many elements a set of data has, equal ones counted each: small ones for reading, large ones for searching.
const SET_SIZES: [(u32, usize); 6] = [(12, 0), (30, 1), (34, 2), (17, 3), (5, 5), (2, 9)];

impl Stock<'_> {
    /// A value of type `ty`.
    pub(crate) fn value(&self, choices: &mut Choices<'_>, ty: &CedarType) -> Expr {
        match ty {
            CedarType::Bool(BoolType::True) => Expr::bool(true),
            CedarType::Bool(BoolType::False) => Expr::bool(false),
            CedarType::Bool(BoolType::Any) => Expr::bool(choices.chance(1, 2)),
            CedarType::Long => Expr::long(*choices.pick(&self.lexicon.longs)),
            CedarType::String => Expr::string(choices.pick(&self.lexicon.strings).clone()),
            CedarType::Entity(name) => {
                let ty = self.world.type_index(name).unwrap_or(0);
                Expr::entity(self.population.any(choices, self.settings, ty).clone())
            }
            CedarType::Set(element) => self.kin(choices, ty).unwrap_or_else(|| {
                self.large_set(choices, element).unwrap_or_else(|| {
                    let size = *choices.weighted(&SET_SIZES);
                    Expr::Set((0..size).map(|_| self.value(choices, element)).collect())
                })
            }),
            CedarType::Record(record) => {
                let fresh = |choices: &mut Choices<'_>| self.fields(choices, record).into_iter().collect();
                self.kin(choices, ty).unwrap_or_else(|| Expr::Record(fresh(choices)))
            }
            CedarType::Ext(ext) => self.ext(choices, *ext),
        }
    }

    /// A value of type `ty` that is kin to one in stock, if there is one and this is drawn.
    fn kin(&self, choices: &mut Choices<'_>, ty: &CedarType) -> Option<Expr> {
        let twin = self.twins.of(choices, ty)?;
        match *choices.weighted(&KINSHIPS) {
            Kinship::Stranger => None,
            Kinship::Disguise => Some(twins::disguise(choices, twin)),
            Kinship::Neighbour => Some(self.neighbour(choices, ty, twin)),
        }
    }

    /// A large set of elements of a type that has so many, if the case is to have any and this is drawn. It begins
    /// anywhere in the series, and now and then lacks an element or has one twice.
    pub(crate) fn large_set(&self, choices: &mut Choices<'_>, element: &CedarType) -> Option<Expr> {
        let size = self.settings.large_set;
        let make: &dyn Fn(usize) -> Expr = match element {
            CedarType::Long => &|place| Expr::long(lexicon::element_long(self.lexicon.series, place)),
            CedarType::String => &|place| Expr::string(lexicon::element_string(place)),
            _ => return None,
        };
        if size == 0 || !choices.chance(1, 2) {
            return None;
        }
        let start = choices.below(size);
        let mut places: Vec<usize> = (start..size).chain(0..start).collect();
        match choices.below(4) {
            0 => places.reverse(),
            1 => drop(places.pop()),
            2 => places.push(start),
            _ => {}
        }
        Some(Expr::Set(places.into_iter().map(make).collect()))
    }

    /// A literal of an extension type.
    pub(crate) fn ext(&self, choices: &mut Choices<'_>, ty: ExtType) -> Expr {
        let (function, literals) = match ty {
            ExtType::Decimal => (ExtFun::Decimal, &self.lexicon.decimals),
            ExtType::IpAddr => (ExtFun::Ip, &self.lexicon.ips),
            ExtType::Datetime => (ExtFun::Datetime, &self.lexicon.datetimes),
            ExtType::Duration => (ExtFun::Duration, &self.lexicon.durations),
        };
        Expr::Call(function, vec![Expr::string(choices.pick(literals).clone())])
    }

    /// The fields of a record of type `record`: optional ones are there in 55 of 100 cases.
    pub(crate) fn fields(&self, choices: &mut Choices<'_>, record: &RecordType) -> BTreeMap<String, Expr> {
        let mut fields = BTreeMap::new();
        for (name, field) in record {
            if field.required || choices.percent(55) {
                fields.insert(name.clone(), self.loosely(choices, &field.ty));
            }
        }
        fields
    }

    /// A value of type `ty`, or now and then of any other, where data need not fit.
    pub(crate) fn loosely(&self, choices: &mut Choices<'_>, ty: &CedarType) -> Expr {
        if self.settings.loose > 0 && choices.percent(self.settings.loose) {
            let other = match choices.below(5) {
                0 => CedarType::Long,
                1 => CedarType::String,
                2 => return Expr::Set(vec![self.value(choices, &CedarType::Long), self.value(choices, ty)]),
                3 => return Expr::Record(vec![("name".to_owned(), self.value(choices, ty))]),
                _ => CedarType::Entity(choices.pick(&self.world.types).name.clone()),
            };
            return self.value(choices, &other);
        }
        self.value(choices, ty)
    }
}
