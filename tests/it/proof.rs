//! `luutru verify`, seals, and triggers: whoever meddles with what was filed or noted is found out.
use std::{path::PathBuf, process::Output};

use luutru::{
    db::{
        audit,
        entity::{audit as audit_row, audit_seal, audit_unsealed, establishment, job_run, report_version},
        seals,
    },
    demo::{self, Plan},
    domain::{job::Job, receipt::Receipt, round::Round, seal::Seal},
    in_tx, jobs,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::{
    commands::{luutru, refused, text},
    support::TestApp,
};

/// Two months of two houses, one report amended, all sealed.
struct Sealed {
    test: TestApp,
    hotel: establishment::Model,
    june: Round,
}

impl Sealed {
    async fn begin() -> Self {
        let test = TestApp::start_with(|config| {
            config.seals_folder = config.mail_folder.with_file_name("seals");
        })
        .await;
        let hotel = test.establishment().await;
        let other = test.establishment().await;
        let (may, june) = (test.open_round("2026-05").await, test.open_round("2026-06").await);
        let answers = |guests| TestApp::answers(&[("rooms", 20), ("guests_domestic", guests)]);
        test.file(&may, &hotel, &answers(300)).await.unwrap();
        test.file(&june, &other, &answers(310)).await.unwrap();
        test.let_pass("2026-07-10T09:01:00").await;
        test.file(&june, &hotel, &answers(320)).await.unwrap();
        test.accept(&june, &hotel).await.unwrap();
        test.let_pass("2026-07-10T09:02:00").await;
        test.file(&june, &hotel, &answers(330)).await.unwrap();
        test.let_pass("2026-07-10T09:03:00").await;
        Sealed { test, hotel, june }
    }

    fn copy(&self) -> PathBuf {
        self.test.app.config.seals_folder.join("seals.txt")
    }

    async fn sql(&self, sql: &str) -> u64 {
        self.test.app.db.writer().execute_unprepared(sql).await.unwrap().rows_affected()
    }

    async fn drop_triggers(&self) {
        for table in ["report_version", "audit", "audit_seal"] {
            match self.test.app.db.backend() {
                DbBackend::Postgres => {
                    self.sql(&format!("DROP TRIGGER {table}_append_only ON {table}")).await;
                    self.sql(&format!("DROP TRIGGER {table}_append_only_whole ON {table}")).await;
                }
                _ => {
                    self.sql(&format!("DROP TRIGGER {table}_append_only_update")).await;
                    self.sql(&format!("DROP TRIGGER {table}_append_only_delete")).await;
                }
            }
        }
    }

    fn verify(&self, args: &[&str]) -> Output {
        verify(&self.test, args)
    }

    async fn versions(&self) -> Vec<report_version::Model> {
        report_version::Entity::find()
            .filter(report_version::Column::RoundId.eq(self.june.id))
            .order_by_asc(report_version::Column::Id)
            .all(self.test.app.db.read())
            .await
            .unwrap()
    }

    /// The version that the hotel filed last.
    async fn latest(&self) -> report_version::Model {
        self.versions().await.pop().unwrap()
    }

    async fn last_seal(&self) -> audit_seal::Model {
        let last = audit_seal::Entity::find().order_by_desc(audit_seal::Column::Number);
        last.one(self.test.app.db.read()).await.unwrap().unwrap()
    }

    /// What names the hotel's last version.
    async fn named(&self) -> [String; 3] {
        let version = self.latest().await;
        let house = format!("version {} of {} {}", version.number, self.hotel.code, self.hotel.name);
        [house, "2026-06".into(), version.receipt.to_string()]
    }
}

fn verify(test: &TestApp, args: &[&str]) -> Output {
    let database = &test.app.config.database;
    luutru(test.folder()).args(["--database", database, "verify"]).args(args).output().unwrap()
}

fn proved(output: &Output, says: &str) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn names(output: &Output, parts: &[&str]) {
    refused(output, parts);
}

#[rocket::async_test]
async fn what_nobody_touched_verifies_and_says_how_much_that_proves() {
    let sealed = Sealed::begin().await;
    let copy = sealed.copy();
    let counted = proved(&sealed.verify(&[]), "proves only against accident");
    let rows = audit_row::Entity::find().count(sealed.test.app.db.read()).await.unwrap();
    let rows = format!("audit rows\t{rows}\n");
    for line in ["versions\t4", &rows, "not sealed yet\t0", "seals\t3", "last seal\t3 "] {
        assert!(counted.contains(line), "{line}: {counted}");
    }
    proved(&sealed.verify(&["--seals", copy.to_str().unwrap()]), "the safe copy has the last seal");
    let kept = std::fs::read_to_string(&copy).unwrap();
    let (first, _) = kept.split_once('\n').unwrap();
    std::fs::write(&copy, format!("\n{}\n", first.replace(' ', "\t"))).unwrap();
    proved(&sealed.verify(&["--seals", copy.to_str().unwrap()]), "proves it up to seal 1");
    std::fs::write(&copy, "Kính gửi\n").unwrap();
    names(&sealed.verify(&["--seals", copy.to_str().unwrap()]), &["line 1", "no seal"]);
    names(&sealed.verify(&["--seals", "/nowhere/seals.txt"]), &["/nowhere/seals.txt"]);
}

#[rocket::async_test]
async fn one_byte_of_a_version_is_noticed() {
    let sealed = Sealed::begin().await;
    let named = sealed.named().await;
    sealed.drop_triggers().await;
    let changed = sealed
        .sql(&format!(
            "UPDATE report_version SET document = replace(document, '\"330\"', '\"331\"') WHERE id = {}",
            sealed.latest().await.id
        ))
        .await;
    assert_eq!(changed, 1);
    names(&sealed.verify(&[]), &[&named[0], &named[1], &named[2], "hash"]);
}

#[rocket::async_test]
async fn a_version_that_was_hashed_anew_is_noticed() {
    let sealed = Sealed::begin().await;
    let (named, latest) = (sealed.named().await, sealed.latest().await);
    sealed.drop_triggers().await;
    let document = latest.document.replace("\"330\"", "\"331\"");
    let hash = luutru::domain::document::sha256(&document);
    sealed
        .sql(&format!("UPDATE report_version SET document = '{document}', sha256 = '{hash}' WHERE id = {}", latest.id))
        .await;
    names(&sealed.verify(&[]), &[&named[0], &named[1], "does not have the hash with which it was filed"]);
}

#[rocket::async_test]
async fn a_version_under_another_receipt_or_house_is_noticed() {
    for (column, value, says) in [
        ("number", "7", "was filed and is not there any more"),
        ("receipt", "'BN-2606-00000-00000'", "receipt"),
        ("nil", "", "nil"),
        ("channel", "'officer'", "channel"),
        ("channel", "'pigeon'", "cannot be read"),
    ] {
        let sealed = Sealed::begin().await;
        sealed.drop_triggers().await;
        let value = match (column, sealed.test.app.db.backend()) {
            ("nil", DbBackend::Postgres) => "true",
            ("nil", _) => "1",
            _ => value,
        };
        let id = sealed.latest().await.id;
        sealed.sql(&format!("UPDATE report_version SET {column} = {value} WHERE id = {id}")).await;
        names(&sealed.verify(&[]), &[&sealed.hotel.code, says]);
    }
}

#[rocket::async_test]
async fn a_version_that_was_taken_out_is_noticed() {
    let sealed = Sealed::begin().await;
    let named = sealed.named().await;
    sealed.drop_triggers().await;
    sealed.sql(&format!("DELETE FROM report_version WHERE id = {}", sealed.latest().await.id)).await;
    names(&sealed.verify(&[]), &[&named[0], &named[1], &named[2], "is not there any more"]);
}

#[rocket::async_test]
async fn a_version_that_was_slipped_in_is_noticed() {
    let sealed = Sealed::begin().await;
    let latest = sealed.latest().await;
    let document = latest.document.replace("\"version\":2", "\"version\":3").replace("\"330\"", "\"999\"");
    let hash = luutru::domain::document::sha256(&document);
    let receipt = Receipt::new(sealed.june.period, 5);
    sealed
        .sql(&format!(
            "INSERT INTO report_version SELECT id + 1, report_id, round_id, 3, '{receipt}', '{document}', '{hash}', nil, \
             channel, account_id, late, submitted_at FROM report_version WHERE id = {}",
            latest.id
        ))
        .await;
    sealed.sql(&format!("UPDATE report SET latest_version = 3 WHERE id = {}", latest.report_id)).await;
    names(&sealed.verify(&[]), &["version 3", &sealed.hotel.code]);
}

#[rocket::async_test]
async fn an_audit_row_that_was_changed_taken_out_or_slipped_in_is_noticed() {
    let sealed = Sealed::begin().await;
    let rows =
        audit_row::Entity::find().order_by_asc(audit_row::Column::Id).all(sealed.test.app.db.read()).await.unwrap();
    let (first, second) = (&rows[0], &rows[1]);
    sealed.drop_triggers().await;
    sealed.sql(&format!("UPDATE audit SET action = 'report.accepted' WHERE id = {}", first.id)).await;
    names(&sealed.verify(&[]), &[&format!("audit row {}", first.id), "is not what was noted"]);
    sealed.sql(&format!("UPDATE audit SET action = '{}' WHERE id = {}", first.action, first.id)).await;

    // Whoever knows how hashes are made is still found by the seal.
    let detail = first.detail.replace("\"version\":1", "\"version\": 1");
    let hash = audit::hash(first.id, first.at, first.account_id, &first.action, &first.subject, &detail);
    sealed.sql(&format!("UPDATE audit SET detail = '{detail}', hash = '{hash}' WHERE id = {}", first.id)).await;
    names(&sealed.verify(&[]), &["seal 1", "is not the seal over the rows"]);
    let back = format!("UPDATE audit SET detail = '{}', hash = '{}' WHERE id = {}", first.detail, first.hash, first.id);
    sealed.sql(&back).await;
    proved(&sealed.verify(&[]), "as it was filed");

    sealed
        .sql(&format!(
            "INSERT INTO audit SELECT id + 1, at, account_id, action, subject, detail, hash FROM audit WHERE id = {}",
            second.id
        ))
        .await;
    names(&sealed.verify(&[]), &[&format!("audit row {}", second.id + 1), "slipped in"]);
    sealed.sql(&format!("DELETE FROM audit WHERE id = {}", second.id + 1)).await;

    sealed.sql(&format!("DELETE FROM audit WHERE id = {}", second.id)).await;
    names(&sealed.verify(&[]), &[&format!("audit row {}", second.id), "is not there, although seal 1 names it"]);
}

#[rocket::async_test]
async fn an_audit_row_that_was_taken_out_before_it_was_sealed_is_noticed() {
    let sealed = Sealed::begin().await;
    sealed.test.accept(&sealed.june, &sealed.hotel).await.unwrap();
    let waiting = audit_unsealed::Entity::find().one(sealed.test.app.db.read()).await.unwrap().unwrap().audit_id;
    sealed.drop_triggers().await;
    sealed.sql(&format!("DELETE FROM audit WHERE id = {waiting}")).await;
    names(&sealed.verify(&[]), &[&format!("audit row {waiting}"), "waits for a seal"]);
    sealed.test.set_clock("2026-07-10T09:04:00");
    let ran = jobs::run_due(&sealed.test.app, sealed.test.app.now()).await.unwrap();
    let (_, outcome) = ran.iter().find(|(job, _)| *job == Job::Seal).unwrap();
    assert!(outcome.as_ref().unwrap_err().contains("luutru verify"), "{outcome:?}");
}

#[rocket::async_test]
async fn a_seal_that_was_changed_or_taken_out_is_noticed() {
    let sealed = Sealed::begin().await;
    let last = sealed.last_seal().await;
    sealed.drop_triggers().await;
    sealed.sql("UPDATE audit_seal SET hash = previous WHERE number = 2").await;
    names(&sealed.verify(&[]), &["seal 2", "is not the seal over"]);
    sealed.sql("DELETE FROM audit_seal WHERE number = 2").await;
    names(&sealed.verify(&[]), &["seal 2", "is not in the database"]);
    let copy = sealed.copy();
    sealed.sql("DELETE FROM audit_seal WHERE number = 3").await;
    names(&sealed.verify(&["--seals", copy.to_str().unwrap()]), &["seal 2 of the safe copy", "is not in the database"]);
    assert_eq!(last.number, 3);
}

#[rocket::async_test]
async fn a_cut_off_end_is_noticed_by_the_safe_copy_also_where_the_rest_agrees() {
    let sealed = Sealed::begin().await;
    let (last, copy) = (sealed.last_seal().await, sealed.copy());
    let ids: Vec<i64> = serde_json::from_str(&last.ids).unwrap();
    sealed.drop_triggers().await;
    sealed.sql("DELETE FROM audit_seal WHERE number = 3").await;
    names(&sealed.verify(&[]), &[&format!("audit row {}", ids[0]), "its seal was taken away"]);
    // Rows and version too: now the database agrees with itself.
    let latest = sealed.latest().await;
    sealed.sql(&format!("DELETE FROM report_version WHERE id = {}", latest.id)).await;
    sealed.sql(&format!("UPDATE report SET latest_version = 1 WHERE id = {}", latest.report_id)).await;
    for id in ids {
        sealed.sql(&format!("DELETE FROM audit WHERE id = {id}")).await;
    }
    proved(&sealed.verify(&[]), "proves only against accident");
    names(&sealed.verify(&["--seals", copy.to_str().unwrap()]), &["seal 3 of the safe copy", "cut off"]);
    // The chain that goes on is another one, and the job says so before it writes to the safe place.
    sealed.test.file(&sealed.june, &sealed.hotel, &TestApp::answers(&[("rooms", 20)])).await.unwrap();
    sealed.test.set_clock("2026-07-10T09:05:00");
    let ran = jobs::run_due(&sealed.test.app, sealed.test.app.now()).await.unwrap();
    let (_, outcome) = ran.iter().find(|(job, _)| *job == Job::Seal).unwrap();
    assert!(outcome.as_ref().unwrap_err().contains("seals.txt"), "{outcome:?}");
    names(&sealed.verify(&["--seals", copy.to_str().unwrap()]), &["seal 3 of the safe copy", "is another one"]);
}

#[rocket::async_test]
async fn what_was_filed_and_noted_cannot_be_changed_by_a_slip() {
    let sealed = Sealed::begin().await;
    for (table, column) in [("report_version", "sha256"), ("audit", "detail"), ("audit_seal", "hash")] {
        for sql in [format!("UPDATE {table} SET {column} = 'x'"), format!("DELETE FROM {table}")] {
            let error = sealed.test.app.db.writer().execute_unprepared(&sql).await.unwrap_err().to_string();
            assert!(error.contains(&format!("rows of {table} are only ever added")), "{sql}: {error}");
        }
    }
    proved(&sealed.verify(&[]), "as it was filed");
}

#[rocket::async_test]
async fn two_sealers_at_once_make_one_chain_and_leave_no_row_out() {
    let test = TestApp::start().await;
    for number in 0..60 {
        let subject = format!("account/{number}");
        in_tx!(test.app.db, |tx| audit::record(tx, test.app.now(), None, "account.changed", &subject, &json!({}))
            .await)
        .unwrap();
    }
    let now = test.app.now();
    let sealers = (0..4).map(|_| {
        let app = test.app.clone();
        tokio::spawn(async move {
            let mut refused = 0;
            for number in 0..40 {
                let subject = format!("report/{number}");
                let noted =
                    in_tx!(app.db, |tx| audit::record(tx, now, None, "mail.retried", &subject, &json!({})).await);
                noted.unwrap();
                match in_tx!(app.db, |tx| seals::seal(tx, now).await) {
                    Err(error) if error.is_unique_violation() => refused += 1,
                    outcome => drop(outcome.map_err(|error| assert!(error.to_string().contains("sealer"), "{error}"))),
                }
            }
            refused
        })
    });
    for sealer in sealers.collect::<Vec<_>>() {
        sealer.await.unwrap();
    }
    while in_tx!(test.app.db, |tx| seals::seal(tx, now).await).unwrap().is_some() {}
    let counted = proved(&verify(&test, &[]), "as it was filed");
    assert!(counted.contains("audit rows\t220\nnot sealed yet\t0"), "{counted}");
    assert!(seals::latest(test.app.db.read()).await.unwrap().unwrap().number > 20);
}

#[rocket::async_test]
async fn a_row_that_commits_late_goes_into_the_next_seal() {
    let test = TestApp::start().await;
    let note = |subject: &'static str| {
        let app = test.app.clone();
        async move {
            in_tx!(app.db, |tx| audit::record(tx, app.now(), None, "mail.retried", subject, &json!({})).await).unwrap();
        }
    };
    note("outbox/1").await;
    let early = audit_unsealed::Entity::find().one(test.app.db.read()).await.unwrap().unwrap().audit_id;
    note("outbox/2").await;
    // The earlier row was not committed yet when the first seal was made.
    test.app
        .db
        .writer()
        .execute_unprepared(&format!("DELETE FROM audit_unsealed WHERE audit_id = {early}"))
        .await
        .unwrap();
    let (first, rows) = in_tx!(test.app.db, |tx| seals::seal(tx, test.app.now()).await).unwrap().unwrap();
    assert_eq!((first.number, rows), (1, 1));
    test.app.db.writer().execute_unprepared(&format!("INSERT INTO audit_unsealed VALUES ({early})")).await.unwrap();
    let (second, rows) = in_tx!(test.app.db, |tx| seals::seal(tx, test.app.now()).await).unwrap().unwrap();
    assert_eq!((second.number, rows), (2, 1));
    proved(&verify(&test, &[]), "as it was filed");
}

#[rocket::async_test]
async fn a_whole_demo_department_verifies() {
    let test = TestApp::start().await;
    test.set_clock("2026-07-17T10:00:00");
    let plan = Plan::of(7, 60, 8, test.app.now());
    demo::make(&test.app, &plan).await.unwrap();
    let rows = audit_row::Entity::find().count(test.app.db.read()).await.unwrap();
    let counted = proved(&verify(&test, &[]), "as it was filed");
    assert!(counted.contains(&format!("audit rows\t{rows}\nnot sealed yet\t{rows}\nseals\t0")), "{counted}");
    test.let_pass("2026-07-17T10:01:00").await;
    let counted = proved(&verify(&test, &[]), "as it was filed");
    assert!(counted.contains("not sealed yet\t0"), "{counted}");
    let versions = report_version::Entity::find().count(test.app.db.read()).await.unwrap();
    assert!(versions > 300 && counted.contains(&format!("versions\t{versions}\n")), "{counted}");
}

#[rocket::async_test]
async fn a_seal_a_day_goes_by_mail_and_proves_what_was_before_it() {
    let test = TestApp::start_with(|config| config.seals_mail = "Luu.Tru@example.vn".into()).await;
    let house = test.establishment_with(|row| row.email = sea_orm::Set(None)).await;
    let june = test.open_round("2026-06").await;
    test.file(&june, &house, &TestApp::answers(&[("rooms", 20), ("guests_domestic", 4321)])).await.unwrap();
    test.let_pass("2026-07-10T09:01:00").await;
    for day in 11..=13 {
        test.let_pass(&format!("2026-07-{day}T07:30:00")).await;
    }
    let mails = test.mails_to("luu.tru@example.vn");
    assert_eq!(mails.len(), 1, "nothing was noted since: {mails:?}");
    let line =
        mails[0].text.lines().find(|line| line.parse::<Seal>().is_ok()).unwrap_or_else(|| panic!("{}", mails[0].text));
    assert!(!mails[0].text.contains("4321") && !mails[0].text.contains(&house.name), "{}", mails[0].text);
    let copy = test.folder().join("mail.txt");
    std::fs::write(&copy, line).unwrap();
    proved(&verify(&test, &["--seals", copy.to_str().unwrap()]), "the safe copy has the last seal");
}

#[rocket::async_test]
async fn runs_of_each_minute_do_not_pile_up() {
    let test = TestApp::start().await;
    test.set_clock("2026-07-01T00:00:00");
    let start = test.app.now();
    for minute in 0..30 {
        jobs::run_due(&test.app, start + chrono::TimeDelta::minutes(minute)).await.unwrap();
    }
    let runs = || job_run::Entity::find().filter(job_run::Column::Job.eq(Job::Seal)).count(test.app.db.read());
    assert_eq!(runs().await.unwrap(), 30);
    test.let_pass("2026-07-03T03:00:00").await;
    assert_eq!(runs().await.unwrap(), 1);
    let opened = job_run::Entity::find().filter(job_run::Column::Job.eq(Job::OpenRounds));
    assert_eq!(opened.count(test.app.db.read()).await.unwrap(), 2);
}
