//! The figures that an address names, or why there are none.
use chrono::{DateTime, Utc};

use super::{View, view};
use crate::{
    db::Db,
    domain::{Lang, Period, catalogue::Catalogue, disclosure::Eyes, form::FormCode, report::Basis},
    error::{Error, Result},
};

/// A form as addresses write it (`01-H-DL-CSLT`), and a period's code.
#[derive(Clone, Copy, Debug)]
pub struct Address<'a> {
    pub slug: &'a str,
    pub period: &'a str,
}

/// Reads the period of an address.
///
/// # Errors
/// [`Error::NotFound`] in the reader's language if form or period are unknown or no round of the period has opened; else
/// when the database can't be asked, or a document does not fit its form.
pub async fn find<'c>(
    db: &Db,
    catalogue: &'c Catalogue,
    address: Address<'_>,
    (basis, eyes): (Basis, Eyes),
    lang: Lang,
    now: DateTime<Utc>,
) -> Result<View<'c>> {
    let form = form_of(catalogue, address.slug, lang)?;
    let period = period_of(address.period, lang)?;
    let at_the_end = Period::month_of(period.last_day());
    if catalogue.form(form, at_the_end).or_else(|| catalogue.form(form, period)).is_none() {
        return Err(too_early(catalogue, form, period, lang));
    }
    let found = view(db, catalogue, form, period, (basis, eyes), now).await?;
    found.ok_or_else(|| no_round(period, lang, now))
}

/// # Errors
/// [`Error::NotFound`], naming the forms that there are.
pub fn form_of<'c>(catalogue: &'c Catalogue, slug: &str, lang: Lang) -> Result<&'c FormCode> {
    catalogue.by_slug(slug).ok_or_else(|| {
        let mut known: Vec<String> = catalogue.all().map(|form| form.code.slug()).collect();
        known.dedup();
        let (slug, known) = (short(slug), known.join(", "));
        Error::NotFound(match lang {
            Lang::Vi => format!("Không có biểu «{slug}». Các biểu đang dùng: {known}."),
            Lang::En => format!("There is no form “{slug}”. Forms in use: {known}."),
        })
    })
}

/// # Errors
/// [`Error::NotFound`], saying how a period is written.
pub fn period_of(code: &str, lang: Lang) -> Result<Period> {
    code.parse().map_err(|_| {
        let code = short(code);
        Error::NotFound(match lang {
            Lang::Vi => format!("Không có kỳ «{code}». Viết như 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026, 2026-02..2026-05 (nhiều nhất 36 tháng) hoặc 2026-Y."),
            Lang::En => {
                format!("There is no period “{code}”. Write 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026, 2026-02..2026-05 (at most 36 months) or 2026-Y.")
            }
        })
    })
}

/// The area that was asked for is somebody else's.
#[must_use]
pub fn not_within(lang: Lang) -> Error {
    Error::not_found(
        lang,
        "Khu vực này không thuộc địa bàn của tài khoản.",
        "This area is not within reach of this account.",
    )
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn too_early(catalogue: &Catalogue, form: &FormCode, period: Period, lang: Lang) -> Error {
    let first = catalogue.all().find(|version| version.code == *form).map(|version| version.first_period.label(lang));
    let (period, first) = (period.label(lang), first.unwrap_or_default());
    Error::NotFound(match lang {
        Lang::Vi => format!("Biểu {form} áp dụng từ {first}, không có số liệu {period}."),
        Lang::En => format!("Form {form} applies from {first}; there are no figures for {period}."),
    })
}

fn no_round(period: Period, lang: Lang, now: DateTime<Utc>) -> Error {
    let label = period.label(lang);
    Error::NotFound(match (period.last_day() >= now.date_naive(), lang) {
        (true, Lang::Vi) => format!("Chưa có số liệu {label}: đợt báo cáo mở sau khi kỳ kết thúc."),
        (true, Lang::En) => {
            format!("There are no figures for {label} yet: its round opens after the period has ended.")
        }
        (false, Lang::Vi) => format!("Không có đợt báo cáo nào của {label}."),
        (false, Lang::En) => format!("There is no round of {label}."),
    })
}
