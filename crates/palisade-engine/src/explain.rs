use crate::faults::Faults;
use crate::host::Links;
use crate::judge::{Judge, Store, cut, json, name};
use crate::{CompiledPolicy, Engine, Evaluation, Settings};
use palisade_arena::Arena;
use palisade_ir::{Eval, Expr, Program, Stop, Trace};
use palisade_model::{Outcome, Policy, Resource, RuleId};
use palisade_source::SourceMap;
use palisade_value::{Ext, Value};
use std::sync::Arc;

/// One sub-expression of a condition with its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExplainLine {
    /// How deep it stands in the condition.
    pub depth: usize,
    /// The expression as written.
    pub expression: String,
    /// What it came to.
    pub value: String,
}

/// How one rule came to its outcome on one resource.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The rule.
    pub rule: RuleId,
    /// The outcome.
    pub outcome: Outcome,
    /// Whether the condition demands (`require`) or forbids (`deny`).
    pub require: bool,
    /// The condition's parts, outermost first.
    pub lines: Vec<ExplainLine>,
}

impl Engine {
    /// How each rule of each policy about a resource came to its outcome.
    #[must_use]
    pub fn explain(
        &self,
        resources: &[Resource<'_>],
        position: usize,
        sources: &SourceMap,
        settings: &Settings,
    ) -> Vec<Explanation> {
        let Some(resource) = resources.get(position) else { return Vec::new() };
        let links = Links::new(resources);
        let mut found = Vec::new();
        for at in self.about(resource.kind) {
            let Some(policy) = self.entries()[at as usize].policy() else { continue };
            let (arena, store, faults) = (Arena::new(), Store::default(), Faults::default());
            let all = Settings { keep_all: true, ..*settings };
            let judge = Judge::new(policy, resources, &links, (&arena, &store, &faults), &all);
            let named = name(resource);
            let outcomes = self.one(policy, resources, position, &links, &all);
            for rule in &policy.rules {
                let mine: Vec<&Outcome> = outcomes
                    .iter()
                    .filter(|o| o.rule == rule.id && o.resource.address == named.address)
                    .collect();
                let Some((outcome, more)) = mine.split_first() else { continue };
                let mut vm = judge.machine(Trace::new());
                judge.start(&mut vm, resource);
                _ = vm.call(rule.condition, &[]);
                found.push(Explanation {
                    policy: Arc::clone(&policy.policy),
                    rule: rule.id.clone(),
                    outcome: (*outcome).clone(),
                    require: rule.good,
                    lines: lines(&vm.recorder, &policy.program, sources, &|text| {
                        links.mask(text, u32::try_from(position).unwrap_or(u32::MAX))
                    }),
                });
                // A rule may have more to say; how it came to that is the same.
                found.extend(more.iter().map(|outcome| Explanation {
                    policy: Arc::clone(&policy.policy),
                    rule: rule.id.clone(),
                    outcome: (*outcome).clone(),
                    require: rule.good,
                    lines: Vec::new(),
                }));
            }
        }
        found
    }

    pub(crate) fn one(
        &self,
        policy: &CompiledPolicy,
        resources: &[Resource<'_>],
        position: usize,
        links: &Links<'_>,
        settings: &Settings,
    ) -> Vec<Outcome> {
        let (arena, mut found) = (Arena::new(), Evaluation::default());
        let (store, faults) = (Store::default(), Faults::default());
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let judge = Judge::new(policy, resources, links, (&arena, &store, &faults), settings);
        judge.run(&[position], &mut found);
        found.outcomes
    }
}

/// Takes out of a text what must not be shown.
type Mask<'m> = &'m dyn Fn(String) -> String;

fn lines(
    trace: &Trace<'_>,
    program: &Program,
    sources: &SourceMap,
    mask: Mask<'_>,
) -> Vec<ExplainLine> {
    let mut out = Vec::new();
    for root in trace.roots() {
        line(trace, program, (sources, mask), root, 0, "", &mut out);
    }
    out
}

fn line(
    trace: &Trace<'_>,
    program: &Program,
    (sources, mask): (&SourceMap, Mask<'_>),
    at: u32,
    depth: usize,
    outer: &str,
    out: &mut Vec<ExplainLine>,
) {
    const MOST: usize = 200;
    let node = &trace.nodes()[at as usize];
    if out.len() >= MOST || depth > 40 {
        return;
    }
    let (mut depth, mut text) = (depth, outer.to_owned());
    match node.expr {
        Some(expr) => {
            let plain = matches!(program.expr(expr), Expr::Const(_) | Expr::Root(_));
            if let Some(location) = program.location(expr) {
                let written = sources.get(location.file).slice(location.span).to_owned();
                let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
                if !plain && written != outer && !written.is_empty() {
                    out.push(ExplainLine {
                        depth,
                        expression: cut(&written, 100),
                        value: shown(node.result.as_ref(), mask),
                    });
                    depth += 1;
                    text = written;
                }
            }
        }
        None => {
            if let Some(key) = node.key {
                let expression = format!("for {}", cut(&mask(json(key)), 60));
                out.push(ExplainLine { depth, expression, value: String::new() });
                depth += 1;
            }
        }
    }
    for child in trace.children(at) {
        line(trace, program, (sources, mask), child, depth, &text, out);
    }
}

fn shown(result: Option<&Eval<'_>>, mask: Mask<'_>) -> String {
    match result {
        Some(Ok(Value::Ext(Ext::Optional(None)))) => "absent".into(),
        Some(Ok(Value::Unknown(unknown))) => format!("unknown: {}", unknown.describe()),
        Some(Ok(value)) => cut(&mask(json(*value)), 100),
        Some(Err(Stop::Undefined)) => "absent".into(),
        Some(Err(Stop::Error(fault))) => format!("error: {}", fault.message),
        Some(Err(Stop::Limit(kind))) => kind.to_string(),
        None => String::new(),
    }
}
