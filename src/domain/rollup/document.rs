//! A filed document read straight into numbers by line: no tree in between, because a round of the nation has 38,000.
use std::{collections::BTreeMap, collections::HashMap, fmt};

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::line::CountedLine;
use crate::domain::{answers::BadDocument, number};

/// The numbers of one document, by counted line. Reused from document to document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// None = missing. A breakdown counts as the sum of its keys.
    pub values: Vec<Option<i64>>,
    /// Counted line → key → number.
    pub breakdowns: BTreeMap<usize, BTreeMap<String, i64>>,
}

/// Reads documents of one form version.
#[derive(Clone, Debug)]
pub struct Reader {
    index: HashMap<String, (usize, u8)>,
    count: usize,
}

impl Reader {
    #[must_use]
    pub fn new(lines: &[CountedLine]) -> Self {
        let index = lines.iter().enumerate().map(|(i, line)| (line.code.clone(), (i, line.decimals))).collect();
        Reader { index, count: lines.len() }
    }

    /// Reads one document into `filed`, whose former content is dropped. Entries that are not counted are skipped.
    ///
    /// # Errors
    /// If it is no document, or a counted value is no decimal number of its line.
    pub fn read(&self, document: &str, filed: &mut Filed) -> Result<(), BadDocument> {
        filed.values.clear();
        filed.values.resize(self.count, None);
        filed.breakdowns.clear();
        let mut json = serde_json::Deserializer::from_str(document);
        Document { reader: self, filed }.deserialize(&mut json).map_err(|e| BadDocument(e.to_string()))
    }
}

/// The whole document: of its entries only `values` and `breakdowns` are counted.
struct Document<'a> {
    reader: &'a Reader,
    filed: &'a mut Filed,
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a filed document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(part) = map.next_key_seed(PartKey)? {
            match part {
                Part::Values => map.next_value_seed(Values { reader: self.reader, filed: self.filed })?,
                Part::Breakdowns => map.next_value_seed(Breakdowns { reader: self.reader, filed: self.filed })?,
                Part::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

enum Part {
    Values,
    Breakdowns,
    Other,
}

struct PartKey;

impl<'de> DeserializeSeed<'de> for PartKey {
    type Value = Part;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for PartKey {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Part, E> {
        Ok(match name {
            "values" => Part::Values,
            "breakdowns" => Part::Breakdowns,
            _ => Part::Other,
        })
    }
}

/// `{"rooms": "28", …}`.
struct Values<'a> {
    reader: &'a Reader,
    filed: &'a mut Filed,
}

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("values by line code")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(line) = map.next_key_seed(LineKey(self.reader))? {
            match line {
                // A breakdown's own sum is taken from its keys.
                Some((line, decimals)) => {
                    let value = map.next_value_seed(Decimal(decimals))?;
                    self.filed.values[line] = Some(value);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `{"guests_by_country": {"KR": "12", …}}`.
struct Breakdowns<'a> {
    reader: &'a Reader,
    filed: &'a mut Filed,
}

impl<'de> DeserializeSeed<'de> for Breakdowns<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Breakdowns<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("breakdowns by line code")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(line) = map.next_key_seed(LineKey(self.reader))? {
            let Some((line, decimals)) = line else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let keys = map.next_value_seed(Keys(decimals))?;
            self.filed.values[line] = Some(keys.values().fold(0, |sum: i64, value| sum.saturating_add(*value)));
            self.filed.breakdowns.insert(line, keys);
        }
        Ok(())
    }
}

struct Keys(u8);

impl<'de> DeserializeSeed<'de> for Keys {
    type Value = BTreeMap<String, i64>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys {
    type Value = BTreeMap<String, i64>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("numbers by key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            keys.insert(key, map.next_value_seed(Decimal(self.0))?);
        }
        Ok(keys)
    }
}

struct LineKey<'a>(&'a Reader);

impl<'de> DeserializeSeed<'de> for LineKey<'_> {
    type Value = Option<(usize, u8)>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for LineKey<'_> {
    type Value = Option<(usize, u8)>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a line code")
    }

    fn visit_str<E: de::Error>(self, code: &str) -> Result<Self::Value, E> {
        Ok(self.0.index.get(code).copied())
    }
}

/// A decimal string of so many decimals.
struct Decimal(u8);

impl<'de> DeserializeSeed<'de> for Decimal {
    type Value = i64;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<i64, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Decimal {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a decimal number of at most {} decimals as text", self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        number::from_decimal(text, self.0).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> Reader {
        let line = |code: &str, decimals| CountedLine { code: code.into(), decimals };
        Reader::new(&[line("rooms", 0), line("revenue_rooms", 1), line("guests_by_country", 0), line("beds", 0)])
    }

    #[test]
    fn a_document_gives_its_counted_numbers_and_leaves_out_what_is_missing() {
        let document = r#"{"breakdowns":{"guests_by_country":{"KR":"12","VN":"0"},"unknown":{"X":"y"}},
            "facts":{"rooms":99},"nil":null,"salt":"rooms","values":{"adr":"1.5","revenue_rooms":"180.9","rooms":"28"}}"#;
        let mut filed = Filed { values: vec![Some(7); 9], ..Filed::default() };
        reader().read(document, &mut filed).unwrap();
        assert_eq!(filed.values, [Some(28), Some(1809), Some(12), None]);
        assert_eq!(filed.breakdowns[&2], BTreeMap::from([("KR".into(), 12), ("VN".into(), 0)]));
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        let mut filed = Filed::default();
        for wrong in [r#"{"values":{"rooms":"1.5"}}"#, r#"{"values":{"rooms":"x"}}"#, r#"{"values":{"rooms":3}}"#, "[]"]
        {
            assert!(reader().read(wrong, &mut filed).is_err(), "{wrong}");
        }
    }
}
