//! Short texts without an allocation.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// Texts of at most so many bytes stand in the value itself.
const SHORT: usize = 22;

/// A text that is made often, is mostly short, and never changes: names in a syntax tree. Short
/// ones stand in the value itself, longer ones are shared between its copies.
#[derive(Clone)]
pub struct Text(Kind);

#[derive(Clone)]
enum Kind {
    /// The first so many of these bytes, which were copied from a `str`.
    Short(u8, [u8; SHORT]),
    Long(Arc<str>),
}

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kind::Short(length, bytes) => {
                let bytes = bytes.get(..usize::from(*length)).unwrap_or(&[]);
                // SAFETY: `Kind` is private and `Short` is made in `From<&str>` alone, which copies
                // all bytes of a `str` to the front and keeps their number; neither is changed
                // afterwards. So these bytes are that `str`.
                unsafe { std::str::from_utf8_unchecked(bytes) }
            }
            Kind::Long(text) => text,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (u8::try_from(text.len()), bytes.get_mut(..text.len())) {
            (Ok(length), Some(front)) => {
                front.copy_from_slice(text.as_bytes());
                Self(Kind::Short(length, bytes))
            }
            _ => Self(Kind::Long(Arc::from(text))),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from("")
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_lengths_are_what_they_were_made_of() {
        assert_eq!(size_of::<Text>(), 24);
        let long = "äß🦀x".repeat(40);
        for (at, _) in long.char_indices().chain([(long.len(), ' ')]) {
            let (front, back) = long.split_at(at);
            for part in [front, back] {
                let text = Text::from(part);
                assert_eq!(text.as_str(), part);
                assert_eq!(text.clone(), text);
                assert_eq!(text.to_string(), part);
            }
            let (first, second) = (Text::from(front), Text::from(back));
            assert_eq!(first == second, front == back);
        }
        assert_eq!(Text::default(), "");
    }
}
