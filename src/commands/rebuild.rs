//! `luutru rebuild`: the stored rollups are thrown away and computed again from what was filed.
use std::fmt::Write as _;

use super::output;
use crate::{
    app::App,
    db::rollups::{self, Rebuilt},
    error::Result,
};

pub async fn rebuild(app: &App) -> Result<()> {
    let found = rollups::rebuild(&app.db, &app.catalogue, app.now()).await?;
    let mut table = String::from("form\tperiod\tround\tbasis\twhat\tstored\tcomputed\n");
    let (mut same, mut behind, mut differed) = (0, 0, 0);
    for (round, basis, rebuilt) in &found {
        match rebuilt {
            Rebuilt::Same => same += 1,
            Rebuilt::WasBehind => behind += 1,
            Rebuilt::Differed(differences) => {
                differed += 1;
                for other in differences {
                    let (form, period, title) = (&round.form, round.period, &round.title);
                    let (what, before, after) = (&other.what, &other.before, &other.after);
                    let _ = writeln!(table, "{form}\t{period}\t{title}\t{basis}\t{what}\t{before}\t{after}");
                }
            }
        }
    }
    eprintln!(
        "luutru: {} rollups computed again: {same} were right, {behind} were behind what was filed, {differed} were wrong",
        found.len()
    );
    if differed > 0 { output::print(&table) } else { Ok(()) }
}
