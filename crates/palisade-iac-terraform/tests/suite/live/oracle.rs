//! The `terraform` on the `PATH`, run in a scratch folder without network or settings.

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What Terraform says of an expression.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Theirs {
    /// Its value, its type as the plan writes types, and the value as `jsonencode` writes it.
    Value(Json, Json, String),
    Error,
    Unknown,
}

pub(crate) struct Oracle {
    folder: PathBuf,
}

impl Oracle {
    /// The program, with a scratch folder for one test; none, and said so, where there is none.
    pub(crate) fn find(test: &str) -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("live-{test}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("settings.tfrc"), "").unwrap();
        let oracle = Self { folder };
        let version = oracle.command(&["version"]).output();
        if !version.is_ok_and(|output| output.status.success()) {
            println!("skipped: no `terraform` on the PATH");
            return None;
        }
        Some(oracle)
    }

    /// Where the last configuration is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .args(args)
            .current_dir(&self.folder)
            .env("TF_CLI_CONFIG_FILE", self.folder.join("settings.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env_remove("TF_WORKSPACE")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.command(args).output().unwrap();
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// The plan of a configuration, as `terraform show -json` writes it.
    pub(crate) fn plan(&self, files: &[(&str, &str)]) -> Result<Json, String> {
        self.plan_with(files, &[])
    }

    /// The same with options of the command line.
    pub(crate) fn plan_with(
        &self,
        files: &[(&str, &str)],
        options: &[&str],
    ) -> Result<Json, String> {
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                std::fs::remove_dir_all(path).unwrap();
            } else if path.extension().is_none_or(|e| e != "tfrc") {
                std::fs::remove_file(path).unwrap();
            }
        }
        for (name, text) in files {
            let path = self.folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        self.run(&["init", "-input=false", "-no-color"])?;
        let plan = ["plan", "-input=false", "-no-color", "-refresh=false", "-out=plan.out"];
        self.run(&[&plan[..], options].concat())?;
        let shown = self.run(&["show", "-json", "plan.out"])?;
        serde_json::from_slice(&shown).map_err(|error| error.to_string())
    }

    /// The signatures of all functions by name: how many parameters, and whether more may follow.
    pub(crate) fn functions(&self) -> BTreeMap<String, (usize, bool)> {
        let shown = self.run(&["metadata", "functions", "-json"]).unwrap();
        let all: Json = serde_json::from_slice(&shown).unwrap();
        let all = all["function_signatures"].as_object().unwrap().iter();
        all.filter(|(name, _)| !name.contains("::"))
            .map(|(name, one)| {
                let count = one["parameters"].as_array().map_or(0, Vec::len);
                (name.clone(), (count, !one["variadic_parameter"].is_null()))
            })
            .collect()
    }

    /// What each expression is worth, from one plan with an output for each.
    pub(crate) fn evaluate(&self, expressions: &[String]) -> Vec<Theirs> {
        let mut all = Vec::new();
        for part in expressions.chunks(1000) {
            let mut left: BTreeMap<usize, &String> = part.iter().enumerate().collect();
            let plan = loop {
                let mut text = String::new();
                for (n, expression) in &left {
                    // In a list a value keeps its type, and one that is a list is no error.
                    text.push_str(&format!(
                        "output \"c{n}\" {{\n  value = try([{expression}, \
                         jsonencode({expression})], \"error\")\n  sensitive = true\n}}\n"
                    ));
                }
                match self.plan(&[("main.tf", &text)]) {
                    Ok(plan) => break plan,
                    Err(why) => {
                        // A plan cannot hold infinity: no value then. Anything else is our fault.
                        let words = why.split(|c: char| !c.is_alphanumeric());
                        let mut named =
                            words.filter_map(|word| word.strip_prefix('c')?.parse().ok());
                        let one = named
                            .find(|n| left.contains_key(n))
                            .filter(|_| why.contains("infinity"));
                        assert!(one.is_some_and(|n| left.remove(&n).is_some()), "{why}");
                    }
                }
            };
            let outputs = &plan["planned_values"]["outputs"];
            let changes = &plan["output_changes"];
            for n in 0..part.len() {
                let name = format!("c{n}");
                let (value, ty) = (&outputs[&name]["value"], &outputs[&name]["type"]);
                let unknown = &changes[&name]["after_unknown"];
                all.push(match value {
                    _ if !left.contains_key(&n) => Theirs::Error,
                    _ if unknown.to_string().contains("true") => Theirs::Unknown,
                    Json::String(text) if text == "error" => Theirs::Error,
                    Json::Array(items) => Theirs::Value(
                        items[0].clone(),
                        ty[1][0].clone(),
                        items[1].as_str().unwrap().to_owned(),
                    ),
                    _ => Theirs::Unknown,
                });
            }
        }
        all
    }
}

/// The planned values of each resource by address, in a module and in those that it calls.
pub(crate) fn planned(module: &Json, found: &mut BTreeMap<String, Json>) {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let address = resource["address"].as_str().unwrap().to_owned();
        found.insert(address, resource["values"].clone());
    }
    for child in module["child_modules"].as_array().into_iter().flatten() {
        planned(child, found);
    }
}
