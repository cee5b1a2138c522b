//! A form whose fields are known, read from what was sent in a way that an answer can give it back.
use std::ops::Deref;

use rocket::{
    Data, Request, async_trait,
    data::{FromData, Outcome},
    form::{Errors, Form, FromForm, ValueField},
    http::Status,
};

use super::fields::{Fields, posted};

/// Like Rocket's `Form`, but what was typed stands on the answer page when the database is away ([`super::away`]).
#[derive(Debug)]
pub struct SentForm<T>(T);

impl<T> SentForm<T> {
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for SentForm<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

#[async_trait]
impl<'r, T: FromForm<'r> + Send> FromData<'r> for SentForm<T> {
    type Error = Errors<'r>;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Errors<'r>> {
        match Fields::from_data(request, data).await {
            Outcome::Success(_) => {}
            Outcome::Error((status, _)) => return Outcome::Error((status, Errors::new())),
            Outcome::Forward(on) => return Outcome::Forward(on),
        }
        let fields = posted(request).into_iter().flat_map(Fields::pairs);
        match Form::<T>::parse_iter(fields.map(|(name, value)| ValueField::from((name.as_str(), value.as_str())))) {
            Ok(form) => Outcome::Success(SentForm(form)),
            Err(errors) => Outcome::Error((Status::UnprocessableEntity, errors)),
        }
    }
}
