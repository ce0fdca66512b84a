use crate::make::{Comment, Make, Outcome, Placed, Read, character};
use palisade_source::{Diagnostic, Span};
use palisade_value::Value;

/// Elements nest no deeper than this.
const DEPTH: usize = 200;

/// XML: an object of the outermost element. An element is its text or, where it has attributes or
/// elements, an object: attributes under `-name`, text under `#content`, elements under their
/// names, those of one name as an array. All values are texts.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let mut reader = Reader { make, text, at: 0, comments: Vec::new() };
    let whole = reader.document()?;
    let comments = std::mem::take(&mut reader.comments);
    Ok(Read::whole(whole, text).with(comments))
}

type Wrong = Box<Diagnostic>;

struct Reader<'m, 'a, 't> {
    make: &'m mut Make<'a>,
    text: &'t str,
    at: usize,
    comments: Vec<Comment>,
}

/// What an element holds so far.
struct Open<'a> {
    name: String,
    span: Span,
    content: String,
    parts: Vec<(String, Placed<'a>)>,
}

impl<'a, 't> Reader<'_, 'a, 't> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn wrong(&self, from: usize, message: impl Into<String>) -> Wrong {
        self.make.wrong(character(self.text, from), message)
    }

    /// What stands up to a mark, which is passed over.
    fn until(&mut self, mark: &str, what: &str) -> Result<&'t str, Wrong> {
        let start = self.at;
        let rest = self.rest();
        let Some(end) = rest.find(mark) else {
            return Err(self.wrong(start, format!("{what} is never closed")));
        };
        self.at += end + mark.len();
        Ok(rest.get(..end).unwrap_or(""))
    }

    fn document(&mut self) -> Result<Value<'a>, Wrong> {
        let mut open: Vec<Open<'a>> = Vec::new();
        let mut whole: Option<(String, Placed<'a>)> = None;
        while self.at < self.text.len() {
            let start = self.at;
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.at += 4;
                let comment = self.until("-->", "the comment")?;
                self.comments.push((comment.trim().to_owned(), Span::at(start, self.at)));
            } else if rest.starts_with("<![CDATA[") {
                self.at += 9;
                let data = self.until("]]>", "the CDATA section")?;
                match open.last_mut() {
                    Some(element) => element.content.push_str(data),
                    None => return Err(self.wrong(start, "text stands outside of any element")),
                }
            } else if rest.starts_with("<?") {
                self.until("?>", "the instruction")?;
            } else if rest.starts_with("<!") {
                self.doctype()?;
            } else if rest.starts_with("</") {
                self.at += 2;
                let name = self.until(">", "the closing tag")?.trim();
                let Some(element) = open.pop() else {
                    let message = format!("`</{name}>` closes nothing");
                    return Err(self.wrong(start, message));
                };
                if element.name != name {
                    let message = format!("`</{name}>` where `</{}>` is wanted", element.name);
                    return Err(self.wrong(start, message));
                }
                self.close(element, &mut open, &mut whole);
            } else if rest.starts_with('<') {
                if whole.is_some() {
                    return Err(self.wrong(start, "a document has one outermost element"));
                }
                if open.len() >= DEPTH {
                    return Err(self.wrong(start, "elements nest too deep"));
                }
                let (element, is_empty) = self.tag()?;
                if is_empty {
                    self.close(element, &mut open, &mut whole);
                } else {
                    open.push(element);
                }
            } else {
                let end = rest.find('<').unwrap_or(rest.len());
                let text = rest.get(..end).unwrap_or("");
                self.at += end;
                match open.last_mut() {
                    Some(element) => {
                        let text = unescape(text).map_err(|m| self.wrong(start, m))?;
                        element.content.push_str(&text);
                    }
                    None if text.trim().trim_start_matches('\u{feff}').is_empty() => {}
                    None => return Err(self.wrong(start, "text stands outside of any element")),
                }
            }
        }
        if let Some(element) = open.last() {
            let message = format!("`<{}>` is never closed", element.name);
            return Err(self.make.wrong(element.span, message));
        }
        let Some((name, (value, span))) = whole else {
            return Err(self.wrong(0, "there is no element"));
        };
        Ok(self.make.object([(name, value, span)]))
    }

    /// `<!DOCTYPE …>` with what stands in brackets inside it.
    fn doctype(&mut self) -> Result<(), Wrong> {
        let start = self.at;
        let mut depth = 0_usize;
        for (at, c) in self.rest().char_indices() {
            match c {
                '<' | '[' => depth += 1,
                '>' | ']' => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                self.at += at + 1;
                return Ok(());
            }
        }
        Err(self.wrong(start, "the declaration is never closed"))
    }

    /// An opening tag and whether it is a whole element.
    fn tag(&mut self) -> Result<(Open<'a>, bool), Wrong> {
        let start = self.at;
        self.at += 1;
        let name = self.name();
        if name.is_empty() {
            return Err(self.wrong(start, "a name is wanted behind `<`"));
        }
        let mut parts = Vec::new();
        loop {
            self.blanks();
            let rest = self.rest();
            if rest.starts_with("/>") || rest.starts_with('>') {
                let is_empty = rest.starts_with('/');
                self.at += if is_empty { 2 } else { 1 };
                let span = Span::at(start, self.at);
                let content = String::new();
                return Ok((Open { name, span, content, parts }, is_empty));
            }
            let from = self.at;
            let key = self.name();
            self.blanks();
            if key.is_empty() || !self.rest().starts_with('=') {
                let message = format!("the tag `<{name}>` is not closed, or an attribute is wrong");
                return Err(self.wrong(from, message));
            }
            self.at += 1;
            self.blanks();
            let quote = self.rest().chars().next().filter(|c| ['"', '\''].contains(c));
            let Some(quote) = quote else {
                return Err(self.wrong(self.at, "the value of an attribute stands in quotes"));
            };
            self.at += 1;
            let raw = self.until(quote.encode_utf8(&mut [0; 4]), "the value")?;
            let value = unescape(raw).map_err(|m| self.wrong(from, m))?;
            let span = Span::at(from, self.at);
            parts.push((format!("-{key}"), (self.make.text(&value), span)));
        }
    }

    /// A name as written.
    fn name(&mut self) -> String {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || ['>', '/', '=', '<', '"', '\''].contains(&c);
        let end = rest.find(ends).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("").to_owned()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn close(
        &mut self,
        element: Open<'a>,
        open: &mut [Open<'a>],
        whole: &mut Option<(String, Placed<'a>)>,
    ) {
        let Open { name, span, content, parts } = element;
        let content = content.trim();
        let value = if parts.is_empty() {
            self.make.text(content)
        } else {
            let mut entries: Vec<(String, Vec<Placed<'a>>)> = Vec::new();
            for (key, placed) in parts {
                match entries.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, all)) => all.push(placed),
                    None => entries.push((key, vec![placed])),
                }
            }
            if !content.is_empty() {
                entries.push(("#content".to_owned(), vec![(self.make.text(content), span)]));
            }
            let mut settled = Vec::with_capacity(entries.len());
            for (key, all) in entries {
                let (value, span) = match all.as_slice() {
                    [one] => *one,
                    [first, ..] => {
                        let span = first.1;
                        (self.make.array(all), span)
                    }
                    [] => continue,
                };
                settled.push((key, value, span));
            }
            self.make.object(settled)
        };
        match open.last_mut() {
            Some(outer) => outer.parts.push((name, (value, span))),
            None => *whole = Some((name, (value, span))),
        }
    }
}

/// A text with its entities resolved.
fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let behind = rest.get(at + 1..).unwrap_or("");
        let Some((name, after)) = behind.split_once(';') else {
            return Err("`&` begins no entity; write `&amp;`".to_owned());
        };
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok();
        let coded = match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(digits) => number(digits, 16),
            None => name.strip_prefix('#').and_then(|digits| number(digits, 10)),
        };
        match (name, coded.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("amp", _) => out.push('&'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            // One that the document declares itself is left as it is written.
            (name, _) if !name.is_empty() && name.len() < 64 && !name.contains(['&', ' ']) => {
                out.push('&');
                out.push_str(name);
                out.push(';');
            }
            _ => return Err("`&` begins no entity; write `&amp;`".to_owned()),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
