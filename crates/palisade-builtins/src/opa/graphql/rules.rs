//! A query held against a schema.

use super::super::operands::quoted;
use super::ast::{
    Argument, Definition, Directive, Field, FieldDefinition, Fragment, Operation, Query, Selection,
    Type, Value, ValueKind,
};
use super::lexer::{Place, Trouble};
use super::overlap;
use super::schema::Schema;
use super::suggest::{did_you_mean, list};
use std::collections::{BTreeMap, BTreeSet};

/// More parts than this are not looked at.
const STEPS: u32 = 200_000;

/// Everything that is wrong with a query, in the order in which it is walked.
pub(super) fn validate(schema: &Schema, query: &Query) -> Vec<Trouble> {
    let mut walker = Walker {
        schema,
        query,
        troubles: Vec::new(),
        operation: None,
        used: BTreeSet::new(),
        opened: BTreeSet::new(),
        spread: BTreeSet::new(),
        in_fragments: false,
        checked: BTreeSet::new(),
        misplaced: BTreeSet::new(),
        steps: 0,
    };
    let mut names = BTreeSet::new();
    for operation in &query.operations {
        walker.operation(operation);
        if !names.insert(&operation.name) {
            let message = format!("There can be only one operation named \"{}\".", operation.name);
            walker.wrong(operation.place, message);
        }
        walker.operation = None;
    }
    walker.in_fragments = true;
    let mut names = BTreeSet::new();
    for fragment in &query.fragments {
        walker.fragment(fragment);
        if !names.insert(&fragment.name) {
            let message = format!("There can be only one fragment named \"{}\".", fragment.name);
            walker.wrong(fragment.place, message);
        }
    }
    if walker.steps > STEPS {
        let message = format!("the query has more than {STEPS} parts");
        walker.wrong(Place::default(), message);
    }
    walker.troubles
}

struct Walker<'q> {
    schema: &'q Schema,
    query: &'q Query,
    troubles: Vec<Trouble>,
    operation: Option<&'q Operation>,
    /// Variables of the operation that are used.
    used: BTreeSet<&'q str>,
    /// Fragments that the operation has opened.
    opened: BTreeSet<&'q str>,
    /// Fragments that operations spread.
    spread: BTreeSet<&'q str>,
    in_fragments: bool,
    /// Fragments that were searched for cycles.
    checked: BTreeSet<&'q str>,
    misplaced: BTreeSet<(String, u32, u32)>,
    steps: u32,
}

/// The type that something is in, if it is known.
type Parent<'q> = Option<&'q Definition>;

impl<'q> Walker<'q> {
    fn wrong(&mut self, place: Place, message: String) {
        self.troubles.push(Trouble { place, message });
    }

    /// Whether there is still something to be done.
    fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= STEPS
    }

    fn operation(&mut self, operation: &'q Operation) {
        self.operation = Some(operation);
        self.used.clear();
        self.opened.clear();
        let schema = self.schema;
        let parent = schema.roots.get(&operation.kind).and_then(|name| schema.types.get(name));
        for variable in &operation.variables {
            if let Some(default) = &variable.default {
                self.value(default, Some(&variable.kind));
            }
            self.directives(&variable.directives, "VARIABLE_DEFINITION");
        }
        let location = operation.kind.to_uppercase();
        self.directives(&operation.directives, &location);
        self.selection(parent, &operation.selection);
        self.operation_rules(operation, parent);
    }

    fn operation_rules(&mut self, operation: &'q Operation, parent: Parent<'q>) {
        let schema = self.schema;
        if parent.is_none() {
            let message = format!("Schema does not support operation type \"{}\"", operation.kind);
            self.wrong(operation.place, message);
        }
        for variable in &operation.variables {
            if schema.type_of(&variable.kind).is_none() {
                let message = format!("Unknown type \"{}\".", variable.kind.name());
                self.wrong(operation.place, message);
            }
        }
        if operation.name.is_empty() && self.query.operations.len() > 1 {
            let message = "This anonymous operation must be the only defined operation.";
            self.wrong(operation.place, message.to_owned());
        }
        for variable in operation.variables.iter().filter(|v| !self.used.contains(&*v.name)) {
            let of = match &*operation.name {
                "" => String::new(),
                name => format!(" in operation \"{name}\""),
            };
            let message = format!("Variable \"${}\" is never used{of}.", variable.name);
            self.troubles.push(Trouble { place: variable.place, message });
        }
        self.overlaps(parent, &operation.selection);
        if operation.kind == "subscription" && operation.selection.len() > 1 {
            let name = match &*operation.name {
                "" => "Anonymous Subscription".to_owned(),
                name => format!("Subscription {}", quoted(name)),
            };
            let message = format!("{name} must select only one top level field.");
            self.wrong(operation.place, message);
        }
        let mut seen = BTreeSet::new();
        for variable in &operation.variables {
            if !seen.insert(&variable.name) {
                let name = &variable.name;
                let message = format!("There can be only one variable named \"${name}\".");
                self.wrong(operation.place, message);
            }
        }
        for variable in &operation.variables {
            if schema.type_of(&variable.kind).is_some_and(|kind| !kind.is_input()) {
                let (name, kind) = (&variable.name, &variable.kind);
                let message = format!("Variable \"${name}\" cannot be non-input type \"{kind}\".");
                self.wrong(operation.place, message);
            }
        }
    }

    fn overlaps(&mut self, parent: Parent<'q>, selection: &'q [Selection]) {
        let mut found =
            overlap::conflicts(self.schema, self.query, parent, selection, &mut self.steps);
        self.troubles.append(&mut found);
    }

    fn fragment(&mut self, fragment: &'q Fragment) {
        let parent = self.schema.types.get(&fragment.condition);
        self.opened.clear();
        self.directives(&fragment.directives, "FRAGMENT_DEFINITION");
        self.selection(parent, &fragment.selection);
        if parent.is_some_and(|parent| !parent.is_composite()) {
            let message = format!(
                "Fragment \"{}\" cannot condition on non composite type \"{}\".",
                fragment.name, fragment.condition
            );
            self.wrong(fragment.place, message);
        }
        if parent.is_none() {
            let known = self.schema.types.keys().map(String::as_str);
            let hint = did_you_mean("", &fragment.condition, known);
            self.wrong(fragment.place, format!("Unknown type \"{}\".{hint}", fragment.condition));
        }
        self.cycles(fragment, &mut Vec::new(), &mut BTreeMap::new());
        if !self.spread.contains(&*fragment.name) {
            self.wrong(fragment.place, format!("Fragment \"{}\" is never used.", fragment.name));
        }
        self.overlaps(parent, &fragment.selection);
    }

    fn find_fragment(&self, name: &str) -> Option<&'q Fragment> {
        self.query.fragments.iter().find(|fragment| fragment.name == name)
    }

    fn cycles(
        &mut self,
        fragment: &'q Fragment,
        path: &mut Vec<&'q str>,
        at: &mut BTreeMap<&'q str, usize>,
    ) {
        // Chains of fragments are followed as far as anything else is nested.
        if path.len() > 100 || !self.checked.insert(&fragment.name) {
            return;
        }
        at.insert(&fragment.name, path.len());
        for (name, place) in spreads(&fragment.selection) {
            path.push(name);
            match at.get(name).copied() {
                None => {
                    if let Some(inner) = self.find_fragment(name) {
                        self.cycles(inner, path, at);
                    }
                }
                Some(start) => {
                    let between = path.get(start..path.len() - 1).unwrap_or_default().join(", ");
                    let via =
                        if between.is_empty() { String::new() } else { format!(" via {between}") };
                    let message = format!("Cannot spread fragment \"{name}\" within itself{via}.");
                    self.wrong(place, message);
                }
            }
            path.pop();
        }
        at.remove(&*fragment.name);
    }

    fn selection(&mut self, parent: Parent<'q>, selection: &'q [Selection]) {
        for item in selection {
            if !self.step() {
                return;
            }
            match item {
                Selection::Field(field) => self.field(parent, field),
                Selection::Inline { condition, directives, selection, place } => {
                    let inner = match &**condition {
                        "" => parent,
                        condition => self.schema.types.get(condition),
                    };
                    self.directives(directives, "INLINE_FRAGMENT");
                    self.selection(inner, selection);
                    if condition.is_empty() {
                        continue;
                    }
                    if inner.is_some_and(|inner| !inner.is_composite()) {
                        let message = format!(
                            "Fragment cannot condition on non composite type \"{condition}\"."
                        );
                        self.wrong(*place, message);
                    }
                    if inner.is_none() {
                        self.wrong(*place, format!("Unknown type \"{condition}\"."));
                    }
                    self.possible(parent, inner, "Fragment", *place);
                }
                Selection::Spread { name, directives, place } => {
                    self.spread(parent, name, directives, *place);
                }
            }
        }
    }

    fn spread(
        &mut self,
        parent: Parent<'q>,
        name: &'q str,
        directives: &'q [Directive],
        place: Place,
    ) {
        let fragment = self.find_fragment(name);
        let inner = fragment.and_then(|fragment| self.schema.types.get(&fragment.condition));
        self.directives(directives, "FRAGMENT_SPREAD");
        if let Some(fragment) = fragment.filter(|_| self.opened.len() <= 100)
            && self.opened.insert(name)
        {
            self.selection(inner, &fragment.selection);
        }
        if fragment.is_none() {
            self.wrong(place, format!("Unknown fragment \"{name}\"."));
        }
        if !self.in_fragments {
            self.spread.insert(name);
        }
        self.possible(parent, inner, &format!("Fragment \"{name}\""), place);
    }

    /// Whether what is spread can be of the type that it is spread in.
    fn possible(&mut self, parent: Parent<'q>, inner: Parent<'q>, what: &str, place: Place) {
        let (Some(parent), Some(inner)) = (parent, inner) else { return };
        if !parent.is_composite() || !inner.is_composite() {
            return;
        }
        if overlap::may_be_same(self.schema, parent, inner) {
            return;
        }
        let message = format!(
            "{what} cannot be spread here as objects of type \"{}\" can never be of type \"{}\".",
            parent.name, inner.name
        );
        self.wrong(place, message);
    }

    fn field(&mut self, parent: Parent<'q>, field: &'q Field) {
        let definition = parent.and_then(|parent| parent.field(&field.name));
        let is_type_name = field.name == "__typename";
        let next = definition.and_then(|definition| self.schema.type_of(&definition.kind));
        for argument in &field.arguments {
            let known = definition.and_then(|d| find(&d.arguments, &argument.name));
            self.value(&argument.value, known.map(|known| &known.kind));
        }
        self.directives(&field.directives, "FIELD");
        self.selection(next, &field.selection);
        if let Some(parent) = parent.filter(|_| definition.is_none() && !is_type_name) {
            self.unknown_field(parent, field);
        }
        if let (Some(parent), Some(definition)) = (parent, definition) {
            for argument in &field.arguments {
                if find(&definition.arguments, &argument.name).is_none() {
                    let known = definition.arguments.iter().map(|known| &*known.name);
                    let message = format!(
                        "Unknown argument \"{}\" on field \"{}.{}\".{}",
                        argument.name,
                        parent.name,
                        field.name,
                        did_you_mean("", &argument.name, known)
                    );
                    self.wrong(field.place, message);
                }
            }
            let what = format!("Field \"{}\"", field.name);
            self.required(&what, &definition.arguments, &field.arguments, field.place);
        }
        if let (Some(definition), Some(next)) = (definition, next) {
            let name = &field.name;
            if !next.is_composite() && !field.selection.is_empty() && !next.is_input_object() {
                let of = &next.name;
                let message = format!(
                    "Field \"{name}\" must not have a selection since type \"{of}\" has no subfields."
                );
                self.wrong(field.place, message);
            }
            if next.is_composite() && field.selection.is_empty() {
                let of = &definition.kind;
                let message = format!(
                    "Field \"{name}\" of type \"{of}\" must have a selection of subfields. Did you mean \"{name} {{ ... }}\"?"
                );
                self.wrong(field.place, message);
            }
        }
        self.unique(&field.arguments, field.place);
    }

    fn unknown_field(&mut self, parent: &'q Definition, field: &'q Field) {
        let mut hint = String::new();
        if parent.is_abstract() {
            let having: Vec<&str> = (self.schema.possible(parent).iter())
                .filter(|name| {
                    self.schema.types.get(*name).is_some_and(|d| d.field(&field.name).is_some())
                })
                .map(String::as_str)
                .collect();
            if !having.is_empty() {
                hint = format!(" Did you mean to use an inline fragment on {}?", list(&having));
            }
        }
        if hint.is_empty() && matches!(&*parent.kind, "OBJECT" | "INTERFACE") {
            hint = did_you_mean("", &field.name, parent.fields.iter().map(|known| &*known.name));
        }
        let (name, of) = (&field.name, &parent.name);
        self.wrong(field.place, format!("Cannot query field \"{name}\" on type \"{of}\".{hint}"));
    }

    fn required(
        &mut self,
        what: &str,
        known: &[FieldDefinition],
        given: &[Argument],
        place: Place,
    ) {
        for argument in known {
            let needed = argument.kind.non_null && argument.default.is_none();
            if needed && !given.iter().any(|given| given.name == argument.name) {
                let (name, kind) = (&argument.name, &argument.kind);
                let message = format!(
                    "{what} argument \"{name}\" of type \"{kind}\" is required, but it was not provided."
                );
                self.wrong(place, message);
            }
        }
    }

    fn unique(&mut self, arguments: &[Argument], place: Place) {
        let mut seen = BTreeSet::new();
        for argument in arguments {
            if !seen.insert(&argument.name) {
                let message =
                    format!("There can be only one argument named \"{}\".", argument.name);
                self.wrong(place, message);
            }
        }
    }

    fn directives(&mut self, directives: &'q [Directive], location: &str) {
        let schema = self.schema;
        for directive in directives {
            let definition = schema.directives.get(&directive.name);
            for argument in &directive.arguments {
                let known = definition.and_then(|d| find(&d.arguments, &argument.name));
                self.value(&argument.value, known.map(|known| &known.kind));
            }
        }
        let mut seen = BTreeSet::new();
        for directive in directives {
            let name = &directive.name;
            let Some(definition) = schema.directives.get(name) else {
                self.wrong(directive.place, format!("Unknown directive \"@{name}\"."));
                self.unique(&directive.arguments, directive.place);
                continue;
            };
            for argument in &directive.arguments {
                if find(&definition.arguments, &argument.name).is_none() {
                    let known = definition.arguments.iter().map(|known| &*known.name);
                    let hint = did_you_mean("", &argument.name, known);
                    let unknown = &argument.name;
                    let message =
                        format!("Unknown argument \"{unknown}\" on directive \"@{name}\".{hint}");
                    self.wrong(directive.place, message);
                }
            }
            let (line, column) = (directive.place.line, directive.place.column);
            if !definition.locations.iter().any(|known| known == location)
                && self.misplaced.insert((name.clone(), line, column))
            {
                let message = format!("Directive \"@{name}\" may not be used on {location}.");
                self.wrong(directive.place, message);
            }
            let what = format!("Directive \"@{name}\"");
            self.required(&what, &definition.arguments, &directive.arguments, directive.place);
            self.unique(&directive.arguments, directive.place);
            if !definition.repeatable && !seen.insert(name) {
                let message =
                    format!("The directive \"@{name}\" can only be used once at this location.");
                self.wrong(directive.place, message);
            }
        }
    }

    /// A value, and the type that is wanted, if it is known.
    fn value(&mut self, value: &'q Value, wanted: Option<&Type>) {
        if !self.step() {
            return;
        }
        let definition = wanted.and_then(|wanted| self.schema.type_of(wanted));
        let variable = self
            .operation
            .filter(|_| value.kind == ValueKind::Variable)
            .and_then(|operation| operation.variables.iter().find(|v| v.name == value.raw));
        if let Some(variable) = variable {
            self.used.insert(&variable.name);
        }
        for (name, child) in &value.children {
            let inner = match value.kind {
                ValueKind::Object => {
                    definition.and_then(|d| d.field(name)).map(|field| &field.kind)
                }
                _ => wanted.and_then(|wanted| wanted.elem.as_deref()),
            };
            self.value(child, inner);
        }
        if let Some(operation) =
            self.operation.filter(|_| value.kind == ValueKind::Variable && variable.is_none())
        {
            let by = match &*operation.name {
                "" => String::new(),
                name => format!(" by operation \"{name}\""),
            };
            let message = format!("Variable \"${}\" is not defined{by}.", value.raw);
            self.wrong(value.place, message);
        }
        if value.kind == ValueKind::Object {
            let mut seen = BTreeSet::new();
            for (name, child) in &value.children {
                if !seen.insert(name) {
                    let message = format!("There can be only one input field named \"{name}\".");
                    self.wrong(child.place, message);
                }
            }
        }
        let (Some(wanted), Some(definition)) = (wanted, definition) else { return };
        self.is_of_type(value, wanted, definition);
        if let Some(variable) = variable {
            let mut wanted = wanted.clone();
            // A default stands in where nothing is given.
            if variable.default.as_ref().is_some_and(|d| d.kind != ValueKind::Null) {
                wanted.non_null = false;
            }
            if !variable.kind.fits(&wanted) {
                let (name, kind) = (&variable.name, &variable.kind);
                let message = format!(
                    "Variable \"${name}\" of type \"{kind}\" used in position expecting type \"{wanted}\"."
                );
                self.wrong(value.place, message);
            }
        }
    }

    fn is_of_type(&mut self, value: &'q Value, wanted: &Type, d: &'q Definition) {
        let own = ["Int", "Float", "String", "Boolean", "ID"];
        if d.kind == "SCALAR" && !own.contains(&&*d.name) {
            return;
        }
        let is = |names: &[&str]| names.contains(&&*d.name);
        let fits = match value.kind {
            ValueKind::Variable => return,
            ValueKind::Null => !wanted.non_null,
            ValueKind::List => wanted.elem.is_some(),
            ValueKind::Int => is(&["Int", "Float", "ID"]) && is_small(value, d),
            ValueKind::Float => is(&["Float"]),
            ValueKind::Text | ValueKind::Block if d.kind == "ENUM" => {
                let known = d.values.iter().map(|known| &*known.name);
                let hint = did_you_mean("the enum value ", &value.raw, known);
                let (of, found) = (wanted, shown(value));
                let message =
                    format!("Enum \"{of}\" cannot represent non-enum value: {found}.{hint}");
                return self.wrong(value.place, message);
            }
            ValueKind::Text | ValueKind::Block => is(&["String", "ID"]),
            ValueKind::Enum if d.kind == "ENUM" => {
                if d.values.iter().any(|known| known.name == value.raw) {
                    return;
                }
                let known = d.values.iter().map(|known| &*known.name);
                let hint = did_you_mean("the enum value ", &value.raw, known);
                let found = shown(value);
                let message =
                    format!("Value \"{found}\" does not exist in \"{wanted}\" enum.{hint}");
                return self.wrong(value.place, message);
            }
            ValueKind::Enum => false,
            ValueKind::Bool => is(&["Boolean"]),
            ValueKind::Object => return self.object(value, d),
        };
        if fits {
            return;
        }
        let found = shown(value);
        let message = match &*wanted.to_string() {
            "Int" | "Int!" if value.kind == ValueKind::Int => {
                format!("Int cannot represent non 32-bit signed integer value: {found}")
            }
            "Int" | "Int!" => format!("Int cannot represent non-integer value: {found}"),
            "String" | "String!" | "[String]" => {
                format!("String cannot represent a non string value: {found}")
            }
            "Boolean" | "Boolean!" => {
                format!("Boolean cannot represent a non boolean value: {found}")
            }
            "Float" | "Float!" => format!("Float cannot represent non numeric value: {found}"),
            "ID" | "ID!" => {
                format!("ID cannot represent a non-string and non-integer value: {found}")
            }
            _ if d.kind == "ENUM" => {
                format!("Enum \"{wanted}\" cannot represent non-enum value: {found}.")
            }
            _ => format!("Expected value of type \"{wanted}\", found {found}."),
        };
        self.wrong(value.place, message);
    }

    fn object(&mut self, value: &'q Value, d: &'q Definition) {
        for field in d.fields.iter().filter(|field| field.kind.non_null) {
            let given = value.children.iter().any(|(name, _)| *name == field.name);
            if !given && field.default.is_none() {
                let (name, kind) = (&field.name, &field.kind);
                let of = &d.name;
                let message =
                    format!("Field \"{of}.{name}\" of required type \"{kind}\" was not provided.");
                self.wrong(value.place, message);
            }
        }
        for (name, child) in value.children.iter().filter(|(name, _)| d.field(name).is_none()) {
            let hint = did_you_mean("", name, d.fields.iter().map(|known| &*known.name));
            let message = format!("Field \"{name}\" is not defined by type \"{}\".{hint}", d.name);
            self.wrong(child.place, message);
        }
    }
}

fn is_small(value: &Value, d: &Definition) -> bool {
    d.name != "Int" || value.raw.parse::<i32>().is_ok()
}

fn find<'d>(all: &'d [FieldDefinition], name: &str) -> Option<&'d FieldDefinition> {
    all.iter().find(|argument| argument.name == name)
}

/// The fragments that a selection spreads, at any depth.
fn spreads(selection: &[Selection]) -> Vec<(&str, Place)> {
    let mut found = Vec::new();
    let mut open = vec![selection];
    while let Some(selection) = open.pop() {
        for item in selection {
            match item {
                Selection::Spread { name, place, .. } => found.push((&**name, *place)),
                Selection::Field(field) => open.push(&field.selection),
                Selection::Inline { selection, .. } => open.push(selection),
            }
        }
    }
    found
}

/// A value as messages show it.
pub(super) fn shown(value: &Value) -> String {
    let all = |items: Vec<String>| items.join(",");
    match value.kind {
        ValueKind::Variable => format!("${}", value.raw),
        ValueKind::Text | ValueKind::Block => quoted(&value.raw),
        ValueKind::List => {
            format!("[{}]", all(value.children.iter().map(|(_, child)| shown(child)).collect()))
        }
        ValueKind::Object => {
            let field = |(name, child): &(String, Value)| format!("{name}:{}", shown(child));
            format!("{{{}}}", all(value.children.iter().map(field).collect()))
        }
        _ => value.raw.clone(),
    }
}
