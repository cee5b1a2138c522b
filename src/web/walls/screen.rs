//! `/wall/<secret>`: everything at once on a screen of 1920 × 1080 that nobody touches. It shows what leaders may see of the whole
//! department, and asks for itself anew (`static/wall.js`).
use std::net::IpAddr;

use rocket::{Responder, State, get, http::Header};

use super::{
    Attempts,
    view::{ScreenFigures, ScreenPage},
};
use crate::{
    app::App,
    db::rounds,
    domain::{Lang, disclosure::Eyes, rollup::Cut},
    error::Error,
    web::{
        Frame, Result,
        dashboard::{self, Overview, Query},
        guards::WallScreen,
        ui,
    },
};

/// Nothing tells a search engine or another site of the secret in the address.
#[derive(Responder)]
pub struct Screen {
    page: ScreenPage,
    robots: Header<'static>,
    referrer: Header<'static>,
}

#[get("/wall/<_>")]
pub async fn page(
    app: &State<App>,
    screen: std::result::Result<WallScreen, Error>,
    attempts: &State<Attempts>,
    address: Option<IpAddr>,
    frame: Frame,
) -> Result<Screen> {
    if let Err(gone) = screen {
        attempts.0.attempt("wall", address, app.now()).map_err(|minutes| too_many(frame.lang, minutes))?;
        return Err(gone);
    }
    Ok(Screen {
        page: draw(app, frame).await?,
        robots: Header::new("X-Robots-Tag", "noindex, nofollow"),
        referrer: Header::new("Referrer-Policy", "no-referrer"),
    })
}

async fn draw(app: &App, frame: Frame) -> Result<ScreenPage> {
    let (lang, now, cut) = (frame.lang, app.now(), Cut::default());
    let all = rounds::all(app.db.read()).await?;
    let read = dashboard::overview(app, &all, (&Query::default(), Eyes::Leaders), &cut, lang).await?;
    let mut page = ScreenPage {
        title: lang.t("Lưu trú du lịch", "Tourist accommodation").to_owned(),
        as_of: String::new(),
        read_at: ui::time_of_day(now, app.config.time_zone),
        figures: None,
        empty: None,
        progress: dashboard::last_bar(app, &all, &cut, lang).await?,
        frame,
    };
    match read {
        Some(Overview { period, as_of, figures: Some(figures), .. }) => {
            page.title = format!("{} {}", page.title, period.label(lang));
            page.as_of = ui::instant(as_of, app.config.time_zone, lang);
            let [stars, _] = figures.others;
            let (trust, cards, trend, map, withheld) =
                (figures.trust, figures.cards, figures.trend, figures.map, figures.withheld);
            page.figures = Some(ScreenFigures { trust, cards, trend, map, split: stars, withheld });
        }
        _ => page.empty = Some(dashboard::nothing_yet(lang)),
    }
    Ok(page)
}

fn too_many(lang: Lang, minutes: i64) -> Error {
    Error::TooMany(match lang {
        Lang::Vi => format!("Quá nhiều liên kết sai. Chờ {minutes} phút rồi thử lại."),
        Lang::En => format!("Too many wrong links. Wait {minutes} minutes and try again."),
    })
}
