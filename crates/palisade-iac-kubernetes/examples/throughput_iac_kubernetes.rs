//! Prints how fast generated manifests become resources.
#![expect(clippy::print_stdout, reason = "an example that prints a figure")]

use palisade_arena::Arena;
use palisade_iac_kubernetes::Kubernetes;
use palisade_model::{Framework, Inputs, LoadContext, ScannedFile};
use palisade_source::{MemorySystem, SourceMap};
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let sources = SourceMap::new();
    let mut files = Vec::new();
    let mut bytes = 0;
    for n in 0..2_000 {
        let text = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{n}\n  namespace: team-{ns}\n\
             spec:\n  replicas: 2\n  template:\n    metadata:\n      labels: {{app: web-{n}, tier: front}}\n\
             \x20   spec:\n      serviceAccountName: runner\n      containers:\n      - name: app\n        \
             image: registry.example/web:{n}\n        envFrom:\n        - secretRef: {{name: keys}}\n        \
             resources:\n          limits: {{cpu: 500m, memory: 128Mi}}\n---\napiVersion: v1\nkind: Service\n\
             metadata: {{name: web-{n}, namespace: team-{ns}}}\nspec: {{selector: {{app: web-{n}}}}}\n---\n\
             apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web-{n}, namespace: \
             team-{ns}}}\nspec: {{podSelector: {{matchLabels: {{tier: front}}}}}}\n",
            ns = n % 100,
        );
        bytes += text.len();
        let path = PathBuf::from(format!("team-{}/web-{n}.yaml", n % 100));
        let file = sources.add(path.to_string_lossy().into_owned(), text);
        files.push(ScannedFile { path, file });
    }
    let (system, inputs, known) = (MemorySystem::new(), Inputs::default(), HashMap::new());
    let context = LoadContext {
        system: &system,
        sources: &sources,
        files: &known,
        inputs: &inputs,
        roots: &[],
    };
    let units = Kubernetes.units(&context, files);
    for unit in &units {
        for _ in 0..5 {
            let arena = Arena::new();
            let start = Instant::now();
            let loaded = Kubernetes.load(&arena, &context, unit);
            let links: usize = loaded.resources.iter().map(|r| r.links.len()).sum();
            println!(
                "{} files, {bytes} bytes, {} resources, {links} links, {} arena bytes: {:?}",
                unit.files.len(),
                loaded.resources.len(),
                arena.bytes(),
                start.elapsed()
            );
        }
    }
}
