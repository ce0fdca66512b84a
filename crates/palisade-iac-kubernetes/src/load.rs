use crate::helm::Charts;
use crate::values::{SCHEMA, Source, Values};
use crate::{KUBERNETES, detect, kinds, kustomize, notes};
use palisade_arena::Arena;
use palisade_model::{LoadContext, Loaded, LoadedNote, Resource, ScannedFile, Unit, Unscanned};
use palisade_shapes::kubernetes::{
    CLUSTER_SCOPED, Joined, POD_SPEC, Template, Typing, Workload, fitted, fitted_object, join,
    open_pod_attributes, open_pods, pod_attributes, stray_containers, templates,
};
use palisade_source::{Diagnostic, Span};
use palisade_value::{Origin, Value};
use palisade_yaml::{Document, Node, Stream, YamlErrorKind};
use std::path::Path;

/// Lists inside lists are unfolded this deep.
const MAX_LISTS: usize = 8;

pub(crate) fn load<'a>(arena: &'a Arena, context: &LoadContext<'_>, unit: &Unit) -> Loaded<'a> {
    let mut loader = Loader {
        values: Values::new(arena),
        out: Loaded::default(),
        joined: Vec::new(),
        charts: Charts::default(),
    };
    for file in &unit.files {
        loader.file(context, file);
    }
    let Loader { mut out, joined, charts, .. } = loader;
    out.unscanned.extend(charts.finish());
    out.unscanned.extend(join(arena, &mut out.resources, &joined));
    out
}

struct Loader<'a> {
    values: Values<'a>,
    out: Loaded<'a>,
    /// Beside each resource, what joins it to others.
    joined: Vec<Joined<'a>>,
    charts: Charts,
}

/// An object of a document, by what it says it is.
struct Head<'n> {
    api_version: &'n str,
    kind: &'n str,
    /// The `kind` entry, else the start of the object.
    header: Span,
}

impl<'a> Loader<'a> {
    fn file(&mut self, context: &LoadContext<'_>, file: &ScannedFile) {
        let held = context.sources.get(file.file);
        let source = Source { id: file.file, text: held.text() };
        if self.charts.owns(context, &file.path, source.text)
            || self.charts.declares(&file.path, source.text)
        {
            return;
        }
        let before = (self.out.resources.len(), self.out.unscanned.len());
        let stream = palisade_yaml::parse(source.text);
        // Positions of the resources of each document.
        let mut ranges = Vec::with_capacity(stream.documents.len());
        for document in &stream.documents {
            let first = self.out.resources.len();
            self.document(document, &source, held.path(), &file.path);
            ranges.push(first..self.out.resources.len());
        }
        self.comments(&stream, &source, &ranges);
        if detect::is_kustomization(&file.path) {
            let roots = stream.documents.iter().filter_map(|document| document.root.as_ref());
            let told = roots.filter_map(|root| kustomize::not_applied(root, &source));
            let subject = || held.path().to_string();
            self.out.unscanned.extend(told.map(|(reason, location)| Unscanned {
                subject: subject(),
                reason,
                location: Some(location),
            }));
        }
        let after = (self.out.resources.len(), self.out.unscanned.len());
        if before == after && context.roots.contains(&file.path) {
            self.out.unscanned.push(Unscanned {
                subject: held.path().to_string(),
                reason: "no object with an `apiVersion` and a `kind` was found in it".to_owned(),
                location: None,
            });
        }
    }

    fn document(&mut self, document: &Document<'_>, source: &Source<'_>, shown: &str, path: &Path) {
        let fatal = document.errors.iter().find(|e| e.is_fatal());
        if let Some(error) = fatal {
            let text = source.text.get(document.span.range()).unwrap_or("");
            // What does not parse between manifests is one of them in all likelihood.
            let likely = detect::looks_like_manifest(text)
                || detect::looks_like_manifest(source.text)
                || detect::lacks_version(text);
            if !likely || is_tool(document.partial.as_ref()) {
                return;
            }
            let location = source.at(error.span);
            let mut diagnostic = error.to_diagnostic(source.id);
            let reason = if text.contains("{{") {
                diagnostic.help = Some("render the template first and check the result".into());
                "the manifest holds template expressions and is no YAML; render it first and \
                 check the result"
                    .to_owned()
            } else {
                format!("the manifest cannot be read: {}", error.message)
            };
            self.out.diagnostics.push(diagnostic);
            self.out.unscanned.push(Unscanned {
                subject: shown.to_owned(),
                reason,
                location: Some(location),
            });
            return;
        }
        let Some(root) = &document.root else { return };
        let before = self.out.resources.len();
        if root.is_sequence() {
            self.bare_list(root, source, path);
        } else {
            self.object(root, None, source, path, 0);
        }
        if self.out.resources.len() > before {
            self.out.diagnostics.extend(document.errors.iter().map(|error| {
                let mut told = error.to_diagnostic(source.id);
                if error.kind == YamlErrorKind::DuplicateKey {
                    told.help = Some("remove one of them; to policies it is unknown".into());
                }
                told
            }));
        } else {
            self.without_version(root, source, shown);
            self.without_structure(document, root, source, shown);
        }
    }

    /// Loads the items of a list that stands by itself, as some tools write them.
    fn bare_list(&mut self, root: &Node<'_>, source: &Source<'_>, path: &Path) {
        if !root.items().iter().any(|item| head(item, None).is_some()) {
            return;
        }
        for item in root.items() {
            self.object(item, None, source, path, 1);
            self.not_an_object(item, source);
        }
    }

    /// Tells of what is written as a manifest and is read as one text, such as JSON below a line
    /// that is no JSON.
    fn without_structure(
        &mut self,
        document: &Document<'_>,
        root: &Node<'_>,
        source: &Source<'_>,
        shown: &str,
    ) {
        let text = source.text.get(document.span.range()).unwrap_or("");
        if root.is_mapping() || root.is_sequence() || !detect::looks_like_manifest(text) {
            return;
        }
        self.out.unscanned.push(Unscanned {
            subject: shown.to_owned(),
            reason: "the manifest is read as a single text, not as an object; comments of YAML \
                     begin with `#`, and JSON has none"
                .to_owned(),
            location: Some(source.at(crate::values::first_line(source.text, root.span))),
        });
    }

    /// Tells of what is a manifest but for its `apiVersion`: nobody looked at it.
    fn without_version(&mut self, root: &Node<'_>, source: &Source<'_>, shown: &str) {
        let text = |key| root.get(key).and_then(|v| v.as_str(SCHEMA)).filter(|t| !t.is_empty());
        let Some(kind) = text("kind").filter(|kind| detect::is_kind(kind)) else { return };
        let is_manifest =
            ["metadata", "spec"].iter().any(|key| root.get(key).is_some_and(Node::is_mapping));
        if text("apiVersion").is_some() || !is_manifest {
            return;
        }
        let span = root.get_entry("kind").map_or(root.span, |(key, value)| key.span.to(value.span));
        let mut keys = root.entries().iter().filter_map(|(key, _)| key.as_str(SCHEMA));
        let near = keys.find(|key| key.eq_ignore_ascii_case("apiVersion"));
        let hint = match (near, root.get("apiVersion")) {
            (_, Some(_)) => "; write it as a text".to_owned(),
            (Some(near), _) => format!("; write it in place of `{near}`"),
            (None, None) => String::new(),
        };
        self.out.unscanned.push(Unscanned {
            subject: shown.to_owned(),
            reason: format!("this `{kind}` has no `apiVersion` that can be read{hint}"),
            location: Some(source.at(span)),
        });
    }

    /// Loads an object or the items of a list; `list` is the head of the list that it is in.
    fn object(
        &mut self,
        node: &Node<'_>,
        list: Option<&Head<'_>>,
        source: &Source<'_>,
        path: &Path,
        depth: usize,
    ) {
        let Some(head) = head(node, list) else { return };
        if is_tool_head(&head, node) {
            return;
        }
        // A template of OpenShift holds the objects that it makes.
        let is_template =
            head.kind == "Template" && node.get("objects").is_some_and(Node::is_sequence);
        let (list_key, is_list) =
            if is_template { ("objects", true) } else { ("items", head.kind.ends_with("List")) };
        if let (true, Some(items)) = (is_list, node.get(list_key)) {
            if depth >= MAX_LISTS {
                self.out.unscanned.push(Unscanned {
                    subject: head.kind.to_owned(),
                    reason: "lists are nested too deep".into(),
                    location: Some(source.at(head.header)),
                });
                return;
            }
            for item in items.items() {
                let before = self.out.resources.len();
                let list = (!is_template).then_some(&head);
                self.object(item, list, source, path, depth + 1);
                if self.out.resources.len() == before {
                    self.not_an_object(item, source);
                }
            }
            return;
        }
        let doubled = ["kind", "apiVersion"]
            .into_iter()
            .find(|key| node.get(key).is_some_and(Node::is_doubled))
            .map(|key| format!("`{key}` is given twice; take one of them away"));
        if let Some(why) = doubled.or_else(|| kinds::refused(head.kind, head.api_version)) {
            let kind = head.kind.trim();
            self.out.unscanned.push(Unscanned {
                subject: if kind.is_empty() { "an object".to_owned() } else { kind.to_owned() },
                reason: why,
                location: Some(source.at(head.header)),
            });
        }
        self.resource(node, &head, source, path);
    }

    fn not_an_object(&mut self, item: &Node<'_>, source: &Source<'_>) {
        if head(item, None).is_some() {
            return;
        }
        let span = crate::values::first_line(source.text, item.span);
        self.out.diagnostics.push(
            Diagnostic::warning("kubernetes-list-item", "an item of the list is not an object")
                .at(source.at(span))
                .help("give it an `apiVersion` and a `kind`"),
        );
    }

    fn resource(&mut self, node: &Node<'_>, head: &Head<'_>, source: &Source<'_>, path: &Path) {
        let arena = self.values.arena;
        let kind = self.values.intern(head.kind);
        let header = source.at(head.header);
        let here = Origin::literal(header);
        let told = &mut self.out.diagnostics;
        let attributes = self.values.value(node, source, told);
        let attributes = fitted_object(arena, kind, attributes, here, Typing::Strict, told);
        let api_version = self.values.intern(head.api_version);
        // Names are shown as written, even one such as `5` or `y` that has to be quoted.
        let field = |key| {
            let node = node.path(&["metadata", key])?;
            let text = if node.is_null() { "" } else { node.text()? };
            (!text.is_empty()).then(|| arena.alloc_str(text))
        };
        let (name, generate) = (field("name"), field("generateName"));
        let namespace = field("namespace").filter(|_| !CLUSTER_SCOPED.contains(&kind));
        let shown = match (name, generate) {
            (Some(name), _) => name,
            (_, Some(prefix)) => arena.alloc_str(&format!("{prefix}*")),
            _ => "(unnamed)",
        };
        let address = match namespace {
            Some(namespace) => format!("{kind}/{namespace}/{shown}"),
            None => format!("{kind}/{shown}"),
        };
        let resource = Resource {
            framework: KUBERNETES,
            kind,
            address: arena.alloc_str(&address),
            attributes,
            location: source.at(node.span),
            header,
            parents: &[],
            provider: "",
            links: &[],
            perhaps: &[],
            symbolic: None,
        };
        let first = position(&self.out.resources);
        let found = templates(arena, kind, api_version, attributes, here);
        if found.is_empty()
            && let Some(path) = stray_containers(kind, api_version, attributes)
        {
            self.out.unscanned.push(Unscanned {
                subject: address.clone(),
                reason: format!(
                    "`{path}` holds containers in a form that is not known; no policy about pods \
                     looks at them"
                ),
                location: Some(header),
            });
        }
        let workload = Workload {
            kind,
            name: (shown != "(unnamed)").then_some(shown),
            namespace,
            api_version,
            origin: here,
        };
        self.out.resources.push(resource);
        self.joined.push(Joined {
            folder: folder(arena, path),
            namespace: if CLUSTER_SCOPED.contains(&kind) { None } else { Some(namespace) },
            name,
            api_version,
            attributes,
            pods: found.clone(),
            workload: None,
        });
        for template in &found {
            self.pod_spec(resource, template, &workload, first);
        }
        if found.is_empty()
            && let Some(unknown) =
                open_pods(arena, kind, attributes, here, &mut self.out.diagnostics)
        {
            self.pods(resource, open_pod_attributes(arena, unknown, &workload), first);
        }
        for (text, span) in notes::annotations(node, source) {
            self.out.notes.push(LoadedNote {
                text,
                location: source.at(span),
                resources: Some((first..position(&self.out.resources)).collect()),
            });
        }
    }

    fn pod_spec(
        &mut self,
        of: Resource<'a>,
        template: &Template<'a>,
        workload: &Workload<'a>,
        first: u32,
    ) {
        let arena = self.values.arena;
        let origin = template.holder.field_origin("spec").copied().unwrap_or(workload.origin);
        let spec = Value::Object(template.spec);
        let fitted = fitted(arena, spec, origin, Typing::Strict, &mut self.out.diagnostics);
        let spec = fitted.as_object().unwrap_or(template.spec);
        let attributes = pod_attributes(arena, &Template { spec, ..template.clone() }, workload);
        self.pods(of, attributes, first);
    }

    /// Adds the resource that stands for the pods of a workload.
    fn pods(&mut self, of: Resource<'a>, attributes: Value<'a>, first: u32) {
        self.out.resources.push(Resource { kind: POD_SPEC, attributes, ..of });
        self.joined.push(Joined {
            folder: "",
            namespace: None,
            name: None,
            api_version: "",
            attributes: Value::Null,
            pods: Vec::new(),
            workload: Some(first),
        });
    }

    /// Comments are about the one object of their document, or the item of a list that they stand
    /// in; above a list of several they are about what stands below.
    fn comments(
        &mut self,
        stream: &Stream<'_>,
        source: &Source<'_>,
        ranges: &[std::ops::Range<usize>],
    ) {
        for comment in &stream.comments {
            let Some(mut note) = notes::comment(comment, source) else { continue };
            let behind = stream.documents.partition_point(|d| d.span.start <= comment.span.start);
            let range = ranges.get(behind.saturating_sub(1)).cloned().unwrap_or(0..0);
            let held = self.out.resources.get(range.clone()).unwrap_or(&[]);
            let one = held.windows(2).all(|pair| match pair {
                [a, b] => a.location == b.location,
                _ => true,
            });
            let about = |r: &Resource<'_>| one || r.location.span.contains(comment.span);
            let positions: Vec<u32> = held
                .iter()
                .zip(range)
                .filter(|(r, _)| about(r))
                .filter_map(|(_, at)| u32::try_from(at).ok())
                .collect();
            note.resources = (!positions.is_empty()).then_some(positions);
            self.out.notes.push(note);
        }
    }
}

fn position(resources: &[Resource<'_>]) -> u32 {
    u32::try_from(resources.len()).unwrap_or(u32::MAX)
}

fn folder<'a>(arena: &'a Arena, path: &Path) -> &'a str {
    let folder = path.parent().map(|p| p.to_string_lossy().replace('\\', "/"));
    arena.alloc_str(&folder.unwrap_or_default())
}

/// What an object says it is; an item of a typed list may leave it to the list.
fn head<'n>(node: &'n Node<'_>, list: Option<&Head<'n>>) -> Option<Head<'n>> {
    let text = |key| node.get(key).and_then(|v| v.as_str(SCHEMA)).filter(|t| !t.is_empty());
    let inherited = list.filter(|l| l.kind != "List" && node.is_mapping());
    let kind = text("kind").or_else(|| inherited?.kind.strip_suffix("List"))?;
    let api_version = text("apiVersion").or_else(|| Some(inherited?.api_version))?;
    let header = node.get_entry("kind").map_or_else(
        || Span::new(node.span.start, node.span.start),
        |(key, value)| if value.alias().is_some() { key.span } else { key.span.to(value.span) },
    );
    Some(Head { api_version, kind, header })
}

fn is_tool(partial: Option<&Node<'_>>) -> bool {
    partial.is_some_and(|node| head(node, None).is_some_and(|h| is_tool_head(&h, node)))
}

/// Whether it is configuration of a tool, such as a kustomization or a kubeconfig.
fn is_tool_head(head: &Head<'_>, node: &Node<'_>) -> bool {
    let kubeconfig = head.kind == "Config" && head.api_version == "v1";
    detect::is_tool_version(head.api_version) || (kubeconfig && node.get("clusters").is_some())
}
