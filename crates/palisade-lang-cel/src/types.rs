//! Types, and how they are written: `list(string)`, `map(string, dyn)`, `optional(A)`.

use std::fmt;
use std::sync::Arc;

/// The type of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// Known only when evaluated.
    Dyn,
    /// `null`.
    Null,
    /// A truth value.
    Bool,
    /// A signed integer of 64 bits.
    Int,
    /// An unsigned integer of 64 bits.
    Uint,
    /// A double.
    Double,
    /// A number of any of the three kinds, as JSON has it.
    Number,
    /// A text.
    String,
    /// Bytes.
    Bytes,
    /// A point in time.
    Timestamp,
    /// A span of time.
    Duration,
    /// An IP address.
    Ip,
    /// An IP address with a prefix length.
    Cidr,
    /// The type of types.
    Type,
    /// An ordered list.
    List(Arc<Type>),
    /// Keys with values.
    Map(Arc<Type>, Arc<Type>),
    /// A value that may be absent.
    Optional(Arc<Type>),
    /// An object whose fields the environment declares.
    Object(Arc<str>),
    /// A type parameter of a function, `A` to `Z`.
    Param(char),
    /// A type that the checker has yet to find.
    Var(u32),
}

impl Type {
    /// A list of items.
    #[must_use]
    pub fn list(item: Type) -> Self {
        Self::List(Arc::new(item))
    }

    /// A map from keys to values.
    #[must_use]
    pub fn map(key: Type, value: Type) -> Self {
        Self::Map(Arc::new(key), Arc::new(value))
    }

    /// A value that may be absent.
    #[must_use]
    pub fn optional(value: Type) -> Self {
        Self::Optional(Arc::new(value))
    }

    /// Reads a type as it is written, such as `map(string, list(int))`; none if it is none.
    ///
    /// Any other name is an object type; a single capital letter is a type parameter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let found = Self::read(&mut rest, 0)?;
        rest.trim().is_empty().then_some(found)
    }

    fn read(rest: &mut &str, depth: u8) -> Option<Self> {
        if depth > 20 {
            return None;
        }
        *rest = rest.trim_start();
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
        let (name, behind) = rest.split_at_checked(end)?;
        *rest = behind.trim_start();
        Some(match name {
            "" => return None,
            "dyn" | "any" => Self::Dyn,
            "null" | "null_type" => Self::Null,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "uint" => Self::Uint,
            "double" => Self::Double,
            "number" => Self::Number,
            "string" => Self::String,
            "bytes" => Self::Bytes,
            "timestamp" | "google.protobuf.Timestamp" => Self::Timestamp,
            "duration" | "google.protobuf.Duration" => Self::Duration,
            "ip" | "net.IP" => Self::Ip,
            "cidr" | "net.CIDR" => Self::Cidr,
            "type" => Self::Type,
            "list" if rest.starts_with('(') => Self::list(Self::inner(rest, '(', ')', depth)?),
            "list" => Self::list(Self::Dyn),
            "map" if rest.starts_with('(') => {
                let key = Self::inner(rest, '(', ',', depth)?;
                let value = Self::inner(rest, ',', ')', depth)?;
                Self::map(key, value)
            }
            "map" => Self::map(Self::Dyn, Self::Dyn),
            "optional" if rest.starts_with('(') => {
                Self::optional(Self::inner(rest, '(', ')', depth)?)
            }
            _ => match (name.chars().next(), name.len()) {
                (Some(letter), 1) if letter.is_ascii_uppercase() => Self::Param(letter),
                _ => Self::Object(Arc::from(name)),
            },
        })
    }

    /// The type behind `open` (taken unless it was before) and in front of `close`.
    fn inner(rest: &mut &str, open: char, close: char, depth: u8) -> Option<Self> {
        *rest = rest.strip_prefix(open).unwrap_or(rest);
        let found = Self::read(rest, depth + 1)?;
        *rest = rest.trim_start().strip_prefix(close)?;
        Some(found)
    }

    /// Whether a value of it can be anything as far as is known.
    #[must_use]
    pub fn is_dyn(&self) -> bool {
        matches!(self, Self::Dyn | Self::Var(_) | Self::Param(_))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dyn | Self::Var(_) => "dyn",
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::Number => "number",
            Self::String => "string",
            Self::Bytes => "bytes",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::Ip => "ip",
            Self::Cidr => "cidr",
            Self::Type => "type",
            Self::List(item) => return write!(f, "list({item})"),
            Self::Map(key, value) => return write!(f, "map({key}, {value})"),
            Self::Optional(value) => return write!(f, "optional({value})"),
            Self::Object(name) => name,
            Self::Param(letter) => return write!(f, "{letter}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_they_are_written() {
        for text in ["map(string, list(optional(int)))", "A", "aws_s3_bucket", "number", "cidr"] {
            assert_eq!(Type::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(Type::parse("list"), Some(Type::list(Type::Dyn)));
        for text in ["", "list(", "map(int)", "int)", "list(int", &"list(".repeat(1000)] {
            assert_eq!(Type::parse(text), None, "{text}");
        }
    }
}
