use palisade_model::{Outcome, OutcomeKind};
use palisade_source::{Diagnostic, FileId, Location, SourceMap, Span};
use palisade_wire::baseline::{self as wire, SCHEMA};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// Accepted findings, as read from a file.
#[derive(Clone, Debug)]
pub struct Baseline {
    entries: Vec<(wire::Entry, Location)>,
}

/// What came of a baseline.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Applied {
    /// How many outcomes it marked.
    pub matched: usize,
    /// How many of its entries match nothing.
    pub stale: usize,
    /// One for each of those: a warning where the finding is gone, a note where this run did not
    /// look at the resource with that policy at all.
    pub diagnostics: Vec<Diagnostic>,
}

/// Tells the folders of resources, seen from that of the baseline.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'f> {
    sources: &'f SourceMap,
    base: &'f str,
}

impl<'f> Folders<'f> {
    /// Folders of files in `sources`, seen from the folder of the file `baseline`.
    #[must_use]
    pub fn new(sources: &'f SourceMap, baseline: &'f str) -> Self {
        Self { sources, base: folder(baseline.strip_prefix("./").unwrap_or(baseline)) }
    }

    fn of(&self, outcome: &Outcome) -> String {
        let source = self.sources.get(outcome.resource.outermost.file);
        let folder = folder(source.path());
        let below = match self.base {
            "" => Some(folder),
            base => folder
                .strip_prefix(base)
                .and_then(|rest| rest.strip_prefix('/').or(rest.is_empty().then_some(rest))),
        };
        match below.unwrap_or(folder) {
            "" => ".".to_owned(),
            folder => folder.to_owned(),
        }
    }
}

/// What stands before the last `/`.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The text of a baseline file that holds every fail which nothing suppresses, those of an
/// earlier baseline among them.
#[must_use]
pub fn render_baseline(outcomes: &[Outcome], folders: Folders<'_>) -> String {
    render_baseline_with(outcomes, folders, Vec::new())
}

/// The same with entries of another baseline.
#[must_use]
pub fn render_baseline_with(
    outcomes: &[Outcome],
    folders: Folders<'_>,
    others: Vec<wire::Entry>,
) -> String {
    let written = |outcome: &Outcome| {
        let mut entry = wire::Entry::from(outcome);
        entry.resource.folder = Some(folders.of(outcome));
        entry
    };
    let mut entries: Vec<wire::Entry> =
        outcomes.iter().filter(|outcome| may_be_baselined(outcome)).map(written).collect();
    entries.extend(others);
    let key = |entry: &wire::Entry| {
        let resource = (entry.resource.address.clone(), entry.resource.folder.clone());
        (entry.policy.clone(), entry.rule.clone(), resource, entry.fingerprint.clone())
    };
    entries.sort_by_cached_key(key);
    palisade_wire::to_pretty(&wire::Baseline { schema: SCHEMA.to_owned(), entries })
}

impl Baseline {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// What is wrong with it, and where: it is no JSON, of another version, or holds what no
    /// baseline holds. A baseline that is read in part would fail or pass by accident.
    pub fn read(sources: &SourceMap, file: FileId) -> Result<Self, Diagnostic> {
        let source = sources.get(file);
        let text = source.text();
        let damaged = |at: Span, message: &str| {
            Diagnostic::error("baseline-damaged", format!("this is no baseline: {message}"))
                .at(Location::new(file, at))
                .help(
                    "restore the file from version control, or write it again with \
                     `--write-baseline`",
                )
        };
        let fault = |error: &serde_json::Error| {
            let line = source.line_span(u32::try_from(error.line()).unwrap_or(u32::MAX));
            let column = Span::at(error.column().saturating_sub(1), 0).start;
            let at = line.start.saturating_add(column).min(line.end);
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            damaged(Span::new(at, at.saturating_add(1).min(line.end).max(at)), message)
        };
        let start = text.len() - text.trim_start().len();
        if text.get(start..).is_some_and(|text| !text.is_empty() && !text.starts_with('{')) {
            return Err(damaged(Span::at(start, start), "expected an object"));
        }
        let version: Version = serde_json::from_str(text).map_err(|error| fault(&error))?;
        if version.schema != SCHEMA {
            let place = find(text, &version.schema, 0).unwrap_or_default();
            let message =
                format!("baseline is of version `{}`, this reads `{SCHEMA}`", version.schema);
            return Err(Diagnostic::error("baseline-version", message)
                .at(Location::new(file, place))
                .help("write it again with `--write-baseline`"));
        }
        let read: wire::Baseline = serde_json::from_str(text).map_err(|error| fault(&error))?;
        let mut from = 0;
        let mut entries = Vec::with_capacity(read.entries.len());
        for entry in read.entries {
            let place = find(text, &entry.fingerprint, from).unwrap_or_default();
            from = place.end as usize;
            entries.push((entry, Location::new(file, place)));
        }
        Ok(Self { entries })
    }

    /// The entries of policies that did not run.
    pub fn of_others(self, ran: impl Fn(&str) -> bool) -> Vec<wire::Entry> {
        self.entries.into_iter().map(|(entry, _)| entry).filter(|e| !ran(&e.policy)).collect()
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Marks the outcomes that it holds. Each entry accepts one finding, so that a second one of
    /// the same fingerprint is new, and so is one in another root while the root of the entry is
    /// still there.
    pub fn apply(&self, outcomes: &mut [Outcome], folders: Folders<'_>) -> Applied {
        let of: Vec<String> = outcomes.iter().map(|o| folders.of(o)).collect();
        let present: FxHashSet<&str> = of.iter().map(String::as_str).collect();
        // With the folder that counts; one that is gone, or that is not named, stands for any.
        let mut open: FxHashMap<&str, Vec<(Option<&str>, usize)>> = FxHashMap::default();
        for (index, (entry, _)) in self.entries.iter().enumerate() {
            let folder = entry.resource.folder.as_deref().filter(|f| present.contains(f));
            open.entry(&entry.fingerprint).or_default().push((folder, index));
        }
        let mut applied = Applied::default();
        for in_its_folder in [true, false] {
            for (outcome, folder) in outcomes.iter_mut().zip(&of) {
                if !may_be_baselined(outcome) || outcome.baselined {
                    continue;
                }
                let wanted = in_its_folder.then_some(folder.as_str());
                let Some(entries) = open.get_mut(outcome.fingerprint.as_str()) else { continue };
                if let Some(at) = entries.iter().position(|(folder, _)| *folder == wanted) {
                    entries.remove(at);
                    outcome.baselined = true;
                    applied.matched += 1;
                }
            }
        }
        self.lesser(outcomes, &of, &present, &mut open, &mut applied);
        let mut stale: Vec<usize> = open.into_values().flatten().map(|(_, index)| index).collect();
        stale.sort_unstable();
        let seen: FxHashSet<(&str, &str)> =
            outcomes.iter().map(|o| (o.policy.id.as_str(), o.resource.address.as_str())).collect();
        applied.stale = stale.len();
        applied.diagnostics = stale
            .into_iter()
            .filter_map(|index| self.entries.get(index))
            .map(|(entry, at)| stale_entry(entry, *at, &seen))
            .collect();
        applied
    }
}

impl Baseline {
    /// Marks what is left of recorded findings of which a part was mended: all that decides them
    /// now decided them then. What got wider, or decides otherwise, is another finding.
    fn lesser<'b>(
        &'b self,
        outcomes: &mut [Outcome],
        of: &[String],
        present: &FxHashSet<&str>,
        open: &mut FxHashMap<&'b str, Vec<(Option<&str>, usize)>>,
        applied: &mut Applied,
    ) {
        let mut whole: FxHashMap<(&str, &str, &str), Vec<usize>> = FxHashMap::default();
        for (_, index) in open.values().flatten() {
            if let Some((entry, _)) = self.entries.get(*index).filter(|(e, _)| e.slots.len() > 1) {
                let key = (&*entry.policy, &*entry.rule, &*entry.resource.address);
                whole.entry(key).or_default().push(*index);
            }
        }
        if whole.is_empty() {
            return;
        }
        whole.values_mut().for_each(|entries| entries.sort_unstable());
        for (outcome, folder) in outcomes.iter_mut().zip(of) {
            if !may_be_baselined(outcome) || outcome.baselined || outcome.slots.is_empty() {
                continue;
            }
            let address = outcome.resource.address.as_str();
            let key = (outcome.policy.id.as_str(), outcome.rule.as_str(), address);
            let Some(entries) = whole.get_mut(&key) else { continue };
            let holds = |index: &usize| {
                self.entries.get(*index).is_some_and(|(entry, _)| {
                    let home = entry.resource.folder.as_deref().filter(|f| present.contains(f));
                    home.is_none_or(|home| home == folder)
                        && outcome.slots.iter().all(|slot| entry.slots.contains(slot))
                })
            };
            let Some(at) = entries.iter().position(holds) else { continue };
            let index = entries.remove(at);
            let named = self.entries.get(index).map(|(entry, _)| entry.fingerprint.as_str());
            if let Some(entries) = named.and_then(|fingerprint| open.get_mut(fingerprint)) {
                entries.retain(|(_, other)| *other != index);
            }
            outcome.baselined = true;
            applied.matched += 1;
        }
    }
}

/// Only the version, so that a file of another one is not called damaged.
#[derive(Deserialize)]
struct Version {
    schema: String,
}

fn may_be_baselined(outcome: &Outcome) -> bool {
    outcome.kind == OutcomeKind::Fail && outcome.suppression.is_none()
}

fn stale_entry(entry: &wire::Entry, at: Location, seen: &FxHashSet<(&str, &str)>) -> Diagnostic {
    let (policy, address) = (entry.policy.as_str(), entry.resource.address.as_str());
    if seen.contains(&(policy, address)) {
        Diagnostic::warning(
            "baseline-stale",
            format!("`{policy}` no longer finds this on `{address}`"),
        )
        .help("remove the entry, or write the baseline again with `--write-baseline`")
    } else {
        Diagnostic::new(
            palisade_source::Level::Note,
            "baseline-unseen",
            format!("`{policy}` did not look at `{address}` in this run"),
        )
        .help("remove the entry if the resource is gone")
    }
    .at(at)
}

/// Where a string stands in JSON text, quotes left out, at or behind `from`.
fn find(text: &str, string: &str, from: usize) -> Option<Span> {
    let quoted = serde_json::to_string(string).ok()?;
    let start = from + text.get(from..)?.find(&quoted)?;
    Some(Span::at(start + 1, start + quoted.len() - 1))
}

#[cfg(test)]
pub(crate) mod tests;
