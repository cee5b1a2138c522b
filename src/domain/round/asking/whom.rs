//! Whom a new round asks.
use super::{Field, Found, MOST_HOUSES, NAMED, Reading};
use crate::domain::{AreaCode, Text, establishment::EstablishmentType, round::Audience};

impl Reading<'_> {
    pub(super) fn audience(&mut self) -> Audience {
        let typed = self.typed;
        let mut areas: Vec<AreaCode> = typed.areas.iter().map(|code| AreaCode(code.clone())).collect();
        if areas.iter().any(|code| !self.known.areas.contains(code)) {
            self.refuse(
                Field::Areas,
                "Có xã, phường ngoài địa bàn được giao. Chọn lại trong danh sách.",
                "A commune is not in your area. Choose of the list.",
            );
        }
        if areas.is_empty() && !self.known.everywhere {
            areas = self.known.areas.to_vec();
        }
        let types = self.codes::<EstablishmentType>(Field::Types, &typed.types);
        let stars: Vec<i16> = self.codes(Field::Stars, &typed.stars);
        if stars.iter().any(|stars| !(0..=5).contains(stars)) {
            self.refuse(Field::Stars, "Hạng từ 1 đến 5 sao, hoặc chưa xếp hạng.", "Stars are 1 to 5, or unranked.");
        }
        let (min_rooms, max_rooms) = (self.rooms(&typed.min_rooms), self.rooms(&typed.max_rooms));
        if let (Some(least), Some(most)) = (min_rooms, max_rooms)
            && least > most
        {
            self.refuse(
                Field::Rooms,
                format!("Số buồng ít nhất ({least}) lớn hơn nhiều nhất ({most}). Sửa một trong hai."),
                format!("The least number of rooms ({least}) is above the most ({most}). Correct one of them."),
            );
        }
        Audience { types, stars, areas, min_rooms, max_rooms, codes: self.houses() }
    }

    fn codes<T: std::str::FromStr>(&mut self, field: Field, texts: &[String]) -> Vec<T> {
        let read: Vec<T> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        if read.len() < texts.len() {
            self.refuse(field, "Chọn lại trong danh sách.", "Choose of the list again.");
        }
        read
    }

    fn rooms(&mut self, text: &str) -> Option<i32> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(rooms @ 0..=100_000) => Some(rooms),
            _ => {
                self.refuse(
                    Field::Rooms,
                    format!("«{text}» không phải số buồng. Ghi số nguyên từ 0 trở lên, hoặc để trống."),
                    format!("“{text}” is no number of rooms. Write a whole number from 0 on, or nothing."),
                );
                None
            }
        }
    }

    /// The codes of a pasted list; each line that names nobody is answered by a sentence of its own.
    fn houses(&mut self) -> Vec<String> {
        let typed = self.typed;
        let lines: Vec<(usize, &str)> = typed
            .houses
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        if lines.len() > MOST_HOUSES {
            self.refuse(
                Field::Houses,
                format!("Danh sách có {} dòng, nhiều nhất {MOST_HOUSES}. Chọn theo xã, loại hoặc hạng.", lines.len()),
                format!("The list has {} lines, at most {MOST_HOUSES}. Choose by commune, type or stars.", lines.len()),
            );
            return Vec::new();
        }
        let (mut codes, mut unknown): (Vec<String>, Vec<Text>) = (Vec::new(), Vec::new());
        for (at, line) in lines {
            match (self.known.find)(line) {
                Found::House(code) if !codes.contains(&code) => codes.push(code),
                Found::House(_) => {}
                other => unknown.push(not_found(at, line, &other)),
            }
        }
        let more = unknown.len().saturating_sub(NAMED);
        self.wrong.extend(unknown.into_iter().take(NAMED).map(|text| (Field::Houses, text)));
        if more > 0 {
            self.refuse(
                Field::Houses,
                format!("Còn {more} dòng khác không tìm thấy."),
                format!("{more} more lines were not found."),
            );
        }
        codes
    }
}

fn not_found(at: usize, line: &str, found: &Found) -> Text {
    let line: String = line.chars().take(80).collect();
    match found {
        Found::Several(count) => Text::new(
            format!("Dòng {at}: có {count} cơ sở cùng là «{line}». Ghi mã của cơ sở cần hỏi."),
            format!("Line {at}: {count} houses share «{line}». Give the code of the one that is meant."),
        ),
        Found::Elsewhere => Text::new(
            format!("Dòng {at}: «{line}» ngoài địa bàn được giao. Bỏ dòng này."),
            format!("Line {at}: «{line}» is not in your area. Leave it out."),
        ),
        Found::Nobody | Found::House(_) => Text::new(
            format!("Dòng {at}: không có cơ sở «{line}». Ghi mã, mã số thuế hoặc tên đầy đủ, hoặc bỏ dòng này."),
            format!("Line {at}: there is no house «{line}». Give code, tax code or full name, or leave it out."),
        ),
    }
}
