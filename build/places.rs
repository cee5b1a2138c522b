//! Packs the tables of places, so that the binary carries them in 200 KB instead of 1 MB.
use std::{fs, io, path::Path};

use crate::gzip;

const PACKED: &[&str] = &["data/areas.csv", "data/legacy_wards.csv"];

/// Writes `areas.csv.gz` and `legacy_wards.csv.gz` into `out`.
pub fn pack(out: &Path) -> io::Result<()> {
    for file in PACKED {
        println!("cargo:rerun-if-changed={file}");
        let name = Path::new(file).file_name().expect("a file of data/").to_string_lossy();
        fs::write(out.join(format!("{name}.gz")), gzip(&fs::read(file)?)?)?;
    }
    Ok(())
}
