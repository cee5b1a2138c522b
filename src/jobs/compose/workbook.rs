//! The mail that says that a workbook was made by itself.
use super::{Desk, Written, gone};
use crate::{
    db::{rollups, workbooks},
    domain::{
        Period,
        area::Gazetteer,
        disclosure::Eyes,
        report::Basis,
        role::{Role, Scope},
        rollup::Cut,
    },
    error::Result,
    jobs::paths,
    mail::letters::{self, WorkbookReady},
};

const NEWER: &str = "đã có bản mới hơn";
const NOT_THEIRS: &str = "tài khoản không còn vai trò này";
const NOBODY_OWES: &str = "không có cơ sở nào phải nộp";

impl Desk<'_> {
    /// For an officer of a part of the department how much of that part is in: the file shows the whole.
    pub(super) async fn workbook_ready(&self, id: i64) -> Result<Written> {
        let app = self.app;
        let workbook = workbooks::by_id(app.db.read(), id).await?.ok_or_else(|| gone("workbook", id))?;
        let (form, basis, lang) = (&workbook.form_code, workbook.basis, self.lang());
        let period: Period = workbook.period.parse()?;
        let latest = workbooks::latest(app.db.read(), form, period, basis).await?;
        if latest.is_some_and(|latest| latest.id != id) {
            return Ok(Err(NEWER));
        }
        let reader = self.addressee()?;
        if !matches!(reader.role, Role::Officer | Role::Leader) {
            return Ok(Err(NOT_THEIRS));
        }
        let (reports, owed) = match &reader.area_code {
            None => (workbook.reports.unsigned_abs(), workbook.owed.unsigned_abs()),
            Some(area) => {
                let scope = Scope::Areas(Gazetteer::embedded().subtree(area));
                let view =
                    rollups::view(&app.db, &app.catalogue, form, period, (basis, Eyes::Officers), self.now).await?;
                let coverage = view.map(|view| view.coverage(&Cut::default().within(&scope))).unwrap_or_default();
                (coverage.reports, coverage.owed())
            }
        };
        if owed == 0 {
            return Ok(Err(NOBODY_OWES));
        }
        let url = self.url(&paths::rollup(form, period));
        let ready = WorkbookReady {
            period: &period.label(lang),
            form,
            basis: basis.label(lang),
            provisional: basis == Basis::Submitted,
            reports,
            owed,
            part: reader.area_code.is_some(),
            made_at: workbook.made_at,
            url: &url,
        };
        Ok(Ok(letters::workbook_ready(&self.sheet, &ready)))
    }
}
