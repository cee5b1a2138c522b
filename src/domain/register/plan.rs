//! What an import of a register would do: new houses, changes field by field, and houses that are no longer in it.
use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Difference, Field, Particulars, Register, RegisterRow};
use crate::domain::{AreaCode, EstablishmentId, area::AreaSet, establishment::Suspension};

/// A house as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub id: EstablishmentId,
    pub code: String,
    pub particulars: Particulars,
    pub suspensions: Vec<Suspension>,
}

/// A known house about which the register says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub known: Known,
    pub row: u32,
    pub sheet: String,
    pub after: Particulars,
    pub differences: Vec<Difference>,
    /// One that is not known yet.
    pub suspension: Option<Suspension>,
}

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub new: Vec<RegisterRow>,
    pub changed: Vec<Changed>,
    pub unchanged: usize,
    /// Houses of the register's area that it no longer names. They are only reported: a house is closed by its date.
    pub gone: Vec<Known>,
}

/// Finds the houses of a register among the known ones: by our own code; by tax code and name; by name within the commune;
/// then, if one house only is left on both sides with a tax code in a commune, by that (it was renamed). `area` is the part
/// of the department that the register covers.
#[must_use]
pub fn plan(register: &Register, known: Vec<Known>, area: Option<&AreaSet>) -> Plan {
    let matches = matches(&register.rows, &known);
    let own_area: AreaSet = register.rows.iter().map(|row| row.particulars.area_code.clone()).collect();
    let area = area.unwrap_or(&own_area);
    let mut plan = Plan::default();
    let mut named: HashMap<usize, &RegisterRow> = HashMap::new();
    for (row, house) in register.rows.iter().zip(matches) {
        match house {
            Some(house) => {
                named.insert(house, row);
            }
            None => plan.new.push(row.clone()),
        }
    }
    for (at, house) in known.into_iter().enumerate() {
        match named.get(&at) {
            Some(row) => match changed(row, &register.fields, house) {
                Some(changed) => plan.changed.push(changed),
                None => plan.unchanged += 1,
            },
            None if house.particulars.closed_on.is_none() && area.contains(&house.particulars.area_code) => {
                plan.gone.push(house);
            }
            None => {}
        }
    }
    plan.changed.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
    plan
}

fn changed(row: &RegisterRow, fields: &BTreeSet<Field>, known: Known) -> Option<Changed> {
    let says = |field| fields.contains(&field) && !row.unsaid.contains(&field);
    let after = row.particulars.over(&known.particulars, says);
    let differences = known.particulars.differences(&after);
    let suspension = row.suspension.filter(|suspension| !known.suspensions.contains(suspension));
    (!differences.is_empty() || suspension.is_some()).then(|| Changed {
        known,
        row: row.row,
        sheet: row.sheet.clone(),
        after,
        differences,
        suspension,
    })
}

/// For each row the index of its house. Each pass looks at what the passes before have left.
fn matches(rows: &[RegisterRow], known: &[Known]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; rows.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    let passes: [(&RowKey, &HouseKey, Many); 4] = [
        (&|row| row.code.clone(), &|house| Some(house.code.clone()), Many::Refused),
        (&|row| tax_and_name(&row.particulars), &|house| tax_and_name(&house.particulars), Many::First),
        (&|row| name_and_area(&row.particulars), &|house| name_and_area(&house.particulars), Many::First),
        (&|row| tax_and_area(&row.particulars), &|house| tax_and_area(&house.particulars), Many::Refused),
    ];
    for (row_key, house_key, many) in passes {
        let mut houses: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, house) in known.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            if let Some(key) = house_key(house) {
                houses.entry(key).or_default().push(at);
            }
        }
        let mut left: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| found[*at].is_none()) {
            if let Some(key) = row_key(row) {
                left.entry(key).or_default().push(at);
            }
        }
        for (key, rows_of_key) in left {
            let Some(houses) = houses.get(&key) else { continue };
            if many == Many::Refused && (houses.len() > 1 || rows_of_key.len() > 1) {
                continue;
            }
            for (row, house) in pair_up(&rows_of_key, houses, rows, known) {
                found[row] = Some(house);
                taken.insert(house);
            }
        }
    }
    found
}

type RowKey = dyn Fn(&RegisterRow) -> Option<String>;
type HouseKey = dyn Fn(&Known) -> Option<String>;

/// What to do if several have the same key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Many {
    /// Pair them up, those of one commune first.
    First,
    Refused,
}

fn pair_up(rows: &[usize], houses: &[usize], all: &[RegisterRow], known: &[Known]) -> Vec<(usize, usize)> {
    let area_of_row = |row: usize| -> &AreaCode { &all[row].particulars.area_code };
    let mut rows = rows.to_vec();
    let mut houses = houses.to_vec();
    let mut pairs = Vec::new();
    rows.retain(|row| {
        let same = houses.iter().position(|house| &known[*house].particulars.area_code == area_of_row(*row));
        pairs.extend(same.map(|at| (*row, houses.remove(at))));
        same.is_none()
    });
    pairs.extend(rows.into_iter().zip(houses));
    pairs
}

fn tax_and_name(p: &Particulars) -> Option<String> {
    Some(format!("{}|{}", p.tax_code.as_ref()?, p.name_key()))
}

fn name_and_area(p: &Particulars) -> Option<String> {
    Some(format!("{}|{}", p.name_key(), p.area_code))
}

fn tax_and_area(p: &Particulars) -> Option<String> {
    Some(format!("{}|{}", p.tax_code.as_ref()?, p.area_code))
}

/// Those differences that a person ticked, and what the house then is.
#[must_use]
pub fn only(changed: &Changed, ticked: impl Fn(Field) -> bool) -> Option<Changed> {
    let after = changed.after.over(&changed.known.particulars, &ticked);
    let differences: Vec<Difference> =
        changed.differences.iter().filter(|difference| ticked(difference.field)).cloned().collect();
    let any = !differences.is_empty() || changed.suspension.is_some();
    any.then(|| Changed { after, differences, ..changed.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::establishment::EstablishmentType;

    fn house(name: &str, tax: &str, area: &str) -> Particulars {
        Particulars {
            name: name.into(),
            tax_code: (!tax.is_empty()).then(|| tax.into()),
            kind: EstablishmentType::GuestHouse,
            stars: 0,
            rank_certificate: None,
            rank_expires_on: None,
            area_code: AreaCode(area.into()),
            address: None,
            rooms: 10,
            beds: 20,
            phone: None,
            email: Some("a@example.vn".into()),
            opened_on: None,
            closed_on: None,
        }
    }

    fn known(id: i64, particulars: Particulars) -> Known {
        Known { id: EstablishmentId(id), code: format!("CS{id}"), particulars, suspensions: vec![] }
    }

    fn register(rows: Vec<Particulars>) -> Register {
        let rows = rows.into_iter().enumerate().map(|(at, particulars)| RegisterRow {
            sheet: "DS".into(),
            row: at as u32 + 2,
            code: None,
            particulars,
            suspension: None,
            unsaid: vec![],
        });
        let mut fields: BTreeSet<Field> = Field::ALL.iter().copied().collect();
        fields.remove(&Field::Email);
        Register { rows: rows.collect(), fields, ..Register::default() }
    }

    #[test]
    fn the_same_register_changes_nothing() {
        let rows = vec![house("Nhà nghỉ A", "1", "26506"), house("Nhà nghỉ A", "", "26526")];
        let known = rows.iter().enumerate().map(|(at, row)| known(at as i64, row.clone())).collect();
        let plan = plan(&register(rows), known, None);
        assert_eq!((plan.new.len(), plan.changed.len(), plan.unchanged, plan.gone.len()), (0, 0, 2, 0));
    }

    #[test]
    fn an_updated_register_shows_new_changed_and_gone_houses() {
        let before = vec![
            known(1, house("Nhà nghỉ Một", "1", "26506")),
            known(2, house("Nhà nghỉ Hai", "2", "26506")),
            known(3, house("Nhà nghỉ Ba", "3", "26506")),
            known(4, house("Nơi khác", "4", "26732")),
        ];
        let mut more_rooms = house("NHÀ NGHỈ  MỘT", "1", "26506");
        more_rooms.rooms = 12;
        more_rooms.email = None;
        let new_code = house("Nhà nghỉ Hai", "22", "26506");
        let fresh = house("Nhà nghỉ Năm", "5", "26506");
        let plan = plan(&register(vec![more_rooms, new_code, fresh]), before, None);
        let changes: Vec<(i64, Vec<Field>)> =
            plan.changed.iter().map(|c| (c.known.id.0, c.differences.iter().map(|d| d.field).collect())).collect();
        assert_eq!(changes, [(1, vec![Field::Name, Field::Rooms]), (2, vec![Field::TaxCode])]);
        assert_eq!(plan.new[0].particulars.name, "Nhà nghỉ Năm");
        assert_eq!(
            plan.gone.iter().map(|known| known.id.0).collect::<Vec<_>>(),
            [3],
            "another commune is not its business"
        );
        assert_eq!(plan.changed[0].after.email.as_deref(), Some("a@example.vn"), "no such column, so it stays");
        let rooms_only = only(&plan.changed[0], |field| field == Field::Rooms).unwrap();
        assert_eq!((rooms_only.after.name.as_str(), rooms_only.after.rooms), ("Nhà nghỉ Một", 12));
        assert!(only(&plan.changed[0], |_| false).is_none());
    }

    #[test]
    fn houses_with_one_name_and_tax_code_are_told_apart_by_their_communes() {
        let (a, b) = (house("Chuỗi X", "1", "26506"), house("Chuỗi X", "1", "26526"));
        let before = vec![known(1, a.clone()), known(2, b.clone())];
        let plan = plan(&register(vec![b, a]), before, None);
        assert_eq!((plan.unchanged, plan.changed.len()), (2, 0));
    }

    #[test]
    fn a_renamed_house_is_known_by_its_tax_code_if_nothing_else_has_it() {
        let before = vec![known(1, house("Cũ", "1", "26506")), known(2, house("Hai", "2", "26506"))];
        let rows = vec![house("Mới", "1", "26506"), house("Hai", "2", "26506")];
        let renamed = plan(&register(rows), before.clone(), None);
        assert_eq!((renamed.new.len(), renamed.changed.len()), (0, 1));
        let rows = vec![house("Mới", "1", "26506"), house("Mới nữa", "1", "26506")];
        let two = plan(&register(rows), before, None);
        assert_eq!((two.new.len(), two.changed.len(), two.gone.len()), (2, 0, 2));
    }

    #[test]
    fn a_house_known_to_be_closed_is_not_missed() {
        let mut closed = house("Nhà nghỉ Một", "1", "26506");
        closed.closed_on = "2025-01-01".parse().ok();
        let plan = plan(&register(vec![house("Nhà nghỉ Hai", "2", "26506")]), vec![known(1, closed)], None);
        assert!(plan.gone.is_empty());
    }
}
