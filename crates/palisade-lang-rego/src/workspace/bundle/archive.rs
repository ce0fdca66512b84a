//! `.tar.gz`.

use super::Files;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use std::io::{self, Read};
use std::path::{Component, Path};

/// Most bytes of all files of a bundle together.
const MOST_BYTES: u64 = 1 << 30;
/// Most files of a bundle.
const MOST_FILES: usize = 100_000;

/// The files of an archive.
///
/// # Errors
/// That it is no archive, is too large, or has files that lead out of it.
pub fn unpack(bytes: &[u8]) -> Result<Files, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Err("this is no bundle: neither a folder nor a .tar.gz".to_owned());
    }
    let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(MOST_BYTES + (1 << 20)));
    let broken = |error: io::Error| format!("the archive is broken: {error}");
    let mut files = Files::new();
    let mut left = MOST_BYTES;
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() || kind.is_pax_local_extensions() {
            continue;
        }
        let shown = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = inside(&shown)
            .ok_or_else(|| format!("`{shown}` in the archive leads out of the bundle"))?;
        if !kind.is_file() {
            return Err(format!("`{name}` in the archive is neither a file nor a folder"));
        }
        let mut content = Vec::new();
        entry.take(left + 1).read_to_end(&mut content).map_err(broken)?;
        let size = content.len() as u64;
        if size > left {
            return Err(format!("the files are larger than {} MiB", MOST_BYTES >> 20));
        }
        left -= size;
        if files.len() >= MOST_FILES {
            return Err(format!("there are more than {MOST_FILES} files"));
        }
        if files.insert(name.clone(), content).is_some() {
            return Err(format!("`{name}` stands twice in the archive"));
        }
    }
    Ok(files)
}

/// A path below the bundle; none where it leads out of it.
fn inside(path: &str) -> Option<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut keys = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(key) => keys.push(key.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    if keys.is_empty() || path.contains('\\') { None } else { Some(keys.join("/")) }
}

/// Files as an archive; the same files give the same bytes.
///
/// # Errors
/// That a path is too long for an archive.
pub fn pack(files: &Files) -> io::Result<Vec<u8>> {
    let zip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    let mut archive = tar::Builder::new(zip);
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, path, bytes.as_slice())?;
    }
    archive.into_inner()?.finish()
}
