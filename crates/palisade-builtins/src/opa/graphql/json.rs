//! Queries and schemas as values, and values as those.
//!
//! What is null or empty is left out, and so are places.

use super::ast::{
    Argument, Definition, Directive, DirectiveDefinition, Document, EnumValue, Field,
    FieldDefinition, Fragment, Operation, Query, SchemaDefinition, Selection, Type, VALUE_KINDS,
    Value as Literal, ValueKind, Variable,
};
use super::parser::NOWHERE;
use palisade_value::{Arena, Object, ObjectBuilder, Value};

/// Makes an object of fields that are there.
struct Maker<'e> {
    arena: &'e Arena,
    object: ObjectBuilder<'e>,
}

fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Array(array) => array.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

impl<'e> Maker<'e> {
    fn new(arena: &'e Arena) -> Self {
        Self { arena, object: ObjectBuilder::new() }
    }

    fn put(mut self, key: &'static str, value: Value<'e>) -> Self {
        if !is_empty(&value) {
            self.object.field(key, value);
        }
        self
    }

    fn text(self, key: &'static str, text: &str) -> Self {
        let text = Value::str(self.arena, text);
        self.put(key, text)
    }

    fn all<T: Show>(self, key: &'static str, items: &[T]) -> Self {
        let items: Vec<Value<'e>> = items.iter().map(|item| item.show(self.arena)).collect();
        let items: Vec<Value<'e>> = items.into_iter().filter(|item| !is_empty(item)).collect();
        let list = Value::array(self.arena, &items);
        self.put(key, list)
    }

    fn finish(self) -> Value<'e> {
        self.object.finish(self.arena)
    }
}

/// What has a form as a value.
pub(super) trait Show {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e>;
}

impl Show for String {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Value::str(arena, self)
    }
}

impl Show for Query {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let maker = Maker::new(arena).all("Operations", &self.operations);
        maker.all("Fragments", &self.fragments).finish()
    }
}

impl Show for Operation {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .text("Operation", &self.kind)
            .text("Name", &self.name)
            .all("VariableDefinitions", &self.variables)
            .all("Directives", &self.directives)
            .all("SelectionSet", &self.selection)
            .finish()
    }
}

impl Show for Fragment {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .text("Name", &self.name)
            .all("VariableDefinition", &self.variables)
            .text("TypeCondition", &self.condition)
            .all("Directives", &self.directives)
            .all("SelectionSet", &self.selection)
            .finish()
    }
}

impl Show for Variable {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let default = self.default.as_ref().map_or(Value::Null, |value| value.show(arena));
        Maker::new(arena)
            .text("Variable", &self.name)
            .put("Type", self.kind.show(arena))
            .put("DefaultValue", default)
            .all("Directives", &self.directives)
            .put("Used", Value::Bool(false))
            .finish()
    }
}

impl Show for Type {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let elem = self.elem.as_ref().map_or(Value::Null, |elem| elem.show(arena));
        Maker::new(arena)
            .text("NamedType", &self.named)
            .put("Elem", elem)
            .put("NonNull", Value::Bool(self.non_null))
            .finish()
    }
}

impl Show for Selection {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let maker = Maker::new(arena);
        match self {
            Selection::Field(field) => maker
                .text("Alias", &field.alias)
                .text("Name", &field.name)
                .all("Arguments", &field.arguments)
                .all("Directives", &field.directives)
                .all("SelectionSet", &field.selection),
            Selection::Spread { name, directives, .. } => {
                maker.text("Name", name).all("Directives", directives)
            }
            Selection::Inline { condition, directives, selection, .. } => maker
                .text("TypeCondition", condition)
                .all("Directives", directives)
                .all("SelectionSet", selection),
        }
        .finish()
    }
}

impl Show for Argument {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena).text("Name", &self.name).put("Value", self.value.show(arena)).finish()
    }
}

impl Show for Directive {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .text("Name", &self.name)
            .all("Arguments", &self.arguments)
            .text("Location", "")
            .finish()
    }
}

impl Show for (String, Literal) {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena).text("Name", &self.0).put("Value", self.1.show(arena)).finish()
    }
}

impl Show for Literal {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let kind = (0_i64..).zip(VALUE_KINDS).find(|(_, kind)| *kind == self.kind);
        Maker::new(arena)
            .text("Raw", &self.raw)
            .all("Children", &self.children)
            .put("Kind", Value::Int(kind.map_or(0, |(number, _)| number)))
            .put("ExpectedTypeHasDefault", Value::Bool(false))
            .finish()
    }
}

impl Show for Document {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .all("Schema", &self.schema)
            .all("SchemaExtension", &self.schema_extensions)
            .all("Directives", &self.directives)
            .all("Definitions", &self.definitions)
            .all("Extensions", &self.extensions)
            .finish()
    }
}

impl Show for SchemaDefinition {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let operations = self.operations.iter().map(|(operation, kind, _)| {
            Maker::new(arena).text("Operation", operation).text("Type", kind).finish()
        });
        let operations = Value::array(arena, &operations.collect::<Vec<_>>());
        Maker::new(arena)
            .text("Description", &self.description)
            .all("Directives", &self.directives)
            .put("OperationTypes", operations)
            .finish()
    }
}

impl Show for DirectiveDefinition {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .text("Description", &self.description)
            .text("Name", &self.name)
            .all("Arguments", &self.arguments)
            .all("Locations", &self.locations)
            .put("IsRepeatable", Value::Bool(self.repeatable))
            .finish()
    }
}

impl Show for Definition {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .text("Kind", &self.kind)
            .text("Description", &self.description)
            .text("Name", &self.name)
            .all("Directives", &self.directives)
            .all("Interfaces", &self.interfaces)
            .all("Fields", &self.fields)
            .all("Types", &self.types)
            .all("EnumValues", &self.values)
            .put("BuiltIn", Value::Bool(self.built_in))
            .finish()
    }
}

impl Show for FieldDefinition {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        let default = self.default.as_ref().map_or(Value::Null, |value| value.show(arena));
        Maker::new(arena)
            .text("Description", &self.description)
            .text("Name", &self.name)
            .all("Arguments", &self.arguments)
            .put("DefaultValue", default)
            .put("Type", self.kind.show(arena))
            .all("Directives", &self.directives)
            .finish()
    }
}

impl Show for EnumValue {
    fn show<'e>(&self, arena: &'e Arena) -> Value<'e> {
        Maker::new(arena)
            .text("Description", &self.description)
            .text("Name", &self.name)
            .all("Directives", &self.directives)
            .finish()
    }
}

/// Values nest no deeper.
const DEPTH: u32 = 100;

type Made<T> = Result<T, String>;

/// The fields of an object; what is absent is empty.
#[derive(Clone, Copy)]
struct Source<'x, 'e> {
    object: &'x Object<'e>,
    depth: u32,
}

impl<'e> Source<'_, 'e> {
    fn new(value: Value<'e>, depth: u32) -> Made<Source<'e, 'e>> {
        match value {
            _ if depth > DEPTH => Err(format!("nested deeper than {DEPTH}")),
            Value::Object(object) => Ok(Source { object, depth }),
            _ => Err("a part of the syntax tree is no object".to_owned()),
        }
    }

    fn text(&self, key: &str) -> Made<String> {
        match self.object.field(key) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::Str(text)) => Ok(text.to_owned()),
            Some(_) => Err(format!("{key} is no string")),
        }
    }

    fn flag(&self, key: &str) -> Made<bool> {
        match self.object.field(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(format!("{key} is no boolean")),
        }
    }

    fn items(&self, key: &str) -> Made<&'e [Value<'e>]> {
        match self.object.field(key) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(array)) => Ok(array.items()),
            Some(_) => Err(format!("{key} is no array")),
        }
    }

    fn all<T>(&self, key: &str, make: fn(Source<'e, 'e>) -> Made<T>) -> Made<Vec<T>> {
        let items = self.items(key)?.iter();
        items.map(|item| make(Source::new(*item, self.depth + 1)?)).collect()
    }

    fn texts(&self, key: &str) -> Made<Vec<String>> {
        let wrong = || format!("{key} holds something else than strings");
        let items = self.items(key)?.iter();
        items.map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn one<T>(&self, key: &str, make: fn(Source<'e, 'e>) -> Made<T>) -> Made<Option<T>> {
        match self.object.field(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => make(Source::new(value, self.depth + 1)?).map(Some),
        }
    }
}

/// Reads a query.
pub(super) fn read_query(value: Value<'_>) -> Made<Query> {
    let source = Source::new(value, 0)?;
    Ok(Query {
        operations: source.all("Operations", operation)?,
        fragments: source.all("Fragments", fragment)?,
    })
}

fn operation(source: Source<'_, '_>) -> Made<Operation> {
    let kind = match &*source.text("Operation")? {
        "" => "query".to_owned(),
        kind => kind.to_owned(),
    };
    Ok(Operation {
        kind,
        name: source.text("Name")?,
        variables: source.all("VariableDefinitions", variable)?,
        directives: source.all("Directives", directive)?,
        selection: source.all("SelectionSet", selection)?,
        place: NOWHERE,
    })
}

fn fragment(source: Source<'_, '_>) -> Made<Fragment> {
    Ok(Fragment {
        name: source.text("Name")?,
        variables: source.all("VariableDefinition", variable)?,
        condition: source.text("TypeCondition")?,
        directives: source.all("Directives", directive)?,
        selection: source.all("SelectionSet", selection)?,
        place: NOWHERE,
    })
}

fn variable(source: Source<'_, '_>) -> Made<Variable> {
    Ok(Variable {
        name: source.text("Variable")?,
        kind: source.one("Type", kind)?.unwrap_or_default(),
        default: source.one("DefaultValue", literal)?,
        directives: source.all("Directives", directive)?,
        place: NOWHERE,
    })
}

fn kind(source: Source<'_, '_>) -> Made<Type> {
    Ok(Type {
        named: source.text("NamedType")?,
        elem: source.one("Elem", kind)?.map(Box::new),
        non_null: source.flag("NonNull")?,
        place: NOWHERE,
    })
}

fn selection(source: Source<'_, '_>) -> Made<Selection> {
    let directives = source.all("Directives", directive)?;
    if source.object.field("Alias").is_some() {
        return Ok(Selection::Field(Box::new(Field {
            alias: source.text("Alias")?,
            name: source.text("Name")?,
            arguments: source.all("Arguments", argument)?,
            directives,
            selection: source.all("SelectionSet", selection)?,
            place: NOWHERE,
        })));
    }
    if source.object.field("SelectionSet").is_some() {
        return Ok(Selection::Inline {
            condition: source.text("TypeCondition")?,
            directives,
            selection: source.all("SelectionSet", selection)?,
            place: NOWHERE,
        });
    }
    Ok(Selection::Spread { name: source.text("Name")?, directives, place: NOWHERE })
}

fn argument(source: Source<'_, '_>) -> Made<Argument> {
    let value = source.one("Value", literal)?.ok_or("an argument has no value")?;
    Ok(Argument { name: source.text("Name")?, value })
}

fn directive(source: Source<'_, '_>) -> Made<Directive> {
    let arguments = source.all("Arguments", argument)?;
    Ok(Directive { name: source.text("Name")?, arguments, place: NOWHERE })
}

fn literal(source: Source<'_, '_>) -> Made<Literal> {
    let kind = match source.object.field("Kind") {
        None => ValueKind::Variable,
        Some(number) => (number.as_i64())
            .and_then(|number| VALUE_KINDS.get(usize::try_from(number).ok()?).copied())
            .ok_or("Kind is no kind of a value")?,
    };
    let children = source.all("Children", |child| {
        let value = child.one("Value", literal)?.ok_or("a part of a value has no value")?;
        Ok((child.text("Name")?, value))
    })?;
    Ok(Literal { kind, raw: source.text("Raw")?, children, place: NOWHERE })
}

/// Reads a schema.
pub(super) fn read_document(value: Value<'_>) -> Made<Document> {
    let source = Source::new(value, 0)?;
    Ok(Document {
        schema: source.all("Schema", schema_definition)?,
        schema_extensions: source.all("SchemaExtension", schema_definition)?,
        directives: source.all("Directives", directive_definition)?,
        definitions: source.all("Definitions", definition)?,
        extensions: source.all("Extensions", definition)?,
    })
}

fn schema_definition(source: Source<'_, '_>) -> Made<SchemaDefinition> {
    Ok(SchemaDefinition {
        description: source.text("Description")?,
        directives: source.all("Directives", directive)?,
        operations: source.all("OperationTypes", |operation| {
            Ok((operation.text("Operation")?, operation.text("Type")?, NOWHERE))
        })?,
        place: NOWHERE,
    })
}

fn directive_definition(source: Source<'_, '_>) -> Made<DirectiveDefinition> {
    Ok(DirectiveDefinition {
        description: source.text("Description")?,
        name: source.text("Name")?,
        arguments: source.all("Arguments", field_definition)?,
        locations: source.texts("Locations")?,
        repeatable: source.flag("IsRepeatable")?,
        place: NOWHERE,
    })
}

fn definition(source: Source<'_, '_>) -> Made<Definition> {
    Ok(Definition {
        kind: source.text("Kind")?,
        description: source.text("Description")?,
        name: source.text("Name")?,
        directives: source.all("Directives", directive)?,
        interfaces: source.texts("Interfaces")?,
        fields: source.all("Fields", field_definition)?,
        types: source.texts("Types")?,
        values: source.all("EnumValues", |value| {
            Ok(EnumValue {
                description: value.text("Description")?,
                name: value.text("Name")?,
                directives: value.all("Directives", directive)?,
            })
        })?,
        built_in: source.flag("BuiltIn")?,
        place: NOWHERE,
    })
}

fn field_definition(source: Source<'_, '_>) -> Made<FieldDefinition> {
    Ok(FieldDefinition {
        description: source.text("Description")?,
        name: source.text("Name")?,
        arguments: source.all("Arguments", field_definition)?,
        default: source.one("DefaultValue", literal)?,
        kind: source.one("Type", kind)?.unwrap_or_default(),
        directives: source.all("Directives", directive)?,
        place: NOWHERE,
    })
}
