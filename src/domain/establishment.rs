//! An establishment and the facts by which it is counted.
use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{AreaCode, Lang};

/// Declares a closed list of codes: `as_str`, `Display`, `FromStr`, serde and the database column all use the same code.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $vi:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[sea_orm(value_type = "String")]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            /// All of them, in the order in which they are printed.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The code used in files, URLs and the database.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// The name on the screen.
            #[must_use]
            pub fn label(self, lang: Lang) -> &'static str {
                match self { $($name::$variant => lang.t($vi, $en)),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = $crate::domain::ids::UnknownCode;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|v| v.as_str() == code)
                    .ok_or_else(|| $crate::domain::ids::UnknownCode(code.to_owned()))
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// Kinds of tourist accommodation: Tourism Law 2017 Art. 48, Decree 168/2017 Art. 21.
    EstablishmentType {
        Hotel = "hotel", "Khách sạn", "Hotel";
        Villa = "villa", "Biệt thự du lịch", "Tourist villa";
        Apartment = "apartment", "Căn hộ du lịch", "Tourist apartment";
        CruiseShip = "cruise_ship", "Tàu thủy lưu trú du lịch", "Cruise ship";
        GuestHouse = "guest_house", "Nhà nghỉ du lịch", "Guest house";
        Homestay = "homestay", "Nhà ở có phòng cho khách thuê (homestay)", "Homestay";
        Camp = "camp", "Bãi cắm trại du lịch", "Camp site";
        Other = "other", "Loại khác", "Other";
    }
}

codes! {
    /// How large a house is, by the rooms of the register. The bounds are the product's own: no text of law draws them.
    SizeClass {
        To9 = "to_9", "Dưới 10 buồng", "Under 10 rooms";
        To19 = "10_19", "10-19 buồng", "10-19 rooms";
        To49 = "20_49", "20-49 buồng", "20-49 rooms";
        To99 = "50_99", "50-99 buồng", "50-99 rooms";
        From100 = "from_100", "Từ 100 buồng", "100 rooms and more";
    }
}

impl SizeClass {
    #[must_use]
    pub fn of(rooms: i32) -> Self {
        match rooms {
            ..10 => SizeClass::To9,
            10..20 => SizeClass::To19,
            20..50 => SizeClass::To49,
            50..100 => SizeClass::To99,
            100.. => SizeClass::From100,
        }
    }
}

codes! {
    /// Where a house stands on a day.
    HouseState {
        Open = "open", "Đang hoạt động", "Open";
        Suspended = "suspended", "Tạm ngừng", "Suspended";
        Closed = "closed", "Ngừng hoạt động", "Closed";
        Upcoming = "upcoming", "Chưa hoạt động", "Not open yet";
    }
}

impl HouseState {
    /// By the register's dates; closing goes before all.
    #[must_use]
    pub fn on(
        day: NaiveDate,
        opened_on: Option<NaiveDate>,
        closed_on: Option<NaiveDate>,
        suspensions: &[Suspension],
    ) -> Self {
        if closed_on.is_some_and(|closed| closed <= day) {
            return HouseState::Closed;
        }
        if opened_on.is_some_and(|opened| opened > day) {
            return HouseState::Upcoming;
        }
        let suspended = suspensions.iter().any(|s| s.from <= day && s.to.is_none_or(|to| day <= to));
        if suspended { HouseState::Suspended } else { HouseState::Open }
    }
}

impl EstablishmentType {
    /// Ranking (1-5 stars) is voluntary and only for the first four types.
    #[must_use]
    pub fn can_be_ranked(self) -> bool {
        matches!(self, Self::Hotel | Self::Villa | Self::Apartment | Self::CruiseShip)
    }
}

/// The facts of the register by which an establishment is counted in a period.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facts {
    pub area_code: AreaCode,
    #[serde(rename = "type")]
    pub kind: EstablishmentType,
    /// 0 = unranked, 1-5.
    pub stars: i16,
    pub rooms: i32,
    pub beds: i32,
}

/// Facts with the day from which they hold; the first of an establishment holds since always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedFacts {
    pub valid_from: NaiveDate,
    pub facts: Facts,
}

/// Days on which an establishment owes nothing; open-ended if `to` is unknown. Both ends are suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}
