//! Reports: the hotel's page, the form, receipt and review.
pub mod figures;
pub mod live;
pub mod sheet;
pub mod view;
