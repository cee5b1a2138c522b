//! The report that the first hotel has begun and not filed: a draft to go on with.
use super::{
    Plan, figures,
    houses::Story,
    people::Accounts,
    reports::Registered,
    write::{Aged, form_of},
};
use crate::{
    app::App,
    db::drafts,
    domain::{
        answers::{Answers, Typed},
        check::Context,
        form::Frequency,
        round,
    },
    error::Result,
};

/// What the hotel had typed when it was called away.
const TYPED: [&str; 6] = ["rooms", "beds", "days_open", "room_nights_sold", "guests_international", "guests_domestic"];

/// Saves the draft, if the last monthly round is open.
///
/// # Errors
/// When the database refuses.
pub async fn write(app: &App, plan: &Plan, rounds: &[Aged], houses: &[Registered], accounts: &Accounts) -> Result<()> {
    let open = rounds.iter().find(|(round, age)| *age == 0 && Frequency::of(round.period) == Frequency::Monthly);
    let house = houses.iter().find(|registered| registered.house.story == Some(Story::Due));
    let (Some((round, _)), Some(registered)) = (open, house) else { return Ok(()) };
    let Some(facts) = round::owes(&round.audience, round.period, &registered.record) else { return Ok(()) };
    let Some(figures) = figures::of(plan, &registered.house, &facts, round.period) else { return Ok(()) };
    let form = form_of(app, round.period)?;
    let context = Context { days: round.period.days() as u32, register: Some(facts), ..Context::default() };
    let mut answers = Answers::prefilled(form, Frequency::Monthly, &context);
    answers.values.extend(figures.answers(form, Frequency::Monthly).values);
    answers.values.retain(|line, _| TYPED.contains(&line.as_str()));
    let Typed(fields) = answers.typed(form);
    let account = accounts.of_house(registered.house.index);
    let saved_at = plan.now - (plan.now - round.opens_at) / 8;
    drafts::save(app.db.writer(), round.id, registered.id(), &Typed(fields), 0, account, saved_at).await?;
    Ok(())
}
