//! How fast policies are validated: the engine against the public crate, on the same schemas and policies in one run.
//!
//! A plain program: `cargo bench -p crosscheck --features cedar-policy --bench validation [-- CASES [ROUNDS]]`. Within a
//! round the two take turns on each row, so that a noisy neighbour slows both; what is printed is the median over rounds,
//! and how many times as fast the engine is. First the generators' typed cases, then schemas that grow in one direction,
//! then the parsing of schemas. `cargo test` runs it once, on little, to keep it alive.

use std::fmt::Write as _;
use std::hint::black_box;
use std::str::FromStr;
use std::time::{Duration, Instant};

use crosscheck::campaign::Source;
use crosscheck::generated::Generator;
use crosscheck::seed::Seed;
use crosscheck_engine::PolicyIds;

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is measured of a row: the engine's side and the crate's, each doing the whole row once.
type Pair<'a> = (Box<dyn Fn() + 'a>, Box<dyn Fn() + 'a>);

/// A schema and policies, read by both.
struct Input {
    schema: String,
    policies: usize,
    engine: (crosscheck_engine::Validator, crosscheck_engine::PolicySet),
    public: (cedar_policy::Validator, cedar_policy::PolicySet),
}

impl Input {
    /// `None` if either cannot read the texts.
    fn read(schema: &str, policies: &str) -> Option<Self> {
        let engine = crosscheck_engine::Schema::parse(schema).ok()?;
        let (public, _warnings) = cedar_policy::Schema::from_cedarschema_str(schema).ok()?;
        let set = crosscheck_engine::PolicySet::parse(policies, PolicyIds::Positional).ok()?;
        let count = set.policies().len() + set.templates().len();
        Some(Self {
            schema: schema.to_owned(),
            policies: count,
            engine: (crosscheck_engine::Validator::new(engine), set),
            public: (cedar_policy::Validator::new(public), cedar_policy::PolicySet::from_str(policies).ok()?),
        })
    }

    fn by_engine(&self, strict: bool) -> bool {
        use crosscheck_engine::ValidationMode::{Permissive, Strict};
        self.engine.0.validate(&self.engine.1, if strict { Strict } else { Permissive }).validation_passed()
    }

    fn by_public(&self, strict: bool) -> bool {
        use cedar_policy::ValidationMode::{Permissive, Strict};
        self.public.0.validate(&self.public.1, if strict { Strict } else { Permissive }).validation_passed()
    }
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    // Only `cargo bench` says `--bench`.
    let whole = std::env::args().any(|argument| argument == "--bench");
    let (cases, rounds) = if whole { (2000, 9) } else { (20, 1) };
    let cases = numbers.first().copied().unwrap_or(cases).max(1);
    let rounds = numbers.get(1).copied().unwrap_or(rounds).max(1);
    let inputs = typed(cases);
    println!("medians of {rounds} rounds, one core\n");
    let policies = inputs.iter().map(|input| input.policies).sum();
    println!("policies validated a second           policies      engine  cedar-policy    ratio");
    generated(&inputs, policies, rounds);
    let (actions, types) = if whole { (&[1, 10, 100, 1000][..], &[5, 50, 500][..]) } else { (&[1][..], &[5][..]) };
    for count in actions {
        sized(&format!("{count} actions"), &schema(*count, 10), &policies_about(*count), rounds);
    }
    for count in types {
        sized(&format!("{count} entity types"), &schema(10, *count), &policies_about(10), rounds);
    }
    println!("\nµs to read a schema and make a validator   bytes      engine  cedar-policy    ratio");
    let texts: Vec<&str> = inputs.iter().map(|input| input.schema.as_str()).collect();
    reading("typed cases", &texts, rounds);
    reading("tinytodo", &[include_str!("../../corpus/tinytodo/tinytodo.cedarschema")], rounds);
    reading("10 actions, 10 entity types", &[&schema(10, 10)], rounds);
    reading("100 actions, 10 entity types", &[&schema(100, 10)], rounds);
}

/// The typed ones among the first `cases` cases of seed 1.
fn typed(cases: usize) -> Vec<Input> {
    let generator = Generator::default();
    let seeds = (0..cases as u64).map(|index| Seed(1).of_case(index));
    let typed = seeds.filter(|seed| generator.syntax(*seed).1.typed());
    typed
        .filter_map(|seed| {
            let text = generator.case(seed);
            Input::read(text.schema.as_deref()?, &text.policies)
        })
        .collect()
}

fn generated(inputs: &[Input], policies: usize, rounds: usize) {
    for (name, strict) in [("typed cases, strict", true), ("typed cases, permissive", false)] {
        let all = |check: &dyn Fn(&Input) -> bool| inputs.iter().filter(|input| black_box(check(input))).count();
        let (ours, theirs) = (all(&|input| input.by_engine(strict)), all(&|input| input.by_public(strict)));
        let pair: Pair<'_> = (
            Box::new(move || keep(all(&|input| input.by_engine(strict)))),
            Box::new(move || keep(all(&|input| input.by_public(strict)))),
        );
        per_second(name, policies, &pair, rounds);
        println!("    {} sets, wholly valid: {ours} by the engine, {theirs} by cedar-policy", inputs.len());
    }
}

fn sized(name: &str, schema: &str, policies: &str, rounds: usize) {
    let Some(input) = Input::read(schema, policies) else { panic!("{name}: the schema or the policies do not parse") };
    for (mode, strict) in [("strict", true), ("permissive", false)] {
        assert!(input.by_engine(strict) && input.by_public(strict), "{name}: the policies are valid for both");
        let pair: Pair<'_> = (Box::new(|| keep(input.by_engine(strict))), Box::new(|| keep(input.by_public(strict))));
        per_second(&format!("{name}, {mode}"), input.policies, &pair, rounds);
    }
}

fn per_second(name: &str, policies: usize, pair: &Pair<'_>, rounds: usize) {
    let (engine, public) = medians(pair, rounds);
    let rate = |time: Duration| policies as f64 / time.as_secs_f64();
    let ratio = public.as_secs_f64() / engine.as_secs_f64();
    println!("{name:<36} {policies:>9} {:>11.0} {:>13.0} {ratio:>8.1}", rate(engine), rate(public));
}

fn reading(name: &str, texts: &[&str], rounds: usize) {
    let engine = |text: &str| crosscheck_engine::Schema::parse(text).map(crosscheck_engine::Validator::new).is_ok();
    let public = |text: &str| {
        let read = cedar_policy::Schema::from_cedarschema_str(text);
        read.map(|(schema, warnings)| (cedar_policy::Validator::new(schema), warnings.count())).is_ok()
    };
    let pair: Pair<'_> = (
        Box::new(move || texts.iter().for_each(|text| keep(engine(text)))),
        Box::new(move || texts.iter().for_each(|text| keep(public(text)))),
    );
    let (engine, public) = medians(&pair, rounds);
    let each = |time: Duration| time.as_secs_f64() * 1e6 / texts.len() as f64;
    let bytes = texts.iter().map(|text| text.len()).sum::<usize>() / texts.len();
    let ratio = public.as_secs_f64() / engine.as_secs_f64();
    println!("{name:<36} {bytes:>9} {:>11.1} {:>13.1} {ratio:>8.1}", each(engine), each(public));
}

/// So that the work is not optimized away.
fn keep<T>(value: T) {
    let _ = black_box(value);
}

/// The medians over rounds of the time that each side takes; within a round they take turns. Short work is done often
/// enough for the clock to be exact.
fn medians(pair: &Pair<'_>, rounds: usize) -> (Duration, Duration) {
    let time = |work: &dyn Fn(), times: u32| {
        let start = Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed() / times
    };
    // The first time warms up, and tells how often 10 ms hold it.
    let often = |work: &dyn Fn()| (10_000 / time(work, 1).as_micros().max(1)).clamp(1, 10_000) as u32;
    let (often_ours, often_theirs) = (often(&pair.0), often(&pair.1));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(time(&pair.0, often_ours));
        theirs.push(time(&pair.1, often_theirs));
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    (median(ours), median(theirs))
}

/// A schema of `actions` actions and `types` entity types, half of them principals and half of them resources. Each
/// action applies to one principal type in ten and one resource type in ten, and to one of each at least.
fn schema(actions: usize, types: usize) -> String {
    let half = (types / 2).max(1);
    let mut text = String::from("entity Group in [Group];\n");
    for at in 0..half {
        let _ =
            writeln!(text, "entity User{at} in [Group] = {{ name: String, age: Long, mail?: String }} tags String;");
        let _ = writeln!(
            text,
            "entity Doc{at} in [Group] = {{ owner: User{at}, public: Bool, size: Long, notes?: Set<String> }};"
        );
    }
    for at in 0..actions {
        let list = |kind: &str| {
            let one_in_ten = (0..half).filter(|ty| ty % 10 == at % half.min(10));
            one_in_ten.map(|ty| format!("{kind}{ty}")).collect::<Vec<_>>().join(", ")
        };
        let (principals, resources) = (list("User"), list("Doc"));
        let _ = writeln!(
            text,
            "action act{at} appliesTo {{ principal: [{principals}], resource: [{resources}], \
             context: {{ ip: ipaddr, at: datetime, mfa?: Bool }} }};"
        );
    }
    text
}

/// Twenty policies for such a schema, valid in both modes: half name one action, the rest are about any request.
fn policies_about(actions: usize) -> String {
    let mut text = String::new();
    for at in 0..10 {
        let act = at % actions;
        let _ = writeln!(
            text,
            "permit(principal, action == Action::\"act{act}\", resource) when {{ (resource.public || principal.name == \"ann\") && \
             context.ip.isInRange(ip(\"10.0.0.0/8\")) && principal.age > {at} }};\n\
             {} unless {{ principal has mail && principal.mail like \"*@example.com\" && resource.size < 10 * principal.age }};",
            if at % 2 == 0 {
                "forbid(principal, action, resource)"
            } else {
                "permit(principal in Group::\"staff\", action, resource)"
            }
        );
    }
    text
}
