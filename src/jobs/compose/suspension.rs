//! Mails about a suspension: to the officers while it waits, to the house when it was decided.
use super::{Desk, NOBODY, Written, gone};
use crate::{
    db::{establishments, register},
    domain::suspension::{SuspensionState, days_text},
    error::Result,
    jobs::paths,
    mail::letters::{self, Suspended},
};

const DECIDED: &str = "đã được quyết định trước khi gửi";

impl Desk<'_> {
    pub(super) async fn suspension_proposed(&self, id: i64) -> Result<Written> {
        let (kept, house) = self.suspension(id).await?;
        if kept.state != SuspensionState::Proposed {
            return Ok(Err(DECIDED));
        }
        let days = days_text(&kept.days, self.lang());
        let url = self.url(&paths::suspensions());
        let about = Suspended { house: &house.name, code: house.code(), days: &days, reason: &kept.reason };
        Ok(Ok(letters::suspension_proposed(&self.sheet, about, &url)))
    }

    pub(super) async fn suspension_decided(&self, id: i64, state: SuspensionState) -> Result<Written> {
        let (kept, house) = self.suspension(id).await?;
        if kept.state != state {
            return Ok(Err(DECIDED));
        }
        if self.reachable(&[house.id()]).await?.is_empty() {
            return Ok(Err(NOBODY));
        }
        let days = days_text(&kept.days, self.lang());
        let url = self.url(&paths::suspensions_of(house.code()));
        let about = Suspended { house: &house.name, code: house.code(), days: &days, reason: &kept.reason };
        let why = kept.refusal.as_deref().unwrap_or_default();
        Ok(Ok(letters::suspension_decided(&self.sheet, about, (state, why), &url)))
    }

    async fn suspension(&self, id: i64) -> Result<(establishments::Standstill, std::sync::Arc<register::House>)> {
        let kept = establishments::suspension(self.app.db.read(), id).await?.ok_or_else(|| gone("suspension", id))?;
        let register = register::current(&self.app.db).await?;
        let house = register.house(kept.establishment).ok_or_else(|| gone("establishment", kept.establishment))?;
        Ok((kept, house.clone()))
    }
}
