//! Words that several pages of reports and rounds use.
use super::view::Explained;
use crate::{
    domain::{
        AreaCode, Lang,
        answers::{Answers, Confirmation, Finding},
        area::Gazetteer,
        establishment::Facts,
        form::{Check, Form},
        report::Channel,
        round::Standing,
        spelling::{first_sentence, lower},
    },
    web::{fields::Fields, ui::Badge},
};

/// Characters of a reason in a list.
const SHORT: usize = 90;

/// By which way the figures of a posted page came in: a page that was filled from a file says so.
#[must_use]
pub fn channel_of(fields: &Fields) -> Channel {
    channel(fields.get("channel"))
}

/// `workbook`; everything else was typed into the page.
#[must_use]
pub fn channel(code: &str) -> Channel {
    if code == Channel::Workbook.as_str() { Channel::Workbook } else { Channel::Web }
}

/// «Khách sạn 3 sao · 64 buồng · phường Vũng Tàu».
#[must_use]
pub fn facts(facts: &Facts, lang: Lang) -> String {
    let kind = kind_and_stars(facts, lang);
    format!("{kind} · {} {} · {}", facts.rooms, lang.t("buồng", "rooms"), area(&facts.area_code))
}

/// «xã Hồ Tràm · khách sạn 5 sao · 212 buồng»: as lists have it.
#[must_use]
pub fn facts_in_list(facts: &Facts, lang: Lang) -> String {
    let kind = lower(&kind_and_stars(facts, lang));
    format!("{} · {kind} · {} {}", area(&facts.area_code), facts.rooms, lang.t("buồng", "rooms"))
}

fn kind_and_stars(facts: &Facts, lang: Lang) -> String {
    let kind = facts.kind.label(lang);
    match (facts.stars, lang) {
        (0, _) => kind.to_owned(),
        (stars, Lang::Vi) => format!("{kind} {stars} sao"),
        (stars, Lang::En) => format!("{kind}, {stars} stars"),
    }
}

/// The commune's name within a sentence: «phường Vũng Tàu».
#[must_use]
pub fn area(code: &AreaCode) -> String {
    lower(Gazetteer::embedded().name(code))
}

/// The badge of a standing as the hotel sees it.
#[must_use]
pub fn badge(standing: Standing) -> Badge {
    match standing {
        Standing::NotOwing => Badge::Closed,
        Standing::Suspended => Badge::Suspended,
        Standing::Missing => Badge::Missing,
        Standing::Overdue => Badge::Overdue,
        Standing::Returned { .. } => Badge::Returned,
        Standing::Filed { amended: true, .. } => Badge::Amended,
        Standing::Filed { accepted: true, .. } => Badge::Accepted,
        Standing::Filed { nil: true, .. } => Badge::Nil,
        Standing::Filed { .. } => Badge::Submitted,
    }
}

/// The same as the officer sees it: what was filed waits.
#[must_use]
pub fn officer_badge(standing: Standing) -> Badge {
    match badge(standing) {
        Badge::Submitted | Badge::Nil => Badge::Waiting,
        other => other,
    }
}

/// A finding with what the house says to it.
#[must_use]
pub fn explained(form: &Form, finding: &Finding, lang: Lang) -> Explained {
    let line = finding.field.split('.').next().unwrap_or_default();
    Explained {
        line: form.line(line).map_or(line, |line| line.label.get(lang)).to_owned(),
        // What the filer was asked to do is done.
        message: first_sentence(finding.message.get(lang)).to_owned(),
        reason: finding.confirmed.as_ref().map(|c| reason(form, &finding.check, c, lang)).unwrap_or_default(),
        open: finding.is_open(),
    }
}

/// «Tiệc cưới, hội nghị (3 tiệc cưới)».
fn reason(form: &Form, check: &str, confirmation: &Confirmation, lang: Lang) -> String {
    let offered = form.checks.iter().find(|c| c.code == check).map(|c| c.reasons.as_slice()).unwrap_or_default();
    let chosen = offered.iter().find(|reason| reason.code == confirmation.reason);
    let label = match chosen {
        Some(reason) => reason.label.get(lang),
        None if confirmation.reason == "right" => lang.t("Số liệu đúng như thực tế", "The figure is right"),
        None => &confirmation.reason,
    };
    if confirmation.text.is_empty() { label.to_owned() } else { format!("{label} ({})", confirmation.text) }
}

/// What was confirmed with which reason, in the order of the form's checks: «Doanh thu ăn uống: tiệc cưới, hội nghị (3 tiệc cưới)».
#[must_use]
pub fn confirmed_in_short(form: &Form, answers: &Answers, lang: Lang) -> Vec<String> {
    let confirmed = form.checks.iter().filter_map(|check| Some((check, answers.confirmations.get(&check.code)?)));
    let short = |(check, confirmation): (&Check, &Confirmation)| {
        let line = &form.lines[check.line];
        format!("{}: {}", line.label.get(lang), cut(&lower(&reason(form, &check.code, confirmation, lang)), SHORT))
    };
    confirmed.map(short).collect()
}

/// The first characters of a text, with «…» if there are more.
fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// «Doanh thu ăn uống tăng 112,4 % … – tiệc cưới, hội nghị (3 tiệc cưới)», for each oddity that was confirmed.
#[must_use]
pub fn confirmed(form: &Form, findings: &[Finding], lang: Lang) -> Vec<String> {
    let confirmed = findings.iter().filter(|finding| !finding.is_open()).map(|finding| explained(form, finding, lang));
    confirmed.map(|e| format!("{} – {}", e.message, lower(&e.reason))).collect()
}
