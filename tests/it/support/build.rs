//! People, houses and rounds to test with: fictional, each different.
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{Duration, NaiveDate};
use luutru::{
    db::{
        accounts,
        entity::{account, establishment, establishment_fact, round},
        generations, new_key,
    },
    domain::{
        AreaCode, EstablishmentId, Lang, Period, RoundId, establishment::EstablishmentType, form::FormCode, role::Role,
    },
    password,
};
use sea_orm::{ActiveModelTrait, Set};

use super::TestApp;

/// The password of every account made here by [`TestApp::account_with_password`].
pub const PASSWORD: &str = "biển xanh nắng vàng";

static COUNT: AtomicU32 = AtomicU32::new(1);

fn next() -> u32 {
    COUNT.fetch_add(1, Ordering::Relaxed)
}

impl TestApp {
    /// A new person, for the whole department, who has no password (see [`TestApp::sign_in`]).
    pub async fn account(&self, role: Role) -> account::Model {
        let number = next();
        let email = format!("nguoi{number}@example.vn");
        let name = format!("Người Thứ {number}");
        let new = accounts::New { email: &email, phone: None, name: &name, role, lang: Lang::Vi, area_code: None };
        accounts::insert(self.app.db.writer(), &new, self.app.now()).await.unwrap()
    }

    /// The same with [`PASSWORD`].
    pub async fn account_with_password(&self, role: Role) -> account::Model {
        let account = self.account(role).await;
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        accounts::set_password(self.app.db.writer(), account.id, &hash).await.unwrap();
        account
    }

    /// A new officer of an area, by its code.
    pub async fn officer_of(&self, area: &str) -> account::Model {
        let number = next();
        let (email, name) = (format!("chuyenvien{number}@example.vn"), format!("Chuyên Viên {number}"));
        let area_code = Some(AreaCode(area.into()));
        let new =
            accounts::New { email: &email, phone: None, name: &name, role: Role::Officer, lang: Lang::Vi, area_code };
        accounts::insert(self.app.db.writer(), &new, self.app.now()).await.unwrap()
    }

    /// A new reporter of these establishments.
    pub async fn reporter_of(&self, establishments: &[&establishment::Model]) -> account::Model {
        let account = self.account(Role::Reporter).await;
        for establishment in establishments {
            accounts::join(self.app.db.writer(), account.id, establishment.id, self.app.now()).await.unwrap();
        }
        account
    }

    /// A hotel of 3 stars with 20 rooms in Phường Vũng Tàu, always open, with a mail address.
    pub async fn establishment(&self) -> establishment::Model {
        self.establishment_with(|_| ()).await
    }

    /// The same with other facts.
    pub async fn establishment_with(
        &self,
        change: impl FnOnce(&mut establishment::ActiveModel),
    ) -> establishment::Model {
        let number = next();
        let now = self.app.now();
        let mut row = establishment::ActiveModel {
            id: Set(EstablishmentId(new_key())),
            code: Set(format!("CS{number:05}")),
            name: Set(format!("Khách sạn Thứ {number}")),
            name_key: Set(format!("khach san thu {number}")),
            tax_code: Set(None),
            kind: Set(EstablishmentType::Hotel),
            stars: Set(3),
            rank_certificate: Set(None),
            rank_expires_on: Set(None),
            area_code: Set(AreaCode("26506".into())),
            address: Set(None),
            phone: Set(None),
            email: Set(Some(format!("khachsan{number}@example.vn"))),
            email_failing: Set(false),
            rooms: Set(20),
            beds: Set(36),
            opened_on: Set(None),
            closed_on: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        change(&mut row);
        let house = row.insert(self.app.db.writer()).await.unwrap();
        let fact = establishment_fact::ActiveModel {
            id: Set(new_key()),
            establishment_id: Set(house.id),
            valid_from: Set(NaiveDate::from_ymd_opt(1, 1, 1).unwrap()),
            kind: Set(house.kind),
            stars: Set(house.stars),
            area_code: Set(house.area_code.clone()),
            rooms: Set(house.rooms),
            beds: Set(house.beds),
        };
        fact.insert(self.app.db.writer()).await.unwrap();
        self.register_changed().await;
        house
    }

    /// What every change of the register does, so that caches read it anew.
    pub async fn register_changed(&self) {
        generations::bump(self.app.db.writer(), generations::REGISTER).await.unwrap();
    }

    /// The regular round of form 01-H/DL-CSLT for a month, due on day 20 of the month after at the end of the day.
    pub async fn round(&self, period: Period) -> round::Model {
        let due_on = period.last_day() + Duration::days(20);
        let config = &self.app.config;
        let row = round::ActiveModel {
            id: Set(RoundId(new_key())),
            form_code: Set(FormCode("01-H/DL-CSLT".into())),
            form_version: Set("2022-01".into()),
            period: Set(period.to_string()),
            first_day: Set(period.first_day()),
            last_day: Set(period.last_day()),
            title: Set(String::new()),
            audience: Set("{}".into()),
            lines: Set(None),
            opens_at: Set(config.instant_of((period.last_day() + Duration::days(1)).and_hms_opt(0, 0, 0).unwrap())),
            due_at: Set(config.instant_of(due_on.and_hms_opt(23, 59, 59).unwrap())),
            closed_at: Set(None),
            historic: Set(false),
            message: Set(None),
            created_at: Set(self.app.now()),
            import_id: Set(None),
        };
        row.insert(self.app.db.writer()).await.unwrap()
    }
}
