//! Packs the tables of places, so that the binary carries them in 200 KB instead of 1 MB.
use std::{
    env,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

const PACKED: &[&str] = &["data/areas.csv", "data/legacy_wards.csv"];

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for file in PACKED {
        println!("cargo:rerun-if-changed={file}");
        let name = Path::new(file).file_name().expect("a file of data/").to_string_lossy();
        pack(Path::new(file), &out.join(format!("{name}.gz")))?;
    }
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}

fn pack(from: &Path, to: &Path) -> io::Result<()> {
    let mut encoder = GzEncoder::new(File::create(to)?, Compression::best());
    io::Write::write_all(&mut encoder, &fs::read(from)?)?;
    encoder.finish()?;
    Ok(())
}
