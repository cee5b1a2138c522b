//! What is made while building: the places, packed, the list of form files, and the files of `static/`, embedded.
#[path = "build/forms.rs"]
mod forms;
#[path = "build/places.rs"]
mod places;
#[path = "build/static_files.rs"]
mod static_files;

use std::{env, io, io::Write, path::PathBuf};

use flate2::{Compression, write::GzEncoder};

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    places::pack(&out)?;
    forms::list("src/forms".as_ref(), &out)?;
    static_files::embed("static".as_ref(), &out)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
