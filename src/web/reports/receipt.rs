//! Step 3: the proof of filing, and every version that was filed.
use rocket::get;

use super::{
    asked::Asked,
    figures,
    other_form::links as other_forms,
    place::{self, Place},
    versions,
    view::ReceiptPage,
    words,
};
use crate::{
    db::{
        accounts,
        peers::{self, Wanted},
        reports::{self, Filed, Version},
    },
    domain::{
        Lang, check,
        document::Document,
        report::{Channel, Verdict},
        role::Role,
        spelling::lower,
    },
    error::Error,
    web::{
        Frame, Result,
        guards::Typist,
        peers::card::{Card, Reader},
        ui::{self, Badge, Link},
    },
};

#[get("/reports/<_>/<_>/<_>/receipt?<filed>")]
pub async fn latest(asked: Asked<'_>, filed: Option<bool>) -> Result<ReceiptPage> {
    let (place, frame, typist) = asked.open().await?;
    let number = place.filed().map_or(0, |filed| filed.report.latest_version);
    draw(&place, frame, &typist, number, filed.unwrap_or_default()).await
}

#[get("/reports/<_>/<_>/<_>/versions/<number>")]
pub async fn version(asked: Asked<'_>, number: i32) -> Result<ReceiptPage> {
    let (place, frame, typist) = asked.open().await?;
    draw(&place, frame, &typist, number, false).await
}

async fn draw(place: &Place<'_>, frame: Frame, typist: &Typist, number: i32, just_filed: bool) -> Result<ReceiptPage> {
    let lang = place.lang;
    let none = || Error::not_found(lang, "Cơ sở chưa nộp báo cáo này.", "This report has not been filed yet.");
    let filed = place.filed().ok_or_else(none)?;
    let all = reports::versions(place.app.db.read(), filed.id).await?;
    let version = all.iter().find(|version| version.number == number).ok_or_else(none)?;
    let document = Document::read(&version.document)?;
    let answers = document.answers(&place.app.catalogue)?;
    let context = place.context().await?;
    let findings = check::check(place.form, place.frequency(), &context, &answers);
    let groups = figures::groups(figures::Columns {
        form: place.form,
        frequency: place.frequency(),
        lang,
        now: &answers,
        before: None,
        previous: None,
        last_year: None,
        findings: &[],
    });
    let path = place.path();
    let latest = filed.report.latest_version;
    let newer = (latest > number).then(|| Link::new(format!("{path}/receipt"), version_text(latest, lang)));
    let is_hotel = typist.account.role == Role::Reporter;
    let peers = if is_hotel && latest == number { peers_of(place).await? } else { None };
    Ok(ReceiptPage {
        heading: place.heading(),
        just_filed,
        receipt: version.receipt.to_string(),
        received: received(place, version),
        late: version.late && filed.report.is_late(place.owing.due_at),
        punctuality: punctuality(place, filed),
        filer: filer(place, version).await?,
        version: number,
        badge: badge_of(place, filed, number).await?,
        returned: place::returned(place.app, place.form, filed, number, lang).await?,
        sha256: version.sha256.clone(),
        verify_href: format!("{}/verify/{}", place.app.config.base_url, version.receipt),
        groups,
        column: figures::column(place.round.period, lang),
        confirmed: words::confirmed(place.form, &findings, lang),
        nil: answers.nil.map(|reason| reason.label(lang).to_owned()),
        reason: document.reason.clone(),
        newer,
        versions: versions::lines(place, &all, Some(number), |number| format!("{path}/versions/{number}")).await?,
        peers,
        other_forms: other_forms(place),
        amend_href: (is_hotel && !place.round.is_closed(place.now)).then(|| path.clone()),
        workbook_href: None,
        year: place.app.config.day_of(version.submitted_at).format("%Y").to_string().parse().unwrap_or_default(),
        frame,
    })
}

/// The house beside similar ones, at the moment of filing; None if nothing of the form is compared.
async fn peers_of(place: &Place<'_>) -> Result<Option<Card>> {
    let Place { app, form, house, round, .. } = place;
    if form.comparisons.is_empty() || !round.title.is_empty() {
        return Ok(None);
    }
    let wanted = Wanted { form: &form.code, frequency: place.frequency(), report: Some(round) };
    let found = peers::comparison(&app.db, &app.catalogue, app.config.peers(), house, wanted, place.now).await?;
    Ok(Some(Reader { app, lang: place.lang, house: house.code() }.card(&found)))
}

/// «Lần 2».
pub fn version_text(number: i32, lang: Lang) -> String {
    format!("{} {number}", lang.t("Lần", "Version"))
}

/// With seconds, as the law of the receipt wants: «15:08:41 ngày 16/07/2026».
fn received(place: &Place, version: &Version) -> String {
    let local = version.submitted_at.with_timezone(&place.app.config.time_zone);
    local.format(place.lang.t("%H:%M:%S ngày %d/%m/%Y", "%H:%M:%S on %d/%m/%Y")).to_string()
}

/// «Trước hạn 4 ngày 8 giờ (23:59 ngày 20/07/2026)»: of the first submission, which decides.
fn punctuality(place: &Place, filed: &Filed) -> String {
    let due = place.owing.due_at;
    let first = filed.report.first_submitted_at.unwrap_or(due);
    let span = ui::span(due - first, place.lang);
    let text = match (filed.report.is_late(due), place.lang) {
        (false, Lang::Vi) => format!("Trước hạn {span}"),
        (false, Lang::En) => format!("{span} before it was due"),
        (true, Lang::Vi) => format!("Sau hạn {span}"),
        (true, Lang::En) => format!("{span} after it was due"),
    };
    format!("{text} ({})", place.instant(due))
}

/// «Nguyễn Thị Hạnh, trang web».
pub async fn filer(place: &Place<'_>, version: &Version) -> Result<String> {
    let names = accounts::names(place.app.db.read(), version.account_id).await?;
    let name = version.account_id.and_then(|id| names.get(&id).cloned());
    let channel = version.channel.label(place.lang);
    Ok(match (name, version.channel) {
        (Some(name), Channel::Officer) => format!("{name} ({})", lower(channel)),
        (Some(name), _) => format!("{name}, {}", lower(channel)),
        (None, _) => channel.to_owned(),
    })
}

/// The state of one version: what was decided about it, else whether it still waits.
async fn badge_of(place: &Place<'_>, filed: &Filed, number: i32) -> Result<Badge> {
    let decisions = reports::decisions(place.app.db.read(), filed.id).await?;
    let verdict = decisions.iter().find(|decision| decision.version == number).map(|decision| decision.verdict);
    Ok(match verdict {
        Some(Verdict::Accepted) => Badge::Accepted,
        Some(Verdict::Returned) => Badge::Returned,
        None if filed.report.accepted_version == Some(number) => Badge::Accepted,
        None => Badge::Submitted,
    })
}
