//! From a file to resources.

use crate::checks;
use crate::config::{Config, Level};
use crate::detect::{Kind, detect, hidden};
use crate::documents::{Documents, Place};
use crate::dynamic::Dynamic;
use crate::links::{Joined, Tree, join_state};
use crate::mask::{Mask, NOTHING};
use crate::read::{self, Entry, value_at};
use crate::values::{Body, Values};
use crate::{TERRAFORM_PLAN, state};
use palisade_arena::Arena;
use palisade_model::{LoadContext, Loaded, Resource, Unit, Unscanned};
use palisade_shapes::iam::{self, DOCUMENT};
use palisade_source::{Diagnostic, Location, SourceMap, Span};
use palisade_value::{Interner, JsonCursor, JsonError, JsonKind, Value};
use rustc_hash::FxHashSet;

/// Policy documents are made of others that are made of others, so often at most.
const DOCUMENTS_DEEP: usize = 16;

const REWRITE: &str = "write it anew with `terraform show -json`; it may have been cut off";

pub(crate) fn load<'a>(arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
    let mut out = Loaded::default();
    for file in &unit.files {
        let held = context.sources.get(file.file);
        let kind = detect(held.text());
        let hidden = if kind.is_none() { hidden(held.text()) } else { None };
        let mut loader = Loader {
            values: Values {
                arena,
                keys: Interner::new(arena),
                file: file.file,
                text: held.text(),
                hidden: Vec::new(),
            },
            subject: held.path(),
            out: Loaded::default(),
            joined: Vec::new(),
            seen: FxHashSet::default(),
            planned: FxHashSet::default(),
        };
        if let Some(why) = hidden {
            loader.leave_out(why, None);
        } else if let Err(error) = loader.file(kind.unwrap_or(Kind::Plan)) {
            let location = loader.at(error.span);
            let message = format!("the file is no whole JSON: {}", error.message);
            loader.out = Loaded::default();
            loader
                .tell(Diagnostic::error("terraform-plan-json", message).at(location).help(REWRITE));
            let reason = format!("it is no whole JSON: {}; {REWRITE}", error.message);
            loader.leave_out(reason, Some(location));
        }
        hide(context.sources, &mut loader);
        let Loader { out: mut one, .. } = loader;
        // Links are positions in one file's own list.
        let before = u32::try_from(out.resources.len()).unwrap_or(u32::MAX);
        if before > 0 {
            for resource in &mut one.resources {
                let moved = resource.links.iter().map(|link| link.saturating_add(before));
                resource.links = arena.alloc_iter(moved);
            }
        }
        out.resources.append(&mut one.resources);
        out.diagnostics.append(&mut one.diagnostics);
        out.unscanned.append(&mut one.unscanned);
    }
    out
}

fn hide(sources: &SourceMap, loader: &mut Loader<'_, '_>) {
    let mut hidden = std::mem::take(&mut loader.values.hidden);
    if !hidden.is_empty() {
        hidden.sort_unstable_by_key(|span| (span.start, span.end));
        hidden.dedup();
        sources.get(loader.values.file).hide(hidden);
    }
}

/// A plan, as far as it is more than its resources.
struct Plan<'a, 'c, 'b> {
    tree: Tree<'a, 'c, 'b>,
    dynamic: Dynamic<'c>,
    documents: Documents<'a>,
}

struct Loader<'a, 't> {
    values: Values<'a, 't>,
    subject: &'t str,
    out: Loaded<'a>,
    /// Beside each resource, what joins it to others.
    joined: Vec<Joined<'a>>,
    /// The addresses so far.
    seen: FxHashSet<&'a str>,
    /// The addresses of managed resources of which a plan says what becomes of them.
    planned: FxHashSet<&'a str>,
}

/// The parts of a document, by their places.
#[derive(Default, Debug)]
struct Parts {
    /// A key that stands there more than once.
    twice: Option<(Span, String)>,
    format: Option<(Span, String)>,
    errored: Option<Span>,
    incomplete: Option<Span>,
    changes: Option<Span>,
    deferred: Option<Span>,
    planned: Option<Span>,
    values: Option<Span>,
    prior: Option<Span>,
    configuration: Option<Span>,
    relevant: Option<Span>,
    drift: Option<Span>,
    variables: Option<Span>,
    resources: Option<Span>,
    outputs: Option<Span>,
    checks: Option<Span>,
    actions: Option<Span>,
    deferred_actions: Option<Span>,
    output_changes: Option<Span>,
}

/// Adds the places of an object's fields of one name; what is no object has none.
fn fields(text: &str, object: Span, name: &str, out: &mut Vec<Span>) -> Result<(), JsonError> {
    let mut cursor = JsonCursor::at(text, object.start as usize);
    if cursor.kind()? != JsonKind::Object {
        return Ok(());
    }
    cursor.entries(|cursor, key, _| {
        let span = cursor.skip()?;
        if key == name {
            out.push(span);
        }
        Ok(())
    })?;
    Ok(())
}

impl<'a, 't> Loader<'a, 't> {
    fn at(&self, span: Span) -> Location {
        Location::new(self.values.file, span)
    }

    fn tell(&mut self, diagnostic: Diagnostic) {
        self.out.diagnostics.push(diagnostic);
    }

    /// Lists the file, or a part of it, as not examined.
    fn leave_out(&mut self, reason: impl Into<String>, location: Option<Location>) {
        let subject = self.subject.to_owned();
        self.out.unscanned.push(Unscanned { subject, reason: reason.into(), location });
    }

    fn file(&mut self, kind: Kind) -> Result<(), JsonError> {
        match kind {
            Kind::Log => {
                self.leave_out(
                    "is the log of a run; make a plan with `-out=FILE` and check what \
                     `terraform show -json FILE` writes",
                    None,
                );
                return Ok(());
            }
            Kind::Encrypted => {
                self.leave_out("is an encrypted state; check what `tofu show -json` writes", None);
                return Ok(());
            }
            _ => {}
        }
        // All of the text is gone through once: what is broken is never half examined.
        let parts = self.parts(kind)?;
        if let Some((span, key)) = &parts.twice {
            let message = format!("the key `{key}` stands there twice");
            let help = "which of the two counts cannot be known; write the file anew with \
                        `terraform show -json`";
            let location = self.at(*span);
            let reason = format!("{message}; {help}");
            self.tell(Diagnostic::error("terraform-plan-json", message).at(location).help(help));
            self.leave_out(reason, Some(location));
            return Ok(());
        }
        if !self.is_known(kind, &parts) {
            return Ok(());
        }
        self.hide_surroundings(&parts)?;
        self.beside(&parts)?;
        match kind {
            Kind::RawState => self.raw_state(&parts),
            Kind::State => self.state(&parts),
            _ => self.plan(&parts),
        }
    }

    /// Tells of checks that fail and of actions that nobody looks at.
    fn beside(&mut self, parts: &Parts) -> Result<(), JsonError> {
        let text = self.values.text;
        if let Some(span) = parts.checks {
            for note in checks::failing(text, span)? {
                let location = self.at(note.span);
                let told = Diagnostic::warning("terraform-plan-check", note.message).at(location);
                self.tell(told.help("`terraform plan` says which, and why"));
            }
            self.hide_inside(span);
        }
        for span in [parts.actions, parts.deferred_actions].into_iter().flatten() {
            if let Some(note) = checks::invoked(text, span)? {
                let location = self.at(note.span);
                self.leave_out(note.message, Some(location));
            }
            self.hide_inside(span);
        }
        Ok(())
    }

    fn parts(&mut self, kind: Kind) -> Result<Parts, JsonError> {
        let mut cursor = JsonCursor::new(self.values.text)?;
        let mut parts = Parts::default();
        let mut keys = FxHashSet::default();
        cursor.entries(|cursor, key, span| {
            if !keys.insert(key.to_owned()) && parts.twice.is_none() {
                parts.twice = Some((span, key.to_owned()));
            }
            let part = match key {
                "resource_changes" => &mut parts.changes,
                "deferred_changes" => &mut parts.deferred,
                "planned_values" => &mut parts.planned,
                "values" => &mut parts.values,
                "prior_state" => &mut parts.prior,
                "configuration" => &mut parts.configuration,
                "relevant_attributes" => &mut parts.relevant,
                "resource_drift" => &mut parts.drift,
                "variables" => &mut parts.variables,
                "resources" => &mut parts.resources,
                "outputs" => &mut parts.outputs,
                "checks" | "check_results" => &mut parts.checks,
                "action_invocations" => &mut parts.actions,
                "deferred_action_invocations" => &mut parts.deferred_actions,
                "output_changes" => &mut parts.output_changes,
                "errored" => {
                    let entry = cursor.bool()?;
                    parts.errored = (entry == Some(true)).then_some(span);
                    return Ok(());
                }
                "complete" => {
                    let entry = cursor.bool()?;
                    parts.incomplete = (entry == Some(false)).then_some(span);
                    return Ok(());
                }
                "format_version" | "version" if (key == "version") == (kind == Kind::RawState) => {
                    let span = cursor.skip()?;
                    let text = self.values.text.get(span.range()).unwrap_or("");
                    parts.format = Some((span, text.trim_matches('"').to_owned()));
                    return Ok(());
                }
                _ => return cursor.skip().map(|_| ()),
            };
            *part = Some(cursor.skip()?);
            Ok(())
        })?;
        cursor.end()?;
        Ok(parts)
    }

    /// Notes that what stands beside the resources must not be shown: the values of variables and
    /// outputs, what the configuration writes, what changed since the last run. Which of it is
    /// sensitive is said elsewhere or not at all, and no finding is about it.
    fn hide_surroundings(&mut self, parts: &Parts) -> Result<(), JsonError> {
        let mut hidden = Vec::from_iter(parts.variables);
        hidden.extend(parts.outputs);
        hidden.extend(parts.output_changes);
        hidden.extend(parts.configuration);
        hidden.extend(parts.drift);
        let mut holders = vec![];
        holders.extend(parts.planned);
        holders.extend(parts.values);
        let text = self.values.text;
        if let Some(prior) = parts.prior {
            fields(text, prior, "values", &mut holders)?;
        }
        for holder in holders {
            fields(text, holder, "outputs", &mut hidden)?;
        }
        hidden.iter().for_each(|span| self.hide_inside(*span));
        Ok(())
    }

    /// Notes that nothing of an object or list must be shown; its brackets stay, so that what is
    /// shown is still readable.
    fn hide_inside(&mut self, span: Span) {
        if span.len() > 2 {
            self.values.hidden.push(Span::new(span.start + 1, span.end - 1));
        }
    }

    /// Notes that the values of an entry that no finding is about must not be shown.
    fn hide_entry(&mut self, entry: &Entry<'_, '_>) {
        for span in entry.values.into_iter().chain(entry.before) {
            self.hide_inside(span);
        }
    }

    /// Whether the version is one that this reads; else it is told.
    fn is_known(&mut self, kind: Kind, parts: &Parts) -> bool {
        let (span, version) = parts.format.clone().unwrap_or_default();
        let (message, help) = match (kind, version.as_str()) {
            (Kind::RawState, "4") => return true,
            (Kind::RawState, "1" | "2" | "3") => (
                format!("a state of version {version} is not read"),
                "a run of Terraform 0.12 or later writes version 4",
            ),
            (Kind::RawState, _) => (
                format!("a state of version {version} is not known"),
                "check what `terraform show -json` writes instead, or update Palisade",
            ),
            (_, version) => {
                let major = version.split('.').next().unwrap_or("");
                if matches!(major, "0" | "1") {
                    return true;
                }
                (
                    format!("`format_version` {version} is not known; known are 0.x and 1.x"),
                    "update Palisade, or write the file with a Terraform that it knows",
                )
            }
        };
        let location = self.at(span);
        let reason = format!("{message}; {help}");
        let told = Diagnostic::error("terraform-plan-version", message).at(location).help(help);
        self.tell(told);
        self.leave_out(reason, Some(location));
        false
    }

    fn plan(&mut self, parts: &Parts) -> Result<(), JsonError> {
        let text = self.values.text;
        if let Some(span) = parts.errored {
            let message = "the plan ended with an error and is not complete";
            let location = self.at(span);
            self.tell(
                Diagnostic::error("terraform-plan-errored", message)
                    .at(location)
                    .help("mend what `terraform plan` complains of and make the plan anew"),
            );
            self.leave_out(message, Some(location));
        } else if let Some(span) = parts.incomplete {
            let message =
                "the plan is not complete: it was made with `-target`, or changes were put off";
            let help = "check a plan of everything as well, or the configuration";
            let location = self.at(span);
            let told = Diagnostic::warning("terraform-plan-incomplete", message);
            self.tell(told.at(location).help(help));
            self.leave_out(format!("{message}; {help}"), Some(location));
        }
        let scratch = Arena::new();
        let read =
            |part: Option<Span>| part.map(|span| value_at(&scratch, text, span, None)).transpose();
        let config = Config::new(read(parts.configuration)?, read(parts.variables)?);
        let arena = self.values.arena;
        let mut plan = Plan {
            tree: Tree::new(arena, &config),
            dynamic: Dynamic::new(&config, read(parts.relevant)?),
            documents: Documents::default(),
        };
        let mut changes = 0_usize;
        if let Some(span) = parts.changes {
            self.look_ahead(&mut plan, span)?;
            self.list(span, "resource_changes", |this, cursor| {
                changes += 1;
                let entry = read::change(arena, cursor)?;
                this.planned(&mut plan, entry)
            })?;
        }
        // A list that is empty says nothing of what is planned.
        if let Some(span) = parts.planned.filter(|_| changes > 0) {
            self.hide_inside(span);
        } else if let Some(span) = parts.planned {
            self.root_module(span, |this, entry| this.planned(&mut plan, entry))?;
        }
        if let Some(span) = parts.deferred {
            self.list(span, "deferred_changes", |this, cursor| {
                let mut entry = None;
                cursor.entries(|cursor, key, _| {
                    if key == "resource_change" {
                        entry = Some(read::change(arena, cursor)?);
                        return Ok(());
                    }
                    cursor.skip().map(|_| ())
                })?;
                entry.map_or(Ok(()), |entry| this.planned(&mut plan, entry))
            })?;
        }
        // Data sources that were read while planning are in the state before, and so is what a plan
        // leaves as it is without a word: one of chosen targets, or one that only refreshes.
        if let Some(prior) = parts.prior {
            let mut values = None;
            JsonCursor::at(text, prior.start as usize).entries(|cursor, key, _| {
                let span = cursor.skip()?;
                if key == "values" {
                    values = Some(span);
                }
                Ok(())
            })?;
            if let Some(span) = values {
                self.root_module(span, |this, entry| {
                    let known = if entry.data { &this.seen } else { &this.planned };
                    if !known.contains(&*entry.address) {
                        return this.planned(&mut plan, entry);
                    }
                    this.hide_entry(&entry);
                    Ok(())
                })?;
            }
        }
        if !plan.tree.join(&mut self.out.resources, &self.joined) {
            let message = "the plan joins more resources than are followed";
            let help = "policies that look at linked resources may miss some; split the plan";
            self.tell(Diagnostic::warning("terraform-plan-limit", message).help(help));
            self.leave_out(format!("{message}; {help}"), None);
        }
        Ok(())
    }

    fn state(&mut self, parts: &Parts) -> Result<(), JsonError> {
        if let Some(span) = parts.values {
            self.root_module(span, |this, entry| this.stated(entry, false))?;
        }
        join_state(self.values.arena, &mut self.out.resources, &self.joined);
        Ok(())
    }

    fn raw_state(&mut self, parts: &Parts) -> Result<(), JsonError> {
        let arena = self.values.arena;
        if let Some(span) = parts.resources {
            self.list(span, "resources", |this, cursor| {
                state::resource(arena, cursor, &mut |entry| this.stated(entry, true))
            })?;
        }
        join_state(arena, &mut self.out.resources, &self.joined);
        Ok(())
    }

    /// Goes through a list of the document; anything else in its place is told.
    fn list(
        &mut self,
        span: Span,
        name: &str,
        mut each: impl FnMut(&mut Self, &mut JsonCursor<'t>) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        let mut cursor = JsonCursor::at(self.values.text, span.start as usize);
        match cursor.kind()? {
            JsonKind::Array => cursor.items(|cursor| each(self, cursor)).map(|_| ()),
            JsonKind::Null => Ok(()),
            _ => {
                self.odd(span, format!("`{name}` is not a list"));
                Ok(())
            }
        }
    }

    /// Goes through the resources of values.
    fn root_module(
        &mut self,
        values: Span,
        mut each: impl FnMut(&mut Self, Entry<'t, 'a>) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        let arena = self.values.arena;
        let mut cursor = JsonCursor::at(self.values.text, values.start as usize);
        cursor.entries(|cursor, key, _| {
            if key == "root_module" {
                return read::module(arena, cursor, 0, &mut |entry| each(self, entry));
            }
            cursor.skip().map(|_| ())
        })?;
        Ok(())
    }

    /// Tells of a part that is not as it should be.
    fn odd(&mut self, span: Span, message: String) {
        let location = self.at(span);
        let line = Location::new(location.file, Span::new(span.start, span.start + 1));
        self.tell(Diagnostic::warning("terraform-plan-shape", message.clone()).at(line));
        self.leave_out(message, Some(line));
    }

    /// Whether an entry has all that names a resource, is there after apply, and is the first of
    /// its address.
    fn admit(&mut self, entry: &Entry<'t, 'a>) -> bool {
        if !entry.stays || entry.deposed {
            return false;
        }
        if entry.address.is_empty() || entry.kind.is_empty() || entry.name.is_empty() {
            self.odd(entry.span, "an entry names no resource".to_owned());
            return false;
        }
        if self.seen.contains(&*entry.address) {
            // A data source may stand among the changes and in the state before.
            if entry.data {
                return false;
            }
            let message =
                format!("`{}` stands there more than once; the first is examined", entry.address);
            self.odd(entry.span, message);
            return false;
        }
        true
    }

    /// Goes through the changes for what others hang on: what is unknown that dynamic blocks may be
    /// made of, and policy documents that are not known as a whole.
    fn look_ahead(&mut self, plan: &mut Plan<'a, '_, '_>, span: Span) -> Result<(), JsonError> {
        let text = self.values.text;
        let has_documents =
            text.get(span.range()).is_some_and(|changes| changes.contains(DOCUMENT));
        if !has_documents && !plan.dynamic.is_open() {
            return Ok(());
        }
        let arena = self.values.arena;
        let mut documents = Vec::new();
        let mut cursor = JsonCursor::at(text, span.start as usize);
        if cursor.kind()? != JsonKind::Array {
            return Ok(());
        }
        cursor.items(|cursor| {
            let entry = read::change(arena, cursor)?;
            let module = self.values.keys.intern(&entry.module);
            let (_, config) = plan.tree.instance(module);
            let local = entry.local();
            if let Some(unknown) = entry.unknown.filter(|_| plan.dynamic.is_about(config, &local)) {
                let scratch = Arena::new();
                plan.dynamic.see(config, &local, value_at(&scratch, text, unknown, None)?);
            }
            if entry.data && entry.kind == DOCUMENT && entry.stays && entry.values.is_some() {
                documents.push(entry);
            }
            Ok(())
        })?;
        plan.dynamic.settle(plan.tree.config().count());
        // One may be made of others.
        for _ in 0..DOCUMENTS_DEEP {
            let mut is_news = false;
            for entry in &documents {
                let made = self.attributes(plan, entry)?;
                let module = self.values.keys.intern(&entry.module);
                let (instance, _) = plan.tree.instance(module);
                if let Some(text) = made.and_then(|made| made.field("json")) {
                    let name = self.values.keys.intern(&entry.name);
                    is_news |= plan.documents.add(instance, name, entry.key, text);
                }
            }
            if !is_news {
                break;
            }
        }
        Ok(())
    }

    fn planned(
        &mut self,
        plan: &mut Plan<'a, '_, '_>,
        entry: Entry<'t, 'a>,
    ) -> Result<(), JsonError> {
        let text = self.values.text;
        if !entry.data {
            self.planned.insert(self.values.arena.alloc_str(&entry.address));
        }
        if let (Some(before), Some(sensitive)) = (entry.before, entry.before_sensitive) {
            let scratch = Arena::new();
            let mask = Mask::of(value_at(&scratch, text, sensitive, None)?);
            self.values.hide_only(before, &mask)?;
        }
        if !self.admit(&entry) {
            self.hide_entry(&entry);
            return Ok(());
        }
        let attributes = self.attributes(plan, &entry)?;
        let module = self.values.keys.intern(&entry.module);
        let (_, config) = plan.tree.instance(module);
        let declared = config.and_then(|c| plan.tree.config().resource(c, &entry.local()));
        let provider = declared.and_then(|d| d.field("provider_config_key")?.as_str());
        // A module's own name stands in front.
        let provider = provider.map_or("", |key| key.rsplit(':').next().unwrap_or(key));
        let provider = self.values.keys.intern(provider);
        self.resource(&entry, attributes, &[], provider)
    }

    /// The attributes of a planned resource; none where it has no values.
    fn attributes(
        &mut self,
        plan: &mut Plan<'a, '_, '_>,
        entry: &Entry<'t, 'a>,
    ) -> Result<Option<Value<'a>>, JsonError> {
        let (text, arena) = (self.values.text, self.values.arena);
        let Some(values) = self.object(entry)? else { return Ok(None) };
        let local = entry.local();
        let module = self.values.keys.intern(&entry.module);
        let (instance, config_module) = plan.tree.instance(module);
        let scratch = Arena::new();
        let unknown = entry.unknown.map(|span| {
            // With places, so that what is unknown can be pointed at.
            value_at(&scratch, text, span, Some(self.values.file))
        });
        let sensitive = entry.sensitive.map(|span| value_at(&scratch, text, span, None));
        let sensitive = sensitive.transpose()?;
        let mask = sensitive.map_or_else(|| NOTHING.clone(), Mask::of);
        let Plan { tree, dynamic, documents } = &*plan;
        let place = Place { instance, key: entry.key };
        let body = Body {
            kind: &entry.kind,
            values,
            unknown: unknown.transpose()?,
            sensitive: &mask,
            shape: sensitive,
            update: entry.update,
            dynamic: false,
            config: tree.config(),
            module: config_module,
            local: &local,
            level: tree.config().level(config_module, &local),
            hint: dynamic.hint(config_module),
            document: &|expression| match documents.is_empty() {
                true => None,
                false => documents.find(tree, arena, expression, place),
            },
        };
        let attributes = self.values.attributes(&body)?;
        if !entry.data || entry.kind != DOCUMENT {
            return Ok(Some(attributes));
        }
        let header = self.at(entry.header);
        // One that is too large to be written stays unknown.
        Ok(Some(iam::complete(arena, header, attributes).unwrap_or(attributes)))
    }

    /// A resource of a state; in a state file, `raw`, values say their types where those vary.
    fn stated(&mut self, entry: Entry<'t, 'a>, raw: bool) -> Result<(), JsonError> {
        if !self.admit(&entry) {
            self.hide_entry(&entry);
            return Ok(());
        }
        let text = self.values.text;
        let arena = self.values.arena;
        let Some(values) = self.object(&entry)? else {
            return self.resource(&entry, None, &[], "");
        };
        let mask = if raw { Mask::of_paths } else { Mask::of };
        let scratch = Arena::new();
        let sensitive = entry.sensitive.map(|span| value_at(&scratch, text, span, None));
        let mask = sensitive.transpose()?.map_or_else(|| NOTHING.clone(), mask);
        let config = Config::default();
        let mut dependencies = Vec::new();
        if let Some(span) = entry.depends_on {
            JsonCursor::at(text, span.start as usize).items(|cursor| {
                if let Some(name) = cursor.text()? {
                    dependencies.push(self.values.keys.intern(&name));
                }
                Ok(())
            })?;
        }
        let body = Body {
            kind: &entry.kind,
            values,
            unknown: None,
            sensitive: &mask,
            shape: None,
            update: false,
            dynamic: raw,
            config: &config,
            module: None,
            local: &entry.local(),
            level: Level::Unsaid,
            hint: None,
            document: &|_| None,
        };
        let attributes = self.values.attributes(&body)?;
        let dependencies = arena.alloc_slice(&dependencies);
        self.resource(&entry, Some(attributes), dependencies, "")
    }

    /// Where the values of an entry are; none where they are no object.
    fn object(&self, entry: &Entry<'_, '_>) -> Result<Option<Span>, JsonError> {
        let Some(span) = entry.values else { return Ok(None) };
        let kind = JsonCursor::at(self.values.text, span.start as usize).kind()?;
        Ok((kind == JsonKind::Object).then_some(span))
    }

    fn resource(
        &mut self,
        entry: &Entry<'t, 'a>,
        attributes: Option<Value<'a>>,
        dependencies: &'a [&'a str],
        provider: &'a str,
    ) -> Result<(), JsonError> {
        let arena = self.values.arena;
        let Some(attributes) = attributes else {
            let message = format!("`{}` has no values", entry.address);
            self.odd(entry.span, message);
            return Ok(());
        };
        let kind = if entry.data { format!("data.{}", entry.kind) } else { entry.kind.to_string() };
        let header = if entry.header == Span::default() {
            Span::new(entry.span.start, entry.span.start + 1)
        } else {
            entry.header
        };
        let address = arena.alloc_str(&entry.address);
        self.seen.insert(address);
        let local = arena.alloc_str(&entry.local());
        let module = self.values.keys.intern(&entry.module);
        self.joined.push(Joined { module, local, key: entry.key, dependencies });
        self.out.resources.push(Resource {
            framework: TERRAFORM_PLAN,
            kind: self.values.keys.intern(&kind),
            address,
            attributes,
            location: Location::new(self.values.file, entry.span),
            header: Location::new(self.values.file, header),
            parents: &[],
            provider,
            links: &[],
            perhaps: &[],
            symbolic: None,
        });
        Ok(())
    }
}
