//! A browser with its own cookies, which sends what browsers send and follows no redirects by itself.
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Mutex,
};

use rocket::{
    http::{Accept, ContentType, Cookie, Header, Status},
    local::asynchronous::{Client, LocalRequest},
};

/// Where all browsers of the tests are.
const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 50_000);

pub struct Browser<'a> {
    client: &'a Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Page {
    pub status: Status,
    headers: BTreeMap<String, Vec<String>>,
    pub bytes: Vec<u8>,
}

impl<'a> Browser<'a> {
    pub fn new(client: &'a Client) -> Self {
        Browser { client, cookies: Mutex::default() }
    }

    pub fn with_cookie(self, name: &str, value: &str) -> Self {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(self.client.get(path.to_owned())).await
    }

    /// Sends a form as its own page would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let encode = |text: &str| rocket::http::RawStr::new(text).percent_encode().to_string();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = self.own_page(self.client.post(path.to_owned()));
        self.send(request.header(ContentType::Form).body(pairs.join("&"))).await
    }

    /// Sends JSON as its own page's script would.
    pub async fn post_json(&self, path: &str, json: &str) -> Page {
        let request = self.own_page(self.client.post(path.to_owned()));
        self.send(request.header(ContentType::JSON).header(Accept::JSON).body(json)).await
    }

    /// Sends a form with one file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Page {
        const BOUNDARY: &str = "----a-boundary-of-the-tests";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let (name, file_name, content) = file;
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let kind = ContentType::new("multipart", "form-data").with_params(("boundary", BOUNDARY));
        self.send(self.own_page(self.client.post(path.to_owned())).header(kind).body(body)).await
    }

    /// The request as given: for headers that a browser would not send.
    pub fn raw(&self) -> &'a Client {
        self.client
    }

    pub async fn send(&self, request: LocalRequest<'_>) -> Page {
        let cookies: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| Cookie::new(name.clone(), value.clone())).collect();
        let answer = request.remote(ADDRESS).cookies(cookies).dispatch().await;
        let status = answer.status();
        let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for header in answer.headers().iter() {
            headers.entry(header.name.as_str().to_lowercase()).or_default().push(header.value.into_owned());
        }
        self.keep_cookies(headers.get("set-cookie").map_or(&[], Vec::as_slice));
        let bytes = answer.into_bytes().await.unwrap_or_default();
        Page { status, headers, bytes }
    }

    fn own_page<'r>(&self, request: LocalRequest<'r>) -> LocalRequest<'r> {
        request.header(Header::new("Sec-Fetch-Site", "same-origin")).header(Header::new("Host", "localhost:8000"))
    }

    fn keep_cookies(&self, set: &[String]) {
        let mut cookies = self.cookies.lock().unwrap();
        for text in set {
            let cookie = Cookie::parse(text.clone()).unwrap();
            let gone = cookie.max_age().is_some_and(|age| age.is_zero() || age.is_negative());
            if gone {
                cookies.remove(cookie.name());
            } else {
                cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }
}

impl Page {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(&name.to_lowercase()).and_then(|values| values.first()).map(String::as_str)
    }

    pub fn headers(&self, name: &str) -> &[String] {
        self.headers.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("no redirect but {}: {}", self.status, self.text()))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// The visible text: tags dropped, spaces folded.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut inside = false;
        for character in self.text().chars() {
            match character {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                other if !inside => words.push(other),
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Fails, showing the page, unless it was answered well.
    pub fn ok(self) -> Self {
        assert_eq!(self.status, Status::Ok, "{}", self.words());
        self
    }

    /// Fails, showing the page, unless this is somewhere in its visible text.
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.words().contains(text), "«{text}» is not in: {}", self.words());
        self
    }
}
