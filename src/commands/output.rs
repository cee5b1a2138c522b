//! Where data go: standard output, or a file that is there whole or not at all.
use std::{
    fs,
    io::{self, BufWriter, ErrorKind, StdoutLock, Write},
    path::Path,
};

use crate::{
    domain::backup::{Counted, Counts},
    error::{Error, Result},
};

/// Standard output in large pieces; [`finish`] it.
pub type Out = BufWriter<StdoutLock<'static>>;

#[must_use]
pub fn stdout() -> Out {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// What is left goes out. `println!` would panic where the reader has gone (`… | head`), and hide a full disk.
///
/// # Errors
/// When standard output takes no more.
pub fn finish(mut out: Out) -> Result<()> {
    out.flush().map_err(closed)
}

/// Prints a text.
///
/// # Errors
/// When standard output takes no more.
pub fn print(text: &str) -> Result<()> {
    let mut out = stdout();
    out.write_all(text.as_bytes()).map_err(closed)?;
    finish(out)
}

/// What tables hold: name, rows and hash, a line each.
#[must_use]
pub fn counts(counts: &Counts) -> String {
    let line = |(name, table): (&String, &Counted)| format!("{name}\t{}\t{}\n", table.rows, table.sha256);
    std::iter::once("table\trows\tsha256\n".to_owned()).chain(counts.iter().map(line)).collect()
}

/// Says that it was standard output that failed.
#[must_use]
pub fn closed(error: io::Error) -> Error {
    let why = match error.kind() {
        ErrorKind::BrokenPipe => "its reader has gone before everything was written".to_owned(),
        _ => error.to_string(),
    };
    Error::Io(io::Error::new(error.kind(), format!("cannot write to standard output: {why}")))
}

/// Writes a file beside its place and moves it there when it is whole: nobody finds half of one.
///
/// # Errors
/// Names the file and says why it can't be written; or why `write` has nothing to write.
pub fn write_file(path: &Path, write: impl FnOnce(&mut fs::File) -> Result<()>) -> Result<()> {
    let why = |error: io::Error| Error::BadInput(format!("cannot write {}: {error}", path.display()));
    let Some(name) = path.file_name() else { return Err(why(ErrorKind::IsADirectory.into())) };
    let part = path.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let mut file = fs::File::create_new(&part).map_err(why)?;
    let written = write(&mut file).and_then(|()| file.sync_all().and_then(|()| fs::rename(&part, path)).map_err(why));
    if written.is_err() {
        // What is left of it; there is nothing more to say if that fails too.
        let _ = fs::remove_file(&part);
    }
    written
}
