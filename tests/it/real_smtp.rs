//! Through a real SMTP server, aiosmtpd, which `scripts/test` starts: `LUUTRU_TEST_SMTP` is its address, and it keeps what
//! it takes in the maildir `LUUTRU_TEST_MAILDIR`.
use luutru::{domain::mail::MailState, jobs};

use crate::support::{SentMail, TestApp};

/// The mails to one person that the server took.
fn taken(recipient: &str) -> Vec<SentMail> {
    let maildir = std::env::var("LUUTRU_TEST_MAILDIR").expect("scripts/test names the maildir");
    let entries = std::fs::read_dir(std::path::Path::new(&maildir).join("new")).unwrap();
    let mails = entries.map(|entry| SentMail::read(&std::fs::read(entry.unwrap().path()).unwrap()));
    mails.filter(|mail| mail.to == recipient).collect()
}

#[rocket::async_test]
async fn a_reminder_arrives_whole_and_its_link_opens_the_report() {
    let smtp = std::env::var("LUUTRU_TEST_SMTP").expect("scripts/test starts a mail server");
    let test = TestApp::start_with(|config| config.smtp = smtp).await;
    test.open_round("2026-06").await;
    let address = format!("tiep.tan.{}@example.vn", uuid::Uuid::new_v4().simple());
    let named = |house: &mut luutru::db::entity::establishment::ActiveModel| {
        house.name = sea_orm::Set("Khách sạn Sóng Biển Vũng Tàu – chi nhánh Thùy Vân".into());
        house.email = sea_orm::Set(Some(address.clone()));
    };
    let house = test.establishment_with(named).await;
    test.set_clock("2026-07-21T08:00:00");
    jobs::run_due(&test.app, test.app.now()).await.unwrap();
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1);

    let mails = taken(&address);
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail.subject, format!("{}: báo cáo tháng 6/2026, quá hạn từ 23:59 ngày 20/07/2026", house.name));
    assert!(mail.html.contains("quá hạn từ 23:59 ngày 20/07/2026"), "{}", mail.html);
    let row = &test.outbox().await[0];
    assert_eq!((row.state, format!("{}@example.vn", row.message_id)), (MailState::Sent, mail.message_id.clone()));
    let browser = test.browser();
    let opened = browser.post(&mail.links()[0], &[]).await;
    browser.get(opened.location()).await.ok().shows(&house.name);
}

#[rocket::async_test]
async fn a_mail_goes_encrypted_to_a_server_of_the_departments_own_authority_and_to_no_other() {
    let smtp = std::env::var("LUUTRU_TEST_SMTP_TLS").expect("scripts/test starts a mail server that asks for STARTTLS");
    let ca = std::env::var("LUUTRU_TEST_SMTP_CA").expect("scripts/test makes its certificate");
    for (trusted, sent) in [(ca, 1), (String::new(), 0)] {
        let url = smtp.clone();
        let test = TestApp::start_with(|config| {
            config.smtp = url;
            config.smtp_ca = trusted.into();
        })
        .await;
        test.open_round("2026-06").await;
        let address = format!("bao.mat.{}@example.vn", uuid::Uuid::new_v4().simple());
        let register = address.clone();
        test.establishment_with(|house| house.email = sea_orm::Set(Some(register))).await;
        test.set_clock("2026-07-21T08:00:00");
        jobs::run_due(&test.app, test.app.now()).await.unwrap();
        assert_eq!(jobs::send_mail(&test.app).await.unwrap(), sent);
        assert_eq!(taken(&address).len(), sent);
        let row = &test.outbox().await[0];
        let state = if sent == 1 { MailState::Sent } else { MailState::Queued };
        assert_eq!(row.state, state, "{row:?}");
    }
}
