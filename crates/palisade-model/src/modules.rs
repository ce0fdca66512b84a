use std::fmt::Debug;
use std::path::{Path, PathBuf};

/// A module that is kept elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ModuleRequest<'r> {
    /// The folder of the root module that leads to it.
    pub root: &'r Path,
    /// The source as it is written: `git::https://…//modules/vpc?ref=v1`.
    pub source: &'r str,
    /// The version constraint as it is written.
    pub version: Option<&'r str>,
}

/// A module that is at hand now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FetchedModule {
    /// The folder of everything that came with it; local sources inside do not leave it.
    pub package: PathBuf,
    /// The folder of the module, in the package.
    pub folder: PathBuf,
}

/// Brings modules from elsewhere. Only the binary implements it, and only where its user asks for
/// modules to be fetched.
pub trait ModuleSource: Debug + Send + Sync {
    /// The module, from a cache or fetched now.
    ///
    /// # Errors
    /// Why it is not at hand: a lowercase fragment.
    fn fetch(&self, request: &ModuleRequest<'_>) -> Result<FetchedModule, String>;
}
