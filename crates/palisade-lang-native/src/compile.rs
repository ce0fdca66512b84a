//! A policy that was read, down to the IR.

use crate::expression::Expressions;
use crate::message::{self, Part};
use crate::read::{RawPolicy, RawRule, to_json};
use crate::{Native, Problems, parameters};
use palisade_arena::Arena;
use palisade_engine::{CompiledPolicy, CompiledRule, MessagePart};
use palisade_ir::Program;
use palisade_model::{
    ControlId, Fix, FixSafety, Owners, Policy, PolicyId, PolicyStatus, Rule, RuleId, Severity,
};
use palisade_source::Span;
use palisade_yaml::{Node, Text};
use std::sync::Arc;

/// Compiles a policy; problems are collected, and any error among them makes it unfit to run.
pub(crate) fn policy(
    raw: &RawPolicy<'_>,
    source: &str,
    language: &Native,
    problems: &mut Problems,
) -> Option<CompiledPolicy> {
    let meta = &raw.metadata;
    let set = language.parameters.get(&meta.id);
    let (types, parameters) = parameters::settle(&meta.id, &raw.parameters, set, problems);
    let arena = Arena::new();
    let mut expressions = Expressions::new(&arena, &types);
    let applicable = raw.applicable.and_then(|node| {
        // `where` comes before `let`: it decides whether the policy is run at all.
        let text = expression(node, source, "`where`", problems)?;
        expressions.condition(&text, problems)
    });
    for (name, span, node) in &raw.lets {
        if expressions.is_declared(name) {
            problems.error(*span, format!("`{name}` is defined twice"), None);
        } else if let Some(text) = expression(node, source, "a variable of `let`", problems) {
            expressions.variable(name, &text, problems);
        }
    }
    let rules: Vec<(CompiledRule, Rule)> =
        raw.rules.iter().filter_map(|r| rule(r, source, &mut expressions, problems)).collect();
    let location = problems.at(Span::new(raw.span.start, raw.span.end));
    let (compiled, described): (Vec<_>, Vec<_>) = rules.into_iter().unzip();
    let policy = Policy {
        id: PolicyId::new(meta.id.as_str()),
        title: meta.title.clone(),
        severity: meta.severity.unwrap_or(Severity::Medium),
        status: meta.status.unwrap_or(PolicyStatus::Stable),
        owners: Owners { security: meta.security.clone(), platform: meta.platform.clone() },
        review_by: meta.review_by,
        controls: meta.controls.iter().map(|c| ControlId::new(c.as_str())).collect(),
        aliases: meta.aliases.clone(),
        why: meta.why.clone(),
        remedy: meta.remedy.clone(),
        documentation: meta.documentation.clone(),
        resources: raw.kinds.clone(),
        rules: described,
        advisory: false,
        language: "native",
        location,
    };
    let program = expressions.finish(problems)?;
    let covered_by = covering(&program, problems)?;
    Some(CompiledPolicy {
        policy: Arc::new(policy),
        program: Arc::new(program),
        applicable,
        rules: compiled,
        parameters,
        covered_by,
        documents: None,
    })
}

/// The policies that conditions ask of with `covered_by`; none where one is not written out.
fn covering(program: &Program, problems: &mut Problems) -> Option<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    let mut all = true;
    for (id, location) in program.host_calls("covered_by", 0) {
        match id {
            Some(id) if !found.iter().any(|f| f == id) => found.push(id.to_owned()),
            Some(_) => {}
            None => {
                let message = "`covered_by` asks of one policy, by its id";
                let help = "write the id as a text: `covered_by('security-group-open-all-ports')`";
                problems.error(
                    location.map(|l| l.span).unwrap_or_default(),
                    message,
                    Some(help.into()),
                );
                all = false;
            }
        }
    }
    all.then_some(found)
}

fn expression(node: &Node<'_>, source: &str, what: &str, problems: &mut Problems) -> Option<Text> {
    let text = Text::of(node, source).filter(|t| !t.text.trim().is_empty());
    if text.is_none() {
        let found = node.describe(palisade_yaml::Schema::Core12);
        let help = "write the expression as a text, in quotes where it holds `: ` or ` #`";
        problems.error(
            node.span,
            format!("{what} is a CEL expression, not {found}"),
            Some(help.into()),
        );
    }
    text
}

fn rule(
    raw: &RawRule<'_>,
    source: &str,
    expressions: &mut Expressions<'_>,
    problems: &mut Problems,
) -> Option<(CompiledRule, Rule)> {
    let when = raw.when.and_then(|node| {
        let text = expression(node, source, "`when`", problems)?;
        expressions.condition(&text, problems)
    });
    let text = expression(raw.condition, source, "the condition", problems)?;
    let condition = expressions.condition(&text, problems);
    let message = raw.message.map_or_else(Vec::new, |node| {
        expression(node, source, "the message", problems)
            .map_or_else(Vec::new, |text| template(&text, expressions, problems))
    });
    let location = problems.at(text.span);
    let rule = CompiledRule {
        id: RuleId::new(raw.id.as_str()),
        when,
        condition: condition?,
        good: raw.require,
        collects: false,
        message,
        fixes: raw
            .fixes
            .iter()
            .map(|fix| Fix {
                set: fix.set.clone(),
                to: to_json(fix.to).to_string(),
                safety: if fix.safe { FixSafety::Safe } else { FixSafety::Unsafe },
            })
            .collect(),
    };
    let word = if raw.require { "require" } else { "deny" };
    let described = Rule {
        id: rule.id.clone(),
        condition: format!("{word}: {}", text.text.trim()),
        aliases: raw.aliases.clone(),
        location,
    };
    Some((rule, described))
}

fn template(
    text: &Text,
    expressions: &mut Expressions<'_>,
    problems: &mut Problems,
) -> Vec<MessagePart> {
    let parts = match message::split(&text.text) {
        Ok(parts) => parts,
        Err((from, to, why)) => {
            problems.error(text.slice(from, to).span, why, None);
            return Vec::new();
        }
    };
    let compiled = parts.iter().filter_map(|part| match part {
        Part::Words(a, b) => Some(MessagePart::Text(text.text[*a..*b].to_owned())),
        Part::Expression(a, b) => {
            expressions.value(&text.slice(*a, *b), problems).map(MessagePart::Value)
        }
    });
    compiled.collect()
}
