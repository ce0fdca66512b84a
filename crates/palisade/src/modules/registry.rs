//! The module registry protocol.

use super::archive::get;
use palisade_model::newest_version;
use serde_json::Value;
use std::path::Path;

/// The source that a registry gives for the newest version that a constraint takes.
pub(super) fn source(
    host: &str,
    path: &str,
    version: Option<&str>,
    scratch: &Path,
) -> Result<String, String> {
    let name = host.split(':').next().unwrap_or_default();
    // Only a registry on this machine is asked in the clear.
    let scheme = if matches!(name, "localhost" | "127.0.0.1") { "http" } else { "https" };
    let host = format!("{scheme}://{host}");
    let json = |url: &str| -> Result<Value, String> {
        let file = scratch.join(".json");
        get(url, &file, scratch)?;
        let bytes = std::fs::read(&file).map_err(|e| format!("no answer from `{url}`: {e}"))?;
        serde_json::from_slice(&bytes).map_err(|_| format!("`{url}` does not answer in JSON"))
    };
    let services = json(&format!("{host}/.well-known/terraform.json"))?;
    let modules = services.get("modules.v1").and_then(Value::as_str);
    let modules = modules.ok_or_else(|| format!("`{host}` is no registry of modules"))?;
    let base = resolved(&host, modules);
    let base = base.trim_end_matches('/');
    let versions = json(&format!("{base}/{path}/versions"))?;
    let known: Vec<&str> = versions
        .get("modules")
        .and_then(|m| m.get(0)?.get("versions")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|v| v.get("version")?.as_str())
        .collect();
    let chosen = newest_version(&known, version)?;
    let url = format!("{base}/{path}/{chosen}/download");
    let headers = get(&url, &scratch.join(".download"), scratch)?;
    let found = headers.lines().rev().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("x-terraform-get").then(|| value.trim().to_owned())
    });
    let found = found.ok_or_else(|| format!("`{url}` names no source"))?;
    let is_relative = found.starts_with('/') || found.starts_with("./") || found.starts_with("../");
    Ok(if is_relative { resolved(&host, found.trim_start_matches('.')) } else { found })
}

/// An address that may be a path on a host.
fn resolved(host: &str, address: &str) -> String {
    if address.starts_with("https://") || address.starts_with("http://") {
        return address.to_owned();
    }
    format!("{host}/{}", address.trim_start_matches('/'))
}
