//! Rows laid aside on disk instead of in memory: written once, then read back in their order. The file has no name, so nothing
//! of it is left when the process ends.
use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Seek, Write},
    marker::PhantomData,
};

use serde::{Serialize, de::DeserializeOwned};

/// Bytes read or written at a time.
const PIECE: usize = 1 << 16;

/// Rows being laid aside.
#[derive(Debug)]
pub struct Spool<T> {
    file: BufWriter<File>,
    of: PhantomData<T>,
}

/// Rows that were laid aside.
#[derive(Debug)]
pub struct Spooled<T> {
    file: File,
    of: PhantomData<T>,
}

impl<T: Serialize> Spool<T> {
    /// # Errors
    /// When there is no place for a temporary file.
    pub fn begin() -> io::Result<Self> {
        Ok(Spool { file: BufWriter::with_capacity(PIECE, tempfile::tempfile()?), of: PhantomData })
    }

    /// # Errors
    /// When the disk is full.
    pub fn push(&mut self, row: &T) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, row)?;
        self.file.write_all(b"\n")
    }

    /// # Errors
    /// When the disk is full.
    pub fn finish(self) -> io::Result<Spooled<T>> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spooled { file, of: PhantomData })
    }
}

impl<T: DeserializeOwned> Spooled<T> {
    /// The rows from the first one on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn rows(&mut self) -> io::Result<impl Iterator<Item = io::Result<T>> + '_> {
        self.file.rewind()?;
        let mut file = BufReader::with_capacity(PIECE, &self.file);
        let mut line = Vec::new();
        Ok(std::iter::from_fn(move || {
            line.clear();
            match file.read_until(b'\n', &mut line) {
                Ok(0) => None,
                Ok(_) => Some(serde_json::from_slice(&line).map_err(io::Error::from)),
                Err(error) => Some(Err(error)),
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_in_their_order_as_often_as_they_are_read() {
        let mut spool = Spool::begin().unwrap();
        let rows = [(1, "=1+1\nhai dòng".to_owned()), (2, String::new()), (3, "«Phường»".to_owned())];
        rows.iter().for_each(|row| spool.push(row).unwrap());
        let mut spooled: Spooled<(i32, String)> = spool.finish().unwrap();
        for _ in 0..2 {
            let read: Vec<_> = spooled.rows().unwrap().map(Result::unwrap).collect();
            assert_eq!(read, rows);
        }
    }
}
