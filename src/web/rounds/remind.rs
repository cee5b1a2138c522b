//! «Remind these now»: an officer sees who would get what mail, ticks, and the mails are queued. Of each house once a day.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rocket::{State, get, post};
use serde_json::json;

use super::{
    desk, missing,
    query::Query,
    view::{RemindPage, RemindRow, Sample},
};
use crate::{
    app::App,
    db::{
        Tx, audit, by_hand, outbox,
        reach::Reaches,
        rounds::{self, Owing},
    },
    domain::{
        EstablishmentId, Lang,
        mail::{Mail, NewMail},
        reminder::{self, Debtor, Reach, Unreachable},
        round::Round,
    },
    error::Error,
    in_tx,
    mail::{
        Sheet,
        letters::{self, Reminder, Tone},
    },
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::Officer,
        reports::{
            place::{find_round, round_path},
            words,
        },
        ui::{self, Link},
    },
};

/// Houses that can be ticked on one page; all of the list are reminded by a button of its own.
const SHOWN: usize = 200;
/// Houses taken and mails queued in one transaction.
const BATCH: usize = 100;
/// Houses named in the answer.
const NAMED: usize = 5;

#[get("/rounds/<slug>/<period>/missing/remind?<query..>")]
pub async fn preview(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    query: Query,
) -> Result<RemindPage> {
    let (lang, now) = (frame.lang, app.now());
    let round = open_round(app, lang, slug, period).await?;
    let path = format!("{}/missing", round_path(&round));
    let mut houses = Candidates::read(app, &officer, &round).await?;
    houses.missing.retain(|owing| query.covers(owing));
    let able: Vec<&Owing> = houses.missing.iter().filter(|owing| houses.why_not(owing, lang).is_none()).collect();
    let debtors: Vec<Debtor> = able.iter().map(|owing| houses.debtor(owing)).collect();
    Ok(RemindPage {
        back: Link::new(format!("{path}{}", query.of_houses()), lang.t("Danh sách chưa nộp", "The missing")),
        title: desk::title(&round, lang),
        action: format!("{path}/remind{}", query.of_houses()),
        able: able.len(),
        mails: reminder::by_hand(&debtors).len(),
        left_out: houses.missing.len() - able.len(),
        when: when(app, now, lang),
        sample: able.first().map(|owing| sample(app, &round, owing, lang, now)),
        picked: able.iter().take(SHOWN).count(),
        rows: houses.missing.iter().take(SHOWN).map(|owing| row(&houses, owing, lang)).collect(),
        more: houses.missing.len().saturating_sub(SHOWN),
        frame,
    })
}

#[post("/rounds/<slug>/<period>/missing/remind?<query..>", data = "<fields>")]
pub async fn send(
    app: &State<App>,
    officer: Officer,
    slug: &str,
    period: &str,
    query: Query,
    fields: Fields,
) -> Result<Noted> {
    let lang = officer.lang;
    let round = open_round(app, lang, slug, period).await?;
    let back = format!("{}/missing{}", round_path(&round), query.of_houses());
    let mut houses = Candidates::read(app, &officer, &round).await?;
    let picked: HashSet<&str> = fields.all("pick").collect();
    let is_meant = |owing: &Owing| match fields.get("all") {
        "1" => query.covers(owing),
        // Whatever the filters, what was ticked is what is meant.
        _ => picked.contains(owing.house.code()),
    };
    houses.missing.retain(is_meant);
    if houses.missing.is_empty() {
        let (vi, en) = (
            "Chưa có cơ sở nào để nhắc: chưa đánh dấu cơ sở nào, hoặc các cơ sở đã đánh dấu vừa nộp báo cáo. Đánh dấu ít nhất một cơ sở rồi bấm «Gửi thư nhắc».",
            "There is no house to remind: none is ticked, or those ticked have just filed. Tick at least one house, then press «Send».",
        );
        return Ok(Noted::warning(back, lang.t(vi, en)));
    }
    let (mut able, left): (Vec<&Owing>, Vec<&Owing>) =
        houses.missing.iter().partition(|owing| houses.why_not(owing, lang).is_none());
    // The houses of one owner beside each other, so that one mail tells of them.
    able.sort_by_key(|owing| houses.first_address(owing));
    let (mut told, mut mails, mut faster) = (0, 0, Vec::new());
    for batch in able.chunks(BATCH) {
        let done = in_tx!(app.db, |tx| houses.queue(tx, app, &officer, batch).await)?;
        told += done.taken.len();
        mails += done.mails;
        faster.extend(batch.iter().filter(|owing| !done.taken.contains(&owing.house.id())));
    }
    let sentences = [
        sent(app, told, mails, lang),
        refused(&houses, &left, lang),
        (!faster.is_empty())
            .then(|| named(lang.t("Vừa được người khác nhắc", "Just reminded by somebody else"), &faster)),
    ];
    let all_told = left.is_empty() && faster.is_empty();
    let text = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(if all_told { Noted::new(back, text) } else { Noted::warning(back, text) })
}

/// A round in which hotels can file; of others nobody is reminded.
async fn open_round(app: &App, lang: Lang, slug: &str, period: &str) -> Result<Round> {
    let round = find_round(app, lang, slug, period).await?;
    if round.is_open(app.now()) {
        return Ok(round);
    }
    let text = lang.t(
        "Đợt này đã đóng hoặc chưa mở nên không gửi thư nhắc. Mở lại đợt trước khi nhắc.",
        "This round is closed or has not opened, so nobody is reminded of it. Reopen the round first.",
    );
    Err(Error::Conflict(text.to_owned()))
}

/// The houses that have not filed, largest first, and what is known of each.
struct Candidates<'a> {
    round: &'a Round,
    missing: Vec<Owing>,
    reaches: Reaches,
    told_today: HashMap<EstablishmentId, DateTime<Utc>>,
    zone: chrono_tz::Tz,
}

/// What one transaction did.
#[derive(Debug)]
struct Done {
    taken: HashSet<EstablishmentId>,
    mails: usize,
}

impl<'a> Candidates<'a> {
    async fn read(app: &App, officer: &Officer, round: &'a Round) -> Result<Self> {
        let db = app.db.read();
        let mut owing = rounds::who_owes(&app.db, round, &officer.scope, app.now()).await?;
        owing.retain(|owing| owing.standing.is_missing());
        Ok(Candidates {
            round,
            missing: missing::by_size(owing),
            reaches: Reaches::load(db).await?,
            told_today: by_hand::of_day(db, round.id, app.today()).await?,
            zone: app.config.time_zone,
        })
    }

    fn debtor(&self, owing: &Owing) -> Debtor {
        let reach = self.reaches.of(&owing.house);
        let (establishment, due_at) = (owing.house.id(), owing.due_at);
        Debtor { establishment, due_at, moved: false, returned_due_at: None, reach }
    }

    fn addresses(&self, owing: &Owing) -> Vec<String> {
        match self.reaches.of(&owing.house) {
            Reach::People(contacts) => contacts.into_iter().map(|contact| contact.email).collect(),
            Reach::Register(contact) => vec![contact.email],
            Reach::Nobody(_) => Vec::new(),
        }
    }

    fn first_address(&self, owing: &Owing) -> String {
        self.addresses(owing).into_iter().min().unwrap_or_default()
    }

    /// Why a house gets no mail now.
    fn why_not(&self, owing: &Owing, lang: Lang) -> Option<String> {
        if let Some(at) = self.told_today.get(&owing.house.id()) {
            let at = ui::time_of_day(*at, self.zone);
            return Some(match lang {
                Lang::Vi => format!("Đã nhắc hôm nay lúc {at}"),
                Lang::En => format!("Reminded today at {at}"),
            });
        }
        match self.reaches.of(&owing.house) {
            Reach::Nobody(Unreachable::NoAddress) => Some(lang.t("Chưa có địa chỉ thư", "No address").to_owned()),
            Reach::Nobody(Unreachable::Failing) => Some(lang.t("Thư bị trả về", "Mail comes back").to_owned()),
            Reach::People(_) | Reach::Register(_) => None,
        }
    }

    async fn queue(&self, tx: &Tx, app: &App, officer: &Officer, batch: &[&Owing]) -> Result<Done> {
        let (now, day) = (app.now(), app.today());
        let ids: Vec<EstablishmentId> = batch.iter().map(|owing| owing.house.id()).collect();
        let taken = by_hand::take(tx, (self.round.id, day), &ids, officer.account.id, now).await?;
        let debtors: Vec<Debtor> =
            batch.iter().filter(|owing| taken.contains(&owing.house.id())).map(|owing| self.debtor(owing)).collect();
        let mails = reminder::by_hand(&debtors);
        for (to, houses) in &mails {
            let mail = Mail::ManualReminder { round: self.round.id, day, houses: houses.clone() };
            let (recipient, not_before) = (to.email.clone(), app.config.hours().within(now));
            outbox::queue(tx, NewMail { mail, recipient, account: to.account, not_before }, now).await?;
        }
        if !taken.is_empty() {
            let told: Vec<i64> = ids.iter().filter(|id| taken.contains(id)).map(|id| id.0).collect();
            let detail = json!({ "round": self.round.id.0, "establishments": told, "mails": mails.len() });
            audit::record(tx, now, officer.who(), "reminder.sent", "reminder", &detail).await?;
        }
        Ok(Done { taken, mails: mails.len() })
    }
}

fn row(houses: &Candidates<'_>, owing: &Owing, lang: Lang) -> RemindRow {
    let why_not = houses.why_not(owing, lang);
    RemindRow {
        pick: if why_not.is_none() { owing.house.code().to_owned() } else { String::new() },
        house: owing.house.name.clone(),
        href: format!("{}/{}", round_path(houses.round), owing.house.code()),
        facts: words::facts_in_list(&owing.facts, lang),
        to: houses.addresses(owing),
        why_not: why_not.unwrap_or_default(),
    }
}

/// «Gửi ngay.», or when the office is heard again.
fn when(app: &App, now: DateTime<Utc>, lang: Lang) -> String {
    let at = app.config.hours().within(now);
    if at == now {
        return lang.t("Thư được gửi trong vài phút.", "The mails leave within minutes.").to_owned();
    }
    let at = ui::instant(at, app.config.time_zone, lang);
    match lang {
        Lang::Vi => format!("Ngoài giờ gửi thư (8:00–17:00, trừ ngày lễ): thư được gửi từ {at}."),
        Lang::En => format!("Out of the hours for mails (8:00–17:00, no holidays): they leave from {at}."),
    }
}

/// The letter that the first house would get.
fn sample(app: &App, round: &Round, owing: &Owing, lang: Lang, now: DateTime<Utc>) -> Sample {
    let sheet = Sheet {
        lang,
        department: lang.t(&app.config.department, &app.config.department_en).to_owned(),
        help: app.config.help.clone(),
        zone: app.config.time_zone,
    };
    let letter = letters::reminder(
        &sheet,
        &Reminder {
            round: &round.label(lang),
            form: &round.form,
            due_at: owing.due_at,
            tone: if now > owing.due_at { Tone::Overdue } else { Tone::Due },
            returned: false,
            houses: vec![(owing.house.name.clone(), String::new())],
            until: now,
            invitation: None,
            message: round.message.as_deref(),
        },
    );
    Sample { subject: letter.subject, paragraphs: letter.paragraphs }
}

fn sent(app: &App, told: usize, mails: usize, lang: Lang) -> Option<String> {
    let when = when(app, app.now(), lang);
    (told > 0).then(|| match lang {
        Lang::Vi => format!("Đã xếp {mails} thư nhắc cho {told} cơ sở vào hàng gửi. {when}"),
        Lang::En => format!("{mails} reminders for {told} houses are queued. {when}"),
    })
}

fn refused(houses: &Candidates<'_>, left: &[&Owing], lang: Lang) -> Option<String> {
    let first = left.first()?;
    let why = houses.why_not(first, lang).unwrap_or_default();
    Some(match (left, lang) {
        ([one], Lang::Vi) => format!("Không nhắc {}: {}.", one.house.name, lower_first(&why)),
        ([one], Lang::En) => format!("Not reminded: {}: {}.", one.house.name, lower_first(&why)),
        (_, Lang::Vi) => named("Không nhắc vì đã nhắc hôm nay hoặc không có địa chỉ thư dùng được", left),
        (_, Lang::En) => named("Not reminded, for they were today or have no address that works", left),
    })
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// «…: Khách sạn A, Khách sạn B và 3 cơ sở khác.»
fn named(what: &str, houses: &[&Owing]) -> String {
    let names: Vec<&str> = houses.iter().take(NAMED).map(|owing| owing.house.name.as_str()).collect();
    let more = houses.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" … (+{more})") } else { String::new() };
    format!("{what}: {}{more}.", names.join(", "))
}
