//! Which house a row of a summary is: by code, by tax code, then by name without accents. What only resembles is proposed, never
//! taken.
use std::collections::HashMap;

use crate::domain::{
    Text,
    spelling::{blind, distance, tidy},
    tax_code,
};

/// So many that may have been meant are named.
const PROPOSED: usize = 3;

/// A house of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    pub code: String,
    pub name: String,
    pub tax_code: Option<String>,
}

/// The houses among which rows are looked for.
#[derive(Debug, Default)]
pub struct Houses {
    all: Vec<House>,
    by_code: HashMap<String, usize>,
    by_tax_code: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
}

/// What a row says of its house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub code: String,
    pub name: String,
    pub tax_code: String,
}

/// A row whose house is not in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    pub why: Text,
    /// Codes of those that may have been meant, the likeliest first.
    pub candidates: Vec<String>,
}

impl Said {
    /// How a mapping names the row: «Khách sạn Hồ Tràm», with a tax code «Khách sạn Hồ Tràm · 3596310733».
    #[must_use]
    pub fn key(&self) -> String {
        let parts = [&self.name, &self.tax_code].map(|part| tidy(part));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn tax_code(&self) -> Option<String> {
        tax_code::read(&self.tax_code).value
    }
}

impl Houses {
    #[must_use]
    pub fn new(all: Vec<House>) -> Self {
        let mut houses = Houses::default();
        for (at, house) in all.iter().enumerate() {
            houses.by_code.insert(house.code.to_uppercase(), at);
            houses.by_name.entry(blind(&house.name)).or_default().push(at);
            if let Some(code) = &house.tax_code {
                houses.by_tax_code.entry(code.clone()).or_default().push(at);
            }
        }
        Houses { all, ..houses }
    }

    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&House> {
        self.by_code.get(&code.trim().to_uppercase()).map(|at| &self.all[*at])
    }

    /// Whether a house has just this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(&blind(name))
    }

    /// Finds a row's house; with it what should be looked at once more.
    ///
    /// # Errors
    /// Why it is not found, and which may have been meant.
    pub fn find(&self, said: &Said) -> Result<(&House, Option<Text>), Stranger> {
        if !said.code.trim().is_empty() {
            return self.by_code(&said.code).map(|house| (house, None)).ok_or_else(|| self.no_code(said));
        }
        let named = self.by_name.get(&blind(&said.name)).map(Vec::as_slice).unwrap_or_default();
        let Some(code) = said.tax_code() else { return self.one_of(named, said).map(|house| (house, None)) };
        let taxed = self.by_tax_code.get(&code).map(Vec::as_slice).unwrap_or_default();
        let both: Vec<usize> = taxed.iter().copied().filter(|at| named.contains(at)).collect();
        match (taxed, both.as_slice()) {
            (_, [one]) => Ok((&self.all[*one], None)),
            ([one], _) => Ok((&self.all[*one], other_name(&self.all[*one], said))),
            ([], _) => self.one_of(named, said).map(|house| (house, other_code(house, &code))),
            (several, _) => Err(self.unclear(several, said)),
        }
    }

    fn one_of(&self, named: &[usize], said: &Said) -> Result<&House, Stranger> {
        match named {
            [one] => Ok(&self.all[*one]),
            [] => Err(self.unknown(said)),
            several => Err(self.unclear(several, said)),
        }
    }

    fn no_code(&self, said: &Said) -> Stranger {
        let code = said.code.trim();
        let why = Text::new(
            format!("không có cơ sở mã «{code}»; kiểm tra lại mã"),
            format!("no house has the code “{code}”; look at it again"),
        );
        Stranger { why, candidates: self.alike(&said.name) }
    }

    fn unclear(&self, several: &[usize], said: &Said) -> Stranger {
        let name = tidy(&said.name);
        let candidates: Vec<String> = several.iter().map(|at| self.all[*at].code.clone()).collect();
        let listed = self.listed(&candidates);
        let why = Text::new(
            format!("có {} cơ sở «{name}»: {listed}; ghi mã số thuế hoặc chọn cơ sở", several.len()),
            format!("{} houses are called “{name}”: {listed}; give the tax code, or choose the house", several.len()),
        );
        Stranger { why, candidates }
    }

    fn unknown(&self, said: &Said) -> Stranger {
        let name = tidy(&said.name);
        let candidates = self.alike(&name);
        let why = if candidates.is_empty() {
            Text::new(
                format!("không có cơ sở «{name}» trong hồ sơ; thêm cơ sở hoặc sửa tên"),
                format!("the register has no house “{name}”; add it, or correct the name"),
            )
        } else {
            let listed = self.listed(&candidates);
            Text::new(
                format!("không có cơ sở «{name}»; có thể là {listed}: chọn cơ sở hoặc sửa tên"),
                format!("no house is called “{name}”; perhaps {listed}: choose the house, or correct the name"),
            )
        };
        Stranger { why, candidates }
    }

    /// «Khách sạn A (CS00012), Khách sạn B (CS00013)».
    fn listed(&self, codes: &[String]) -> String {
        let houses = codes.iter().filter_map(|code| self.by_code(code)).take(PROPOSED);
        houses.map(|house| format!("{} ({})", house.name, house.code)).collect::<Vec<_>>().join(", ")
    }

    /// Houses whose names differ by a few letters.
    fn alike(&self, name: &str) -> Vec<String> {
        let key = blind(name);
        let allowed = (key.chars().count() / 6).max(1);
        let mut near: Vec<(usize, usize)> = self
            .by_name
            .iter()
            .filter(|(other, _)| other.len().abs_diff(key.len()) <= allowed && !key.is_empty())
            .map(|(other, houses)| (distance(&key, other), houses))
            .filter(|(distance, _)| *distance <= allowed)
            .flat_map(|(distance, houses)| houses.iter().map(move |at| (distance, *at)))
            .collect();
        near.sort_unstable();
        near.into_iter().take(PROPOSED).map(|(_, at)| self.all[at].code.clone()).collect()
    }
}

/// The tax code decides; a name that hardly resembles may be a slip in it.
fn other_name(house: &House, said: &Said) -> Option<Text> {
    let (own, other) = (blind(&house.name), blind(&said.name));
    let far = !other.is_empty() && distance(&own, &other) > own.chars().count() / 3;
    far.then(|| {
        Text::new(
            format!(
                "mã số thuế là của «{}», tên trong tệp là «{}»; đã lấy theo mã số thuế",
                house.name,
                tidy(&said.name)
            ),
            format!(
                "the tax code is that of “{}”, the file says “{}”; the tax code was followed",
                house.name,
                tidy(&said.name)
            ),
        )
    })
}

fn other_code(house: &House, code: &str) -> Option<Text> {
    let own = house.tax_code.as_ref()?;
    Some(Text::new(
        format!("mã số thuế {code} khác hồ sơ ({own}); đã lấy theo tên"),
        format!("tax code {code} differs from the register ({own}); the name was followed"),
    ))
}
