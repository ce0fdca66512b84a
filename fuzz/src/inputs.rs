//! Where inputs come from: seeds in files, and mutations of them that follow from an index.
#![expect(clippy::disallowed_methods, reason = "a test tool reads its seeds")]

use crate::{Target, random::Random};
use anyhow::{Context, Result, bail};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Inputs grow no larger than this, so that a run stays bounded.
const MAX_LENGTH: usize = 64 * 1024;

/// Numbers at which counters and casts go wrong.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "-0",
    "1e999",
    "1e-999",
    "0x",
    "00",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551616",
    "0.1e+",
    "1_000",
];

/// Text that readers of bytes, lines and columns stumble over.
const ODD: &[&str] = &[
    "\0", "\r", "\r\n", "\u{feff}", "\u{2028}", "\u{85}", "é", "漢", "😀", "e\u{301}", "\t", "\\",
    "\\u0000", "\\ud800", "\"", "'",
];

/// The inputs of one target: seeds from files, and mutations of them.
#[derive(Clone, Debug)]
pub struct Inputs {
    seeds: Vec<Vec<u8>>,
    dictionary: &'static [&'static str],
}

impl Inputs {
    /// Reads a target's seeds, sorted by path.
    ///
    /// # Errors
    /// A folder that cannot be read, or no seed at all.
    pub fn load(target: &Target) -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut paths = Vec::new();
        collect(&here.join("seeds").join(target.name), "", &mut paths)?;
        if let Some(root) = here.parent() {
            for (folder, ending) in target.more_seeds {
                let folder = root.join(folder);
                if folder.is_dir() {
                    collect(&folder, ending, &mut paths)?;
                }
            }
        }
        paths.sort();
        let mut seeds = Vec::with_capacity(paths.len());
        for path in paths {
            let bytes = std::fs::read(&path)
                .with_context(|| format!("cannot read seed `{}`", path.display()))?;
            seeds.push(bytes);
        }
        if seeds.is_empty() {
            bail!("target `{}` has no seeds", target.name);
        }
        Ok(Self { seeds, dictionary: target.dictionary })
    }

    /// The input of an index: first each seed as it is, then mutations that follow from the index.
    #[must_use]
    pub fn get(&self, index: u64) -> Vec<u8> {
        let plain = usize::try_from(index).ok().and_then(|i| self.seeds.get(i));
        if let Some(seed) = plain {
            return seed.clone();
        }
        let mut random = Random::new(0x70a1_15ad, index);
        let mut data = random.pick(&self.seeds).cloned().unwrap_or_default();
        // Half of the inputs are small pieces: deep paths are reached by short texts.
        if random.below(2) == 0 {
            let piece = line_range(&data, &mut random, 12);
            data = data.get(piece).unwrap_or_default().to_vec();
        }
        for _ in 0..=random.below(6) {
            self.mutate(&mut data, &mut random);
            data.truncate(MAX_LENGTH);
        }
        data
    }

    fn mutate(&self, data: &mut Vec<u8>, random: &mut Random) {
        let at = random.below(data.len() + 1);
        match random.below(12) {
            0 => {
                if let Some(byte) = data.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 => data.truncate(at),
            2 => {
                let range = some_range(data, random, 64);
                data.drain(range);
            }
            3 => {
                let range = some_range(data, random, 256);
                let copy = data.get(range).unwrap_or_default().to_vec();
                insert(data, at, &copy);
            }
            4 => {
                let other = random.pick(&self.seeds).cloned().unwrap_or_default();
                let range = some_range(&other, random, 2048);
                data.truncate(at);
                data.extend_from_slice(other.get(range).unwrap_or_default());
            }
            5 => {
                let word = random.pick(self.dictionary).copied().unwrap_or("");
                insert(data, at, word.as_bytes());
            }
            6 => {
                // Nesting: what opens, many times over.
                let word = random.pick(self.dictionary).copied().unwrap_or("");
                let times = 1 << random.below(13);
                insert(data, at, word.repeat(times).as_bytes());
            }
            7 => insert(data, at, random.pick(ODD).copied().unwrap_or("").as_bytes()),
            8 => {
                let number = random.pick(NUMBERS).copied().unwrap_or("");
                let range = token_range(data, at, u8::is_ascii_digit);
                data.splice(range, number.bytes());
            }
            9 => {
                let first = token_range(data, at, is_word);
                let word = data.get(first).unwrap_or_default().to_vec();
                let range = token_range(data, random.below(data.len() + 1), is_word);
                data.splice(range, word);
            }
            10 => {
                let range = line_range(data, random, 4);
                let lines = data.get(range).unwrap_or_default().to_vec();
                let at = token_range(data, at, |byte| *byte != b'\n').start;
                insert(data, at, &lines);
            }
            _ => {
                // Indentation and separators decide structure.
                let spaces = " ".repeat(random.below(9));
                let range = token_range(data, at, |byte| *byte == b' ');
                data.splice(range, spaces.bytes());
            }
        }
    }
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

fn insert(data: &mut Vec<u8>, at: usize, what: &[u8]) {
    let at = at.min(data.len());
    data.splice(at..at, what.iter().copied());
}

/// A range of at most `longest` bytes.
fn some_range(data: &[u8], random: &mut Random, longest: usize) -> Range<usize> {
    let start = random.below(data.len() + 1);
    let length = random.below(longest.min(data.len() - start) + 1);
    start..start + length
}

/// A range of whole lines, at most `most` of them.
fn line_range(data: &[u8], random: &mut Random, most: usize) -> Range<usize> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(data.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1))
        .collect();
    let first = random.below(starts.len());
    let behind = first + 1 + random.below(most);
    let start = starts.get(first).copied().unwrap_or(0);
    start..starts.get(behind).copied().unwrap_or(data.len())
}

/// The bytes around `at` that are of one kind.
fn token_range(data: &[u8], at: usize, kind: impl Fn(&u8) -> bool) -> Range<usize> {
    let at = at.min(data.len());
    let start = data[..at].iter().rposition(|b| !kind(b)).map_or(0, |i| i + 1);
    let end = data[at..].iter().position(|b| !kind(b)).map_or(data.len(), |i| at + i);
    start..end
}

/// The files of a folder and the folders in it whose names end in `ending`.
fn collect(folder: &Path, ending: &str, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read folder `{}`", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, ending, paths)?;
        } else if path.to_string_lossy().ends_with(ending) {
            paths.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TARGETS;

    fn inputs() -> Inputs {
        let seeds = vec![b"alpha: 12\n  beta: [1, 2]\n".to_vec(), b"gamma\ndelta\n".to_vec()];
        Inputs { seeds, dictionary: &["[", "{"] }
    }

    #[test]
    fn the_same_index_gives_the_same_input() {
        let inputs = inputs();
        assert_eq!(inputs.get(0), inputs.seeds[0]);
        assert_eq!(inputs.get(1), inputs.seeds[1]);
        for index in 2..200 {
            assert_eq!(inputs.get(index), inputs.get(index));
        }
    }

    #[test]
    fn inputs_differ_and_are_bounded() {
        let inputs = inputs();
        let mut all: Vec<Vec<u8>> = (2..1002).map(|index| inputs.get(index)).collect();
        assert!(all.iter().all(|data| data.len() <= MAX_LENGTH));
        assert!(all.iter().any(|data| data.len() > 1000));
        all.sort();
        all.dedup();
        assert!(all.len() > 700, "only {} of 1000 inputs are distinct", all.len());
    }

    #[test]
    fn every_target_takes_its_seeds() {
        for target in TARGETS {
            let inputs = Inputs::load(target).unwrap();
            for index in 0..inputs.seeds.len() as u64 + 20 {
                (target.run)(&inputs.get(index));
            }
        }
    }
}
