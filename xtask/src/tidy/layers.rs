//! Which crate may know which: the table of ARCHITECTURE.md, as code.

use super::Problem;
use crate::workspace::Package;

/// A layer. A crate knows layers below its own, and what [`may_know`] adds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Layer {
    Vocabulary,
    Engine,
    Leaf,
    Product,
    Binary,
    Tool,
}

const TABLE: &[(&str, Layer)] = &[
    ("palisade-arena", Layer::Vocabulary),
    ("palisade-source", Layer::Vocabulary),
    ("palisade-value", Layer::Vocabulary),
    ("palisade-model", Layer::Vocabulary),
    ("palisade-yaml", Layer::Vocabulary),
    ("palisade-hcl", Layer::Vocabulary),
    ("palisade-wire", Layer::Vocabulary),
    ("palisade-ir", Layer::Engine),
    ("palisade-builtins", Layer::Engine),
    ("palisade-engine", Layer::Engine),
    ("palisade-shapes", Layer::Engine),
    ("palisade-lang-cel", Layer::Leaf),
    ("palisade-lang-gatekeeper", Layer::Leaf),
    ("palisade-lang-native", Layer::Leaf),
    ("palisade-lang-rego", Layer::Leaf),
    ("palisade-iac-terraform", Layer::Leaf),
    ("palisade-iac-kubernetes", Layer::Leaf),
    ("palisade-iac-tfplan", Layer::Leaf),
    ("palisade-iac-structured", Layer::Leaf),
    ("palisade-scan", Layer::Product),
    ("palisade-gate", Layer::Product),
    ("palisade-report", Layer::Product),
    ("palisade-config", Layer::Product),
    ("palisade-config", Layer::Product),
    ("palisade", Layer::Binary),
    ("palisade-fuzz", Layer::Tool),
    ("palisade-second", Layer::Tool),
    ("palisade-testkit", Layer::Tool),
    ("xtask", Layer::Tool),
];

/// Edges between leaves that are meant.
const EXCEPTIONS: &[(&str, &str)] = &[
    // A native policy's conditions are CEL.
    ("palisade-lang-native", "palisade-lang-cel"),
    // Constraint templates are written in both.
    ("palisade-lang-gatekeeper", "palisade-lang-cel"),
    ("palisade-lang-gatekeeper", "palisade-lang-rego"),
];

/// Crates from elsewhere that only some of ours may use outside tests.
const FENCES: &[(&str, &[&str])] = &[
    ("clap", &["palisade"]),
    ("clap_complete", &["palisade"]),
    ("indicatif", &["palisade"]),
    ("anyhow", &["palisade", "palisade-fuzz", "xtask"]),
    ("annotate-snippets", &["palisade-report"]),
    ("granit-parser", &["palisade-yaml"]),
    ("bumpalo", &["palisade-arena", "palisade-ir"]),
    ("ignore", &["palisade-scan"]),
    ("toml", &["palisade-iac-structured"]),
];

/// Crates whose types are the domain's: they are never serialized as they stand.
const WITHOUT_SERDE: &[&str] =
    &["palisade-source", "palisade-value", "palisade-model", "palisade-ir", "palisade-engine"];

fn layer(name: &str) -> Option<Layer> {
    TABLE.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

fn may_know(from: (&str, Layer), to: (&str, Layer)) -> bool {
    match (from.1, to.1) {
        (_, Layer::Tool) => false,
        (Layer::Binary | Layer::Tool, _) => true,
        // Nobody below the binary names a concrete language or framework.
        (Layer::Product, Layer::Leaf) => false,
        (Layer::Leaf, Layer::Leaf) => EXCEPTIONS.contains(&(from.0, to.0)),
        (Layer::Product, Layer::Product) => false,
        (from, to) => to <= from,
    }
}

fn manifest(package: &Package) -> String {
    format!("{}/Cargo.toml", package.folder)
}

/// Every crate has a layer, and every edge that is not for tests alone goes down.
pub(super) fn check(packages: &[Package]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in packages {
        let Some(from) = layer(&package.name) else {
            problems.push(Problem::new(
                manifest(package),
                0,
                format!("crate `{}` has no layer", package.name),
                "add it to the table in `xtask/src/tidy/layers.rs` and to ARCHITECTURE.md",
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| !d.dev) {
            let Some(to) = layer(&dependency.name) else { continue };
            if !may_know((&package.name, from), (&dependency.name, to)) {
                problems.push(Problem::new(
                    manifest(package),
                    0,
                    format!(
                        "`{}` ({from:?}) may not depend on `{}` ({to:?})",
                        package.name, dependency.name
                    ),
                    "dependencies point down, and leaves and products do not know each other; \
                     move what both need into a lower layer, or let the binary pass it in",
                ));
            }
        }
    }
    for (name, _) in TABLE {
        if !packages.iter().any(|package| package.name == *name) {
            problems.push(Problem::new(
                "xtask/src/tidy/layers.rs",
                0,
                format!("the table names `{name}`, which is not in the workspace"),
                "remove it from the table",
            ));
        }
    }
    problems
}

/// Fenced crates are used only where they may be, and domain types know no serde.
pub(super) fn check_fences(packages: &[Package]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in packages {
        for dependency in package.dependencies.iter().filter(|d| !d.dev) {
            let fence = FENCES.iter().find(|(name, _)| *name == dependency.name);
            if let Some((name, users)) = fence
                && !users.contains(&package.name.as_str())
            {
                problems.push(Problem::new(
                    manifest(package),
                    0,
                    format!("`{}` may not use `{name}`", package.name),
                    format!("`{name}` is fenced to `{}`", users.join("`, `")),
                ));
            }
            let serde = matches!(dependency.name.as_str(), "serde" | "serde_json");
            if serde && WITHOUT_SERDE.contains(&package.name.as_str()) {
                problems.push(Problem::new(
                    manifest(package),
                    0,
                    format!("`{}` may not use `{}`", package.name, dependency.name),
                    "domain types are not wire types; convert by hand in `palisade-wire`",
                ));
            }
        }
    }
    problems
}

/// The code map names every crate.
pub(super) fn check_code_map(packages: &[Package], page: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = packages
        .iter()
        .filter(|package| {
            let name = &package.name;
            !page.contains(&format!("`{name}`")) && !page.contains(&format!("{name},"))
        })
        .map(|package| {
            Problem::new(
                "ARCHITECTURE.md",
                0,
                format!("the code map does not name `{}`", package.name),
                "say in a sentence or two what it holds and what it must not do",
            )
        })
        .collect();
    let lines = page.lines().count();
    if lines > 300 {
        problems.push(Problem::new(
            "ARCHITECTURE.md",
            301,
            format!("{lines} lines, of 300 allowed"),
            "move detail to `docs/design/` or to the crate's own documentation",
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    /// The whole table as packages without dependencies, then some edges.
    fn workspace(edges: &[(&str, &str, bool)]) -> Vec<Package> {
        let mut packages: Vec<Package> = TABLE
            .iter()
            .map(|(name, _)| Package {
                name: (*name).to_owned(),
                folder: format!("crates/{name}"),
                dependencies: Vec::new(),
            })
            .collect();
        for (from, to, dev) in edges {
            let package = packages.iter_mut().find(|p| p.name == *from).unwrap();
            package.dependencies.push(Dependency { name: (*to).to_owned(), dev: *dev });
        }
        packages
    }

    fn edge_is_fine(from: &str, to: &str) -> bool {
        check(&workspace(&[(from, to, false)])).is_empty()
    }

    #[test]
    fn downward_edges_are_fine() {
        for (from, to) in [
            ("palisade-value", "palisade-arena"),
            ("palisade-engine", "palisade-ir"),
            ("palisade-lang-cel", "palisade-builtins"),
            ("palisade-iac-terraform", "palisade-hcl"),
            ("palisade-scan", "palisade-engine"),
            ("palisade", "palisade-iac-terraform"),
            ("xtask", "palisade-yaml"),
        ] {
            assert!(edge_is_fine(from, to), "{from} -> {to}");
        }
    }

    #[test]
    fn upward_edges_and_edges_between_leaves_are_not() {
        for (from, to) in [
            ("palisade-value", "palisade-ir"),
            ("palisade-ir", "palisade-lang-cel"),
            ("palisade-engine", "palisade-scan"),
            ("palisade-iac-terraform", "palisade-iac-kubernetes"),
            ("palisade-lang-cel", "palisade-lang-native"),
            ("palisade-iac-kubernetes", "palisade-lang-cel"),
            ("palisade-scan", "palisade-iac-terraform"),
            ("palisade-report", "palisade-gate"),
            ("palisade-gate", "palisade"),
            ("palisade", "xtask"),
        ] {
            assert!(!edge_is_fine(from, to), "{from} -> {to}");
        }
    }

    #[test]
    fn the_listed_exception_holds_in_one_direction() {
        assert!(edge_is_fine("palisade-lang-native", "palisade-lang-cel"));
        assert!(!edge_is_fine("palisade-lang-cel", "palisade-lang-native"));
    }

    #[test]
    fn tests_may_use_what_they_like() {
        let edges =
            [("palisade-scan", "palisade-iac-terraform", true), ("palisade-ir", "clap", true)];
        let packages = workspace(&edges);
        assert_eq!(check(&packages), []);
        assert_eq!(check_fences(&packages), []);
    }

    #[test]
    fn a_crate_without_a_layer_and_a_layer_without_a_crate_are_found() {
        let mut packages = workspace(&[]);
        packages[0].name = "palisade-novelty".to_owned();
        let problems = check(&packages);
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0].message, "crate `palisade-novelty` has no layer");
        assert!(problems[1].message.contains("`palisade-arena`"));
    }

    #[test]
    fn fenced_crates_stay_inside() {
        let found = |from, to| !check_fences(&workspace(&[(from, to, false)])).is_empty();
        assert!(!found("palisade", "clap"));
        assert!(found("xtask", "clap"));
        assert!(found("palisade-engine", "anyhow"));
        assert!(found("palisade-iac-kubernetes", "granit-parser"));
        assert!(found("palisade-model", "serde"));
        assert!(!found("palisade-wire", "serde"));
    }

    #[test]
    fn the_code_map_names_every_crate() {
        let packages = workspace(&[]);
        let names: Vec<String> = packages.iter().map(|p| format!("`{}`", p.name)).collect();
        let page = names.join("\n");
        assert_eq!(check_code_map(&packages, &page), []);
        let page = page.replace("`palisade-yaml`", "");
        assert_eq!(check_code_map(&packages, &page).len(), 1);
        let page = format!("{page}\n`palisade-yaml`{}", "\n".repeat(300));
        assert!(check_code_map(&packages, &page)[0].message.contains("of 300"));
    }
}
