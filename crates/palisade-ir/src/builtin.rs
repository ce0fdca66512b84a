use crate::{Eval, Fault, FaultKind, Stop};
use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::Value;
use rustc_hash::FxHashMap;
use std::any::Any;
use std::sync::{Arc, PoisonError, RwLock};

/// What becomes of a call that has unknown arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnknownArguments {
    /// An argument that is unknown makes the result unknown; unknowns inside collections do not.
    Top,
    /// An unknown anywhere in the arguments makes the result unknown.
    Deep,
    /// The function sees them itself.
    Seen,
}

/// A function that policies call, written in Rust.
#[derive(Debug)]
pub struct Builtin {
    /// Its name in the IR; front ends map their names to it.
    pub name: &'static str,
    /// What it does.
    pub run: for<'e> fn(&CallContext<'_, 'e>, &[Value<'e>]) -> Eval<'e>,
    /// What becomes of unknown arguments.
    pub unknown: UnknownArguments,
    /// Whether the same arguments always give the same result, so that it may be run when
    /// compiling.
    pub pure: bool,
}

/// What a builtin runs with.
#[derive(Debug)]
pub struct CallContext<'c, 'e> {
    /// Where results go.
    pub arena: &'e Arena,
    /// Compiled patterns and the like, kept with the program.
    pub cache: &'c Cache,
    /// The call in the policy's source.
    pub location: Option<Location>,
    /// The moment that the evaluation is about, in nanoseconds since 1970; none where the caller
    /// gave none.
    pub now: Option<i64>,
}

impl<'e> CallContext<'_, 'e> {
    /// An error of this call.
    pub fn error(&self, kind: FaultKind, message: impl AsRef<str>) -> Stop<'e> {
        let message = self.arena.alloc_str(message.as_ref());
        Stop::Error(self.arena.alloc(Fault { kind, message, location: self.location }))
    }

    /// The error for arguments of types that the function is not for.
    pub fn no_overload(&self, name: &str, arguments: &[Value<'e>]) -> Stop<'e> {
        let types: Vec<&str> = arguments.iter().map(Value::type_name).collect();
        self.error(
            FaultKind::WrongType,
            format!("no such overload: `{name}({})`", types.join(", ")),
        )
    }
}

/// A bounded store of things made from texts, such as compiled regular expressions.
#[derive(Default)]
pub struct Cache {
    entries: RwLock<FxHashMap<Key, Arc<dyn Any + Send + Sync>>>,
}

/// The kind of a thing and the text that it was made from.
type Key = (&'static str, Box<str>);

const CACHED: usize = 512;

impl Cache {
    /// What `make` makes of `text`, from the store where it is there. Failures are not kept.
    ///
    /// # Errors
    /// What `make` returns.
    pub fn get<T: Any + Send + Sync, E>(
        &self,
        kind: &'static str,
        text: &str,
        make: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let key = (kind, Box::from(text));
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = entries.get(&key).and_then(|any| Arc::clone(any).downcast().ok()) {
            return Ok(found);
        }
        drop(entries);
        let made = Arc::new(make(text)?);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CACHED {
            entries.clear();
        }
        entries.insert(key, Arc::<T>::clone(&made));
        Ok(made)
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let len = self.entries.read().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Cache").field("len", &len).finish()
    }
}

/// The surroundings of an evaluation: functions that need more than their arguments, such as
/// `linked`.
pub trait Host<'e> {
    /// Calls a function; none where there is no such function.
    fn call(
        &self,
        name: &str,
        context: &CallContext<'_, 'e>,
        arguments: &[Value<'e>],
    ) -> Option<Eval<'e>>;
}

/// No surroundings.
#[derive(Clone, Copy, Debug)]
pub struct NoHost;

impl<'e> Host<'e> for NoHost {
    fn call(&self, _: &str, _: &CallContext<'_, 'e>, _: &[Value<'e>]) -> Option<Eval<'e>> {
        None
    }
}
