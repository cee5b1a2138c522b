//! The real program as a process of its own, and what a browser sends to it over the wire.
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use luutru::guards::SESSION_COOKIE;
use rocket::http::RawStr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::commands::luutru;

/// A server process; killed when it is dropped.
pub struct Server {
    process: Child,
    pub port: u16,
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    /// Starts in a folder on a database; the settings are environment variables.
    pub fn start(folder: &Path, url: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        let mut command = luutru(folder);
        command.args(["--database", url]).env("ROCKET_PORT", port.to_string()).env("ROCKET_LOG_LEVEL", "off");
        command.envs(settings.iter().copied()).stdout(Stdio::null()).stderr(Stdio::null());
        Server { process: command.spawn().unwrap(), port }
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Waits until it answers and reaches its database. False if it ended instead.
    pub async fn is_ready(&mut self) -> bool {
        for _ in 0..3000 {
            if !self.is_running() {
                return false;
            }
            if get(self.port, "/health/ready", "").await.is_some_and(|answer| answer.status == 200) {
                return true;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("the server does not start");
    }

    /// Tells it to end (SIGTERM), and waits until it has ended well.
    pub async fn end(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success());
        for _ in 0..3000 {
            if let Some(status) = self.process.try_wait().unwrap() {
                return assert!(status.success(), "{status}");
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("the server does not end");
    }

    /// As an outage of its machine does (SIGKILL).
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        headers.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Value of a hidden field.
    pub fn field(&self, name: &str) -> &str {
        let marked = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&marked).unwrap_or_else(|| panic!("no field {name}: {}", self.body));
        rest.split('"').next().unwrap()
    }

    /// The number that a page of a receipt shows.
    pub fn receipt(&self) -> String {
        let (_, rest) = self.body.split_once("<h1 class=\"big\">").expect("the receipt stands on its page");
        rest.split('<').next().unwrap().to_owned()
    }
}

pub async fn get(port: u16, path: &str, cookie: &str) -> Option<Answer> {
    send(port, &format!("GET {path} HTTP/1.1\r\n{}\r\n", head(port, cookie))).await
}

/// Sends a form from a page of the same server; None if no whole answer came.
pub async fn post(port: u16, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Option<Answer> {
    let own = [("Sec-Fetch-Site", "same-origin")];
    post_with(port, path, cookie, &own, fields).await
}

/// The same with headers of one's own.
pub async fn post_with(
    port: u16,
    path: &str,
    cookie: &str,
    headers: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> Option<Answer> {
    let encode = |text: &str| RawStr::new(text).percent_encode().to_string();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let body = pairs.join("&");
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = head(port, cookie);
    let length = body.len();
    send(port, &format!("POST {path} HTTP/1.1\r\n{head}{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}")).await
}

fn head(port: u16, cookie: &str) -> String {
    format!("Host: localhost:{port}\r\nCookie: {SESSION_COOKIE}={cookie}\r\nConnection: close\r\n")
}

/// None if no whole answer came.
async fn send(port: u16, request: &str) -> Option<Answer> {
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.ok()?;
        String::from_utf8(bytes).ok()
    };
    let text = timeout(Duration::from_secs(30), exchange).await.ok()??;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer { status: head.split(' ').nth(1)?.parse().ok()?, head: head.to_owned(), body: body.to_owned() };
    let length = answer.header("content-length").and_then(|length| length.trim().parse().ok());
    if length.is_some_and(|length: usize| answer.body.len() < length) {
        return None;
    }
    Some(answer)
}
