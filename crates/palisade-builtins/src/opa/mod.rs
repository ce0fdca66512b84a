//! The functions of Rego under OPA's names, with their signatures.
//!
//! Errors carry OPA's words: an operand of a wrong type is [`FaultKind::WrongType`] with the
//! message `name: operand 1 must be array but got number`, anything else
//! [`FaultKind::BadArgument`]. Whether an error ends the evaluation is up to the caller.
//!
//! [`FaultKind::WrongType`]: palisade_ir::FaultKind::WrongType
//! [`FaultKind::BadArgument`]: palisade_ir::FaultKind::BadArgument

mod args;
mod arithmetic;
mod aws;
mod bits;
mod collections;
mod der;
mod encoding;
mod globs;
mod gojson;
mod graph;
mod graphql;
mod hashes;
pub mod http;
mod json;
mod jwt;
mod keys;
mod marshal;
mod net;
mod numbers;
mod objects;
mod operands;
mod outside;
mod patch;
mod pattern;
mod pem;
mod random;
mod regexes;
mod render;
mod schema;
pub(crate) mod semver;
mod sprintf;
mod strings;
mod template;
#[cfg(test)]
mod tests;
mod time;
mod types;
mod units;
mod uri;
pub(crate) mod url;
mod values;
mod x509;
mod yaml;

pub use jwt::{sign_token, verify_token};
use palisade_ir::Builtin;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A builtin with the signature that front ends check calls against.
#[derive(Debug)]
pub struct Declared {
    /// The function; its name is OPA's, such as `io.jwt.decode`.
    pub builtin: Builtin,
    /// Arguments and result in OPA's notation of types:
    /// `(array: array<any>, x: string|number) => boolean`. `any`, `null`, `boolean`, `number`,
    /// `string`, `array<T>`, `array<T1, T2>` of fixed length, `set<T>`, `object<K: V>`, and
    /// unions with `|`.
    pub signature: &'static str,
}

impl Declared {
    /// How many arguments it takes.
    #[must_use]
    pub fn arity(&self) -> usize {
        let inner = self.signature.strip_prefix('(').unwrap_or(self.signature);
        let (mut depth, mut count, mut before) = (0_u32, 0, 0);
        for byte in inner.bytes() {
            match byte {
                b'<' | b'(' => depth += 1,
                b'>' if before != b'=' => depth = depth.saturating_sub(1),
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                b':' if depth == 0 => count += 1,
                _ => {}
            }
            before = byte;
        }
        count
    }
}

/// Declares a builtin; `pure` and with deeply known arguments unless said otherwise by a variant
/// of [`palisade_ir::UnknownArguments`].
macro_rules! declare {
    ($name:literal, $run:expr, $signature:literal) => {
        declare!($name, $run, $signature, Deep)
    };
    ($name:literal, $run:expr, $signature:literal, $unknown:ident) => {
        $crate::opa::Declared {
            builtin: palisade_ir::Builtin {
                name: $name,
                run: $run,
                unknown: palisade_ir::UnknownArguments::$unknown,
                pure: true,
            },
            signature: $signature,
        }
    };
}
use declare;

/// The tables of all parts.
static TABLES: &[&[Declared]] = &[
    arithmetic::FUNCTIONS,
    aws::FUNCTIONS,
    bits::FUNCTIONS,
    collections::FUNCTIONS,
    encoding::FUNCTIONS,
    globs::FUNCTIONS,
    graph::FUNCTIONS,
    graphql::FUNCTIONS,
    hashes::FUNCTIONS,
    json::FUNCTIONS,
    jwt::FUNCTIONS,
    marshal::FUNCTIONS,
    net::FUNCTIONS,
    numbers::FUNCTIONS,
    objects::FUNCTIONS,
    outside::FUNCTIONS,
    random::FUNCTIONS,
    regexes::FUNCTIONS,
    render::FUNCTIONS,
    schema::FUNCTIONS,
    semver::FUNCTIONS,
    sprintf::FUNCTIONS,
    strings::FUNCTIONS,
    time::FUNCTIONS,
    types::FUNCTIONS,
    units::FUNCTIONS,
    uri::FUNCTIONS,
    x509::FUNCTIONS,
    yaml::FUNCTIONS,
];

/// The function of OPA's name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Declared> {
    static BY_NAME: OnceLock<FxHashMap<&'static str, &'static Declared>> = OnceLock::new();
    let all = BY_NAME.get_or_init(|| all().map(|d| (d.builtin.name, d)).collect());
    all.get(name).copied()
}

/// All functions.
pub fn all() -> impl Iterator<Item = &'static Declared> {
    TABLES.iter().flat_map(|table| table.iter())
}
