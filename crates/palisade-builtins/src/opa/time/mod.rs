//! `time.*`.

mod layout;
#[cfg(test)]
mod tests;

use super::args::Args;
use super::operands::{exact_i64, impure, quoted};
use super::{Declared, declare};
use crate::cel::days_of;
use jiff::tz::TimeZone;
use layout::{Civil, DAY};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use std::sync::Arc;

pub(super) static FUNCTIONS: &[Declared] = &[
    impure(declare!("time.now_ns", now_ns, "() => number")),
    declare!("time.parse_ns", parse_ns, "(layout: string, value: string) => number"),
    declare!("time.parse_rfc3339_ns", parse_rfc3339_ns, "(value: string) => number"),
    declare!("time.parse_duration_ns", parse_duration_ns, "(duration: string) => number"),
    declare!(
        "time.format",
        format,
        "(x: number|array<number, string>|array<number, string, string>) => string"
    ),
    declare!(
        "time.date",
        date,
        "(x: number|array<number, string>) => array<number, number, number>"
    ),
    declare!(
        "time.clock",
        clock,
        "(x: number|array<number, string>) => array<number, number, number>"
    ),
    declare!("time.weekday", weekday, "(x: number|array<number, string>) => string"),
    declare!(
        "time.add_date",
        add_date,
        "(ns: number|array<number, string>, years: number, months: number, days: number) => number"
    ),
    declare!(
        "time.diff",
        diff,
        "(ns1: number|array<number, string>, ns2: number|array<number, string>) => array<number, number, number, number, number, number>"
    ),
];

/// Whether a text is a moment in a layout.
pub(super) fn fits(layout: &str, text: &str) -> bool {
    layout::parse(layout, text).is_ok()
}

/// A date of HTTP, in any of its three spellings, in nanoseconds since 1970.
pub(super) fn http_date(text: &str) -> Option<i64> {
    let layouts = [
        "Mon, 02 Jan 2006 15:04:05 GMT",
        "Monday, 02-Jan-06 15:04:05 GMT",
        "Mon Jan _2 15:04:05 2006",
    ];
    let read = layouts.iter().find_map(|layout| layout::parse(layout, text.trim()).ok())?;
    read.seconds.checked_mul(NANOS)
}

const NANOS: i64 = 1_000_000_000;

fn now_ns<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.now_ns", values);
    let now = context.now.ok_or_else(|| args.refuse("this evaluation is about no moment"))?;
    Ok(Value::Int(now))
}

/// Nanoseconds since 1970, where 64 bits hold them.
fn nanoseconds<'e>(args: &Args<'_, '_, 'e>, seconds: i64, nanos: u32) -> Eval<'e> {
    let total = i128::from(seconds) * i128::from(NANOS) + i128::from(nanos);
    match i64::try_from(total) {
        Ok(total) => Ok(Value::Int(total)),
        Err(_) => Err(args.refuse("time outside of valid range")),
    }
}

fn parse<'e>(args: &Args<'_, '_, 'e>, layout: &str, value: &str) -> Eval<'e> {
    let read = layout::parse(layout, value).map_err(|message| args.refuse(message))?;
    nanoseconds(args, read.seconds, read.nanos)
}

fn parse_ns<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.parse_ns", values);
    parse(&args, layout::named(args.text(0)?), args.text(1)?)
}

fn parse_rfc3339_ns<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.parse_rfc3339_ns", values);
    parse(&args, layout::RFC3339, args.text(0)?)
}

fn parse_duration_ns<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.parse_duration_ns", values);
    duration(args.text(0)?).map(Value::Int).map_err(|message| args.refuse(message))
}

/// Reads a duration such as `1h30m` or `-1.5ms`, in nanoseconds.
pub(super) fn duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quoted(text));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    // The least duration is one beyond the greatest.
    let limit = 1_i128 << 63;
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, behind) = rest.split_at_checked(digits(rest)).ok_or_else(invalid)?;
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => behind.split_at_checked(digits(behind)).ok_or_else(invalid)?,
            None => ("", behind),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let unit_len = behind.bytes().take_while(|b| *b != b'.' && !b.is_ascii_digit()).count();
        let (unit, next) = behind.split_at_checked(unit_len).ok_or_else(invalid)?;
        let scale: i128 = match unit {
            "" => return Err(format!("time: missing unit in duration {}", quoted(text))),
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => {
                let (unit, text) = (quoted(unit), quoted(text));
                return Err(format!("time: unknown unit {unit} in duration {text}"));
            }
        };
        let whole: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok().filter(|n| *n <= limit).ok_or_else(invalid)?
        };
        // What is below 18 places is below any nanosecond.
        let fraction = fraction.get(..fraction.len().min(18)).unwrap_or("");
        let below = match u32::try_from(fraction.len()) {
            Ok(places) if places > 0 => {
                fraction.parse::<i128>().map_err(|_| invalid())? * scale / 10_i128.pow(places)
            }
            _ => 0,
        };
        total += whole * scale + below;
        if total > limit {
            return Err(invalid());
        }
        rest = next;
    }
    i64::try_from(if negative { -total } else { total }).map_err(|_| invalid())
}

/// A time zone.
enum Zone {
    Utc,
    Named(Arc<TimeZone>),
}

impl Zone {
    /// The offset from UTC in seconds and the abbreviation at a moment.
    fn at(&self, seconds: i64) -> (i64, String) {
        match self {
            Zone::Utc => (0, "UTC".to_owned()),
            Zone::Named(zone) => {
                let most = jiff::Timestamp::MAX.as_second();
                let seconds = seconds.clamp(jiff::Timestamp::MIN.as_second(), most);
                let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
                let info = zone.to_offset_info(at);
                (i64::from(info.offset().seconds()), info.abbreviation().to_owned())
            }
        }
    }

    fn civil(&self, nanos: i64) -> Civil {
        let seconds = nanos.div_euclid(NANOS);
        let (offset, zone) = self.at(seconds);
        let nanos = u32::try_from(nanos.rem_euclid(NANOS)).unwrap_or(0);
        Civil::from_local(seconds + offset, nanos, offset, zone)
    }
}

/// A moment with its zone, and the layout that was given with it.
struct Moment<'e> {
    nanos: i64,
    zone: Zone,
    layout: &'e str,
}

impl Moment<'_> {
    fn civil(&self) -> Civil {
        self.zone.civil(self.nanos)
    }
}

/// Reads `ns`, `[ns]`, `[ns, zone]` or `[ns, zone, layout]`.
fn moment<'e>(args: &Args<'_, '_, 'e>, position: usize) -> Result<Moment<'e>, Stop<'e>> {
    let wanted = "either number (ns) or [number (ns), string (tz)]";
    let mut zone = Zone::Utc;
    let mut layout = "";
    let number = match args.at(position) {
        Value::Array(array) => {
            let items = array.items();
            let Some(first) = items.first() else {
                return Err(args.wrong_inner(0, wanted, &args.at(position)));
            };
            if let Some(name) = items.get(1) {
                let Value::Str(name) = name else {
                    return Err(args.wrong_inner(0, "string", name));
                };
                zone = named_zone(args, name)?;
            }
            if let Some(given) = items.get(2) {
                let Value::Str(text) = given else {
                    return Err(args.wrong_inner(0, "string", given));
                };
                layout = text;
            }
            *first
        }
        number if number.is_number() => number,
        other => return Err(args.wrong_inner(0, wanted, &other)),
    };
    if !number.is_number() {
        return Err(args.wrong_inner(0, "number", &number));
    }
    let nanos = exact_i64(number).ok_or_else(|| args.refuse("timestamp too big"))?;
    Ok(Moment { nanos, zone, layout })
}

/// `Local` is UTC: what a policy says does not depend on the machine.
fn named_zone<'e>(args: &Args<'_, '_, 'e>, name: &str) -> Result<Zone, Stop<'e>> {
    if matches!(name, "" | "UTC" | "Local") {
        return Ok(Zone::Utc);
    }
    let found = args.context.cache.get("time zone", name, TimeZone::get);
    match found {
        // Names are looked up whatever their case, and stand as they are written in the database.
        Ok(zone) if zone.iana_name() == Some(name) => Ok(Zone::Named(zone)),
        _ => Err(args.refuse(format_args!("unknown time zone {name}"))),
    }
}

fn format<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.format", values);
    let moment = moment(&args, 0)?;
    let layout = match moment.layout {
        "" => layout::RFC3339_NANO,
        given => layout::named(given),
    };
    Ok(args.string(&layout::format(&moment.civil(), layout)))
}

fn date<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.date", values);
    let civil = moment(&args, 0)?.civil();
    Ok(args.list(&[Value::Int(civil.year), Value::Int(civil.month), Value::Int(civil.day)]))
}

fn clock<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.clock", values);
    let (hour, minute, second) = moment(&args, 0)?.civil().clock();
    Ok(args.list(&[Value::Int(hour), Value::Int(minute), Value::Int(second)]))
}

fn weekday<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.weekday", values);
    Ok(Value::Str(moment(&args, 0)?.civil().weekday()))
}

fn add_date<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.add_date", values);
    let moment = moment(&args, 0)?;
    let (years, months, days) = (args.int(1)?, args.int(2)?, args.int(3)?);
    let civil = moment.civil();
    let far = || args.refuse("time outside of valid range");
    // Keeps the sums below within 64 bits.
    let small = |n: i64| Some(n).filter(|n| n.unsigned_abs() < 1 << 40).ok_or_else(far);
    let (years, months, days) = (small(years)?, small(months)?, small(days)?);
    let month = civil.month - 1 + months;
    let year = civil.year + years + month.div_euclid(12);
    if year.unsigned_abs() > 1 << 36 {
        return Err(far());
    }
    let day = days_of(year, month.rem_euclid(12) + 1, 1) + civil.day - 1 + days;
    let local = i128::from(day) * i128::from(DAY) + i128::from(civil.second);
    let Ok(local) = i64::try_from(local) else { return Err(far()) };
    // The offset there follows from the moment, which follows from the offset: the first guess
    // takes the local time for UTC.
    let (guess, _) = moment.zone.at(local);
    let (offset, _) = moment.zone.at(local.saturating_sub(guess));
    nanoseconds(&args, local.saturating_sub(offset), civil.nanos)
}

fn diff<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "time.diff", values);
    let (first, second) = (moment(&args, 0)?, moment(&args, 1)?);
    // Both are seen in the zone of the first.
    let zone = first.zone;
    let (early, late) = (first.nanos.min(second.nanos), first.nanos.max(second.nanos));
    let (early, late) = (zone.civil(early), zone.civil(late));
    let ((h1, m1, s1), (h2, m2, s2)) = (early.clock(), late.clock());
    let mut parts = [
        late.year - early.year,
        late.month - early.month,
        late.day - early.day,
        h2 - h1,
        m2 - m1,
        s2 - s1,
    ];
    let next = if early.month == 12 { (early.year + 1, 1) } else { (early.year, early.month + 1) };
    let in_month = days_of(next.0, next.1, 1) - days_of(early.year, early.month, 1);
    // Each part borrows from the one before it.
    for (at, size) in [(5, 60), (4, 60), (3, 24), (2, in_month), (1, 12)] {
        if let Some([before, part]) = parts.get_mut(at - 1..=at)
            && *part < 0
        {
            *part += size;
            *before -= 1;
        }
    }
    Ok(args.list(&parts.map(Value::Int)))
}
