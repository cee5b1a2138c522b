//! A small mail server on a port of its own. What it does to a recipient is said by the tests: it takes all others' mails.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What is done to a recipient.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This line answers RCPT, e.g. `450 4.2.0 try later`.
    Refuse(&'static str),
    /// The connection is cut in the middle of the text.
    Cut,
}

/// A mail as it came over the wire.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub data: String,
}

#[derive(Clone)]
pub struct SmtpServer {
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = SmtpServer { port, received: Arc::default(), answers: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move { server.converse(stream).await });
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn answer(&self, recipient: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(recipient.to_owned(), answer);
    }

    pub fn take_all(&self) {
        self.answers.lock().unwrap().clear();
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    fn answer_to(&self, recipient: &str) -> Option<Answer> {
        self.answers.lock().unwrap().get(recipient).cloned()
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut to = String::new();
        write.write_all(b"220 test\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME".to_owned(),
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1)?.to_owned();
                    match self.answer_to(&to) {
                        Some(Answer::Refuse(answer)) => answer.to_owned(),
                        _ => "250 ok".to_owned(),
                    }
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    if matches!(self.answer_to(&to), Some(Answer::Cut)) {
                        lines.next_line().await.ok()?;
                        return None;
                    }
                    let mut data = String::new();
                    while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                        data += line.strip_prefix('.').unwrap_or(&line);
                        data += "\r\n";
                    }
                    self.received.lock().unwrap().push(Received { to: to.clone(), data });
                    "250 taken".to_owned()
                }
                "QUIT" => "221 bye".to_owned(),
                _ => "250 ok".to_owned(),
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }
}
