//! What a leader should look at first: who is missing, what fell most, what was changed afterwards.
use super::{
    asked::Asked,
    splits::{Parts, change, href, label},
    view::Attention,
};
use crate::{
    app::App,
    db::rollups::{self, Missing},
    domain::{
        Lang, Period,
        edition::published,
        number,
        rollup::{Coverage, Cut, table::Part},
        round::Round,
    },
    web::{Result, guards::Leader, reports::place::round_path, ui::Link},
};

/// Houses named to officers.
const HOUSES: usize = 3;
/// Rounds looked at for figures that were changed afterwards.
const ROUNDS: usize = 4;

pub async fn attention(
    app: &App,
    leader: &Leader,
    asked: &Asked<'_>,
    (parts, coverage): (&Parts, &Coverage),
    cut: &Cut,
    lang: Lang,
) -> Result<Vec<Attention>> {
    let mut all = Vec::new();
    let named = if leader.sees_houses() { HOUSES } else { 0 };
    let missing = rollups::missing(&app.db, &app.catalogue, &asked.round, (cut, named), app.now()).await?;
    if missing.houses > 0 {
        all.push(absent(leader, asked, &missing, coverage, lang));
    }
    all.extend(fall(asked, parts, lang));
    all.extend(revised(app, asked, cut, lang).await?);
    Ok(all)
}

fn absent(leader: &Leader, asked: &Asked<'_>, missing: &Missing, coverage: &Coverage, lang: Lang) -> Attention {
    let (houses, rooms) = (number::print(missing.houses as i64, 0), number::print(missing.rooms, 0));
    let share = number::divide(i128::from(missing.rooms) * 1000, coverage.rooms_owing.into());
    let share = share.map_or_else(|| "–".to_owned(), |share| number::print(share, 1));
    let path = round_path(&asked.round);
    let month = asked.period().label(lang);
    let house = |house: &rollups::Largest| {
        let rooms = number::print(house.rooms.into(), 0);
        Link::new(format!("{path}/{}", house.code), format!("{} ({rooms} {})", house.name, lang.t("buồng", "rooms")))
    };
    Attention {
        title: match lang {
            Lang::Vi => format!("{houses} cơ sở chưa báo cáo {month}"),
            Lang::En => format!("{houses} houses have not reported for {month}"),
        },
        text: match (missing.largest.is_empty(), lang) {
            (true, Lang::Vi) => format!("{rooms} buồng, {share}\u{a0}% số buồng của địa bàn."),
            (true, Lang::En) => format!("{rooms} rooms, {share}\u{a0}% of those of the area."),
            (false, Lang::Vi) => format!("{rooms} buồng, {share}\u{a0}% số buồng của địa bàn. Lớn nhất:"),
            (false, Lang::En) => format!("{rooms} rooms, {share}\u{a0}% of those of the area. The largest:"),
        },
        houses: missing.largest.iter().map(house).collect(),
        link: match leader.sees_houses() {
            true => Link::new(format!("{path}/missing"), lang.t("Xem danh sách", "See the list")),
            false => {
                Link::new(asked.table_href("by=quality"), lang.t("Xem chất lượng số liệu", "See how complete it is"))
            }
        },
    }
}

/// The commune whose same houses fell most since last year.
fn fall(asked: &Asked<'_>, parts: &Parts, lang: Lang) -> Option<Attention> {
    let (at, line) = (asked.line, &asked.form.lines[asked.line]);
    let fell = |part: &&Part| part.vs_last_year.change(at).map_or(0, |change| change.before - change.now);
    let part = parts.areas.iter().max_by_key(fell).filter(|part| fell(part) > 0)?;
    let percent = change(line, part, at, lang)?;
    let ground = published::ground(part.vs_last_year.editions, part.vs_last_year.reports, lang);
    let name = label(&part.group, lang);
    let what = line.label.get(lang);
    Some(Attention {
        title: format!("{name}: {percent} {}", lang.t("so cùng kỳ", "on last year")),
        text: match lang {
            Lang::Vi => {
                format!("{what}: giảm nhiều nhất trong các địa bàn; {ground}.")
            }
            Lang::En => {
                format!("{what}: the largest fall of all communes; {ground}.")
            }
        },
        houses: Vec::new(),
        link: Link::new(href(asked, &part.group), lang.t("Mở tổng hợp", "Open the table")),
    })
}

/// Months whose figures moved after they were due.
async fn revised(app: &App, asked: &Asked<'_>, cut: &Cut, lang: Lang) -> Result<Option<Attention>> {
    let now = app.now();
    let due = |round: &&Round| round.is_due(now) && !round.historic && round.period <= asked.period();
    let rounds: Vec<&Round> = asked.rounds.iter().filter(due).take(ROUNDS).collect();
    let revisions = rollups::revised(&app.db, &app.catalogue, &rounds, now).await?;
    let counts = rounds.iter().zip(&revisions).map(|(round, revisions)| (round.period, revisions.of_cut(cut)));
    let moved: Vec<(Period, u32)> = counts.filter(|(_, count)| *count > 0).collect();
    Ok(moved.first().map(|(latest, _)| Attention {
        title: moved_title(&moved, lang),
        text: moved_text(&moved, lang),
        houses: Vec::new(),
        link: Link::new(
            format!("/rollups/{}/{latest}?basis={}&by=quality", asked.round.form.slug(), asked.basis),
            lang.t("Xem chất lượng số liệu", "See how complete it is"),
        ),
    }))
}

fn moved_title(moved: &[(Period, u32)], lang: Lang) -> String {
    match (moved, lang) {
        ([(month, _)], Lang::Vi) => format!("Số liệu {} đã thay đổi sau hạn", month.label(lang)),
        ([(month, _)], Lang::En) => format!("The figures of {} changed after the due date", month.label(lang)),
        (_, Lang::Vi) => format!("Số liệu {} tháng đã thay đổi sau hạn", moved.len()),
        (_, Lang::En) => format!("The figures of {} months changed after the due date", moved.len()),
    }
}

/// «Nộp lại sau hạn: tháng 10/2026: 4, tháng 9/2026: 4. Số đã nêu trước đó có thể khác.»
fn moved_text(moved: &[(Period, u32)], lang: Lang) -> String {
    let each = |(month, count): &(Period, u32)| match lang {
        Lang::Vi => format!("{} {count} lần", month.label(lang)),
        Lang::En => format!("{} {count} times", month.label(lang)),
    };
    let all = moved.iter().map(each).collect::<Vec<_>>().join(", ");
    match lang {
        Lang::Vi => format!("Nộp lại sau hạn: {all}. Số đã nêu trước đó có thể khác."),
        Lang::En => format!("Filed anew after it: {all}. What was told before may differ."),
    }
}
