//! A `.tar.gz` held in memory: its regular files by path, with limits on what it may unpack to.
//!
//! Nothing is ever unpacked to disk, so a path that climbs out of the archive could do no harm; it is refused all the
//! same, because a case that depends on it would not replay elsewhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::error::CorpusError;

/// An archive may unpack to this many bytes.
const MOST_BYTES: u64 = 1 << 30;

/// The files of an archive.
#[derive(Debug)]
pub(super) struct Archive {
    /// Where the archive is on disk.
    pub(super) path: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Archive {
    /// Reads the archive at `path` whole; one that is cut short, or too large, or no archive at all, is an error.
    pub(super) fn open(path: &Path) -> Result<Self, CorpusError> {
        let file = File::open(path).map_err(|error| CorpusError::unreadable(path, &error))?;
        let limited = MultiGzDecoder::new(BufReader::new(file)).take(MOST_BYTES + 1);
        let mut archive = tar::Archive::new(limited);
        let mut files = BTreeMap::new();
        let broken = |error: &std::io::Error| {
            let what = format!("is not a whole .tar.gz archive ({error})");
            CorpusError::new(path, what, "fetch or make it again")
        };
        for entry in archive.entries().map_err(|error| broken(&error))? {
            let mut entry = entry.map_err(|error| broken(&error))?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let named = entry.path().map_err(|error| broken(&error))?.into_owned();
            let name = within(Path::new(""), &named).ok_or_else(|| {
                let what = format!("holds a path that leaves the archive: {}", named.display());
                CorpusError::new(path, what, "make the archive from inside its folder")
            })?;
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|error| broken(&error))?;
            files.insert(name, bytes);
        }
        // The rest holds no more files, but the compressed stream's checksum stands at its very end.
        let mut rest = archive.into_inner();
        std::io::copy(&mut rest, &mut std::io::sink()).map_err(|error| broken(&error))?;
        if rest.limit() == 0 {
            let what = format!("unpacks to more than {MOST_BYTES} bytes");
            return Err(CorpusError::new(path, what, "unpack it and give the folder"));
        }
        Ok(Self { path: path.to_path_buf(), files })
    }

    pub(super) fn get(&self, path: &Path) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }
}

/// The path that `relative` names as seen from `folder`, without `.` and `..`; `None` if it leaves the root.
pub(super) fn within(folder: &Path, relative: &Path) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for component in relative.components() {
        match component {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        let check = |folder: &str, relative: &str, expected: Option<&str>| {
            assert_eq!(within(Path::new(folder), Path::new(relative)), expected.map(PathBuf::from), "{relative}");
        };
        check("a/b", "c.json", Some("a/b/c.json"));
        check("a/b", "./../c.json", Some("a/c.json"));
        check("a", "../../c.json", None);
        check("", "../c.json", None);
        check("a", "/etc/c.json", None);
    }

    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (name, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            // `append_data` refuses climbing paths itself, so the name is put into the header by hand.
            header.as_gnu_mut().expect("a GNU header").name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, text.as_bytes()).expect("in memory");
        }
        builder.into_inner().expect("in memory").finish().expect("in memory")
    }

    #[test]
    fn whole_archives_open_and_broken_ones_say_so() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("cases.tar.gz");
        let open = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            Archive::open(&path).map_err(|error| error.what)
        };
        let whole = archive(&[("a/one.json", "{}"), ("./two.json", "[]")]);
        let opened = open(&whole).expect("whole");
        assert_eq!(opened.get(Path::new("a/one.json")), Some(&b"{}"[..]));
        assert_eq!(opened.paths().count(), 2);
        for cut in [10, whole.len() / 2, whole.len() - 1] {
            let error = open(&whole[..cut]).expect_err("cut short");
            assert!(error.starts_with("is not a whole .tar.gz"), "{cut}: {error}");
        }
        assert!(open(b"no archive").is_err());
        let climbing = open(&archive(&[("../evil.json", "{}")])).expect_err("climbs");
        assert!(climbing.starts_with("holds a path that leaves"), "{climbing}");
    }
}
