//! Archives in the forms of tar and zip, from whoever made them.
//!
//! Every entry is looked at before it is written: one that is neither file nor folder, or that would
//! stand outside, refuses the archive as a whole. What it unpacks to is counted as it is written.

use flate2::read::MultiGzDecoder;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A form of archives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Tar,
    TarGz,
    Zip,
}

impl Kind {
    /// The form that Terraform calls so, as an ending and in `?archive=`.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "tar" => Some(Self::Tar),
            "tar.gz" | "tgz" => Some(Self::TarGz),
            "zip" => Some(Self::Zip),
            _ => None,
        }
    }

    /// The form that an address ends in.
    pub(super) fn of(url: &str) -> Option<Self> {
        let endings = ["tar.gz", "tgz", "tar", "zip"];
        let ending =
            endings.into_iter().find(|e| url.strip_suffix(e).is_some_and(|u| u.ends_with('.')));
        Self::named(ending?)
    }
}

/// An archive has no more entries than this.
const ENTRIES: usize = 50_000;
/// What is in an archive is no larger than this, in bytes.
const BYTES: u64 = 256 << 20;
/// Names are no longer than this, in bytes.
const NAME: usize = 1024;

/// Puts the files of an archive into a folder that is empty.
pub(super) fn unpack(kind: Kind, archive: &Path, package: &Path) -> Result<(), String> {
    within(BYTES, kind, archive, package)
}

fn within(bytes: u64, kind: Kind, archive: &Path, package: &Path) -> Result<(), String> {
    let file = File::open(archive).map_err(|e| format!("the archive cannot be read: {e}"))?;
    let mut target = Target { package, left: bytes, entries: 0, known: HashSet::new() };
    match kind {
        Kind::Tar => tar(BufReader::new(file), &mut target),
        Kind::TarGz => tar(MultiGzDecoder::new(BufReader::new(file)), &mut target),
        Kind::Zip => zip(file, &mut target),
    }
}

fn broken(error: impl std::fmt::Display) -> String {
    format!("the archive cannot be read: {error}")
}

fn too_large() -> String {
    format!("the archive holds more than {} MiB", BYTES >> 20)
}

fn tar(reader: impl Read, target: &mut Target<'_>) -> Result<(), String> {
    use ::tar::EntryType;
    // Long names and other things about entries are read into memory; they count as well.
    let mut archive = ::tar::Archive::new(reader.take(2 * BYTES));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Directory => target.folder(&name)?,
            EntryType::Regular | EntryType::Continuous => target.file(&name, &mut entry)?,
            // It holds settings, such as the commit that the archive is of.
            EntryType::XGlobalHeader => target.count()?,
            _ => {
                return Err(format!(
                    "the archive holds `{name}`, which is neither file nor folder"
                ));
            }
        }
    }
    Ok(())
}

fn zip(mut file: File, target: &mut Target<'_>) -> Result<(), String> {
    // Counted first: the list of entries is read into memory as a whole.
    if entries(&mut file).map_err(broken)?.is_none_or(|count| count > ENTRIES) {
        return Err(format!("the archive is no zip of at most {ENTRIES} entries"));
    }
    let mut archive = ::zip::ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        // The kind of file, where the entry says one as Unix does.
        let kind = entry.unix_mode().unwrap_or(0) & 0o170_000;
        if !matches!(kind, 0 | 0o040_000 | 0o100_000) || entry.is_symlink() {
            return Err(format!("the archive holds `{name}`, which is neither file nor folder"));
        }
        if entry.is_dir() {
            target.folder(name.trim_end_matches('/'))?;
        } else {
            target.file(&name, &mut entry)?;
        }
    }
    Ok(())
}

/// How many entries the record at the end of a zip speaks of; none where there is no such record.
fn entries(file: &mut File) -> io::Result<Option<usize>> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail = length.min(22 + 65_535);
    file.seek(SeekFrom::Start(length - tail))?;
    let mut bytes = Vec::new();
    file.take(tail).read_to_end(&mut bytes)?;
    file.rewind()?;
    let counts = bytes.windows(22).filter(|w| w.starts_with(b"PK\x05\x06"));
    // The comment behind may look like another; the largest that any speaks of counts. A zip with
    // more than a short number of entries has the largest short number here.
    let count = counts.map(|w| match w {
        [_, _, _, _, _, _, _, _, _, _, low, high, ..] => {
            usize::from(u16::from_le_bytes([*low, *high]))
        }
        _ => 0,
    });
    Ok(count.max())
}

/// The folder that an archive is put into.
struct Target<'p> {
    package: &'p Path,
    /// How many bytes may still come.
    left: u64,
    entries: usize,
    /// The files so far, as file systems that do not tell case know them.
    known: HashSet<String>,
}

impl Target<'_> {
    fn count(&mut self) -> Result<(), String> {
        self.entries += 1;
        if self.entries > ENTRIES {
            return Err(format!("the archive has more than {ENTRIES} entries"));
        }
        Ok(())
    }

    /// Where an entry goes.
    fn place(&mut self, name: &str) -> Result<PathBuf, String> {
        self.count()?;
        let odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | '\u{fffd}');
        let parts = || name.split('/').filter(|part| !part.is_empty() && *part != ".");
        if name.starts_with('/') || name.contains(odd) || parts().any(|part| part == "..") {
            return Err(format!(
                "the archive holds `{}`, which would stand outside of it",
                name.escape_debug()
            ));
        }
        if name.len() > NAME {
            return Err(format!("the archive holds a name of {} bytes", name.len()));
        }
        Ok(parts().fold(self.package.to_owned(), |at, part| at.join(part)))
    }

    fn folder(&mut self, name: &str) -> Result<(), String> {
        let path = self.place(name)?;
        fs::create_dir_all(&path).map_err(|e| format!("`{name}` cannot be written: {e}"))
    }

    fn file(&mut self, name: &str, contents: &mut dyn Read) -> Result<(), String> {
        let path = self.place(name)?;
        let failed = |e: io::Error| format!("`{name}` cannot be written: {e}");
        if path == self.package || !self.known.insert(name.to_lowercase()) {
            return Err(format!("the archive holds `{name}` twice, or it has no name"));
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // Never one that is there already, by whatever way.
        let mut file = File::options().write(true).create_new(true).open(&path).map_err(failed)?;
        let written = io::copy(&mut contents.take(self.left + 1), &mut file).map_err(broken)?;
        self.left = self.left.checked_sub(written).ok_or_else(too_large)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::zip::write::{SimpleFileOptions, ZipWriter};
    use std::io::{Cursor, Write};

    /// Unpacks bytes into a new folder; its files by name.
    fn unpacked(kind: Kind, bytes: &[u8]) -> Result<Vec<String>, String> {
        let folder = tempfile::TempDir::new().unwrap();
        let (archive, package) = (folder.path().join("a"), folder.path().join("in/package"));
        fs::create_dir_all(&package).unwrap();
        fs::write(&archive, bytes).unwrap();
        unpack(kind, &archive, &package)?;
        let mut found = Vec::new();
        let mut waiting = vec![package.clone()];
        while let Some(at) = waiting.pop() {
            for entry in fs::read_dir(at).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => waiting.push(path),
                    false => found.push(format!(
                        "{} {}",
                        path.strip_prefix(&package).unwrap().display(),
                        fs::read_to_string(&path).unwrap()
                    )),
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in entries {
            match name.strip_suffix('/') {
                Some(_) => zip.add_directory(*name, SimpleFileOptions::default()).unwrap(),
                None => {
                    zip.start_file(*name, SimpleFileOptions::default()).unwrap();
                    zip.write_all(text.as_bytes()).unwrap();
                }
            }
        }
        zip.finish().unwrap().into_inner()
    }

    fn tarred(entries: &[(&str, ::tar::EntryType, &str)]) -> Vec<u8> {
        let mut tar = ::tar::Builder::new(Vec::new());
        for (name, kind, text) in entries {
            let mut header = ::tar::Header::new_gnu();
            // Set as it is: the writer itself refuses names that lead outside.
            let field = &mut header.as_old_mut().name;
            field[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            if *kind == ::tar::EntryType::Symlink {
                header.set_link_name("/etc/passwd").unwrap();
            }
            header.set_cksum();
            tar.append(&header, text.as_bytes()).unwrap();
        }
        tar.into_inner().unwrap()
    }

    #[test]
    fn files_and_folders_are_unpacked() {
        use ::tar::EntryType::{Directory, Regular, XGlobalHeader};
        let wanted = ["a/main.tf x".to_owned(), "b.tf y".to_owned()];
        let zip = zipped(&[("a/", ""), ("a/main.tf", "x"), ("./b.tf", "y")]);
        assert_eq!(unpacked(Kind::Zip, &zip).unwrap(), wanted);
        let tar = tarred(&[
            ("pax_global_header", XGlobalHeader, "14 comment=abc\n"),
            ("a/", Directory, ""),
            ("a/main.tf", Regular, "x"),
            ("./b.tf", Regular, "y"),
        ]);
        assert_eq!(unpacked(Kind::Tar, &tar).unwrap(), wanted);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&tar).unwrap();
        assert_eq!(unpacked(Kind::TarGz, &gzip.finish().unwrap()).unwrap(), wanted);
    }

    #[test]
    fn names_that_lead_out_refuse_the_whole() {
        for name in ["../x.tf", "a/../../x.tf", "/x.tf", "a\\..\\x.tf", "C:x.tf", "a\u{1}"] {
            let why = unpacked(Kind::Zip, &zipped(&[("good.tf", ""), (name, "")])).unwrap_err();
            assert!(why.ends_with("which would stand outside of it"), "{name}: {why}");
            let tar = tarred(&[(name, ::tar::EntryType::Regular, "")]);
            let why = unpacked(Kind::Tar, &tar).unwrap_err();
            assert!(why.ends_with("which would stand outside of it"), "{name}: {why}");
        }
        for twice in [["a.tf", "A.tf"], ["a", "a/b"]] {
            assert!(
                unpacked(Kind::Zip, &zipped(&twice.map(|name| (name, "")))).is_err(),
                "{twice:?}"
            );
        }
    }

    #[test]
    fn links_and_devices_refuse_the_whole() {
        use ::tar::EntryType::{Block, Char, Fifo, Link, Symlink};
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let why = unpacked(Kind::Zip, &zip.finish().unwrap().into_inner()).unwrap_err();
        assert_eq!(why, "the archive holds `link`, which is neither file nor folder");
        for kind in [Symlink, Link, Block, Char, Fifo] {
            let why = unpacked(Kind::Tar, &tarred(&[("x", kind, "")])).unwrap_err();
            assert_eq!(why, "the archive holds `x`, which is neither file nor folder", "{kind:?}");
        }
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let zeros = "0".repeat(1 << 16);
        let zip = zipped(&[("a", &zeros), ("b", &zeros)]);
        assert!(zip.len() < 4096, "{}", zip.len());
        let folder = tempfile::TempDir::new().unwrap();
        let archive = folder.path().join("a");
        fs::write(&archive, zip).unwrap();
        let room = |bytes: u64, name: &str| {
            let package = folder.path().join(name);
            fs::create_dir(&package).unwrap();
            within(bytes, Kind::Zip, &archive, &package)
        };
        assert_eq!(room(2 << 16, "enough"), Ok(()));
        let refused = Err("the archive holds more than 256 MiB".to_owned());
        assert_eq!(room((2 << 16) - 1, "short"), refused);
    }

    #[test]
    fn broken_archives_are_errors() {
        let zip = zipped(&[("a/main.tf", "text that is long enough to be compressed, compressed")]);
        for end in (0..zip.len()).step_by(7) {
            assert!(unpacked(Kind::Zip, &zip[..end]).is_err(), "{end}");
        }
        let tar = tarred(&[("a", ::tar::EntryType::Regular, &"x".repeat(600))]);
        for end in [1, 100, 511, 513, 1023, 1100] {
            assert!(unpacked(Kind::Tar, &tar[..end]).is_err(), "{end}");
            assert!(unpacked(Kind::TarGz, &tar[..end]).is_err(), "{end}");
        }
        for at in 0..zip.len() {
            let mut odd = zip.clone();
            odd[at] ^= 0x55;
            // Whatever comes of it, it ends, and nothing stands outside.
            drop(unpacked(Kind::Zip, &odd));
        }
    }

    #[test]
    fn forms_are_told_by_the_ending() {
        for (url, kind) in [
            ("https://a.b/c.zip", Some(Kind::Zip)),
            ("https://a.b/c.tar.gz", Some(Kind::TarGz)),
            ("https://a.b/c.tgz", Some(Kind::TarGz)),
            ("https://a.b/c.tar", Some(Kind::Tar)),
            ("https://a.b/zip", None),
            ("https://a.b/c.gz", None),
        ] {
            assert_eq!(Kind::of(url), kind, "{url}");
        }
    }
}
