//! The symbolic interpreter: functions and rules.

use super::machine::{Alt, Alts, Failed, Flow, Frame, Machine, Mock, Sink, one, under};
use super::sym::{Base, Cond, Part, Shape, Sym};
use palisade_ir::{Chain, ExprId, FuncId, FuncKind, List, RuleKind};
use palisade_source::{Diagnostic, Location};
use palisade_value::Value;
use std::collections::BTreeSet;

impl<'e> Machine<'_, 'e> {
    pub(super) fn call(
        &mut self,
        func: FuncId,
        arguments: List,
        frame: &mut Frame<'e>,
    ) -> Result<Alts<'e>, Failed> {
        if arguments.is_empty() {
            return self.apply_func(func, Vec::new());
        }
        let list = self.program.list(arguments).to_vec();
        let mut all = Vec::new();
        for (cond, values) in self.product(&list, frame)? {
            // A call whose argument is undefined is undefined, whether it is used or not.
            let there: Vec<_> =
                values.iter().zip(&list).map(|(v, id)| Cond::defined(v, self.at(*id))).collect();
            let cond = Cond::all([cond].into_iter().chain(there));
            let found = self.apply_func(func, values)?;
            under(&cond, found, &mut all);
        }
        Ok(all)
    }

    /// A call of a function that stands in the place of another: it calls the real ones.
    pub(super) fn call_in_place(
        &mut self,
        func: FuncId,
        arguments: List,
        frame: &mut Frame<'e>,
    ) -> Result<Alts<'e>, Failed> {
        let list = self.program.list(arguments).to_vec();
        let products = self.product(&list, frame)?;
        let kept = self.here.mocks.clone();
        for mock in &mut self.here.mocks {
            if let Mock::Value(_) | Mock::Function(_) = mock {
                *mock = Mock::Off;
            }
        }
        let mut all = Vec::new();
        let mut failed = None;
        for (cond, values) in products {
            let there: Vec<_> = values.iter().map(|v| Cond::defined(v, None)).collect();
            let cond = Cond::all([cond].into_iter().chain(there));
            match self.apply_func(func, values) {
                Ok(found) => under(&cond, found, &mut all),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        self.here.mocks = kept;
        failed.map_or(Ok(all), Err)
    }

    fn apply_func(&mut self, id: FuncId, arguments: Vec<Sym<'e>>) -> Result<Alts<'e>, Failed> {
        self.tick()?;
        let func = self.program.func(id);
        let plain = arguments.is_empty()
            && self.outside.is_empty()
            && self.here.mocks.iter().all(|m| matches!(m, Mock::Off));
        if plain {
            if let Some(found) = self.memo.get(&id) {
                return Ok(found.clone());
            }
            if let Some(path) = self.declared_unknown(&func.name) {
                return Ok(one(path));
            }
        }
        self.depth += 8;
        if self.depth > self.given.limits.depth.saturating_mul(8) {
            let message = "statements and calls nest too deep for a partial evaluation";
            return Err(Box::new(Diagnostic::error("rego-partial-limit", message)));
        }
        let mut frame = arguments;
        frame.resize(usize::from(func.slots).max(frame.len()), Sym::Known(Value::Null));
        let result = match &func.kind {
            FuncKind::Expr(expr) => self.eval(*expr, &mut frame),
            FuncKind::Rules { kind, bodies, default, .. } => {
                self.rules(*kind, bodies, *default, &mut frame, func.location)
            }
        };
        self.depth -= 8;
        let alts = result?;
        if plain {
            let settled = match alts.as_slice() {
                [] => true,
                [only] => matches!(only, Alt { cond: Cond::True, value: Sym::Known(_) }),
                _ => false,
            };
            if settled {
                self.memo.insert(id, alts.clone());
            }
        }
        Ok(alts)
    }

    /// The path of a rule that is declared to be unknown, or stands below what is.
    fn declared_unknown(&self, name: &str) -> Option<Sym<'e>> {
        let path = name.strip_prefix("data.")?;
        let keys: Vec<&str> = path.split('.').collect();
        if !self.openness(Base::Data, &keys).0 {
            return None;
        }
        let key = |k: &str| Sym::Known(Value::str(self.arena, k));
        Some(keys.iter().fold(Sym::Base(Base::Data), |base, k| Sym::get(base, key(k))))
    }

    fn rules(
        &mut self,
        kind: RuleKind,
        bodies: &'e [Chain],
        default: Option<ExprId>,
        frame: &mut Frame<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let mut all = Sink::default();
        for Chain(branches) in bodies {
            // `else`: a branch counts where none before it has a solution.
            let mut before = Cond::True;
            for block in branches {
                let mut sink = Sink { first: kind == RuleKind::Once, ..Sink::default() };
                let flow = self.block(*block, frame, Cond::True, &mut sink)?;
                let found = Cond::any(sink.parts.iter().map(|p| p.cond.clone()));
                for mut part in sink.parts {
                    part.cond = Cond::all([before.clone(), part.cond]);
                    all.parts.push(part);
                }
                all.members.append(&mut sink.members);
                before = Cond::all([before, found.not()]);
                if matches!(before, Cond::False) || flow == Flow::Enough {
                    break;
                }
            }
        }
        match kind {
            RuleKind::Complete | RuleKind::Once => self.complete(all.parts, default, frame, at),
            RuleKind::Set => Ok(one(self.collect(Shape::Set, all.parts, at)?)),
            RuleKind::Object => Ok(one(self.collect(Shape::Object, all.parts, at)?)),
            RuleKind::Tree => {
                let leaves = all.parts.into_iter().zip(all.members);
                let leaves: Vec<Leaf<'e>> = leaves
                    .map(|(part, member)| {
                        let path = match &part.key {
                            Some(Sym::Known(Value::Array(keys))) => {
                                keys.items().iter().map(|k| Sym::Known(*k)).collect()
                            }
                            Some(Sym::Array(keys)) => keys.to_vec(),
                            _ => Vec::new(),
                        };
                        Leaf { path, cond: part.cond, value: part.value, member }
                    })
                    .collect();
                Ok(one(self.tree(leaves, 0, at)?))
            }
        }
    }

    fn complete(
        &mut self,
        parts: Vec<Part<'e>>,
        default: Option<ExprId>,
        frame: &mut Frame<'e>,
        at: Option<Location>,
    ) -> Result<Alts<'e>, Failed> {
        let mut alts: Alts<'e> = Vec::new();
        for part in parts {
            match alts.iter_mut().find(|a| a.value.same(&part.value)) {
                Some(alt) => alt.cond = Cond::any([alt.cond.clone(), part.cond]),
                None => alts.push(Alt { cond: part.cond, value: part.value }),
            }
        }
        let certain = |a: &&Alt<'e>| matches!((&a.cond, &a.value), (Cond::True, Sym::Known(_)));
        if alts.iter().filter(certain).count() > 1 {
            let message = "complete rules must not produce multiple outputs";
            let mut error = Diagnostic::error("eval-conflict-error", message);
            error.location = at;
            return Err(Box::new(error));
        }
        let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
        alts.iter().for_each(|a| a.cond.variables(&mut used, &mut made));
        if !made.is_empty() {
            // Inlined, an iteration inside the rule is one of the caller's.
            self.repeated += 1;
        }
        if let Some(default) = default {
            let absent = Cond::any(alts.iter().map(|a| a.cond.clone())).not();
            if !matches!(absent, Cond::False) {
                let value = self.eval(default, frame)?;
                under(&absent, value, &mut alts);
            }
        }
        self.bounded(alts, at)
    }

    /// The objects inside objects that solutions with paths make.
    fn tree(
        &mut self,
        leaves: Vec<Leaf<'e>>,
        depth: usize,
        at: Option<Location>,
    ) -> Result<Sym<'e>, Failed> {
        let mut groups: Vec<(Value<'e>, Vec<Leaf<'e>>)> = Vec::new();
        for leaf in leaves {
            let Some(key) = leaf.path.get(depth).and_then(Sym::known) else {
                return self.unsupported("a rule with several keys, one of them unknown,", at);
            };
            match groups.iter_mut().find(|(k, _)| k.same(&key)) {
                Some((_, group)) => group.push(leaf),
                None => groups.push((key, vec![leaf])),
            }
        }
        let mut parts = Vec::with_capacity(groups.len());
        for (key, group) in groups {
            let key = Some(Sym::Known(key));
            let ends = group.iter().filter(|l| l.path.len() == depth + 1).count();
            let members = group.iter().filter(|l| l.member).count();
            if ends == group.len() && members == 0 {
                parts.extend(group.into_iter().map(|leaf| Part {
                    cond: leaf.cond,
                    key: key.clone(),
                    value: leaf.value,
                }));
                continue;
            }
            let cond = Cond::any(group.iter().map(|l| l.cond.clone()));
            let value = if ends == group.len() && members == ends {
                let items = group
                    .into_iter()
                    .map(|l| Part { cond: l.cond, key: None, value: l.value })
                    .collect();
                self.collect(Shape::Set, items, at)?
            } else if ends == 0 {
                self.tree(group, depth + 1, at)?
            } else {
                return self.unsupported("a rule that has a value and values below it", at);
            };
            parts.push(Part { cond, key, value });
        }
        self.collect(Shape::Object, parts, at)
    }
}

/// A solution of a rule with several keys.
struct Leaf<'e> {
    path: Vec<Sym<'e>>,
    cond: Cond<'e>,
    value: Sym<'e>,
    member: bool,
}
