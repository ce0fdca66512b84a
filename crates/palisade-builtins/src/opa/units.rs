//! Amounts with units: `10Mi`, `1.5GB`, `250m`.

use super::args::Args;
use super::values::from_big_int;
use super::{Declared, declare};
use num_bigint::{BigInt, Sign};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{Number, Value};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("units.parse", parse, "(x: string) => number"),
    declare!("units.parse_bytes", parse_bytes, "(x: string) => number"),
];

/// How many digits an exponent may have.
const MAX_EXPONENT: usize = 4;
/// How many digits an amount may have.
const MAX_DIGITS: usize = 4096;

/// What an amount is too large for.
enum Bad {
    Exponent,
}

/// The amount and the unit behind it.
fn cut(text: &str) -> Result<(&str, &str), Bad> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' | b'.' | b'+' | b'-' => at += 1,
            b'e' | b'E' => {
                let sign = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
                if !sign && !digit(at + 1) {
                    break;
                }
                at += 1 + usize::from(sign);
                let start = at;
                while digit(at) {
                    at += 1;
                }
                if at - start > MAX_EXPONENT {
                    return Err(Bad::Exponent);
                }
            }
            _ => break,
        }
    }
    Ok(text.split_at_checked(at).unwrap_or((text, "")))
}

/// The power of a unit's letter: thousands, or 1024s with an `i`.
fn factor(letter: char, binary: bool) -> Option<BigInt> {
    let power = "kmgtpe".find(letter)? + 1;
    let base = BigInt::from(if binary { 1024 } else { 1000 });
    Some(base.pow(u32::try_from(power).ok()?))
}

/// A decimal as digits and a power of ten; `.5`, `5.`, `+5` and exponents are fine.
fn decimal(text: &str) -> Option<(BigInt, i64)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, power) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at)?, rest.get(at + 1..)?.parse::<i64>().ok()?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > MAX_DIGITS || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let digits = BigInt::parse_bytes(digits.as_bytes(), 10)?;
    let places = i64::try_from(fraction.len()).ok()?;
    Some((if negative { -digits } else { digits }, power - places))
}

fn ten(power: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(power).unwrap_or(0))
}

/// The parts of the text that is the argument, without quotes in it.
fn amount<'t, 'e>(
    args: &Args<'_, '_, 'e>,
    text: &'t str,
    none: &str,
) -> Result<(&'t str, &'t str), Stop<'e>> {
    if text.contains(' ') {
        return Err(args.refuse("spaces not allowed in resource strings"));
    }
    match cut(text) {
        Err(Bad::Exponent) => Err(args.refuse("exponent too large")),
        Ok(("", _)) => Err(args.refuse(none)),
        Ok(parts) => Ok(parts),
    }
}

fn parse<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "units.parse", values);
    let text = args.text(0)?.replace('"', "");
    let (number, unit) = amount(&args, &text, "no amount provided")?;
    let mut letters = unit.chars();
    // `m` and `M` differ, and so does no other pair of cases.
    let scale = match (letters.next(), letters.as_str()) {
        (None, _) => Some((BigInt::from(1), 0)),
        (Some('m'), "") => Some((BigInt::from(1), -3)),
        (Some(first), "") => factor(first.to_ascii_lowercase(), false).map(|f| (f, 0)),
        (Some(first), "i" | "I") => factor(first.to_ascii_lowercase(), true).map(|f| (f, 0)),
        _ => None,
    };
    let Some((scale, shift)) = scale else {
        let mut shown = unit.chars();
        let first = shown.next().map(String::from).unwrap_or_default();
        let rest = shown.as_str().to_lowercase();
        return Err(args.refuse(format!("unit {first}{rest} not recognized")));
    };
    let Some((digits, power)) = decimal(number) else {
        return Err(args.refuse("could not parse amount to a number"));
    };
    let (digits, power) = (digits * scale, power + shift);
    if power >= 0 {
        return Ok(from_big_int(&args, &(digits * ten(power))));
    }
    let divisor = ten(-power);
    if (&digits % &divisor).sign() == Sign::NoSign {
        return Ok(from_big_int(&args, &(digits / divisor)));
    }
    // Ten places behind the point, the last one rounded, half away from zero.
    let half = if digits.sign() == Sign::Minus { -1 } else { 1 };
    let rounded = (digits * ten(10) * 2 + &divisor * half) / (divisor * 2);
    Number::parse(context.arena, &format!("{rounded}e-10"))
        .ok_or_else(|| args.refuse("could not parse amount to a number"))
}

fn parse_bytes<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "units.parse_bytes", values);
    let text = args.text(0)?.to_lowercase().replace('"', "");
    let (number, unit) = amount(&args, &text, "no byte amount provided")?;
    let mut letters = unit.chars();
    let scale = match (letters.next(), letters.as_str()) {
        (None, _) => Some(BigInt::from(1)),
        (Some(first), "" | "b") => factor(first, false),
        (Some(first), "i" | "ib") => factor(first, true),
        _ => None,
    };
    let Some(scale) = scale else {
        return Err(args.refuse(format!("byte unit {unit} not recognized")));
    };
    let Some((digits, power)) = decimal(number) else {
        return Err(args.refuse("could not parse byte amount to a number"));
    };
    let digits = digits * scale;
    let whole = if power >= 0 { digits * ten(power) } else { digits / ten(-power) };
    Ok(from_big_int(&args, &whole))
}
