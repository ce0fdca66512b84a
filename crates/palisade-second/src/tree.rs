//! What is generated, as a tree of parts.

use crate::Document;
use std::fmt::{self, Write};

/// What a term is. The last ones are texts in a format of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Ty {
    Num,
    Str,
    Bool,
    ListNum,
    ListStr,
    SetNum,
    SetStr,
    ObjNum,
    ObjStr,
    Any,
    Small,
    Pattern,
    Glob,
    Layout,
    Layouts,
    Cidr,
    Ip,
    Version,
    Coded,
    JsonText,
    Units,
    Graph,
    Patch,
}

impl Ty {
    /// The shortest term of the type.
    #[must_use]
    pub fn least(self) -> &'static str {
        match self {
            Self::Num | Self::Small | Self::Any => "1",
            Self::Bool => "true",
            Self::ListNum | Self::ListStr | Self::Patch => "[]",
            Self::SetNum | Self::SetStr => "set()",
            Self::ObjNum | Self::ObjStr | Self::Graph => "{}",
            Self::Layout => "\"%v\"",
            Self::Layouts => "\"%v%v\"",
            _ => "\"a\"",
        }
    }
}

/// A part of what is written.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    /// As it is.
    Text(String),
    /// A term.
    Expr(Expr),
    /// Statements on one line.
    Body(Vec<Stmt>),
}

/// A term.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// What it is.
    pub ty: Ty,
    /// What it is written as.
    pub parts: Vec<Part>,
}

/// A statement of a body.
#[derive(Clone, PartialEq, Debug)]
pub struct Stmt {
    /// What it is written as.
    pub parts: Vec<Part>,
}

/// A value with the body that it hangs on.
#[derive(Clone, PartialEq, Debug)]
pub struct Clause {
    /// The head, or the value of an `else`.
    pub head: Vec<Part>,
    /// The body; none where there is nothing to hold.
    pub body: Vec<Stmt>,
}

/// One definition of a rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// The first name of its path, by which it is asked for; none for functions.
    pub asked: Option<String>,
    /// The head, then what is tried after it.
    pub clauses: Vec<Clause>,
}

/// In which words a module is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// The language of OPA 1.0.
    V1,
    /// The language before, without any imports of keywords.
    V0,
    /// The language before, with `import future.keywords`.
    Keywords,
    /// The language before, with `import rego.v1`.
    Import,
}

/// A module.
#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    /// Its package, without `data`.
    pub package: String,
    /// Its words.
    pub style: Style,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// Modules and the documents to run them on.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// The modules, `t` last.
    pub modules: Vec<Module>,
    /// The input.
    pub input: Document,
    /// The data beside the rules.
    pub data: Document,
}

impl Case {
    /// Whether the modules are to be read as the language before OPA 1.0.
    #[must_use]
    pub fn is_old(&self) -> bool {
        self.modules.iter().any(|m| m.style != Style::V1)
    }

    /// The paths of the rules to ask for, each once.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        let mut all = Vec::new();
        for module in &self.modules {
            for name in module.rules.iter().filter_map(|r| r.asked.as_ref()) {
                let path = format!("data.{}.{name}", module.package);
                if !all.contains(&path) {
                    all.push(path);
                }
            }
        }
        all
    }

    /// The texts of the modules.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.modules.iter().map(ToString::to_string).collect()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for module in &self.modules {
            writeln!(f, "{module}")?;
        }
        writeln!(f, "# input: {}", self.input)?;
        writeln!(f, "# data: {}", self.data)
    }
}

impl fmt::Display for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "package {}", self.package)?;
        match self.style {
            Style::Keywords => f.write_str("\nimport future.keywords\n")?,
            Style::Import => f.write_str("\nimport rego.v1\n")?,
            Style::V1 | Style::V0 => {}
        }
        if self.package == "t" {
            f.write_str("\nimport data.lib\n")?;
        }
        for rule in &self.rules {
            f.write_char('\n')?;
            for (n, clause) in rule.clauses.iter().enumerate() {
                if n > 0 {
                    f.write_char(' ')?;
                }
                parts(f, &clause.head)?;
                if !clause.body.is_empty() {
                    f.write_str(if self.style == Style::V0 { " {" } else { " if {" })?;
                    for (n, stmt) in clause.body.iter().enumerate() {
                        // A sign at the start of a line belongs to the line before, and so does a
                        // parenthesis in the eyes of `regorus`.
                        let text = stmt.to_string();
                        let end = if n > 0 && text.starts_with(['(', '-']) { ";" } else { "" };
                        write!(f, "{end}\n\t{text}")?;
                    }
                    f.write_str("\n}")?;
                }
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

impl fmt::Display for Stmt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        parts(f, &self.parts)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        parts(f, &self.parts)
    }
}

fn parts(f: &mut fmt::Formatter<'_>, all: &[Part]) -> fmt::Result {
    for part in all {
        match part {
            Part::Text(text) => f.write_str(text)?,
            Part::Expr(expr) => parts(f, &expr.parts)?,
            Part::Body(body) => {
                for (n, stmt) in body.iter().enumerate() {
                    if n > 0 {
                        f.write_str("; ")?;
                    }
                    parts(f, &stmt.parts)?;
                }
            }
        }
    }
    Ok(())
}

impl Part {
    /// Text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl Expr {
    /// A term that is written as a text.
    pub(crate) fn plain(ty: Ty, text: impl Into<String>) -> Self {
        Self { ty, parts: vec![Part::text(text)] }
    }
}
