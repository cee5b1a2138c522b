//! `luutru backup`, `luutru restore` and the nightly job: what was acknowledged comes back, and nothing half is ever left.
use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use flate2::{Compression, GzBuilder};
use luutru::{
    backup,
    db::{
        Db, backups, copying,
        entity::{establishment, report},
        jobs::latest,
        settings,
    },
    domain::{EstablishmentId, RoundId, job::Job, role::Role, round::Round},
    jobs,
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, EntityTrait};
use tempfile::TempDir;

use crate::{
    commands::{luutru, refused, text},
    support::{TestApp, report_path},
};

/// A department on SQLite with houses, and the rounds of some months.
struct Department {
    test: TestApp,
    houses: Vec<establishment::Model>,
    rounds: Vec<Round>,
    // After `test`.
    folder: TempDir,
}

impl Department {
    async fn begin(houses: usize, months: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = url_of(&folder.path().join("department.db"));
        let test = TestApp::start_with(|config| config.database = url).await;
        let mut department = Department { test, houses: Vec::new(), rounds: Vec::new(), folder };
        for _ in 0..houses {
            department.houses.push(department.test.establishment().await);
        }
        for month in months {
            department.rounds.push(department.test.open_round(month).await);
        }
        department
    }

    /// Two houses of which one has filed.
    async fn small() -> Self {
        let department = Self::begin(2, &["2026-06"]).await;
        department.file(0, 0).await;
        department
    }

    async fn file(&self, round: usize, house: usize) -> (RoundId, EstablishmentId) {
        let (round, house) = (&self.rounds[round], &self.houses[house]);
        let answers = TestApp::answers(&[("rooms", 20), ("guests_domestic", 300)]);
        self.test.file(round, house, &answers).await.unwrap();
        (round.id, house.id)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn back_up(&self, name: &str) -> PathBuf {
        let file = self.place(name);
        backup::make(&self.test.app.db, &file, self.test.app.now()).await.unwrap();
        file
    }

    fn run(&self, args: &[&str]) -> Output {
        run(self.folder.path(), &self.test.app.config.database, args)
    }
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

fn run(folder: &Path, url: &str, args: &[&str]) -> Output {
    luutru(folder).args(["--database", url]).args(args).output().unwrap()
}

fn done(output: &Output) -> (String, String) {
    assert!(output.status.success(), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

/// The names in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

async fn filed(db: &Db) -> BTreeSet<(RoundId, EstablishmentId)> {
    let reports = report::Entity::find().all(db.read()).await.unwrap();
    reports.into_iter().map(|report| (report.round_id, report.establishment_id)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_a_backup_began_is_served_from_its_restoration() {
    let months = ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
    let department = Department::begin(12, &months).await;
    let file = department.place("hôm nay.db.gz");
    let mut acknowledged = BTreeSet::new();
    let mut backing_up = None;
    for round in 0..months.len() {
        for house in 0..department.houses.len() {
            // The server files on while the command runs.
            if acknowledged.len() == 20 {
                let mut command = luutru(department.folder.path());
                command.args(["--database", &department.test.app.config.database, "backup"]).arg(&file);
                backing_up = Some((acknowledged.clone(), command.stdout(Stdio::null()).spawn().unwrap()));
            }
            acknowledged.insert(department.file(round, house).await);
        }
    }
    let (before, mut process) = backing_up.unwrap();
    assert!(tokio::task::spawn_blocking(move || process.wait().unwrap()).await.unwrap().success());

    let elsewhere = tempfile::tempdir().unwrap();
    let url = url_of(&elsewhere.path().join("restored.db"));
    let (table, said) = done(&run(elsewhere.path(), &url, &["restore", file.to_str().unwrap()]));
    assert!(table.starts_with("table\trows\tsha256\n") && table.contains("report_version\t"), "{table}");
    assert!(said.contains("everything is as it was filed"), "{said}");
    assert_eq!(names(elsewhere.path()), BTreeSet::from(["restored.db".to_owned()]));
    done(&run(elsewhere.path(), &url, &["verify"]));

    let restored = TestApp::start_with(|config| config.database = url).await;
    let found = filed(&restored.app.db).await;
    assert!(found.is_superset(&before) && found.is_subset(&acknowledged), "{} of {}", found.len(), before.len());
    restored.browser().get("/health/ready").await.ok();
    let reader = restored.reporter_of(&[&department.houses[0]]).await;
    let page = restored.sign_in(&reader).await.get(&report_path(&department.houses[0], "2026-02")).await.ok();
    page.shows("Đã nộp");
    assert!(page.text().contains("value=\"300\""), "{}", page.text());
}

#[rocket::async_test]
async fn a_backup_is_a_gzip_of_the_database_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let department = Department::small().await;
    let (table, said) = done(&department.run(&["backup", "a.db.gz"]));
    assert!(table.contains("\nreport\t1\t") && said.contains("a.db.gz"), "{table}{said}");
    let file = department.place("a.db.gz");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let unpacked = std::fs::File::create(department.place("by-hand.db")).unwrap();
    let mut packed = flate2::read::MultiGzDecoder::new(std::fs::File::open(&file).unwrap());
    std::io::copy(&mut packed, &mut { unpacked }).unwrap();
    let by_hand = backups::open_file(&department.place("by-hand.db")).await.unwrap();
    assert_eq!(filed(&by_hand).await, filed(&department.test.app.db).await);
    let (now, then) = (backups::held(&department.test.app.db).await.unwrap(), backups::held(&by_hand).await.unwrap());
    assert_eq!(now, then);
    by_hand.close().await;
}

#[rocket::async_test]
async fn a_backup_is_written_to_a_new_place_only() {
    let department = Department::small().await;
    department.back_up("a.db.gz").await;
    let before = std::fs::read(department.place("a.db.gz")).unwrap();
    refused(&department.run(&["backup", "a.db.gz"]), &["a.db.gz is there already", "another name"]);
    assert_eq!(std::fs::read(department.place("a.db.gz")).unwrap(), before);
    refused(&department.run(&["backup", "nowhere/a.db.gz"]), &["no folder nowhere", "make it"]);
    refused(&department.run(&["backup", "/"]), &["name one"]);
    let nothing = run(department.folder.path(), "sqlite://not-there.db", &["backup", "b.db.gz"]);
    refused(&nothing, &["no database not-there.db", "--database"]);
    let names = names(department.folder.path());
    assert!(names.iter().all(|name| name == "a.db.gz" || name.starts_with("department.db")), "{names:?}");
}

#[rocket::async_test]
async fn a_killed_backup_leaves_no_half_file() {
    let department = Department::small().await;
    let mut whole = 0;
    for attempt in 0..6_u64 {
        let name = format!("{attempt}.db.gz");
        let mut command = luutru(department.folder.path());
        command.args(["--database", &department.test.app.config.database, "backup", &name]);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(25 * attempt)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let file = department.place(&name);
        if file.exists() {
            backup::restore(&file, &url_of(&department.place(&format!("{attempt}.db")))).await.unwrap();
            whole += 1;
        }
    }
    // What was left of them goes with a later backup.
    let left = |names: BTreeSet<String>| names.iter().filter(|name| name.starts_with(".luutru-backup-")).count();
    let old = department.place(".luutru-backup-old");
    std::fs::create_dir(&old).unwrap();
    std::fs::write(old.join("copy.db"), "x").unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(2 * 24 * 60 * 60);
    std::fs::File::open(&old).unwrap().set_modified(long_ago).unwrap();
    department.back_up("after.db.gz").await;
    assert!(!old.exists());
    assert!(left(names(department.folder.path())) <= 6 - whole);
}

/// Refuses a file as a backup with these words, and leaves nothing.
async fn no_backup(file: &Path, words: &[&str]) {
    let place = tempfile::tempdir().unwrap();
    let error = backup::restore(file, &url_of(&place.path().join("restored.db"))).await.unwrap_err().to_string();
    for word in words {
        assert!(error.contains(word), "«{word}» is not in: {error}");
    }
    assert_eq!(names(place.path()), BTreeSet::new(), "{error}");
}

#[rocket::async_test]
async fn a_damaged_file_is_told_and_nothing_of_it_is_restored() {
    let department = Department::small().await;
    let whole = std::fs::read(department.back_up("a.db.gz").await).unwrap();
    let file = department.place("damaged.db.gz");
    let held = backups::held(&department.test.app.db).await.unwrap();
    let mut harmless = 0;
    // Past the ten bytes of gzip's own head, which say nothing about the content.
    for part in 0..40 {
        let at = 10 + (whole.len() - 10) * part / 40;
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (part % 8);
        std::fs::write(&file, flipped).unwrap();
        let place = department.place(&format!("flipped-{part}.db"));
        // A reference from empty pages to other empty pages may change: then the database is the same byte by byte.
        match backup::restore(&file, &url_of(&place)).await {
            Ok(restored) => {
                assert_eq!(restored.manifest.tables, held.tables);
                harmless += 1;
            }
            Err(_) => no_backup(&file, &["damaged"]).await,
        }
    }
    assert!(harmless < 20, "{harmless}");
    for length in [whole.len() - 1, whole.len() - 9, whole.len() / 2, 5_000, 300, 11, 2] {
        std::fs::write(&file, &whole[..length]).unwrap();
        no_backup(&file, &["damaged"]).await;
    }
    std::fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
    no_backup(&file, &["damaged", "behind its end", "another backup"]).await;
}

#[rocket::async_test]
async fn what_is_no_backup_is_told_from_one_of_a_newer_version() {
    let department = Department::small().await;
    let file = department.place("file");
    no_backup(&file, &["cannot read"]).await;
    no_backup(department.folder.path(), &["cannot read"]).await;
    let database = std::fs::read(department.place("department.db")).unwrap();
    for content in [Vec::new(), b"Ghi".to_vec(), database, gzip("", b"x"), gzip("made by hand", b"x")] {
        std::fs::write(&file, content).unwrap();
        no_backup(&file, &["no backup of luutru", "luutru backup wrote"]).await;
    }
    std::fs::write(&file, gzip("luutru-backup 2 whatever", b"x")).unwrap();
    no_backup(&file, &["newer version", "restore it with that version"]).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_from_the_future', 0)";
    department.test.app.db.writer().execute_unprepared(newer).await.unwrap();
    let of_newer = department.back_up("newer.db.gz").await;
    no_backup(&of_newer, &["newer version", "m29990101_000001_from_the_future"]).await;
}

fn gzip(comment: &str, content: &[u8]) -> Vec<u8> {
    let mut packed = GzBuilder::new().comment(comment).write(Vec::new(), Compression::fast());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

#[rocket::async_test]
async fn a_backup_is_restored_into_an_empty_place_only() {
    let department = Department::small().await;
    let file = department.back_up("a.db.gz").await;
    let restore = |url: &str| run(department.folder.path(), url, &["restore", file.to_str().unwrap()]);
    // Not over the department itself, of which nothing changes.
    refused(&restore(&department.test.app.config.database), &["not empty", "table", "does not exist yet"]);
    assert_eq!(filed(&department.test.app.db).await.len(), 1);
    refused(&restore("sqlite://nowhere/b.db"), &["no folder nowhere", "make it"]);
    refused(&restore("postgres://nobody@127.0.0.1:1/x"), &["SQLite file", "luutru copy"]);
    std::fs::write(department.place("letter.db"), "Kính gửi Sở Du lịch, đây không phải là cơ sở dữ liệu").unwrap();
    refused(&restore("sqlite://letter.db"), &["letter.db"]);
    assert!(std::fs::read(department.place("letter.db")).unwrap().starts_with("Kính".as_bytes()));
    // An empty database of this program is a place.
    done(&run(department.folder.path(), "sqlite://empty.db", &["migrate"]));
    done(&restore("sqlite://empty.db"));
    let restored = backups::open_file(&department.place("empty.db")).await.unwrap();
    assert_eq!(filed(&restored).await.len(), 1);
    restored.close().await;
    refused(&restore("sqlite://empty.db"), &["not empty"]);
}

#[rocket::async_test]
async fn a_department_that_does_not_verify_comes_back_as_it_was_and_says_so() {
    let department = Department::small().await;
    department.test.app.db.writer().execute_unprepared("DROP TRIGGER report_version_append_only_update").await.unwrap();
    let meddle = "UPDATE report_version SET document = replace(document, '300', '999')";
    department.test.app.db.writer().execute_unprepared(meddle).await.unwrap();
    let file = department.back_up("a.db.gz").await;
    let output = run(department.folder.path(), "sqlite://b.db", &["restore", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("is what was backed up"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("hash"), "{}", text(&output.stderr));
    assert!(department.place("b.db").exists());
}

#[rocket::async_test]
async fn a_backup_of_an_older_version_comes_back_with_this_schema() {
    let folder = tempfile::tempdir().unwrap();
    let url = url_of(&folder.path().join("old.db"));
    let old = Database::connect(format!("{url}?mode=rwc")).await.unwrap();
    Migrator::up(&old, Some(1)).await.unwrap();
    settings::set(&old, "điều cần nhớ", "một").await.unwrap();
    old.close().await.unwrap();
    done(&run(folder.path(), &url, &["backup", "old.db.gz"]));
    let old = backups::open_file(&folder.path().join("old.db")).await.unwrap();
    assert_eq!(backups::held(&old).await.unwrap().schema.len(), 1, "a backup changes nothing");
    old.close().await;
    done(&run(folder.path(), "sqlite://new.db", &["restore", "old.db.gz"]));
    let new = backups::open_file(&folder.path().join("new.db")).await.unwrap();
    assert_eq!(backups::held(&new).await.unwrap().schema.len(), Migrator::migrations().len());
    assert_eq!(settings::get(new.read(), "điều cần nhớ").await.unwrap().as_deref(), Some("một"));
    new.close().await;
}

#[rocket::async_test]
async fn every_night_one_backup_is_made_and_the_latest_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (nights, url) = (folder.path().join("nights"), url_of(&folder.path().join("department.db")));
    std::fs::create_dir(&nights).unwrap();
    std::fs::write(nights.join("notes.txt"), "x").unwrap();
    let test = TestApp::start_with(|config| {
        config.database = url;
        config.backups_folder = nights.clone();
        config.backups_kept = 2;
    })
    .await;
    for day in 10..=13 {
        for hour in ["02:00", "02:30", "14:00"] {
            test.let_pass(&format!("2026-07-{day}T{hour}:00")).await;
        }
    }
    let kept = ["luutru-2026-07-12.db.gz", "luutru-2026-07-13.db.gz", "notes.txt"];
    assert_eq!(names(&nights), kept.map(str::to_owned).into());
    let runs = latest(test.app.db.read(), Job::BackUp, 9).await.unwrap();
    assert_eq!(runs.len(), 4);
    assert!(runs[0].result.as_ref().unwrap().contains("xóa 1 bản cũ"), "{:?}", runs[0]);
    backup::restore(&nights.join(kept[1]), &url_of(&folder.path().join("restored.db"))).await.unwrap();
    let admin = test.sign_in_as(Role::Admin).await;
    admin.get("/jobs").await.ok().shows("Sao lưu").shows("luutru-2026-07-13.db.gz").shows("02:00 ngày 14/07/2026");
}

#[rocket::async_test]
async fn a_night_without_its_folder_fails_and_tells_the_admin_once() {
    let folder = tempfile::tempdir().unwrap();
    let (nights, url) = (folder.path().join("not-mounted"), url_of(&folder.path().join("department.db")));
    let test = TestApp::start_with(|config| {
        config.database = url;
        config.backups_folder = nights.clone();
    })
    .await;
    let admin = test.account(Role::Admin).await;
    for day in 10..=12 {
        test.set_clock(&format!("2026-07-{day}T02:00:00"));
        let ran = jobs::run_due(&test.app, test.app.now()).await.unwrap();
        let failed: Vec<Job> = ran.iter().filter(|(_, outcome)| outcome.is_err()).map(|(job, _)| *job).collect();
        assert_eq!(failed, [Job::BackUp]);
        jobs::send_mail(&test.app).await.unwrap();
    }
    let mails = test.mails_to(&admin.email);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("backups_folder") && mails[0].text.contains("not-mounted"), "{}", mails[0].text);
    assert!(!nights.exists(), "what is not mounted is not made on the wrong disk");
    std::fs::create_dir(&nights).unwrap();
    test.let_pass("2026-07-13T02:00:00").await;
    assert_eq!(names(&nights), BTreeSet::from(["luutru-2026-07-13.db.gz".to_owned()]));
}

#[rocket::async_test]
async fn without_a_folder_or_on_postgresql_the_night_says_what_to_do() {
    let test = TestApp::start().await;
    test.let_pass("2026-07-11T02:00:00").await;
    let runs = latest(test.app.db.read(), Job::BackUp, 1).await.unwrap();
    let (says, command) = match test.app.db.is_sqlite() {
        true => ("backups_folder", None),
        false => ("pg_dump", Some(run(test.folder(), &test.app.config.database, &["backup", "a.db.gz"]))),
    };
    assert!(runs[0].result.as_ref().unwrap().contains(says), "{:?}", runs[0]);
    if let Some(output) = command {
        refused(&output, &["pg_dump", "docs/operations.md"]);
    }
    assert!(copying::refuse_rows(test.app.db.read()).await.is_err());
}
