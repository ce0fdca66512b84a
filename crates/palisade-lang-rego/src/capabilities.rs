//! What a policy may use: OPA's capabilities, read, held against modules, and written.
//!
//! A file of capabilities says which functions, keywords and features the OPA has that a policy is
//! meant for. What is not in it is refused as that OPA refuses it.

mod current;
mod features;

use crate::compile::builtin;
use palisade_builtins::opa::Declared;
use palisade_ir::{Builtin, CallContext, Eval, FaultKind, UnknownArguments};
use palisade_source::did_you_mean;
use palisade_value::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

pub use current::current;
pub(crate) use features::refused;

/// The version of OPA whose language and functions are here.
pub const VERSION: &str = "v1.20.0";

/// The keys of a file of capabilities.
const KEYS: [&str; 5] =
    ["allow_net", "builtins", "features", "future_keywords", "wasm_abi_versions"];

/// The keywords that OPA 1.0 has without any import.
const OLD_KEYWORDS: [&str; 4] = ["contains", "every", "if", "in"];
/// The keywords that need an import.
const NEW_KEYWORDS: [&str; 3] = ["and", "not", "or"];

/// What a policy may use.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// What they are told by.
    name: String,
    builtins: FxHashSet<String>,
    /// Functions that are not here.
    foreign: FxHashMap<String, &'static Declared>,
    keywords: FxHashSet<String>,
    features: FxHashSet<String>,
    /// The hosts that may be asked; all where there is no list.
    pub allow_net: Option<Vec<String>>,
}

impl Capabilities {
    /// Reads OPA's capabilities; `name` is what messages call them, such as their file.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn read(name: &str, json: &Json) -> Result<Self, String> {
        let Json::Object(parts) = json else {
            return Err("capabilities are an object with `builtins`".to_owned());
        };
        // What newer versions add is passed over; a slip of the pen would refuse everything.
        for key in parts.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            if let Some(help) = did_you_mean(key, KEYS) {
                return Err(format!("unknown key `{key}`: {help}"));
            }
        }
        let mut out = Self {
            name: name.to_owned(),
            builtins: FxHashSet::default(),
            foreign: FxHashMap::default(),
            keywords: texts(json, "future_keywords")?.into_iter().flatten().collect(),
            features: texts(json, "features")?.into_iter().flatten().collect(),
            allow_net: texts(json, "allow_net")?,
        };
        let known = |word: &&String| {
            !OLD_KEYWORDS.contains(&word.as_str()) && !NEW_KEYWORDS.contains(&word.as_str())
        };
        if let Some(word) = out.keywords.iter().filter(known).min() {
            return Err(format!("illegal capabilities: unknown keyword: {word}"));
        }
        let builtins = match json.get("builtins") {
            None | Some(Json::Null) => return Ok(out),
            Some(Json::Array(all)) => all,
            Some(_) => return Err("`builtins` is no list".to_owned()),
        };
        for (n, one) in builtins.iter().enumerate() {
            let Some(name) = one.get("name").and_then(Json::as_str) else {
                return Err(format!("`builtins[{n}]` has no `name`"));
            };
            if builtin(name).is_none() && !BINDING.contains(&name) {
                let signature = signature(one).ok_or_else(|| {
                    format!("`builtins[{n}]`: the declaration of `{name}` cannot be used")
                })?;
                out.foreign.insert(name.to_owned(), foreign(name, signature));
            }
            out.builtins.insert(name.to_owned());
        }
        Ok(out)
    }

    /// What is here, as capabilities.
    #[must_use]
    pub fn of_this_version(dialect: crate::ast::Dialect) -> Self {
        let read = Self::read(VERSION, &current(dialect));
        // It is what the function above wrote.
        read.unwrap_or_else(|_| Self {
            name: VERSION.to_owned(),
            builtins: FxHashSet::default(),
            foreign: FxHashMap::default(),
            keywords: FxHashSet::default(),
            features: FxHashSet::default(),
            allow_net: None,
        })
    }

    /// Whether a function or operator, by OPA's name, may be used.
    #[must_use]
    pub fn allow(&self, builtin: &str) -> bool {
        self.builtins.contains(builtin)
    }

    /// A function that they have and that is not here.
    pub(crate) fn foreign(&self, name: &str) -> Option<&'static Declared> {
        self.foreign.get(name).copied()
    }

    /// How to mend the use of a function that they lack.
    pub(crate) fn help(&self, what: &str) -> String {
        format!("`{what}` is not among the capabilities of `{}`", self.name)
    }
}

/// Functions of OPA's that the compiler itself stands for here.
const BINDING: [&str; 7] = [
    "assign",
    "eq",
    "internal.print",
    "internal.test_case",
    "print",
    "rego.metadata.chain",
    "rego.metadata.rule",
];

/// The function that stands for one that is not here.
fn foreign(name: &str, signature: String) -> &'static Declared {
    // A program lives to the end of a run, and so do the few functions of a file.
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    let signature: &'static str = Box::leak(signature.into_boxed_str());
    let builtin = Builtin { name, run: absent, unknown: UnknownArguments::Deep, pure: false };
    Box::leak(Box::new(Declared { builtin, signature }))
}

/// Whether a function is one that only capabilities name.
pub(crate) fn is_foreign(declared: &Declared) -> bool {
    std::ptr::fn_addr_eq(
        declared.builtin.run,
        absent as for<'e> fn(&CallContext<'_, 'e>, &[Value<'e>]) -> Eval<'e>,
    )
}

fn absent<'e>(context: &CallContext<'_, 'e>, _: &[Value<'e>]) -> Eval<'e> {
    let message = "unsupported built-in: the capabilities have this function, and it is not here";
    Err(context.error(FaultKind::NoSuchName, message))
}

fn texts(json: &Json, key: &str) -> Result<Option<Vec<String>>, String> {
    match json.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Array(all)) => all
            .iter()
            .map(|one| one.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .map(Some)
            .ok_or_else(|| format!("`{key}` is no list of texts")),
        Some(_) => Err(format!("`{key}` is no list of texts")),
    }
}

// Declarations.

/// The notation of a declaration: `(x: string) => number`.
fn signature(builtin: &Json) -> Option<String> {
    let declared = builtin.get("decl")?;
    if declared.get("variadic").is_some() {
        return None;
    }
    let none = Vec::new();
    let args = match declared.get("args") {
        None | Some(Json::Null) => &none,
        Some(args) => args.as_array()?,
    };
    let args = args.iter().enumerate().map(|(n, arg)| Some(format!("x{n}: {}", notation(arg, 0)?)));
    let args = args.collect::<Option<Vec<_>>>()?.join(", ");
    let result = declared.get("result").map_or(Some("any".to_owned()), |r| notation(r, 0))?;
    Some(format!("({args}) => {result}"))
}

/// How deep types may nest.
const MAX_TYPE: u32 = 32;

/// A type of OPA's in the notation of signatures; what that cannot say is wider.
fn notation(ty: &Json, depth: u32) -> Option<String> {
    if depth > MAX_TYPE {
        return None;
    }
    let inner = |ty: &Json| notation(ty, depth + 1);
    let part = |key: &str| ty.get(key).filter(|part| !part.is_null());
    Some(match ty.get("type")?.as_str()? {
        plain @ ("null" | "boolean" | "number" | "string") => plain.to_owned(),
        "any" => match part("of").and_then(Json::as_array) {
            Some(all) if !all.is_empty() => {
                all.iter().map(inner).collect::<Option<Vec<_>>>()?.join("|")
            }
            _ => "any".to_owned(),
        },
        "set" => match part("of") {
            Some(of) => format!("set<{}>", inner(of)?),
            None => "set<any>".to_owned(),
        },
        "array" => match (part("static").and_then(Json::as_array), part("dynamic")) {
            (None, Some(of)) => format!("array<{}>", inner(of)?),
            (Some(all), None) if all.len() > 1 => {
                let all = all.iter().map(inner).collect::<Option<Vec<_>>>()?;
                format!("array<{}>", all.join(", "))
            }
            _ => "array<any>".to_owned(),
        },
        "object" => match (part("static"), part("dynamic")) {
            (None, Some(of)) => {
                format!("object<{}: {}>", inner(of.get("key")?)?, inner(of.get("value")?)?)
            }
            _ => "object<any: any>".to_owned(),
        },
        _ => return None,
    })
}
