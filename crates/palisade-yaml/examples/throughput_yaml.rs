//! Prints how many megabytes of generated manifests are parsed in a second.
#![expect(clippy::print_stdout, reason = "an example that prints a figure")]

use std::fmt::Write as _;
use std::time::Instant;

fn main() {
    let mut text = String::new();
    for n in 0..20_000 {
        let _ = write!(
            text,
            "---\n# deployment {n}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{n}\n  \
             namespace: team-{}\n  labels:\n    app.kubernetes.io/name: web\n    tier: \"front\"\nspec:\n  \
             replicas: {}\n  template:\n    spec:\n      containers:\n      - name: app\n        \
             image: registry.example/web:{n}\n        args: [\"--port=8080\", --verbose]\n        \
             resources:\n          limits: {{cpu: 500m, memory: 128Mi}}\n        \
             securityContext:\n          runAsNonRoot: true\n          capabilities:\n            \
             drop:\n            - ALL\n",
            n % 40,
            n % 7
        );
    }
    let mut best = f64::MAX;
    let mut documents = 0;
    for _ in 0..5 {
        let start = Instant::now();
        documents = palisade_yaml::parse(&text).documents.len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let mut events = f64::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let count = granit_parser::Parser::new_from_str(&text).count();
        assert!(count > 0);
        events = events.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let megabytes = text.len() as f64 / 1e6;
    println!(
        "{megabytes:.1} MB, {documents} documents: {:.1} MB/s as nodes, {:.1} MB/s as bare events",
        megabytes / best,
        megabytes / events
    );
}
