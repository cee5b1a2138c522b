//! The officer's page of one report: what changed, what was explained, all versions, and the decision.
mod decide;

pub use decide::{accept, give_back};

use rocket::{FromForm, State, get};

use super::{
    figures::{self, FigureGroup},
    place::{Place, round_path},
    receipt::{self, version_text},
    view::{Amendment, Contact, Decision, Message, ReviewColumns, ReviewPage, VersionLine},
    words,
};
use crate::{
    app::App,
    db::{
        accounts,
        reports::{self, Version},
        rounds::{self, Owing},
    },
    domain::{
        Lang,
        answers::{Answers, Finding},
        check::{self, Context},
        document::Document,
        report::{Channel, Report, ReportState, Verdict},
    },
    web::{
        Frame, Result,
        guards::Officer,
        rounds::{
            desk,
            query::{List, sort_by_need},
        },
        ui::{Badge, Choice, Link, Tone},
    },
};

#[derive(Default, FromForm)]
pub struct View {
    /// The version shown; the latest if none is named.
    version: Option<i32>,
    /// Only the lines that changed.
    changed: bool,
}

/// What an officer typed for a return that was refused.
#[derive(Default)]
struct Tried {
    reason: String,
    lines: Vec<String>,
    refusal: Option<String>,
}

// After the pages of a round that have names of their own.
#[get("/rounds/<slug>/<period>/<code>?<view..>", rank = 1)]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    view: View,
) -> Result<ReviewPage> {
    let place = Place::find(app, &officer.scope, officer.lang, (slug, period, code)).await?;
    draw(&place, frame, &officer, &view, Tried::default()).await
}

/// Where a report stands among those to review.
struct Queue {
    position: Option<String>,
    next: Option<Link>,
}

impl Queue {
    async fn of(place: &Place<'_>, officer: &Officer) -> Result<Self> {
        let all = rounds::who_owes(&place.app.db, &place.round, &officer.scope, place.now).await?;
        let mut waiting: Vec<Owing> = all.into_iter().filter(|owing| List::Waiting.holds(owing.standing)).collect();
        sort_by_need(&mut waiting);
        let at = waiting.iter().position(|owing| owing.house.id() == place.house.id());
        let next = at.and_then(|at| waiting.get(at + 1)).or_else(|| waiting.first());
        let next = next.filter(|owing| owing.house.id() != place.house.id());
        Ok(Queue {
            position: at.map(|at| format!("{}/{}", at + 1, waiting.len())),
            next: next.map(|owing| {
                Link::new(format!("{}/{}", round_path(&place.round), owing.house.code()), &*owing.house.name)
            }),
        })
    }
}

/// The version that is shown, and the one it is compared with.
struct Seen {
    number: i32,
    answers: Answers,
    reason: Option<String>,
    before: Option<(i32, Answers)>,
}

impl Seen {
    async fn read(place: &Place<'_>, versions: &[Version], view: &View) -> Result<Option<Self>> {
        let Some(report) = place.filed().map(|filed| &filed.report) else { return Ok(None) };
        let wanted = view.version.unwrap_or(report.latest_version);
        let Some(version) = versions.iter().find(|version| version.number == wanted) else { return Ok(None) };
        let document = Document::read(&version.document)?;
        let before = report.accepted_version.filter(|accepted| *accepted < wanted).unwrap_or(wanted - 1);
        Ok(Some(Seen {
            number: wanted,
            answers: document.answers(&place.app.catalogue)?,
            reason: document.reason,
            before: place.answers_of(before).await?.map(|answers| (before, answers)),
        }))
    }

    fn groups(&self, place: &Place, context: &Context, findings: &[Finding]) -> Vec<FigureGroup> {
        figures::groups(figures::Columns {
            form: place.form,
            frequency: place.frequency(),
            lang: place.lang,
            now: &self.answers,
            before: self.before.as_ref().map(|(_, answers)| answers),
            previous: context.previous.as_ref(),
            last_year: context.last_year.as_ref(),
            findings,
        })
    }
}

async fn draw(place: &Place<'_>, frame: Frame, officer: &Officer, view: &View, tried: Tried) -> Result<ReviewPage> {
    let lang = place.lang;
    let context = place.context().await?;
    let versions = match place.filed() {
        Some(filed) => reports::versions(place.app.db.read(), filed.id).await?,
        None => Vec::new(),
    };
    let seen = Seen::read(place, &versions, view).await?;
    let findings = seen.as_ref().map(|s| check::check(place.form, place.frequency(), &context, &s.answers));
    let findings = findings.unwrap_or_default();
    let groups = seen.as_ref().map(|seen| seen.groups(place, &context, &findings)).unwrap_or_default();
    let (changed, follow) = figures::changed(&groups);
    let report = place.filed().map(|filed| filed.report.clone()).unwrap_or_default();
    let path = place.review_path();
    let version = seen.as_ref().map(|s| format!("version={}&", s.number)).unwrap_or_default();
    Ok(ReviewPage {
        back: Link::new(round_path(&place.round), desk::title(&place.round, lang)),
        heading: place.heading(),
        facts: words::facts(&place.owing.facts, lang),
        house_href: format!("/establishments/{}", place.house.code()),
        badge: words::officer_badge(place.owing.standing),
        late: report.late,
        messages: messages(place, &report, &frame),
        returned: place.returned().await?,
        amendment: amendment(&report, seen.as_ref(), changed, follow),
        explained: findings.iter().map(|finding| words::explained(place.form, finding, lang)).collect(),
        nil: seen.as_ref().and_then(|s| s.answers.nil).map(|reason| reason.label(lang).to_owned()),
        columns: columns(&report, seen.as_ref(), &context, lang),
        changed,
        only_changed: view.changed,
        toggle_href: format!("{path}?{version}changed={}", !view.changed),
        versions: version_lines(place, &versions, seen.as_ref()).await?,
        contact: contact(place).await?,
        decision: decision(place, officer, &report, seen.as_ref(), tried).await?,
        groups,
        frame,
    })
}

/// What to do with a house that has not filed, or whose report an officer typed.
fn messages(place: &Place, report: &Report, frame: &Frame) -> Vec<Message> {
    let mut messages = Vec::new();
    if report.latest_version == 0 && !place.round.is_closed(place.now) {
        messages.push(Message {
            tone: Tone::Plain,
            text: frame.t("Cơ sở chưa nộp báo cáo này.", "The establishment has not filed this report.").to_owned(),
            link: Some(Link::new(place.path(), frame.t("Nhập hộ báo cáo giấy", "Type a report on paper"))),
        });
    }
    if report.latest_version > 0 && report.channel == Channel::Officer {
        messages.push(Message {
            tone: Tone::Plain,
            text: frame
                .t(
                    "Lần nộp này do chuyên viên nhập hộ từ báo cáo giấy.",
                    "This version was typed by an officer from paper.",
                )
                .to_owned(),
            link: (report.state != ReportState::Submitted)
                .then(|| Link::new(place.path(), frame.t("Nhập lần nộp mới", "Type a new version"))),
        });
    }
    messages
}

fn amendment(report: &Report, seen: Option<&Seen>, changed: usize, follow: usize) -> Option<Amendment> {
    let (seen, accepted_version) = (seen?, report.accepted_version?);
    (report.is_amended() && seen.number == report.latest_version).then(|| Amendment {
        changed,
        follow,
        accepted_version,
        version: seen.number,
        reason: seen.reason.clone().unwrap_or_default(),
    })
}

fn columns(report: &Report, seen: Option<&Seen>, context: &Context, lang: Lang) -> ReviewColumns {
    let head = |past: &Option<check::Past>| past.as_ref().map(|p| p.period.short()).unwrap_or_default();
    let before = seen.and_then(|seen| seen.before.as_ref()).map(|(number, _)| {
        let text = version_text(*number, lang);
        if report.accepted_version == Some(*number) {
            text + lang.t(" (đã chấp nhận)", " (accepted)")
        } else {
            text
        }
    });
    ReviewColumns {
        now: seen.map(|seen| version_text(seen.number, lang)).unwrap_or_default(),
        before: before.unwrap_or_default(),
        previous: head(&context.previous),
        last_year: head(&context.last_year),
    }
}

async fn version_lines(place: &Place<'_>, versions: &[Version], seen: Option<&Seen>) -> Result<Vec<VersionLine>> {
    let Some(filed) = place.filed() else { return Ok(Vec::new()) };
    let (db, lang) = (place.app.db.read(), place.lang);
    let decisions = reports::decisions(db, filed.id).await?;
    let names = accounts::names(db, decisions.iter().filter_map(|decision| decision.account_id)).await?;
    let mut lines = Vec::new();
    for version in versions {
        let decision = decisions.iter().find(|decision| decision.version == version.number);
        let badge = match decision.map(|decision| decision.verdict) {
            Some(Verdict::Accepted) => Badge::Accepted,
            Some(Verdict::Returned) => Badge::Returned,
            None if filed.report.accepted_version == Some(version.number) => Badge::Accepted,
            None if version.number == filed.report.latest_version => Badge::Waiting,
            None => Badge::Submitted,
        };
        let late = if version.late { lang.t("nộp muộn", "late") } else { lang.t("đúng hạn", "in time") };
        let filer = receipt::filer(place, version).await?;
        let mut said = vec![format!("{} · {filer} · {late}", place.instant(version.submitted_at))];
        if let Some(decision) = decision {
            let who = decision.account_id.and_then(|id| names.get(&id)).map(|name| format!(" · {name}"));
            let verdict = decision.verdict.label(lang);
            said.push(format!("{verdict} {}{}", place.instant(decision.at), who.unwrap_or_default()));
        }
        lines.push(VersionLine {
            badge,
            title: format!("{}: {}", version_text(version.number, lang), badge.label(lang).to_lowercase()),
            lines: said,
            receipt: version.receipt.to_string(),
            sha256: version.sha256.clone(),
            href: Some(format!("{}?version={}", place.review_path(), version.number)),
            shown: seen.is_some_and(|seen| seen.number == version.number),
        });
    }
    Ok(lines)
}

/// Whoever reports for the house, else what the register knows.
async fn contact(place: &Place<'_>) -> Result<Contact> {
    let people = accounts::people_of(place.app.db.read(), place.house.id()).await?;
    let house = &place.house;
    Ok(match people.into_iter().next() {
        Some(person) => Contact {
            name: person.name,
            phone: person.phone.or(house.phone.clone()).unwrap_or_default(),
            email: person.email,
        },
        None => Contact {
            name: String::new(),
            phone: house.phone.clone().unwrap_or_default(),
            email: house.email.clone().unwrap_or_default(),
        },
    })
}

async fn decision(
    place: &Place<'_>,
    officer: &Officer,
    report: &Report,
    seen: Option<&Seen>,
    tried: Tried,
) -> Result<Option<Decision>> {
    // Only the latest version can be decided, and only while it waits.
    if report.state != ReportState::Submitted || seen.is_none_or(|seen| seen.number != report.latest_version) {
        return Ok(None);
    }
    let (path, lang) = (place.review_path(), place.lang);
    let queue = Queue::of(place, officer).await?;
    let asked = place.form.lines_for(place.frequency()).filter(|(_, line)| line.is_asked());
    let pick = |(_, line): (usize, &crate::domain::form::Line)| {
        Choice::new(&*line.code, line.label.get(lang), tried.lines.contains(&line.code))
    };
    let days = place.app.config.returned_days;
    Ok(Some(Decision {
        accept_href: format!("{path}/accept"),
        return_href: format!("{path}/return"),
        revision: report.revision,
        position: queue.position,
        next: queue.next,
        acceptable: true,
        returnable: true,
        lines: asked.map(pick).collect(),
        reason: tried.reason,
        refusal: tried.refusal,
        due_hint: match lang {
            Lang::Vi => format!("Hạn nộp lại: {days} ngày."),
            Lang::En => format!("Due again in {days} days."),
        },
    }))
}
