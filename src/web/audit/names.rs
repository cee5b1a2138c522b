//! What the keys in some rows stand for: people, houses, reports and rounds, looked up together.
use std::{collections::HashMap, sync::Arc};

use serde_json::Value;

use crate::{
    app::App,
    db::{
        accounts,
        audit::Row,
        register::{self, Register},
        reports::{self, Listed},
        rounds,
    },
    domain::{AccountId, EstablishmentId, Lang, ReportId, RoundId, round::Round},
    web::{Result, ui::Link},
};

pub struct Names {
    people: HashMap<AccountId, String>,
    reports: HashMap<ReportId, Listed>,
    rounds: HashMap<RoundId, Round>,
    register: Arc<Register>,
}

impl Names {
    pub async fn of(app: &App, rows: &[Row]) -> Result<Self> {
        let db = app.db.read();
        let subjects = || rows.iter().filter_map(|row| row.subject.split_once('/'));
        let of = |kind: &'static str| subjects().filter(move |(k, _)| *k == kind).filter_map(|(_, id)| id.parse().ok());
        let actors = rows.iter().filter_map(|row| row.account_id);
        let people = accounts::names(db, actors.chain(of("account").map(AccountId))).await?;
        let ids: Vec<ReportId> = of("report").map(ReportId).collect();
        let listed = reports::by_ids(db, &ids).await?;
        let rounds = rounds::all(db).await?;
        Ok(Names {
            people,
            reports: listed,
            rounds: rounds.into_iter().map(|round| (round.id, round)).collect(),
            register: register::current(&app.db).await?,
        })
    }

    pub fn person(&self, id: AccountId) -> String {
        self.people.get(&id).cloned().unwrap_or_else(|| format!("#{id}"))
    }

    /// «CS0001 Khách sạn Biển Xanh».
    pub fn house(&self, id: EstablishmentId) -> String {
        let house = self.register.house(id);
        house.map_or_else(|| format!("#{id}"), |house| format!("{} {}", house.code(), house.name))
    }

    pub fn round(&self, id: RoundId, lang: Lang) -> String {
        self.rounds.get(&id).map_or_else(|| format!("#{id}"), |round| round.label(lang))
    }

    /// What a row is about, with the way there if there is a page.
    pub fn subject(&self, subject: &str, lang: Lang) -> (String, Option<Link>) {
        let Some((kind, id)) = subject.split_once('/') else { return (plain(subject, lang).to_owned(), None) };
        let Ok(key) = id.parse::<i64>() else { return (subject.to_owned(), None) };
        let linked = |href: String, label: String| (label.clone(), Some(Link::new(href, label)));
        match kind {
            "account" => linked(format!("/accounts/{key}"), self.person(AccountId(key))),
            "establishment" => match self.register.house(EstablishmentId(key)) {
                Some(house) => linked(format!("/establishments/{}", house.code()), self.house(EstablishmentId(key))),
                None => (subject.to_owned(), None),
            },
            "report" => self.report(ReportId(key), lang).unwrap_or_else(|| (subject.to_owned(), None)),
            "round" => match self.rounds.get(&RoundId(key)) {
                Some(round) => {
                    let href = format!("/rounds/{}/{}/about", round.form.slug(), round.address());
                    linked(href, format!("{} · {}", crate::web::rounds::desk::title(round, lang), round.form))
                }
                None => (subject.to_owned(), None),
            },
            "outbox" => (format!("{} {key}", lang.t("Thư", "Mail")), None),
            "import" => (format!("{} {key}", lang.t("Tệp đã nhập", "Import")), None),
            "workbook" => (format!("{} {key}", lang.t("Tệp tổng hợp", "Workbook")), None),
            _ => (subject.to_owned(), None),
        }
    }

    /// «Báo cáo tháng 6/2026 · CS0001 Khách sạn Biển Xanh».
    fn report(&self, id: ReportId, lang: Lang) -> Option<(String, Option<Link>)> {
        let listed = self.reports.get(&id)?;
        let (round, house) = (self.rounds.get(&listed.round)?, self.register.house(listed.establishment)?);
        let label = format!("{} · {} {}", round.label(lang), house.code(), house.name);
        let href = format!("/rounds/{}/{}/{}", round.form.slug(), round.address(), house.code());
        Some((label.clone(), Some(Link::new(href, label))))
    }

    /// The people, houses and rounds of a value under a key of a row's detail.
    pub fn value(&self, key: &str, value: &Value, lang: Lang) -> Option<String> {
        let id = value.as_i64();
        match key {
            "establishment" => id.map(|id| self.house(EstablishmentId(id))),
            "establishments" => {
                let ids = value.as_array()?.iter().filter_map(Value::as_i64);
                Some(ids.map(|id| self.house(EstablishmentId(id))).collect::<Vec<_>>().join(", "))
            }
            "round" => id.map(|id| self.round(RoundId(id), lang)),
            _ => None,
        }
    }
}

/// Subjects without a key.
fn plain(subject: &str, lang: Lang) -> &str {
    match subject {
        "account" => lang.t("Không có tài khoản này", "No such account"),
        "command" => lang.t("Dòng lệnh", "Command line"),
        "settings" => lang.t("Thiết lập", "Settings"),
        "plan" => lang.t("Kế hoạch năm", "Year's plan"),
        "reminder" => lang.t("Nhắc nộp", "Reminders"),
        "round" => lang.t("Đợt báo cáo", "Round"),
        "rollup" => lang.t("Tổng hợp", "Rollup"),
        "audit" => lang.t("Nhật ký", "Audit log"),
        other => other,
    }
}
