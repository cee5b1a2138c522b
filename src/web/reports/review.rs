//! The officer's page of one report: what changed, what was explained, all versions, and the decision.
mod beside;
mod decide;
mod returning;
mod seen;

pub use decide::accept;
pub use returning::give_back;

use rocket::{State, get};

use super::{
    course::courses,
    figures,
    place::Place,
    receipt::version_text,
    versions,
    view::{Amendment, Compare, Contact, Message, ReviewColumns, ReviewPage},
    words,
};
use crate::{
    app::App,
    db::{
        accounts,
        reports::{self, Version},
    },
    domain::{
        Lang,
        check::{self, Context},
        outlier::{Mark, Peer},
        report::{Channel, Report, ReportState},
    },
    web::{
        Frame, Result,
        guards::Officer,
        pager::query_text,
        rounds::{desk, query::Query, queue::Queue},
        ui::{Choice, Link, Tone},
    },
};
use beside::Beside;
use returning::Tried;
use seen::Seen;

/// What the address asks for: which versions, and the list from which the report was opened.
#[derive(Clone, Debug, Default)]
struct View {
    /// The version shown; the latest if none is named.
    version: Option<i32>,
    /// The one it is compared with; the accepted one, else the one before, if none is named.
    with: Option<i32>,
    /// Only the lines that changed.
    changed: bool,
    query: Query,
}

impl View {
    fn of_list(query: Query) -> Self {
        View { query, ..View::default() }
    }

    /// `?…`, the list at the end.
    fn text(&self) -> String {
        let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
        let changed = if self.changed { "true" } else { "" };
        let (version, with) = (number(self.version), number(self.with));
        let own = query_text(&[("version", &version), ("with", &with), ("changed", changed)]);
        match (own.is_empty(), self.query.at(None)) {
            (true, list) => list,
            (false, list) => own + &list.replacen('?', "&", 1),
        }
    }
}

// After the pages of a round that have names of their own.
#[get("/rounds/<slug>/<period>/<code>?<version>&<with>&<changed>&<query..>", rank = 1)]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    version: Option<i32>,
    with: Option<i32>,
    changed: Option<bool>,
    query: Query,
) -> Result<ReviewPage> {
    let place = Place::find(app, &officer.scope, officer.lang, (slug, period, code)).await?;
    let view = View { version, with, changed: changed.unwrap_or_default(), query };
    draw(&place, frame, &officer, &view, None).await
}

/// The page; `tried` is a return that was refused, with everything that was typed.
async fn draw(
    place: &Place<'_>,
    frame: Frame,
    officer: &Officer,
    view: &View,
    tried: Option<Tried>,
) -> Result<ReviewPage> {
    let (lang, path) = (place.lang, place.review_path());
    let context = place.context().await?;
    let queue = Queue::read(place.app, &place.round, &officer.scope, &view.query).await?;
    let all = match place.filed() {
        Some(filed) => reports::versions(place.app.db.read(), filed.id).await?,
        None => Vec::new(),
    };
    let seen = Seen::read(place, &all, view)?;
    let findings = seen.as_ref().map(|s| check::check(place.form, place.frequency(), &context, &s.answers));
    let findings = findings.unwrap_or_default();
    let groups = seen.as_ref().map(|seen| seen.groups(place, &context, &findings)).unwrap_or_default();
    let (changed, follow) = figures::changed(&groups);
    let report = place.filed().map(|filed| filed.report.clone()).unwrap_or_default();
    let shown = seen.as_ref().map(|seen| seen.number);
    let marks = seen.as_ref().map(|seen| marks(place, &queue, seen)).unwrap_or_default();
    // Only the latest version can be decided, and only while it waits.
    let is_open = report.state == ReportState::Submitted && shown == Some(report.latest_version);
    let decision = is_open.then(|| returning::decision(place, view, &report, &suspects(&groups, &marks, place), tried));
    let href = |number: i32| format!("{path}{}", View { version: Some(number), with: None, ..view.clone() }.text());
    let Beside { back, position, previous, next } = Beside::of(place, &queue, &view.query);
    Ok(ReviewPage {
        back: Link::new(back, desk::title(&place.round, lang)),
        heading: place.heading(),
        facts: words::facts(&place.owing.facts, lang),
        house_href: format!("/establishments/{}", place.house.code()),
        badge: words::officer_badge(place.owing.standing),
        late: report.is_late(place.owing.due_at),
        messages: messages(place, &report, &frame),
        returned: place.returned().await?,
        amendment: amendment(&report, seen.as_ref(), changed, follow),
        explained: findings.iter().map(|finding| words::explained(place.form, finding, lang)).collect(),
        marks: marks.iter().map(|mark| mark.text(&place.form.peer_figures[mark.figure], lang)).collect(),
        nil: seen.as_ref().and_then(|s| s.answers.nil).map(|reason| reason.label(lang).to_owned()),
        columns: columns(&report, seen.as_ref(), &context, lang),
        changed,
        only_changed: view.changed,
        toggle_href: format!("{path}{}", View { changed: !view.changed, ..view.clone() }.text()),
        compare: compare(&path, &all, seen.as_ref(), view, lang),
        versions: versions::lines(place, &all, shown, href).await?,
        courses: courses(place).await?,
        contact: contact(place).await?,
        position,
        previous,
        next,
        decision,
        groups,
        frame,
    })
}

/// What stands out of the version shown. A nil report is compared with nobody.
fn marks(place: &Place, queue: &Queue, seen: &Seen) -> Vec<Mark> {
    if seen.answers.nil.is_some() {
        return Vec::new();
    }
    let facts = &place.owing.facts;
    let figures = place.form.complete(place.frequency(), &seen.answers);
    let values = place.form.peer_values(&figures);
    queue.peers.marks(&Peer { id: place.house.id(), kind: facts.kind, stars: facts.stars, values })
}

/// Lines that one would ask about first: those with a warning, a change or a figure that stands out.
fn suspects(groups: &[figures::FigureGroup], marks: &[Mark], place: &Place) -> Vec<usize> {
    let form = place.form;
    let rows = groups.iter().flat_map(|group| &group.rows).filter(|row| row.flag.is_some() || row.changed);
    let of_rows = rows.filter_map(|row| form.index(&row.code));
    let of_marks = marks.iter().map(|mark| &form.peer_figures[mark.figure]);
    let lines = of_rows.chain(of_marks.map(|figure| figure.line));
    lines.flat_map(|line| form.asked_behind(line)).collect()
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
    let is_latest = report.is_amended() && seen.number == report.latest_version;
    // The lines that changed are counted against the version that is shown beside.
    let against = seen.before.as_ref().map(|(number, _)| *number);
    (is_latest && against == Some(accepted_version)).then(|| Amendment {
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

/// Any two versions side by side; None if there are not two.
fn compare(path: &str, all: &[Version], seen: Option<&Seen>, view: &View, lang: Lang) -> Option<Compare> {
    let seen = seen.filter(|_| all.len() > 1)?;
    let choices = |chosen: Option<i32>| {
        let choice = |version: &Version| {
            let (number, text) = (version.number, version_text(version.number, lang));
            Choice::new(number.to_string(), text, chosen == Some(number))
        };
        all.iter().map(choice).collect()
    };
    Some(Compare {
        action: path.to_owned(),
        versions: choices(Some(seen.number)),
        with: choices(seen.before.as_ref().map(|(number, _)| *number)),
        keep: view.query.fields(),
    })
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
