//! Templates, constraints and expansions of files, and what they say of an object.

use crate::cel::FailurePolicy;
use crate::constraint::{self, Action, Constraint};
use crate::expansion::{self, Expanded, Expansion};
use crate::matching::{Fit, Origin, group_of, near_kind};
use crate::problems::{Problems, SCHEMA};
use crate::review::{Inventory, Review};
use crate::template::{self, Engine, Template, is_template};
use palisade_arena::Arena;
use palisade_ir::{Eval, Limits, NoRecord, Options, Stop, Vm};
use palisade_source::{Diagnostic, FileId, Location, SourceMap};
use palisade_value::Value;
use palisade_yaml::Node;

const CODE: &str = "gatekeeper-invalid";

/// The templates, constraints and expansions of some files.
#[derive(Debug, Default)]
pub struct Library {
    /// The templates in order.
    pub templates: Vec<Template>,
    /// The constraints in order.
    pub constraints: Vec<Constraint>,
    /// The expansions in order.
    pub expansions: Vec<Expansion>,
}

/// What is wrong with an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The position of the constraint.
    pub constraint: usize,
    /// What is so.
    pub message: String,
    /// What becomes of the object.
    pub action: Action,
    /// Where the policy could not be evaluated; the message says why.
    pub failed: bool,
    /// Whether that is because something is not known: a namespace, a value.
    pub unknown: bool,
}

/// How a review is run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How much one constraint on one object may take.
    pub limits: Limits,
    /// The language that counts where a template has two.
    pub engine: Engine,
    /// The moment of the review in nanoseconds since 1970, for `time.now_ns`.
    pub now: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { limits: Limits::default(), engine: Engine::Cel, now: None }
    }
}

/// What a document is to this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Template,
    Constraint,
    Expansion,
}

fn kind_of(node: &Node<'_>) -> Option<Kind> {
    match group_of(node) {
        constraint::GROUP => Some(Kind::Constraint),
        expansion::GROUP => Some(Kind::Expansion),
        template::GROUP => Some(Kind::Template),
        _ => None,
    }
}

/// Groups of Gatekeeper that are not looked into, and what that means.
const LEFT_OUT: &[(&str, &str)] = &[
    ("mutations.gatekeeper.sh", "mutates nothing here: objects are examined as they are written"),
    ("externaldata.gatekeeper.sh", "is asked for nothing here: external data is not supported"),
];

/// Whether a text holds templates, constraints, expansions, or other policies of Gatekeeper.
#[must_use]
pub fn is_policy(text: &str) -> bool {
    let others = LEFT_OUT.iter().map(|(group, _)| *group);
    [template::GROUP, constraint::GROUP, expansion::GROUP].into_iter().chain(others).any(|group| {
        text.match_indices(group).any(|(at, _)| {
            let line = text.get(..at).and_then(|before| before.rsplit('\n').next());
            line.is_some_and(|l| {
                l.trim_start().trim_start_matches(['-', '"', '{', ' ']).starts_with("apiVersion")
            })
        })
    })
}

impl Library {
    /// Reads files. What is wrong in one of them is left out and told.
    #[must_use]
    pub fn read(sources: &SourceMap, files: &[FileId]) -> (Self, Vec<Diagnostic>) {
        let mut library = Self::default();
        let mut found = Vec::new();
        let texts: Vec<_> = files.iter().map(|file| (*file, sources.get(*file))).collect();
        let streams: Vec<_> = texts
            .iter()
            .map(|(file, source)| (*file, palisade_yaml::parse(source.text())))
            .collect();
        let mut all: Vec<(FileId, &str, &Node<'_>)> = Vec::new();
        for ((file, stream), (_, source)) in streams.iter().zip(&texts) {
            for document in &stream.documents {
                found.extend(document.errors.iter().map(|e| e.to_diagnostic(*file)));
                if let Some(root) = document.root.as_ref().filter(|n| !n.is_null()) {
                    unfold(root, 0, &mut |node| all.push((*file, source.text(), node)));
                }
            }
        }
        // Constraints may stand before their template, and in another file.
        let mut broken = Vec::new();
        for (file, text, node) in all.iter().filter(|(.., n)| kind_of(n) == Some(Kind::Template)) {
            let mut problems = Problems::new(*file, CODE);
            if is_template(node) {
                let read = template::read(node, text, sources, &mut problems);
                library.add(read, template_kind(node), &mut broken, &mut problems);
            } else {
                not_known(node, "ConstraintTemplate", &mut problems);
            }
            found.append(&mut problems.found);
        }
        for (file, _, node) in &all {
            let mut problems = Problems::new(*file, CODE);
            match kind_of(node) {
                Some(Kind::Constraint) => library.constraint(node, &broken, &mut problems),
                Some(Kind::Expansion) => {
                    if node.get("kind").and_then(Node::text) == Some("ExpansionTemplate") {
                        library.expansions.extend(expansion::read(node, &mut problems));
                    } else {
                        not_known(node, "ExpansionTemplate", &mut problems);
                    }
                }
                Some(Kind::Template) => {}
                None => left_out(node, &mut problems),
            }
            found.append(&mut problems.found);
        }
        (library, found)
    }

    fn add(
        &mut self,
        read: Option<Template>,
        kind: Option<String>,
        broken: &mut Vec<String>,
        problems: &mut Problems,
    ) {
        match read {
            Some(read) => {
                if let Some(first) = self.templates.iter().find(|t| t.kind == read.kind) {
                    let message = format!("there are two templates of the kind `{}`", read.kind);
                    let at = read.location;
                    let problem = Diagnostic::error(CODE, message).at(at);
                    problems.found.push(problem.label(first.location, "the first is here"));
                    return;
                }
                self.templates.push(read);
            }
            None => broken.extend(kind),
        }
    }

    fn constraint(&mut self, node: &Node<'_>, broken: &[String], problems: &mut Problems) {
        let Some(kind_node) = problems.required(node, "kind", "a constraint") else { return };
        let Some(kind) = problems.text(kind_node, "`kind`") else { return };
        let Some(position) = self.templates.iter().position(|t| t.kind == kind) else {
            // That the template is wrong was told.
            if !broken.iter().any(|b| b == kind) {
                let known = self.templates.iter().map(|t| t.kind.as_str());
                let help = near_kind(kind, known).unwrap_or_else(|| {
                    "add the constraint template that makes this kind".to_owned()
                });
                let message = format!("there is no template of the kind `{kind}`");
                problems.error(kind_node.span, message, Some(help));
            }
            return;
        };
        let Some(template) = self.templates.get(position) else { return };
        let Some(read) = constraint::read(node, (position, template), problems) else { return };
        let twin = self.constraints.iter().find(|c| c.template == position && c.name == read.name);
        if let Some(first) = twin {
            let message = format!("there are two constraints `{kind}` of the name `{}`", read.name);
            let problem = Diagnostic::error(CODE, message).at(read.location);
            problems.found.push(problem.label(first.location, "the first is here"));
            return;
        }
        self.constraints.push(read);
    }

    /// What the constraints say of an object, and of what will be made of it.
    #[must_use]
    pub fn review<'a>(
        &'a self,
        arena: &'a Arena,
        review: &Review<'a>,
        inventory: &Inventory<'a>,
        settings: &Settings,
    ) -> Vec<Violation> {
        let mut found = Vec::new();
        for at in 0..self.constraints.len() {
            self.run(at, arena, review, inventory, settings, &mut found);
        }
        let (mut made, mut lacking) = (Vec::new(), Vec::new());
        if let Some(object) = review.object {
            self.expand(arena, object, 0, (&mut made, &mut lacking));
        }
        for expansion in lacking {
            self.cannot_expand(expansion, &mut found);
        }
        let operation = review.request.field("operation").and_then(|v| v.as_str());
        for (expansion, object) in made {
            let origin = Origin::Generated;
            let operation = operation.unwrap_or_default();
            let review = Review::of_object(arena, object, review.home, origin, operation);
            let mut inner = Vec::new();
            for at in 0..self.constraints.len() {
                self.run(at, arena, &review, inventory, settings, &mut inner);
            }
            found.extend(inner.into_iter().map(|violation| Violation {
                message: implied(expansion, &violation.message),
                action: expansion.action.unwrap_or(violation.action),
                ..violation
            }));
        }
        found
    }

    /// What will be made of an object, and of that.
    fn expand<'l, 'a>(
        &'l self,
        arena: &'a Arena,
        object: Value<'a>,
        depth: usize,
        (made, lacking): (&mut Vec<(&'l Expansion, Value<'a>)>, &mut Vec<&'l Expansion>),
    ) {
        if depth >= expansion::MAX_DEPTH {
            return;
        }
        for expansion in &self.expansions {
            match expansion.expand(arena, object) {
                Expanded::No => {}
                Expanded::Lacks => lacking.push(expansion),
                Expanded::Made(object) => {
                    made.push((expansion, object));
                    self.expand(arena, object, depth + 1, (made, lacking));
                }
            }
        }
    }

    /// Says of the constraints that may be about what an expansion makes that it made nothing.
    fn cannot_expand(&self, expansion: &Expansion, out: &mut Vec<Violation>) {
        for (at, constraint) in self.constraints.iter().enumerate() {
            let about = constraint.kinds().is_none_or(|kinds| kinds.contains(&expansion.kind));
            let Some(action) = constraint.action.filter(|_| about) else { continue };
            let source = expansion.source.join(".");
            let why = format!("the object has no `{source}` of which a {} is made", expansion.kind);
            out.push(Violation {
                constraint: at,
                message: implied(expansion, &why),
                action: expansion.action.unwrap_or(action),
                failed: true,
                unknown: false,
            });
        }
    }

    /// Whether a constraint is about an object, as far as that is known.
    #[must_use]
    pub fn is_about(&self, constraint: usize, review: &Review<'_>) -> bool {
        self.constraints
            .get(constraint)
            .is_some_and(|c| c.action.is_some() && matches!(fit(c, review), Fit::Yes))
    }

    fn run<'a>(
        &'a self,
        at: usize,
        arena: &'a Arena,
        review: &Review<'a>,
        inventory: &Inventory<'a>,
        settings: &Settings,
        out: &mut Vec<Violation>,
    ) {
        let Some(constraint) = self.constraints.get(at) else { return };
        let Some(action) = constraint.action else { return };
        let Some(template) = self.templates.get(constraint.template) else { return };
        let mut push = |message: String, failed: bool| {
            out.push(Violation { constraint: at, message, action, failed, unknown: false });
        };
        match fit(constraint, review) {
            Fit::No => return,
            Fit::Yes => {}
            Fit::NoNamespace(name) => {
                let message = format!(
                    "whether the constraint is about it hangs on the labels of the Namespace \
                     `{name}`, which is not in the inventory"
                );
                push(message, true);
                doubt(out);
                return;
            }
            Fit::Unknown(unknown) => {
                push(unknown.describe(), true);
                doubt(out);
                return;
            }
        }
        let options = Options { limits: settings.limits, now: settings.now, ..Options::default() };
        let cel = template
            .cel
            .as_ref()
            .filter(|_| settings.engine == Engine::Cel || template.rego.is_none());
        if let Some(cel) = cel {
            let mut vm = Vm::new(&cel.program, arena, options, NoRecord);
            let roots = [Some(review.variables(arena, constraint.object.get()))];
            vm.start(&roots);
            for (name, condition) in &cel.conditions {
                match truth(vm.call(*condition, &[])) {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(_) if cel.failure == FailurePolicy::Ignore => return,
                    Err(error) => {
                        push(format!("the match condition `{name}` is an error: {error}"), true);
                        return;
                    }
                }
            }
            for validation in &cel.validations {
                match truth(vm.call(validation.condition, &[])) {
                    Ok(true) => {}
                    Ok(false) => {
                        let said = validation.message_expression.map(|m| vm.call(m, &[]));
                        push(said_or(validation, said), false);
                    }
                    Err(_) if cel.failure == FailurePolicy::Ignore => {}
                    Err(error) => {
                        let text = &validation.text;
                        push(format!("the expression `{text}` is an error: {error}"), true);
                    }
                }
            }
            return;
        }
        let Some(rego) = &template.rego else { return };
        let mut vm = Vm::new(&rego.program, arena, options, NoRecord);
        let input = review.input(arena, constraint.parameters());
        vm.start(&[Some(input), Some(inventory.data)]);
        match vm.call(rego.violation, &[]) {
            Ok(Value::Set(set)) => {
                for item in set.items() {
                    match item.field("msg") {
                        Some(Value::Str(message)) => push(message.to_owned(), false),
                        _ => push("a violation has no text `msg`".to_owned(), true),
                    }
                }
            }
            Ok(Value::Unknown(unknown)) => {
                push(unknown.describe(), true);
                doubt(out);
            }
            Ok(other) => {
                push(format!("`violation` is {}, not a set", other.type_name()), true);
            }
            Err(Stop::Undefined) => {}
            Err(stop) => push(said(stop), true),
        }
    }
}

/// Marks the last violation as one that hangs on what is not known.
fn doubt(out: &mut [Violation]) {
    if let Some(last) = out.last_mut() {
        last.unknown = true;
    }
}

/// The message of a violation of something that an expansion made.
pub(crate) fn implied(expansion: &Expansion, message: &str) -> String {
    format!("[Implied by {}] {message}", expansion.name)
}

/// Whether a constraint is about an object, or about what it was before.
pub(crate) fn fit<'a>(constraint: &Constraint, review: &Review<'a>) -> Fit<'a> {
    let mut whole = Fit::No;
    for subject in review.subjects() {
        match constraint.criteria.fit(&subject) {
            Fit::Yes => return Fit::Yes,
            Fit::No => {}
            open => whole = open,
        }
    }
    whole
}

fn truth(result: Eval<'_>) -> Result<bool, String> {
    match result {
        Ok(Value::Bool(is)) => Ok(is),
        Ok(Value::Unknown(unknown)) => Err(unknown.describe()),
        Ok(other) => Err(format!("it gives {}, not true or false", other.type_name())),
        Err(stop) => Err(said(stop)),
    }
}

fn said(stop: Stop<'_>) -> String {
    match stop {
        Stop::Undefined => "it has no value".to_owned(),
        Stop::Error(fault) => fault.message.to_owned(),
        Stop::Limit(limit) => limit.to_string(),
    }
}

/// What a validation says: its expression if that gives a text of one line, else its message.
fn said_or(validation: &crate::cel::Validation, said: Option<Eval<'_>>) -> String {
    if let Some(Ok(Value::Str(text))) = said
        && !text.trim().is_empty()
        && !text.contains('\n')
    {
        return text.to_owned();
    }
    if validation.message.is_empty() {
        format!("failed expression: {}", validation.text)
    } else {
        validation.message.clone()
    }
}

fn template_kind(node: &Node<'_>) -> Option<String> {
    Some(node.path(&["spec", "crd", "spec", "names", "kind"])?.text()?.to_owned())
}

/// Tells of what a cluster would look into and this does not.
fn left_out(node: &Node<'_>, problems: &mut Problems) {
    let group = group_of(node);
    let Some((_, why)) = LEFT_OUT.iter().find(|(known, _)| *known == group) else { return };
    let kind = node.get("kind").and_then(Node::text).unwrap_or("an object");
    let name = node.path(&["metadata", "name"]).and_then(Node::text).unwrap_or("(unnamed)");
    let span = node.get("kind").map_or(node.span, |kind| kind.span);
    problems.warning(span, format!("the {kind} `{name}` {why}"), None);
}

fn not_known(node: &Node<'_>, wanted: &str, problems: &mut Problems) {
    let Some(kind) = problems.required(node, "kind", "the object") else { return };
    let text = kind.text().unwrap_or_default();
    let message = format!("unknown kind `{text}` of the group `{}`", group_of(node));
    problems.error(kind.span, message, Some(format!("the kind is `{wanted}`")));
}

/// The objects of a document: itself, or the items of a list.
pub(crate) fn unfold<'n>(node: &'n Node<'n>, depth: usize, out: &mut impl FnMut(&'n Node<'n>)) {
    let kind = node.get("kind").and_then(|n| n.as_str(SCHEMA)).unwrap_or_default();
    match node.get("items") {
        Some(items) if kind.ends_with("List") && depth < 8 => {
            items.items().iter().for_each(|item| unfold(item, depth + 1, out));
        }
        _ => out(node),
    }
}

/// Where a runtime error of a template stands in its file.
#[must_use]
pub fn place(template: &Template, at: Location) -> Location {
    template.rego.as_ref().map_or(at, |rego| rego.places.settle(at))
}
