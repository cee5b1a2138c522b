use luutru::{
    db::{
        Db,
        outbox::{self, Queued},
    },
    domain::{
        ReportId,
        mail::{Mail, NewMail},
    },
};

#[tokio::test]
async fn the_same_telling_is_queued_once_however_the_address_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}/test.db", folder.path().display())).await.unwrap();
    let now = "2026-07-20T03:00:00Z".parse().unwrap();
    let receipt = |recipient: &str, version| NewMail {
        mail: Mail::Receipt { report: ReportId(7), version },
        recipient: recipient.into(),
        account: None,
        not_before: now,
    };
    let queue = |mail| outbox::queue(db.writer(), mail, now);
    assert_eq!(queue(receipt("lan@example.vn", 1)).await.unwrap(), Queued::New);
    assert_eq!(queue(receipt(" Lan@Example.vn", 1)).await.unwrap(), Queued::Known);
    assert_eq!(queue(receipt("lan@example.vn", 2)).await.unwrap(), Queued::New);
}
