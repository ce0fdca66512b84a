//! JSON documents as trees that can be shrunk.

use crate::{Random, Ty};
use std::fmt;

/// A JSON document.
#[derive(Clone, PartialEq, Debug)]
pub enum Document {
    /// A number, text, `true`, `false` or `null`, as JSON.
    Scalar(String),
    /// An array.
    List(Vec<Document>),
    /// An object.
    Map(Vec<(String, Document)>),
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                for (n, item) in items.iter().enumerate() {
                    let comma = if n > 0 { ", " } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (n, (key, value)) in entries.iter().enumerate() {
                    let comma = if n > 0 { ", " } else { "" };
                    write!(f, "{comma}\"{key}\": {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

impl Document {
    /// All documents that are one step smaller.
    #[must_use]
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        match self {
            Self::Scalar(text) if text != "0" && text != "null" => {
                all.push(Self::Scalar("0".to_owned()));
            }
            Self::Scalar(_) => {}
            Self::List(items) => {
                for (n, item) in items.iter().enumerate() {
                    let mut less = items.clone();
                    less.remove(n);
                    all.push(Self::List(less));
                    for small in item.smaller() {
                        let mut less = items.clone();
                        less[n] = small;
                        all.push(Self::List(less));
                    }
                }
            }
            Self::Map(entries) => {
                for (n, (_, value)) in entries.iter().enumerate() {
                    let mut less = entries.clone();
                    less.remove(n);
                    all.push(Self::Map(less));
                    for small in value.smaller() {
                        let mut less = entries.clone();
                        less[n].1 = small;
                        all.push(Self::Map(less));
                    }
                }
            }
        }
        all
    }

    /// An input, in which each path that policies know is mostly there and mostly of its type.
    pub(crate) fn input(random: &mut Random) -> Self {
        let fields = [
            ("a", Ty::Num),
            ("n", Ty::Num),
            ("x-y", Ty::Num),
            ("b", Ty::Str),
            ("s", Ty::Str),
            ("c", Ty::Bool),
            ("xs", Ty::ListNum),
            ("words", Ty::ListStr),
            ("o", Ty::ObjNum),
            ("labels", Ty::ObjStr),
            ("any", Ty::Any),
        ];
        let mut entries = Vec::new();
        for (name, ty) in fields {
            match random.below(100) {
                0..6 => {}
                6..10 => entries.push((name.to_owned(), Self::of(random, Ty::Any, 2))),
                _ => entries.push((name.to_owned(), Self::of(random, ty, 2))),
            }
        }
        Self::Map(entries)
    }

    /// The data beside the rules.
    pub(crate) fn data(random: &mut Random) -> Self {
        let fields =
            [("n", Ty::Num), ("xs", Ty::ListNum), ("words", Ty::ListStr), ("o", Ty::ObjNum)];
        let mut below: Vec<(String, Self)> = fields
            .into_iter()
            .map(|(name, ty)| (name.to_owned(), Self::of(random, ty, 2)))
            .collect();
        let roles = ["a", "b"].map(|k| (k.to_owned(), Self::of(random, Ty::ListStr, 2)));
        below.push(("roles".to_owned(), Self::Map(roles.to_vec())));
        Self::Map(vec![("d".to_owned(), Self::Map(below))])
    }

    fn of(random: &mut Random, ty: Ty, depth: usize) -> Self {
        let several = |random: &mut Random, ty| {
            let count = random.below(4);
            (0..count).map(|_| Self::of(random, ty, depth.saturating_sub(1))).collect::<Vec<_>>()
        };
        let keyed = |random: &mut Random, ty| {
            let mut entries: Vec<(String, Self)> = Vec::new();
            for key in ["a", "b", "c", "x-y", ""] {
                if random.chance(45) {
                    entries.push((key.to_owned(), Self::of(random, ty, depth.saturating_sub(1))));
                }
            }
            Self::Map(entries)
        };
        match ty {
            Ty::Num => Self::Scalar((*random.pick(NUMBERS)).to_owned()),
            Ty::Bool => Self::Scalar((*random.pick(&["true", "false"])).to_owned()),
            Ty::ListNum | Ty::SetNum => Self::List(several(random, Ty::Num)),
            Ty::ListStr | Ty::SetStr => Self::List(several(random, Ty::Str)),
            Ty::ObjNum => keyed(random, Ty::Num),
            Ty::ObjStr => keyed(random, Ty::Str),
            Ty::Any if depth == 0 => Self::Scalar((*random.pick(SCALARS)).to_owned()),
            Ty::Any => match random.below(5) {
                0 => Self::List(several(random, Ty::Any)),
                1 | 2 => keyed(random, Ty::Any),
                _ => Self::Scalar((*random.pick(SCALARS)).to_owned()),
            },
            _ => Self::Scalar(format!("\"{}\"", random.pick(WORDS))),
        }
    }
}

pub(crate) const WORDS: &[&str] = &[
    "a",
    "b",
    "c",
    "",
    "ab",
    "a b",
    "x-y",
    "Abc",
    "a.b",
    "10",
    "b,a",
    "\u{e9}\u{6f22}",
    "aa",
    " a ",
];

const NUMBERS: &[&str] =
    &["0", "1", "2", "3", "-1", "5", "7", "10", "2.5", "0.1", "-3.25", "100", "9007199254740993"];

const SCALARS: &[&str] = &["0", "1", "2", "\"a\"", "\"b\"", "\"\"", "null", "true", "false", "1.5"];
