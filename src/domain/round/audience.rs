//! Who a round asks.
use serde::{Deserialize, Serialize};

use crate::domain::{
    AreaCode,
    establishment::{EstablishmentType, Facts},
};

/// Who is asked: the houses that fit every list that is not empty. All empty = every house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audience {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<EstablishmentType>,
    /// 0 = unranked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stars: Vec<i16>,
    /// Communes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_rooms: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_rooms: Option<i32>,
    /// Codes of hand-picked houses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

impl Audience {
    /// Whether a house with this code and these facts is asked.
    #[must_use]
    pub fn asks(&self, code: &str, facts: &Facts) -> bool {
        fits(&self.types, &facts.kind)
            && fits(&self.stars, &facts.stars)
            && fits(&self.areas, &facts.area_code)
            && self.min_rooms.is_none_or(|least| facts.rooms >= least)
            && self.max_rooms.is_none_or(|most| facts.rooms <= most)
            && (self.codes.is_empty() || self.codes.iter().any(|picked| picked == code))
    }
}

fn fits<T: PartialEq>(list: &[T], value: &T) -> bool {
    list.is_empty() || list.contains(value)
}
