//! What a suspension that waits means for reports that are due: said to the house, on its report, and to the officer.
use crate::{
    app::App,
    db::{
        establishments::{self, Standstill},
        register, rounds,
    },
    domain::{
        EstablishmentId, Lang,
        role::Role,
        round::{Round, Standing},
        spelling::capital,
        suspension::{Effect, SuspensionState, Weighing, days_text, effect},
    },
    web::{Result, ui},
};

/// A sentence for each report that is due or would be due again.
pub async fn of(app: &App, standstill: &Standstill, lang: Lang) -> Result<Vec<String>> {
    let mut sentences = Vec::new();
    for (round, standing) in open_rounds(app, standstill.establishment).await? {
        if standing.is_filed() {
            continue;
        }
        if let Some(effect) = effect_on(app, standstill, &round).await? {
            sentences.push(sentence(app, &round, effect, lang));
        }
    }
    Ok(sentences)
}

/// What the reports that are due now mean for a house that is about to propose days.
pub async fn due(app: &App, house: EstablishmentId, lang: Lang) -> Result<Vec<String>> {
    let open = open_rounds(app, house).await?;
    let due = open.iter().filter(|(_, standing)| standing.is_missing());
    Ok(due.map(|(round, _)| format!("{} ({})", capital(&round.label(lang)), hint(app, round, lang))).collect())
}

/// What the proposals of a house that wait mean for one report.
pub async fn on_report(app: &App, house: EstablishmentId, round: &Round, lang: Lang) -> Result<Option<String>> {
    let kept = establishments::suspensions(app.db.read(), house).await?;
    for standstill in kept.iter().filter(|kept| kept.state == SuspensionState::Proposed) {
        let Some(effect) = effect_on(app, standstill, round).await? else { continue };
        let days = days_text(&standstill.days, lang);
        let waits = match lang {
            Lang::Vi => format!("Đề nghị tạm ngừng {days} đang chờ xác nhận."),
            Lang::En => format!("The proposed suspension {days} waits for confirmation."),
        };
        let nil = match effect {
            Effect::Lifted => lang
                .t(" Không chờ được thì nộp báo cáo không phát sinh.", " If that takes too long, file a nil report."),
            _ => "",
        };
        return Ok(Some(format!("{waits} {}{nil}", sentence(app, round, effect, lang))));
    }
    Ok(None)
}

async fn open_rounds(app: &App, house: EstablishmentId) -> Result<Vec<(Round, Standing)>> {
    let register = register::current(&app.db).await?;
    let Some(house) = register.house(house) else { return Ok(Vec::new()) };
    let open = rounds::open(app.db.read(), app.now()).await?;
    let standings = rounds::standings_of(&app.db, open, house, app.now()).await?;
    let with_own_due =
        |(round, owing): (Round, rounds::Owing)| (Round { due_at: owing.due_at, ..round }, owing.standing);
    Ok(standings.into_iter().map(with_own_due).collect())
}

async fn effect_on(app: &App, standstill: &Standstill, round: &Round) -> Result<Option<Effect>> {
    let weighed = establishments::weighed_against(app.db.read(), standstill.establishment).await?;
    let Some((record, kept, filed)) = weighed else { return Ok(None) };
    let weighing = Weighing { record: &record, kept: &kept, filed: &filed, today: app.today(), by: Role::Officer };
    let after = weighing.record_after(&standstill.proposal());
    Ok(effect(&round.audience, round.period, &record, &after, &standstill.days))
}

fn hint(app: &App, round: &Round, lang: Lang) -> String {
    format!("{} {}", lang.t("hạn", "due"), ui::instant(round.due_at, app.config.time_zone, lang))
}

fn sentence(app: &App, round: &Round, effect: Effect, lang: Lang) -> String {
    let (report, due) = (capital(&round.label(lang)), hint(app, round, lang));
    let says = match effect {
        Effect::Lifted => lang.t(
            "vẫn phải nộp cho đến khi đề nghị được xác nhận; xác nhận rồi thì không phải nộp nữa.",
            "owed until the proposal is confirmed, and not any more then.",
        ),
        Effect::StillOwed => lang.t(
            "vẫn phải nộp cả khi được xác nhận, vì cơ sở có ngày hoạt động trong kỳ.",
            "owed even when this is confirmed, because the house is open on some day of the period.",
        ),
        Effect::OwedAgain => lang.t(
            "phải nộp khi được xác nhận, vì cơ sở hoạt động lại trong kỳ.",
            "owed when this is confirmed, because the house opens again within the period.",
        ),
    };
    format!("{report} ({due}): {says}")
}
