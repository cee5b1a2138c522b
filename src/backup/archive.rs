//! The file of a backup: a gzip whose comment is the manifest and whose content is the database.
use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use flate2::{Compression, GzBuilder, bufread::GzDecoder};
use sha2::{Digest, Sha256};

use super::cannot_write;
use crate::{
    db::backups::Held,
    domain::backup::{Manifest, Unreadable},
    error::{Error, Result},
};

/// Bytes read or written at a time.
const PIECE: usize = 1 << 16;

/// Packs a database file, which nobody writes any more, and brings it to the disk.
///
/// # Errors
/// When there is no room.
pub fn write(database: &Path, part: &Path, held: Held, now: DateTime<Utc>) -> Result<Manifest> {
    let why = |error: io::Error| cannot_write(part, &error);
    let (bytes, sha256) = measure(database).map_err(why)?;
    let Held { schema, tables } = held;
    let manifest =
        Manifest { luutru: env!("CARGO_PKG_VERSION").to_owned(), made_at: now, schema, bytes, sha256, tables };
    // It holds what people filed and the hashes of their passwords: for its owner only.
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part).map_err(why)?;
    let head = GzBuilder::new().comment(manifest.to_text()?);
    let mut packed = head.write(BufWriter::with_capacity(PIECE, file), Compression::fast());
    let packing = File::open(database).and_then(|mut database| io::copy(&mut database, &mut packed));
    let done = packing.and_then(|_| packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all());
    done.map_err(why)?;
    Ok(manifest)
}

fn measure(file: &Path) -> io::Result<(u64, String)> {
    let mut file = BufReader::with_capacity(PIECE, File::open(file)?);
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    loop {
        let piece = file.fill_buf()?;
        let length = piece.len();
        if length == 0 {
            return Ok((bytes, HEXLOWER.encode(&hash.finalize())));
        }
        hash.update(piece);
        bytes += length as u64;
        file.consume(length);
    }
}

/// A backup whose manifest was read.
pub struct Archive {
    pub manifest: Manifest,
    name: PathBuf,
    content: GzDecoder<BufReader<File>>,
}

/// Opens a backup and reads what it says of itself.
///
/// # Errors
/// When it can't be read, is no backup, damaged, or of a newer version.
pub fn open(file: &Path) -> Result<Archive> {
    let unreadable = |error: io::Error| Error::BadInput(format!("cannot read {}: {error}", file.display()));
    let mut opened = BufReader::with_capacity(PIECE, File::open(file).map_err(unreadable)?);
    let is_gzip = opened.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
    let content = GzDecoder::new(opened);
    let comment = content.header().and_then(|head| head.comment()).unwrap_or_default();
    let no_backup = || {
        let name = file.display();
        Error::BadInput(format!(
            "{name} is no backup of luutru, or its beginning is damaged: name a file that luutru backup wrote"
        ))
    };
    let manifest = Manifest::read(comment).map_err(|why| match why {
        Unreadable::NoManifest => no_backup(),
        Unreadable::Newer => Error::BadInput(format!(
            "{} was made by a newer version of luutru: restore it with that version",
            file.display()
        )),
        Unreadable::Damaged => damaged(file, "its manifest can't be read"),
    })?;
    if !is_gzip {
        return Err(no_backup());
    }
    Ok(Archive { manifest, name: file.to_owned(), content })
}

impl Archive {
    /// Writes the database into a new file, if it is the one that was packed.
    ///
    /// # Errors
    /// When the backup is damaged, or there is no room.
    pub fn unpack(mut self, to: &Path) -> Result<Manifest> {
        let mut out = File::create_new(to).map_err(|error| cannot_write(to, &error))?;
        let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
        while bytes <= self.manifest.bytes {
            let read = self.content.read(&mut piece).map_err(|error| damaged(&self.name, &error.to_string()))?;
            if read == 0 {
                break;
            }
            bytes += read as u64;
            hash.update(&piece[..read]);
            out.write_all(&piece[..read]).map_err(|error| cannot_write(to, &error))?;
        }
        let sha256 = HEXLOWER.encode(&hash.finalize());
        if (bytes, &sha256) != (self.manifest.bytes, &self.manifest.sha256) {
            return Err(damaged(&self.name, "its database is not the one that was backed up"));
        }
        let behind = self.content.into_inner().fill_buf().map(<[u8]>::len);
        if !behind.is_ok_and(|bytes| bytes == 0) {
            return Err(damaged(&self.name, "something stands behind its end"));
        }
        Ok(self.manifest)
    }
}

fn damaged(file: &Path, why: &str) -> Error {
    Error::BadInput(format!("{} is damaged ({why}): restore another backup", file.display()))
}
