//! A workbook of several houses that was sent, as it is kept until it is saved.
use rocket::tokio::task::spawn_blocking;
use serde_json::{Value, json};

use crate::{
    app::App,
    db::{
        entity::import,
        imports::{self, Kind},
    },
    domain::{Lang, Period, form::Form, round::Round},
    error::Error,
    excel::filled::{self, OfHouse, Unsuitable},
    web::{
        Result,
        guards::Person,
        reports::place::{find_round, form_of},
    },
};

/// The file with its round.
pub struct Kept<'a> {
    pub row: import::Model,
    pub round: Round,
    pub form: &'a Form,
}

/// The round as it is kept beside the file.
pub fn round_of(round: &Round) -> String {
    json!({ "form": round.form.slug(), "period": round.address() }).to_string()
}

impl<'a> Kept<'a> {
    /// The upload of this person.
    pub async fn find(app: &'a App, filer: &Person, lang: Lang, id: i64) -> Result<Self> {
        let gone =
            || Error::not_found(lang, "Không có tệp này. Tải lên lại.", "There is no such file. Upload it again.");
        let row = imports::uploaded(app.db.read(), Kind::Reports, id, filer.account.id).await?.ok_or_else(gone)?;
        let of: Value = serde_json::from_str(row.mapping.as_deref().unwrap_or_default())?;
        let text = |key: &str| of[key].as_str().unwrap_or_default().to_owned();
        let round = find_round(app, lang, &text("form"), &text("period")).await?;
        let form = form_of(app, &round)?;
        Ok(Kept { row, round, form })
    }

    /// What the file says of each house.
    pub async fn houses(&self, lang: Lang) -> Result<Vec<OfHouse>> {
        let gone = || Error::not_found(lang, "Tệp này không còn. Tải lên lại.", "This file is gone. Upload it again.");
        let content = self.row.content.clone().ok_or_else(gone)?;
        let read = understand(content, self.form, self.round.period).await?;
        read.map_err(|why| Error::BadInput(why.message().get(lang).to_owned()))
    }
}

/// Reading takes a while: it is no work for the threads that answer others.
pub async fn understand(
    content: Vec<u8>,
    form: &Form,
    period: Period,
) -> Result<std::result::Result<Vec<OfHouse>, Unsuitable>> {
    let form = form.clone();
    let reading = spawn_blocking(move || filled::read_several(&content, &form, period));
    reading.await.map_err(|error| Error::Workbook(error.to_string()))
}
