//! The editions of rounds as links, for the pages that tell of these rounds.
use std::collections::HashMap;

use super::{path, publish_path};
use crate::{
    app::App,
    db::editions::{self, Edition},
    domain::{Lang, Period, RoundId, round::Round},
    web::{
        Result,
        guards::Leader,
        reports::view::Message,
        ui::{Link, Tone},
    },
};

/// What a page of a period says of its editions.
#[derive(Clone, Debug, Default)]
pub struct Announcements {
    /// «Lần 1, ngày 25/07/2026 (tạm tính)», the newest first.
    pub editions: Vec<Link>,
    /// Where the next one is published, for those who may.
    pub publish: Option<Link>,
}

/// Of a period; nothing unless it is one round.
pub async fn announcements(
    app: &App,
    leader: &Leader,
    (slug, period, basis): (&str, Period, &str),
    lang: Lang,
) -> Result<Announcements> {
    let Some(round) = editions::round_at(app.db.read(), slug, period).await? else {
        return Ok(Announcements::default());
    };
    let all = editions::of_round(app.db.read(), round.id).await?;
    let label = match all.len() {
        0 => lang.t("Công bố số liệu", "Publish these figures"),
        _ => lang.t("Công bố lại", "Publish anew"),
    };
    let publish = Link::new(format!("{}?basis={basis}", publish_path(slug, period)), label);
    Ok(Announcements {
        editions: all.iter().map(|edition| link(app, &round, edition, lang)).collect(),
        publish: leader.is_department_officer().then_some(publish),
    })
}

/// The last edition of each of some rounds.
pub async fn of_rounds(app: &App, rounds: &[&Round], lang: Lang) -> Result<HashMap<RoundId, Link>> {
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    let all = editions::of_rounds(app.db.read(), &ids).await?;
    let last = |round: &&Round| Some((round.id, link(app, round, all.get(&round.id)?.first()?, lang)));
    Ok(rounds.iter().filter_map(last).collect())
}

/// For whoever works on a round that was announced.
pub async fn message(app: &App, round: &Round, lang: Lang) -> Result<Option<Message>> {
    let link = of_rounds(app, &[round], lang).await?.remove(&round.id);
    let text = lang.t(
        "Số liệu đợt này đã công bố: báo cáo nộp, sửa sau đó không làm đổi số đã công bố.",
        "The figures of this round were published: what is filed or amended later does not change them.",
    );
    Ok(link.map(|link| Message { tone: Tone::Plain, text: text.to_owned(), link: Some(link) }))
}

fn link(app: &App, round: &Round, edition: &Edition, lang: Lang) -> Link {
    let (number, basis) = (edition.number, edition.basis.label(lang));
    let day = app.config.day_of(edition.published_at).format("%d/%m/%Y");
    let label = match lang {
        Lang::Vi => format!("Đã công bố lần {number}, ngày {day} ({basis})"),
        Lang::En => format!("Published, edition {number}, {day} ({basis})"),
    };
    Link::new(path(&round.form.slug(), round.period, number), label)
}
