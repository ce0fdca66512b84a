//! Which networks stand for the internet.
//!
//! A range with no prefix is the whole of it; so are halves, quarters and what is left of the
//! internet without one country. What counts is how much a list of ranges covers together.

use palisade_ir::{Builtin, CallContext, Eval, UnknownArguments};
use palisade_value::{HOLE_END, Unknown, Value};
use std::net::IpAddr;

static FUNCTIONS: &[Builtin] =
    &[Builtin { name: "net.world", run: world, unknown: UnknownArguments::Seen, pure: true }];

pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

/// The addresses of IPv6 that are given out: `2000::/3`.
const UNICAST: (u128, u128) = (0x2 << 124, (0x4 << 124) - 1);

/// Whether the CIDR ranges of a list cover at least half of all addresses of IPv4, or half of those
/// of IPv6 that are given out. What is no range, such as the id of a group, covers nothing.
fn world<'e>(context: &CallContext<'_, 'e>, arguments: &[Value<'e>]) -> Eval<'e> {
    let list = match arguments.first() {
        Some(Value::Array(array)) => array.items(),
        Some(unknown @ Value::Unknown(_)) => return Ok(*unknown),
        _ => return Err(context.no_overload("net.world", arguments)),
    };
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let mut open = None;
    for one in list {
        match one {
            Value::Str(text) => match range(text) {
                Some((true, from, to)) => old.push((from, to)),
                Some((false, from, to)) => new.push((from, to)),
                None => {}
            },
            Value::Unknown(unknown) if is_whole(unknown) => return Ok(Value::Bool(true)),
            Value::Unknown(_) => open = open.or(Some(*one)),
            _ => {}
        }
    }
    let is_world = covers(old, (0, u128::from(u32::MAX))) || covers(new, UNICAST);
    Ok(if is_world { Value::Bool(true) } else { open.unwrap_or(Value::Bool(false)) })
}

/// Whether a range whose address is not known is at least half of all there is.
fn is_whole(unknown: &Unknown<'_>) -> bool {
    let tail = unknown.partial.map_or("", |partial| partial.rsplit(HOLE_END).next().unwrap_or(""));
    matches!(tail, "/0" | "/1")
}

/// The first and last address of a range, and whether it is one of IPv4.
fn range(text: &str) -> Option<(bool, u128, u128)> {
    let (address, bits) = text.trim().split_once('/')?;
    let bits: u32 = bits.parse().ok()?;
    let (is_old, address, width): (bool, u128, u32) = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(v4) => (true, u128::from(v4.to_bits()), 32),
        IpAddr::V6(v6) => (false, v6.to_bits(), 128),
    };
    let free = width.checked_sub(bits)?;
    let size = 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
    let from = address & !size;
    Some((is_old, from, from | size))
}

/// Whether ranges cover at least half of one together.
fn covers(mut ranges: Vec<(u128, u128)>, (first, last): (u128, u128)) -> bool {
    ranges.retain(|(from, to)| *from <= last && *to >= first);
    ranges.sort_unstable();
    let mut covered: u128 = 0;
    // The first address that no range so far has counted.
    let mut next = first;
    for (from, to) in ranges {
        let (from, to) = (from.max(next), to.min(last));
        if from <= to {
            covered += to - from + 1;
            next = to + 1;
        }
    }
    covered > (last - first) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_arena::Arena;
    use palisade_ir::Cache;
    use palisade_value::UnknownKind;

    fn run(list: &[Value<'_>]) -> String {
        let arena = Arena::new();
        let cache = Cache::default();
        let context =
            CallContext { arena: &arena, cache: &cache, kept: None, location: None, now: None };
        let list = Value::array(&arena, list);
        match world(&context, &[list]) {
            Ok(value) => format!("{value:?}"),
            Err(stop) => format!("{stop:?}"),
        }
    }

    #[test]
    fn what_covers_half_of_the_internet_is_the_world() {
        let cases: [(&[&str], bool); 16] = [
            (&["0.0.0.0/0"], true),
            (&["::/0"], true),
            (&["2000::/3"], true),
            (&["::/1"], true),
            (&["2000::/4"], true),
            (&["2000::/5", "2800::/5"], true),
            (&["128.0.0.0/1"], true),
            (&["0.0.0.0/2", "64.0.0.0/2"], true),
            (&["0.0.0.0/2", "0.0.0.0/2", "10.0.0.0/8"], false),
            (&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], false),
            (&["2001:db8::/32", "fc00::/7"], false),
            (&["8000::/1"], false),
            (&["2000::/4", "0.0.0.0/2"], true),
            (&["sg-1", "", "0.0.0.0", "0.0.0.0/33", "x/0"], false),
            (&[" 0.0.0.0/0 "], true),
            (&[], false),
        ];
        for (list, want) in cases {
            let values: Vec<Value<'_>> = list.iter().map(|text| Value::Str(text)).collect();
            assert_eq!(run(&values), want.to_string(), "{list:?}");
        }
    }

    #[test]
    fn what_is_unknown_may_be_the_world() {
        let arena = Arena::new();
        let unknown = |partial| {
            let (kind, subject) = (UnknownKind::UnsetVariable, "var.x");
            let unknown = Unknown { kind, subject, location: None, partial, nullable: true };
            Value::unknown(&arena, unknown)
        };
        assert_eq!(run(&[unknown(Some("\u{e000}x\u{e001}/0"))]), "true");
        assert_eq!(run(&[unknown(None), Value::Str("0.0.0.0/0")]), "true");
        assert!(run(&[unknown(None), Value::Str("10.0.0.0/8")]).contains("unknown"));
        assert!(run(&[unknown(Some("\u{e000}x\u{e001}/24"))]).contains("unknown"));
    }
}
