//! Suppressions in comments and annotations: what they say, what they are about, and which of
//! them do not count.

mod directive;
mod names;
mod place;
#[cfg(test)]
mod tests;

use directive::{Directive, Reach, Until, parse};
pub(crate) use names::Policies;
use names::{canonical, fits};
use palisade_engine::{Accepted, Engine, Evaluation, Part, Settings};
use palisade_model::{Loaded, LoadedNote, Outcome, OutcomeKind, Policy, Resource, Suppression};
use palisade_source::{Date, Diagnostic, FileId, Level, Location, SourceMap};
use palisade_value::Value;
use place::{About, Places};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// So many ids that no policy answers to are named before the rest is counted.
const STRANGERS: usize = 5;

/// So many suppressions of one unit are told which id they may have meant.
const HELPED: usize = 20;

/// What a directive is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Place {
    Resource(u32),
    Block(Location),
    File(FileId),
}

/// One id of one directive, at its place.
struct Mark {
    directive: usize,
    id: String,
    location: Location,
    /// The part of its block that it is about, if not about the whole.
    part: Option<Part>,
    used: bool,
    /// Whether there was a finding on the block that lies in another part.
    passed: bool,
    /// Another resource that the finding beside it is of.
    beside: Option<String>,
}

/// An outcome that is accepted in parts of its resource, by these marks.
struct Partly {
    outcome: usize,
    position: u32,
    marks: Vec<usize>,
    parts: Vec<Part>,
}

/// The marks of a place, by canonical id.
#[derive(Default)]
struct Marks {
    by_id: HashMap<String, Vec<usize>>,
    patterns: Vec<(String, usize)>,
}

/// A directive with its place in the sources.
struct Written {
    directive: Directive,
    location: Location,
}

/// Suppressions in other tools' syntax by ids that no policy answers to.
#[derive(Default)]
pub(crate) struct Strangers(Vec<(String, Location)>);

impl Strangers {
    /// Adds those of another unit.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// One note of all: that another tool has a check which is not here is no mistake.
    pub(crate) fn note(mut self) -> Option<Diagnostic> {
        self.0.sort_by_key(|(_, at)| (at.file, at.span.start));
        let first = self.0.first()?.1;
        let mut seen = HashSet::new();
        let mut ids: Vec<String> = Vec::new();
        for (id, _) in &self.0 {
            if seen.insert(id) {
                ids.push(format!("`{id}`"));
            }
        }
        let more = ids.len().saturating_sub(STRANGERS);
        ids.truncate(STRANGERS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let ids = ids.join(", ");
        let message = format!("suppressions name checks that no policy answers to: {ids}{more}");
        let help = "they accept nothing here; `palisade policies show ID` tells the ids that a \
                    policy answers to";
        Some(Diagnostic::new(Level::Note, "suppression-unknown-id", message).at(first).help(help))
    }
}

/// Which day it is and which policies there are.
#[derive(Clone, Copy)]
pub(crate) struct Known<'k> {
    pub(crate) today: Date,
    pub(crate) policies: &'k Policies<'k>,
}

/// Leaves out the notes in files that others wrote: whoever publishes a module accepts nothing in
/// the name of those who call it.
pub(crate) fn retain_own(notes: &mut Vec<LoadedNote>, loaded: &Loaded<'_>) {
    if !loaded.fetched.is_empty() {
        notes.retain(|note| !loaded.fetched.contains(&note.location.file));
    }
}

/// Tells of the suppressions in files that others wrote.
pub(crate) fn of_others(loaded: &Loaded<'_>) -> Option<Diagnostic> {
    let fetched = |note: &&LoadedNote| loaded.fetched.contains(&note.location.file);
    let theirs = loaded.notes.iter().filter(|_| !loaded.fetched.is_empty()).filter(fetched);
    let mut counted = theirs.map(|note| (note.location, parse(note).len())).filter(|(_, n)| *n > 0);
    let (first, mut count) = counted.next()?;
    count += counted.map(|(_, n)| n).sum::<usize>();
    let (noun, verb) = if count == 1 { ("suppression", "does") } else { ("suppressions", "do") };
    let message = format!("{count} {noun} in modules that were fetched {verb} not count");
    let help = "accept what you mean to accept with a suppression on the `module` block";
    Some(Diagnostic::new(Level::Note, "suppression-of-others", message).at(first).help(help))
}

/// The suppressions of one unit.
#[derive(Default)]
pub(crate) struct Suppressions {
    written: Vec<Written>,
    marks: Vec<Mark>,
    places: HashMap<Place, Marks>,
    blocks: Places,
    diagnostics: Vec<Diagnostic>,
    strangers: Strangers,
    /// What is accepted in parts of its resource.
    partly: Vec<Partly>,
    /// Foreign directives that were told of already.
    told: HashSet<usize>,
}

impl Suppressions {
    /// Those that these notes hold.
    pub(crate) fn new(
        resources: &[Resource<'_>],
        notes: &[LoadedNote],
        sources: &SourceMap,
        known: Known<'_>,
    ) -> Self {
        let parsed: Vec<(&LoadedNote, Vec<Directive>)> = notes
            .iter()
            .map(|note| (note, parse(note)))
            .filter(|(_, directives)| !directives.is_empty())
            .collect();
        let mut all = Self::default();
        if !parsed.is_empty() {
            all.collect(parsed, resources, sources, known.today, known.policies);
        }
        all
    }

    /// Marks those of these outcomes that suppressions cover. One that is accepted in a part of its
    /// resource alone is told of what is left of it.
    pub(crate) fn apply(
        &mut self,
        engine: &Engine,
        evaluation: &mut Evaluation,
        which: &[usize],
        resources: &[Resource<'_>],
        settings: &Settings,
        known: Known<'_>,
    ) {
        if self.marks.is_empty() {
            return;
        }
        for at in which {
            let position = evaluation.positions.get(*at).copied().unwrap_or(u32::MAX);
            if let (Some(outcome), Some(resource)) =
                (evaluation.outcomes.get_mut(*at), resources.get(position as usize))
            {
                self.apply_one(*at, outcome, position, resource, known);
            }
        }
        let partly = std::mem::take(&mut self.partly);
        let accepted: Vec<Accepted<'_>> = partly
            .iter()
            .filter_map(|one| {
                let (position, parts) = (one.position, one.parts.as_slice());
                let outcome = evaluation.outcomes.get(one.outcome)?;
                Some(Accepted { outcome, position, parts })
            })
            .collect();
        if accepted.is_empty() {
            return;
        }
        let left = engine.apart(resources, &accepted, settings);
        for (one, left) in partly.into_iter().zip(left) {
            let Some(outcome) = evaluation.outcomes.get_mut(one.outcome) else { continue };
            for (mark, used) in one.marks.into_iter().zip(left.used) {
                match (used, left.rest.is_none()) {
                    (true, true) => self.accept(mark, outcome, known.today),
                    (true, false) => self.in_use(mark),
                    (false, _) => {
                        self.marks.get_mut(mark).into_iter().for_each(|m| m.passed = true)
                    }
                }
            }
            if let Some(rest) = left.rest {
                *outcome = *rest;
            }
        }
    }

    /// Marks an outcome about the resource at `position` where a suppression covers it.
    fn apply_one(
        &mut self,
        at: usize,
        outcome: &mut Outcome,
        position: u32,
        resource: &Resource<'_>,
        known: Known<'_>,
    ) {
        let open =
            matches!(outcome.kind, OutcomeKind::Fail | OutcomeKind::Unknown | OutcomeKind::Error);
        if open {
            self.mark(at, outcome, position, resource, known.today);
        }
    }

    /// What is wrong with them, told once all outcomes were seen.
    pub(crate) fn finish(mut self, known: Known<'_>) -> (Vec<Diagnostic>, Strangers) {
        self.tell_unused(known.policies);
        (self.diagnostics, self.strangers)
    }

    fn collect(
        &mut self,
        parsed: Vec<(&LoadedNote, Vec<Directive>)>,
        resources: &[Resource<'_>],
        sources: &SourceMap,
        today: Date,
        known: &Policies<'_>,
    ) {
        let files: HashSet<FileId> = parsed.iter().map(|(note, _)| note.location.file).collect();
        self.blocks = Places::new(&files, resources, sources);
        for (note, directives) in parsed {
            let source = sources.get(note.location.file);
            // Texts that are no part of the source, such as those made of annotations, are
            // told of as a whole.
            let offset = source.slice(note.location.span).find(&note.text);
            let locate = |span: &Range<usize>| {
                let Some(offset) = offset else { return note.location };
                let start = note.location.span.start as usize + offset;
                let span = palisade_source::Span::at(start + span.start, start + span.end);
                Location::new(note.location.file, span)
            };
            let about = self.blocks.find(note.location);
            let places: Vec<Place> = match &note.resources {
                Some(list) => list.iter().map(|at| Place::Resource(*at)).collect(),
                None => about.iter().map(|about| Place::Block(about.block)).collect(),
            };
            for directive in directives {
                let location = locate(&directive.span);
                let (places, part) = match directive.reach {
                    Reach::Block => (&places, about.and_then(|about| part(about, &directive))),
                    Reach::File => (&vec![Place::File(note.location.file)], None),
                };
                if self.admit(&directive, location, today, known) {
                    self.place(&directive, places, part, &locate, known);
                }
                self.written.push(Written { directive, location });
            }
        }
    }

    /// Tells what is wrong with a directive of ours; whether it counts.
    fn admit(
        &mut self,
        directive: &Directive,
        location: Location,
        today: Date,
        known: &Policies<'_>,
    ) -> bool {
        if directive.in_prose {
            // What is written about suppressions is no suppression, and rarely a complete one.
            let meant = directive.mistake.is_none()
                && directive.ids.iter().any(|id| known.answers(&id.text))
                && (directive.reason.is_some() || !directive.is_ours());
            if meant {
                let message = "a suppression within a sentence does not count";
                let help = "begin a comment with it if it is meant";
                let told = Diagnostic::new(Level::Note, "suppression-in-prose", message);
                self.diagnostics.push(told.at(location).help(help));
            }
            return false;
        }
        if !directive.is_ours() {
            return true;
        }
        let ids: Vec<String> = directive.ids.iter().map(|id| format!("`{}`", id.text)).collect();
        let ids = ids.join(", ");
        let problem = if let Some(mistake) = &directive.mistake {
            let help = mistake.help.clone();
            Diagnostic::warning("suppression-syntax", mistake.message.clone()).help(help)
        } else if directive.reason.is_none() {
            let message = format!("the suppression of {ids} gives no reason and does not count");
            let help = "end it with ` -- ` and why this is accepted";
            Diagnostic::warning("suppression-without-reason", message).help(help)
        } else if let Some(day) = ended(directive, today) {
            expired(&ids, &day)
        } else {
            return true;
        };
        self.diagnostics.push(problem.at(location));
        false
    }

    fn place(
        &mut self,
        directive: &Directive,
        places: &[Place],
        part: Option<Part>,
        locate: &dyn Fn(&Range<usize>) -> Location,
        known: &Policies<'_>,
    ) {
        for named in &directive.ids {
            let location = locate(&named.span);
            let policy = named.text.split_once('/').map_or(&*named.text, |(policy, _)| policy);
            if !directive.is_ours() && !known.answers(&named.text) {
                self.strangers.0.push((named.text.clone(), location));
                continue;
            }
            if directive.is_ours() && (policy.contains('*') || !known.answers(policy)) {
                let help = if policy.contains('*') || policy == "all" {
                    "name each policy; `except` in `palisade.yaml` turns many off".to_owned()
                } else {
                    // Looking for the nearest of all ids takes a while.
                    let near = (self.diagnostics.len() < HELPED).then(|| known.near(policy));
                    near.flatten().unwrap_or_else(|| {
                        "`palisade policies list` names those that there are".to_owned()
                    })
                };
                let message = format!("unknown policy `{policy}` in a suppression");
                let told = Diagnostic::warning("suppression-unknown-policy", message);
                self.diagnostics.push(told.at(location).help(help));
                continue;
            }
            if directive.is_ours() && places.is_empty() {
                let message = format!("the suppression of `{}` is about no resource", named.text);
                let help = "put it inside the block of the resource or on the line above; \
                            `palisade:allow-file` covers a whole file";
                let told = Diagnostic::new(Level::Note, "suppression-unused", message);
                self.diagnostics.push(told.at(location).help(help));
                continue;
            }
            let mark = self.marks.len();
            let id = named.text.clone();
            let (of, used, passed, beside) = (self.written.len(), false, false, None);
            self.marks.push(Mark { directive: of, id, location, part, used, passed, beside });
            for place in places {
                let marks = self.places.entry(*place).or_default();
                let name = canonical(&named.text);
                if name.contains('*') && !directive.is_ours() {
                    marks.patterns.push((name, mark));
                } else {
                    marks.by_id.entry(name).or_default().push(mark);
                }
            }
        }
    }

    /// Suppresses an outcome by the nearest directive that counts; all that match are in use.
    fn mark(
        &mut self,
        at: usize,
        outcome: &mut Outcome,
        position: u32,
        resource: &Resource<'_>,
        today: Date,
    ) {
        let near = [Place::Resource(position), Place::Block(resource.location)];
        let far = resource.parents.iter().map(|parent| Place::Block(*parent));
        // Beside what another resource says about this one.
        let beside = self.blocks.around(outcome.location).filter(|b| *b != resource.location);
        let file = Place::File(resource.location.file);
        let places = near.into_iter().chain(far).chain([file]).chain(beside.map(Place::Block));
        let here: Vec<(&Marks, bool)> = places
            .filter_map(|place| {
                let is_beside = beside.is_some_and(|b| place == Place::Block(b))
                    && !resource.parents.iter().any(|p| place == Place::Block(*p));
                Some((self.places.get(&place)?, is_beside))
            })
            .collect();
        if here.is_empty() {
            return;
        }
        let names = names::of(outcome);
        let mut matching = Vec::new();
        for (marks, is_beside) in here {
            for name in &names {
                let of = marks.by_id.get(name).into_iter().flatten();
                matching.extend(of.map(|mark| (*mark, is_beside)));
            }
            let fitting = |(pattern, _): &&(String, usize)| names.iter().any(|n| fits(pattern, n));
            let of = marks.patterns.iter().filter(fitting);
            matching.extend(of.map(|(_, mark)| (*mark, is_beside)));
        }
        let mut partly = Partly { outcome: at, position, marks: Vec::new(), parts: Vec::new() };
        for (at, is_beside) in matching {
            let Some(mark) = self.marks.get(at) else { continue };
            let Some(written) = self.written.get(mark.directive) else { continue };
            let directive = &written.directive;
            if !directive.only.iter().all(|(key, value)| has(resource, key, value)) {
                continue;
            }
            match mark.part {
                _ if is_beside => {
                    if let Some(mark) = self.marks.get_mut(at) {
                        mark.beside.get_or_insert_with(|| outcome.resource.address.clone());
                    }
                }
                Some(part) if ended(directive, today).is_none() => {
                    partly.marks.push(at);
                    partly.parts.push(part);
                }
                _ => self.accept(at, outcome, today),
            }
        }
        if outcome.suppression.is_some() {
            partly.marks.into_iter().for_each(|mark| self.in_use(mark));
        } else if !partly.marks.is_empty() {
            self.partly.push(partly);
        }
    }

    fn in_use(&mut self, mark: usize) {
        self.marks.get_mut(mark).into_iter().for_each(|mark| mark.used = true);
    }

    /// Suppresses an outcome by a directive, unless that has ended.
    fn accept(&mut self, at: usize, outcome: &mut Outcome, today: Date) {
        let Some(mark) = self.marks.get_mut(at) else { return };
        let Some(written) = self.written.get(mark.directive) else { return };
        let directive = &written.directive;
        mark.used = true;
        if let Some(day) = ended(directive, today) {
            if self.told.insert(mark.directive) {
                let told = expired(&format!("`{}`", mark.id), &day);
                self.diagnostics.push(told.at(written.location));
            }
            return;
        }
        if directive.reason.is_none() && self.told.insert(mark.directive) {
            let message = format!("the suppression of `{}` gives no reason", mark.id);
            let help = match directive.syntax {
                "checkov" => format!("write `checkov:skip={}:reason`", mark.id),
                other => format!("write why behind it: `{other}:ignore:{} reason`", mark.id),
            };
            let told = Diagnostic::new(Level::Note, "suppression-without-reason", message);
            self.diagnostics.push(told.at(written.location).help(help));
        }
        if outcome.suppression.is_none() {
            outcome.suppression = Some(Suppression {
                syntax: directive.syntax,
                reason: directive.reason.clone().unwrap_or_default(),
                until: match directive.until {
                    Some(Until::Day(day)) => Some(day),
                    _ => None,
                },
                location: mark.location,
            });
        }
    }

    fn tell_unused(&mut self, known: &Policies<'_>) {
        for mark in &self.marks {
            let Some(written) = self.written.get(mark.directive) else { continue };
            let policy = mark.id.split_once('/').map_or(&*mark.id, |(policy, _)| policy);
            // Of a policy that did not run, nobody can say.
            let ran = known.ran(policy) || !names::looks_ours(policy);
            let misplaced = mark.passed || mark.beside.is_some();
            if mark.used || !(misplaced || written.directive.is_ours()) || !ran {
                continue;
            }
            let id = &mark.id;
            let (message, help) = match &mark.beside {
                _ if mark.passed => (
                    format!("the suppression of `{id}` is about a part in which nothing is found"),
                    "put it beside the finding or, to cover the whole resource, above its block"
                        .to_owned(),
                ),
                Some(other) => (
                    format!("the suppression of `{id}` is beside a finding on `{other}`"),
                    format!("put it on the block of `{other}`"),
                ),
                None => (
                    format!("the suppression of `{id}` matches nothing any more"),
                    "remove it".to_owned(),
                ),
            };
            let told = Diagnostic::new(Level::Note, "suppression-unused", message);
            self.diagnostics.push(told.at(mark.location).help(help));
        }
    }
}

/// The part of a block that a directive is about. One of checkov's above a part is about the
/// whole, as it is there.
fn part(about: About, directive: &Directive) -> Option<Part> {
    let above = about.above.filter(|_| directive.syntax != "checkov");
    above.or(about.inside)
}

/// The names that other tools give to a policy and its rules.
pub(crate) fn names_of(policy: &Policy) -> impl Iterator<Item = &str> {
    let rules = policy.rules.iter().flat_map(|rule| &rule.aliases);
    policy.aliases.iter().chain(rules).map(String::as_str)
}

/// The day, as written, that a directive ended on, if it does not count any more.
fn ended(directive: &Directive, today: Date) -> Option<String> {
    match &directive.until {
        Some(Until::Day(day)) if *day < today => Some(day.to_string()),
        Some(Until::Wrong(text)) => Some(text.clone()),
        _ => None,
    }
}

fn expired(ids: &str, day: &str) -> Diagnostic {
    if Date::parse(day).is_none() {
        let message = format!("the suppression of {ids} ends on `{day}`, which is no day");
        return Diagnostic::warning("suppression-syntax", message)
            .help("write the last day on which it counts as `2027-03-31`");
    }
    let message = format!("the suppression of {ids} ended on {day} and does not count");
    Diagnostic::warning("suppression-expired", message)
        .help("mend what it accepted, or decide anew and give a later day")
}

/// Whether an attribute of a resource, by its dotted path, is a scalar written like this.
fn has(resource: &Resource<'_>, path: &str, written: &str) -> bool {
    let keys: Vec<&str> = path.split('.').collect();
    match resource.attributes.path(&keys) {
        Some(Value::Str(text)) => text == written,
        Some(Value::Bool(value)) => written == if value { "true" } else { "false" },
        Some(Value::Int(number)) => written == number.to_string(),
        _ => false,
    }
}
