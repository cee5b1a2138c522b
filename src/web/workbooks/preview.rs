//! The filled workbook, looked at: each house with its state, what will be saved, and what is in the way.
use rocket::{Responder, State, get, http::Status};

use super::{
    kept::Kept,
    page::path,
    save::Outcome,
    state::{Confirmed, Fate, Found, OneHouse, of_all},
    view::{Confirm, FindingRow, HouseRow, PreviewPage, SavedPage},
};
use crate::{
    app::App,
    domain::{
        Lang,
        answers::Finding,
        form::{Form, Severity},
        number,
        role::Role,
    },
    web::{
        Frame, Result,
        guards::{Filer, Person},
        reports::{figures, place::report_path, view::Message},
        ui::{Choice, Link, Tone},
    },
};

/// Highlighted figures beside a house.
const FIGURES: usize = 3;

/// The file before and after it was saved.
#[derive(Responder)]
#[allow(clippy::large_enum_variant)]
pub enum Looked {
    Preview((Status, PreviewPage)),
    Saved(SavedPage),
}

#[get("/workbooks/uploads/<id>/preview")]
pub async fn page(app: &State<App>, filer: Filer, frame: Frame, id: i64) -> Result<Looked> {
    let kept = Kept::find(app, &filer, frame.lang, id).await?;
    if let Some(result) = &kept.row.result {
        return Ok(Looked::Saved(saved(&kept, &filer, &Outcome::read(result), frame)));
    }
    let read = kept.houses(frame.lang).await?;
    let houses = of_all(app, &filer, frame.lang, &kept, read, &Confirmed::new()).await?;
    Ok(Looked::Preview((Status::Ok, draw(&kept, &filer, frame, &houses, Vec::new()))))
}

fn saved(kept: &Kept, filer: &Person, outcome: &Outcome, frame: Frame) -> SavedPage {
    let link = |(code, name): &(String, String)| {
        let path = report_path(&kept.round, code);
        Link::new(if outcome.submitted { format!("{path}/receipt") } else { path }, &**name)
    };
    SavedPage {
        title: figures::title(kept.round.period, &kept.round.title, frame.lang),
        file_name: kept.row.file_name.clone(),
        submitted: outcome.submitted,
        houses: outcome.houses.iter().map(link).collect(),
        back_href: back(kept, filer),
        frame,
    }
}

fn back(kept: &Kept, filer: &Person) -> String {
    if filer.account.role == Role::Reporter { "/home".to_owned() } else { path(&kept.round) }
}

pub fn draw(kept: &Kept, filer: &Person, frame: Frame, houses: &[OneHouse], messages: Vec<Message>) -> PreviewPage {
    let lang = frame.lang;
    let count = |fate: Fate| houses.iter().filter(|house| house.fate == fate).count();
    let (ready, findings) = (count(Fate::Ready), count(Fate::Findings));
    let mut rows: Vec<(u8, HouseRow)> = houses.iter().map(|house| row(kept, house, lang)).collect();
    rows.sort_by_key(|(order, _)| *order);
    let in_the_way = |house: &OneHouse| {
        house.fate.is_saved()
            && house.found.iter().flat_map(|f| &f.findings).any(|f| f.is_open() && f.severity == Severity::Blocking)
    };
    PreviewPage {
        title: figures::title(kept.round.period, &kept.round.title, lang),
        file_name: kept.row.file_name.clone(),
        messages,
        by_officer: filer.account.role != Role::Reporter,
        houses: rows.into_iter().map(|(_, row)| row).collect(),
        ready,
        findings,
        left: houses.len() - ready - findings,
        can_submit: ready + findings > 0 && !houses.iter().any(in_the_way),
        late: houses.iter().filter_map(|h| h.found.as_ref()).any(|f| f.place.owing.due_at < f.place.now),
        save_href: format!("/workbooks/uploads/{}/save", kept.row.id),
        marked_href: format!("/workbooks/uploads/{}/marked", kept.row.id),
        back_href: path(&kept.round),
        frame,
    }
}

/// The row of a house, and where it stands: what is to be mended first, what is left out last.
fn row(kept: &Kept, house: &OneHouse, lang: Lang) -> (u8, HouseRow) {
    let (order, tone, state, says) = words(house, lang);
    let saved = house.found.as_ref().filter(|_| house.fate.is_saved());
    let row = HouseRow {
        code: house.code.clone(),
        name: house.name.clone(),
        href: house.found.as_ref().map(|_| report_path(&kept.round, &house.code)),
        tone,
        state,
        says: says.to_owned(),
        figures: saved.map(|found| in_short(found, lang)).unwrap_or_default(),
        rows: saved.map(|found| findings(found, &house.code, lang)).unwrap_or_default(),
        seen: saved.map(Found::seen).unwrap_or_default(),
    };
    (order, row)
}

fn words(house: &OneHouse, lang: Lang) -> (u8, Tone, String, &'static str) {
    let t = |vi: &'static str, en: &'static str| lang.t(vi, en);
    let plain = |state: &'static str, says: &'static str| (3, Tone::Plain, state.to_owned(), says);
    match house.fate {
        Fate::Findings => {
            let must = house.found.iter().flat_map(|found| &found.findings).any(|f| f.severity == Severity::Blocking);
            (0, if must { Tone::Bad } else { Tone::Warn }, open(house, lang), "")
        }
        Fate::Ready => {
            let replaces = house.found.as_ref().is_some_and(|found| {
                let draft = &found.text.draft;
                draft.is_kept() && draft.typed != found.filled.typed
            });
            let says = t("Thay cho bản nháp đang có trên trang.", "Replaces the draft that is kept.");
            (1, Tone::Ok, t("Sẵn sàng", "Ready").to_owned(), if replaces { says } else { "" })
        }
        Fate::FiledSince => {
            let state = t("Đã nộp sau khi tải mẫu", "Filed since the template was downloaded");
            let says = t("Không lưu. Cần sửa thì mở báo cáo của cơ sở.", "Not saved. Open its report to change it.");
            (2, Tone::Warn, state.to_owned(), says)
        }
        Fate::Accepted => (
            2,
            Tone::Warn,
            t("Đã được chấp nhận", "Accepted already").to_owned(),
            t(
                "Không lưu. Sửa ở báo cáo của cơ sở, có ghi lý do.",
                "Not saved. Change it in its report, with a reason.",
            ),
        ),
        Fate::HotelsOwn => (
            2,
            Tone::Warn,
            t("Cơ sở đã tự nộp", "Filed by the house itself").to_owned(),
            t("Không lưu: chỉ cơ sở được sửa số của mình.", "Not saved: only the house may change its figures."),
        ),
        Fate::NotOwed => (
            2,
            Tone::Warn,
            t("Không phải nộp", "Owes no report").to_owned(),
            t(
                "Không lưu: cơ sở không còn phải nộp báo cáo kỳ này.",
                "Not saved: it does not owe this report any more.",
            ),
        ),
        Fate::NotYours => (
            2,
            Tone::Warn,
            t("Ngoài phạm vi", "Out of reach").to_owned(),
            t("Không lưu: cơ sở không thuộc tài khoản này.", "Not saved: it does not belong to this account."),
        ),
        Fate::Closed => (
            2,
            Tone::Warn,
            t("Đợt đã đóng", "Round closed").to_owned(),
            t("Không lưu: đợt báo cáo không nhận nữa.", "Not saved: the round takes no more reports."),
        ),
        Fate::Untouched => plain(
            t("Không thay đổi", "Unchanged"),
            t("Chưa điền, hoặc giống số đã có.", "Empty, or the same as what is there."),
        ),
        Fate::NoSheet => {
            plain(t("Không có trang", "No sheet"), t("Trang của cơ sở đã bị xóa khỏi tệp.", "Its sheet was deleted."))
        }
    }
}

/// «2 phải sửa, 1 cần xác nhận».
fn open(house: &OneHouse, lang: Lang) -> String {
    let open = || house.found.iter().flat_map(|found| &found.findings).filter(|finding| finding.is_open());
    let count = |severity| open().filter(|finding| finding.severity == severity).count();
    let parts = [
        (count(Severity::Blocking), lang.t("phải sửa", "to mend")),
        (count(Severity::Verifiable), lang.t("cần xác nhận", "to confirm")),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    parts.collect::<Vec<_>>().join(", ")
}

/// The first highlighted figures.
fn in_short(found: &Found, lang: Lang) -> String {
    let (form, frequency) = (found.place.form, found.place.frequency());
    if let Some(reason) = found.answers.nil {
        return format!("{}: {}", lang.t("Không phát sinh", "Nothing to report"), reason.label(lang));
    }
    let figures = form.complete(frequency, &found.answers);
    let known = form.highlights.iter().filter_map(|line| Some((&form.lines[*line], figures[*line]?)));
    let text = known.take(FIGURES).map(|(line, value)| {
        format!("{}: {} {}", line.label.get(lang), number::print(value, line.decimals), line.unit.get(lang))
    });
    text.collect::<Vec<_>>().join(" · ")
}

fn findings(found: &Found, code: &str, lang: Lang) -> Vec<FindingRow> {
    let row = |finding: &Finding| FindingRow {
        must: finding.severity == Severity::Blocking,
        text: finding.message.get(lang).to_owned(),
        confirm: (finding.severity == Severity::Verifiable).then(|| confirm(found.place.form, finding, code, lang)),
    };
    found.findings.iter().map(row).collect()
}

fn confirm(form: &Form, finding: &Finding, code: &str, lang: Lang) -> Confirm {
    let given = finding.confirmed.as_ref();
    let chosen = given.map(|given| given.reason.as_str()).unwrap_or_default();
    let check = form.checks.iter().find(|check| check.code == finding.check);
    let reasons = check.map(|check| check.reasons.as_slice()).unwrap_or_default();
    Confirm {
        name: format!("confirm.{code}.{}", finding.check),
        reasons: reasons.iter().map(|r| Choice::new(&*r.code, r.label.get(lang), r.code == chosen)).collect(),
        text: given.map(|given| given.text.clone()).unwrap_or_default(),
    }
}
