//! What lies outside of an evaluation: the network where it is allowed, and records of what
//! functions such as `http.send` and `time.now_ns` gave.

use super::network::Network;
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::Args;
use palisade_builtins::opa::http::{Hosts, Session, Web};
use palisade_ir::{Builtin, CallContext, Eval, Fault, FaultKind, Stop, World};
use palisade_lang_rego::Capabilities;
use palisade_lang_rego::workspace::{Problem, to_json, to_pretty_json};
use palisade_value::{Arena, JsonOptions, ObjectBuilder, Value, parse_json};
use rustc_hash::FxHashMap;
use serde_json::json;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What policies may reach.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Reach {
    /// A host that `http.send` may ask and `net.lookup_ip_addr` may look up (repeatable); without
    /// any, the network is off
    #[arg(long, value_name = "HOST[:PORT]", value_delimiter = ',')]
    allow_net: Vec<String>,
    /// Let policies set `tls_insecure_skip_verify`, which takes any certificate of a server
    #[arg(long, requires = "allow_net")]
    allow_insecure_tls: bool,
}

impl Reach {
    /// The network as far as it is allowed.
    /// Capabilities may leave some hosts out.
    pub(super) fn web<'t>(
        &self,
        network: &'t Network,
        capabilities: Option<&Capabilities>,
    ) -> Result<Web<'t>> {
        let within = capabilities.and_then(|has| has.allow_net.as_ref());
        let allowed = |host: &&String| {
            let name = host.rsplit_once(':').map_or(host.as_str(), |(name, port)| {
                if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host.as_str() }
            });
            let found = within.is_none_or(|all| {
                all.iter().any(|one| one == *host || one.eq_ignore_ascii_case(name))
            });
            if !found {
                let why = "is not in `allow_net` of the capabilities and stays out of reach";
                system::talk(&format!("warning: --allow-net {host}: the host {why}"));
            }
            found
        };
        let hosts = self.allow_net.iter().filter(allowed).map(String::as_str);
        let hosts = Hosts::parse(hosts)
            .map_err(|why| Failure::because(Exit::Usage, format!("--allow-net {why}")))?;
        Ok(Web::new(network, hosts, self.allow_insecure_tls))
    }
}

/// Tells which hosts would have to be allowed.
pub(super) fn tell_refused(web: &Web<'_>) {
    for host in web.refused() {
        let flag = super::network::flag(&host);
        system::talk(&format!(
            "warning: the policy asked for `{host}`, which is not allowed\n   = help: {flag}"
        ));
    }
}

/// Records of what an evaluation got from outside.
#[derive(Args, Debug, Default)]
pub(crate) struct Recording {
    /// Write what functions such as `http.send` and `time.now_ns` gave to a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["partial", "count"])]
    record: Option<PathBuf>,
    /// Have such functions give what a record says, and nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "partial", "allow_net"])]
    replay: Option<PathBuf>,
}

impl Recording {
    /// The record to replay.
    pub(super) fn replayed(&self) -> Result<Option<Replay>> {
        self.replay.as_deref().map(Replay::read).transpose()
    }

    pub(super) fn is_on(&self) -> bool {
        self.record.is_some()
    }

    /// Writes what was recorded.
    pub(super) fn write(&self, outer: &Outer<'_>) -> Result<()> {
        let (Some(path), Some(record)) = (&self.record, &outer.record) else { return Ok(()) };
        let record = record.borrow();
        let arena = Arena::new();
        let part = |wanted: bool| {
            let mut all: BTreeMap<&str, ObjectBuilder<'_>> = BTreeMap::new();
            for ((name, arguments), (failed, result)) in record.iter() {
                if *failed == wanted
                    && let Ok(value) = parse_json(&arena, result, JsonOptions::default())
                {
                    let of_name = all.entry(name).or_default();
                    of_name.insert(Value::str(&arena, arguments), value);
                }
            }
            let mut part = ObjectBuilder::new();
            for (name, calls) in all {
                part.insert(Value::str(&arena, name), calls.finish(&arena));
            }
            part.finish(&arena)
        };
        let mut all = ObjectBuilder::new();
        all.field("nd_builtin_cache", part(false));
        all.field("errors", part(true));
        let text = to_pretty_json(all.finish(&arena)) + "\n";
        system::write(path, &text).map_err(|error| {
            let why = system::reason(&error);
            Failure::because(Exit::Usage, format!("{}: {why}", path.display()))
        })
    }
}

/// Calls by name and arguments in JSON: whether they failed, and what they gave or why they failed.
type Calls = BTreeMap<(String, String), (bool, String)>;

/// What a record says.
#[derive(Debug)]
pub(super) struct Replay {
    calls: FxHashMap<(String, String), (bool, String)>,
}

impl Replay {
    fn read(path: &Path) -> Result<Self> {
        let wrong =
            |why: String| Failure::because(Exit::Usage, format!("{}: {why}", path.display()));
        let bytes = RealSystem.read_named(path).map_err(|e| wrong(system::reason(&e)))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8".to_owned()))?;
        let arena = Arena::new();
        // Numbers of any size are kept as they are.
        let root = parse_json(&arena, &text, JsonOptions::default())
            .map_err(|error| wrong(error.to_string()))?;
        let mut calls = FxHashMap::default();
        let none = || wrong("it is no record: `nd_builtin_cache` is missing".to_owned());
        let results = root.field("nd_builtin_cache").ok_or_else(none)?;
        for (failed, part) in [(false, Some(results)), (true, root.field("errors"))] {
            let Some(part) = part else { continue };
            let named = part.as_object().ok_or_else(none)?;
            for (name, of_name) in named.entries() {
                let of_name = of_name.as_object().ok_or_else(none)?;
                for (arguments, result) in of_name.entries() {
                    let (Value::Str(name), Value::Str(arguments)) = (name, arguments) else {
                        continue;
                    };
                    // However they were spaced, arguments are told by their value.
                    let arguments = parse_json(&arena, arguments, JsonOptions::default())
                        .map_err(|_| wrong(format!("`{arguments}` is no list of arguments")))?;
                    let key = ((*name).to_owned(), to_json(arguments));
                    calls.insert(key, (failed, to_json(*result)));
                }
            }
        }
        Ok(Self { calls })
    }
}

/// The outside of one evaluation.
#[derive(Debug)]
pub(super) struct Outer<'w> {
    session: Session<'w>,
    record: Option<RefCell<Calls>>,
    replay: Option<&'w Replay>,
    /// Calls that the record does not tell of.
    missing: RefCell<BTreeSet<String>>,
    /// Errors of builtins that left an expression undefined.
    swallowed: RefCell<Vec<Problem>>,
}

/// Most errors of builtins that are told of.
const ERRORS: usize = 100;

impl<'w> Outer<'w> {
    pub(super) fn new(web: &'w Web<'w>, record: bool, replay: Option<&'w Replay>) -> Self {
        Self {
            session: Session::new(web),
            record: record.then(RefCell::default),
            replay,
            missing: RefCell::default(),
            swallowed: RefCell::default(),
        }
    }

    /// The errors of builtins that left an expression undefined, each once.
    pub(super) fn errors(&self) -> Vec<Problem> {
        self.swallowed.borrow().clone()
    }

    /// An error if the record did not hold all that was asked for.
    pub(super) fn complete(&self) -> Result<()> {
        match self.missing.borrow().first() {
            None => Ok(()),
            Some(call) => {
                let why = format!("the record holds no result of {call}");
                Err(Failure::because(Exit::Invalid, why))
            }
        }
    }

    fn recorded<'e>(
        &self,
        replay: &Replay,
        builtin: &Builtin,
        context: &CallContext<'_, 'e>,
        arguments: &[Value<'e>],
    ) -> Eval<'e> {
        let key = (builtin.name.to_owned(), listed(context.arena, arguments));
        let Some((failed, result)) = replay.calls.get(&key) else {
            self.missing.borrow_mut().insert(format!("`{}` with {}", key.0, key.1));
            return Err(context.error(FaultKind::BadArgument, "it is not in the record"));
        };
        let value = parse_json(context.arena, result, JsonOptions::default())
            .map_err(|error| context.error(FaultKind::BadArgument, error.to_string()))?;
        match (failed, value) {
            (true, Value::Str(why)) => Err(context.error(FaultKind::BadArgument, why)),
            // JSON has no sets.
            (_, Value::Array(items)) if builtin.name == "net.lookup_ip_addr" => {
                Ok(Value::set(context.arena, items.items()))
            }
            (_, value) => Ok(value),
        }
    }
}

fn listed<'e>(arena: &'e Arena, arguments: &[Value<'e>]) -> String {
    to_json(Value::array(arena, arguments))
}

impl World for Outer<'_> {
    fn call<'e>(
        &self,
        builtin: &'static Builtin,
        context: &CallContext<'_, 'e>,
        arguments: &[Value<'e>],
    ) -> Option<Eval<'e>> {
        if builtin.name == "trace" {
            return None;
        }
        if let Some(replay) = self.replay {
            return Some(self.recorded(replay, builtin, context, arguments));
        }
        let given = self.session.call(builtin, context, arguments);
        let Some(record) = &self.record else { return given };
        let result = given.unwrap_or_else(|| (builtin.run)(context, arguments));
        let kept = match &result {
            Ok(value) => Some((false, to_json(*value))),
            Err(Stop::Error(Fault { message, .. })) => Some((true, json!(message).to_string())),
            Err(_) => None,
        };
        if let Some(kept) = kept {
            let key = (builtin.name.to_owned(), listed(context.arena, arguments));
            record.borrow_mut().insert(key, kept);
        }
        Some(result)
    }

    fn swallowed<'e>(&self, fault: &Fault<'e>, _: &'e Arena) -> Option<Value<'e>> {
        let problem = Problem::of(Stop::Error(fault));
        let mut all = self.swallowed.borrow_mut();
        if all.len() < ERRORS && !all.contains(&problem) {
            all.push(problem);
        }
        None
    }
}
