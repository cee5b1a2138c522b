//! A form whose fields the form file names: read as it was sent, with dots and repetitions.
use std::collections::BTreeMap;

use rocket::{
    Data, Request, async_trait,
    data::{FromData, Outcome, ToByteUnit},
    http::{RawStr, Status},
};

use crate::error::Error;

/// More than the longest form takes.
const LIMIT_KIB: u64 = 256;

/// The fields of a posted form, in the order in which they were sent.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields as if they had been sent: to show what is known in a form.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Fields(pairs)
    }

    /// The last value of a field; empty if it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// All values of a field that may be sent several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All fields as they were sent.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The number in a field; 0 if there is none.
    #[must_use]
    pub fn revision(&self) -> i32 {
        self.get("revision").parse().unwrap_or_default()
    }

    /// By name, the last value of each.
    #[must_use]
    pub fn map(&self) -> BTreeMap<String, String> {
        self.0.iter().cloned().collect()
    }

    fn read(body: &str) -> Self {
        let decode = |text: &str| RawStr::new(text).url_decode_lossy().into_owned();
        let pairs = body.split('&').filter(|pair| !pair.is_empty());
        Fields(
            pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (decode(n), decode(v))).collect(),
        )
    }
}

/// What was read from this request's form, for the answer.
struct Posted(Option<Fields>);

/// The fields of this request's form, if it was read.
pub fn posted<'r>(request: &'r Request<'_>) -> Option<&'r Fields> {
    request.local_cache(|| Posted(None)).0.as_ref()
}

#[async_trait]
impl<'r> FromData<'r> for Fields {
    type Error = Error;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Error> {
        if !request.content_type().is_some_and(|kind| kind.is_form()) {
            return Outcome::Forward((data, Status::UnsupportedMediaType));
        }
        match data.open(LIMIT_KIB.kibibytes()).into_string().await {
            Ok(body) if body.is_complete() => {
                let fields = Fields::read(&body);
                request.local_cache(|| Posted(Some(fields.clone())));
                Outcome::Success(fields)
            }
            Ok(_) => Outcome::Error((Status::PayloadTooLarge, Error::BadInput("form".into()))),
            Err(error) => Outcome::Error((Status::BadRequest, error.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_dots_signs_and_repetitions() {
        let fields =
            Fields::read("revision=3&guests.KR=1.234&a+b=%C4%91%E1%BB%93ng+%2B1&pick=1:2&pick=2:5&empty=&bare");
        assert_eq!((fields.revision(), fields.get("guests.KR"), fields.get("a b")), (3, "1.234", "đồng +1"));
        assert_eq!(fields.all("pick").collect::<Vec<_>>(), ["1:2", "2:5"]);
        assert_eq!((fields.get("empty"), fields.get("bare"), fields.get("absent")), ("", "", ""));
        assert_eq!(Fields::read("").map().len(), 0);
    }
}
