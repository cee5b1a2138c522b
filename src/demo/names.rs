//! Fictional names of houses and people; mail addresses at example.vn, telephone and tax numbers that nobody has.
use super::{dice::Dice, places::Commune};
use crate::domain::establishment::EstablishmentType;

const THINGS: [&str; 30] = [
    "Biển",
    "Sóng",
    "Cát",
    "Gió",
    "Nắng",
    "Trăng",
    "Sao",
    "Hoa",
    "Mây",
    "Dừa",
    "Thông",
    "Sen",
    "Phượng",
    "San Hô",
    "Đảo",
    "Vịnh",
    "Đồi",
    "Vườn",
    "Suối",
    "Làng",
    "Cánh Buồm",
    "Hải Âu",
    "Ngọc Trai",
    "Rạn Đá",
    "Bến",
    "Mưa",
    "Chim Én",
    "Lá",
    "Trúc",
    "Mai",
];
const COLOURS: [&str; 12] = ["Xanh", "Vàng", "Hồng", "Trắng", "Bạc", "Tím", "Biếc", "Ngọc", "Mới", "Lam", "Nhỏ", "An"];
const WHOLE: [&str; 24] = [
    "Hoa Giấy",
    "Bình Minh",
    "Hoàng Hôn",
    "Hải Đăng",
    "Bằng Lăng",
    "Thùy Dương",
    "Phi Lao",
    "Bàng Vuông",
    "Muống Biển",
    "Ban Mai",
    "Đại Dương",
    "Thanh Bình",
    "An Nhiên",
    "Bốn Mùa",
    "Ngàn Thông",
    "Hướng Dương",
    "Cỏ May",
    "Gia An",
    "Thảo Nguyên",
    "Mộc Lan",
    "Rạng Đông",
    "Hòa Bình",
    "Tường Vi",
    "Thiên Thanh",
];
const SURNAMES: [&str; 14] =
    ["Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô"];
const WOMEN: [&str; 16] = [
    "Thị Hồng Hạnh",
    "Thị Thu Hà",
    "Ngọc Lan",
    "Thị Minh Châu",
    "Thanh Thúy",
    "Thị Kim Oanh",
    "Bích Ngọc",
    "Thị Mai",
    "Hoài Thương",
    "Thị Phương",
    "Khánh Vy",
    "Thị Lệ",
    "Thảo Nguyên",
    "Thị Yến",
    "Quỳnh Anh",
    "Thị Dung",
];
const MEN: [&str; 16] = [
    "Văn Hùng",
    "Minh Đức",
    "Quốc Bảo",
    "Văn Thành",
    "Thanh Tùng",
    "Hữu Phước",
    "Văn Lợi",
    "Đình Khoa",
    "Hoàng Nam",
    "Văn Tâm",
    "Anh Tuấn",
    "Công Danh",
    "Văn Sơn",
    "Trung Kiên",
    "Gia Huy",
    "Văn Bình",
];

/// «Khách sạn Biển Xanh», «Nhà nghỉ Hoa Giấy Long Hải»: `turn` numbers the houses, so that names differ.
#[must_use]
pub fn house(kind: EstablishmentType, stars: i16, at: &Commune, dice: &mut Dice) -> String {
    let own = if dice.chance(0.25) {
        (*dice.pick(&WHOLE)).to_owned()
    } else {
        format!("{} {}", dice.pick(&THINGS), dice.pick(&COLOURS))
    };
    let place = if dice.chance(0.3) { format!(" {}", at.short) } else { String::new() };
    format!("{} {own}{place}", prefix(kind, stars))
}

fn prefix(kind: EstablishmentType, stars: i16) -> &'static str {
    match (kind, stars) {
        (EstablishmentType::Hotel, 4..) => "Khu nghỉ dưỡng",
        (EstablishmentType::Hotel, _) => "Khách sạn",
        (EstablishmentType::Villa, _) => "Biệt thự",
        (EstablishmentType::Apartment, _) => "Căn hộ du lịch",
        (EstablishmentType::CruiseShip, _) => "Du thuyền",
        (EstablishmentType::GuestHouse, _) => "Nhà nghỉ",
        (EstablishmentType::Homestay, _) => "Homestay",
        (EstablishmentType::Camp, _) => "Bãi cắm trại",
        (EstablishmentType::Other, _) => "Nhà khách",
    }
}

/// «Nguyễn Thị Hồng Hạnh».
#[must_use]
pub fn person(dice: &mut Dice) -> String {
    let given = if dice.chance(0.5) { dice.pick(&WOMEN) } else { dice.pick(&MEN) };
    format!("{} {given}", dice.pick(&SURNAMES))
}

/// «bien-xanh.17@example.vn».
#[must_use]
pub fn mail(name: &str, number: usize) -> String {
    let own: Vec<String> = name.split_whitespace().rev().take(2).map(ascii).collect();
    format!("{}.{number}@example.vn", own.iter().rev().cloned().collect::<Vec<_>>().join("-"))
}

/// A landline of the area code 0254 whose subscriber number begins with 0, so that it is nobody's.
#[must_use]
pub fn landline(number: usize) -> String {
    format!("0254{:07}", number % 1_000_000)
}

/// A company's tax code with a right check digit and a head (99) that no tax office gives.
#[must_use]
pub fn company_tax_code(dice: &mut Dice) -> String {
    const WEIGHTS: [i64; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    loop {
        let digits: Vec<i64> = [9, 9].into_iter().chain((0..7).map(|_| dice.whole(0, 9))).collect();
        let sum: i64 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        let check = 10 - sum % 11;
        if check != 10 {
            return digits.iter().chain([&check]).map(ToString::to_string).collect();
        }
    }
}

/// A household's: 12 digits with a head (099) that is no province's.
#[must_use]
pub fn household_tax_code(dice: &mut Dice) -> String {
    format!("099{:09}", dice.whole(0, 999_999_999))
}

/// Lower-case Latin letters without marks.
#[must_use]
pub fn ascii(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = word.to_lowercase().replace('đ', "d");
    plain.nfd().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_and_at_example_vn() {
        assert_eq!(mail("Khách sạn Đồi Ngọc", 17), "doi-ngoc.17@example.vn");
        assert_eq!(landline(38_000), "02540038000");
    }

    #[test]
    fn a_companys_check_digit_holds() {
        let code = company_tax_code(&mut Dice::of(1, &[]));
        let digits: Vec<i64> = code.bytes().map(|b| i64::from(b - b'0')).collect();
        let sum: i64 = digits.iter().zip([31, 29, 23, 19, 17, 13, 7, 5, 3]).map(|(d, w)| d * w).sum();
        assert_eq!((code.len(), digits[9]), (10, 10 - sum % 11), "{code}");
    }
}
