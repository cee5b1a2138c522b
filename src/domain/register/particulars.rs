//! What the register says of an establishment.
use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::{
    AreaCode, Lang,
    establishment::{EstablishmentType, Facts, codes},
    spelling::{blind, tidy},
};

codes! {
    /// The lines of the register, in the order of the page and of exports.
    Field {
        Name = "name", "Tên cơ sở", "Name";
        TaxCode = "tax_code", "Mã số thuế", "Tax code";
        Type = "type", "Loại hình", "Type";
        Stars = "stars", "Hạng sao", "Stars";
        RankCertificate = "rank_certificate", "Quyết định công nhận hạng", "Rank certificate";
        RankExpiresOn = "rank_expires_on", "Hạng có giá trị đến", "Rank valid until";
        Area = "area_code", "Phường, xã", "Commune";
        Address = "address", "Số nhà, đường", "Address";
        Rooms = "rooms", "Số buồng", "Rooms";
        Beds = "beds", "Số giường", "Beds";
        Phone = "phone", "Điện thoại", "Phone";
        Email = "email", "Thư điện tử", "E-mail";
        OpenedOn = "opened_on", "Ngày hoạt động", "Opened on";
        ClosedOn = "closed_on", "Ngày ngừng hoạt động", "Closed on";
    }
}

impl Field {
    /// Whether houses are counted by it: its past is kept, so a change has a day.
    #[must_use]
    pub fn is_fact(self) -> bool {
        matches!(self, Field::Type | Field::Stars | Field::Area | Field::Rooms | Field::Beds)
    }
}

/// Everything a department writes down about one house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    pub name: String,
    pub tax_code: Option<String>,
    #[serde(rename = "type")]
    pub kind: EstablishmentType,
    /// 0 = unranked.
    pub stars: i16,
    pub rank_certificate: Option<String>,
    pub rank_expires_on: Option<NaiveDate>,
    pub area_code: AreaCode,
    pub address: Option<String>,
    pub rooms: i32,
    pub beds: i32,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Unknown = has always been open.
    pub opened_on: Option<NaiveDate>,
    /// The first day closed.
    pub closed_on: Option<NaiveDate>,
}

/// One field of a house that is not as it was. Values as in JSON exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: Field,
    pub before: Value,
    pub after: Value,
}

impl Particulars {
    /// By what it is counted.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            area_code: self.area_code.clone(),
            kind: self.kind,
            stars: self.stars,
            rooms: self.rooms,
            beds: self.beds,
        }
    }

    /// Name without accents and case, for search and matching.
    #[must_use]
    pub fn name_key(&self) -> String {
        blind(&self.name)
    }

    /// One field's value, as JSON writes it.
    #[must_use]
    pub fn value(&self, field: Field) -> Value {
        match field {
            Field::Name => self.name.clone().into(),
            Field::TaxCode => self.tax_code.clone().into(),
            Field::Type => self.kind.as_str().into(),
            Field::Stars => self.stars.into(),
            Field::RankCertificate => self.rank_certificate.clone().into(),
            Field::RankExpiresOn => self.rank_expires_on.map(|date| date.to_string()).into(),
            Field::Area => self.area_code.0.clone().into(),
            Field::Address => self.address.clone().into(),
            Field::Rooms => self.rooms.into(),
            Field::Beds => self.beds.into(),
            Field::Phone => self.phone.clone().into(),
            Field::Email => self.email.clone().into(),
            Field::OpenedOn => self.opened_on.map(|date| date.to_string()).into(),
            Field::ClosedOn => self.closed_on.map(|date| date.to_string()).into(),
        }
    }

    /// What is different in `after`, field by field.
    #[must_use]
    pub fn differences(&self, after: &Particulars) -> Vec<Difference> {
        let pair = |field: &Field| (*field, self.value(*field), after.value(*field));
        let differ = Field::ALL.iter().map(pair).filter(|(_, before, after)| before != after);
        differ.map(|(field, before, after)| Difference { field, before, after }).collect()
    }

    /// These particulars where `fields` name them, the known ones elsewhere: a register without a column says nothing about it.
    #[must_use]
    pub fn over(&self, known: &Particulars, says: impl Fn(Field) -> bool) -> Particulars {
        let mut merged = known.clone();
        macro_rules! take {
            ($($field:ident => $member:ident),*) => {
                $(if says(Field::$field) { merged.$member = self.$member.clone(); })*
            };
        }
        take!(Name => name, TaxCode => tax_code, Type => kind, Stars => stars, RankCertificate => rank_certificate,
            RankExpiresOn => rank_expires_on, Area => area_code, Address => address, Rooms => rooms, Beds => beds,
            Phone => phone, Email => email, OpenedOn => opened_on, ClosedOn => closed_on);
        merged
    }
}

/// The two sides of some differences as JSON objects, field → value, as the history keeps them.
#[must_use]
pub fn both_sides(differences: &[Difference]) -> (Value, Value) {
    let side = |value: fn(&Difference) -> &Value| {
        let fields = differences.iter().map(|d| (d.field.as_str().to_owned(), value(d).clone()));
        Value::Object(fields.collect::<Map<_, _>>())
    };
    (side(|d| &d.before), side(|d| &d.after))
}

/// Text of a cell that may be empty.
pub(super) fn optional(text: &str) -> Option<String> {
    let tidy = tidy(text);
    (!super::means_none(&tidy)).then_some(tidy)
}
