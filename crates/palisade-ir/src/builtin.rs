use crate::{Eval, Fault, FaultKind, Stop};
use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::Value;
use rustc_hash::FxHashMap;
use std::any::Any;
use std::cell::RefCell;
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
    /// What was made in this evaluation already; none where nothing is kept.
    pub kept: Option<&'c Kept<'e>>,
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

    /// What `make` makes of an argument for the function of a name, once for each text, array or
    /// object where the evaluation keeps such things. Failures are not kept.
    ///
    /// # Errors
    /// What `make` returns.
    pub fn once(
        &self,
        function: &'static str,
        argument: Value<'e>,
        make: impl FnOnce() -> Eval<'e>,
    ) -> Eval<'e> {
        let (Some(kept), Some(identity)) = (self.kept, identity(argument)) else { return make() };
        let key = (function, identity);
        if let Some(found) = kept.entries.borrow().get(&key) {
            return Ok(*found);
        }
        let made = make()?;
        let mut entries = kept.entries.borrow_mut();
        if entries.len() >= KEPT {
            entries.clear();
        }
        entries.insert(key, made);
        Ok(made)
    }

    /// What `make` makes of a list of positions for a word, once for each list, told by where it
    /// lies, where the evaluation keeps such things.
    pub fn once_among(
        &self,
        list: &'e [u32],
        word: &'e str,
        make: impl FnOnce() -> Value<'e>,
    ) -> Value<'e> {
        let Some(kept) = self.kept else { return make() };
        let key = (list.as_ptr().addr(), list.len(), word);
        if let Some(found) = kept.among.borrow().get(&key) {
            return *found;
        }
        let made = make();
        let mut among = kept.among.borrow_mut();
        if among.len() >= KEPT {
            among.clear();
        }
        among.insert(key, made);
        made
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

/// What functions made of documents in the course of evaluations that share an arena, so that all
/// rules about one resource read a document once.
///
/// A document is told by where it lies: as long as `'e` lasts nothing else can lie there.
#[derive(Default)]
pub struct Kept<'e> {
    entries: RefCell<FxHashMap<(&'static str, Identity), Value<'e>>>,
    among: RefCell<FxHashMap<(usize, usize, &'e str), Value<'e>>>,
}

/// Where a value lies, and how long it is where that is not fixed.
type Identity = (usize, usize);

/// Most documents that are kept.
const KEPT: usize = 1 << 14;

fn identity(value: Value<'_>) -> Option<Identity> {
    match value {
        Value::Str(text) => Some((text.as_ptr().addr(), text.len())),
        Value::Unknown(unknown) => Some((std::ptr::from_ref(unknown).addr(), usize::MAX)),
        Value::Array(array) => Some((std::ptr::from_ref(array).addr(), usize::MAX)),
        Value::Object(object) => Some((std::ptr::from_ref(object).addr(), usize::MAX)),
        _ => None,
    }
}

impl std::fmt::Debug for Kept<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("len", &self.entries.borrow().len()).finish()
    }
}

/// A bounded store of things made from texts, such as compiled regular expressions.
#[derive(Default)]
pub struct Cache {
    /// By kind, then by the text that they were made from.
    entries: RwLock<FxHashMap<&'static str, ByText>>,
}

type ByText = FxHashMap<Box<str>, Arc<dyn Any + Send + Sync>>;

/// Most things of one kind that are kept.
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
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let found = entries.get(kind).and_then(|of_kind| of_kind.get(text));
        if let Some(found) = found.and_then(|any| Arc::clone(any).downcast().ok()) {
            return Ok(found);
        }
        drop(entries);
        let made = Arc::new(make(text)?);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let of_kind = entries.entry(kind).or_default();
        if of_kind.len() >= CACHED {
            of_kind.clear();
        }
        of_kind.insert(Box::from(text), Arc::<T>::clone(&made));
        Ok(made)
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let len: usize = entries.values().map(FxHashMap::len).sum();
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

/// What lies outside of an evaluation: what answers for builtins whose results depend on more than
/// their arguments.
pub trait World {
    /// Calls a builtin that is not pure; none where it is to be called as it is.
    fn call<'e>(
        &self,
        builtin: &'static Builtin,
        context: &CallContext<'_, 'e>,
        arguments: &[Value<'e>],
    ) -> Option<Eval<'e>>;

    /// Told of an error of a builtin that leaves an expression undefined; gives what stands in
    /// its place, if anything does.
    fn swallowed<'e>(&self, _: &Fault<'e>, _: &'e Arena) -> Option<Value<'e>> {
        None
    }
}
