//! What one rule on one resource takes, over the built-in policies and their good examples.
//!
//! Resources are loaded first and judged many times, so that neither reading nor reporting counts.
#![expect(clippy::print_stdout, reason = "prints its figures")]

use palisade_engine::{Counts, Engine, Settings};
use palisade_model::Resource;
use palisade_testkit::{Library, policy_folders, workspace};
use palisade_value::Arena;
use std::time::{Duration, Instant};

/// How many copies of its resources a unit is judged with; more than a few would wake threads.
const COPIES: usize = 16;
const ROUNDS: u32 = 40;

/// Copies that share nothing, so that what is kept for one of them is of no use to another.
fn copies<'a>(arena: &'a Arena, resources: &'a [Resource<'a>]) -> Vec<Resource<'a>> {
    let copy = |resource: &Resource<'a>, first: u32| Resource {
        attributes: resource.attributes.copy_into(arena),
        links: arena.alloc_iter(resource.links.iter().map(|link| link + first)),
        ..*resource
    };
    let firsts = (0..COPIES).map(|n| u32::try_from(n * resources.len()).unwrap_or(0));
    firsts.flat_map(|first| resources.iter().map(move |r| copy(r, first))).collect()
}

/// What is measured; a function of its own, so that a profiler can be told to look at it alone.
#[inline(never)]
fn judged(engine: &Engine, resources: &[Resource<'_>], settings: &Settings) -> Counts {
    let mut counts = Counts::default();
    for _ in 1..ROUNDS {
        counts.merge(&engine.evaluate(resources, settings).counts);
    }
    counts
}

fn main() {
    // On one thread, so that time and instructions are those of the rules alone and all of them.
    match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(one) => one.install(run),
        Err(error) => println!("no thread: {error}"),
    }
}

fn run() {
    let disk = workspace();
    let library = Library::builtin();
    let (mut spent, mut all) = (Duration::ZERO, Counts::default());
    let only: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let is_asked = |path: &str| only.is_empty() || only.iter().any(|o| path.contains(o.as_str()));
    for folder in policy_folders(&disk).into_iter().filter(|f| is_asked(&f.path)) {
        for framework in &folder.frameworks {
            let good = format!("{}/examples/{framework}/good", folder.path);
            let units = library.load(&disk, &good, framework, |engine, resources| {
                let arena = Arena::new();
                let many = copies(&arena, resources);
                let settings = Settings::default();
                let mut counts = engine.evaluate(&many, &settings).counts;
                // What fails is told of, which is another matter; good examples of one policy may
                // well fail another one.
                if counts.fail + counts.unknown + counts.error > 0 {
                    return (Duration::ZERO, Counts::default());
                }
                let begun = Instant::now();
                counts.merge(&judged(engine, &many, &settings));
                (begun.elapsed(), counts)
            });
            for (time, counts) in units {
                let rules = (counts.pass + counts.skip).max(1) as f64;
                if std::env::args().any(|a| a == "--each") && time > Duration::ZERO {
                    let each = time.as_secs_f64() * 1e9 / rules;
                    println!("{each:8.0} ns  {rules:8} rules  {good}");
                }
                spent += time;
                all.merge(&counts);
            }
        }
    }
    let rules = all.pass + all.skip;
    let each = spent.as_secs_f64() * 1e9 / (rules.max(1) as f64);
    println!("{rules} rules on resources in {spent:?}: {each:.0} ns each");
}
