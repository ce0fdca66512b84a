//! Answers that outlast an evaluation.

use super::request::{Asked, Caching};
use super::{Incoming, Outgoing};
use crate::opa::time;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Most bytes of bodies and headers that are kept.
const MOST: usize = 64 << 20;
const SECOND: i64 = 1_000_000_000;

/// Answers by what was asked.
#[derive(Debug, Default)]
pub(super) struct Kept {
    entries: FxHashMap<String, Entry>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    answer: Arc<Incoming>,
    /// In nanoseconds since 1970.
    expires: i64,
}

/// Statuses that say something lasting.
pub(super) fn may_be_kept(status: u16) -> bool {
    matches!(status, 200 | 203 | 204 | 206 | 300 | 301 | 404 | 405 | 410 | 414 | 501)
}

fn size(answer: &Incoming) -> usize {
    answer.body.len() + answer.headers.iter().map(|(n, v)| n.len() + v.len()).sum::<usize>()
}

impl Kept {
    /// An answer that is still good.
    pub(super) fn fresh(&self, key: &str, now: i64) -> Option<Arc<Incoming>> {
        let entry = self.entries.get(key)?;
        (now < entry.expires).then(|| Arc::clone(&entry.answer))
    }

    /// Takes an answer out.
    pub(super) fn take(&mut self, key: &str) -> Option<Arc<Incoming>> {
        let entry = self.entries.remove(key)?;
        self.bytes -= size(&entry.answer);
        Some(entry.answer)
    }

    /// Keeps an answer, if it may be kept and there is room.
    pub(super) fn put(&mut self, asked: &Asked, answer: &Arc<Incoming>, now: i64) {
        let expires = match asked.caching {
            Caching::Evaluation => None,
            Caching::Seconds(seconds) => Some(now.saturating_add(seconds.saturating_mul(SECOND))),
            Caching::Headers => expiry(answer),
        };
        let Some(expires) = expires.filter(|_| may_be_kept(answer.status)) else { return };
        let size = size(answer);
        if self.bytes + size > MOST {
            self.entries.retain(|_, entry| now < entry.expires);
            self.bytes = self.entries.values().map(|entry| self::size(&entry.answer)).sum();
        }
        if self.bytes + size > MOST {
            return;
        }
        _ = self.take(&asked.key);
        self.bytes += size;
        self.entries.insert(asked.key.clone(), Entry { answer: Arc::clone(answer), expires });
    }
}

/// Until when an answer is good by its own headers; none if it may not be kept.
fn expiry(answer: &Incoming) -> Option<i64> {
    let control = answer.header("cache-control").unwrap_or_default();
    let mut max_age = None;
    for part in control.split(',').map(str::trim) {
        match part.split_once('=') {
            None if part.eq_ignore_ascii_case("no-store") => return None,
            Some((name, age)) if name.trim().eq_ignore_ascii_case("max-age") => {
                let age = age.trim().trim_matches('"');
                if age.is_empty() || !age.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                // Too large a number is very long.
                max_age = Some(age.parse().unwrap_or(i64::from(i32::MAX)).min(i64::from(i32::MAX)));
            }
            _ => {}
        }
    }
    match max_age {
        Some(seconds) => {
            let date = time::http_date(answer.header("date")?)?;
            Some(date.saturating_add(seconds.saturating_mul(SECOND)))
        }
        // `Expires: 0` says that it is old already.
        None => Some(answer.header("expires").and_then(time::http_date).unwrap_or(0)),
    }
}

/// The question whether an answer that grew old still holds; none if it cannot be asked.
pub(super) fn question(asked: &Asked, stale: &Incoming) -> Option<Asked> {
    let mut headers = asked.outgoing.headers.clone();
    let known = [("if-none-match", "etag"), ("if-modified-since", "last-modified")];
    let mut asks = false;
    for (question, from) in known {
        if let Some(value) = stale.header(from) {
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case(question));
            headers.push((question.to_owned(), value.to_owned()));
            asks = true;
        }
    }
    let outgoing = Outgoing { headers, ..asked.outgoing.clone() };
    asks.then(|| Asked { outgoing, ..asked.clone() })
}

/// An answer with the headers of the one that says that it still holds.
pub(super) fn renewed(stale: &Incoming, by: &Incoming) -> Incoming {
    let mut headers = stale.headers.clone();
    headers.retain(|(name, _)| !by.headers.iter().any(|(n, _)| n == name));
    headers.extend(by.headers.iter().cloned());
    Incoming { headers, ..stale.clone() }
}
