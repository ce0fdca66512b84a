//! What an expression may name: variables, object types and functions.

use crate::functions::STANDARD;
use crate::signature::{self, Signature};
use crate::types::Type;
use palisade_ir::{FuncId, Root, Slot};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An object type: fields with their types.
#[derive(Clone, Debug, Default)]
pub struct ObjectType {
    fields: FxHashMap<Box<str>, Type>,
    open: bool,
}

impl ObjectType {
    /// A type without fields, where naming any other field is an error.
    #[must_use]
    pub fn closed() -> Self {
        Self::default()
    }

    /// A type whose further fields are dynamic.
    #[must_use]
    pub fn open() -> Self {
        Self { open: true, ..Self::default() }
    }

    /// The same with a field.
    #[must_use]
    pub fn field(mut self, name: &str, ty: Type) -> Self {
        self.fields.insert(name.into(), ty);
        self
    }

    /// The type of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Type> {
        match self.fields.get(name) {
            Some(ty) => Some(ty.clone()),
            None => self.open.then_some(Type::Dyn),
        }
    }

    /// The names of the known fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(AsRef::as_ref)
    }
}

/// Where the value of a variable comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binding {
    /// It is a whole document.
    Root(Root),
    /// It is the field of its own name in a document.
    Field(Root),
    /// It stands in a register.
    Slot(Slot),
    /// It is what a function without parameters gives.
    Call(FuncId),
}

#[derive(Clone, Debug)]
struct Variable {
    name: Box<str>,
    ty: Type,
    binding: Binding,
}

#[derive(Clone, Debug)]
struct Function {
    name: Box<str>,
    overloads: Vec<Box<str>>,
    signatures: Vec<Signature>,
}

/// What expressions may name; made once, used for any number of expressions.
#[derive(Clone, Debug, Default)]
pub struct Env {
    container: String,
    variables: Vec<Variable>,
    by_name: FxHashMap<Box<str>, u32>,
    /// First parts of variable names with dots in them.
    heads: FxHashSet<Box<str>>,
    objects: FxHashMap<Arc<str>, ObjectType>,
    functions: Vec<Function>,
    functions_by_name: FxHashMap<Box<str>, u32>,
    lenient: bool,
}

impl Env {
    /// An environment with the standard library and the extension libraries, and no variable.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Names are looked up inside this namespace first.
    #[must_use]
    pub fn container(mut self, name: &str) -> Self {
        name.clone_into(&mut self.container);
        self
    }

    /// Leaves types, unknown names and unknown functions to evaluation, where they are errors.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// The same with a variable that is a field of the first document; one of that name is
    /// replaced.
    #[must_use]
    pub fn variable(mut self, name: &str, ty: Type) -> Self {
        self.declare(name, ty, Binding::Field(Root(0)));
        self
    }

    /// Declares a variable and gives its number; one of that name is replaced.
    pub fn declare(&mut self, name: &str, ty: Type, binding: Binding) -> u32 {
        if let Some(known) = self.by_name.get(name) {
            if let Some(variable) = self.variables.get_mut(*known as usize) {
                (variable.ty, variable.binding) = (ty, binding);
            }
            return *known;
        }
        let number = u32::try_from(self.variables.len()).unwrap_or(u32::MAX);
        self.variables.push(Variable { name: name.into(), ty, binding });
        self.by_name.insert(name.into(), number);
        if let Some((head, _)) = name.split_once('.') {
            self.heads.insert(head.into());
        }
        number
    }

    /// The same with an object type, which [`Type::Object`] of that name refers to.
    #[must_use]
    pub fn object(mut self, name: &str, object: ObjectType) -> Self {
        self.objects.insert(Arc::from(name), object);
        self
    }

    /// The same with a function, its overloads written such as
    /// `linked(dyn, string) -> list(dyn)` or `string.shout(int) -> string`.
    ///
    /// A call becomes a call of the builtin of that name, else of the host's function, with the
    /// target of a method as its first argument.
    #[must_use]
    pub fn function(mut self, name: &str, overloads: &[&str]) -> Self {
        let number = u32::try_from(STANDARD.len() + self.functions.len()).unwrap_or(u32::MAX);
        let signatures = overloads.iter().filter_map(|o| Signature::parse(name, o)).collect();
        let overloads = overloads.iter().map(|o| Box::from(*o)).collect();
        self.functions.push(Function { name: name.into(), overloads, signatures });
        self.functions_by_name.insert(name.into(), number);
        self
    }

    pub(crate) fn is_lenient(&self) -> bool {
        self.lenient
    }

    /// The number of a variable.
    #[must_use]
    pub fn variable_number(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// The name of a variable by its number.
    #[must_use]
    pub fn variable_name(&self, number: u32) -> &str {
        self.variables.get(number as usize).map_or("", |v| &v.name)
    }

    pub(crate) fn variable_type(&self, number: u32) -> Type {
        self.variables.get(number as usize).map_or(Type::Dyn, |v| v.ty.clone())
    }

    pub(crate) fn binding(&self, number: u32) -> Binding {
        let found = self.variables.get(number as usize);
        found.map_or(Binding::Field(Root(0)), |v| v.binding)
    }

    pub(crate) fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|v| v.name.as_ref())
    }

    pub(crate) fn object_type(&self, name: &str) -> Option<&ObjectType> {
        self.objects.get(name)
    }

    /// Whether a dotted name that begins with `head` may be one name.
    pub(crate) fn may_be_qualified(&self, head: &str) -> bool {
        !self.container.is_empty()
            || self.heads.contains(head)
            || matches!(head, "google" | "net")
            || NAMED_TYPES.contains(&head)
    }

    /// The names that a name may stand for, the one in the innermost namespace first.
    pub(crate) fn candidates<T>(
        &self,
        name: &str,
        rooted: bool,
        mut known: impl FnMut(&str) -> Option<T>,
    ) -> Option<T> {
        let mut space = if rooted { "" } else { self.container.as_str() };
        while !space.is_empty() {
            if let Some(found) = known(&format!("{space}.{name}")) {
                return Some(found);
            }
            space = space.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        known(name)
    }

    /// The number of a function.
    pub(crate) fn function_number(&self, name: &str) -> Option<u32> {
        if let Some(own) = self.functions_by_name.get(name) {
            return Some(*own);
        }
        let at = STANDARD.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
        u32::try_from(at).ok()
    }

    /// The name under which a function's builtin is known.
    pub(crate) fn function_name(&self, number: u32) -> &str {
        let at = number as usize;
        match STANDARD.get(at) {
            Some((name, _)) => name,
            None => self.functions.get(at - STANDARD.len()).map_or("", |f| &f.name),
        }
    }

    /// Whether it is one that the environment added, called through the host.
    pub(crate) fn is_own_function(&self, number: u32) -> bool {
        number as usize >= STANDARD.len()
    }

    pub(crate) fn signatures(&self, number: u32) -> &[Signature] {
        match (number as usize).checked_sub(STANDARD.len()) {
            None => signature::standard(number as usize),
            Some(own) => self.functions.get(own).map_or(&[], |f| &f.signatures),
        }
    }

    pub(crate) fn overloads(&self, number: u32) -> Vec<&str> {
        let at = number as usize;
        match STANDARD.get(at) {
            Some((_, overloads)) => overloads.to_vec(),
            None => match self.functions.get(at - STANDARD.len()) {
                Some(own) => own.overloads.iter().map(AsRef::as_ref).collect(),
                None => Vec::new(),
            },
        }
    }

    pub(crate) fn function_names(&self) -> impl Iterator<Item = &str> {
        let own = self.functions.iter().map(|f| f.name.as_ref());
        STANDARD.iter().map(|(name, _)| *name).chain(own)
    }
}

/// The types that are values, by their CEL names.
pub(crate) static NAMED_TYPES: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "google.protobuf.Any",
    "google.protobuf.BoolValue",
    "google.protobuf.BytesValue",
    "google.protobuf.DoubleValue",
    "google.protobuf.Duration",
    "google.protobuf.FloatValue",
    "google.protobuf.Int32Value",
    "google.protobuf.Int64Value",
    "google.protobuf.ListValue",
    "google.protobuf.StringValue",
    "google.protobuf.Struct",
    "google.protobuf.Timestamp",
    "google.protobuf.UInt32Value",
    "google.protobuf.UInt64Value",
    "google.protobuf.Value",
    "int",
    "list",
    "map",
    "net.CIDR",
    "net.IP",
    "null_type",
    "optional_type",
    "string",
    "type",
    "uint",
];

/// The number of a type that is a value.
pub(crate) fn named_type(name: &str) -> Option<u32> {
    u32::try_from(NAMED_TYPES.binary_search(&name).ok()?).ok()
}

/// The name of a type that is a value.
pub(crate) fn type_name(number: u32) -> &'static str {
    NAMED_TYPES.get(number as usize).copied().unwrap_or("type")
}

/// The enum value `google.protobuf.NullValue.NULL_VALUE`.
pub(crate) const NULL_VALUE: &str = "google.protobuf.NullValue.NULL_VALUE";
