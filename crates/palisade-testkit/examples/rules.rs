//! What one rule on one resource takes, over the built-in policies and their good examples.
//!
//! Resources are loaded first and judged many times, so that neither reading nor reporting counts.
#![expect(clippy::print_stdout, reason = "prints its figures")]

use palisade_engine::{Counts, Settings};
use palisade_testkit::{Library, policy_folders, workspace};
use std::time::{Duration, Instant};

/// How many copies of its resources a unit is judged with; more than a few would wake threads.
const COPIES: usize = 16;
const ROUNDS: u32 = 40;

fn main() {
    let disk = workspace();
    let library = Library::builtin();
    let (mut spent, mut all) = (Duration::ZERO, Counts::default());
    for folder in policy_folders(&disk) {
        for framework in &folder.frameworks {
            let good = format!("{}/examples/{framework}/good", folder.path);
            let units = library.load(&disk, &good, framework, |engine, resources| {
                let many: Vec<_> =
                    std::iter::repeat_n(resources, COPIES).flatten().copied().collect();
                let settings = Settings::default();
                let mut counts = engine.evaluate(&many, &settings).counts;
                // What fails is told of, which is another matter; good examples of one policy may
                // well fail another one.
                if counts.fail + counts.unknown + counts.error > 0 {
                    return (Duration::ZERO, Counts::default());
                }
                let begun = Instant::now();
                for _ in 1..ROUNDS {
                    counts.merge(&engine.evaluate(&many, &settings).counts);
                }
                (begun.elapsed(), counts)
            });
            for (time, counts) in units {
                let rules = (counts.pass + counts.skip).max(1) as f64;
                if std::env::args().any(|a| a == "--each") && time > Duration::ZERO {
                    println!("{:8.0} ns  {good}", time.as_secs_f64() * 1e9 / rules);
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
