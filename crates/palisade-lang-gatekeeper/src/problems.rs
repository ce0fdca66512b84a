//! Collects what is wrong with a file, and reads its scalars, lists and mappings strictly.

use palisade_source::{Diagnostic, FileId, Location, Span, did_you_mean};
use palisade_yaml::{Node, Schema, check_keys};

/// How Kubernetes reads scalars.
pub(crate) const SCHEMA: Schema = Schema::Kubernetes;

/// What is wrong with one document.
#[derive(Debug)]
pub(crate) struct Problems {
    pub(crate) file: FileId,
    pub(crate) code: &'static str,
    pub(crate) found: Vec<Diagnostic>,
}

impl Problems {
    pub(crate) fn new(file: FileId, code: &'static str) -> Self {
        Self { file, code, found: Vec::new() }
    }

    pub(crate) fn at(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        let mut problem = Diagnostic::error(self.code, message).at(self.at(span));
        problem.help = help;
        self.found.push(problem);
    }

    pub(crate) fn warning(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        let mut problem = Diagnostic::warning(self.code, message).at(self.at(span));
        problem.help = help;
        self.found.push(problem);
    }

    pub(crate) fn any_error(&self) -> bool {
        self.found.iter().any(|d| d.level == palisade_source::Level::Error)
    }

    /// Reports keys that are not known.
    pub(crate) fn keys(&mut self, node: &Node<'_>, known: &[&str], what: &str) {
        for unknown in check_keys(node, known) {
            let message = format!("unknown key `{}` in {what}", unknown.key);
            self.error(unknown.span, message, unknown.help);
        }
    }

    /// A mapping, else reports what it is instead.
    pub(crate) fn mapping<'n>(
        &mut self,
        node: &'n Node<'n>,
        what: &str,
        known: &[&str],
    ) -> Option<&'n Node<'n>> {
        if !node.is_mapping() {
            let found = node.describe(SCHEMA);
            self.error(node.span, format!("{what} is a mapping, not {found}"), None);
            return None;
        }
        if !known.is_empty() {
            self.keys(node, known, what);
        }
        Some(node)
    }

    /// The mapping under a key, if the key is there.
    pub(crate) fn field<'n>(
        &mut self,
        node: &'n Node<'n>,
        key: &str,
        known: &[&str],
    ) -> Option<&'n Node<'n>> {
        let value = node.get(key).filter(|n| !n.is_null())?;
        self.mapping(value, &format!("`{key}`"), known)
    }

    pub(crate) fn required<'n>(
        &mut self,
        node: &'n Node<'n>,
        key: &str,
        what: &str,
    ) -> Option<&'n Node<'n>> {
        let found = node.get(key).filter(|n| !n.is_null());
        if found.is_none() {
            let span = node.entries().first().map_or(node.span, |(k, _)| k.span);
            let help = Some(format!("add `{key}: …`"));
            self.error(span, format!("{what} has no `{key}`"), help);
        }
        found
    }

    /// A text; a number or truth value is none.
    pub(crate) fn text<'n>(&mut self, node: &'n Node<'_>, what: &str) -> Option<&'n str> {
        let text = node.as_str(SCHEMA);
        if text.is_none() {
            let found = node.describe(SCHEMA);
            let help = node.text().map(|t| format!("put it in quotes: \"{t}\""));
            self.error(node.span, format!("{what} is a text, not {found}"), help);
        }
        text
    }

    /// The text under a key, if the key is there.
    pub(crate) fn word<'n>(&mut self, node: &'n Node<'n>, key: &str) -> Option<&'n str> {
        let value = node.get(key).filter(|n| !n.is_null())?;
        self.text(value, &format!("`{key}`"))
    }

    /// The truth value under a key, if the key is there.
    pub(crate) fn flag(&mut self, node: &Node<'_>, key: &str) -> Option<bool> {
        let value = node.get(key).filter(|n| !n.is_null())?;
        let flag = value.as_bool(SCHEMA);
        if flag.is_none() {
            let found = value.describe(SCHEMA);
            self.error(value.span, format!("`{key}` is true or false, not {found}"), None);
        }
        flag
    }

    /// The items of the list under a key; none where the key is not there.
    pub(crate) fn list<'n>(&mut self, node: &'n Node<'n>, key: &str) -> &'n [Node<'n>] {
        let Some(value) = node.get(key).filter(|n| !n.is_null()) else { return &[] };
        if !value.is_sequence() {
            let found = value.describe(SCHEMA);
            self.error(value.span, format!("`{key}` is a list, not {found}"), None);
        }
        value.items()
    }

    /// The texts of the list under a key.
    pub(crate) fn texts(&mut self, node: &Node<'_>, key: &str) -> Vec<String> {
        let items = self.list(node, key);
        let what = format!("an item of `{key}`");
        items.iter().filter_map(|item| self.text(item, &what).map(str::to_owned)).collect()
    }

    /// The value that a text under a key stands for.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let value = node.get(key).filter(|n| !n.is_null())?;
        let text = self.text(value, &format!("`{key}`"))?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, v)| *v);
        if found.is_none() {
            let help = did_you_mean(text, known.iter().map(|(name, _)| *name));
            self.error(value.span, format!("unknown `{key}`: `{text}`"), help);
        }
        found
    }
}

/// Why a text is no regular expression, on one line.
pub(crate) fn pattern(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
