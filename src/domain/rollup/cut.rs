//! Which cells belong together.
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::key::CellKey;
use crate::domain::{
    AreaCode,
    establishment::{EstablishmentType, SizeClass},
    role::Scope,
};

/// A part of the department. Nothing named = everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Communes: those of an area subtree, of a former district, or of an officer's part.
    pub areas: Option<BTreeSet<AreaCode>>,
    pub types: BTreeSet<EstablishmentType>,
    pub stars: BTreeSet<i16>,
    pub sizes: BTreeSet<SizeClass>,
}

impl Cut {
    #[must_use]
    pub fn covers(&self, key: &CellKey) -> bool {
        self.areas.as_ref().is_none_or(|areas| areas.contains(&key.area))
            && (self.types.is_empty() || self.types.contains(&key.kind))
            && (self.stars.is_empty() || self.stars.contains(&key.stars))
            && (self.sizes.is_empty() || self.sizes.contains(&key.size))
    }

    /// The part of the cut that lies within what a person may see. A hotel's own figures are no cut: it sees nothing here.
    #[must_use]
    pub fn within(mut self, scope: &Scope) -> Self {
        let seen: BTreeSet<AreaCode> = match scope {
            Scope::Department => return self,
            Scope::Areas(codes) => codes.iter().cloned().collect(),
            Scope::Establishments(_) => BTreeSet::new(),
        };
        self.areas = Some(match self.areas {
            Some(areas) => areas.intersection(&seen).cloned().collect(),
            None => seen,
        });
        self
    }
}

/// By what a table is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Area,
    Type,
    Stars,
    Size,
    /// Commune → former district.
    District(Arc<BTreeMap<AreaCode, String>>),
}

/// One part of a split table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Area(AreaCode),
    Type(EstablishmentType),
    Stars(i16),
    Size(SizeClass),
    /// None: an area that lay in no district.
    District(Option<String>),
}

impl By {
    #[must_use]
    pub fn group(&self, key: &CellKey) -> Group {
        match self {
            By::Area => Group::Area(key.area.clone()),
            By::Type => Group::Type(key.kind),
            By::Stars => Group::Stars(key.stars),
            By::Size => Group::Size(key.size),
            By::District(districts) => Group::District(districts.get(&key.area).cloned()),
        }
    }
}
