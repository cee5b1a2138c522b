//! The binary as people start it: what it says when it cannot, and how it ends.
use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use sea_orm::{ConnectionTrait, Database};

pub fn luutru(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_luutru"));
    // Nothing of the surroundings: neither settings of this machine nor of the project.
    command.current_dir(folder).env_remove("DATABASE_URL").env("LUUTRU_JOBS", "false");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ROCKET_")) {
        command.env_remove(name);
    }
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Fails unless the command ended with status 1, said why on standard error, and wrote no data.
pub fn refused(output: &Output, why: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    for part in why {
        assert!(said.contains(part), "«{part}» is not in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn help_names_the_commands_and_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let output = luutru(folder.path()).arg("--help").output().unwrap();
    let help = text(&output.stdout);
    for part in [
        "serve",
        "demo",
        "migrate",
        "import",
        "export",
        "rollup",
        "remind",
        "rebuild",
        "verify",
        "backup",
        "restore",
        "copy",
        "admin",
        "--database",
        "DATABASE_URL",
        "sqlite://",
    ] {
        assert!(help.contains(part), "«{part}» is not in: {help}");
    }
    assert!(output.status.success());
}

#[test]
fn an_administrator_is_made_once_and_the_link_is_the_only_data() {
    let folder = tempfile::tempdir().unwrap();
    let create = || {
        let mut command = luutru(folder.path());
        command.args(["admin", "create", "--email", "sen@example.vn", "--name", "Lê Thị Sen"]).output().unwrap()
    };
    let first = create();
    assert!(first.status.success(), "{}", text(&first.stderr));
    assert!(text(&first.stdout).starts_with("http://localhost:8000/invitation/"), "{}", text(&first.stdout));
    assert!(folder.path().join("data/luutru.db").exists());
    refused(&create(), &["sen@example.vn"]);
}

#[test]
fn a_setting_that_is_wrong_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = luutru(folder.path()).env("LUUTRU_BRAND", "red").output().unwrap();
    refused(&output, &["brand", "#rrggbb"]);
    let output = luutru(folder.path()).env("LUUTRU_NO_SUCH", "1").output().unwrap();
    refused(&output, &["no_such"]);
    let output = luutru(folder.path()).args(["--database", "mysql://localhost/x", "migrate"]).output().unwrap();
    refused(&output, &["sqlite://", "postgres://"]);
}

#[test]
fn a_form_file_with_an_error_keeps_the_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let forms = folder.path().join("forms");
    std::fs::create_dir(&forms).unwrap();
    std::fs::write(forms.join("broken.toml"), "code = \"02-H/DL-DNLH\"\nno_such_key = 1\n").unwrap();
    let output = luutru(folder.path()).env("LUUTRU_FORMS", &forms).output().unwrap();
    refused(&output, &["broken.toml:"]);
}

#[test]
fn a_place_where_nothing_can_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody can make files there, not even root.
    let output =
        luutru(folder.path()).args(["--database", "sqlite:///proc/luutru/luutru.db", "migrate"]).output().unwrap();
    refused(&output, &["/proc/luutru"]);
    let output = luutru(folder.path()).args(["--database", "sqlite:///proc/luutru.db", "migrate"]).output().unwrap();
    refused(&output, &["/proc/luutru.db"]);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert!(luutru(folder.path()).arg("migrate").output().unwrap().status.success());
    let url = format!("sqlite://{}/data/luutru.db", folder.path().display());
    let database = Database::connect(url).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_from_the_future', 0)";
    database.execute_unprepared(newer).await.unwrap();
    database.close().await.unwrap();
    let output = luutru(folder.path()).output().unwrap();
    refused(&output, &["newer version", "m29990101_000001_from_the_future"]);
}

#[test]
fn a_port_in_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = luutru(folder.path()).env("ROCKET_PORT", port.to_string()).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("127.0.0.1:{port} is in use")), "{said}");
}

#[test]
fn a_first_start_offers_a_link_and_a_signal_ends_it_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = luutru(folder.path())
        .env("ROCKET_PORT", free.to_string())
        .env("LUUTRU_LOG_FORMAT", "json")
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let link = lines.by_ref().map(Result::unwrap).find(|line| line.contains("/set-up/"));
    assert!(link.unwrap().trim().starts_with("http://localhost:8000/set-up/"));
    lines.by_ref().map(Result::unwrap).find(|line| line.contains("serving")).unwrap();

    end(&server);
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(rest.iter().any(|line| line.contains("\"message\":\"ended\"")), "{rest:?}");
    assert_eq!(server.wait().unwrap().code(), Some(0));
    let mut data = String::new();
    server.stdout.take().unwrap().read_to_string(&mut data).unwrap();
    assert_eq!(data, "", "messages go to standard error");
    let left: Vec<_> = std::fs::read_dir(folder.path().join("data")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["luutru.db"], "the -wal file is folded back");
}

/// Tells a server to end, as systemd does.
fn end(server: &Child) {
    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success());
}

#[test]
fn a_demo_of_more_months_than_the_form_was_asked_is_refused_with_how_many_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let output = luutru(folder.path()).args(["demo", "--houses", "3", "--months", "120", "--make-only"]).output();
    refused(&output.unwrap(), &["--months 120", "months at most"]);
}
