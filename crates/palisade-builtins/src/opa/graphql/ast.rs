//! What queries and schemas consist of.

use super::lexer::Place;

/// The kind of a value, by the number that JSON has for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ValueKind {
    Variable,
    Int,
    Float,
    Text,
    Block,
    Bool,
    Null,
    Enum,
    List,
    Object,
}

pub(super) const VALUE_KINDS: [ValueKind; 10] = [
    ValueKind::Variable,
    ValueKind::Int,
    ValueKind::Float,
    ValueKind::Text,
    ValueKind::Block,
    ValueKind::Bool,
    ValueKind::Null,
    ValueKind::Enum,
    ValueKind::List,
    ValueKind::Object,
];

#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) kind: ValueKind,
    pub(super) raw: String,
    /// Items and fields; items have no name.
    pub(super) children: Vec<(String, Value)>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) struct Directive {
    pub(super) name: String,
    pub(super) arguments: Vec<Argument>,
    pub(super) place: Place,
}

/// A type: a name, or a list of another.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Type {
    pub(super) named: String,
    pub(super) elem: Option<Box<Type>>,
    pub(super) non_null: bool,
    pub(super) place: Place,
}

impl Type {
    pub(super) fn of(name: &str, non_null: bool) -> Self {
        Self { named: name.to_owned(), non_null, ..Self::default() }
    }

    /// The name of the innermost type.
    pub(super) fn name(&self) -> &str {
        self.elem.as_ref().map_or(&self.named, |elem| elem.name())
    }

    /// Whether a value of this type may stand where another is wanted.
    pub(super) fn fits(&self, wanted: &Type) -> bool {
        if self.named != wanted.named || (wanted.non_null && !self.non_null) {
            return false;
        }
        match (&self.elem, &wanted.elem) {
            (Some(elem), Some(wanted)) => elem.fits(wanted),
            (None, None) => true,
            _ => false,
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bang = if self.non_null { "!" } else { "" };
        match &self.elem {
            Some(elem) => write!(f, "[{elem}]{bang}"),
            None => write!(f, "{}{bang}", self.named),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) default: Option<Value>,
    pub(super) directives: Vec<Directive>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) alias: String,
    pub(super) name: String,
    pub(super) arguments: Vec<Argument>,
    pub(super) directives: Vec<Directive>,
    pub(super) selection: Vec<Selection>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Selection {
    Field(Box<Field>),
    Spread {
        name: String,
        directives: Vec<Directive>,
        place: Place,
    },
    Inline {
        condition: String,
        directives: Vec<Directive>,
        selection: Vec<Selection>,
        place: Place,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// `query`, `mutation`, `subscription`.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) variables: Vec<Variable>,
    pub(super) directives: Vec<Directive>,
    pub(super) selection: Vec<Selection>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) struct Fragment {
    pub(super) name: String,
    pub(super) variables: Vec<Variable>,
    pub(super) condition: String,
    pub(super) directives: Vec<Directive>,
    pub(super) selection: Vec<Selection>,
    pub(super) place: Place,
}

#[derive(Clone, Default, Debug)]
pub(super) struct Query {
    pub(super) operations: Vec<Operation>,
    pub(super) fragments: Vec<Fragment>,
}

/// A field of a type, an argument or a field of an input.
#[derive(Clone, Default, Debug)]
pub(super) struct FieldDefinition {
    pub(super) description: String,
    pub(super) name: String,
    pub(super) arguments: Vec<FieldDefinition>,
    pub(super) default: Option<Value>,
    pub(super) kind: Type,
    pub(super) directives: Vec<Directive>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) struct EnumValue {
    pub(super) description: String,
    pub(super) name: String,
    pub(super) directives: Vec<Directive>,
}

#[derive(Clone, Default, Debug)]
pub(super) struct Definition {
    /// `SCALAR`, `OBJECT`, `INTERFACE`, `UNION`, `ENUM`, `INPUT_OBJECT`.
    pub(super) kind: String,
    pub(super) description: String,
    pub(super) name: String,
    pub(super) directives: Vec<Directive>,
    pub(super) interfaces: Vec<String>,
    pub(super) fields: Vec<FieldDefinition>,
    pub(super) types: Vec<String>,
    pub(super) values: Vec<EnumValue>,
    pub(super) built_in: bool,
    pub(super) place: Place,
}

impl Definition {
    pub(super) fn field(&self, name: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn is_input(&self) -> bool {
        matches!(&*self.kind, "SCALAR" | "ENUM" | "INPUT_OBJECT")
    }

    pub(super) fn is_composite(&self) -> bool {
        matches!(&*self.kind, "OBJECT" | "INTERFACE" | "UNION")
    }

    pub(super) fn is_input_object(&self) -> bool {
        self.kind == "INPUT_OBJECT"
    }

    pub(super) fn is_abstract(&self) -> bool {
        matches!(&*self.kind, "INTERFACE" | "UNION")
    }
}

#[derive(Clone, Default, Debug)]
pub(super) struct DirectiveDefinition {
    pub(super) description: String,
    pub(super) name: String,
    pub(super) arguments: Vec<FieldDefinition>,
    pub(super) locations: Vec<String>,
    pub(super) repeatable: bool,
    pub(super) place: Place,
}

#[derive(Clone, Default, Debug)]
pub(super) struct SchemaDefinition {
    pub(super) description: String,
    pub(super) directives: Vec<Directive>,
    /// Operation, type and place.
    pub(super) operations: Vec<(String, String, Place)>,
    pub(super) place: Place,
}

#[derive(Clone, Default, Debug)]
pub(super) struct Document {
    pub(super) schema: Vec<SchemaDefinition>,
    pub(super) schema_extensions: Vec<SchemaDefinition>,
    pub(super) directives: Vec<DirectiveDefinition>,
    pub(super) definitions: Vec<Definition>,
    pub(super) extensions: Vec<Definition>,
}
