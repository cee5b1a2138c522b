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
    print_all(folder, &[workbook.to_owned()]).remove(0)
}

/// Several workbooks as PDF, in one run.
pub fn print_all(folder: &Path, workbooks: &[PathBuf]) -> Vec<PathBuf> {
    convert(folder, workbooks, "pdf")
}

/// A sheet of paper: its size as `pdfinfo` says it, and what stands on it.
pub struct Paper {
    pub size: String,
    pub text: String,
}

impl Paper {
    pub fn is_portrait_a4(&self) -> bool {
        self.size.contains("595.304 x 841.89") || self.size.contains("595.276 x 841.89")
    }

    pub fn is_landscape_a4(&self) -> bool {
        self.size.contains("841.89 x 595")
    }

    /// Words as they stand, whatever lies between them.
    pub fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The sheets of a PDF (Debian's poppler-utils). Panics on a blank one, and on a figure that does not fit its cell or is an error.
pub fn papers(pdf: &Path) -> Vec<Paper> {
    let run = |program: &str, arguments: &[&std::ffi::OsStr]| {
        let output =
            Command::new(program).args(arguments).output().unwrap_or_else(|_| panic!("{program} is installed"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let about = run("pdfinfo", &["-l".as_ref(), "999".as_ref(), pdf.as_ref()]);
    let sizes = about.lines().filter(|line| line.starts_with("Page ") && line.contains(" size:"));
    let text = run("pdftotext", &["-layout".as_ref(), pdf.as_ref(), "-".as_ref()]);
    for wrong in ["###", "#REF", "#DIV", "#NAME", "#VALUE", "#N/A", "Err:"] {
        assert!(!text.contains(wrong), "{}: {wrong}", pdf.display());
    }
    let texts: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    let papers: Vec<Paper> =
        sizes.zip(&texts).map(|(size, text)| Paper { size: size.to_owned(), text: (*text).to_owned() }).collect();
    let count = about.lines().find_map(|line| line.strip_prefix("Pages:")).map(|count| count.trim().parse().unwrap());
    assert_eq!(Some(papers.len()), count, "{}: a page is blank", pdf.display());
    papers
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
