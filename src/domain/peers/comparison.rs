//! What one house sees: its own figures of two or three months, each beside the group of that month.
use chrono::{DateTime, Utc};

use super::{Band, Group};
use crate::domain::{Period, form::Form, round::Round};

/// The comparison of a house, by the lines of a form.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    pub form: &'a Form,
    pub seen: Seen,
}

#[derive(Clone, Debug)]
pub enum Seen {
    /// The month asked for first, then the last closed one if that is another, then the same month of the year before.
    Sides(Vec<Side>),
    /// It owes this round, which is due, and closes at this instant.
    NotFiled(Box<Round>, DateTime<Utc>),
    /// It filed this round late; closes at this instant.
    Late(Box<Round>, DateTime<Utc>),
    /// No round in which it was asked has closed yet.
    Nothing,
}

/// One period: the house, and its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub period: Period,
    /// In the order of [`Form::comparisons`]; None = not filed, or without denominator.
    pub own: Vec<Option<i64>>,
    pub peers: Peers,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peers {
    Group(Box<PeerGroup>),
    /// No group on the house's ladder has enough others.
    TooFew,
    /// The round closes at this instant.
    NotClosed(DateTime<Utc>),
}

/// The group with which a house is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerGroup {
    pub group: Group,
    /// Houses with a report that is not nil; the reader is among them if [`PeerGroup::holds_reader`].
    pub houses: u32,
    pub holds_reader: bool,
    /// In the order of [`Form::comparisons`]; None = too few houses have the figure.
    pub bands: Vec<Option<Band>>,
    /// When it was frozen, or last brought up to date.
    pub as_of: DateTime<Utc>,
    /// Of a round that is open.
    pub provisional: bool,
}

impl Side {
    #[must_use]
    pub fn group(&self) -> Option<&PeerGroup> {
        match &self.peers {
            Peers::Group(group) => Some(group),
            Peers::TooFew | Peers::NotClosed(_) => None,
        }
    }

    /// The house's value and the group's, of one figure.
    #[must_use]
    pub fn figure(&self, at: usize) -> (Option<i64>, Option<Band>) {
        let band = self.group().and_then(|group| group.bands.get(at).copied().flatten());
        (self.own.get(at).copied().flatten(), band)
    }
}
