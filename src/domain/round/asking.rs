//! Rounds that an officer makes: what was typed becomes one round, or one for each day.
mod whom;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc};

use super::{NewRound, read_moment, slug};
use crate::domain::{
    AreaCode, Lang, Period, Text,
    catalogue::Catalogue,
    form::{Form, Frequency},
    register::read_date,
    spelling::{capital, tidy},
};

/// Days that a round may ask about, and those that may be asked one by one.
pub const MOST_DAYS: i64 = 92;
pub const MOST_SINGLE_DAYS: i64 = 31;
/// Letters of a title and of a message.
pub const LONGEST_TITLE: usize = 80;
pub const LONGEST_MESSAGE: usize = 2000;
/// Lines of a pasted list.
pub const MOST_HOUSES: usize = 5000;
/// Houses that are named when they are not found, before it is said how many more there are.
const NAMED: usize = 20;

/// What stands in the form of a new round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Of the address: `01-H-DL-CSLT`.
    pub form: String,
    /// Only the chosen lines are asked.
    pub some_lines: bool,
    pub lines: Vec<String>,
    pub title: String,
    pub first_day: String,
    pub last_day: String,
    /// Each day is asked on its own.
    pub per_day: bool,
    /// Empty = now.
    pub opens_day: String,
    pub opens_hour: String,
    pub due_day: String,
    pub due_hour: String,
    pub areas: Vec<String>,
    pub types: Vec<String>,
    pub stars: Vec<String>,
    pub min_rooms: String,
    pub max_rooms: String,
    /// One a line: codes, tax codes or names.
    pub houses: String,
    pub message: String,
}

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Form,
    Lines,
    Title,
    Days,
    Opens,
    Due,
    Areas,
    Types,
    Stars,
    Rooms,
    Houses,
    Message,
}

/// What is wrong, and what to do.
pub type Wrong = (Field, Text);

/// Whom a line of the pasted list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its code.
    House(String),
    Several(usize),
    Nobody,
    /// A house outside the officer's area.
    Elsewhere,
}

/// What the typed text is read against.
pub struct Known<'a> {
    pub catalogue: &'a Catalogue,
    /// Communes that may be asked.
    pub areas: &'a [AreaCode],
    /// Whether these are all: then none chosen means everywhere, of later communes too.
    pub everywhere: bool,
    pub now: DateTime<Utc>,
    pub instant_of: &'a (dyn Fn(NaiveDateTime) -> DateTime<Utc> + Sync),
    pub find: &'a (dyn Fn(&str) -> Found + Sync),
}

/// Understood: the rounds to be made, one or one for each day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Of the whole range.
    pub period: Period,
    pub rounds: Vec<NewRound>,
}

impl Typed {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Everything that is wrong with it, by field.
    pub fn read(&self, known: &Known<'_>) -> Result<Asking, Vec<Wrong>> {
        let mut reading = Reading { typed: self, known, wrong: Vec::new() };
        let asking = reading.asking();
        match asking {
            Some(asking) if reading.wrong.is_empty() => Ok(asking),
            _ => {
                reading.wrong.sort_by_key(|(field, _)| *field);
                Err(reading.wrong)
            }
        }
    }
}

struct Reading<'a> {
    typed: &'a Typed,
    known: &'a Known<'a>,
    wrong: Vec<Wrong>,
}

impl<'a> Reading<'a> {
    fn refuse(&mut self, field: Field, vi: impl Into<String>, en: impl Into<String>) {
        self.wrong.push((field, Text::new(vi.into(), en.into())));
    }

    /// Every field is read, so that all that is wrong is told at once.
    fn asking(&mut self) -> Option<Asking> {
        let title = self.title();
        let days = self.days();
        let opens_at = self.opens();
        let typed = self.typed;
        let due = self.moment(Field::Due, &typed.due_day, &typed.due_hour);
        let audience = self.audience();
        let message = self.message();
        let form = days.and_then(|(from, to)| self.form(Period::Days { from, to }));
        let lines = form.and_then(|form| self.lines(form));
        let ((from, to), opens_at, due, form) = (days?, opens_at?, due?, form?);
        if due.date() < to {
            self.refuse(
                Field::Due,
                "Hạn nộp trước khi hết những ngày được hỏi. Chọn hạn từ ngày cuối trở đi.",
                "The due date is before the days are over. Choose one from the last day on.",
            );
        }
        let whole = NewRound {
            form: form.code.clone(),
            form_version: form.version.clone(),
            period: Period::Days { from, to },
            title,
            audience,
            lines,
            opens_at,
            due_at: (self.known.instant_of)(due),
            historic: false,
            message,
        };
        let rounds = if self.typed.per_day { self.each_day(&whole, due) } else { vec![whole.clone()] };
        for round in &rounds {
            self.instants(round);
        }
        Some(Asking { period: whole.period, rounds })
    }

    /// One round a day: it opens when its day begins, unless that is earlier than was said, and is due as long after its day as
    /// the last one after the last.
    fn each_day(&self, whole: &NewRound, due: NaiveDateTime) -> Vec<NewRound> {
        let (first, last) = (whole.period.first_day(), whole.period.last_day());
        let day = |day: NaiveDate| {
            let before = Days::new((last - day).num_days().unsigned_abs());
            let begins = (self.known.instant_of)(day.and_time(chrono::NaiveTime::MIN));
            NewRound {
                period: Period::Days { from: day, to: day },
                opens_at: whole.opens_at.max(begins),
                due_at: (self.known.instant_of)(due - before),
                ..whole.clone()
            }
        };
        first.iter_days().take_while(|at| *at <= last).map(day).collect()
    }

    fn instants(&mut self, round: &NewRound) {
        let already = self.wrong.iter().any(|(field, _)| matches!(field, Field::Due | Field::Opens));
        let day = round.period.first_day().format("%d/%m");
        let of_day = |lang: Lang| match self.typed.per_day {
            true => format!("{} {day}: ", lang.t("Ngày", "Day")),
            false => String::new(),
        };
        if already {
            return;
        }
        let (vi, en) = (of_day(Lang::Vi), of_day(Lang::En));
        if round.due_at <= self.known.now {
            self.refuse(
                Field::Due,
                format!("{vi}Hạn nộp đã qua. Chọn ngày giờ sau bây giờ."),
                format!("{en}The due date has passed. Choose one after now."),
            );
        } else if round.due_at <= round.opens_at {
            self.refuse(
                Field::Due,
                format!("{vi}Hạn nộp trước khi đợt mở. Chọn hạn sau lúc mở đợt."),
                format!("{en}The due date is before the round opens. Choose one after its opening."),
            );
        }
    }

    fn title(&mut self) -> String {
        let title = tidy(&self.typed.title);
        if slug(&title).is_empty() {
            self.refuse(
                Field::Title,
                "Ghi tên đợt bằng chữ và số, ví dụ Tết 2027.",
                "Give the round a title of letters and digits, for example Tết 2027.",
            );
        } else if title.chars().count() > LONGEST_TITLE {
            self.refuse(
                Field::Title,
                format!("Tên đợt dài quá {LONGEST_TITLE} ký tự. Viết ngắn lại."),
                format!("The title has more than {LONGEST_TITLE} letters. Shorten it."),
            );
        }
        title
    }

    fn days(&mut self) -> Option<(NaiveDate, NaiveDate)> {
        let typed = self.typed;
        let first = self.day(&typed.first_day, "Ghi ngày đầu.", "Give the first day.");
        let last = self.day(&typed.last_day, "Ghi ngày cuối.", "Give the last day.");
        let (first, last) = (first?, last?);
        let count = (last - first).num_days() + 1;
        let most = if self.typed.per_day { MOST_SINGLE_DAYS } else { MOST_DAYS };
        let known = |day: NaiveDate| (2000..2100).contains(&day.year());
        if count < 1 {
            self.refuse(
                Field::Days,
                "Ngày cuối trước ngày đầu. Kiểm tra lại hai ngày.",
                "The last day is before the first. Check both.",
            );
        } else if count > most {
            self.refuse(
                Field::Days,
                format!("Khoảng này có {count} ngày, nhiều nhất {most} ngày. Chia thành nhiều đợt."),
                format!("These are {count} days; at most {most} can be asked. Make several rounds."),
            );
        } else if !known(first) || !known(last) {
            self.refuse(Field::Days, "Năm phải từ 2000 đến 2099.", "The year must be 2000 to 2099.");
        } else {
            return Some((first, last));
        }
        None
    }

    fn day(&mut self, text: &str, vi: &str, en: &str) -> Option<NaiveDate> {
        let read = match read_date(text) {
            Ok(read) => read,
            Err(why) => {
                self.refuse(Field::Days, sentence(&why.vi), sentence(&why.en));
                return None;
            }
        };
        match (read.value, read.warning) {
            (_, Some(why)) => self.refuse(Field::Days, sentence(&why.vi), sentence(&why.en)),
            (Some(day), None) => return Some(day),
            (None, None) => self.refuse(Field::Days, vi, en),
        }
        None
    }

    fn opens(&mut self) -> Option<DateTime<Utc>> {
        let typed = self.typed;
        let (day, hour) = (&typed.opens_day, typed.opens_hour.as_str());
        if day.trim().is_empty() && hour.trim().is_empty() {
            return Some(self.known.now);
        }
        let hour = if hour.trim().is_empty() { "0:00" } else { hour };
        self.moment(Field::Opens, day, hour).map(|local| (self.known.instant_of)(local))
    }

    fn moment(&mut self, field: Field, day: &str, hour: &str) -> Option<NaiveDateTime> {
        match read_moment(day, hour) {
            Ok(local) => Some(local),
            Err(why) => {
                self.wrong.push((field, why));
                None
            }
        }
    }

    /// The version that applies to the days, if it is asked otherwise than once a year.
    fn form(&mut self, period: Period) -> Option<&'a Form> {
        let code = self.known.catalogue.by_slug(&self.typed.form);
        let Some(code) = code else {
            self.refuse(Field::Form, "Chọn biểu trong danh sách.", "Choose a form of the list.");
            return None;
        };
        let form = self.known.catalogue.form(code, period);
        match form {
            Some(form) if form.askable(Frequency::Monthly).next().is_some() => Some(form),
            Some(_) => {
                self.refuse(
                    Field::Form,
                    format!("Biểu {code} chỉ hỏi theo năm, không hỏi theo ngày được. Chọn biểu khác."),
                    format!("Form {code} is asked by year only, not by days. Choose another."),
                );
                None
            }
            None => {
                self.refuse(
                    Field::Form,
                    format!("Biểu {code} chưa áp dụng cho những ngày này. Chọn ngày khác hoặc biểu khác."),
                    format!("Form {code} does not apply to these days yet. Choose other days or another form."),
                );
                None
            }
        }
    }

    /// In the form's order; None if all are asked.
    fn lines(&mut self, form: &Form) -> Option<Vec<String>> {
        if !self.typed.some_lines {
            return None;
        }
        let askable: Vec<&str> = form.askable(Frequency::Monthly).map(|line| line.code.as_str()).collect();
        let unknown: Vec<&String> =
            self.typed.lines.iter().filter(|code| !askable.contains(&code.as_str())).take(NAMED).collect();
        if let Some(code) = unknown.first() {
            self.refuse(
                Field::Lines,
                format!("Biểu không có dòng «{code}». Chọn lại các dòng."),
                format!("The form has no line «{code}». Choose the lines again."),
            );
        }
        let is_chosen = |code: &&str| self.typed.lines.iter().any(|line| line == code);
        let chosen: Vec<String> = askable.iter().copied().filter(is_chosen).map(str::to_owned).collect();
        if chosen.is_empty() && unknown.is_empty() {
            self.refuse(
                Field::Lines,
                "Chọn ít nhất một dòng, hoặc hỏi cả biểu.",
                "Choose a line, or ask the whole form.",
            );
        }
        (chosen.len() < askable.len()).then_some(chosen)
    }

    fn message(&mut self) -> Option<String> {
        let message = self.typed.message.trim();
        if message.chars().count() > LONGEST_MESSAGE {
            self.refuse(
                Field::Message,
                format!("Lời nhắn dài quá {LONGEST_MESSAGE} ký tự. Viết ngắn lại."),
                format!("The message has more than {LONGEST_MESSAGE} letters. Shorten it."),
            );
        }
        (!message.is_empty()).then(|| message.to_owned())
    }
}

fn sentence(text: &str) -> String {
    format!("{}.", capital(text.trim_end_matches('.')))
}

#[cfg(test)]
#[path = "asking_tests.rs"]
mod tests;
