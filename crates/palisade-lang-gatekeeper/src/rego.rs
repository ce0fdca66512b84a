//! Rego of a template, down to a program of its own.

use crate::problems::Problems;
use palisade_ir::{FuncId, Program};
use palisade_lang_rego::ast::{
    Comprehension, Dialect, Key, Literal, LiteralKind, Module, Ref, Rule, TemplatePart, Term,
    TermKind,
};
use palisade_lang_rego::{ParseOptions, Source, compile, parse_module};
use palisade_source::{Diagnostic, FileId, Level, Location, SourceMap, Span, did_you_mean};
use palisade_yaml::Text;

/// Below `data`, what templates may read beside their libraries.
const INVENTORY: &str = "inventory";

/// The package of libraries.
const LIB: &str = "lib";

/// What the package of the template is called in the program: no library is called so.
const PACKAGE: &str = "template";

/// The modules of a template before they are compiled.
#[derive(Debug)]
pub(crate) struct Modules {
    pub(crate) main: Text,
    pub(crate) libs: Vec<Text>,
    pub(crate) dialect: Dialect,
}

/// The Rego of a template, ready to run. Document 0 is the input, document 1 the data.
#[derive(Debug)]
pub(crate) struct RegoProgram {
    pub(crate) program: Program,
    /// Gives the set of violations.
    pub(crate) violation: FuncId,
    pub(crate) places: Places,
}

/// Where the texts of modules stand in the file of their template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    file: Option<FileId>,
    texts: Vec<(FileId, Text)>,
}

impl Places {
    /// The place in the template's file of a place in a module.
    pub(crate) fn settle(&self, at: Location) -> Location {
        let text = self.texts.iter().find(|(file, _)| *file == at.file);
        match (text, self.file) {
            (Some((_, text)), Some(file)) => Location::new(file, text.locate(at.span)),
            _ => at,
        }
    }

    fn mend(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.location = diagnostic.location.map(|at| self.settle(at));
        for label in &mut diagnostic.labels {
            label.location = self.settle(label.location);
        }
        diagnostic
    }
}

impl Modules {
    /// Parses and compiles; none where something is wrong, which is told at its place in the
    /// template's file.
    pub(crate) fn compile(
        &self,
        sources: &SourceMap,
        problems: &mut Problems,
    ) -> Option<RegoProgram> {
        let mut places = Places { file: Some(problems.file), texts: Vec::new() };
        let path = sources.get(problems.file).path().to_string();
        let mut found = Vec::new();
        let mut parsed = Vec::new();
        for (n, text) in std::iter::once(&self.main).chain(&self.libs).enumerate() {
            let name = if n == 0 { "rego".to_owned() } else { format!("libs[{}]", n - 1) };
            let file = sources.add(format!("{path}#{name}"), text.text.as_str());
            let options = ParseOptions { dialect: self.dialect };
            let result = parse_module(&text.text, file, options);
            places.texts.push((file, text.clone()));
            found.extend(result.diagnostics);
            let Some(mut module) = result.module else {
                if found.is_empty() {
                    let at = Location::new(file, Span::new(0, 0));
                    found.push(error("the module has no `package`").at(at));
                }
                continue;
            };
            check(&module, file, n > 0, &mut found);
            if n == 0 {
                let span = module.package.first().map_or(module_span(), |k| k.span);
                module.package = vec![Key { text: PACKAGE.into(), span }];
            }
            parsed.push((module, file));
        }
        let is_wrong = |found: &[Diagnostic]| found.iter().any(|d| d.level == Level::Error);
        let mut program = None;
        if !is_wrong(&found) {
            let modules: Vec<Source<'_>> =
                parsed.iter().map(|(module, file)| Source { module, file: *file }).collect();
            match compile(&modules, &[]) {
                Ok(compiled) => {
                    let entry = compiled.entry(&[PACKAGE, "violation"]);
                    let violation = entry.filter(|e| e.arity.is_none()).map(|e| e.func);
                    match violation {
                        Some(violation) => program = Some((compiled.program, violation)),
                        None => found.push(without_violation(&parsed)),
                    }
                }
                Err(wrong) => found.extend(wrong),
            }
        }
        problems.found.extend(found.into_iter().map(|d| places.mend(d)));
        let (program, violation) = program?;
        Some(RegoProgram { program, violation, places })
    }
}

fn module_span() -> Span {
    Span::new(0, 0)
}

fn error(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("gatekeeper-rego", message)
}

fn without_violation(parsed: &[(Module, FileId)]) -> Diagnostic {
    let problem = error("the Rego of a template has a rule `violation`, and this has none");
    let Some((module, file)) = parsed.first() else { return problem };
    let names: Vec<&str> = module.rules.iter().map(|r| r.head.name.text.as_str()).collect();
    let near = palisade_source::nearest("violation", names);
    let span = near
        .and_then(|near| module.rules.iter().find(|r| r.head.name.text == near))
        .map(|rule| rule.head.name.span)
        .or(module.package.first().map(|k| k.span))
        .unwrap_or_default();
    let help = "add a rule `violation[{\"msg\": msg}] { … }`";
    problem.at(Location::new(*file, span)).help(help)
}

/// What a module of a template may not do: read documents that Gatekeeper has not.
fn check(module: &Module, file: FileId, is_lib: bool, found: &mut Vec<Diagnostic>) {
    if is_lib && module.package.first().is_some_and(|k| k.text != LIB) {
        let shown: Vec<&str> = module.package.iter().map(|k| k.text.as_str()).collect();
        let message = format!("the package of a library is below `lib`, not `{}`", shown.join("."));
        let span = module.package.first().map(|k| k.span).unwrap_or_default();
        found.push(error(message).at(Location::new(file, span)).help("name it `package lib.…`"));
    }
    for import in &module.imports {
        let is_data = import.path.first().is_some_and(|k| k.text == "data");
        let Some(second) = import.path.get(1).filter(|_| is_data) else { continue };
        if second.text != LIB && second.text != INVENTORY {
            found.push(foreign(&second.text, Location::new(file, import.span)));
        }
    }
    let mut see = |reference: &Ref, span: Span, called: bool| {
        if called && is_path(reference, "http", "send") {
            let help = "bring what it asks for as objects of the inventory";
            let message = "templates cannot call `http.send`, which Gatekeeper switches off";
            found.push(error(message).at(Location::new(file, span)).help(help));
        }
        if !matches!(&reference.base.kind, TermKind::Var(name) if name == "data") {
            return;
        }
        if let Some(TermKind::Str { text, .. }) = reference.parts.first().map(|p| &p.term.kind)
            && text != LIB
            && text != INVENTORY
        {
            found.push(foreign(text, Location::new(file, span)));
        }
    };
    for rule in &module.rules {
        Walk { see: &mut see }.rule(rule);
    }
}

/// Whether a reference is `base.key`.
fn is_path(reference: &Ref, base: &str, key: &str) -> bool {
    let [part] = reference.parts.as_slice() else { return false };
    matches!(&reference.base.kind, TermKind::Var(name) if name == base)
        && matches!(&part.term.kind, TermKind::Str { text, .. } if text == key)
}

fn foreign(name: &str, at: Location) -> Diagnostic {
    let help = did_you_mean(name, [INVENTORY, LIB]).unwrap_or_default();
    error(format!("templates cannot read `data.{name}`")).at(at).help(help)
}

/// Goes through all references of a module. The parser limits how deep terms nest.
struct Walk<'w> {
    /// The reference, its place, and whether it is called.
    see: &'w mut dyn FnMut(&Ref, Span, bool),
}

impl Walk<'_> {
    fn rule(&mut self, rule: &Rule) {
        let head = &rule.head;
        self.terms(head.path.iter().map(|p| &p.term));
        self.terms(head.args.iter().flatten());
        self.terms(head.contains.iter().chain(&head.value));
        self.body(&rule.body);
        for branch in &rule.elses {
            self.terms(branch.value.iter());
            self.body(&branch.body);
        }
    }

    fn body(&mut self, literals: &[Literal]) {
        for literal in literals {
            match &literal.kind {
                LiteralKind::Expr(term) | LiteralKind::Not(term) => self.term(term),
                LiteralKind::NotBody(operand) => self.body(&operand.body),
                LiteralKind::Logic { operands, .. } => {
                    operands.iter().for_each(|operand| self.body(&operand.body));
                }
                LiteralKind::Some(_) => {}
                LiteralKind::SomeIn { key, value, collection } => {
                    self.terms(key.iter().chain([value, collection]));
                }
                LiteralKind::Every { domain, body, .. } => {
                    self.term(domain);
                    self.body(body);
                }
            }
            for with in &literal.with {
                self.terms([&with.target, &with.value]);
            }
        }
    }

    fn terms<'t>(&mut self, terms: impl IntoIterator<Item = &'t Term>) {
        terms.into_iter().for_each(|term| self.term(term));
    }

    fn comprehension(&mut self, inner: &Comprehension) {
        self.terms(inner.key.iter().chain([&inner.head]));
        self.body(&inner.body);
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Null
            | TermKind::Bool(_)
            | TermKind::Number(_)
            | TermKind::Str { .. }
            | TermKind::Var(_) => {}
            TermKind::Template { parts, .. } => {
                for part in parts {
                    if let TemplatePart::Expr { term, with } = part {
                        self.term(term);
                        self.terms(with.iter().flat_map(|w| [&w.target, &w.value]));
                    }
                }
            }
            TermKind::Ref(reference) => {
                (self.see)(reference, term.span, false);
                self.term(&reference.base);
                self.terms(reference.parts.iter().map(|p| &p.term));
            }
            TermKind::Array(terms) | TermKind::Set(terms) => self.terms(terms),
            TermKind::Object(entries) => self.terms(entries.iter().flat_map(|(k, v)| [k, v])),
            TermKind::ArrayComprehension(inner)
            | TermKind::SetComprehension(inner)
            | TermKind::ObjectComprehension(inner) => self.comprehension(inner),
            TermKind::Call { function, args } => {
                if let TermKind::Ref(reference) = &function.kind {
                    (self.see)(reference, function.span, true);
                }
                self.terms(args);
            }
            TermKind::Binary { left, right, .. } => self.terms([&**left, &**right]),
            TermKind::In { key, value, collection } => {
                self.terms(key.iter().map(|k| &**k).chain([&**value, &**collection]));
            }
            TermKind::Parens(inner) => self.term(inner),
        }
    }
}
