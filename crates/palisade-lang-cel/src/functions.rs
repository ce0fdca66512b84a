//! The functions of the standard library and of the extension libraries, with their overloads.

/// A function's name, then each overload as it is written in messages.
///
/// Sorted by name. `T.name(…)` is called on a value, `name(…)` is not; `...` repeats the last
/// parameter; capital letters are type parameters.
pub(crate) static STANDARD: &[(&str, &[&str])] = &[
    ("add", &["quantity.add(quantity) -> quantity", "quantity.add(int) -> quantity"]),
    ("asApproximateFloat", &["quantity.asApproximateFloat() -> double"]),
    ("asInteger", &["quantity.asInteger() -> int"]),
    ("base64.decode", &["base64.decode(string) -> bytes"]),
    ("base64.encode", &["base64.encode(bytes) -> string"]),
    ("bool", &["bool(bool) -> bool", "bool(string) -> bool"]),
    ("bytes", &["bytes(string) -> bytes", "bytes(bytes) -> bytes"]),
    ("charAt", &["string.charAt(int) -> string"]),
    ("cidr", &["cidr(string) -> cidr", "cidr(cidr) -> cidr"]),
    ("compareTo", &["quantity.compareTo(quantity) -> int", "semver.compareTo(semver) -> int"]),
    ("contains", &["string.contains(string) -> bool"]),
    ("containsCIDR", &["cidr.containsCIDR(cidr) -> bool", "cidr.containsCIDR(string) -> bool"]),
    ("containsIP", &["cidr.containsIP(ip) -> bool", "cidr.containsIP(string) -> bool"]),
    ("distinct", &["list(A).distinct() -> list(A)"]),
    (
        "double",
        &[
            "double(double) -> double",
            "double(int) -> double",
            "double(uint) -> double",
            "double(string) -> double",
        ],
    ),
    (
        "duration",
        &[
            "duration(string) -> duration",
            "duration(duration) -> duration",
            "duration(int) -> duration",
        ],
    ),
    ("dyn", &["dyn(A) -> dyn"]),
    ("endsWith", &["string.endsWith(string) -> bool"]),
    ("family", &["ip.family() -> int"]),
    ("find", &["string.find(string) -> string"]),
    (
        "findAll",
        &["string.findAll(string) -> list(string)", "string.findAll(string, int) -> list(string)"],
    ),
    ("first", &["list(A).first() -> optional(A)"]),
    ("flatten", &["list(A).flatten() -> list(dyn)", "list(A).flatten(int) -> list(dyn)"]),
    ("format", &["string.format(list(dyn)) -> string"]),
    ("format.byte", &["format.byte() -> named_format"]),
    ("format.date", &["format.date() -> named_format"]),
    ("format.datetime", &["format.datetime() -> named_format"]),
    ("format.dns1035Label", &["format.dns1035Label() -> named_format"]),
    ("format.dns1035LabelPrefix", &["format.dns1035LabelPrefix() -> named_format"]),
    ("format.dns1123Label", &["format.dns1123Label() -> named_format"]),
    ("format.dns1123LabelPrefix", &["format.dns1123LabelPrefix() -> named_format"]),
    ("format.dns1123Subdomain", &["format.dns1123Subdomain() -> named_format"]),
    ("format.dns1123SubdomainPrefix", &["format.dns1123SubdomainPrefix() -> named_format"]),
    ("format.labelValue", &["format.labelValue() -> named_format"]),
    ("format.named", &["format.named(string) -> optional(named_format)"]),
    ("format.qualifiedName", &["format.qualifiedName() -> named_format"]),
    ("format.uri", &["format.uri() -> named_format"]),
    ("format.uuid", &["format.uuid() -> named_format"]),
    ("getDate", &["timestamp.getDate() -> int", "timestamp.getDate(string) -> int"]),
    (
        "getDayOfMonth",
        &["timestamp.getDayOfMonth() -> int", "timestamp.getDayOfMonth(string) -> int"],
    ),
    ("getDayOfWeek", &["timestamp.getDayOfWeek() -> int", "timestamp.getDayOfWeek(string) -> int"]),
    ("getDayOfYear", &["timestamp.getDayOfYear() -> int", "timestamp.getDayOfYear(string) -> int"]),
    ("getEscapedPath", &["url.getEscapedPath() -> string"]),
    ("getFullYear", &["timestamp.getFullYear() -> int", "timestamp.getFullYear(string) -> int"]),
    ("getHost", &["url.getHost() -> string"]),
    ("getHostname", &["url.getHostname() -> string"]),
    (
        "getHours",
        &[
            "timestamp.getHours() -> int",
            "timestamp.getHours(string) -> int",
            "duration.getHours() -> int",
        ],
    ),
    (
        "getMilliseconds",
        &[
            "timestamp.getMilliseconds() -> int",
            "timestamp.getMilliseconds(string) -> int",
            "duration.getMilliseconds() -> int",
        ],
    ),
    (
        "getMinutes",
        &[
            "timestamp.getMinutes() -> int",
            "timestamp.getMinutes(string) -> int",
            "duration.getMinutes() -> int",
        ],
    ),
    ("getMonth", &["timestamp.getMonth() -> int", "timestamp.getMonth(string) -> int"]),
    ("getPort", &["url.getPort() -> string"]),
    ("getQuery", &["url.getQuery() -> map(string, list(string))"]),
    ("getScheme", &["url.getScheme() -> string"]),
    (
        "getSeconds",
        &[
            "timestamp.getSeconds() -> int",
            "timestamp.getSeconds(string) -> int",
            "duration.getSeconds() -> int",
        ],
    ),
    ("hasValue", &["optional(A).hasValue() -> bool"]),
    (
        "indexOf",
        &[
            "string.indexOf(string) -> int",
            "string.indexOf(string, int) -> int",
            "list(A).indexOf(A) -> int",
        ],
    ),
    (
        "int",
        &[
            "int(int) -> int",
            "int(uint) -> int",
            "int(double) -> int",
            "int(string) -> int",
            "int(timestamp) -> int",
        ],
    ),
    ("ip", &["ip(string) -> ip", "ip(ip) -> ip", "cidr.ip() -> ip"]),
    ("ip.isCanonical", &["ip.isCanonical(string) -> bool"]),
    ("isCIDR", &["isCIDR(string) -> bool"]),
    ("isGlobalUnicast", &["ip.isGlobalUnicast() -> bool"]),
    (
        "isGreaterThan",
        &["quantity.isGreaterThan(quantity) -> bool", "semver.isGreaterThan(semver) -> bool"],
    ),
    ("isIP", &["isIP(string) -> bool", "isIP(ip) -> bool"]),
    ("isInteger", &["quantity.isInteger() -> bool"]),
    ("isLessThan", &["quantity.isLessThan(quantity) -> bool", "semver.isLessThan(semver) -> bool"]),
    ("isLinkLocalMulticast", &["ip.isLinkLocalMulticast() -> bool"]),
    ("isLinkLocalUnicast", &["ip.isLinkLocalUnicast() -> bool"]),
    ("isLoopback", &["ip.isLoopback() -> bool"]),
    ("isQuantity", &["isQuantity(string) -> bool"]),
    ("isSemver", &["isSemver(string) -> bool", "isSemver(string, bool) -> bool"]),
    ("isSorted", &["list(A).isSorted() -> bool"]),
    ("isURL", &["isURL(string) -> bool"]),
    ("isUnspecified", &["ip.isUnspecified() -> bool"]),
    ("join", &["list(string).join() -> string", "list(string).join(string) -> string"]),
    ("last", &["list(A).last() -> optional(A)"]),
    (
        "lastIndexOf",
        &[
            "string.lastIndexOf(string) -> int",
            "string.lastIndexOf(string, int) -> int",
            "list(A).lastIndexOf(A) -> int",
        ],
    ),
    ("lists.range", &["lists.range(int) -> list(int)"]),
    ("lowerAscii", &["string.lowerAscii() -> string"]),
    ("major", &["semver.major() -> int"]),
    ("masked", &["cidr.masked() -> cidr"]),
    ("matches", &["string.matches(string) -> bool", "matches(string, string) -> bool"]),
    ("math.abs", &["math.abs(int) -> int", "math.abs(uint) -> uint", "math.abs(double) -> double"]),
    ("math.bitAnd", &["math.bitAnd(int, int) -> int", "math.bitAnd(uint, uint) -> uint"]),
    ("math.bitNot", &["math.bitNot(int) -> int", "math.bitNot(uint) -> uint"]),
    ("math.bitOr", &["math.bitOr(int, int) -> int", "math.bitOr(uint, uint) -> uint"]),
    (
        "math.bitShiftLeft",
        &["math.bitShiftLeft(int, int) -> int", "math.bitShiftLeft(uint, int) -> uint"],
    ),
    (
        "math.bitShiftRight",
        &["math.bitShiftRight(int, int) -> int", "math.bitShiftRight(uint, int) -> uint"],
    ),
    ("math.bitXor", &["math.bitXor(int, int) -> int", "math.bitXor(uint, uint) -> uint"]),
    ("math.ceil", &["math.ceil(double) -> double"]),
    ("math.floor", &["math.floor(double) -> double"]),
    (
        "math.greatest",
        &["math.greatest(number...) -> number", "math.greatest(list(number)) -> number"],
    ),
    ("math.isFinite", &["math.isFinite(double) -> bool"]),
    ("math.isInf", &["math.isInf(double) -> bool"]),
    ("math.isNaN", &["math.isNaN(double) -> bool"]),
    ("math.least", &["math.least(number...) -> number", "math.least(list(number)) -> number"]),
    ("math.round", &["math.round(double) -> double"]),
    (
        "math.sign",
        &["math.sign(int) -> int", "math.sign(uint) -> uint", "math.sign(double) -> double"],
    ),
    (
        "math.sqrt",
        &["math.sqrt(double) -> double", "math.sqrt(int) -> double", "math.sqrt(uint) -> double"],
    ),
    ("math.trunc", &["math.trunc(double) -> double"]),
    ("max", &["list(A).max() -> A"]),
    ("min", &["list(A).min() -> A"]),
    ("minor", &["semver.minor() -> int"]),
    ("optional.none", &["optional.none() -> optional(A)"]),
    ("optional.of", &["optional.of(A) -> optional(A)"]),
    ("optional.ofNonZeroValue", &["optional.ofNonZeroValue(A) -> optional(A)"]),
    ("optional.unwrap", &["optional.unwrap(list(optional(A))) -> list(A)"]),
    ("or", &["optional(A).or(optional(A)) -> optional(A)"]),
    ("orValue", &["optional(A).orValue(A) -> A"]),
    ("patch", &["semver.patch() -> int"]),
    ("prefixLength", &["cidr.prefixLength() -> int"]),
    ("quantity", &["quantity(string) -> quantity"]),
    ("regex.extract", &["regex.extract(string, string) -> optional(string)"]),
    ("regex.extractAll", &["regex.extractAll(string, string) -> list(string)"]),
    (
        "regex.replace",
        &[
            "regex.replace(string, string, string) -> string",
            "regex.replace(string, string, string, int) -> string",
        ],
    ),
    (
        "replace",
        &[
            "string.replace(string, string) -> string",
            "string.replace(string, string, int) -> string",
        ],
    ),
    ("reverse", &["list(A).reverse() -> list(A)", "string.reverse() -> string"]),
    ("semver", &["semver(string) -> semver", "semver(string, bool) -> semver"]),
    ("sets.contains", &["sets.contains(list(A), list(A)) -> bool"]),
    ("sets.equivalent", &["sets.equivalent(list(A), list(A)) -> bool"]),
    ("sets.intersects", &["sets.intersects(list(A), list(A)) -> bool"]),
    ("sign", &["quantity.sign() -> int"]),
    (
        "size",
        &[
            "size(string) -> int",
            "size(bytes) -> int",
            "size(list(A)) -> int",
            "size(map(A, B)) -> int",
            "string.size() -> int",
            "bytes.size() -> int",
            "list(A).size() -> int",
            "map(A, B).size() -> int",
        ],
    ),
    ("slice", &["list(A).slice(int, int) -> list(A)"]),
    ("sort", &["list(A).sort() -> list(A)"]),
    (
        "split",
        &["string.split(string) -> list(string)", "string.split(string, int) -> list(string)"],
    ),
    ("startsWith", &["string.startsWith(string) -> bool"]),
    (
        "string",
        &[
            "string(string) -> string",
            "string(bool) -> string",
            "string(int) -> string",
            "string(uint) -> string",
            "string(double) -> string",
            "string(bytes) -> string",
            "string(timestamp) -> string",
            "string(duration) -> string",
            "string(ip) -> string",
            "string(cidr) -> string",
        ],
    ),
    ("strings.quote", &["strings.quote(string) -> string"]),
    ("sub", &["quantity.sub(quantity) -> quantity", "quantity.sub(int) -> quantity"]),
    ("substring", &["string.substring(int) -> string", "string.substring(int, int) -> string"]),
    ("sum", &["list(A).sum() -> A"]),
    (
        "timestamp",
        &[
            "timestamp(string) -> timestamp",
            "timestamp(timestamp) -> timestamp",
            "timestamp(int) -> timestamp",
        ],
    ),
    ("trim", &["string.trim() -> string"]),
    ("type", &["type(A) -> type"]),
    (
        "uint",
        &[
            "uint(uint) -> uint",
            "uint(int) -> uint",
            "uint(double) -> uint",
            "uint(string) -> uint",
        ],
    ),
    ("unwrapOpt", &["list(optional(A)).unwrapOpt() -> list(A)"]),
    ("upperAscii", &["string.upperAscii() -> string"]),
    ("url", &["url(string) -> url"]),
    ("validate", &["named_format.validate(string) -> optional(list(string))"]),
    ("value", &["optional(A).value() -> A"]),
];

/// Macros, for suggestions.
pub(crate) static MACROS: &[&str] = &[
    "all",
    "exists",
    "exists_one",
    "existsOne",
    "filter",
    "has",
    "map",
    "optFlatMap",
    "optMap",
    "sortBy",
    "transformList",
    "transformMap",
    "transformMapEntry",
];

#[cfg(test)]
mod tests {
    use super::STANDARD;
    use crate::signature::Signature;

    #[test]
    fn functions_are_sorted_and_their_overloads_can_be_read() {
        assert!(STANDARD.windows(2).all(|w| w[0].0 < w[1].0));
        for (name, overloads) in STANDARD {
            for overload in *overloads {
                assert!(Signature::parse(name, overload).is_some(), "{overload}");
            }
        }
    }
}
