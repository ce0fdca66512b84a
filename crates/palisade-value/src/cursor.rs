use crate::{Arena, Array, Interner, JsonError, Number, ObjectBuilder, Origin, Value};
use palisade_source::{FileId, Location, Span};
use std::borrow::Cow;

/// How deep arrays and objects nest unless another depth is set.
const DEPTH: u32 = 512;

/// Room for so many entries is made before an object is read.
const FIELDS: usize = 8;

/// Keys of texts up to so many bytes are not worth keeping once.
const SHORT: usize = 4096;

/// The bytes that do not stand for themselves in a string.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

/// Of eight bytes of a string: the top bit of the first that does not stand for itself is set, and
/// perhaps some behind it; none is where there is no such byte.
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES * 0x80;
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & TOPS;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    is(b'"') | is(b'\\') | below(word, 0x20)
}

/// What a JSON value is, by its first character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JsonKind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
}

/// A place in JSON text (RFC 8259) that moves on from value to value, so that of a large document
/// only the parts that count are made into values.
///
/// What is skipped is checked as well: an error is found wherever it stands. After an error the
/// place is where the text is wrong, and nothing more should be read.
#[derive(Clone, Debug)]
pub struct JsonCursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: u32,
    max_depth: u32,
}

/// Where values go.
struct Make<'a, 'k> {
    arena: &'a Arena,
    keys: &'k mut Interner<'a>,
    file: Option<FileId>,
}

impl<'a> Make<'a, '_> {
    fn origin(&self, start: usize, end: usize) -> Option<Origin<'a>> {
        Some(Origin::literal(Location::new(self.file?, Span::at(start, end))))
    }
}

impl<'t> JsonCursor<'t> {
    /// A cursor at the start of a text, behind a byte order mark.
    ///
    /// # Errors
    /// The text is over 4 GiB, which spans do not reach.
    pub fn new(text: &'t str) -> Result<Self, JsonError> {
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let cursor = Self::at(text, start);
        if text.len() > u32::MAX as usize {
            return Err(cursor.error("a text over 4 GiB is not read"));
        }
        Ok(cursor)
    }

    /// A cursor at an offset where a value starts, as a span of an earlier cursor said.
    #[must_use]
    pub fn at(text: &'t str, offset: usize) -> Self {
        let at = text.floor_char_boundary(offset.min(text.len()));
        Self { text, bytes: text.as_bytes(), at, depth: 0, max_depth: DEPTH }
    }

    /// A cursor of its own at a value that this one moved over.
    #[must_use]
    pub fn inside(&self, span: Span) -> Self {
        Self { at: span.start as usize, ..self.clone() }
    }

    /// Sets how deep arrays and objects may nest.
    pub fn max_depth(&mut self, depth: u32) {
        self.max_depth = depth;
    }

    /// The offset of the next character.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.at
    }

    /// What the next value is; the cursor moves to its start.
    ///
    /// # Errors
    /// No value starts here.
    pub fn kind(&mut self) -> Result<JsonKind, JsonError> {
        self.space();
        match self.peek() {
            b'{' => Ok(JsonKind::Object),
            b'[' => Ok(JsonKind::Array),
            b'"' => Ok(JsonKind::String),
            b'-' | b'0'..=b'9' => Ok(JsonKind::Number),
            b't' | b'f' => Ok(JsonKind::Bool),
            b'n' => Ok(JsonKind::Null),
            _ if self.at >= self.bytes.len() => {
                Err(self.error("the text ends where a value is due"))
            }
            _ => Err(self.error("expected a value")),
        }
    }

    /// Reads an object: `each` gets every key with its span and must move the cursor over the
    /// value. Any other value is skipped. Gives the span of the whole.
    ///
    /// # Errors
    /// Where the text is not JSON, and what `each` says.
    pub fn entries(
        &mut self,
        mut each: impl FnMut(&mut Self, &str, Span) -> Result<(), JsonError>,
    ) -> Result<Span, JsonError> {
        if self.kind()? != JsonKind::Object {
            return self.skip();
        }
        let start = self.at;
        self.enter()?;
        self.space();
        if self.peek() == b'}' {
            return Ok(self.leave(start));
        }
        loop {
            let (key, span) = self.key()?;
            each(self, &key, span)?;
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b'}' => return Ok(self.leave(start)),
                _ => return Err(self.error("expected `,` or `}`")),
            }
        }
    }

    /// Reads an array: `each` must move the cursor over each item. Any other value is skipped.
    /// Gives the span of the whole.
    ///
    /// # Errors
    /// Where the text is not JSON, and what `each` says.
    pub fn items(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<Span, JsonError> {
        if self.kind()? != JsonKind::Array {
            return self.skip();
        }
        let start = self.at;
        self.enter()?;
        self.space();
        if self.peek() == b']' {
            return Ok(self.leave(start));
        }
        loop {
            self.space();
            each(self)?;
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b']' => return Ok(self.leave(start)),
                _ => return Err(self.error("expected `,` or `]`")),
            }
        }
    }

    /// Moves over a value and gives its span.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn skip(&mut self) -> Result<Span, JsonError> {
        match self.kind()? {
            JsonKind::Object => self.skip_object(),
            JsonKind::Array => self.items(|cursor| cursor.skip().map(|_| ())),
            JsonKind::String => {
                let start = self.at;
                self.skip_string()?;
                Ok(Span::at(start, self.at))
            }
            JsonKind::Number => {
                let start = self.at;
                self.digits()?;
                Ok(Span::at(start, self.at))
            }
            JsonKind::Bool => self.boolean().map(|(_, span)| span),
            JsonKind::Null => self.word("null"),
        }
    }

    fn skip_object(&mut self) -> Result<Span, JsonError> {
        let start = self.at;
        self.enter()?;
        self.space();
        if self.peek() == b'}' {
            return Ok(self.leave(start));
        }
        loop {
            self.quote()?;
            self.skip_string()?;
            self.colon()?;
            self.skip()?;
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b'}' => return Ok(self.leave(start)),
                _ => return Err(self.error("expected `,` or `}`")),
            }
        }
    }

    /// Moves over a string without looking at what it says.
    fn skip_string(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        self.at += 1;
        loop {
            self.run_on();
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => self.escape().map(|_| ())?,
                _ => return Err(self.unfinished(start)),
            }
        }
    }

    /// The text that the next value is; any other value is skipped and gives none.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn text(&mut self) -> Result<Option<Cow<'t, str>>, JsonError> {
        match self.kind()? {
            JsonKind::String => self.string().map(Some),
            _ => self.skip().map(|_| None),
        }
    }

    /// The truth value that the next value is; any other value is skipped and gives none.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn bool(&mut self) -> Result<Option<bool>, JsonError> {
        match self.kind()? {
            JsonKind::Bool => self.boolean().map(|(value, _)| Some(value)),
            _ => self.skip().map(|_| None),
        }
    }

    /// Makes the next value; with a file, every slot has its place in it. Of an object's repeated
    /// keys the last one counts.
    ///
    /// # Errors
    /// Where the text is not JSON.
    pub fn value<'a>(
        &mut self,
        arena: &'a Arena,
        keys: &mut Interner<'a>,
        file: Option<FileId>,
    ) -> Result<Value<'a>, JsonError> {
        self.make(&mut Make { arena, keys, file })
    }

    /// Checks that nothing stands behind the value.
    ///
    /// # Errors
    /// Something does.
    pub fn end(&mut self) -> Result<(), JsonError> {
        self.space();
        if self.at < self.bytes.len() {
            return Err(self.error("unexpected text behind the value"));
        }
        Ok(())
    }

    /// An error at the present place.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> JsonError {
        let at = self.text.floor_char_boundary(self.at.min(self.bytes.len()));
        let rest = self.text.get(at..).unwrap_or("");
        let end = rest.chars().next().map_or(at, |c| at + c.len_utf8());
        JsonError { span: Span::at(at, end), message: message.into() }
    }

    fn make<'a>(&mut self, make: &mut Make<'a, '_>) -> Result<Value<'a>, JsonError> {
        match self.kind()? {
            JsonKind::Object => self.make_object(make),
            JsonKind::Array => self.make_array(make),
            JsonKind::String => Ok(Value::Str(make.arena.alloc_str(&self.string()?))),
            JsonKind::Number => {
                let start = self.at;
                let text = self.digits()?;
                Number::parse(make.arena, text).ok_or_else(|| not_a_number(start, text))
            }
            JsonKind::Bool => self.boolean().map(|(value, _)| Value::Bool(value)),
            JsonKind::Null => self.word("null").map(|_| Value::Null),
        }
    }

    fn make_array<'a>(&mut self, make: &mut Make<'a, '_>) -> Result<Value<'a>, JsonError> {
        let (mut items, mut origins) = (Vec::new(), Vec::new());
        self.items(|cursor| {
            let start = cursor.at;
            items.push(cursor.make(make)?);
            origins.extend(make.origin(start, cursor.at));
            Ok(())
        })?;
        if items.is_empty() {
            return Ok(Value::NO_ITEMS);
        }
        let items = make.arena.alloc_slice(&items);
        let array = Array::with_origins(items, make.arena.alloc_slice(&origins));
        Ok(Value::Array(make.arena.alloc(array)))
    }

    fn make_object<'a>(&mut self, make: &mut Make<'a, '_>) -> Result<Value<'a>, JsonError> {
        let mut object = ObjectBuilder::with_capacity(FIELDS);
        self.entries(|cursor, key, span| {
            // In a short text there is little to share.
            let short = cursor.bytes.len() <= SHORT;
            let key = if short { make.arena.alloc_str(key) } else { make.keys.intern(key) };
            let key = Value::Str(key);
            let value = cursor.make(make)?;
            match make.origin(span.start as usize, cursor.at) {
                Some(origin) => object.insert_at(key, value, origin),
                None => object.insert(key, value),
            }
            Ok(())
        })?;
        Ok(object.finish(make.arena))
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    fn enter(&mut self) -> Result<(), JsonError> {
        if self.depth > self.max_depth {
            return Err(self.error(format!("nested deeper than {} levels", self.max_depth)));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn leave(&mut self, start: usize) -> Span {
        self.depth -= 1;
        self.at += 1;
        Span::at(start, self.at)
    }

    /// A key, and the colon behind it.
    fn key(&mut self) -> Result<(Cow<'t, str>, Span), JsonError> {
        self.quote()?;
        let start = self.at;
        let key = self.string()?;
        let span = Span::at(start, self.at);
        self.colon()?;
        self.space();
        Ok((key, span))
    }

    /// Moves to a key.
    fn quote(&mut self) -> Result<(), JsonError> {
        self.space();
        if self.peek() == b'"' {
            return Ok(());
        }
        Err(self.error("expected a key in double quotes"))
    }

    /// Moves over the colon behind a key.
    fn colon(&mut self) -> Result<(), JsonError> {
        self.space();
        if self.peek() != b':' {
            return Err(self.error("expected `:`"));
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<Span, JsonError> {
        let start = self.at;
        if !self.bytes.get(start..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(self.error(format!("expected `{word}`")));
        }
        self.at += word.len();
        Ok(Span::at(start, self.at))
    }

    fn boolean(&mut self) -> Result<(bool, Span), JsonError> {
        let value = self.peek() == b't';
        let span = self.word(if value { "true" } else { "false" })?;
        Ok((value, span))
    }

    /// The text of a number.
    fn digits(&mut self) -> Result<&'t str, JsonError> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        let is_part = |b: &u8| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        self.at += rest.iter().take_while(|b| is_part(b)).count();
        let text = self.text.get(start..self.at).unwrap_or("");
        if is_number(text.as_bytes()) { Ok(text) } else { Err(not_a_number(start, text)) }
    }

    /// How far plain characters of a string go on from here.
    fn run(&mut self) -> &'t str {
        let start = self.at;
        self.run_on();
        self.text.get(start..self.at).unwrap_or("")
    }

    /// Moves over plain characters of a string.
    #[inline]
    fn run_on(&mut self) {
        let mut at = self.at;
        // Eight bytes at a time, up to the ones that hold something special.
        while let Some(word) = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let special = special(u64::from_le_bytes(*word));
            if special != 0 {
                self.at = at + (special.trailing_zeros() / 8) as usize;
                return;
            }
            at += 8;
        }
        let behind = self.bytes.get(at..).unwrap_or(&[]);
        let more = behind.iter().position(|byte| SPECIAL[usize::from(*byte)]);
        self.at = at + more.unwrap_or(behind.len());
    }

    /// Why a string ends where it must not.
    #[cold]
    fn unfinished(&self, start: usize) -> JsonError {
        if self.at >= self.bytes.len() {
            let span = Span::at(start, self.at);
            return JsonError { span, message: "string without an end".into() };
        }
        self.error("a control character in a string must be escaped")
    }

    /// A string; a copy only where it holds escapes.
    fn string(&mut self) -> Result<Cow<'t, str>, JsonError> {
        let start = self.at;
        self.at += 1;
        let first = self.run();
        if self.peek() == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(first));
        }
        let mut text = first.to_owned();
        loop {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                b'\\' => text.push(self.escape()?),
                _ => return Err(self.unfinished(start)),
            }
            text.push_str(self.run());
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at += 1;
        let c = match self.peek() {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                let high = self.hex()?;
                let rest = self.bytes.get(self.at..).unwrap_or(&[]);
                if (0xd800..0xdc00).contains(&high) && rest.starts_with(b"\\u") {
                    let back = self.at;
                    self.at += 2;
                    let low = self.hex()?;
                    if (0xdc00..0xe000).contains(&low) {
                        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
                    }
                    self.at = back;
                }
                // Half of a surrogate pair is no character; it is shown as such.
                return Ok(char::from_u32(high).unwrap_or('\u{fffd}'));
            }
            _ => return Err(self.error("unknown escape in a string")),
        };
        self.at += 1;
        Ok(c)
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or("");
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(self.error("expected four hexadecimal digits"));
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| self.error("expected four hexadecimal digits"))
    }
}

/// Whether a text is a number of JSON.
fn is_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text.first() == Some(&b'0')) {
        return false;
    }
    let mut rest = text.get(whole..).unwrap_or(&[]);
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = fraction.get(count..).unwrap_or(&[]);
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent =
            exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

fn not_a_number(start: usize, text: &str) -> JsonError {
    let message = match text.len() > Number::DIGITS {
        true if is_number(text.as_bytes()) => {
            format!("a number of over {} digits is not read", Number::DIGITS)
        }
        true => "what stands here is not a number".to_owned(),
        false => format!("`{text}` is not a number"),
    };
    JsonError { span: Span::at(start, start + text.len()), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_and_the_rest_is_moved_over() {
        let text = r#" {"a": [1, {"b": "x\"y"}], "c": {"d": true}, "e": "z"} "#;
        let mut cursor = JsonCursor::new(text).unwrap();
        let mut seen = Vec::new();
        let whole = cursor
            .entries(|cursor, key, _| {
                match key {
                    "c" => {
                        let span = cursor.skip()?;
                        seen.push(text[span.range()].to_owned());
                    }
                    "e" => seen.push(cursor.text()?.unwrap().into_owned()),
                    _ => drop(cursor.skip()?),
                }
                Ok(())
            })
            .unwrap();
        cursor.end().unwrap();
        assert_eq!(seen, ["{\"d\": true}", "z"]);
        assert_eq!(&text[whole.range()], text.trim());
    }

    #[test]
    fn what_is_moved_over_is_checked() {
        for (text, wanted) in [
            ("{\"a\": tru}", "expected `true` at byte 6"),
            ("[1, 01]", "`01` is not a number at byte 4"),
            ("[1 2]", "expected `,` or `]` at byte 3"),
            ("{\"a\": \"\\x\"}", "unknown escape in a string at byte 8"),
            ("{\"a\": {\"b\": [", "the text ends where a value is due at byte 13"),
            ("{\"a\": \"b", "string without an end at byte 6"),
            ("{,}", "expected a key in double quotes at byte 1"),
        ] {
            let error = JsonCursor::new(text).unwrap().skip().unwrap_err();
            assert_eq!(error.to_string(), wanted);
        }
        let deep = "[".repeat(600);
        let error = JsonCursor::new(&deep).unwrap().skip().unwrap_err();
        assert_eq!(error.to_string(), "nested deeper than 512 levels at byte 513");
    }

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        for byte in 0..=255_u8 {
            for at in 0..8 {
                for around in [b' ', b'!', b'#', b'[', b']', b'\x7f', 0x80, 0xff] {
                    let mut word = [around; 8];
                    word[at] = byte;
                    let found = special(u64::from_le_bytes(word));
                    let first = (found != 0).then(|| (found.trailing_zeros() / 8) as usize);
                    let wanted = SPECIAL[usize::from(byte)].then_some(at);
                    assert_eq!(first, wanted, "{byte} at {at} in {around}");
                }
            }
        }
        for length in 0..40 {
            let inner = "aä".repeat(length);
            let text = format!("\"{inner}\\n{inner}\"");
            let read = JsonCursor::new(&text).unwrap().text().unwrap().unwrap();
            assert_eq!(read, format!("{inner}\n{inner}"));
        }
    }

    #[test]
    fn numbers_are_those_of_json() {
        for good in ["0", "-0", "10", "1.5", "1e5", "-1.25E-7", "1e+0"] {
            assert!(is_number(good.as_bytes()), "{good}");
        }
        for bad in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1-1", "1e5.5"] {
            assert!(!is_number(bad.as_bytes()), "{bad}");
        }
    }
}
