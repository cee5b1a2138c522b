//! A connection that is lost while committing: what is done once is there once, whether the answer or the question was lost. The
//! way to PostgreSQL leads through a wire that cuts itself at a COMMIT.
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use chrono::Utc;
use luutru::{
    db::{Db, audit, audit::Who, entity},
    error::{Error, Result},
    in_tx,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use crate::support::cluster::Cluster;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// The database never hears of it.
    Question,
    /// The database has committed.
    Answer,
    /// The same, and it is away from then on.
    AnswerForGood,
}

/// A wire to PostgreSQL that does as told at the next COMMIT.
struct Wire {
    url: String,
    cut: Told,
}

type Told = Arc<Mutex<Option<Cut>>>;

impl Wire {
    async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://luutru@127.0.0.1:{}/postgres", listener.local_addr().unwrap().port());
        let (cut, over) = (Told::default(), CancellationToken::new());
        let told = cut.clone();
        tokio::spawn(async move {
            // When it is over the listener is gone, and who calls is refused.
            while let Some(Ok((client, _))) = over.run_until_cancelled(listener.accept()).await {
                tokio::spawn(carry(client, port, told.clone(), over.clone()));
            }
        });
        Wire { url, cut }
    }

    fn cut_at_next_commit(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }
}

async fn carry(mut client: TcpStream, port: u16, told: Told, over: CancellationToken) {
    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            length = client.read(&mut asked) => {
                let Ok(length @ 1..) = length else { return };
                let asked = &asked[..length];
                let is_commit = asked.windows(6).any(|part| part == b"COMMIT");
                let cut = told.lock().unwrap().take_if(|_| is_commit);
                match cut {
                    Some(Cut::Question) => return,
                    Some(cut) => {
                        server.write_all(asked).await.unwrap();
                        assert_ne!(server.read(&mut answered).await.unwrap(), 0, "it has committed");
                        if cut == Cut::AnswerForGood {
                            over.cancel();
                        }
                        return;
                    }
                    None => server.write_all(asked).await.unwrap(),
                }
            }
            length = server.read(&mut answered) => {
                let Ok(length @ 1..) = length else { return };
                client.write_all(&answered[..length]).await.unwrap();
            }
            () = over.cancelled() => return,
        }
    }
}

/// Notes something in a transaction; how it ended and how often it was tried.
async fn note(db: &Db, tries: &AtomicU32) -> Result<()> {
    in_tx!(db, |tx| {
        tries.fetch_add(1, Ordering::Relaxed);
        audit::record(tx, Utc::now(), Who::default(), "account.language_changed", "account/1", &json!({})).await
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_not_repeated_and_what_was_not_is() {
    let cluster = Cluster::start();
    let wire = Wire::to(cluster.port()).await;
    let (db, direct) = (Db::open(&wire.url).await.unwrap(), Db::open(&cluster.url()).await.unwrap());
    for (number, (cut, expected)) in
        [(Cut::Question, 2), (Cut::Answer, 1), (Cut::AnswerForGood, 1)].into_iter().enumerate()
    {
        let tries = AtomicU32::new(0);
        wire.cut_at_next_commit(cut);
        let outcome = note(&db, &tries).await;
        match cut {
            Cut::AnswerForGood => assert!(matches!(outcome, Err(Error::Unsure(_))), "{outcome:?}"),
            Cut::Question | Cut::Answer => outcome.unwrap(),
        }
        assert_eq!(tries.load(Ordering::Relaxed), expected, "{cut:?}");
        let noted = entity::audit::Entity::find().count(direct.read()).await.unwrap();
        assert_eq!(noted, number as u64 + 1, "{cut:?}: there, once");
    }
    direct.close().await;
}
