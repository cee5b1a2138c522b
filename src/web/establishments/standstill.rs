//! A house's suspensions as both sides see them: days, state, who did what when, and what it does to open reports.
use std::collections::HashMap;

use super::{
    effects,
    suspensions::Tried,
    view::{EndForm, SuspensionRow, Tag},
};
use crate::{
    app::App,
    db::{
        accounts,
        establishments::{self, Standstill},
    },
    domain::{
        AccountId, EstablishmentId, Lang,
        role::Role,
        suspension::{SuspensionState, days_text, early_end},
    },
    web::{Result, ui},
};

/// All of a house, latest first.
pub async fn rows(
    app: &App,
    house: EstablishmentId,
    role: Role,
    tried: &Tried,
    lang: Lang,
) -> Result<Vec<SuspensionRow>> {
    let kept = establishments::suspensions(app.db.read(), house).await?;
    let names = names(app, &kept).await?;
    let mut rows = Vec::new();
    for standstill in &kept {
        rows.push(row(app, standstill, &names, (role, tried), lang).await?);
    }
    Ok(rows)
}

/// The names of those who proposed and decided.
pub async fn names(app: &App, kept: &[Standstill]) -> Result<HashMap<AccountId, String>> {
    let people: Vec<AccountId> = kept.iter().flat_map(|s| [s.by, s.decided_by]).flatten().collect();
    accounts::names(app.db.read(), people).await
}

/// One, with what this role may do with it.
pub async fn row(
    app: &App,
    standstill: &Standstill,
    names: &HashMap<AccountId, String>,
    (role, tried): (Role, &Tried),
    lang: Lang,
) -> Result<SuspensionRow> {
    let mine = tried.of == Some(standstill.id);
    let state = standstill.state;
    let office = matches!(role, Role::Officer | Role::Admin);
    let hotel = role == Role::Reporter;
    let ended = standstill.days.to.is_some_and(|to| to < app.today());
    let may_end = (office || hotel) && state == SuspensionState::Confirmed && !ended;
    Ok(SuspensionRow {
        id: standstill.id,
        days: days_text(&standstill.days, lang),
        reason: standstill.reason.clone(),
        tag: tag(state, lang),
        steps: steps(app, standstill, names, lang),
        refusal: standstill.refusal.clone().unwrap_or_default(),
        effects: match state {
            SuspensionState::Proposed => effects::of(app, standstill, lang).await?,
            _ => Vec::new(),
        },
        may_take_back: hotel && state == SuspensionState::Proposed,
        may_decide: office && state == SuspensionState::Proposed,
        may_withdraw: office && state == SuspensionState::Confirmed,
        end: may_end.then(|| EndForm {
            to: match (mine && tried.field.is_some(), standstill.days.from <= early_end(app.today())) {
                (true, _) => tried.typed.to.clone(),
                (false, true) => early_end(app.today()).to_string(),
                (false, false) => String::new(),
            },
            refusal: if mine && tried.field.is_some() { tried.refusal.clone() } else { String::new() },
        }),
        declined: if mine && tried.field.is_none() { tried.refusal.clone() } else { String::new() },
        why: if mine { tried.why.clone() } else { String::new() },
    })
}

fn tag(state: SuspensionState, lang: Lang) -> Tag {
    let (tone, icon) = match state {
        SuspensionState::Proposed => ("warn", "wait"),
        SuspensionState::Confirmed => ("dash", "suspended"),
        SuspensionState::Refused => ("bad", "cross"),
        SuspensionState::Withdrawn | SuspensionState::Replaced => ("", "closed"),
    };
    Tag { tone, icon, label: state.label(lang) }
}

/// «Đề nghị 09:00 ngày 10/07/2026 · Nguyễn Thị Hạnh», «Đã xác nhận 10:12 ngày …».
fn steps(app: &App, standstill: &Standstill, names: &HashMap<AccountId, String>, lang: Lang) -> Vec<String> {
    let step = |verb: &str, at, who: Option<AccountId>| {
        let who = who.and_then(|id| names.get(&id)).map(|name| format!(" · {name}")).unwrap_or_default();
        format!("{verb} {}{who}", ui::instant(at, app.config.time_zone, lang))
    };
    let was_proposed = standstill.decided_at.is_some() && standstill.state != SuspensionState::Withdrawn
        || standstill.state == SuspensionState::Proposed;
    let verb = if was_proposed { lang.t("Đề nghị", "Proposed") } else { lang.t("Ghi", "Recorded") };
    let decided = standstill.decided_at.map(|at| step(standstill.state.label(lang), at, standstill.decided_by));
    std::iter::once(step(verb, standstill.at, standstill.by)).chain(decided).collect()
}
