//! Pins hold, give way and contradict each other as they should.

use super::*;
use crate::settings::Features;

fn pinned(pins: &[(&str, RangeInclusive<u64>)]) -> Pins {
    let mut all = Pins::default();
    for (name, range) in pins {
        all.field(name, range.clone()).unwrap();
    }
    all
}

fn draw(pins: &Pins, seed: u64) -> Settings {
    let mut choices = Choices::from_seed(seed);
    let drawn = Settings::draw(&mut choices);
    pins.apply(&mut choices, drawn)
}

/// Whoever adds a setting says here what it means and what its bounds are.
#[test]
fn the_table_names_every_setting() {
    let settings = serde_json::to_value(Settings::default()).unwrap();
    let mut names: Vec<&str> = settings.as_object().unwrap().keys().map(String::as_str).collect();
    names.retain(|name| *name != "features");
    names.sort_unstable();
    let mut table: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    table.sort_unstable();
    assert_eq!(table, names);
}

#[test]
fn each_setting_takes_each_end_of_its_bounds_and_nothing_beyond() {
    for field in FIELDS {
        let (least, most) = field.kind.bounds();
        for value in [least, most] {
            let settings = draw(&pinned(&[(field.name, value..=value)]), 3);
            assert_eq!((field.get)(&settings), value, "{}", field.name);
        }
        let mut pins = Pins::default();
        assert_eq!(pins.field(field.name, most..=most + 1), Err(PinError::OutOfBounds(least, most)));
        assert_eq!(pins.field(field.name, RangeInclusive::new(most, least)), Err(PinError::Empty), "{}", field.name);
    }
    assert_eq!(Pins::default().field("policys", 1..=1), Err(PinError::Unknown));
}

#[test]
fn what_is_drawn_is_within_the_bounds() {
    for seed in 0..3000 {
        let settings = Settings::draw(&mut Choices::from_seed(seed));
        for field in FIELDS {
            let (least, most) = field.kind.bounds();
            assert!((least..=most).contains(&(field.get)(&settings)), "{}: {settings:?}", field.name);
        }
    }
}

#[test]
fn a_range_is_drawn_from_end_to_end() {
    let pins = pinned(&[("policies", 3..=5)]);
    let drawn: Vec<usize> = (0..100).map(|seed| draw(&pins, seed).policies).collect();
    assert!(drawn.iter().all(|policies| (3..=5).contains(policies)));
    assert!((3..=5).all(|wanted| drawn.contains(&wanted)));
}

#[test]
fn what_is_not_pinned_gives_way_and_contradictions_are_refused() {
    for seed in 0..200 {
        let settings = draw(&pinned(&[("violation", 1..=1)]), seed);
        assert!(settings.violation && settings.permissively_typed(), "{settings:?}");
        let settings = draw(&pinned(&[("schema", 0..=0)]), seed);
        assert!(!settings.schema && !settings.violation && settings.permissive == 0, "{settings:?}");
        let settings = draw(&pinned(&[("loose", 20..=20)]), seed);
        assert!(!settings.schema && settings.loose == 20, "{settings:?}");
        let settings = draw(&pinned(&[("mistakes", 20..=20)]), seed);
        assert!(settings.mistakes == 20 && settings.permissive == 0 && !settings.violation, "{settings:?}");
    }
    let check = |first: (&str, u64), second: (&str, u64)| {
        pinned(&[(first.0, first.1..=first.1), (second.0, second.1..=second.1)]).check()
    };
    let contradiction = Contradiction { setting: "loose", needs: "schema", value: 0 };
    assert_eq!(check(("loose", 5), ("schema", 1)), Err(contradiction));
    assert!(check(("violation", 1), ("mistakes", 5)).is_err());
    assert!(check(("violation", 0), ("mistakes", 5)).is_ok());
}

#[test]
fn features_are_on_or_off_as_pinned() {
    let mut pins = Pins::default();
    let all: Vec<Feature> = Features::all().into();
    all.iter().for_each(|feature| pins.feature(*feature, false));
    pins.feature(Feature::Tags, true);
    for seed in 0..20 {
        let settings = draw(&pins, seed);
        assert!(all.iter().all(|feature| settings.has(*feature) == (*feature == Feature::Tags)));
    }
}
