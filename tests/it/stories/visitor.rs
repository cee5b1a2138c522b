//! Somebody at a headless Chromium: opens pages, fills fields, presses buttons, reads what is shown.
use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    wd::{Capabilities, PrintConfiguration, PrintMargins, PrintSize},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::served::{Served, needed};

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Visitor {
    client: Client,
    base_url: String,
    profile: TempDir,
}

impl Visitor {
    /// At a desk of 1280 × 900.
    pub async fn come(served: &Served) -> Self {
        Self::come_with(served, json!({})).await
    }

    /// With a telephone of 360 × 740.
    pub async fn come_with_phone(served: &Served) -> Self {
        let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 2 });
        Self::come_with(served, json!({ "mobileEmulation": { "deviceMetrics": metrics } })).await
    }

    /// Before a screen of this many pixels, which is no telephone's.
    pub async fn come_with_screen(served: &Served, width: u32, height: u32) -> Self {
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 1, "mobile": false, "touch": false });
        Self::come_with(served, json!({ "mobileEmulation": { "deviceMetrics": metrics } })).await
    }

    /// The same, of somebody who has chosen dark colours.
    pub async fn come_with_dark_screen(served: &Served, width: u32, height: u32) -> Self {
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 1, "mobile": false, "touch": false });
        let options = json!({ "mobileEmulation": { "deviceMetrics": metrics }, "args": ["--force-dark-mode"] });
        Self::come_with(served, options).await
    }

    async fn come_with(served: &Served, mut options: Value) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let user_data = format!("--user-data-dir={}", profile.path().display());
        let downloads = profile.path().join("downloads");
        std::fs::create_dir(&downloads).unwrap();
        let own = options["args"].as_array().cloned().unwrap_or_default();
        let usual = json!([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--window-size=1280,900",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=vi",
            "--disable-dev-shm-usage",
            user_data,
        ]);
        options["args"] = Value::Array(usual.as_array().unwrap().iter().cloned().chain(own).collect());
        options["prefs"] = json!({ "download.default_directory": downloads, "download.prompt_for_download": false });
        let mut wanted = Capabilities::new();
        wanted.insert("goog:chromeOptions".into(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wanted).connect(&needed("LUUTRU_TEST_WEBDRIVER")).await.unwrap();
        Visitor { client, base_url: served.base_url.clone(), profile }
    }

    /// Signs in by the page.
    pub async fn sign_in(&self, login: &str, password: &str) -> &Self {
        self.client.delete_all_cookies().await.unwrap();
        self.open("/sign-in").await.fill("login", login).await.fill("password", password).await;
        self.press("Đăng nhập").await
    }

    /// Is nobody any more.
    pub async fn forget(&self) {
        self.client.delete_all_cookies().await.unwrap();
    }

    /// Waits until another page than this is shown.
    pub async fn leaves(&self, path: &str) -> &Self {
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.path().await == path {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("still on {path}"));
        self
    }

    /// Follows the link that says this to a file, and waits until it is there.
    pub async fn download(&self, text: &str) -> PathBuf {
        let folder = self.profile.path().join("downloads");
        let files = || -> BTreeSet<PathBuf> {
            let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            entries.filter(|path| path.extension().is_some_and(|e| e == "xlsx")).collect()
        };
        let before = files();
        self.press(text).await;
        let arrived = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(file) = files().difference(&before).next() {
                    return file.clone();
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        arrived.await.unwrap_or_else(|_| panic!("«{text}» brought no workbook"))
    }

    /// Opens a path of the server, or a whole address.
    pub async fn open(&self, path: &str) -> &Self {
        let address = if path.starts_with('/') { format!("{}{path}", self.base_url) } else { path.to_owned() };
        self.client.goto(&address).await.unwrap();
        self
    }

    /// Types into a field by its name, in place of what stands there.
    pub async fn fill(&self, name: &str, value: &str) -> &Self {
        let field = self.find(&format!("//*[@name='{name}'][not(@type='hidden')]")).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
        self
    }

    /// Chooses a file for a field.
    pub async fn attach(&self, name: &str, file: &std::path::Path) -> &Self {
        let field = self.find(&format!("//input[@name='{name}']")).await;
        field.send_keys(file.to_str().unwrap()).await.unwrap();
        self
    }

    /// Presses the button, or follows the link, that says this.
    pub async fn press(&self, text: &str) -> &Self {
        let saying = format!("[contains(normalize-space(.), \"{text}\")]");
        let element = self.find(&format!("//main//button{saying} | //main//a{saying}")).await;
        // In the middle, where neither the bar at the top nor the one at the bottom covers it.
        self.show(&element).await;
        element.click().await.unwrap();
        self
    }

    /// Presses keys, one after the other, where the focus is.
    pub async fn key(&self, keys: &str) -> &Self {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
        self
    }

    /// Name and text of the field that has the focus.
    pub async fn focused(&self) -> (String, String) {
        let field = self.client.active_element().await.unwrap();
        let property = async |name| field.prop(name).await.unwrap().unwrap_or_default();
        (property("name").await, property("value").await)
    }

    /// Waits until the page shows this text.
    pub async fn sees(&self, text: &str) -> &Self {
        let shown = || async {
            let body = self.client.find(Locator::Css("body")).await?;
            Ok::<_, fantoccini::error::CmdError>(body.text().await?.contains(text))
        };
        let waited = tokio::time::timeout(PATIENCE, async {
            while !shown().await.unwrap_or(false) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        if waited.await.is_err() {
            let page = self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap();
            panic!("«{text}» is not on {}: {page}", self.path().await);
        }
        self
    }

    /// Chooses in a select by its name and the value of the option.
    pub async fn choose(&self, name: &str, value: &str) -> &Self {
        let option = self.find(&format!("//select[@name='{name}']/option[@value='{value}']")).await;
        self.show(&option).await;
        option.click().await.unwrap();
        self
    }

    /// What stands in a field.
    pub async fn value(&self, name: &str) -> String {
        let field = self.find(&format!("//*[@name='{name}'][not(@type='hidden')]")).await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// The page as it is printed (PDF), and on how many sheets.
    pub async fn print(&self) -> (Vec<u8>, usize) {
        // The margins of base.css, which WebDriver does not read.
        let margins = PrintMargins { top: 1.2, bottom: 1.2, left: 2.0, right: 1.5 };
        let a4 = PrintConfiguration::builder().size(PrintSize::A4).margins(margins).build().unwrap();
        let pdf = self.client.print(a4).await.unwrap();
        let text = String::from_utf8_lossy(&pdf);
        let sheets = text.matches("/Type /Page\n").count();
        (pdf, sheets)
    }

    /// What the page looks like, as PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// How high the page is at the width of the screen, in pixels.
    pub async fn height(&self) -> u32 {
        let height = self.run("return document.documentElement.scrollHeight").await;
        u32::try_from(height.as_u64().unwrap()).unwrap()
    }

    /// Clicks what an XPath names.
    pub async fn click(&self, xpath: &str) -> &Self {
        let element = self.find(xpath).await;
        self.show(&element).await;
        element.click().await.unwrap();
        self
    }

    async fn show(&self, element: &Element) {
        let element = serde_json::to_value(element).unwrap();
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client.execute(script, vec![element]).await.unwrap();
    }

    /// The path of the page that is shown.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    pub async fn leave(self) {
        self.client.close().await.unwrap();
    }

    async fn find(&self, xpath: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{xpath} is not on {}: {error}", self.path().await),
        }
    }
}
