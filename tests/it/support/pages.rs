//! Filing through the pages, as a hotel does.
use luutru::{
    db::{entity::establishment, rounds},
    domain::{
        Period,
        form::FormCode,
        round::{NewRound, Round},
    },
};

use super::{Browser, Page, TestApp};

/// A plain June of a hotel with 20 rooms and 36 beds: occupancy 50 %, nothing odd.
pub const NORMAL_MONTH: &[(&str, &str)] = &[
    ("rooms", "20"),
    ("beds", "36"),
    ("days_open", "30"),
    ("room_nights_sold", "300"),
    ("guests_international", "40"),
    ("guests_domestic", "410"),
    ("nights_international", "80"),
    ("nights_domestic", "600"),
    ("revenue_rooms", "240,5"),
    ("revenue_food", "60"),
    ("revenue_other", ""),
    ("staff_total", "12"),
    ("staff_female", "8"),
];

/// The same with other or further fields.
pub fn with<'a>(fields: &[(&'a str, &'a str)], change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> =
        fields.iter().copied().filter(|(name, _)| change.iter().all(|(other, _)| other != name)).collect();
    all.extend(change);
    all
}

impl TestApp {
    /// The regular round of a month, as the rules know it.
    pub async fn month(&self, period: Period) -> Round {
        let form = self.app.catalogue.form(&FormCode("01-H/DL-CSLT".into()), period).unwrap();
        let new = NewRound::regular(form, period, |t| self.app.config.instant_of(t)).unwrap();
        rounds::ensure(self.app.db.writer(), &new, self.app.now()).await.unwrap()
    }
}

/// Address of a house's report of a month.
pub fn report_path(house: &establishment::Model, period: &str) -> String {
    format!("/reports/01-H-DL-CSLT/{period}/{}", house.code)
}

impl Browser<'_> {
    /// The revision that a page carries.
    pub async fn revision(&self, path: &str) -> String {
        self.get(path).await.ok().field("revision")
    }

    /// Types into the form and presses «Kiểm tra trước khi nộp».
    pub async fn type_in(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let revision = self.revision(path).await;
        self.post(path, &with(fields, &[("revision", &revision), ("go", "check")])).await
    }

    /// Types, checks, files, and arrives at the receipt; fails if anything is in the way.
    pub async fn file(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.file_because(path, fields, "").await
    }

    /// The same, with the reason that changing an accepted report needs.
    pub async fn file_because(&self, path: &str, fields: &[(&str, &str)], reason: &str) -> Page {
        let checked = self.type_in(path, fields).await;
        assert_eq!(checked.location(), format!("{path}/check"));
        let revision = self.revision(&format!("{path}/check")).await;
        let filed = self.post(&format!("{path}/submit"), &[("revision", &revision), ("reason", reason)]).await;
        assert_eq!(filed.location(), format!("{path}/receipt?filed=true"));
        self.get(filed.location()).await.ok()
    }
}

impl Page {
    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> String {
        let marked = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text().split_once(&marked).unwrap_or_else(|| panic!("no field {name}: {}", self.words()));
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Page {
    /// What a browser would send of the form with this address: hidden and visible fields, chosen options, ticked boxes.
    pub fn fields_of(&self, action: &str) -> Vec<(String, String)> {
        let marked = format!("action=\"{action}\"");
        let start = self.text().find(&marked).unwrap_or_else(|| panic!("no form to {action}: {}", self.words()));
        let form = self.text()[start..].split("</form>").next().unwrap_or_default();
        let mut fields = Vec::new();
        let mut select: Option<(String, Vec<String>, Option<String>)> = None;
        for tag in form.split('<').skip(1).filter_map(|part| part.split('>').next()) {
            let value = attribute(tag, "value").unwrap_or_default();
            match tag.split_whitespace().next().unwrap_or_default() {
                "input" if is_box(tag) && !tag.split_whitespace().any(|word| word == "checked") => {}
                "input" => fields.extend(attribute(tag, "name").map(|name| (name, value))),
                "select" => select = attribute(tag, "name").map(|name| (name, Vec::new(), None)),
                "option" => {
                    if let Some((_, options, chosen)) = &mut select {
                        if tag.split_whitespace().any(|word| word == "selected") {
                            *chosen = Some(value.clone());
                        }
                        options.push(value);
                    }
                }
                "/select" => {
                    if let Some((name, options, chosen)) = select.take() {
                        fields.push((name, chosen.or(options.into_iter().next()).unwrap_or_default()));
                    }
                }
                _ => {}
            }
        }
        fields
    }
}

fn is_box(tag: &str) -> bool {
    matches!(attribute(tag, "type").as_deref(), Some("checkbox" | "radio"))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let text = rest.split('"').next()?;
    let mut plain = text.to_owned();
    for (entity, character) in [
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(entity, character);
    }
    Some(plain)
}
