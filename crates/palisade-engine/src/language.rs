use crate::CompiledPolicy;
use palisade_source::{Diagnostic, FileId, SourceMap};

/// What became of a policy source.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The policies that compiled.
    pub policies: Vec<CompiledPolicy>,
    /// What is wrong with the others, and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// A policy language: sources in, programs of the one IR out. Compiling is total.
pub trait Language: Send + Sync {
    /// Its name: `native`, `rego`.
    fn id(&self) -> &'static str;

    /// Whether a file of this name and text is written in it.
    fn detect(&self, path: &str, text: &str) -> bool;

    /// Compiles the policies of one file.
    fn compile(&self, sources: &SourceMap, file: FileId) -> Compilation;

    /// Compiles files that may refer to each other.
    fn compile_all(&self, sources: &SourceMap, files: &[FileId]) -> Compilation {
        let mut all = Compilation::default();
        for file in files {
            let mut one = self.compile(sources, *file);
            all.policies.append(&mut one.policies);
            all.diagnostics.append(&mut one.diagnostics);
        }
        all
    }
}
