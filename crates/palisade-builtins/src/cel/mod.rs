//! The standard library of CEL and its extension libraries.

mod aggregates;
mod convert;
mod format;
mod forms;
mod holes;
mod lists;
mod math;
mod network;
mod optionals;
mod patterns;
mod quantity;
mod strings;
mod time;
mod urls;
mod versions;

pub use convert::format_double;
pub use patterns::check_pattern;
pub(crate) use time::{date_of, days_of};
pub use time::{format_duration, format_timestamp};

use palisade_ir::{Builtin, CallContext, Eval, UnknownArguments};
use palisade_value::Value;

type Run = for<'e> fn(&CallContext<'_, 'e>, &[Value<'e>]) -> Eval<'e>;

/// A function that an unknown argument makes unknown.
const fn top(name: &'static str, run: Run) -> Builtin {
    Builtin { name, run, unknown: UnknownArguments::Top, pure: true }
}

/// A function that an unknown at any depth of its arguments makes unknown.
const fn deep(name: &'static str, run: Run) -> Builtin {
    Builtin { name, run, unknown: UnknownArguments::Deep, pure: true }
}

/// A function that is handed unknown arguments.
const fn seen(name: &'static str, run: Run) -> Builtin {
    Builtin { name, run, unknown: UnknownArguments::Seen, pure: true }
}

/// Sorted by name.
static FUNCTIONS: &[Builtin] = &[
    top("cel.add", quantity::add),
    top("cel.asApproximateFloat", quantity::as_float),
    top("cel.asInteger", quantity::as_integer),
    top("cel.base64.decode", strings::base64_decode),
    top("cel.base64.encode", strings::base64_encode),
    top("cel.bool", convert::to_bool),
    top("cel.bytes", convert::to_bytes),
    top("cel.charAt", strings::char_at),
    top("cel.cidr", network::to_cidr),
    top("cel.compareTo", versions::compare_to),
    seen("cel.contains", strings::contains),
    top("cel.containsCIDR", network::contains_cidr),
    top("cel.containsIP", network::contains_ip),
    deep("cel.distinct", lists::distinct),
    top("cel.double", convert::to_double),
    top("cel.duration", time::to_duration),
    seen("cel.dyn", convert::to_dyn),
    seen("cel.endsWith", strings::ends_with),
    Builtin { pure: false, ..seen("cel.fail", convert::fail) },
    top("cel.family", network::family),
    top("cel.find", patterns::find),
    top("cel.findAll", patterns::find_all),
    top("cel.first", lists::first),
    top("cel.flatten", lists::flatten),
    top("cel.float32", convert::to_float32),
    deep("cel.format", format::format),
    top("cel.format.byte", forms::byte),
    top("cel.format.date", forms::date),
    top("cel.format.datetime", forms::datetime),
    top("cel.format.dns1035Label", forms::dns1035_label),
    top("cel.format.dns1035LabelPrefix", forms::dns1035_label_prefix),
    top("cel.format.dns1123Label", forms::dns1123_label),
    top("cel.format.dns1123LabelPrefix", forms::dns1123_label_prefix),
    top("cel.format.dns1123Subdomain", forms::dns1123_subdomain),
    top("cel.format.dns1123SubdomainPrefix", forms::dns1123_subdomain_prefix),
    top("cel.format.labelValue", forms::label_value),
    top("cel.format.named", forms::named),
    top("cel.format.qualifiedName", forms::qualified_name),
    top("cel.format.uri", forms::uri),
    top("cel.format.uuid", forms::uuid),
    top("cel.getDate", time::get_date),
    top("cel.getDayOfMonth", time::get_day_of_month),
    top("cel.getDayOfWeek", time::get_day_of_week),
    top("cel.getDayOfYear", time::get_day_of_year),
    top("cel.getEscapedPath", urls::path),
    top("cel.getFullYear", time::get_full_year),
    top("cel.getHost", urls::host),
    top("cel.getHostname", urls::hostname),
    top("cel.getHours", time::get_hours),
    top("cel.getMilliseconds", time::get_milliseconds),
    top("cel.getMinutes", time::get_minutes),
    top("cel.getMonth", time::get_month),
    top("cel.getPort", urls::port),
    top("cel.getQuery", urls::query),
    top("cel.getScheme", urls::scheme),
    top("cel.getSeconds", time::get_seconds),
    top("cel.hasValue", optionals::has_value),
    deep("cel.indexOf", aggregates::index_of),
    top("cel.int", convert::to_int),
    top("cel.int32", convert::to_int32),
    top("cel.ip", network::to_ip),
    top("cel.ip.isCanonical", network::is_canonical),
    top("cel.isCIDR", network::is_cidr),
    top("cel.isGlobalUnicast", network::is_global_unicast),
    top("cel.isGreaterThan", versions::is_greater),
    top("cel.isIP", network::is_ip),
    top("cel.isInteger", quantity::is_integer),
    top("cel.isLessThan", versions::is_less),
    top("cel.isLinkLocalMulticast", network::is_link_local_multicast),
    top("cel.isLinkLocalUnicast", network::is_link_local_unicast),
    top("cel.isLoopback", network::is_loopback),
    top("cel.isQuantity", quantity::is_quantity),
    top("cel.isSemver", versions::is_semver),
    deep("cel.isSorted", aggregates::is_sorted),
    top("cel.isURL", urls::is_url),
    top("cel.isUnspecified", network::is_unspecified),
    seen("cel.join", strings::join),
    top("cel.last", lists::last),
    deep("cel.lastIndexOf", aggregates::last_index_of),
    top("cel.lists.range", lists::range),
    seen("cel.lowerAscii", strings::lower_ascii),
    top("cel.major", versions::major),
    top("cel.makeDuration", time::make_duration),
    top("cel.makeTimestamp", time::make_timestamp),
    top("cel.mapKey", convert::map_key),
    top("cel.masked", network::masked),
    seen("cel.matches", patterns::matches),
    top("cel.math.abs", math::abs),
    top("cel.math.bitAnd", math::bit_and),
    top("cel.math.bitNot", math::bit_not),
    top("cel.math.bitOr", math::bit_or),
    top("cel.math.bitShiftLeft", math::bit_shift_left),
    top("cel.math.bitShiftRight", math::bit_shift_right),
    top("cel.math.bitXor", math::bit_xor),
    top("cel.math.ceil", math::ceil),
    top("cel.math.floor", math::floor),
    deep("cel.math.greatest", math::greatest),
    top("cel.math.isFinite", math::is_finite),
    top("cel.math.isInf", math::is_inf),
    top("cel.math.isNaN", math::is_nan),
    deep("cel.math.least", math::least),
    top("cel.math.round", math::round),
    top("cel.math.sign", math::sign),
    top("cel.math.sqrt", math::sqrt),
    top("cel.math.trunc", math::trunc),
    deep("cel.max", aggregates::max),
    deep("cel.min", aggregates::min),
    top("cel.minor", versions::minor),
    top("cel.optional.none", optionals::none),
    top("cel.optional.of", optionals::of),
    top("cel.optional.ofNonZeroValue", optionals::of_non_zero_value),
    top("cel.optional.unwrap", optionals::unwrap_list),
    seen("cel.or", optionals::or),
    seen("cel.orValue", optionals::or_value),
    top("cel.patch", versions::patch),
    top("cel.prefixLength", network::prefix_length),
    top("cel.quantity", quantity::quantity),
    top("cel.regex.extract", patterns::extract),
    top("cel.regex.extractAll", patterns::extract_all),
    top("cel.regex.replace", patterns::replace),
    top("cel.replace", strings::replace),
    top("cel.reverse", lists::reverse),
    top("cel.semver", versions::to_semver),
    deep("cel.sets.contains", lists::sets_contains),
    deep("cel.sets.equivalent", lists::sets_equivalent),
    deep("cel.sets.intersects", lists::sets_intersects),
    top("cel.sign", quantity::sign),
    top("cel.size", lists::size),
    top("cel.slice", lists::slice),
    deep("cel.sort", lists::sort),
    deep("cel.sortByKeys", lists::sort_by_keys),
    top("cel.split", strings::split),
    seen("cel.startsWith", strings::starts_with),
    seen("cel.string", convert::to_string),
    top("cel.strings.quote", strings::quote),
    top("cel.sub", quantity::sub),
    top("cel.substring", strings::substring),
    deep("cel.sum", aggregates::sum),
    top("cel.timestamp", time::to_timestamp),
    top("cel.toJson", convert::to_json),
    top("cel.trim", strings::trim),
    top("cel.type", convert::type_of),
    top("cel.uint", convert::to_uint),
    top("cel.uint32", convert::to_uint32),
    top("cel.unwrapOpt", optionals::unwrap_list),
    seen("cel.upperAscii", strings::upper_ascii),
    top("cel.url", urls::to_url),
    top("cel.validate", forms::validate),
    top("cel.value", optionals::value),
];

/// The function of a name without `cel.`.
pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    let rest = |b: &Builtin| b.name.get("cel.".len()..).unwrap_or("");
    let at = FUNCTIONS.binary_search_by(|b| rest(b).cmp(name)).ok()?;
    FUNCTIONS.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_sorted_so_that_each_is_found() {
        for window in FUNCTIONS.windows(2) {
            assert!(window[0].name < window[1].name, "{}", window[1].name);
        }
        assert!(FUNCTIONS.iter().all(|f| crate::find(f.name).is_some_and(|g| g.name == f.name)));
        assert!(crate::find("cel.nothing").is_none() && crate::find("size").is_none());
    }
}
