//! Functions that read files: only inside the scanned folders, only through the `System`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use palisade_hcl::{Call, Expr};
use palisade_model::Unscanned;
use palisade_source::{Diagnostic, EntryKind, FileId};
use palisade_value::{UnknownKind, Value};
use std::path::{Path, PathBuf};

use super::{Env, Eval, Evaluator, Frame, Problem, TEXT_BYTES};
use crate::functions::{digest, to_hex};
use crate::glob;
use crate::paths::{normalize, relative};
use crate::types::to_text;

/// `fileset` looks at no more than so many entries.
const ENTRIES: usize = 100_000;

/// `fileset` goes no deeper than this.
const FOLDERS: usize = 40;

/// Whether a function reads files or templates.
pub(super) fn reads_files(name: &str) -> bool {
    matches!(
        name,
        "file"
            | "fileexists"
            | "fileset"
            | "templatefile"
            | "templatestring"
            | "filebase64"
            | "filemd5"
            | "filesha1"
            | "filesha256"
            | "filesha512"
            | "filebase64sha256"
            | "filebase64sha512"
    )
}

impl<'a, 's> Evaluator<'a, 's, '_> {
    pub(super) fn file_call(
        &mut self,
        name: &str,
        args: &[Value<'a>],
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
    ) -> Eval<'a> {
        let wanted = match name {
            "fileset" | "templatefile" | "templatestring" => 2,
            _ => 1,
        };
        if args.len() != wanted {
            let count = args.len();
            return Err(Problem::new(format!(
                "`{name}` takes {wanted} arguments and this call has {count}"
            )));
        }
        if let Some(unknown) = args.iter().find_map(Value::as_unknown) {
            return Ok(self.plain(unknown));
        }
        let first = to_text(self.arena, args.first().copied().unwrap_or(Value::Null))
            .map_err(|misfit| Problem::new(format!("`{name}`: {misfit}")))?;
        let second = args.get(1).copied().unwrap_or(Value::Null);
        if name == "templatestring" {
            let text = self.ast.alloc_str(first);
            let parsed = palisade_hcl::parse_template(self.ast, text, 0);
            if let Some(error) = parsed.errors.first() {
                return Err(Problem::new(format!("the template: {}", error.message)));
            }
            return self.render(&parsed.expr, second, env.file, expr, env);
        }
        let path = normalize(&self.root().join(first));
        let Some(path) = self.allowed(&path) else {
            let message = format!("`{first}` lies outside of the scanned folders and is not read");
            let refused = Diagnostic::warning("terraform-file", message).at(env.at(expr)).help(
                "if it may be read, name its folder with `--allow-file-access DIR`".to_owned(),
            );
            self.tell(refused);
            return Ok(self.unknown(UnknownKind::MissingFile, first, Some(env.at(expr))));
        };
        let missing =
            |this: &Self| Ok(this.unknown(UnknownKind::MissingFile, first, Some(env.at(expr))));
        match name {
            "fileexists" => {
                let entry = self.context.system.entry(&path);
                return Ok(Value::Bool(entry.is_ok_and(|e| e.kind == EntryKind::File)));
            }
            "fileset" => {
                let pattern = to_text(self.arena, second)
                    .map_err(|misfit| Problem::new(format!("`fileset`: {misfit}")))?;
                return self.fileset(&path, pattern);
            }
            "templatefile" => {
                let Some((file, template)) = self.template_of(&path)? else { return missing(self) };
                return self.render(&template, second, file, expr, env);
            }
            _ => {}
        }
        let Ok(bytes) = self.context.system.read(&path) else { return missing(self) };
        if bytes.len() > TEXT_BYTES {
            return Err(Problem::limit(format!("`{first}` is too large to be read")));
        }
        let text = match name {
            "file" => String::from_utf8(bytes)
                .map_err(|_| Problem::new(format!("`{first}` is not UTF-8 text")))?,
            "filebase64" => STANDARD.encode(bytes),
            "filebase64sha256" => STANDARD.encode(digest("sha256", &bytes)),
            "filebase64sha512" => STANDARD.encode(digest("sha512", &bytes)),
            other => to_hex(&digest(other.trim_start_matches("file"), &bytes)),
        };
        Ok(Value::str(self.arena, &text))
    }

    fn root(&self) -> PathBuf {
        self.modules.first().map(|m| m.dir.clone()).unwrap_or_default()
    }

    /// The path, if it is inside the scanned folders or the root, links followed.
    fn allowed(&self, path: &Path) -> Option<PathBuf> {
        self.context.may_follow(path, &[&self.root()]).then(|| path.to_owned())
    }

    fn template_of(&mut self, path: &Path) -> Result<Option<(FileId, Expr<'s>)>, Box<Problem>> {
        if let Some(known) = self.templates.get(path) {
            return Ok(Some(*known));
        }
        let Ok(file) = self.context.open(path) else { return Ok(None) };
        let source = self.context.sources.get(file);
        if source.text().len() > TEXT_BYTES {
            return Err(Problem::limit(format!("`{}` is too large to be read", path.display())));
        }
        let text = self.ast.alloc_str(source.text());
        let parsed = palisade_hcl::parse_template(self.ast, text, 0);
        if let Some(error) = parsed.errors.first() {
            let location = palisade_source::Location::new(file, error.span);
            return Err(Problem::new(format!("the template: {}", error.message)).at(location));
        }
        self.templates.insert(path.to_owned(), (file, parsed.expr));
        Ok(Some((file, parsed.expr)))
    }

    /// Renders a template with the given variables and no others.
    fn render(
        &mut self,
        template: &Expr<'s>,
        variables: Value<'a>,
        file: FileId,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
    ) -> Eval<'a> {
        let Some(object) = variables.as_object() else {
            return Err(Problem::new("the variables of a template are a map"));
        };
        let mut frame: Option<&'a Frame<'a, 'a>> = None;
        for (n, (key, value)) in object.entries().iter().enumerate() {
            let name = key.as_str().unwrap_or("");
            let origin = object.origin(n).copied();
            frame = Some(self.arena.alloc(Frame { name, value: *value, origin, parent: frame }));
        }
        let inner = Env { frame, ..Env::bare(file) };
        // What a template lacks is known only when the function runs: `try` catches that.
        let caught = |mut problem: Box<Problem>| {
            problem.refused = false;
            problem
        };
        match self.eval(template, &inner).map_err(caught)? {
            Value::Str(text) => Ok(Value::Str(text)),
            unknown @ Value::Unknown(_) => Ok(unknown),
            other => to_text(self.arena, other)
                .map(Value::Str)
                .map_err(|misfit| Problem::new(misfit.to_string()).at(env.at(expr))),
        }
    }

    fn fileset(&mut self, folder: &Path, pattern: &str) -> Eval<'a> {
        let mut found = Vec::new();
        let mut seen = 0;
        let real = |path: &Path| self.context.system.canonical(path).ok();
        let mut left_out = Vec::new();
        let mut waiting = vec![(folder.to_owned(), 0)];
        while let Some((dir, depth)) = waiting.pop() {
            let above = real(&dir);
            let listed = if dir.as_os_str().is_empty() { Path::new(".") } else { &dir };
            for entry in self.context.system.list(listed).unwrap_or_default() {
                seen += 1;
                if seen > ENTRIES {
                    return Err(Problem::limit(format!(
                        "`fileset` would look at over {ENTRIES} entries"
                    )));
                }
                let Some(name) = entry.path.file_name() else { continue };
                let path = dir.join(name);
                match entry.kind {
                    // A link may lead a folder out of the tree.
                    EntryKind::Folder if self.allowed(&path).is_none() => left_out.push(path),
                    EntryKind::Folder if depth < FOLDERS => {
                        let target = real(&path);
                        if let (Some(target), Some(above)) = (&target, &above)
                            && above.starts_with(target)
                        {
                            return Err(Problem::new(format!(
                                "`fileset`: the link `{}` leads back to a folder above it",
                                path.display()
                            )));
                        }
                        waiting.push((path, depth + 1));
                    }
                    EntryKind::File => {
                        let relative = relative(folder, &path);
                        if glob::matches(pattern, &relative) {
                            found.push(Value::str(self.arena, &relative));
                        }
                    }
                    _ => {}
                }
            }
        }
        for path in left_out {
            let subject = path.to_string_lossy().into_owned();
            let reason = "it leads out of the scanned folders, and `fileset` does not go there";
            let reason = reason.to_owned();
            if self.told.unscanned.iter().all(|u| u.subject != subject || u.reason != reason) {
                self.told.unscanned.push(Unscanned { subject, reason, location: None });
            }
        }
        self.sets = true;
        Ok(Value::set(self.arena, &found))
    }

    /// The arguments of a call, with those that `...` spreads.
    pub(super) fn arguments(
        &mut self,
        call: &Call<'s>,
        env: &Env<'_, 'a>,
    ) -> Result<Result<Vec<Value<'a>>, Value<'a>>, Box<Problem>> {
        let mut args = Vec::with_capacity(call.args.len());
        for (n, arg) in call.args.iter().enumerate() {
            let value = self.eval(arg, env)?;
            if !(call.expand && n + 1 == call.args.len()) {
                args.push(value);
                continue;
            }
            match value {
                Value::Unknown(_) => return Ok(Err(value)),
                Value::Array(array) => args.extend_from_slice(array.items()),
                Value::Set(set) => args.extend_from_slice(set.items()),
                other => {
                    let what = crate::types::article(other);
                    return Err(Problem::new(format!("`...` needs a list and this is {what}"))
                        .at(env.at(arg)));
                }
            }
        }
        Ok(Ok(args))
    }
}
