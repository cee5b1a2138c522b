//! A workbook opened by another program than the one that wrote it.
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// LibreOffice keeps the values of foreign files unless it is told to compute them.
const ALWAYS_COMPUTE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// The workbook as LibreOffice computes it.
pub fn compute(folder: &Path, workbook: &Path) -> PathBuf {
    convert(folder, &[workbook.to_owned()], "xlsx:Calc MS Excel 2007 XML").remove(0)
}

/// The workbook as LibreOffice prints it, as PDF.
pub fn print(folder: &Path, workbook: &Path) -> PathBuf {
    convert(folder, &[workbook.to_owned()], "pdf").remove(0)
}

/// Workbooks as LibreOffice computes and saves them, all in one run: `format` is a file extension, with a filter if need be.
pub fn convert(folder: &Path, workbooks: &[PathBuf], format: &str) -> Vec<PathBuf> {
    let profile = folder.join("libreoffice");
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), ALWAYS_COMPUTE).unwrap();
    let into = folder.join("converted");
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(&into)
        .args(workbooks)
        .output()
        .expect("soffice is installed");
    let extension = format.split(':').next().unwrap();
    let saved = |workbook: &PathBuf| {
        let saved = into.join(workbook.with_extension(extension).file_name().unwrap());
        assert!(saved.exists(), "{}", String::from_utf8_lossy(&output.stderr));
        saved
    };
    workbooks.iter().map(saved).collect()
}
