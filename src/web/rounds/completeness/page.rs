//! The page of a round's completeness.
use rocket::{State, get};

use super::{
    absent::{self, Tried},
    splits,
    view::{CompletenessPage, CountRow},
};
use crate::{
    app::App,
    db::rounds::{self, Owing},
    domain::{
        Lang,
        completeness::{Completeness, Count},
        number,
        rollup::Cut,
        round::Round,
    },
    web::{
        Frame, Result,
        dashboard::filing,
        guards::Leader,
        reports::place::{find_round, round_path},
        rounds::{desk, query::Query},
        ui::{self, Link},
    },
};

#[get("/rounds/<slug>/<period>/completeness?<query..>")]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    leader: Leader,
    slug: &str,
    period: &str,
    query: Query,
) -> Result<Box<CompletenessPage>> {
    let round = find_round(app, frame.lang, slug, period).await?;
    draw(app, frame, &leader, &round, &query, None).await
}

/// Address of the page.
pub fn path(round: &Round) -> String {
    format!("{}/completeness", round_path(round))
}

pub async fn draw(
    app: &App,
    frame: Frame,
    leader: &Leader,
    round: &Round,
    query: &Query,
    tried: Option<Tried>,
) -> Result<Box<CompletenessPage>> {
    let (lang, now, zone) = (frame.lang, app.now(), app.config.time_zone);
    let all = rounds::who_owes(&app.db, round, &leader.scope, now).await?;
    let cut = Cut::default().within(&leader.scope);
    let others = rounds::all(app.db.read()).await?;
    let absent = match leader.sees_houses() {
        true => Some(absent::absent(app, round, &all, query, tried, lang).await?),
        false => None,
    };
    Ok(Box::new(CompletenessPage {
        back: match leader.sees_houses() {
            true => Link::new(round_path(round), desk::title(round, lang)),
            false => Link::new("/dashboard", lang.t("Bảng số liệu", "Dashboard")),
        },
        title: desk::title(round, lang),
        due: ui::instant(round.due_at, zone, lang),
        left: if round.historic { String::new() } else { ui::time_left(round.due_at, now, lang).to_lowercase() },
        updated: ui::instant(now, zone, lang),
        counts: counts(&sum(&all), lang),
        splits: splits::splits(app, leader, round, &all, lang).await?,
        filing: filing::of_round(app, leader, round, &others, &cut, lang).await?,
        absent,
        frame,
    }))
}

/// Of some houses.
pub fn sum<'o>(owing: impl IntoIterator<Item = &'o Owing>) -> Completeness {
    let mut sum = Completeness::default();
    owing.into_iter().for_each(|owing| sum.add(owing.standing, owing.facts.rooms));
    sum
}

fn counts(sum: &Completeness, lang: Lang) -> Vec<CountRow> {
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |tenths| number::print(tenths, 1));
    let row = |label: &'static str, count: Count, of: Option<Count>| CountRow {
        label,
        houses: number::print(count.houses.into(), 0),
        share: of.map(|of| share(count.share_of_houses(of))).unwrap_or_default(),
        rooms: number::print(count.rooms, 0),
        rooms_share: of.map(|of| share(count.share_of_rooms(of))).unwrap_or_default(),
    };
    let owed = Some(sum.owed);
    vec![
        row(lang.t("Phải báo cáo", "Owed"), sum.owed, None),
        row(lang.t("Nộp đúng hạn", "Filed in time"), sum.in_time, owed),
        row(lang.t("Nộp muộn", "Filed late"), sum.late, owed),
        row(lang.t("Trong số đã nộp: không phát sinh", "Of those filed: nil"), sum.nil, owed),
        row(lang.t("Bị trả lại", "Returned"), sum.returned, owed),
        row(lang.t("Chưa nộp", "Not filed"), sum.missing, owed),
        row(lang.t("Trong số chưa nộp: quá hạn", "Of the missing: overdue"), sum.overdue, owed),
        row(lang.t("Tạm ngừng (không phải báo cáo)", "Suspended (not owed)"), sum.suspended, None),
    ]
}
