use palisade_model::Severity;
use std::collections::BTreeMap;
#[derive(Default, Debug)]
pub struct Terraform {
    pub vars: BTreeMap<String, String>,
    pub var_files: Vec<String>,
}
#[derive(Default, Debug)]
pub struct PSet {
    pub enabled: Option<bool>,
    pub severity: Option<Severity>,
    pub parameters: BTreeMap<String, String>,
}
#[derive(Debug)]
pub struct Pols {
    pub dirs: Vec<String>,
    pub builtin: bool,
    pub only: Vec<String>,
    pub except: Vec<String>,
    pub settings: BTreeMap<String, PSet>,
}
impl Default for Pols {
    fn default() -> Self {
        Self {
            dirs: vec![],
            builtin: true,
            only: vec![],
            except: vec![],
            settings: BTreeMap::new(),
        }
    }
}
#[derive(Default, Debug)]
pub struct Config {
    pub paths: Vec<String>,
    pub exclude: Vec<String>,
    pub policies: Pols,
    pub terraform: Terraform,
    pub severity_at_least: Option<Severity>,
    pub fail_on_unscanned: bool,
    pub baseline: Option<String>,
}
impl Config {
    pub fn fail_on(&self) -> Option<Severity> {
        Some(Severity::Info)
    }
}
pub fn read(
    _: &palisade_source::SourceMap,
    _: palisade_source::FileId,
) -> (Config, Vec<palisade_source::Diagnostic>) {
    (Config::default(), vec![])
}
pub fn show(_: &Config) -> String {
    String::new()
}
pub fn schema() -> serde_json::Value {
    serde_json::Value::Null
}
