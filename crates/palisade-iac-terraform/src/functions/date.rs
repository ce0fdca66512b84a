//! Points in time, as RFC 3339 texts.

use palisade_value::Value;
use std::fmt::Write as _;

use super::args::{made, text};
use super::{Answer, Context, Entry, shallow};

pub(super) const TABLE: &[Entry] = &[
    ("formatdate", shallow(2, 2, formatdate)),
    ("timeadd", shallow(2, 2, timeadd)),
    ("timecmp", shallow(2, 2, timecmp)),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// A point in time and the offset that it was written with.
#[derive(Clone, Copy)]
struct Time {
    /// Nanoseconds since 1970 in UTC.
    nanos: i128,
    /// Minutes east of UTC.
    offset: i64,
}

/// Days from 1970-01-01 to a day of the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl Time {
    fn parse(text: &str) -> Result<Self, String> {
        Self::read(text)
            .ok_or_else(|| format!("`{text}` is no time such as `2026-01-02T03:04:05Z`"))
    }

    fn read(text: &str) -> Option<Self> {
        let digits = |range: std::ops::Range<usize>| -> Option<i64> {
            let part = text.get(range)?;
            if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None }
        };
        let sign = |at: usize, wanted: &str| text.get(at..=at).filter(|c| wanted.contains(c));
        let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
        sign(4, "-").and(sign(7, "-")).and(sign(10, "Tt")).and(sign(13, ":")).and(sign(16, ":"))?;
        palisade_source::Date::parse(text.get(..10)?)?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let mut rest = text.get(19..)?;
        let mut fraction: i128 = 0;
        if let Some(behind) = rest.strip_prefix('.') {
            let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
            let part = behind.get(..end).filter(|p| !p.is_empty() && p.len() <= 9)?;
            fraction = format!("{part:0<9}").parse().ok()?;
            rest = behind.get(end..)?;
        }
        let offset = match rest {
            "Z" | "z" => 0,
            _ => {
                let (hours, minutes) = rest.get(1..)?.split_once(':')?;
                let minutes: i64 = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
                match rest.get(..1)? {
                    "+" => minutes,
                    "-" => -minutes,
                    _ => return None,
                }
            }
        };
        let seconds =
            days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
                - offset * 60;
        Some(Self { nanos: i128::from(seconds) * 1_000_000_000 + fraction, offset })
    }

    /// The local seconds, and the nanoseconds on top.
    fn local(&self) -> (i64, i128) {
        let seconds = self.nanos.div_euclid(1_000_000_000);
        let seconds = i64::try_from(seconds).unwrap_or(0) + self.offset * 60;
        (seconds, self.nanos.rem_euclid(1_000_000_000))
    }

    fn zone(&self, colon: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs();
        format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
    }

    fn show(&self) -> String {
        // Parts of seconds are read and left out when written.
        let (seconds, _) = self.local();
        let date = palisade_source::Date::from_unix_seconds(seconds);
        let clock = seconds.rem_euclid(86_400);
        let mut out =
            format!("{date}T{:02}:{:02}:{:02}", clock / 3600, clock / 60 % 60, clock % 60);
        out.push_str(&if self.offset == 0 { "Z".to_owned() } else { self.zone(":") });
        out
    }
}

/// Nanoseconds of a span such as `1h30m` or `-1.5s`.
fn duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0f64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let amount: f64 = rest.get(..end)?.parse().ok()?;
        rest = rest.get(end..)?;
        let units = [
            ("ns", 1.0),
            ("us", 1e3),
            ("µs", 1e3),
            ("ms", 1e6),
            ("s", 1e9),
            ("m", 6e10),
            ("h", 3.6e12),
        ];
        let (unit, scale) = units.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
        rest = rest.strip_prefix(unit)?;
        total += amount * scale;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (total < 9.2e18).then(|| sign * total.round() as i128)
}

fn timeadd<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let time = Time::parse(text(context, args, 0)?)?;
    let span = text(context, args, 1)?;
    let span =
        duration(span).ok_or_else(|| format!("`{span}` is no span of time such as `10m`"))?;
    Ok(made(context, &Time { nanos: time.nanos + span, ..time }.show()))
}

fn timecmp<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (a, b) = (Time::parse(text(context, args, 0)?)?, Time::parse(text(context, args, 1)?)?);
    Ok(Value::Int(a.nanos.cmp(&b.nanos) as i64))
}

fn formatdate<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let form = text(context, args, 0)?;
    let time = Time::parse(text(context, args, 1)?)?;
    let (seconds, _) = time.local();
    let date = palisade_source::Date::from_unix_seconds(seconds);
    let clock = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let half = if hour % 12 == 0 { 12 } else { hour % 12 };
    let weekday = usize::try_from(seconds.div_euclid(86_400).rem_euclid(7)).unwrap_or(0);
    let (day_name, month) = (DAYS[weekday % 7], usize::from(date.month.clamp(1, 12)));
    let month_name = MONTHS[(month - 1) % 12];
    let mut out = String::new();
    let mut rest = form;
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            let behind = &rest[1..];
            let mut end = None;
            let mut chars = behind.char_indices().peekable();
            while let Some((n, c)) = chars.next() {
                if c != '\'' {
                    out.push(c);
                } else if chars.peek().map(|(_, c)| *c) == Some('\'') {
                    out.push('\'');
                    chars.next();
                } else {
                    end = Some(n + 1);
                    break;
                }
            }
            rest = behind.get(end.ok_or("a quote is not closed")?..).unwrap_or("");
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(c).len();
        let word = &rest[..run];
        rest = &rest[run..];
        if !c.is_ascii_alphabetic() {
            out.push_str(word);
            continue;
        }
        _ = match word {
            "YYYY" => write!(out, "{:04}", date.year),
            "YY" => write!(out, "{:02}", date.year.rem_euclid(100)),
            "MMMM" => write!(out, "{month_name}"),
            "MMM" => write!(out, "{}", &month_name[..3]),
            "MM" => write!(out, "{month:02}"),
            "M" => write!(out, "{month}"),
            "DD" => write!(out, "{:02}", date.day),
            "D" => write!(out, "{}", date.day),
            "EEEE" => write!(out, "{day_name}"),
            "EEE" => write!(out, "{}", &day_name[..3]),
            "hh" => write!(out, "{hour:02}"),
            "h" => write!(out, "{hour}"),
            "HH" => write!(out, "{half:02}"),
            "H" => write!(out, "{half}"),
            "AA" => write!(out, "{}", if hour < 12 { "AM" } else { "PM" }),
            "aa" => write!(out, "{}", if hour < 12 { "am" } else { "pm" }),
            "mm" => write!(out, "{minute:02}"),
            "m" => write!(out, "{minute}"),
            "ss" => write!(out, "{second:02}"),
            "s" => write!(out, "{second}"),
            "ZZZZZ" => write!(out, "{}", time.zone(":")),
            "ZZZZ" => write!(out, "{}", time.zone("")),
            "ZZZ" if time.offset == 0 => write!(out, "UTC"),
            "ZZZ" => write!(out, "{}", time.zone("")),
            "Z" if time.offset == 0 => write!(out, "Z"),
            "Z" => write!(out, "{}", time.zone(":")),
            other => return Err(format!("`{other}` is no part of a date")),
        };
    }
    Ok(made(context, &out))
}
