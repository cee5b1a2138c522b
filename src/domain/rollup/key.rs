//! By what reports are told apart in a rollup.
use serde::{Deserialize, Serialize};

use crate::domain::{
    AreaCode,
    establishment::{EstablishmentType, Facts, SizeClass},
};

/// By what a report is counted: the facts that stand in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "PackedKey", into = "PackedKey")]
pub struct CellKey {
    pub area: AreaCode,
    pub kind: EstablishmentType,
    /// 0 = unranked.
    pub stars: i16,
    pub size: SizeClass,
}

/// Without names; what was stored before sizes were told apart has none.
#[derive(Serialize, Deserialize)]
struct PackedKey(AreaCode, EstablishmentType, i16, #[serde(default = "smallest")] SizeClass);

fn smallest() -> SizeClass {
    SizeClass::To9
}

impl From<PackedKey> for CellKey {
    fn from(PackedKey(area, kind, stars, size): PackedKey) -> Self {
        CellKey { area, kind, stars, size }
    }
}

impl From<CellKey> for PackedKey {
    fn from(key: CellKey) -> Self {
        PackedKey(key.area, key.kind, key.stars, key.size)
    }
}

impl From<Facts> for CellKey {
    fn from(facts: Facts) -> Self {
        let size = SizeClass::of(facts.rooms);
        CellKey { area: facts.area_code, kind: facts.kind, stars: facts.stars, size }
    }
}
