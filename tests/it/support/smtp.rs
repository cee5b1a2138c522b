//! A small mail server on a port of its own. What it does to a recipient is said by the tests: it takes all others' mails.
use std::{
    collections::{HashMap, VecDeque},
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
    /// The text is read whole and answered by this line, e.g. `451 4.3.0 disk full`.
    RefuseText(&'static str),
    /// The text is taken, but the connection is cut before anybody is told: nobody can know that it was.
    TakeAndCut,
    /// Nothing is said when the text is announced, and nothing after it was taken.
    Hang,
    TakeAndHang,
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
    /// What is done to the next mails of a recipient, one after the other; then it takes them.
    scripts: Arc<Mutex<HashMap<String, VecDeque<Answer>>>>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = SmtpServer { port, received: Arc::default(), answers: Arc::default(), scripts: Arc::default() };
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

    pub fn script(&self, recipient: &str, answers: &[Answer]) {
        self.scripts.lock().unwrap().insert(recipient.to_owned(), answers.iter().cloned().collect());
    }

    pub fn take_all(&self) {
        self.answers.lock().unwrap().clear();
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    fn answer_to(&self, recipient: &str) -> Option<Answer> {
        if let Some(script) = self.scripts.lock().unwrap().get_mut(recipient) {
            return script.pop_front();
        }
        self.answers.lock().unwrap().get(recipient).cloned()
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let (mut to, mut doing) = (String::new(), None);
        write.write_all(b"220 test\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1)?.to_owned();
                    doing = self.answer_to(&to);
                    if let Some(Answer::Refuse(answer)) = doing { answer } else { "250 ok" }
                }
                "DATA" => {
                    if matches!(doing, Some(Answer::Hang)) {
                        return silence().await;
                    }
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    if matches!(doing, Some(Answer::Cut)) {
                        lines.next_line().await.ok()?;
                        return None;
                    }
                    let mut data = String::new();
                    while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                        data += line.strip_prefix('.').unwrap_or(&line);
                        data += "\r\n";
                    }
                    match doing {
                        Some(Answer::RefuseText(answer)) => answer,
                        _ => {
                            self.received.lock().unwrap().push(Received { to: to.clone(), data });
                            match doing {
                                Some(Answer::TakeAndCut) => return None,
                                Some(Answer::TakeAndHang) => return silence().await,
                                _ => "250 taken",
                            }
                        }
                    }
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }
}

async fn silence() -> Option<()> {
    std::future::pending().await
}
