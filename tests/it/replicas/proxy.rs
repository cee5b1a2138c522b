//! Behind one door that knows no sessions: each request goes to the next replica.
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use luutru::domain::Period;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::begin;
use crate::support::{
    NORMAL_MONTH, PASSWORD, TestApp, TestDatabase, report_path,
    wire::{Answer, get, post, post_with},
    with,
};

/// Hands each connection to the next port.
async fn door(ports: Vec<u16>) -> (u16, Arc<AtomicUsize>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, turn) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let counted = turn.clone();
    let door = tokio::spawn(async move {
        loop {
            let (mut from, _) = listener.accept().await.unwrap();
            let next = ports[counted.fetch_add(1, Ordering::Relaxed) % ports.len()];
            tokio::spawn(async move {
                let mut to = TcpStream::connect(("127.0.0.1", next)).await.unwrap();
                let _ = copy_bidirectional(&mut from, &mut to).await;
            });
        }
    });
    (port, turn, door)
}

fn session(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").unwrap_or_else(|| panic!("{answer:?}"));
    cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_opening_typing_and_filing_may_each_be_answered_by_another_replica() {
    let database = TestDatabase::create().await;
    let url = database.url.clone();
    let test = TestApp::start_with(|config| config.database = url.clone()).await;
    test.app.clock.set(chrono::Utc::now());
    let house = test.establishment().await;
    let month = Period::month_of(test.app.today()).previous();
    test.month(month).await;
    let person = test.reporter_of(&[&house]).await;
    let hash = luutru::password::hash(PASSWORD.into()).await.unwrap();
    luutru::db::accounts::set_password(test.app.db.writer(), person.id, &hash).await.unwrap();
    let path = report_path(&house, &month.to_string());

    let servers = begin(database.folder(), &url, &[]).await;
    let (port, turn, door) = door(servers.iter().map(|server| server.port).collect()).await;
    let signed_in = post(port, "/sign-in", "", &[("login", &person.email), ("password", PASSWORD)]).await.unwrap();
    assert_eq!(signed_in.status, 303, "{}", signed_in.body);
    let cookie = session(&signed_in);
    let form = get(port, &path, &cookie).await.unwrap();
    let mut typed = with(NORMAL_MONTH, &[("days_open", "28"), ("revision", form.field("revision")), ("go", "check")]);
    let elsewhere = [("Origin", "https://example.com")];
    assert_eq!(post_with(port, &path, &cookie, &elsewhere, &typed).await.unwrap().status, 403);
    let own = format!("http://localhost:{port}");
    let checked = post_with(port, &path, &cookie, &[("Origin", &own)], &typed).await.unwrap();
    assert_eq!(checked.header("Location"), Some(&*format!("{path}/check")), "{}", checked.body);

    // Two replicas are asked in turn: the draft of one is the draft of all.
    typed.retain(|(name, _)| *name != "go");
    let clash = post(port, &path, &cookie, &with(&typed, &[("rooms", "21")])).await.unwrap();
    assert_eq!(clash.status, 409, "{}", clash.body);
    let check = get(port, &format!("{path}/check"), &cookie).await.unwrap();
    let revision = [("revision", check.field("revision"))];
    let filed = post(port, &format!("{path}/submit"), &cookie, &revision).await.unwrap();
    assert_eq!(filed.status, 303, "{}", filed.body);
    let receipt = get(port, filed.header("Location").unwrap(), &cookie).await.unwrap();
    assert_eq!(receipt.status, 200);
    assert!(!receipt.receipt().is_empty() && turn.load(Ordering::Relaxed) >= 8);

    let out = post(port, "/sign-out", &cookie, &[]).await.unwrap();
    assert_eq!(out.status, 303);
    for _ in 0..servers.len() {
        let after = get(port, "/home", &cookie).await.unwrap();
        assert_eq!(after.status, 303, "signed out everywhere");
    }
    door.abort();
}
