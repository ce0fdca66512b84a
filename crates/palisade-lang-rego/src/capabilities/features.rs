//! What modules are written in, held against capabilities.

use super::{Capabilities, OLD_KEYWORDS};
use crate::ast::{Dialect, Import, Module, Rule, TermKind};
use crate::lint::each_term;
use palisade_source::{Diagnostic, FileId, Location, Span};

/// What a module uses that capabilities lack.
pub(crate) fn refused(
    capabilities: &Capabilities,
    module: &Module,
    file: FileId,
) -> Vec<Diagnostic> {
    let mut held = Held { capabilities, file, found: Vec::new() };
    let has = |feature: &str| capabilities.features.contains(feature);
    let imports_v1 = |import: &Import| import.path.first().is_some_and(|k| &*k.text == "rego");
    match module.imports.iter().find(|import| imports_v1(import)) {
        Some(import) if !has("rego_v1_import") && !has("rego_v1") => {
            let message = "invalid import, `rego.v1` is not supported by current capabilities";
            held.tell("rego-parse-error", import.span, message);
        }
        None if module.dialect == Dialect::V1 && !has("rego_v1") => {
            let message = "illegal capabilities: rego_v1 feature required for parsing v1 Rego";
            held.tell("rego-parse-error", module.package_span, message);
        }
        _ => {}
    }
    module.imports.iter().for_each(|import| held.keyword(import));
    for rule in &module.rules {
        held.head(rule);
        each_term(rule, &mut |term| {
            if matches!(term.kind, TermKind::Template { .. }) && !has("template_strings") {
                let message = "template strings are not supported by current capabilities";
                held.tell("rego-parse-error", term.span, message);
            }
        });
    }
    held.found
}

struct Held<'c> {
    capabilities: &'c Capabilities,
    file: FileId,
    found: Vec<Diagnostic>,
}

impl Held<'_> {
    fn tell(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let at = Location::new(self.file, span);
        let help = format!("the capabilities are those of `{}`", self.capabilities.name);
        self.found.push(Diagnostic::error(code, message).at(at).help(help));
    }

    /// An import of a keyword that they do not have.
    fn keyword(&mut self, import: &Import) {
        let texts: Vec<&str> = import.path.iter().map(|key| &*key.text).collect();
        let ["future", "keywords", word] = texts.as_slice() else { return };
        let has_v1 = self.capabilities.features.contains("rego_v1");
        let has =
            self.capabilities.keywords.contains(*word) || has_v1 && OLD_KEYWORDS.contains(word);
        if !has {
            let mut all: Vec<&str> = self.capabilities.keywords.iter().map(|k| &**k).collect();
            all.extend(OLD_KEYWORDS.iter().filter(|_| has_v1));
            all.sort_unstable();
            all.dedup();
            let all = all.join(", ");
            let message = format!("unexpected keyword `{word}`, must be one of [{all}]");
            self.tell("rego-parse-error", import.span, message);
        }
    }

    /// A rule whose name has more parts than they allow.
    fn head(&mut self, rule: &Rule) {
        let head = &rule.head;
        let features = &self.capabilities.features;
        let has = |feature: &str| features.contains(feature);
        if rule.chained || head.path.is_empty() || has("rego_v1") || has("rule_head_refs") {
            return;
        }
        let parts = &head.path;
        let is_text = |n: usize| matches!(parts[n].term.kind, TermKind::Str { .. });
        let last = parts.len() - 1;
        // `p[x]` was there from the beginning.
        if last == 0 && !parts[0].dotted && head.contains.is_none() {
            return;
        }
        if !has("rule_head_ref_string_prefixes") {
            let message = "rule heads with refs are not supported";
            self.tell("rego-compile-error", head.span, message);
        } else if (0..parts.len()).any(|n| !is_text(n) && (n != last || head.contains.is_some())) {
            let message = "rule heads with general refs (containing variables) are not supported";
            self.tell("rego-type-error", head.span, message);
        }
    }
}
