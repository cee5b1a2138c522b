//! What holds for every page: drawn in both languages, nothing inline, every label, link and icon leads somewhere.
use std::collections::BTreeSet;

use crate::support::TestApp;

const SAMPLES: &[&str] = &[
    "/style",
    "/style/reports/home",
    "/style/reports/filing",
    "/style/reports/check",
    "/style/reports/nil",
    "/style/reports/workbook",
    "/style/reports/receipt",
    "/style/reports/review",
    "/style/rounds/desk",
    "/style/rounds/missing",
    "/style/rounds/list",
    "/sign-in",
    "/forgotten",
];

#[rocket::async_test]
async fn every_sample_page_is_drawn_in_both_languages_with_nothing_inline() {
    let app = TestApp::start().await;
    for lang in ["vi", "en"] {
        let browser = app.browser().with_cookie("lang", lang);
        for path in SAMPLES {
            let page = browser.get(path).await.ok();
            let html = page.text();
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            for inline in [" style=\"", "<style", "<script>", " onclick=", " onchange=", "javascript:"] {
                assert!(!html.contains(inline), "{path} has {inline}");
            }
        }
    }
}

#[rocket::async_test]
async fn labels_descriptions_and_links_within_a_page_lead_somewhere() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in SAMPLES {
        let page = browser.get(path).await.ok();
        let html = page.text();
        let ids: Vec<&str> = attributes(html, "id").collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{path}: an id stands twice in {ids:?}");
        let within = attributes(html, "href").filter_map(|href| href.strip_prefix('#')).filter(|id| !id.is_empty());
        let described = ["aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| attributes(html, name));
        let described = described.flat_map(str::split_whitespace);
        for id in attributes(html, "for").chain(described).chain(within) {
            assert!(known.contains(id), "{path}: nothing has the id «{id}»");
        }
    }
}

#[rocket::async_test]
async fn every_icon_of_a_page_is_in_the_sprite() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let sprite = browser.get("/static/icons.svg").await.ok();
    let icons: BTreeSet<&str> = attributes(sprite.text(), "id").collect();
    for path in SAMPLES {
        let page = browser.get(path).await.ok();
        let used = attributes(page.text(), "href").filter(|href| href.contains("icons.svg"));
        for icon in used.filter_map(|href| Some(href.split_once('#')?.1)) {
            assert!(icons.contains(icon), "{path}: no icon «{icon}»");
        }
    }
}

/// The values of an attribute, in the order of the page.
pub fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let parts: Vec<&str> = html.split(start.as_str()).skip(1).collect();
    parts.into_iter().filter_map(|rest| Some(rest.split_once('"')?.0))
}
