use super::shared::{errors, tell};
use crate::exit::{Exit, Failure};
use crate::system::{self, RealSystem};
use anyhow::Result;
use clap::{Args, ValueEnum};
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::workspace::to_pretty_json;
use palisade_lang_rego::{ParseOptions, TreeOptions, module_tree, parse_module};
use palisade_source::{Level, SourceMap};
use palisade_value::{Arena, Value};
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

/// Print the syntax tree of a module in Rego.
#[derive(Args, Debug)]
pub(crate) struct Parse {
    /// The module
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// How it is written
    #[arg(short, long, default_value = "pretty")]
    format: Form,
    /// What JSON holds beside the tree: `locations`, `comments`; with `-` in front, what it does not
    #[arg(long, value_name = "PART", value_delimiter = ',', allow_hyphen_values = true)]
    json_include: Vec<Part>,
    /// Read modules as OPA before 1.0 did
    #[arg(long, visible_alias = "v0-v1")]
    v0_compatible: bool,
    /// Read modules as OPA 1.0 does, as always
    #[arg(long, hide = true)]
    v1_compatible: bool,
}

/// How a tree is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Form {
    /// A line for each node.
    Pretty,
    /// As OPA writes it.
    Json,
}

/// A part of the JSON that may be there or not.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Part {
    Comments,
    Locations,
    #[value(name = "-comments")]
    NoComments,
    #[value(name = "-locations")]
    NoLocations,
}

impl Parse {
    pub(crate) fn run(&self) -> Result<Exit> {
        let shown = self.path.display();
        let wrong = |why: String| Failure::because(Exit::Usage, format!("{shown}: {why}"));
        let bytes =
            RealSystem.read_named(&self.path).map_err(|error| wrong(system::reason(&error)))?;
        let text =
            String::from_utf8(bytes).map_err(|_| wrong("the file is not UTF-8 text".to_owned()))?;
        let sources = SourceMap::new();
        let file = sources.add(self.path.to_string_lossy().into_owned(), text);
        let source = sources.get(file);
        let dialect = if self.v0_compatible { Dialect::V0 } else { Dialect::V1 };
        let parsed = parse_module(source.text(), file, ParseOptions { dialect });
        let broken = parsed.diagnostics.iter().any(|d| d.level == Level::Error);
        let module = match parsed.module {
            Some(module) if !broken => module,
            _ => {
                if self.format == Form::Json {
                    let told = json!({"errors": errors(&parsed.diagnostics, &sources)});
                    system::talk(&format!("{told:#}"));
                } else {
                    tell(&parsed.diagnostics, &sources);
                }
                return Err(Failure::because(Exit::Invalid, "the module cannot be read"));
            }
        };
        tell(&parsed.diagnostics, &sources);
        let mut options = TreeOptions { comments: true, locations: false };
        for part in &self.json_include {
            match part {
                Part::Comments | Part::NoComments => options.comments = *part == Part::Comments,
                Part::Locations | Part::NoLocations => options.locations = *part == Part::Locations,
            }
        }
        options.locations &= self.format == Form::Json;
        let arena = Arena::new();
        let tree = module_tree(&arena, &module, &source, options)
            .map_err(|why| Failure::because(Exit::Invalid, format!("{shown}: {why}")))?;
        let text = match self.format {
            Form::Json => to_pretty_json(tree) + "\n",
            Form::Pretty => {
                let mut out = Lines::default();
                out.module(tree);
                out.text
            }
        };
        system::print(&text)?;
        Ok(Exit::Clean)
    }
}

/// A tree as lines, each node below the one that holds it.
#[derive(Default)]
struct Lines {
    text: String,
    depth: usize,
}

/// The items of a list in a tree; none where there is no list.
fn items<'v>(node: Option<Value<'v>>) -> &'v [Value<'v>] {
    node.and_then(|node| node.as_array()).map_or(&[], |list| list.items())
}

impl Lines {
    fn line(&mut self, text: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{}{text}", " ".repeat(self.depth));
    }

    fn below(&mut self, title: &str, write: impl FnOnce(&mut Self)) {
        self.line(title);
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn module(&mut self, module: Value<'_>) {
        self.below("module", |out| {
            if let Some(package) = module.field("package") {
                out.below("package", |out| out.reference(package.field("path")));
            }
            for import in items(module.field("imports")) {
                out.below("import", |out| {
                    import.field("path").into_iter().for_each(|path| out.term(path));
                    if let Some(Value::Str(alias)) = import.field("alias") {
                        out.line(alias);
                    }
                });
            }
            items(module.field("rules")).iter().for_each(|rule| out.rule("rule", *rule));
            items(module.field("comments")).iter().for_each(|_| out.line("comment"));
        });
    }

    fn rule(&mut self, title: &str, rule: Value<'_>) {
        self.below(title, |out| {
            if let Some(head) = rule.field("head") {
                out.below("head", |out| {
                    out.reference(head.field("ref"));
                    let args = items(head.field("args"));
                    if !args.is_empty() {
                        out.below("args", |out| args.iter().for_each(|arg| out.term(*arg)));
                    }
                    for part in ["key", "value"] {
                        head.field(part).into_iter().for_each(|term| out.term(term));
                    }
                });
            }
            out.body(rule.field("body"));
            rule.field("else").into_iter().for_each(|branch| out.rule("rule", branch));
        });
    }

    fn reference(&mut self, path: Option<Value<'_>>) {
        self.below("ref", |out| items(path).iter().for_each(|term| out.term(*term)));
    }

    fn body(&mut self, body: Option<Value<'_>>) {
        self.below("body", |out| items(body).iter().for_each(|one| out.expression(*one)));
    }

    fn expression(&mut self, expression: Value<'_>) {
        let negated = matches!(expression.field("negated"), Some(Value::Bool(true)));
        let index = match expression.field("index") {
            Some(Value::Int(index)) => index,
            _ => 0,
        };
        let negated = if negated { "negated " } else { "" };
        self.below(&format!("expr {negated}index={index}"), |out| {
            match expression.field("terms") {
                Some(list @ Value::Array(_)) => {
                    items(Some(list)).iter().for_each(|term| out.term(*term));
                }
                Some(terms) => out.special(terms),
                None => {}
            }
            for with in items(expression.field("with")) {
                out.below("with", |out| {
                    for part in ["target", "value"] {
                        with.field(part).into_iter().for_each(|term| out.term(term));
                    }
                });
            }
        });
    }

    /// `some`, `every`, and conditions that are joined; else a term.
    fn special(&mut self, terms: Value<'_>) {
        if let Some(symbols) = terms.field("symbols") {
            return self.below("somedecl", |out| {
                items(Some(symbols)).iter().for_each(|term| out.term(*term));
            });
        }
        if let Some(domain) = terms.field("domain") {
            return self.below("every", |out| {
                let key = terms.field("key").filter(|key| *key != Value::Null);
                let parts = key.into_iter().chain(terms.field("value")).chain([domain]);
                parts.for_each(|term| out.term(term));
                out.body(terms.field("body"));
            });
        }
        match terms.field("type") {
            Some(Value::Str(kind @ ("not" | "and" | "or"))) if terms.field("value").is_none() => {
                self.below(kind, |out| {
                    for part in ["body", "lhs", "rhs"] {
                        if let Some(body) = terms.field(part) {
                            out.body(Some(body));
                        }
                    }
                });
            }
            _ => self.term(terms),
        }
    }

    fn term(&mut self, term: Value<'_>) {
        let Some(Value::Str(kind)) = term.field("type") else { return };
        let Some(value) = term.field("value") else { return };
        match (kind, value) {
            ("null", _) => self.line("null"),
            ("var", Value::Str(name)) => self.line(name),
            ("object", _) => self.below(kind, |out| {
                for pair in items(Some(value)) {
                    items(Some(*pair)).iter().for_each(|term| out.term(*term));
                }
            }),
            ("arraycomprehension" | "setcomprehension" | "objectcomprehension", _) => {
                self.below(kind, |out| {
                    for part in ["key", "value", "term"] {
                        value.field(part).into_iter().for_each(|term| out.term(term));
                    }
                    out.body(value.field("body"));
                });
            }
            ("templatestring", _) => self.below(kind, |out| {
                for part in items(value.field("parts")) {
                    if part.field("terms").is_some() {
                        out.expression(*part);
                    } else {
                        out.term(*part);
                    }
                }
            }),
            (_, Value::Array(_)) => self.below(kind, |out| {
                items(Some(value)).iter().for_each(|term| out.term(*term));
            }),
            _ => self.line(&palisade_lang_rego::workspace::to_json(value)),
        }
    }
}
