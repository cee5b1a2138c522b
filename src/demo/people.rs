//! Who signs in: one person for each role, and an owner for each house.
use super::{
    PEOPLE, Plan,
    houses::{House, Story},
};
use crate::domain::{AccountId, role::Role};

/// A person with a printed sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub role: Role,
    pub name: &'static str,
    pub email: &'static str,
    /// Commune of an officer who is responsible for one only.
    pub area: Option<&'static str>,
    pub stories: &'static [Story],
    /// What there is to see.
    pub what: (&'static str, &'static str),
    pub password: String,
}

/// Everybody whose sign-in is printed.
#[must_use]
pub fn people(plan: &Plan) -> Vec<Person> {
    let person = |role, name, email, what| Person {
        role,
        name,
        email,
        area: None,
        stories: &[],
        what,
        password: password(plan, email),
    };
    vec![
        Person {
            stories: &[Story::Due],
            ..person(
                Role::Reporter,
                "Nguyễn Thị Hồng Hạnh",
                "khachsan@example.vn",
                ("một khách sạn, còn báo cáo phải nộp", "one hotel, with a report to file"),
            )
        },
        Person {
            stories: &[Story::Returned, Story::Overdue],
            ..person(
                Role::Reporter,
                "Trần Văn Lợi",
                "haicoso@example.vn",
                ("hai cơ sở, một báo cáo bị trả lại, một quá hạn", "two houses, one report returned, one overdue"),
            )
        },
        Person {
            stories: &[Story::InTime],
            ..person(
                Role::Reporter,
                "Phan Ngọc Bích",
                "dunghan@example.vn",
                ("một khách sạn nộp đúng hạn, xem so sánh", "a hotel that files in time, with its comparison"),
            )
        },
        person(
            Role::Officer,
            "Lê Thu Hà",
            "chuyenvien@example.vn",
            ("chuyên viên, toàn địa bàn", "officer, the whole area"),
        ),
        Person {
            area: Some("26506"),
            ..person(
                Role::Officer,
                "Võ Minh Đức",
                "phuongvungtau@example.vn",
                ("cán bộ Phường Vũng Tàu", "officer of one commune"),
            )
        },
        person(
            Role::Leader,
            "Lê Hoàng Nam",
            "lanhdao@example.vn",
            ("lãnh đạo, bảng tổng quan", "leader, the dashboard"),
        ),
        person(Role::Admin, "Phạm Quỳnh Anh", "quantri@example.vn", ("quản trị", "administrator")),
    ]
}

/// The password of every other owner of a house.
#[must_use]
pub fn owners_password(plan: &Plan) -> String {
    password(plan, "")
}

const WORDS: [&str; 12] = ["song", "bien", "nang", "gio", "cat", "dua", "buom", "sen", "trang", "sao", "thong", "may"];

/// «song-bien-4821»: easy to copy, for a demo only.
fn password(plan: &Plan, of: &str) -> String {
    let path: Vec<u64> = [PEOPLE].into_iter().chain(of.bytes().map(u64::from)).collect();
    let mut dice = plan.dice(&path);
    format!("{}-{}-{}", dice.pick(&WORDS), dice.pick(&WORDS), dice.whole(1000, 9999))
}

/// Name and address of a house's owner; None for the houses of the printed people, and for those without address.
#[must_use]
pub fn owner(house: &House) -> Option<(&str, &str)> {
    let email = house.email.as_deref().filter(|_| house.story.is_none())?;
    Some((&house.owner, email))
}

/// A telephone number in a block (050) that no network has.
#[must_use]
pub fn phone(number: usize) -> String {
    format!("050{:07}", number % 10_000_000)
}

/// Keys of the accounts, once they are stored.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub officer: AccountId,
    /// By house.
    pub owners: Vec<Option<AccountId>>,
}

impl Accounts {
    #[must_use]
    pub fn of_house(&self, index: usize) -> Option<AccountId> {
        self.owners.get(index).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_those_of_the_seed() {
        let plan = |seed| Plan::of(seed, 3, 3, "2026-07-17T10:00:00Z".parse().unwrap());
        assert_eq!(people(&plan(1)), people(&plan(1)));
        assert_ne!(people(&plan(1))[0].password, people(&plan(2))[0].password);
        assert_ne!(people(&plan(1))[0].password, people(&plan(1))[1].password);
    }
}
