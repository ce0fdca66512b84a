//! One file for each target.

pub mod cel;
pub mod hcl;
pub mod json;
pub mod kubernetes;
pub mod policy;
pub mod rego;
pub mod rego_compile;
pub mod rego_functions;
pub mod rego_partial;
mod resources;
pub mod structured;
pub mod terraform;
pub mod tfplan;
pub mod yaml;

/// A fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its folder of seeds.
    pub name: &'static str,
    /// Runs it on one input; panics where the input shows a fault.
    pub run: fn(&[u8]),
    /// Tokens worth repeating and inserting.
    pub dictionary: &'static [&'static str],
    /// Folders of the repository with further seeds, and the endings of their names.
    pub more_seeds: &'static [(&'static str, &'static str)],
}

/// Every target.
pub const TARGETS: &[Target] = &[
    json::TARGET,
    yaml::TARGET,
    kubernetes::TARGET,
    hcl::TARGET,
    terraform::TARGET,
    tfplan::TARGET,
    cel::TARGET,
    policy::TARGET,
    rego::TARGET,
    rego_functions::TARGET,
    rego_compile::TARGET,
    rego_partial::TARGET,
    structured::TARGET,
];

/// The input as text, as files are read: what is not UTF-8 never reaches a parser.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// A span has to lie in the text, on borders of characters.
#[track_caller]
fn assert_inside(text: &str, span: palisade_source::Span, what: &str) {
    let inside = span.start <= span.end && text.get(span.range()).is_some();
    assert!(inside, "{what} has a span {span:?} outside of a text of {} bytes", text.len());
}
