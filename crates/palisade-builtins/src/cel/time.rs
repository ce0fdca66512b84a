//! Timestamps and durations.

use jiff::tz::TimeZone;
use palisade_ir::{CallContext, Eval, FaultKind, Stop};
use palisade_value::{Duration, Ext, Timestamp, Value};

/// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, in seconds since 1970.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
const DAY: i64 = 86_400;

fn bad<'e>(context: &CallContext<'_, 'e>, text: &str, what: &str) -> Stop<'e> {
    let text: String = text.chars().take(60).collect();
    context.error(FaultKind::BadArgument, format!("`{text}` is no {what}"))
}

pub(super) fn to_timestamp<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Ext(Ext::Timestamp(_))] => Ok(*value),
        [Value::Int(seconds)] => timestamp(context, *seconds, 0),
        [Value::Str(text)] => match parse_timestamp(text) {
            Some(found) => timestamp(context, found.seconds, found.nanos),
            None => Err(bad(context, text, "timestamp such as `2026-01-31T12:00:00Z`")),
        },
        _ => Err(context.no_overload("timestamp", args)),
    }
}

fn timestamp<'e>(context: &CallContext<'_, 'e>, seconds: i64, nanos: u32) -> Eval<'e> {
    if !RANGE.contains(&seconds) {
        let message = "a timestamp lies between the years 1 and 9999";
        return Err(context.error(FaultKind::Overflow, message));
    }
    Ok(Value::ext(context.arena, Ext::Timestamp(Timestamp { seconds, nanos })))
}

/// A timestamp of seconds and nanoseconds, as `google.protobuf.Timestamp` holds.
pub(super) fn make_timestamp<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Int(seconds), Value::Int(nanos)] => match u32::try_from(*nanos) {
            Ok(nanos) if nanos < 1_000_000_000 => timestamp(context, *seconds, nanos),
            _ => Err(context.error(FaultKind::BadArgument, "nanos are below 1,000,000,000")),
        },
        _ => Err(context.no_overload("google.protobuf.Timestamp", args)),
    }
}

/// A duration of seconds and nanoseconds, as `google.protobuf.Duration` holds.
pub(super) fn make_duration<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [Value::Int(seconds), Value::Int(nanos)] => {
            duration(context, i128::from(*seconds) * 1_000_000_000 + i128::from(*nanos))
        }
        _ => Err(context.no_overload("google.protobuf.Duration", args)),
    }
}

/// Reads digits off the front.
fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (number, behind) = rest.split_at_checked(count)?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *rest = behind;
    number.parse().ok()
}

/// Reads a timestamp as RFC 3339 writes it.
fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    rest = rest.strip_prefix('-')?;
    let month = digits(&mut rest, 2)?;
    rest = rest.strip_prefix('-')?;
    let day = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(['T', 't'])?;
    let hour = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(':')?;
    let minute = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(':')?;
    let second = digits(&mut rest, 2)?;
    let mut nanos = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = fraction.split_at_checked(len)?;
        let nine: String = number.chars().chain("000000000".chars()).take(9).collect();
        nanos = if number.is_empty() { return None } else { nine.parse().ok()? };
        rest = behind;
    }
    let offset = match rest {
        "Z" | "z" => 0,
        _ => parse_offset(rest).filter(|_| rest.starts_with(['+', '-']))?,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days_of(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
    Some(Timestamp { seconds, nanos })
}

/// Reads `+01:00`, `-09:30` or `02:00`, in seconds.
fn parse_offset(text: &str) -> Option<i64> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let hours = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(':')?;
    let minutes = digits(&mut rest, 2)?;
    if !rest.is_empty() || hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    Some(if negative { -seconds } else { seconds })
}

/// Days since 1970-01-01 of a date in the Gregorian calendar.
pub(crate) fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last of the year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// The date of a day since 1970-01-01: year, month, day.
pub(crate) fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

fn fraction(nanos: u32) -> String {
    if nanos == 0 {
        return String::new();
    }
    format!(".{nanos:09}").trim_end_matches('0').to_owned()
}

/// A timestamp as RFC 3339 writes it, in UTC.
#[must_use]
pub fn format_timestamp(time: Timestamp) -> String {
    let (year, month, day) = date_of(time.seconds.div_euclid(DAY));
    let second = time.seconds.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let fraction = fraction(time.nanos);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// A duration in seconds, such as `90s` or `-0.5s`.
#[must_use]
pub fn format_duration(span: Duration) -> String {
    let sign = if span.seconds < 0 || span.nanos < 0 { "-" } else { "" };
    format!("{sign}{}{}s", span.seconds.unsigned_abs(), fraction(span.nanos.unsigned_abs()))
}

fn duration<'e>(context: &CallContext<'_, 'e>, nanos: i128) -> Eval<'e> {
    // Durations fit in 64 bits of nanoseconds, as CEL has them.
    let Ok(nanos) = i64::try_from(nanos) else {
        let message = "a duration is shorter than 292 years";
        return Err(context.error(FaultKind::Overflow, message));
    };
    let rest = i32::try_from(nanos % 1_000_000_000).unwrap_or(0);
    let span = Duration { seconds: nanos / 1_000_000_000, nanos: rest };
    Ok(Value::ext(context.arena, Ext::Duration(span)))
}

pub(super) fn to_duration<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    match args {
        [value @ Value::Ext(Ext::Duration(_))] => Ok(*value),
        [Value::Int(seconds)] => duration(context, i128::from(*seconds) * 1_000_000_000),
        [Value::Str(text)] => match parse_duration(text) {
            Some(nanos) => duration(context, nanos),
            None => Err(bad(context, text, "duration such as `1h30m` or `90s`")),
        },
        _ => Err(context.no_overload("duration", args)),
    }
}

/// Reads `1h30m`, `-1.5s`, `250ms`; in nanoseconds.
fn parse_duration(text: &str) -> Option<i128> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let len = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let (number, behind) = rest.split_at_checked(len)?;
        let unit_len = behind.bytes().take_while(|b| !b.is_ascii_digit() && *b != b'.').count();
        let (unit, next) = behind.split_at_checked(unit_len)?;
        let scale: i128 = match unit {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            "us" | "µs" | "μs" => 1_000,
            "ns" => 1,
            _ => return None,
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && part.is_empty()) || part.contains('.') || whole.len() > 20 {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        // Digits beyond 18 places are below any nanosecond.
        let part: String = part.chars().take(18).collect();
        let below = if part.is_empty() {
            0
        } else {
            let power = 10_i128.pow(u32::try_from(part.len()).ok()?);
            part.parse::<i128>().ok()? * scale / power
        };
        total = total.checked_add(whole.checked_mul(scale)?)?.checked_add(below)?;
        rest = next;
    }
    Some(if negative { -total } else { total })
}

/// A timestamp's date and time of day in a time zone.
struct Civil {
    days: i64,
    second: i64,
    nanos: u32,
}

fn civil<'e>(
    context: &CallContext<'_, 'e>,
    name: &str,
    args: &[Value<'e>],
) -> Result<Civil, Stop<'e>> {
    let (time, zone) = match args {
        [Value::Ext(Ext::Timestamp(time))] => (time, None),
        [Value::Ext(Ext::Timestamp(time)), Value::Str(zone)] => (time, Some(*zone)),
        _ => return Err(context.no_overload(name, args)),
    };
    let offset = match zone {
        None | Some("" | "UTC" | "Z") => 0,
        Some(zone) => match parse_offset(zone) {
            Some(offset) => offset,
            None => zone_offset(context, zone, *time)?,
        },
    };
    let local = time.seconds + offset;
    Ok(Civil { days: local.div_euclid(DAY), second: local.rem_euclid(DAY), nanos: time.nanos })
}

/// The offset from UTC that a named zone has at a time.
fn zone_offset<'e>(
    context: &CallContext<'_, 'e>,
    zone: &str,
    time: Timestamp,
) -> Result<i64, Stop<'e>> {
    let found = context.cache.get("time zone", zone, TimeZone::get);
    let Ok(found) = found else {
        return Err(bad(context, zone, "time zone such as `Europe/Paris` or `+01:00`"));
    };
    let (least, most) = (jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
    let at = jiff::Timestamp::from_second(time.seconds.clamp(least, most)).unwrap_or_default();
    Ok(i64::from(found.to_offset(at).seconds()))
}

pub(super) fn get_date<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let civil = civil(context, "getDate", args)?;
    Ok(Value::Int(date_of(civil.days).2))
}

pub(super) fn get_day_of_month<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let civil = civil(context, "getDayOfMonth", args)?;
    Ok(Value::Int(date_of(civil.days).2 - 1))
}

pub(super) fn get_day_of_week<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    // 1970-01-01 was a Thursday; Sunday is 0.
    Ok(Value::Int((civil(context, "getDayOfWeek", args)?.days + 4).rem_euclid(7)))
}

pub(super) fn get_day_of_year<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    let days = civil(context, "getDayOfYear", args)?.days;
    Ok(Value::Int(days - days_of(date_of(days).0, 1, 1)))
}

pub(super) fn get_full_year<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Int(date_of(civil(context, "getFullYear", args)?.days).0))
}

pub(super) fn get_month<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    Ok(Value::Int(date_of(civil(context, "getMonth", args)?.days).1 - 1))
}

pub(super) fn get_hours<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    if let [Value::Ext(Ext::Duration(span))] = args {
        return Ok(Value::Int(span.seconds / 3600));
    }
    Ok(Value::Int(civil(context, "getHours", args)?.second / 3600))
}

pub(super) fn get_minutes<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    if let [Value::Ext(Ext::Duration(span))] = args {
        return Ok(Value::Int(span.seconds / 60));
    }
    Ok(Value::Int(civil(context, "getMinutes", args)?.second / 60 % 60))
}

pub(super) fn get_seconds<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    if let [Value::Ext(Ext::Duration(span))] = args {
        return Ok(Value::Int(span.seconds));
    }
    Ok(Value::Int(civil(context, "getSeconds", args)?.second % 60))
}

pub(super) fn get_milliseconds<'e>(context: &CallContext<'_, 'e>, args: &[Value<'e>]) -> Eval<'e> {
    if let [Value::Ext(Ext::Duration(span))] = args {
        return Ok(Value::Int(i64::from(span.nanos / 1_000_000)));
    }
    Ok(Value::Int(i64::from(civil(context, "getMilliseconds", args)?.nanos / 1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip_over_the_whole_range() {
        for days in (-719_162..=2_932_896).step_by(13).chain([-719_162, 2_932_896, 0, 59, 11_016]) {
            let (year, month, day) = date_of(days);
            assert_eq!(days_of(year, month, day), days);
            let time = Timestamp { seconds: days * DAY + 3_661, nanos: 1_000 };
            assert_eq!(parse_timestamp(&format_timestamp(time)), Some(time));
        }
        assert_eq!(date_of(11_016), (2000, 2, 29));
    }

    #[test]
    fn what_is_no_timestamp_or_duration_is_refused() {
        for text in [
            "2023-02-29T00:00:00Z",
            "2023-1-01T00:00:00Z",
            "2023-01-01T00:00:00",
            "2023-01-01T24:00:00Z",
            "2023-01-01T00:00:00.Z",
            "2023-01-01T00:00:00+1:00",
            "2023-01-01 00:00:00Z",
            "é",
        ] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
        for text in ["", "-", "1", "1x", "s", ".s", "1.2.3s", "1s-", "1 s", "é"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(parse_duration("1h1.5s2µs"), Some(3_601_500_002_000));
        assert_eq!(parse_duration("-.5ms"), Some(-500_000));
    }
}
