//! A day and an hour as an officer types them, on the wall clock of the department.
use chrono::{NaiveDateTime, NaiveTime};

use crate::domain::{Text, register::read_date, spelling::capital};

/// A day (`2027-02-15`, `15/2/2027`) and an hour (`17:00`, `17h30`, `9`). A day that ends at 23:59 ends with its last second, as
/// the forms' own due instants do.
///
/// # Errors
/// Says which of the two is missing or no day, no hour.
pub fn read_moment(day: &str, hour: &str) -> Result<NaiveDateTime, Text> {
    let read = read_date(day).map_err(sentence)?;
    if let Some(warning) = read.warning {
        return Err(sentence(warning));
    }
    let Some(day) = read.value else {
        return Err(Text::new("Ghi ngày, ví dụ 15/02/2027.", "Give the day, for example 15/02/2027."));
    };
    let time = read_time(hour).ok_or_else(|| {
        Text::new(
            format!("«{}» không phải giờ trong ngày; ghi giờ và phút, ví dụ 17:00.", hour.trim()),
            format!("“{}” is no hour of a day; write hour and minute, for example 17:00.", hour.trim()),
        )
    })?;
    Ok(day.and_time(time))
}

fn read_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase().replace('h', ":");
    let mut parts = text.split(':').map(str::trim);
    let hour = parts.next()?.parse().ok()?;
    let number = |part: Option<&str>| part.filter(|part| !part.is_empty()).map_or(Some(0), |part| part.parse().ok());
    let (minute, _seconds): (u32, u32) = (number(parts.next())?, number(parts.next())?);
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute, if (hour, minute) == (23, 59) { 59 } else { 0 })
}

fn sentence(text: Text) -> Text {
    let whole = |text: &str| format!("{}.", capital(text.trim_end_matches('.')));
    Text::new(whole(&text.vi), whole(&text.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_an_hour_are_read_as_people_write_them() {
        let cases = [
            ("2027-02-15", "17:00", Ok("2027-02-15T17:00:00")),
            ("15/2/2027", "17h30", Ok("2027-02-15T17:30:00")),
            ("15/02/2027", "9", Ok("2027-02-15T09:00:00")),
            ("15/02/2027", "9h", Ok("2027-02-15T09:00:00")),
            ("2027-02-15", "23:59", Ok("2027-02-15T23:59:59")),
            ("", "17:00", Err("Ghi ngày")),
            ("31/02/2027", "17:00", Err("31/02/2027")),
            ("02/2027", "17:00", Err("thiếu ngày")),
            ("15/02/2027", "24:00", Err("«24:00»")),
            ("15/02/2027", "", Err("«»")),
            ("15/02/2027", "chiều", Err("«chiều»")),
            ("15/02/2027", "1:2:3:4", Err("«1:2:3:4»")),
        ];
        for (day, hour, expected) in cases {
            let got = read_moment(day, hour);
            match expected {
                Ok(instant) => assert_eq!(got, Ok(instant.parse().unwrap()), "{day} {hour}"),
                Err(part) => assert!(got.clone().unwrap_err().vi.contains(part), "{day} {hour} {got:?}"),
            }
        }
    }
}
