//! Two passes over one round, with a filing between, in every order.
use std::collections::{BTreeMap, HashMap};

use luutru::{
    db::{
        Db,
        entity::{rollup, rollup_houses, rollup_pending},
        rollups::{self, Draft, Rebuilt},
    },
    domain::{report::Basis, rollup::Cells, round::Round},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Set};

use super::naive::{as_rolled_up, from_nothing};
use crate::support::TestApp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Read(usize),
    Write(usize),
    File,
}

/// All orders in which each pass reads before it writes.
fn orders(left: &[Step]) -> Vec<Vec<Step>> {
    if left.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (i, step) in left.iter().enumerate() {
        let blocked = matches!(step, Step::Write(n) if left.contains(&Step::Read(*n)));
        if blocked {
            continue;
        }
        let mut rest = left.to_vec();
        rest.remove(i);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, *step);
            order
        }));
    }
    all
}

#[rocket::async_test]
async fn two_passes_with_a_filing_between_never_lose_it_whatever_the_order() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    let round = test.open_round("2026-06").await;
    let orders = orders(&[Step::Read(0), Step::Write(0), Step::Read(1), Step::Write(1), Step::File]);
    assert_eq!(orders.len(), 30);
    for (turn, order) in orders.iter().enumerate() {
        let guests = 100 + turn as i64;
        // Something else waits from before, so that both passes have a reason.
        test.file(&round, &house, &TestApp::answers(&[("guests_international", 1)])).await.unwrap();
        play(&test, &round, order, || test.file_guests(&round, &house, guests)).await;
        assert_up_to_date_or_behind(&test, &round, guests, order).await;
        let said = as_rolled_up(&test, &round, Basis::Submitted).await;
        assert_eq!(said.sums["guests_international"], guests, "{order:?}");
        assert_eq!(said, from_nothing(&test, &round, Basis::Submitted).await, "{order:?}");
        assert_eq!(pending(&test, &round).await, 0, "{order:?}");
    }
}

impl TestApp {
    async fn file_guests(&self, round: &Round, house: &luutru::db::entity::establishment::Model, guests: i64) {
        self.file(round, house, &TestApp::answers(&[("guests_international", guests)])).await.unwrap();
    }
}

async fn play<F: Future<Output = ()>>(test: &TestApp, round: &Round, order: &[Step], file: impl Fn() -> F) {
    let app = &test.app;
    let mut drafts: BTreeMap<usize, Draft> = BTreeMap::new();
    let mut written = Vec::new();
    for step in order {
        match step {
            Step::Read(n) => {
                drafts.insert(*n, rollups::read_pass(&app.db, &app.catalogue, round).await.unwrap());
            }
            Step::Write(n) => written.push(rollups::write_pass(&app.db, &drafts[n], app.now()).await.unwrap()),
            Step::File => file().await,
        }
    }
    assert!(written[0], "the first to write is never refused: {order:?}");
    let position = |wanted: Step| order.iter().position(|step| *step == wanted).unwrap();
    let overlap =
        position(Step::Read(0)) < position(Step::Write(1)) && position(Step::Read(1)) < position(Step::Write(0));
    assert_eq!(written[1], !overlap, "a pass that began before another wrote is thrown away: {order:?}");
}

/// Either the stored sums hold the filing, or the round still says that it is behind.
async fn assert_up_to_date_or_behind(test: &TestApp, round: &Round, guests: i64, order: &[Step]) {
    let row = rollup::Entity::find_by_id((round.id, Basis::Submitted.to_string()));
    let row = row.one(test.app.db.read()).await.unwrap().unwrap();
    let cells: Cells = serde_json::from_str(&row.document).unwrap();
    let line = cells.lines.iter().position(|line| line.code == "guests_international").unwrap();
    let holds = cells.cells.iter().filter_map(|cell| cell.sums.get(line)).sum::<i64>() == guests;
    let behind = pending(test, round).await > 0;
    assert!(holds || behind, "{order:?}");
}

async fn pending(test: &TestApp, round: &Round) -> u64 {
    let of_round = rollup_pending::Entity::find().filter(rollup_pending::Column::RoundId.eq(round.id));
    of_round.count(test.app.db.read()).await.unwrap()
}

#[rocket::async_test]
async fn many_readers_at_once_make_one_pass() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    let round = test.open_round("2026-06").await;
    test.file_guests(&round, &house, 7).await;
    let readers = (0..12).map(|_| as_rolled_up(&test, &round, Basis::Submitted));
    for said in rocket::futures::future::join_all(readers).await {
        assert_eq!(said.sums["guests_international"], 7);
    }
    let row = rollup::Entity::find_by_id((round.id, Basis::Submitted.to_string()));
    assert_eq!(row.one(test.app.db.read()).await.unwrap().unwrap().generation, 1);
}

#[rocket::async_test]
async fn rebuilding_changes_nothing_and_tells_a_spoilt_rollup() {
    let test = TestApp::start().await;
    let (app, house) = (&test.app, test.establishment().await);
    let round = test.open_round("2026-06").await;
    test.file_guests(&round, &house, 7).await;
    let rebuild = || async {
        let found = rollups::rebuild(&app.db, &app.catalogue, app.now()).await.unwrap();
        found.into_iter().map(|(_, basis, found)| (basis, found)).collect::<Vec<_>>()
    };
    use Basis::{Accepted, Submitted};
    assert_eq!(rebuild().await, [(Submitted, Rebuilt::WasBehind), (Accepted, Rebuilt::WasBehind)]);
    assert_eq!(rebuild().await, [(Submitted, Rebuilt::Same), (Accepted, Rebuilt::Same)]);
    let row = rollup::Entity::find_by_id((round.id, Submitted.to_string())).one(app.db.read()).await.unwrap().unwrap();
    let mut spoilt = row.clone().into_active_model();
    spoilt.document = Set(row.document.replace('7', "8"));
    spoilt.update(app.db.writer()).await.unwrap();
    let found = rebuild().await;
    let Rebuilt::Differed(differences) = &found[0].1 else { panic!("{found:?}") };
    let guests = differences.iter().find(|difference| difference.what == "guests_international").unwrap();
    assert_eq!((guests.before.as_str(), guests.after.as_str()), ("8", "7"));
    assert_eq!(found[1], (Accepted, Rebuilt::Same));
    assert_eq!(as_rolled_up(&test, &round, Submitted).await, from_nothing(&test, &round, Submitted).await);

    let laid_down = || rollup_houses::Entity::find_by_id((round.id, Submitted.to_string())).one(app.db.read());
    let row = laid_down().await.unwrap().unwrap();
    let mut spoilt = row.clone().into_active_model();
    spoilt.document = Set(row.document.replace("null,", ""));
    assert_ne!(spoilt.document.as_ref(), &row.document);
    spoilt.update(app.db.writer()).await.unwrap();
    let found = rebuild().await;
    let Rebuilt::Differed(differences) = &found[0].1 else { panic!("{found:?}") };
    assert_eq!(
        differences.iter().map(|it| (it.what.as_str(), it.before.as_str())).collect::<Vec<_>>(),
        [("houses", "unreadable")]
    );
    assert_eq!(laid_down().await.unwrap().unwrap().document, row.document);
}

#[rocket::async_test]
async fn the_numbers_of_houses_are_the_same_laid_down_and_from_documents() {
    let test = TestApp::start().await;
    let (app, house) = (&test.app, test.establishment().await);
    let round = test.open_round("2026-06").await;
    test.file_guests(&round, &house, 7).await;
    let guests = async || {
        // A process of its own, that holds nothing yet.
        let db = Db::open(&app.config.database).await.unwrap();
        let numbers = rollups::numbers(&db, &app.catalogue, &[&round], Basis::Submitted).await.unwrap();
        let form = app.catalogue.of_round(&round).unwrap();
        let line = form.index("guests_international").unwrap();
        let guests = numbers[&round.id].line(form, line);
        db.close().await;
        guests
    };
    let row = || rollup_houses::Entity::find_by_id((round.id, Basis::Submitted.to_string())).one(app.db.read());
    assert_eq!(row().await.unwrap(), None);
    let read = guests().await;
    assert_eq!(read, HashMap::from([(house.id, 7)]), "behind: from the documents");
    as_rolled_up(&test, &round, Basis::Submitted).await;
    let laid_down = row().await.unwrap().unwrap();
    assert_eq!(laid_down.generation, 1);
    assert_eq!(guests().await, read);
    let mut other = laid_down.clone().into_active_model();
    other.document = Set(laid_down.document.replace(",7,", ",8,"));
    other.update(app.db.writer()).await.unwrap();
    assert_eq!(guests().await, HashMap::from([(house.id, 8)]), "the row is what is read");
    // As an older program leaves it, which knows of no such row.
    let mut older = laid_down.into_active_model();
    older.generation = Set(0);
    older.update(app.db.writer()).await.unwrap();
    assert_eq!(guests().await, read, "a row of an older rollup is not read");
}
