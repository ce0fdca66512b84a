//! A schema checked: its types, what they implement, and where operations start.

use super::super::operands::quoted;
use super::ast::{Definition, Directive, DirectiveDefinition, Document, FieldDefinition, Type};
use super::lexer::{Place, Trouble};
use super::parser::parse_schema;
use std::collections::BTreeMap;

/// What every schema has.
const BUILT_IN: &str = r#"
scalar Int scalar Float scalar String scalar Boolean scalar ID
directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
directive @deprecated(reason: String = "No longer supported")
  on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
directive @specifiedBy(url: String!) on SCALAR
directive @defer(if: Boolean = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
type __Schema {
  description: String
  types: [__Type!]!
  queryType: __Type!
  mutationType: __Type
  subscriptionType: __Type
  directives: [__Directive!]!
}
type __Type {
  kind: __TypeKind!
  name: String
  description: String
  fields(includeDeprecated: Boolean = false): [__Field!]
  interfaces: [__Type!]
  possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
  inputFields: [__InputValue!]
  ofType: __Type
  specifiedByURL: String
}
type __Field {
  name: String!
  description: String
  args: [__InputValue!]!
  type: __Type!
  isDeprecated: Boolean!
  deprecationReason: String
}
type __InputValue { name: String! description: String type: __Type! defaultValue: String }
type __EnumValue {
  name: String!
  description: String
  isDeprecated: Boolean!
  deprecationReason: String
}
enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
type __Directive {
  name: String!
  description: String
  locations: [__DirectiveLocation!]!
  args: [__InputValue!]!
  isRepeatable: Boolean!
}
enum __DirectiveLocation {
  QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT
  VARIABLE_DEFINITION SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION
  ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION
}
"#;

/// A schema.
#[derive(Default, Debug)]
pub(super) struct Schema {
    pub(super) types: BTreeMap<String, Definition>,
    pub(super) directives: BTreeMap<String, DirectiveDefinition>,
    /// The objects that a type may turn out to be.
    possible: BTreeMap<String, Vec<String>>,
    /// The type that `query`, `mutation` and `subscription` start from.
    pub(super) roots: BTreeMap<String, String>,
}

type Checked = Result<(), Trouble>;

fn wrong(place: Place, message: String) -> Trouble {
    Trouble { place, message }
}

impl Schema {
    /// Checks a document together with what every schema has.
    pub(super) fn new(document: &Document) -> Result<Self, Trouble> {
        let mut all = parse_schema(BUILT_IN)?;
        all.definitions.iter_mut().for_each(|definition| definition.built_in = true);
        all.definitions.extend(document.definitions.iter().cloned());
        all.directives.extend(document.directives.iter().cloned());
        let mut schema = Self::default();
        let mut order = Vec::new();
        for definition in all.definitions {
            let name = definition.name.clone();
            if schema.types.contains_key(&name) {
                let message = format!("Cannot redeclare type {name}.");
                return Err(wrong(definition.place, message));
            }
            order.push(name.clone());
            schema.types.insert(name, definition);
        }
        for extension in &document.extensions {
            schema.extend(extension, &mut order)?;
        }
        schema.collect_possible(&order);
        for directive in all.directives {
            let known = schema.directives.contains_key(&directive.name);
            let common = ["include", "skip", "deprecated", "specifiedBy"];
            if known && !common.contains(&&*directive.name) {
                let message = format!("Cannot redeclare directive {}.", directive.name);
                return Err(wrong(directive.place, message));
            }
            schema.directives.insert(directive.name.clone(), directive);
        }
        if let [_, second, ..] = &*document.schema {
            let message =
                "Cannot have multiple schema entry points, consider schema extensions instead.";
            return Err(wrong(second.place, message.to_owned()));
        }
        for definition in document.schema.iter().chain(&document.schema_extensions) {
            for (operation, name, place) in &definition.operations {
                if !schema.types.contains_key(name) {
                    let message = format!(
                        "Schema root {operation} refers to a type {name} that does not exist."
                    );
                    return Err(wrong(*place, message));
                }
                schema.roots.insert(operation.clone(), name.clone());
            }
        }
        schema.types.values().try_for_each(|definition| schema.check(definition))?;
        for directive in schema.directives.values() {
            check_name(&directive.name, directive.place)?;
            schema.check_arguments(&directive.arguments, Some(&directive.name))?;
        }
        schema.find_roots(document.schema.is_empty());
        Ok(schema)
    }

    fn extend(&mut self, extension: &Definition, order: &mut Vec<String>) -> Checked {
        let definition = self.types.entry(extension.name.clone()).or_insert_with(|| {
            order.push(extension.name.clone());
            Definition {
                kind: extension.kind.clone(),
                name: extension.name.clone(),
                place: extension.place,
                ..Definition::default()
            }
        });
        if definition.kind != extension.kind {
            let message = format!(
                "Cannot extend type {} because the base type is a {}, not {}.",
                extension.name, definition.kind, extension.kind
            );
            return Err(wrong(extension.place, message));
        }
        definition.directives.extend(extension.directives.iter().cloned());
        definition.interfaces.extend(extension.interfaces.iter().cloned());
        definition.fields.extend(extension.fields.iter().cloned());
        definition.types.extend(extension.types.iter().cloned());
        definition.values.extend(extension.values.iter().cloned());
        Ok(())
    }

    fn collect_possible(&mut self, order: &[String]) {
        for name in order {
            let Some(definition) = self.types.get(name) else { continue };
            let mut add = |of: &String, name: &String| {
                self.possible.entry(of.clone()).or_default().push(name.clone());
            };
            match &*definition.kind {
                "UNION" => definition.types.iter().for_each(|kind| add(name, kind)),
                "OBJECT" | "INPUT_OBJECT" | "INTERFACE" => {
                    definition.interfaces.iter().for_each(|interface| add(interface, name));
                    if definition.kind != "INTERFACE" {
                        add(name, name);
                    }
                }
                _ => {}
            }
        }
    }

    /// Where operations start, unless it is said, and the fields that ask for the schema itself.
    fn find_roots(&mut self, by_name: bool) {
        for (operation, name) in
            [("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")]
        {
            if by_name && self.types.contains_key(name) {
                self.roots.entry(operation.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
        let query = self.roots.get("query").cloned();
        if let Some(query) = query.and_then(|query| self.types.get_mut(&query)) {
            let field = |name: &str, kind, arguments| FieldDefinition {
                name: name.to_owned(),
                kind,
                arguments,
                ..FieldDefinition::default()
            };
            let name = field("name", Type::of("String", true), Vec::new());
            query.fields.push(field("__schema", Type::of("__Schema", true), Vec::new()));
            query.fields.push(field("__type", Type::of("__Type", false), vec![name]));
        }
    }

    /// The names of the objects that a type may turn out to be.
    pub(super) fn possible(&self, definition: &Definition) -> &[String] {
        self.possible.get(&definition.name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn type_of(&self, kind: &Type) -> Option<&Definition> {
        self.types.get(kind.name())
    }

    fn check(&self, d: &Definition) -> Checked {
        for field in &d.fields {
            check_name(&field.name, field.place)?;
            self.check_type(&field.kind)?;
            self.check_arguments(&field.arguments, None)?;
            let location = if d.kind == "INPUT_OBJECT" {
                "INPUT_FIELD_DEFINITION"
            } else {
                "FIELD_DEFINITION"
            };
            self.check_directives(&field.directives, location, None)?;
        }
        for name in &d.types {
            let Some(kind) = self.types.get(name) else {
                return Err(wrong(d.place, format!("Undefined type {}.", quoted(name))));
            };
            if kind.kind != "OBJECT" {
                let message = format!("{} type {} must be OBJECT.", d.kind, quoted(name));
                return Err(wrong(d.place, message));
            }
        }
        d.interfaces.iter().try_for_each(|interface| self.check_implements(d, interface))?;
        self.check_members(d)?;
        for (n, field) in d.fields.iter().enumerate() {
            let again = d.fields.iter().skip(n + 1).find(|other| other.name == field.name);
            if let Some(again) = again {
                let message = format!("Field {}.{} can only be defined once.", d.name, field.name);
                return Err(wrong(again.place, message));
            }
        }
        if !d.built_in {
            check_name(&d.name, d.place)?;
        }
        self.check_directives(&d.directives, &d.kind, None)
    }

    fn check_members(&self, d: &Definition) -> Checked {
        let (kind, name) = (&d.kind, &d.name);
        let (what, allowed, list): (_, fn(&str) -> bool, _) = match &**kind {
            "OBJECT" | "INTERFACE" => {
                ("fields", |kind| kind != "INPUT_OBJECT", "SCALAR, OBJECT, INTERFACE, UNION, ENUM")
            }
            "INPUT_OBJECT" => (
                "input fields",
                |kind| matches!(kind, "SCALAR" | "ENUM" | "INPUT_OBJECT"),
                "SCALAR, ENUM, INPUT_OBJECT",
            ),
            "ENUM" => {
                if d.values.is_empty() {
                    let what = "must define one or more unique enum values";
                    return Err(wrong(d.place, format!("{kind} {name}: {what}.")));
                }
                let is_other = |name: &str| matches!(name, "true" | "false" | "null");
                return match d.values.iter().find(|value| is_other(&value.name)) {
                    Some(value) => {
                        let message = format!("{kind} {name}: non-enum value {}.", value.name);
                        Err(wrong(d.place, message))
                    }
                    None => Ok(()),
                };
            }
            _ => return Ok(()),
        };
        if d.fields.is_empty() {
            let message = format!("{kind} {name}: must define one or more {what}.");
            return Err(wrong(d.place, message));
        }
        for field in &d.fields {
            if let Some(of) = self.type_of(&field.kind).filter(|of| !allowed(&of.kind)) {
                let (kind, name) =
                    if what == "fields" { (kind, name) } else { (&of.kind, &field.name) };
                let message = format!("{kind} {name}: field must be one of {list}.");
                return Err(wrong(field.place, message));
            }
        }
        Ok(())
    }

    fn check_type(&self, kind: &Type) -> Checked {
        if self.type_of(kind).is_some() {
            return Ok(());
        }
        Err(wrong(kind.place, format!("Undefined type {}.", kind.name())))
    }

    fn check_arguments(&self, arguments: &[FieldDefinition], of: Option<&str>) -> Checked {
        for argument in arguments {
            check_name(&argument.name, argument.place)?;
            self.check_type(&argument.kind)?;
            if let Some(kind) = self.type_of(&argument.kind).filter(|kind| !kind.is_input()) {
                let message = format!(
                    "cannot use {} as argument {} because {} is not a valid input type",
                    argument.kind, argument.name, kind.kind
                );
                return Err(wrong(argument.place, message));
            }
            self.check_directives(&argument.directives, "ARGUMENT_DEFINITION", of)?;
        }
        Ok(())
    }

    fn check_directives(&self, all: &[Directive], location: &str, of: Option<&str>) -> Checked {
        for directive in all {
            let name = &directive.name;
            check_name(name, directive.place)?;
            if of == Some(name) {
                let message = format!("Directive {name} cannot refer to itself.");
                return Err(wrong(directive.place, message));
            }
            let Some(definition) = self.directives.get(name) else {
                return Err(wrong(directive.place, format!("Undefined directive {name}.")));
            };
            if !definition.locations.iter().any(|known| known == location) {
                let message = format!("Directive {name} is not applicable on {location}.");
                return Err(wrong(directive.place, message));
            }
        }
        Ok(())
    }

    fn check_implements(&self, d: &Definition, name: &str) -> Checked {
        let Some(interface) = self.types.get(name) else {
            return Err(wrong(d.place, format!("Undefined type {}.", quoted(name))));
        };
        if interface.kind != "INTERFACE" {
            let message = format!("{} is a non interface type {}.", quoted(name), interface.kind);
            return Err(wrong(d.place, message));
        }
        let to = format!("For {} to implement {name}", d.name);
        for required in &interface.fields {
            let Some(found) = d.field(&required.name) else {
                let message = format!("{to} it must have a field called {}.", required.name);
                return Err(wrong(d.place, message));
            };
            let field = &required.name;
            if !self.is_covariant(&required.kind, &found.kind) {
                let message = format!("{to} the field {field} must have type {}.", required.kind);
                return Err(wrong(found.place, message));
            }
            let argument = |of: &FieldDefinition, name: &str| {
                of.arguments.iter().find(|argument| argument.name == name).cloned()
            };
            for wanted in &required.arguments {
                let same = format!("{to} the field {field} must have the same arguments but");
                let Some(given) = argument(found, &wanted.name) else {
                    let message = format!("{same} it is missing {}.", wanted.name);
                    return Err(wrong(found.place, message));
                };
                if !wanted.kind.fits(&given.kind) {
                    let message = format!("{same} {} has the wrong type.", wanted.name);
                    return Err(wrong(given.place, message));
                }
            }
            for given in &found.arguments {
                let needed = given.kind.non_null && given.default.is_none();
                if needed && argument(required, &given.name).is_none() {
                    let message = format!(
                        "{to} any additional arguments on {field} must be optional or have a default value but {} is required.",
                        given.name
                    );
                    return Err(wrong(given.place, message));
                }
            }
        }
        for above in &interface.interfaces {
            if d.interfaces.contains(above) {
                continue;
            }
            let message = if *above == d.name {
                format!(
                    "Type {} cannot implement {name} because it would create a circular reference.",
                    d.name
                )
            } else {
                format!(
                    "Type {} must implement {above} because it is implemented by {name}.",
                    d.name
                )
            };
            return Err(wrong(d.place, message));
        }
        Ok(())
    }

    fn is_covariant(&self, required: &Type, actual: &Type) -> bool {
        if required.non_null && !actual.non_null {
            return false;
        }
        match (&required.elem, &actual.elem) {
            (Some(required), Some(actual)) => self.is_covariant(required, actual),
            (Some(_), None) => false,
            (None, _) => {
                required.named == actual.named
                    || self
                        .possible
                        .get(&required.named)
                        .is_some_and(|all| all.contains(&actual.named))
            }
        }
    }
}

fn check_name(name: &str, place: Place) -> Checked {
    // What is built in has no place of its own, but comes from a text that has none of the user's.
    if name.starts_with("__") {
        let message = format!(
            "Name \"{name}\" must not begin with \"__\", which is reserved by GraphQL introspection."
        );
        return Err(wrong(place, message));
    }
    Ok(())
}
