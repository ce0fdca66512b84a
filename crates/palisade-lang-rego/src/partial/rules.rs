//! The symbolic interpreter: functions and rules.

use super::leaves::Leaf;
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
        let here =
            self.outside.is_empty() && self.here.mocks.iter().all(|m| matches!(m, Mock::Off));
        let plain = here && arguments.is_empty();
        if plain {
            if let Some(found) = self.memo.get(&id) {
                return Ok(found.clone());
            }
            if let Some(path) = self.declared_unknown(&func.name) {
                return Ok(one(path));
            }
        }
        if here && let Some(found) = self.kept(id, &arguments)? {
            return Ok(found);
        }
        let alts = self.inlined(id, arguments)?;
        if plain && alts.iter().all(|a| is_plain(a)) {
            self.memo.insert(id, alts.clone());
        }
        Ok(alts)
    }

    /// What a function or rule gives, worked out.
    pub(super) fn inlined(
        &mut self,
        id: FuncId,
        arguments: Vec<Sym<'e>>,
    ) -> Result<Alts<'e>, Failed> {
        let func = self.program.func(id);
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
        result
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
                // Each solution says of all branches before it that they do not hold, and so does
                // what comes after it: that is work, and room.
                let size = before.size();
                for mut part in sink.parts {
                    self.spend(size)?;
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
        for alt in alts.iter_mut().filter(|a| a.cond.iterates()) {
            // Inlined, an iteration inside the rule is one of the caller's.
            self.repeated += 1;
            if self.exact {
                let Alt { cond, value } = alt.clone();
                *alt = self.element_of(vec![Part { cond, key: None, value }], at);
            }
        }
        if let Some(default) = default {
            let absent = Cond::any(alts.iter().map(|a| a.cond.clone())).not();
            if !matches!(absent, Cond::False) {
                let value = self.eval(default, frame)?;
                under(&absent, value, &mut alts);
            }
        }
        Ok(self.bounded(alts, at))
    }
}

/// Whether an alternative can be used again as it is: nothing in it iterates.
fn is_plain(alt: &Alt<'_>) -> bool {
    let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
    alt.cond.variables(&mut used, &mut made);
    alt.value.variables(&mut used, &mut made);
    used.is_empty() && made.is_empty()
}
