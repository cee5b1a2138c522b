//! A form that meets a database that is away comes back with everything that was typed, and is taken in when it is sent again.
use rocket::futures::future::join_all;

use crate::{
    killed::prepare,
    support::{
        NORMAL_MONTH,
        wire::{Server, free_port, get, post},
        with,
    },
};

use super::store::Store;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_meets_a_database_that_is_away_is_sent_again_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let task = prepare(&store.url(), 1, 1).await.remove(0);
    let mut server = Server::start(folder.path(), &store.url(), free_port(), &[]);
    assert!(server.is_ready().await);
    let (port, path, cookie) = (server.port, task.path.as_str(), task.cookie.as_str());
    let typed =
        with(NORMAL_MONTH, &[("revenue_rooms", "241,7"), ("days_open", "28"), ("revision", "1"), ("go", "check")]);

    let away = store.go_away("fast").await;
    let began = std::time::Instant::now();
    let refused = post(port, path, cookie, &typed).await.unwrap();
    assert!(began.elapsed().as_secs() < 15, "{:?}", began.elapsed());
    assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("30")), "{}", refused.body);
    assert!(
        refused.body.contains("Gửi lại") && refused.body.contains(&format!("action=\"{path}\"")),
        "{}",
        refused.body
    );
    for (name, value) in &typed {
        assert_eq!(refused.field(name), *value, "{name}");
    }
    if let Store::Cluster(_) = store {
        // A lock of SQLite keeps nobody from reading.
        let asked = ["/home", "/sign-in", "/health/ready", "/health/live"].map(|page| get(port, page, cookie));
        let answers = join_all(asked).await.into_iter().map(|answer| answer.unwrap().status);
        assert_eq!(answers.collect::<Vec<_>>(), [503, 503, 503, 200]);
    }
    away.over();

    let fields: Vec<(&str, &str)> = typed.iter().map(|(name, _)| (*name, refused.field(name))).collect();
    let taken = post(port, path, cookie, &fields).await.unwrap();
    assert_eq!((taken.status, taken.header("Location")), (303, Some(&*format!("{path}/check"))), "{}", taken.body);
    let filed = post(port, &format!("{path}/submit"), cookie, &[("revision", "2")]).await.unwrap();
    assert_eq!(filed.status, 303, "{}", filed.body);
    assert!(server.is_running());
}
