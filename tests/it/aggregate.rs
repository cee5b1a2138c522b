use luutru::{
    db::workbooks::{self, New},
    domain::{Period, form::FormCode, report::Basis},
};
use sha2::{Digest, Sha256};

use crate::support::TestApp;

#[rocket::async_test]
async fn a_workbook_of_a_day_is_kept_once_and_read_back_byte_for_byte() {
    let test = TestApp::start().await;
    let db = test.app.db.writer();
    let form = FormCode("01-H/DL-CSLT".into());
    let june = Period::month(2026, 6);
    let new = |content: &'static [u8]| New {
        form: &form,
        period: june,
        basis: Basis::Submitted,
        made_at: test.app.now(),
        made_on: test.app.today(),
        reports: 2,
        owed: 3,
        file_name: "tong-hop.xlsx",
        content,
        generation: 1,
        figures: "abc",
    };
    let first = workbooks::store(db, &new(b"PK one")).await.unwrap().expect("the first of the day is kept");
    assert_eq!(workbooks::store(db, &new(b"PK two")).await.unwrap(), None);
    test.set_clock("2026-07-22T06:00:00");
    let second = workbooks::store(db, &new(b"PK three")).await.unwrap().expect("the next day's is kept");

    let kept = workbooks::of_period(db, &form, june).await.unwrap();
    assert_eq!(kept.iter().map(|kept| kept.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!((kept[1].reports, kept[1].owed, kept[1].period.as_str()), (2, 3, "2026-06"));
    let bytes = workbooks::content(db, first).await.unwrap().unwrap();
    assert_eq!(bytes, b"PK one");
    assert_eq!(kept[1].sha256, data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)));
    assert_eq!(workbooks::by_id(db, first).await.unwrap().as_ref(), Some(&kept[1]));
    assert_eq!(workbooks::latest(db, &form, june, Basis::Accepted).await.unwrap(), None);
    assert_eq!(workbooks::newest(db, 1).await.unwrap()[0].id, second);
    assert_eq!(workbooks::content(db, 7).await.unwrap(), None);
}
