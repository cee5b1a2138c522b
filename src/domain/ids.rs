//! Keys and codes as types of their own, so that one can't stand where another belongs.
use std::{convert::Infallible, fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

keys! {
    /// A person who signs in.
    AccountId,
    /// One hotel, homestay … with its own report.
    EstablishmentId,
    /// One form for one period with one due date and one audience.
    RoundId,
    /// What one establishment answers in one round.
    ReportId,
    /// One immutable filing of a report.
    VersionId,
}

/// Code of a province or commune in the official list (`data/areas.csv`), e.g. `79` or `26506`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[sea_orm(value_type = "String")]
#[serde(transparent)]
pub struct AreaCode(pub String);

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AreaCode {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(AreaCode(text.to_owned()))
    }
}

/// A code that is on no list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("mã «{0}» không có trong danh mục")]
pub struct UnknownCode(pub String);
