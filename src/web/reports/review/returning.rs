//! Returning a report: the reason in the officer's words, the lines to look at again, and until when.
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rocket::{Responder, State, http::Status, post};

use super::{Beside, View, decide::decide, draw};
use crate::{
    app::App,
    domain::{
        Lang,
        form::Line,
        report::{Action, MOST_DAYS_TO_RETURN, Report, Return, may_be_due},
    },
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::Officer,
        reports::{
            place::Place,
            view::{Decision, ReturnLine, ReviewPage},
        },
        rounds::{query::Query, queue::Queue},
    },
};

/// Characters of the reason, and of what is to be looked at in a line.
const REASON: usize = 2000;
const LINE: usize = 300;

#[derive(Responder)]
#[allow(clippy::large_enum_variant)]
pub enum Decided {
    Done(Noted),
    Refused((Status, ReviewPage)),
}

#[post("/rounds/<slug>/<period>/<code>/return?<query..>", data = "<fields>")]
pub async fn give_back(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    query: Query,
    fields: Fields,
) -> Result<Decided> {
    let place = Place::find(app, &officer.scope, officer.lang, (slug, period, code)).await?;
    let back = match Tried::read(&place, &fields).understood(&place) {
        Ok(back) => back,
        Err(tried) => {
            let page = draw(&place, frame, &officer, &View::of_list(query), Some(*tried)).await?;
            return Ok(Decided::Refused((Status::UnprocessableEntity, page)));
        }
    };
    let queue = Queue::read(app, &place.round, &officer.scope, &query).await?;
    let beside = Beside::of(&place, &queue, &query);
    decide(&place, &officer, Action::Return(back), fields.revision()).await?;
    let done = match place.lang {
        Lang::Vi => format!("Đã trả lại báo cáo cho {}.", place.house.name),
        Lang::En => format!("The report was returned to {}.", place.house.name),
    };
    Ok(Decided::Done(beside.after(&place, done)))
}

/// What was typed for a return, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tried {
    reason: String,
    /// Line → what is to be looked at there.
    lines: BTreeMap<String, String>,
    due_on: String,
    /// Empty = nothing is wrong.
    reason_wrong: String,
    lines_wrong: String,
    due_wrong: String,
}

impl Tried {
    /// A line counts if it is ticked, or if something is written beside it.
    fn read(place: &Place, fields: &Fields) -> Self {
        let ticked: Vec<&str> = fields.all("line").collect();
        let named = place.form.lines.iter().filter_map(|line| {
            let why = fields.get(&format!("line.{}", line.code)).trim();
            (ticked.contains(&line.code.as_str()) || !why.is_empty()).then(|| (line.code.clone(), why.to_owned()))
        });
        Tried {
            reason: fields.get("reason").trim().to_owned(),
            lines: named.collect(),
            due_on: fields.get("due_on").trim().to_owned(),
            ..Tried::default()
        }
    }

    fn understood(mut self, place: &Place) -> std::result::Result<Return, Box<Self>> {
        let lang = place.lang;
        if self.reason.is_empty() {
            let (vi, en) = (
                "Ghi lý do trả lại: cơ sở cần biết phải sửa gì.",
                "Give the reason: the house has to know what to mend.",
            );
            self.reason_wrong = lang.t(vi, en).to_owned();
        } else if self.reason.chars().count() > REASON {
            self.reason_wrong = too_long(lang.t("Lý do trả lại", "The reason"), REASON, lang);
        }
        let long = self.lines.iter().find(|(_, why)| why.chars().count() > LINE);
        if let Some(line) = long.and_then(|(code, _)| place.form.line(code)) {
            self.lines_wrong = too_long(line.label.get(lang), LINE, lang);
        }
        let day = match self.day(place) {
            Ok(day) => day,
            Err(wrong) => {
                self.due_wrong = wrong;
                return Err(Box::new(self));
            }
        };
        if !self.reason_wrong.is_empty() || !self.lines_wrong.is_empty() {
            return Err(Box::new(self));
        }
        // The last second of the day.
        let due_at = place.app.config.instant_of(day.and_hms_opt(23, 59, 59).expect("a time of the day"));
        Ok(Return { reason: self.reason, lines: self.lines, due_at })
    }

    /// The day until which it is due again; the usual one if none was typed.
    fn day(&self, place: &Place) -> std::result::Result<NaiveDate, String> {
        let today = place.app.today();
        if self.due_on.is_empty() {
            return Ok(usual_day(place));
        }
        let typed = self.due_on.parse::<NaiveDate>().or_else(|_| NaiveDate::parse_from_str(&self.due_on, "%d/%m/%Y"));
        let latest = today + Days::new(MOST_DAYS_TO_RETURN);
        let span = format!("{} – {}", today.format("%d/%m/%Y"), latest.format("%d/%m/%Y"));
        match (typed, place.lang) {
            (Ok(day), _) if may_be_due(day, today) => Ok(day),
            (Ok(_), Lang::Vi) => Err(format!("Hạn nộp lại phải trong khoảng {span}. Chọn một ngày trong khoảng đó.")),
            (Ok(_), Lang::En) => Err(format!("It must be due again between {span}. Choose a day within these.")),
            (Err(_), Lang::Vi) => {
                Err(format!("Hạn nộp lại «{}» không phải ngày. Viết như {}.", self.due_on, latest.format("%d/%m/%Y")))
            }
            (Err(_), Lang::En) => {
                Err(format!("«{}» is no day. Write it like {}.", self.due_on, latest.format("%d/%m/%Y")))
            }
        }
    }
}

fn too_long(what: &str, most: usize, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("{what}: dài hơn {most} ký tự. Rút ngắn lại."),
        Lang::En => format!("{what}: longer than {most} characters. Shorten it."),
    }
}

/// By the setting.
fn usual_day(place: &Place) -> NaiveDate {
    let config = &place.app.config;
    let day = place.app.today() + Days::new(config.returned_days.into());
    config.hours().due_day(day, config.due_on_day_off)
}

/// What an officer can do with a report that waits; `suspects` are the lines one would ask about first.
pub(super) fn decision(
    place: &Place,
    view: &View,
    report: &Report,
    suspects: &[usize],
    tried: Option<Tried>,
) -> Decision {
    let (path, lang, today) = (place.review_path(), place.lang, place.app.today());
    let tried = tried.unwrap_or_else(|| Tried { due_on: usual_day(place).to_string(), ..Tried::default() });
    let list = view.query.at(None);
    let asked = place.form.lines_for(place.frequency()).filter(|(_, line)| line.is_asked());
    let line = |line: &Line| ReturnLine {
        code: line.code.clone(),
        label: line.label.get(lang).to_owned(),
        chosen: tried.lines.contains_key(&line.code),
        why: tried.lines.get(&line.code).cloned().unwrap_or_default(),
    };
    let (first, others): (Vec<_>, Vec<_>) =
        asked.partition(|(index, line)| suspects.contains(index) || tried.lines.contains_key(&line.code));
    Decision {
        accept_href: format!("{path}/accept{list}"),
        return_href: format!("{path}/return{list}"),
        revision: report.revision,
        lines: first.into_iter().map(|(_, of)| line(of)).collect(),
        others: others.into_iter().map(|(_, of)| line(of)).collect(),
        due_from: today.to_string(),
        due_to: (today + Days::new(MOST_DAYS_TO_RETURN)).to_string(),
        reason: tried.reason,
        due_on: tried.due_on,
        reason_wrong: tried.reason_wrong,
        lines_wrong: tried.lines_wrong,
        due_wrong: tried.due_wrong,
    }
}
