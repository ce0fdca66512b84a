//! Modules of Terraform that are kept elsewhere: fetched only where `--download-modules` asks for
//! it, kept by the sum of their content, and held to the sums of a lock file.
//!
//! Nothing of what is fetched is run. `git` and `curl` of the machine do the fetching, each with a time
//! limit.
#![expect(clippy::disallowed_methods, reason = "this is the implementation behind `ModuleSource`")]

mod address;
mod archive;
mod command;
mod git;
mod lock;
mod registry;
mod store;
mod unpack;

use crate::exit::{Exit, Failure};
use address::Address;
use lock::Lock;
use palisade_model::{FetchedModule, ModuleRequest, ModuleSource};
use palisade_source::System;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use store::Store;

/// The file of sums beside a root.
const LOCK: &str = "palisade.modules.lock";

/// A registry leads to another source, that one never to a third registry.
const HOPS: usize = 3;

type Fetched = Result<FetchedModule, String>;

/// The modules that a run fetches.
#[derive(Debug)]
pub(crate) struct Downloads {
    store: Store,
    state: Mutex<State>,
}

#[derive(Default, Debug)]
struct State {
    /// What became of each source, by root.
    known: HashMap<(PathBuf, String), Fetched>,
    faults: Vec<String>,
}

impl Downloads {
    /// Fetches into the user's cache folder.
    ///
    /// # Errors
    /// That there is no such folder.
    pub(crate) fn new(system: &dyn System) -> anyhow::Result<Self> {
        let variable = |name: &str| system.variable(name).filter(|v| !v.is_empty());
        let cache = variable("XDG_CACHE_HOME")
            .or_else(|| variable("LOCALAPPDATA"))
            .map(PathBuf::from)
            .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")));
        let cache = cache.filter(|path| path.is_absolute()).ok_or_else(|| {
            let message =
                "there is no cache folder for modules; set `XDG_CACHE_HOME` to the path of one";
            Failure::because(Exit::Usage, message)
        })?;
        let store = Store::new(cache.join("palisade").join("modules"));
        Ok(Self { store, state: Mutex::default() })
    }

    /// Modules that are not what the lock file says, and lock files that cannot be used.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.state.lock().map(|state| state.faults.clone()).unwrap_or_default()
    }

    fn fetch_new(&self, request: &ModuleRequest<'_>, faults: &mut Vec<String>) -> Fetched {
        let address = Address::parse(request.source)?;
        let path = request.root.join(LOCK);
        let mut fault = |why: String| {
            if !faults.contains(&why) {
                faults.push(why.clone());
            }
            why
        };
        let mut lock = Lock::read(&path).map_err(&mut fault)?;
        let key = lock::key(request);
        let wanted = lock.sum(&key);
        if let Some(sum) = wanted
            && self.store.holds(sum)?
        {
            return self.module(sum, &address);
        }
        let scratch = self.store.scratch()?;
        let inner = bring(&address, request.version, scratch.path())?;
        let sum = self.store.keep(scratch, &inner)?;
        match wanted {
            Some(wanted) if wanted != sum => Err(fault(format!(
                "the module `{}` has the sum {sum}, and `{}` says {wanted}; if the change is \
                 meant, remove the line from the file",
                request.source,
                path.display()
            ))),
            Some(_) => self.module(&sum, &address),
            None => {
                lock.add(key, sum.clone());
                lock.write(&path).map_err(fault)?;
                self.module(&sum, &address)
            }
        }
    }

    /// The module of a package that is kept.
    fn module(&self, sum: &str, address: &Address) -> Fetched {
        let package = self.store.folder(sum);
        let folder = descend(package.clone(), &address.folder)?;
        Ok(FetchedModule { package, folder })
    }
}

impl ModuleSource for Downloads {
    fn fetch(&self, request: &ModuleRequest<'_>) -> Fetched {
        // One at a time: roots share modules, and the lock file is written by one.
        let mut state = self.state.lock().map_err(|_| "fetching broke off".to_owned())?;
        let key = (request.root.to_owned(), lock::key(request));
        if let Some(known) = state.known.get(&key) {
            return known.clone();
        }
        let mut faults = std::mem::take(&mut state.faults);
        let fetched = self.fetch_new(request, &mut faults);
        state.faults = faults;
        state.known.insert(key, fetched.clone());
        fetched
    }
}

/// The folder below a package; `*` stands for the one folder that there is.
fn descend(package: PathBuf, folder: &[String]) -> Result<PathBuf, String> {
    let missing = || format!("it has no folder `{}`", folder.join("/"));
    let mut at = package;
    for part in folder {
        if part != "*" {
            at.push(part);
            continue;
        }
        let entries = std::fs::read_dir(&at).map_err(|_| missing())?;
        let mut folders = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_dir());
        at = match (folders.next(), folders.next()) {
            (Some(one), None) => one,
            (Some(_), Some(_)) => {
                return Err(format!("`{}` is more than one folder of it", folder.join("/")));
            }
            (None, _) => return Err(missing()),
        };
    }
    if at.is_dir() { Ok(at) } else { Err(missing()) }
}

/// Brings what an address names into a folder; the package is the folder that is given back.
fn bring(address: &Address, version: Option<&str>, into: &Path) -> Result<PathBuf, String> {
    let mut address = address.clone();
    let mut below: Vec<String> = Vec::new();
    for _ in 0..HOPS {
        match &address.place {
            address::Place::Git { url, reference } => {
                if version.is_some() && below.is_empty() && !address.from_registry {
                    return Err("a version can be asked of a registry only".to_owned());
                }
                git::fetch(url, reference.as_deref(), into)?;
            }
            address::Place::Archive { url, kind, checksum } => {
                if version.is_some() && below.is_empty() && !address.from_registry {
                    return Err("a version can be asked of a registry only".to_owned());
                }
                archive::fetch(url, *kind, checksum.as_ref(), into)?;
            }
            address::Place::Registry { host, path } => {
                let source = registry::source(host, path, version, into)?;
                let mut next = Address::parse(&source)?;
                if matches!(next.place, address::Place::Registry { .. }) {
                    return Err(format!("the registry leads to `{source}`, another registry"));
                }
                next.from_registry = true;
                below.clone_from(&next.folder);
                address = next;
                continue;
            }
        }
        return descend(into.join("package"), &below);
    }
    Err("it leads from one registry to the next".to_owned())
}
