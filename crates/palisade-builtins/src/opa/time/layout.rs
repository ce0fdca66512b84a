//! Times written and read by Go's reference layouts (`Mon Jan 2 15:04:05 MST 2006`).

use crate::cel::{date_of, days_of};
use std::fmt::Write;

pub(super) const RFC3339: &str = "2006-01-02T15:04:05Z07:00";
pub(super) const RFC3339_NANO: &str = "2006-01-02T15:04:05.999999999Z07:00";

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

pub(super) const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

pub(super) const DAY: i64 = 86_400;

/// The layout that a constant of Go's `time` package names; any other text is itself one.
pub(super) fn named(layout: &str) -> &str {
    match layout {
        "ANSIC" => "Mon Jan _2 15:04:05 2006",
        "UnixDate" => "Mon Jan _2 15:04:05 MST 2006",
        "RubyDate" => "Mon Jan 02 15:04:05 -0700 2006",
        "RFC822" => "02 Jan 06 15:04 MST",
        "RFC822Z" => "02 Jan 06 15:04 -0700",
        "RFC850" => "Monday, 02-Jan-06 15:04:05 MST",
        "RFC1123" => "Mon, 02 Jan 2006 15:04:05 MST",
        "RFC1123Z" => "Mon, 02 Jan 2006 15:04:05 -0700",
        "RFC3339" => RFC3339,
        "RFC3339Nano" => RFC3339_NANO,
        other => other,
    }
}

/// One element of a layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Element {
    LongMonth,
    Month,
    /// Whether of two digits always.
    NumMonth(bool),
    LongWeekday,
    Weekday,
    /// How it is padded to two places.
    Day(Pad),
    YearDay(Pad),
    Hour,
    Hour12(bool),
    Minute(bool),
    Second(bool),
    LongYear,
    Year,
    /// Whether in capital letters.
    Noon(bool),
    ZoneName,
    Zone {
        /// Whether UTC is written `Z`.
        z: bool,
        colon: bool,
        /// Hours, minutes, seconds.
        parts: u8,
    },
    Fraction {
        separator: char,
        digits: usize,
        /// Whether zeros at the end are left out.
        trim: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pad {
    None,
    Space,
    Zero,
}

/// The text before the first element of a layout, the element with its own text, and the rest.
fn next_element(layout: &str) -> (&str, Option<(Element, &str)>, &str) {
    for (at, _) in layout.char_indices() {
        let Some(rest) = layout.get(at..) else { break };
        if let Some((element, skip, len)) = element_at(rest)
            && let (Some(before), Some(own), Some(behind)) = (
                layout.get(..at + skip),
                layout.get(at + skip..at + skip + len),
                layout.get(at + skip + len..),
            )
        {
            return (before, Some((element, own)), behind);
        }
    }
    (layout, None, "")
}

/// The element at the start of a text: how many bytes come before it, and its length.
fn element_at(rest: &str) -> Option<(Element, usize, usize)> {
    use Element::{
        Day, Fraction, Hour, Hour12, LongMonth, LongWeekday, LongYear, Minute, Month, Noon,
        NumMonth, Second, Weekday, Year, YearDay, Zone, ZoneName,
    };
    let lower_behind = |len: usize| rest.as_bytes().get(len).is_some_and(u8::is_ascii_lowercase);
    // Longer texts stand before their own beginnings.
    const FIXED: &[(&str, Element)] = &[
        ("January", LongMonth),
        ("Monday", LongWeekday),
        ("MST", ZoneName),
        ("01", NumMonth(true)),
        ("02", Day(Pad::Zero)),
        ("03", Hour12(true)),
        ("04", Minute(true)),
        ("05", Second(true)),
        ("06", Year),
        ("002", YearDay(Pad::Zero)),
        ("15", Hour),
        ("1", NumMonth(false)),
        ("2006", LongYear),
        ("2", Day(Pad::None)),
        ("__2", YearDay(Pad::Space)),
        ("3", Hour12(false)),
        ("4", Minute(false)),
        ("5", Second(false)),
        ("PM", Noon(true)),
        ("pm", Noon(false)),
        ("-070000", Zone { z: false, colon: false, parts: 3 }),
        ("-07:00:00", Zone { z: false, colon: true, parts: 3 }),
        ("-0700", Zone { z: false, colon: false, parts: 2 }),
        ("-07:00", Zone { z: false, colon: true, parts: 2 }),
        ("-07", Zone { z: false, colon: false, parts: 1 }),
        ("Z070000", Zone { z: true, colon: false, parts: 3 }),
        ("Z07:00:00", Zone { z: true, colon: true, parts: 3 }),
        ("Z0700", Zone { z: true, colon: false, parts: 2 }),
        ("Z07:00", Zone { z: true, colon: true, parts: 2 }),
        ("Z07", Zone { z: true, colon: false, parts: 1 }),
    ];
    match rest.as_bytes() {
        [b'_', b'2', b'0', b'0', b'6', ..] => return Some((LongYear, 1, 4)),
        [b'_', b'2', ..] => return Some((Day(Pad::Space), 0, 2)),
        [separator @ (b'.' | b','), digit @ (b'0' | b'9'), ..] => {
            let digits = rest.bytes().skip(1).take_while(|b| b == digit).count();
            let ends = !rest.as_bytes().get(1 + digits).is_some_and(u8::is_ascii_digit);
            let fraction =
                Fraction { separator: char::from(*separator), digits, trim: *digit == b'9' };
            return ends.then_some((fraction, 0, 1 + digits));
        }
        _ => {}
    }
    if let Some((text, element)) = FIXED.iter().find(|(text, _)| rest.starts_with(text)) {
        return Some((*element, 0, text.len()));
    }
    if rest.starts_with("Jan") && !lower_behind(3) {
        return Some((Month, 0, 3));
    }
    if rest.starts_with("Mon") && !lower_behind(3) {
        return Some((Weekday, 0, 3));
    }
    None
}

/// A moment broken down in its zone.
#[derive(Clone, Debug)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    /// Seconds since midnight.
    pub(super) second: i64,
    pub(super) nanos: u32,
    /// Seconds east of UTC.
    pub(super) offset: i64,
    pub(super) zone: String,
}

impl Civil {
    /// Days since 1970-01-01.
    pub(super) fn days(&self) -> i64 {
        days_of(self.year, self.month, self.day)
    }

    pub(super) fn clock(&self) -> (i64, i64, i64) {
        (self.second / 3600, self.second / 60 % 60, self.second % 60)
    }

    pub(super) fn weekday(&self) -> &'static str {
        // 1970-01-01 was a Thursday.
        let at = usize::try_from((self.days() + 4).rem_euclid(7)).unwrap_or(0);
        WEEKDAYS.get(at).copied().unwrap_or("")
    }

    pub(super) fn from_local(local: i64, nanos: u32, offset: i64, zone: String) -> Self {
        let (year, month, day) = date_of(local.div_euclid(DAY));
        Self { year, month, day, second: local.rem_euclid(DAY), nanos, offset, zone }
    }
}

fn month_name(month: i64) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

/// Writes a moment by a layout.
pub(super) fn format(civil: &Civil, mut layout: &str) -> String {
    let mut out = String::new();
    let (hour, minute, second) = civil.clock();
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    while !layout.is_empty() {
        let (before, element, behind) = next_element(layout);
        out.push_str(before);
        let Some((element, _)) = element else { break };
        layout = behind;
        let mut number = |value: i64, two: bool| {
            _ = if two { write!(out, "{value:02}") } else { write!(out, "{value}") };
        };
        match element {
            Element::LongMonth => out.push_str(month_name(civil.month)),
            Element::Month => out.push_str(month_name(civil.month).get(..3).unwrap_or("")),
            Element::NumMonth(two) => number(civil.month, two),
            Element::LongWeekday => out.push_str(civil.weekday()),
            Element::Weekday => out.push_str(civil.weekday().get(..3).unwrap_or("")),
            Element::Day(Pad::None) => number(civil.day, false),
            Element::Day(Pad::Zero) => number(civil.day, true),
            Element::Day(Pad::Space) => _ = write!(out, "{:2}", civil.day),
            Element::YearDay(pad) => {
                let day = civil.days() - days_of(civil.year, 1, 1) + 1;
                _ = match pad {
                    Pad::Zero => write!(out, "{day:03}"),
                    _ => write!(out, "{day:3}"),
                };
            }
            Element::Hour => number(hour, true),
            Element::Hour12(two) => number(hour12, two),
            Element::Minute(two) => number(minute, two),
            Element::Second(two) => number(second, two),
            Element::LongYear => _ = write!(out, "{:04}", civil.year),
            Element::Year => number(civil.year.rem_euclid(100), true),
            Element::Noon(upper) => out.push_str(match (hour >= 12, upper) {
                (true, true) => "PM",
                (true, false) => "pm",
                (false, true) => "AM",
                (false, false) => "am",
            }),
            Element::ZoneName if civil.zone.is_empty() => {
                zone_offset(&mut out, civil.offset, false, 2);
            }
            Element::ZoneName => out.push_str(&civil.zone),
            Element::Zone { z: true, .. } if civil.offset == 0 => out.push('Z'),
            Element::Zone { colon, parts, .. } => zone_offset(&mut out, civil.offset, colon, parts),
            Element::Fraction { separator, digits, trim } => {
                let nanos = format!("{:09}", civil.nanos);
                let kept = nanos.get(..digits.min(9)).unwrap_or(&nanos);
                let kept = if trim { kept.trim_end_matches('0') } else { kept };
                if !(trim && kept.is_empty()) {
                    out.push(separator);
                    out.push_str(kept);
                }
            }
        }
    }
    out
}

fn zone_offset(out: &mut String, offset: i64, colon: bool, parts: u8) {
    out.push(if offset < 0 { '-' } else { '+' });
    let offset = offset.abs();
    let separator = if colon { ":" } else { "" };
    _ = write!(out, "{:02}", offset / 3600);
    if parts > 1 {
        _ = write!(out, "{separator}{:02}", offset / 60 % 60);
    }
    if parts > 2 {
        _ = write!(out, "{separator}{:02}", offset % 60);
    }
}

/// What is being read: its rest.
struct Reader<'t> {
    rest: &'t str,
}

/// Why an element cannot be read.
enum Trouble {
    /// It does not look like one.
    Unfit,
    /// It is out of range: what.
    Range(&'static str),
}

type Read<T> = Result<T, Trouble>;

impl<'t> Reader<'t> {
    fn take(&mut self, count: usize) -> Read<&'t str> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Trouble::Unfit)?;
        self.rest = rest;
        Ok(taken)
    }

    fn digit(&self, at: usize) -> bool {
        self.rest.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
    }

    /// A number of one digit or two, or always of two.
    fn number(&mut self, two: bool) -> Read<i64> {
        let len = match (self.digit(0), self.digit(1)) {
            (true, true) => 2,
            (true, false) if !two => 1,
            _ => return Err(Trouble::Unfit),
        };
        self.take(len)?.parse().map_err(|_| Trouble::Unfit)
    }

    fn in_range(
        &mut self,
        two: bool,
        range: std::ops::Range<i64>,
        what: &'static str,
    ) -> Read<i64> {
        let number = self.number(two)?;
        if range.contains(&number) { Ok(number) } else { Err(Trouble::Range(what)) }
    }

    fn name(&mut self, names: &[&'static str], short: bool) -> Read<i64> {
        for (at, name) in names.iter().enumerate() {
            let name = if short { name.get(..3).unwrap_or(name) } else { name };
            let found = self.rest.get(..name.len()).filter(|s| s.eq_ignore_ascii_case(name));
            if found.is_some() {
                self.take(name.len())?;
                return i64::try_from(at).map_err(|_| Trouble::Unfit);
            }
        }
        Err(Trouble::Unfit)
    }

    /// A separator and `count - 1` digits, as nanoseconds.
    fn fraction(&mut self, count: usize) -> Read<u32> {
        let text = self.take(count)?;
        let digits = text.strip_prefix(['.', ',']).ok_or(Trouble::Unfit)?;
        let digits = digits.get(..digits.len().min(9)).unwrap_or(digits);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Trouble::Unfit);
        }
        format!("{digits:0<9}").parse().map_err(|_| Trouble::Unfit)
    }

    /// How many digits follow a separator.
    fn fraction_digits(&self) -> usize {
        if !self.rest.starts_with(['.', ',']) {
            return 0;
        }
        self.rest.bytes().skip(1).take_while(u8::is_ascii_digit).count()
    }

    fn zone(&mut self, colon: bool, parts: u8) -> Read<i64> {
        let sign = match self.rest.as_bytes().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(Trouble::Unfit),
        };
        self.take(1)?;
        let mut total = 0;
        let most = [
            (24, 3600, "time zone offset hour"),
            (60, 60, "time zone offset minute"),
            (60, 1, "time zone offset second"),
        ];
        let mut trouble = None;
        for (n, (most, scale, what)) in most.into_iter().take(usize::from(parts)).enumerate() {
            if n > 0 && colon && self.take(1)? != ":" {
                return Err(Trouble::Unfit);
            }
            let number = self.number(true)?;
            if number > most {
                trouble = trouble.or(Some(what));
            }
            total += number * scale;
        }
        trouble.map_or(Ok(sign * total), |what| Err(Trouble::Range(what)))
    }

    /// The abbreviation of a zone, such as `CEST` or `GMT+3`.
    fn zone_name(&mut self) -> Read<&'t str> {
        let bytes = self.rest.as_bytes();
        let signed = |from: usize| {
            let digits = bytes.iter().skip(from + 1).take_while(|b| b.is_ascii_digit()).count();
            let number = self.rest.get(from + 1..from + 1 + digits)?.parse::<u32>().ok()?;
            let sign = matches!(bytes.get(from), Some(b'+' | b'-'));
            (sign && number <= 23).then_some(1 + digits)
        };
        let upper = bytes.iter().take(6).take_while(|b| b.is_ascii_uppercase()).count();
        let len = match bytes {
            [b'C', b'h', b'S', b'T', ..] | [b'M', b'e', b'S', b'T', ..] => 4,
            [b'G', b'M', b'T', ..] => 3 + signed(3).unwrap_or(0),
            [b'+' | b'-', _, _, ..] => signed(0).ok_or(Trouble::Unfit)?,
            [_, _, _, _, b'T', ..] if upper == 5 => 5,
            [_, _, _, b'T', ..] if upper == 4 => 4,
            [b'W', b'I', b'T', b'A', ..] if upper == 4 => 4,
            _ if upper == 3 => 3,
            _ => return Err(Trouble::Unfit),
        };
        self.take(len)
    }

    /// Skips the text of a layout; blanks there stand for any number of blanks.
    fn skip(&mut self, mut text: &str) -> Read<()> {
        while let Some(c) = text.chars().next() {
            if c == ' ' {
                if !self.rest.is_empty() && !self.rest.starts_with(' ') {
                    return Err(Trouble::Unfit);
                }
                text = text.trim_start_matches(' ');
                self.rest = self.rest.trim_start_matches(' ');
                continue;
            }
            self.rest = self.rest.strip_prefix(c).ok_or(Trouble::Unfit)?;
            text = text.get(c.len_utf8()..).unwrap_or("");
        }
        Ok(())
    }
}

/// A moment: seconds since 1970 in UTC, and nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Read1970 {
    pub(super) seconds: i64,
    pub(super) nanos: u32,
}

#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: u32,
    /// Whether `AM` or `PM` was said.
    afternoon: Option<bool>,
    offset: Option<i64>,
    zone_name: Option<String>,
}

/// Go's way to quote in errors about times.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            _ => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|b| _ = write!(out, "\\x{b:02x}"));
            }
        }
    }
    out.push('"');
    out
}

/// Reads a moment by a layout; the error is in Go's words.
pub(super) fn parse(layout: &str, value: &str) -> Result<Read1970, String> {
    let wrong = |text: &str, at: &str| {
        let (whole, layout) = (quote(value), quote(layout));
        format!("parsing time {whole} as {layout}: cannot parse {} as {}", quote(at), quote(text))
    };
    let because = |message: &str| format!("parsing time {}: {message}", quote(value));
    let mut reader = Reader { rest: value };
    let mut fields = Fields::default();
    let mut rest = layout;
    loop {
        let (before, element, behind) = next_element(rest);
        if reader.skip(before).is_err() {
            return Err(wrong(before, reader.rest));
        }
        let Some((element, own)) = element else {
            if !reader.rest.is_empty() {
                return Err(because(&format!("extra text: {}", quote(reader.rest))));
            }
            break;
        };
        rest = behind;
        let held = reader.rest;
        match read_element(&mut reader, &mut fields, element, rest) {
            Ok(()) => {}
            Err(Trouble::Unfit) => return Err(wrong(own, held)),
            Err(Trouble::Range(what)) => return Err(because(&format!("{what} out of range"))),
        }
    }
    match fields.afternoon {
        Some(true) if fields.hour < 12 => fields.hour += 12,
        Some(false) if fields.hour == 12 => fields.hour = 0,
        _ => {}
    }
    let (month, day) = month_and_day(&fields).map_err(because)?;
    let days = days_of(fields.year, month, day);
    let local = days * DAY + fields.hour * 3600 + fields.minute * 60 + fields.second;
    // An abbreviation says nothing of its offset, other than `GMT+3`.
    let named = fields.zone_name.as_deref().and_then(|name| name.strip_prefix("GMT"));
    let named = named.and_then(|hours| hours.parse::<i64>().ok()).map(|hours| hours * 3600);
    let offset = fields.offset.or(named).unwrap_or(0);
    Ok(Read1970 { seconds: local - offset, nanos: fields.nanos })
}

fn read_element(
    reader: &mut Reader<'_>,
    fields: &mut Fields,
    element: Element,
    layout: &str,
) -> Read<()> {
    match element {
        Element::Year => {
            let text = reader.take(2)?;
            let year: u8 = text.parse().map_err(|_| Trouble::Unfit)?;
            fields.year = i64::from(year) + if year >= 69 { 1900 } else { 2000 };
        }
        Element::LongYear => {
            let digits = reader.digit(0);
            let text = reader.take(4)?;
            fields.year = text.parse().ok().filter(|_| digits).ok_or(Trouble::Unfit)?;
        }
        Element::Month => fields.month = Some(reader.name(&MONTHS, true)? + 1),
        Element::LongMonth => fields.month = Some(reader.name(&MONTHS, false)? + 1),
        Element::NumMonth(two) => fields.month = Some(reader.in_range(two, 1..13, "month")?),
        Element::Weekday => _ = reader.name(&WEEKDAYS, true)?,
        Element::LongWeekday => _ = reader.name(&WEEKDAYS, false)?,
        Element::Day(pad) => {
            if pad == Pad::Space {
                reader.rest = reader.rest.strip_prefix(' ').unwrap_or(reader.rest);
            }
            fields.day = Some(reader.number(pad == Pad::Zero)?);
        }
        Element::YearDay(pad) => {
            for _ in 0..2 {
                if pad == Pad::Space {
                    reader.rest = reader.rest.strip_prefix(' ').unwrap_or(reader.rest);
                }
            }
            let count = reader.rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
            if count == 0 || (pad == Pad::Zero && count != 3) {
                return Err(Trouble::Unfit);
            }
            fields.year_day = reader.take(count)?.parse().ok();
        }
        Element::Hour => fields.hour = reader.in_range(false, 0..24, "hour")?,
        Element::Hour12(two) => fields.hour = reader.in_range(two, 0..13, "hour")?,
        Element::Minute(two) => fields.minute = reader.in_range(two, 0..60, "minute")?,
        Element::Second(two) => {
            fields.second = reader.in_range(two, 0..60, "second")?;
            // A fraction may follow although the layout has none.
            let next = next_element(layout).1;
            let digits = reader.fraction_digits();
            if digits > 0 && !matches!(next, Some((Element::Fraction { .. }, _))) {
                fields.nanos = reader.fraction(1 + digits)?;
            }
        }
        Element::Noon(upper) => {
            let (after, before) = if upper { ("PM", "AM") } else { ("pm", "am") };
            let text = reader.take(2)?;
            if text != after && text != before {
                return Err(Trouble::Unfit);
            }
            fields.afternoon = Some(text == after);
        }
        Element::Zone { z, colon, parts } => {
            if z && reader.rest.starts_with('Z') {
                reader.take(1)?;
                fields.offset = Some(0);
            } else {
                fields.offset = Some(reader.zone(colon, parts)?);
            }
        }
        Element::ZoneName => {
            if reader.rest.starts_with("UTC") {
                reader.take(3)?;
                fields.offset = Some(0);
            } else {
                fields.zone_name = Some(reader.zone_name()?.to_owned());
            }
        }
        Element::Fraction { digits, trim: false, .. } => {
            fields.nanos = reader.fraction(1 + digits)?;
        }
        Element::Fraction { trim: true, .. } => {
            let digits = reader.fraction_digits();
            if digits > 0 {
                fields.nanos = reader.fraction(1 + digits)?;
            }
        }
    }
    Ok(())
}

fn month_and_day(fields: &Fields) -> Result<(i64, i64), &'static str> {
    let (mut month, mut day) = (fields.month.unwrap_or(1), fields.day.unwrap_or(1));
    if let Some(year_day) = fields.year_day {
        let first = days_of(fields.year, 1, 1);
        let in_year = days_of(fields.year + 1, 1, 1) - first;
        if !(1..=in_year).contains(&year_day) {
            return Err("day-of-year out of range");
        }
        let (_, m, d) = date_of(first + year_day - 1);
        if fields.month.is_some_and(|given| given != m) {
            return Err("day-of-year does not match month");
        }
        if fields.day.is_some_and(|given| given != d) {
            return Err("day-of-year does not match day");
        }
        (month, day) = (m, d);
    }
    let next = if month == 12 { (fields.year + 1, 1) } else { (fields.year, month + 1) };
    let days = days_of(next.0, next.1, 1) - days_of(fields.year, month, 1);
    if (1..=days).contains(&day) { Ok((month, day)) } else { Err("day out of range") }
}
