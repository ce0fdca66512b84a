//! Rules and functions that are written beside the queries instead of being worked out in them.

use super::machine::{Alts, Failed, Machine, one};
use super::print::{Body, Literal, LiteralKind, Writer, is_name};
use super::sym::{Base, Cond, Shape, Sym};
use super::{Options, Residual};
use crate::Compiled;
use crate::workspace::to_json;
use palisade_ir::{Builtin, FuncId};
use palisade_value::Value;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

/// Functions that may give something else each time: they stay calls unless it is asked for.
const CHANGING: &[&str] = &[
    "http.send",
    "io.jwt.decode_verify",
    "io.jwt.encode_sign",
    "io.jwt.encode_sign_raw",
    "net.lookup_ip_addr",
    "opa.runtime",
    "rand.intn",
    "time.now_ns",
    "uuid.rfc4122",
];

/// Whether a builtin may give something else each time.
pub(super) fn nondeterministic(builtin: &Builtin) -> bool {
    !builtin.pure && CHANGING.contains(&builtin.name)
}

/// A rule or function with what it gives.
#[derive(Clone, Debug)]
pub(super) struct Saved<'e> {
    /// Its path below `data`.
    path: Rc<Vec<String>>,
    /// The variables that are its parameters; none for a rule.
    parameters: Option<Vec<u32>>,
    alts: Alts<'e>,
}

impl Saved<'_> {
    /// The variables in it.
    pub(super) fn variables(&self, used: &mut BTreeSet<u32>, made: &mut BTreeSet<u32>) {
        for alt in &self.alts {
            alt.cond.variables(used, made);
            alt.value.variables(used, made);
        }
    }
}

/// What is known of the rules that stay.
pub(super) struct Keeper<'e> {
    /// The rules and functions that may stay.
    paths: FxHashMap<FuncId, Rc<Vec<String>>>,
    saved: Vec<Saved<'e>>,
}

impl<'e> Keeper<'e> {
    pub(super) fn new(compiled: &Compiled, options: &Options) -> Self {
        let mut paths = FxHashMap::default();
        if options.shallow || !options.kept.is_empty() {
            for entry in &compiled.entries {
                paths.insert(entry.func, Rc::new(entry.path.clone()));
            }
        }
        Self { paths, saved: Vec::new() }
    }

    /// The rules that a condition needs, those that they need too.
    pub(super) fn needed(&self, cond: &Cond<'e>) -> Vec<Saved<'e>> {
        let (mut seen, mut done) = (BTreeSet::new(), 0);
        cond.applied(&mut seen);
        while done < seen.len() {
            done = seen.len();
            for saved in &self.saved {
                let alts = if seen.contains(&saved.path) { saved.alts.as_slice() } else { &[] };
                for alt in alts {
                    alt.cond.applied(&mut seen);
                    alt.value.applied(&mut seen);
                }
            }
        }
        self.saved.iter().filter(|s| seen.contains(&s.path)).cloned().collect()
    }
}

impl<'e> Machine<'_, 'e> {
    /// A call of a rule or function that is to stay one; none where it is worked out.
    pub(super) fn kept(
        &mut self,
        id: FuncId,
        arguments: &[Sym<'e>],
    ) -> Result<Option<Alts<'e>>, Failed> {
        let Some(path) = self.keeper.paths.get(&id).map(Rc::clone) else { return Ok(None) };
        let options = &self.given.options;
        let named = options.kept.iter().any(|keys| path.starts_with(keys));
        if !named && !options.shallow {
            return Ok(None);
        }
        // What hangs on nothing unknown is computed.
        let known = arguments.iter().all(|a| a.known().is_some());
        if !named && known {
            let alts = self.inlined(id, arguments.to_vec())?;
            let settled = match alts.as_slice() {
                [] => true,
                [only] => matches!(only.cond, Cond::True) && only.value.known().is_some(),
                _ => false,
            };
            if settled {
                return Ok(Some(alts));
            }
        }
        if !self.keeper.saved.iter().any(|s| s.path == path) {
            let exact = std::mem::replace(&mut self.exact, false);
            let count = usize::from(self.program.func(id).params);
            let parameters: Vec<u32> = (0..count).map(|_| self.fresh()).collect();
            let symbols = parameters.iter().map(|p| Sym::Base(Base::Var(*p))).collect();
            let alts = self.inlined(id, symbols)?;
            self.exact = exact;
            let parameters = (count > 0).then_some(parameters);
            self.keeper.saved.push(Saved { path: Rc::clone(&path), parameters, alts });
        }
        Ok(Some(one(Sym::Apply(path, Rc::new(arguments.to_vec())))))
    }
}

/// What the head of a rule says.
#[derive(Clone, Debug)]
pub(super) enum Says<'e> {
    Value(Sym<'e>),
    Contains(Sym<'e>),
    Entry(Sym<'e>, Sym<'e>),
}

/// A rule as it is written.
#[derive(Clone, Debug)]
pub(super) struct KeptRule<'e> {
    /// The name with further keys behind it.
    pub(super) name: Vec<String>,
    pub(super) parameters: Vec<u32>,
    pub(super) says: Says<'e>,
    pub(super) body: Body<'e>,
}

/// The rules of packages, by the path of the package below `data`.
pub(super) type Packages<'e> = BTreeMap<Vec<String>, Vec<KeptRule<'e>>>;

impl<'e> Writer<'e> {
    /// The rules that are written beside the queries.
    pub(super) fn packages(&mut self, residual: &Residual<'e>) -> Result<Packages<'e>, Failed> {
        let mut all = Packages::new();
        for saved in &residual.saved {
            // What cannot be a name stands behind one.
            let at = saved.path.iter().rposition(|key| is_name(key)).unwrap_or(0);
            let (package, name) = saved.path.split_at(at);
            let package: Vec<String> =
                std::iter::once("partial".to_owned()).chain(package.iter().cloned()).collect();
            let rules = self.rules(saved, name)?;
            all.entry(package).or_default().extend(rules);
        }
        Ok(all)
    }

    fn rules(&mut self, saved: &Saved<'e>, name: &[String]) -> Result<Vec<KeptRule<'e>>, Failed> {
        let parameters = saved.parameters.clone().unwrap_or_default();
        let rule = |says: Says<'e>, mut body: Body<'e>| {
            // What the head says is defined wherever the rule is.
            let said = |sym: &Sym<'e>| match &says {
                Says::Value(value) | Says::Contains(value) => value.same(sym),
                Says::Entry(key, value) => key.same(sym) || value.same(sym),
            };
            body.retain(
                |l| !matches!(&l.kind, LiteralKind::Defined(sym) if !l.negated && said(sym)),
            );
            KeptRule { name: name.to_vec(), parameters: parameters.clone(), says, body }
        };
        let mut all = Vec::new();
        if let ([only], None) = (saved.alts.as_slice(), &saved.parameters)
            && let (Cond::True, Sym::Gathered(inner)) = (&only.cond, &only.value)
            && inner.shape != Shape::Array
        {
            for part in &inner.parts {
                for body in self.bodies(&part.cond)? {
                    let says = match &part.key {
                        Some(key) => Says::Entry(key.clone(), part.value.clone()),
                        None => Says::Contains(part.value.clone()),
                    };
                    all.push(rule(says, body));
                }
            }
        } else {
            for alt in &saved.alts {
                for body in self.bodies(&alt.cond)? {
                    all.push(rule(Says::Value(alt.value.clone()), body));
                }
            }
        }
        if all.is_empty() {
            // What calls it has to find it.
            let never = Sym::Known(Value::Bool(false));
            let body = vec![Literal { negated: false, kind: LiteralKind::Holds(never) }];
            all.push(rule(Says::Value(Sym::Known(Value::Bool(true))), body));
        }
        Ok(all)
    }

    /// A package as a module.
    pub(super) fn package(
        &mut self,
        path: &[String],
        rules: &[KeptRule<'e>],
    ) -> Result<String, Failed> {
        let mut out = format!("package {}\n", dotted(path));
        for rule in rules {
            let mut head = dotted(&rule.name);
            if !rule.parameters.is_empty() {
                let names: Vec<String> =
                    rule.parameters.iter().map(|p| self.variable(*p)).collect();
                _ = write!(head, "({})", names.join(", "));
            }
            match &rule.says {
                Says::Value(Sym::Known(Value::Bool(true))) => {}
                Says::Value(value) => _ = write!(head, " := {}", self.term(value, true)?),
                Says::Contains(value) => _ = write!(head, " contains {}", self.term(value, true)?),
                Says::Entry(key, value) => {
                    let (key, value) = (self.term(key, true)?, self.term(value, true)?);
                    _ = write!(head, "[{key}] := {value}");
                }
            }
            let lines = self.lines(&rule.body)?;
            let bare = matches!(rule.says, Says::Value(Sym::Known(Value::Bool(true))));
            if lines.is_empty() && !bare {
                _ = write!(out, "\n{head}\n");
                continue;
            }
            let lines = if lines.is_empty() { vec!["true".to_owned()] } else { lines };
            _ = write!(out, "\n{head} if {{\n\t{}\n}}\n", lines.join("\n\t"));
        }
        Ok(out)
    }
}

/// A path with dots where the keys allow it.
pub(super) fn dotted(path: &[String]) -> String {
    let mut out = String::new();
    for key in path {
        if !is_name(key) && !out.is_empty() {
            _ = write!(out, "[{}]", to_json(Value::Str(key)));
            continue;
        }
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(key);
    }
    out
}
