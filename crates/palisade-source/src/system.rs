use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// A day of the Gregorian calendar, in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; none where it is not a day that exists.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || y.len() != 4 || m.len() != 2 || d.len() != 2 {
            return None;
        }
        let date = Self { year: y.parse().ok()?, month: m.parse().ok()?, day: d.parse().ok()? };
        let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
        let days = match date.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&date.day).then_some(date)
    }

    /// The day that holds a count of seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        // Civil-from-days: years start in March so that the leap day is the last of its year.
        let days = seconds.div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: i32::try_from(year).unwrap_or(i32::MAX),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day_of_year - (153 * shifted + 2) / 5 + 1).unwrap_or(1),
        }
    }
}

impl Date {
    /// Seconds from 1970-01-01 UTC to the beginning of the day.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        // Days-from-civil, with years that start in March.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * 86_400
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// What a folder entry is, links followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Anything else: a socket, a device, a broken link.
    Other,
}

/// One entry of a folder or the facts of one path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEntry {
    /// The path.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes; zero for a folder.
    pub size: u64,
    /// Whether the path itself is a symbolic link, where a folder was listed.
    pub link: bool,
}

/// The only door to the outside: files, environment, the day. The binary implements it.
pub trait System: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// What the file system says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The first bytes of a file, at most so many.
    ///
    /// # Errors
    /// What the file system says.
    fn read_start(&self, path: &Path, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(path)?;
        bytes.truncate(length);
        Ok(bytes)
    }

    /// What a path is, links followed.
    ///
    /// # Errors
    /// What the file system says.
    fn entry(&self, path: &Path) -> io::Result<FileEntry>;

    /// The entries of a folder, sorted by name.
    ///
    /// # Errors
    /// What the file system says.
    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>>;

    /// The real path behind links.
    ///
    /// # Errors
    /// What the file system says.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// An environment variable, if it is set to valid UTF-8.
    fn variable(&self, name: &str) -> Option<String>;

    /// The environment variables whose names start with `prefix`, sorted by name.
    fn variables(&self, prefix: &str) -> Vec<(String, String)>;

    /// The present day, for reviews and expiries.
    fn today(&self) -> Date;
}

/// A [`System`] of files in memory, for tests and for text that came from elsewhere.
#[derive(Clone, Debug)]
pub struct MemorySystem {
    files: BTreeMap<PathBuf, Vec<u8>>,
    variables: BTreeMap<String, String>,
    today: Date,
}

impl Default for MemorySystem {
    fn default() -> Self {
        let today = Date { year: 2026, month: 11, day: 21 };
        Self { files: BTreeMap::new(), variables: BTreeMap::new(), today }
    }
}

fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

impl MemorySystem {
    /// A system without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more file.
    #[must_use]
    pub fn with_file(mut self, path: impl AsRef<Path>, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(normalize(path.as_ref()), text.into());
        self
    }

    /// The same with an environment variable.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// The same on another day.
    #[must_use]
    pub fn with_today(mut self, today: Date) -> Self {
        self.today = today;
        self
    }
}

fn absent(path: &Path) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("no such file: `{}`", path.display()))
}

impl System for MemorySystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(&normalize(path)).cloned().ok_or_else(|| absent(path))
    }

    fn entry(&self, path: &Path) -> io::Result<FileEntry> {
        let path = normalize(path);
        if let Some(bytes) = self.files.get(&path) {
            return Ok(FileEntry {
                path,
                kind: EntryKind::File,
                size: bytes.len() as u64,
                link: false,
            });
        }
        if path.as_os_str().is_empty() || self.files.keys().any(|f| f.starts_with(&path)) {
            return Ok(FileEntry { path, kind: EntryKind::Folder, size: 0, link: false });
        }
        Err(absent(&path))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<FileEntry>> {
        let folder = normalize(path);
        if self.entry(&folder)?.kind != EntryKind::Folder {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "not a folder"));
        }
        let mut names: Vec<PathBuf> = self
            .files
            .keys()
            .filter_map(|f| f.strip_prefix(&folder).ok()?.components().next())
            .map(|first| folder.join(first))
            .collect();
        names.dedup();
        names.iter().map(|path| self.entry(path)).collect()
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(self.entry(path)?.path)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        let set = self.variables.iter().filter(|(k, _)| k.starts_with(prefix));
        set.map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    fn today(&self) -> Date {
        self.today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_that_exist() {
        assert_eq!(Date::parse("2024-02-29").map(|d| d.to_string()), Some("2024-02-29".into()));
        assert_eq!(Date::parse("2023-02-29"), None);
        assert_eq!(Date::parse("2023-2-9"), None);
        assert_eq!(Date::from_unix_seconds(951_782_400).to_string(), "2000-02-29");
        assert_eq!(Date::from_unix_seconds(-1).to_string(), "1969-12-31");
        for day in (-400_000..400_000).step_by(97) {
            assert_eq!(Date::from_unix_seconds(day * 86_400 + 5).unix_seconds(), day * 86_400);
        }
    }

    #[test]
    fn memory_folders_list_their_entries_once() {
        let system = MemorySystem::new().with_file("a/x.tf", "").with_file("a/b/y.tf", "12");
        let names: Vec<_> = system.list(Path::new("./a")).unwrap().into_iter().collect();
        assert_eq!(names.len(), 2);
        assert_eq!(names[0].kind, EntryKind::Folder);
        assert_eq!(system.read(Path::new("a/b/../b/y.tf")).unwrap(), b"12");
        assert!(system.list(Path::new("zz")).is_err());
    }
}
