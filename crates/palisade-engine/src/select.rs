use crate::{Compilation, CompiledPolicy};
use palisade_model::PolicyId;
use palisade_source::Diagnostic;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

type Compile = Box<dyn Fn() -> Compilation + Send + Sync>;

/// A policy that is known by its id and kinds and compiled when it is needed.
pub struct PolicyEntry {
    id: PolicyId,
    kinds: Vec<String>,
    compile: Compile,
    compiled: OnceLock<Compilation>,
}

impl std::fmt::Debug for PolicyEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PolicyEntry").field("id", &self.id).finish_non_exhaustive()
    }
}

impl PolicyEntry {
    /// A policy that `compile` makes when the first resource of one of `kinds` appears.
    pub fn lazy(
        id: PolicyId,
        kinds: Vec<String>,
        compile: impl Fn() -> Compilation + Send + Sync + 'static,
    ) -> Self {
        Self { id, kinds, compile: Box::new(compile), compiled: OnceLock::new() }
    }

    /// A policy that is compiled already.
    #[must_use]
    pub fn ready(policy: CompiledPolicy) -> Self {
        let (id, kinds) = (policy.policy.id.clone(), policy.policy.resources.clone());
        let compiled = OnceLock::new();
        let compilation = Compilation { policies: vec![policy], diagnostics: Vec::new() };
        _ = compiled.set(compilation);
        Self { id, kinds, compile: Box::new(Compilation::default), compiled }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// The resource types that it is about; `*` stands for any text.
    #[must_use]
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The policy, compiled now if it was not; none where it does not compile.
    #[must_use]
    pub fn policy(&self) -> Option<&CompiledPolicy> {
        self.compilation().policies.first()
    }

    fn compilation(&self) -> &Compilation {
        self.compiled.get_or_init(|| (self.compile)())
    }
}

/// The policies of a run, by the resource types that they are about.
#[derive(Debug, Default)]
pub struct Engine {
    entries: Vec<PolicyEntry>,
    by_kind: FxHashMap<String, Vec<u32>>,
    by_pattern: Vec<(String, u32)>,
}

impl Engine {
    /// An engine for these policies; outcomes come in their order.
    #[must_use]
    pub fn new(entries: Vec<PolicyEntry>) -> Self {
        let mut engine = Self::default();
        for (at, entry) in entries.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for kind in &entry.kinds {
                if kind.contains('*') {
                    engine.by_pattern.push((kind.clone(), at));
                } else {
                    engine.by_kind.entry(kind.clone()).or_default().push(at);
                }
            }
        }
        engine.entries = entries;
        engine
    }

    /// The policies in order.
    #[must_use]
    pub fn entries(&self) -> &[PolicyEntry] {
        &self.entries
    }

    /// Positions of the policies about a resource type, in order; nothing is compiled.
    #[must_use]
    pub fn about(&self, kind: &str) -> Vec<u32> {
        let mut found = self.by_kind.get(kind).cloned().unwrap_or_default();
        found.extend(self.by_pattern.iter().filter(|(p, _)| fits(p, kind)).map(|(_, at)| *at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The policies that were compiled so far.
    pub(crate) fn compiled(&self) -> impl Iterator<Item = &CompiledPolicy> {
        self.entries.iter().filter_map(|e| e.compiled.get()?.policies.first())
    }

    /// What was wrong with the policies that were compiled so far.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let compiled = self.entries.iter().filter_map(|e| e.compiled.get());
        compiled.flat_map(|c| c.diagnostics.iter().cloned()).collect()
    }

    /// Compiles every policy and tells what is wrong with them.
    #[must_use]
    pub fn compile_all(&self) -> Vec<Diagnostic> {
        self.entries.iter().for_each(|e| _ = e.compilation());
        self.diagnostics()
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = pattern.rsplit('*').next().filter(|_| pattern.contains('*')) else {
        return rest.is_empty();
    };
    let middle: Vec<&str> = parts.collect();
    for part in middle.iter().take(middle.len().saturating_sub(1)) {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, want) in [
            ("aws_s3_bucket", "aws_s3_bucket", true),
            ("aws_s3_bucket", "aws_s3_bucket_acl", false),
            ("aws_*", "aws_s3_bucket", true),
            ("*", "x", true),
            ("aws_*_acl", "aws_s3_bucket_acl", true),
            ("aws_*_acl", "aws_s3_bucket", false),
            ("a*a", "a", false),
            ("*b*c", "abcbc", true),
        ] {
            assert_eq!(fits(pattern, text), want, "{pattern} {text}");
        }
    }
}
