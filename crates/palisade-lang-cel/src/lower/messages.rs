//! Messages of protobuf's well-known types, which are plain values here.

use super::Lower;
use crate::ast::{EntryKey, EntryList, ExprId as Node, Kind};
use crate::env::type_name;
use palisade_ir::ExprId;
use palisade_value::{Array, Ext, Value};

impl Lower<'_, '_, '_> {
    pub(super) fn message(&mut self, id: Node, name: Node, fields: EntryList) -> ExprId {
        let Kind::TypeName(number) = self.kind(name) else {
            return self.fail(id, "unknown message type");
        };
        let zero = Value::Int(0);
        match type_name(number).strip_prefix("google.protobuf.").unwrap_or("") {
            "BoolValue" => self.field(id, fields, "value", Value::Bool(false)),
            "StringValue" => self.field(id, fields, "value", Value::Str("")),
            "BytesValue" => self.field(id, fields, "value", Value::Ext(&Ext::Bytes(&[]))),
            "DoubleValue" => self.converted(id, fields, "value", Value::Float(0.0), "double"),
            "FloatValue" => self.converted(id, fields, "value", Value::Float(0.0), "float32"),
            "Int32Value" => self.converted(id, fields, "value", zero, "int32"),
            "Int64Value" => self.converted(id, fields, "value", zero, "int"),
            "UInt32Value" => self.converted(id, fields, "value", Value::Uint(0), "uint32"),
            "UInt64Value" => self.converted(id, fields, "value", Value::Uint(0), "uint"),
            "ListValue" => {
                let none = Array::new(&[]);
                self.converted(id, fields, "values", Value::Array(&none), "toJson")
            }
            "Struct" => match self.given(fields, "fields") {
                Some(_) => self.converted(id, fields, "fields", Value::Null, "toJson"),
                None => {
                    let place = self.place(id);
                    self.builder.object(&[], place)
                }
            },
            "Value" => self.json_value(id, fields),
            "Timestamp" => {
                let seconds = self.field(id, fields, "seconds", zero);
                let nanos = self.field(id, fields, "nanos", zero);
                self.call(id, "makeTimestamp", &[seconds, nanos])
            }
            "Duration" => {
                let seconds = self.field(id, fields, "seconds", zero);
                let nanos = self.field(id, fields, "nanos", zero);
                self.call(id, "makeDuration", &[seconds, nanos])
            }
            _ => self.fail(id, "a message of unknown type cannot be made"),
        }
    }

    /// The value of a field, and whether it is marked optional.
    fn given(&self, fields: EntryList, wanted: &str) -> Option<(Node, bool)> {
        let fields = self.checked.ast.entries(fields).iter();
        let mut named = fields.filter_map(|f| match f.key {
            EntryKey::Field(name) if name.text == wanted => Some((f.value, f.optional)),
            _ => None,
        });
        named.next_back()
    }

    fn field(&mut self, id: Node, fields: EntryList, name: &str, default: Value<'_>) -> ExprId {
        match self.given(fields, name) {
            Some((value, false)) => self.expr(value),
            Some((value, true)) => {
                let value = self.expr(value);
                let default = self.value(id, default);
                self.call(id, "orValue", &[value, default])
            }
            None => self.value(id, default),
        }
    }

    fn converted(
        &mut self,
        id: Node,
        fields: EntryList,
        name: &str,
        default: Value<'_>,
        through: &str,
    ) -> ExprId {
        let value = self.field(id, fields, name, default);
        self.call(id, through, &[value])
    }

    fn json_value(&mut self, id: Node, fields: EntryList) -> ExprId {
        for (name, through) in [
            ("number_value", Some("double")),
            ("string_value", None),
            ("bool_value", None),
            ("struct_value", Some("toJson")),
            ("list_value", Some("toJson")),
        ] {
            if self.given(fields, name).is_some() {
                return match through {
                    Some(through) => self.converted(id, fields, name, Value::Null, through),
                    None => self.field(id, fields, name, Value::Null),
                };
            }
        }
        self.value(id, Value::Null)
    }
}
