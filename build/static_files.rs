//! Puts the files of `static/` into the binary: as they are and gzipped, each with a hash of its content for its address.
use std::{
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::gzip;

/// Writes `static_files.rs` (an array of `web::static_files::StaticFile`) into `out`.
pub fn embed(folder: &Path, out: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(folder).expect("collected below it").to_string_lossy().replace('\\', "/");
        let content = fs::read(&file)?;
        let hash: String = Sha256::digest(&content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let packed = gzip(&content)?;
        let packed_at = out.join(format!("{hash}.gz"));
        fs::write(&packed_at, &packed)?;
        let gzip = if packed.len() < content.len() {
            format!("Some(include_bytes!({:?}))", packed_at.display().to_string())
        } else {
            "None".to_owned()
        };
        let plain = fs::canonicalize(&file)?.display().to_string();
        writeln!(
            code,
            "StaticFile {{ name: {name:?}, hash: {hash:?}, plain: include_bytes!({plain:?}), gzip: {gzip} }},"
        )
        .expect("a String takes all");
    }
    code.push(']');
    fs::write(out.join("static_files.rs"), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
