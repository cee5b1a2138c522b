//! A report among those of the list from which it was opened.
use crate::web::{
    Noted,
    reports::place::{Place, round_path},
    rounds::{
        query::Query,
        queue::{Entry, Queue},
    },
    ui::Link,
};

/// The ways from a report: back to the list where it stands, and to its neighbours there.
pub(super) struct Beside {
    pub back: String,
    /// «3/27»; None if the report is not in the list.
    pub position: Option<String>,
    pub previous: Option<Link>,
    pub next: Option<Link>,
}

impl Beside {
    pub fn of(place: &Place, queue: &Queue, query: &Query) -> Self {
        let way = queue.way_from(place.house.id());
        let path = round_path(&place.round);
        let list = query.at(None);
        let link =
            |entry: &Entry| Link::new(format!("{path}/{}{list}", entry.owing.house.code()), &*entry.owing.house.name);
        Beside {
            back: format!("{path}{}", query.at(way.position)),
            position: way.position.map(|position| format!("{position}/{}", queue.list().len())),
            previous: way.previous.map(link),
            next: way.next.map(link),
        }
    }

    /// After a decision: on to the next report, or back to the list and what it says there.
    pub fn after(self, place: &Place, done: String) -> Noted {
        let end = place.lang.t("Đó là báo cáo cuối của danh sách.", "It was the last report of the list.");
        match self.next {
            Some(next) => Noted::new(next.href, done),
            None => Noted::new(self.back, format!("{done} {end}")),
        }
    }
}
