//! `format` and `formatlist`.

use palisade_value::{HOLE_END, HOLE_START, Unknown, Value};
use std::fmt::Write as _;

use super::args::{arg, items_of};
use super::encoding::Json;
use super::{Answer, Context, Entry, graphemes, limit, own};
use crate::eval::TEXT_BYTES;
use crate::number::{fixed, general, infinite, scientific};
use crate::types::{article, to_bool, to_number, to_text, write_number};

pub(super) const TABLE: &[Entry] =
    &[("format", own(1, usize::MAX, format)), ("formatlist", own(1, usize::MAX, formatlist))];

/// One `%…` of a format.
#[derive(Default)]
struct Verb {
    minus: bool,
    plus: bool,
    space: bool,
    zero: bool,
    sharp: bool,
    width: Option<usize>,
    precision: Option<usize>,
    letter: char,
}

fn format<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let form = match arg(args, 0) {
        unknown @ Value::Unknown(_) => return Ok(unknown),
        form => to_text(context.arena, form).map_err(|misfit| misfit.to_string())?,
    };
    let mut unknown = None;
    let out = write(context, form, args.get(1..).unwrap_or(&[]), &mut unknown);
    let out = match (out, args.iter().find_map(|arg| super::deep_unknown(*arg))) {
        (Ok(out), _) => out,
        // Terraform looks at the verbs when all is known.
        (Err(_), Some(unknown)) => return Ok(Value::Unknown(unknown)),
        (Err(why), None) => return Err(why),
    };
    let text = context.arena.alloc_str(&out);
    Ok(match unknown {
        Some(unknown) => {
            let partial = Some(text);
            Value::unknown(context.arena, Unknown { partial, nullable: false, ..*unknown })
        }
        None => Value::Str(text),
    })
}

fn formatlist<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    if let Some(unknown) = args.iter().find(|v| matches!(v, Value::Unknown(_))) {
        return Ok(*unknown);
    }
    let mut length = None;
    for value in args.iter().skip(1) {
        if let Ok(items) = items_of(context, *value) {
            match length {
                None => length = Some(items.len()),
                Some(known) if known != items.len() => {
                    return Err("the lists differ in length".to_owned());
                }
                _ => {}
            }
        }
    }
    let count = length.unwrap_or(1);
    let mut results = Vec::with_capacity(count);
    for n in 0..count {
        let row: Vec<Value<'a>> = args
            .iter()
            .enumerate()
            .map(|(at, value)| match items_of(context, *value) {
                Ok(items) if at > 0 => items.get(n).copied().unwrap_or(Value::Null),
                _ => *value,
            })
            .collect();
        results.push(format(context, &row)?);
    }
    Ok(Value::array(context.arena, &results))
}

fn write<'a>(
    context: &Context<'a>,
    form: &str,
    args: &[Value<'a>],
    unknown: &mut Option<&'a Unknown<'a>>,
) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = form.chars().peekable();
    let mut next = 0;
    let mut highest = 0;
    let mut explicit = false;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut verb = Verb::default();
        while let Some(flag) = chars.peek().copied() {
            match flag {
                '-' => verb.minus = true,
                '+' => verb.plus = true,
                ' ' => verb.space = true,
                '0' => verb.zero = true,
                '#' => verb.sharp = true,
                _ => break,
            }
            chars.next();
        }
        let digits = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut number = None;
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                chars.next();
                number = Some(
                    number.unwrap_or(0usize).saturating_mul(10).saturating_add(digit as usize),
                );
            }
            number
        };
        verb.width = digits(&mut chars);
        if chars.peek() == Some(&'.') {
            chars.next();
            verb.precision = Some(digits(&mut chars).unwrap_or(0));
        }
        if chars.peek() == Some(&'[') {
            chars.next();
            let number = digits(&mut chars).filter(|n| *n > 0).ok_or("an index is no number")?;
            if chars.next() != Some(']') {
                return Err("`]` is missing behind an index".to_owned());
            }
            next = number - 1;
            explicit = true;
        }
        verb.letter = chars.next().ok_or("a `%` stands at the end")?;
        if verb.width.unwrap_or(0) > 100_000 || verb.precision.unwrap_or(0) > 10_000 {
            return Err(limit("a width is too large"));
        }
        if verb.letter == '%' {
            out.push('%');
            continue;
        }
        let value = *args
            .get(next)
            .ok_or_else(|| format!("there is no argument {} for `%{}`", next + 1, verb.letter))?;
        next += 1;
        highest = highest.max(next);
        if let Value::Unknown(cause) = value {
            *unknown = unknown.or(Some(cause));
            match cause.partial {
                Some(partial) => out.push_str(partial),
                None => _ = write!(out, "{HOLE_START}{}{HOLE_END}", cause.subject),
            }
        } else {
            verb.write(context, &mut out, value)?;
        }
        if out.len() > TEXT_BYTES {
            return Err(limit("the result is too long"));
        }
    }
    if !explicit && highest < args.len() {
        return Err(format!("there are {} arguments for {highest} places", args.len()));
    }
    Ok(out)
}

fn plain(number: Value<'_>) -> String {
    let mut text = String::new();
    write_number(&mut text, number);
    text
}

fn too_large() -> String {
    limit("the number is too large")
}

impl Verb {
    fn write<'a>(
        &self,
        context: &Context<'a>,
        out: &mut String,
        value: Value<'a>,
    ) -> Result<(), String> {
        let text = match self.letter {
            'v' if self.sharp => self.json(value)?,
            'v' => match value {
                Value::Null => "null".to_owned(),
                Value::Str(text) => text.to_owned(),
                Value::Bool(b) => b.to_string(),
                number if infinite(number).is_some() => plain(number),
                number if number.is_number() => {
                    return self.pad(
                        out,
                        &self.signed(&general(number, None).ok_or_else(too_large)?),
                        true,
                    );
                }
                other => self.json(other)?,
            },
            _ if matches!(value, Value::Null) => {
                return Err(format!("null does not go with `%{}`", self.letter));
            }
            't' => to_bool(value).map_err(|misfit| misfit.to_string())?.to_string(),
            's' | 'q' => match value {
                Value::Array(_) | Value::Object(_) | Value::Set(_) => {
                    return Err(format!("{} does not go with `%{}`", article(value), self.letter));
                }
                value => {
                    let text =
                        to_text(context.arena, value).map_err(|misfit| misfit.to_string())?;
                    let cut: String = match self.precision {
                        Some(most) => graphemes::graphemes(text).take(most).collect(),
                        None => text.to_owned(),
                    };
                    if self.letter == 'q' { self.json(Value::Str(&cut))? } else { cut }
                }
            },
            letter => {
                let number =
                    to_number(context.arena, value).map_err(|misfit| misfit.to_string())?;
                if infinite(number).is_some() && matches!(letter, 'e' | 'E' | 'f' | 'g' | 'G') {
                    return self.pad(out, &plain(number), false);
                }
                return self.pad(out, &self.number(letter, number)?, true);
            }
        };
        self.pad(out, &text, false)
    }

    fn json(&self, value: Value<'_>) -> Result<String, String> {
        let mut json = Json { out: String::new(), unknown: None, escape: self.letter == 'v' };
        json.write(value, 0)?;
        Ok(json.out)
    }

    fn signed(&self, text: &str) -> String {
        if text.starts_with('-') {
            text.to_owned()
        } else if self.plus {
            format!("+{text}")
        } else if self.space {
            format!(" {text}")
        } else {
            text.to_owned()
        }
    }

    fn number(&self, letter: char, number: Value<'_>) -> Result<String, String> {
        if matches!(letter, 'd' | 'b' | 'o' | 'x' | 'X') && number.as_i64().is_none() {
            return Err(format!("a whole number is needed for `%{letter}`"));
        }
        let whole = || number.as_i64().unwrap_or(0);
        // With what tells the base, if it is asked for.
        let base = |digits: String| {
            let prefix = match letter {
                _ if !self.sharp => "",
                'b' => "0b",
                'o' => "0",
                'x' => "0x",
                _ => "0X",
            };
            format!("{}{prefix}{digits}", if whole() < 0 { "-" } else { "" })
        };
        let text = match letter {
            'd' => whole().to_string(),
            'b' => base(format!("{:b}", whole().unsigned_abs())),
            'o' => base(format!("{:o}", whole().unsigned_abs())),
            'x' => base(format!("{:x}", whole().unsigned_abs())),
            'X' => base(format!("{:X}", whole().unsigned_abs())),
            'f' | 'F' => fixed(number, self.precision.unwrap_or(6)).ok_or_else(too_large)?,
            'e' | 'E' | 'g' | 'G' => {
                let text = if matches!(letter, 'e' | 'E') {
                    scientific(number, self.precision.unwrap_or(6))
                } else {
                    general(number, self.precision)
                };
                let text = text.ok_or_else(too_large)?;
                if letter.is_uppercase() { text.to_uppercase() } else { text }
            }
            other => return Err(format!("`%{other}` is not known")),
        };
        Ok(self.signed(&text))
    }

    fn pad(&self, out: &mut String, text: &str, numeric: bool) -> Result<(), String> {
        let width = self.width.unwrap_or(0).saturating_sub(graphemes::count(text));
        if self.minus {
            out.push_str(text);
            out.push_str(&" ".repeat(width));
        } else if self.zero && numeric {
            // Noughts stand behind the sign and what tells the base.
            let unsigned = text.trim_start_matches(['-', '+', ' ']);
            let plain = ["0x", "0X", "0b"].iter().find_map(|base| unsigned.strip_prefix(base));
            let digits = plain.filter(|_| self.sharp).unwrap_or(unsigned);
            out.push_str(text.strip_suffix(digits).unwrap_or_default());
            out.push_str(&"0".repeat(width));
            out.push_str(digits);
        } else {
            out.push_str(&if self.zero { "0" } else { " " }.repeat(width));
            out.push_str(text);
        }
        Ok(())
    }
}
