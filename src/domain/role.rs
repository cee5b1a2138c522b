//! Who may do what, and on which part of the department.
use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{AreaCode, EstablishmentId, Lang, establishment::codes};

codes! {
    /// What a person is in the department.
    Role {
        Reporter = "reporter", "Cơ sở", "Reporter";
        Officer = "officer", "Chuyên viên", "Officer";
        Leader = "leader", "Lãnh đạo", "Leader";
        Admin = "admin", "Quản trị", "Administrator";
    }
}

/// The part of the department that a query may touch. Every query for a hotel goes through its memberships,
/// every query for an officer through the officer's area subtree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole department: jobs, commands, admins, leaders and officers without an area of their own.
    Department,
    /// An officer's area subtree, as the codes of its communes.
    Areas(Vec<AreaCode>),
    /// A reporter's own establishments.
    Establishments(Vec<EstablishmentId>),
}

impl Scope {
    /// Whether an establishment that stands in `area` lies within.
    #[must_use]
    pub fn covers(&self, establishment: EstablishmentId, area: &AreaCode) -> bool {
        match self {
            Scope::Department => true,
            Scope::Areas(codes) => codes.contains(area),
            Scope::Establishments(own) => own.contains(&establishment),
        }
    }
}
