//! The department's colours, and `/style`: every piece of a page in every state.
use rocket::{Route, State, get, http::ContentType, routes};

use crate::app::App;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![brand]
}

/// The department's colours; everything else follows from them (`static/base.css`, tokens).
#[get("/brand.css")]
fn brand(app: &State<App>) -> (ContentType, String) {
    let colour = |text: &str, usual: &str| if is_colour(text) { text.to_owned() } else { usual.to_owned() };
    let (brand, ink) = (colour(&app.config.brand, "#0b5a73"), colour(&app.config.brand_ink, "#fff"));
    (ContentType::CSS, format!(":root {{ --brand: {brand}; --brand-ink: {ink}; }}\n"))
}

/// `#rgb` or `#rrggbb`: nothing else gets into the style sheet.
fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_colours_reach_the_style_sheet() {
        for (text, fits) in [("#0b5a73", true), ("#fff", true), ("red", false), ("#12345", false), ("#fff}", false)] {
            assert_eq!(is_colour(text), fits, "{text}");
        }
    }

    #[test]
    fn every_icon_that_a_template_names_exists() {
        let icons = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/static/icons.svg"));
        for name in named_icons() {
            assert!(icons.contains(&format!("id=\"{name}\"")), "no icon «{name}» in static/icons.svg");
        }
    }

    /// Icons called by literal name in the templates.
    fn named_icons() -> Vec<String> {
        fn read(folder: &std::path::Path, names: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    read(&entry.path(), names);
                } else {
                    let text = std::fs::read_to_string(entry.path()).unwrap();
                    let calls = text.split("icon(\"").skip(1);
                    names.extend(calls.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
                }
            }
        }
        let mut names = Vec::new();
        read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut names);
        assert!(names.len() > 10);
        names
    }
}
