use luutru::{
    db::outbox::{self, Queued},
    domain::{
        ReportId,
        mail::{Mail, NewMail},
    },
};

use crate::support::TestApp;

#[rocket::async_test]
async fn the_same_telling_is_queued_once_however_the_address_is_written() {
    let test = TestApp::start().await;
    let now = test.app.now();
    let receipt = |recipient: &str, version| NewMail {
        mail: Mail::Receipt { report: ReportId(7), version },
        recipient: recipient.into(),
        account: None,
        not_before: now,
    };
    let queue = |mail| outbox::queue(test.app.db.writer(), mail, now);
    assert_eq!(queue(receipt("lan@example.vn", 1)).await.unwrap(), Queued::New);
    assert_eq!(queue(receipt(" Lan@Example.vn", 1)).await.unwrap(), Queued::Known);
    assert_eq!(queue(receipt("lan@example.vn", 2)).await.unwrap(), Queued::New);
}
