//! Guards the layers that ARCHITECTURE.md draws: which module may name which, and who may touch what.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A layer and what of the crate it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &["domain"]),
    ("error", &["domain"]),
    ("clock", &[]),
    ("logging", &["error"]),
    ("password", &["error"]),
    ("config", &["domain", "error"]),
    ("db", &["db", "domain", "error", "in_tx"]),
    ("excel", &["excel", "domain", "error"]),
    ("mail", &["mail", "config", "domain", "error"]),
    ("app", &["clock", "config", "db", "domain", "error", "mail"]),
    ("guards", &["app", "db", "domain", "error"]),
    ("handout", &["app", "db", "domain", "error", "excel", "guards", "in_tx"]),
    ("backup", &["db", "domain", "error"]),
    ("publishing", &["app", "db", "domain", "error", "excel", "in_tx"]),
    ("web", BELOW_WEB),
    ("server", &["api", "app", "web"]),
    (
        "demo",
        &["demo", "app", "clock", "config", "db", "domain", "error", "in_tx", "jobs", "mail", "password", "publishing"],
    ),
    (
        "api",
        &["api", "app", "config", "db", "domain", "error", "excel", "guards", "handout", "in_tx", "mail", "password"],
    ),
    ("jobs", &["jobs", "app", "backup", "config", "db", "domain", "error", "excel", "in_tx", "mail"]),
    (
        "commands",
        &[
            "commands", "app", "backup", "clock", "config", "db", "demo", "domain", "error", "excel", "in_tx", "jobs",
            "logging", "mail", "password", "server",
        ],
    ),
    ("main", &["commands"]),
];
const BELOW_WEB: &[&str] = &[
    "web",
    "app",
    "config",
    "db",
    "domain",
    "error",
    "excel",
    "guards",
    "handout",
    "in_tx",
    "mail",
    "password",
    "publishing",
];

struct Source {
    /// Relative to the project.
    path: String,
    /// First part of its path below `src`, without `.rs`.
    layer: String,
    /// Without comments and without its unit tests.
    code: String,
}

#[test]
fn each_layer_names_only_those_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.layer == "lib" {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == source.layer) else {
            wrong.push(format!("{}: the layer {} stands nowhere in this test", source.path, source.layer));
            continue;
        };
        for named in named_modules(&source.code) {
            if !allowed.contains(&named.as_str()) {
                wrong.push(format!("{} names crate::{named}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_domain_does_no_input_or_output() {
    let forbidden = [
        "rocket::",
        "std::fs",
        "std::net",
        "std::env",
        "tokio",
        "async fn",
        "Utc::now",
        "SystemTime",
        "rand::",
        "rust_xlsxwriter",
        "calamine",
        "lettre",
    ];
    let mut wrong = find(|s| s.layer == "domain", &forbidden);
    for source in sources().iter().filter(|s| s.layer == "domain") {
        // Newtypes as columns are all that the domain may know of the database.
        let code = source.code.replace("sea_orm::DeriveValueType", "").replace("#[sea_orm(", "");
        if code.contains("sea_orm") {
            wrong.push(format!("{} uses sea_orm beyond DeriveValueType", source.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_stands_in_db_only_and_workbook_crates_in_excel_only() {
    let elsewhere = |layer: &'static str| move |s: &Source| s.layer != layer;
    let mut wrong = find(|s| !["db", "domain", "error"].contains(&s.layer.as_str()), &["sea_orm", "sqlx"]);
    wrong.extend(find(elsewhere("db"), &["::Entity::", "ActiveModel"]));
    wrong.extend(find(elsewhere("excel"), &["rust_xlsxwriter", "calamine"]));
    wrong.extend(find(elsewhere("mail"), &["lettre"]));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One door for change: version, state, audit row, mails and the stale mark of a report are written together.
#[test]
fn only_the_door_writes_the_tables_of_reports() {
    let writes = ["insert", "update", "delete", "ActiveModel", "INSERT INTO", "UPDATE ", "DELETE FROM"];
    let tables = ["report::", "report_version::", "rollup_pending::"];
    let door = |path: &str| path.starts_with("src/db/reports") || path.starts_with("src/db/rollups");
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| s.layer == "db" && !s.path.contains("/entity/") && !door(&s.path)) {
        for statement in source.code.split(';') {
            let names = tables.iter().any(|table| names_table(statement, table));
            let called = statement.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ' ');
            let writing = called.clone().any(|word| {
                writes.iter().any(|write| word.trim() == write.trim() || word.trim().starts_with(&format!("{write}_")))
            });
            if names && writing {
                wrong.push(format!("{}: {}", source.path, statement.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Authorisation is the guard in a handler's signature.
#[test]
fn every_handler_says_in_its_signature_who_may_call_it() {
    // `Asked` is a Typist at the address of a report; `Sending` the same, or a browser whose session has ended, which is led to
    // sign in.
    const GUARDS: &[&str] = &[
        "Anyone",
        "Person",
        "Reporter",
        "Typist",
        "Filer",
        "Asked",
        "Sending",
        "Officer",
        "DepartmentOfficer",
        "Leader",
        "Admin",
        "WallScreen",
        "Scraper",
    ];
    // What every visitor may have: health, static files, colours, the answers to a refused and to an interrupted
    // request.
    const PUBLIC: &[&str] = &[
        "src/web/health.rs",
        "src/web/static_files.rs",
        "src/web/brand.rs",
        "src/web/cross_site.rs",
        "src/web/away.rs",
        "src/web/style.rs",
        "src/web/style/",
    ];
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for source in sources().iter().filter(|s| s.layer == "web" || s.layer == "api") {
        if PUBLIC.iter().any(|path| source.path.starts_with(path)) {
            continue;
        }
        for handler in handlers(&source.code) {
            seen += 1;
            let types = words(&handler);
            if !GUARDS.iter().any(|guard| types.contains(*guard)) {
                wrong.push(format!("{}: {}", source.path, handler.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    assert!(seen > 30, "only {seen} handlers were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A clone of the project is whole.
#[test]
fn nothing_refers_to_a_folder_outside_the_project() {
    let shared = concat!("..", "/shared");
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "migration", "templates", "build", "scripts", "static", "data", "."] {
        let deep = folder != ".";
        for path in files(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).as_path(), deep) {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if text.contains(shared) {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = files(&root.join("src"), true);
    let rust = found.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let sources: Vec<Source> = rust.map(|path| source(root, &path)).collect();
    assert!(sources.len() > 50);
    sources
}

fn source(root: &Path, path: &Path) -> Source {
    let relative = path.strip_prefix(root).unwrap();
    let layer = relative.iter().nth(1).unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
    let text = fs::read_to_string(path).unwrap();
    let is_tests = relative.to_string_lossy().contains("tests");
    let tested = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = if is_tests { "" } else { tested }.lines().map(|line| match line.trim_start().starts_with("//") {
        true => "",
        false => line.split(" // ").next().unwrap_or_default(),
    });
    Source { path: relative.display().to_string(), layer, code: lines.collect::<Vec<_>>().join("\n") }
}

/// Files of a folder, and of those below it.
fn files(folder: &Path, deep: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_file() {
            found.push(path);
        } else if deep && path.is_dir() {
            found.extend(files(&path, deep));
        }
    }
    found.sort();
    found
}

/// The modules of the crate that a source names: `crate::db::…` and the first parts of `use crate::{db::…, domain::…}`.
fn named_modules(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue; // $crate of a macro
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => named.extend(first_parts(list)),
            None => named.extend(identifier(rest)),
        }
    }
    named
}

/// The first parts of a list in braces, whose opening one is gone.
fn first_parts(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut parts) = (0, true, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && depth == 0 && !c.is_whitespace() => {
                parts.extend(identifier(&list[at..]));
                start = false;
            }
            _ => {}
        }
    }
    parts
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect()
}

/// `report::` as a path of its own, not the end of another word.
fn names_table(statement: &str, table: &str) -> bool {
    statement.match_indices(table).any(|(at, _)| {
        let own = !statement[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let rest = &statement[at + table.len()..];
        own && ["Entity", "ActiveModel", "Model"].iter().any(|kind| rest.starts_with(kind))
    })
}

/// The signatures of functions with a route attribute.
fn handlers(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for method in ["#[get(", "#[post(", "#[put(", "#[patch(", "#[delete("] {
        for (at, _) in code.match_indices(method) {
            let rest = &code[at..];
            let signature = rest.find("fn ").map(|f| &rest[f..]).unwrap_or_default();
            found.push(signature[..signature.find('{').unwrap_or(signature.len())].to_owned());
        }
    }
    found
}

fn find(of: impl Fn(&Source) -> bool, forbidden: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| of(source)) {
        wrong.extend(
            forbidden
                .iter()
                .filter(|text| source.code.contains(**text))
                .map(|text| format!("{} has «{text}»", source.path)),
        );
    }
    wrong
}

#[test]
fn the_modules_that_a_source_names_are_found() {
    let code =
        "use crate::{\n app::App,\n db::{Tx, accounts},\n in_tx,\n};\nlet x = crate::domain::Lang::Vi; $crate::db::x;";
    let named: Vec<String> = named_modules(code).into_iter().collect();
    assert_eq!(named, ["app", "db", "domain", "in_tx"]);
    assert!(names_table("report::Entity::insert(x)", "report::"));
    assert!(!names_table("use crate::domain::report::Report", "report::"));
    assert_eq!(handlers("#[get(\"/x\")]\npub async fn page(frame: Frame) -> Y {\n}"), ["fn page(frame: Frame) -> Y "]);
}
