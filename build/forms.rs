//! Lists the form files, so that a new form is a new file and nothing else.
use std::{fs, io, path::Path};

/// Writes `forms.rs`: pairs of file name and text.
pub fn list(folder: &Path, out: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut list = String::from("&[\n");
    for path in paths {
        let name = path.file_name().expect("a listed file has a name").to_string_lossy().into_owned();
        let path = fs::canonicalize(path)?;
        list += &format!("    ({name:?}, include_str!({path:?})),\n");
    }
    list.push(']');
    fs::write(out.join("forms.rs"), list)
}
