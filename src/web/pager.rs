//! Long lists: which part is shown, and the addresses of the other parts.
use rocket::http::RawStr;

/// Which part of a long list is shown, and the ways to the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// From 1; 0 if the list is empty.
    pub first: usize,
    pub last: usize,
    pub total: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// Page `page` (from 1) of pages of `size` rows, on which `shown` of `total` rows stand.
    #[must_use]
    pub fn new(page: usize, size: usize, shown: usize, total: usize, href: impl Fn(usize) -> String) -> Self {
        let before = (page - 1).saturating_mul(size);
        let (first, last) = if shown == 0 { (0, 0) } else { (before + 1, before + shown) };
        Pager {
            first,
            last,
            total,
            previous: (page > 1).then(|| href(page - 1)),
            next: (shown > 0 && last < total).then(|| href(page + 1)),
        }
    }

    /// One page of a list that is there as a whole: the first if none is asked for, the last beyond the end.
    #[must_use]
    pub fn cut<T>(list: &[T], page: Option<usize>, size: usize, href: impl Fn(usize) -> String) -> (&[T], Self) {
        let page = page.unwrap_or(1).clamp(1, list.len().div_ceil(size).max(1));
        let shown = list.chunks(size).nth(page - 1).unwrap_or_default();
        (shown, Pager::new(page, size, shown.len(), list.len(), href))
    }
}

/// «?name=value&…» of those that have a value; empty if none has.
#[must_use]
pub fn query_text(fields: &[(&str, &str)]) -> String {
    let chosen = fields.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> =
        chosen.map(|(name, value)| format!("{name}={}", RawStr::new(value).percent_encode())).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let list: Vec<usize> = (1..=25).collect();
        let href = |page: usize| format!("/list?page={page}");
        let cases: [(Option<usize>, &[usize], (usize, usize), Option<&str>, Option<&str>); 5] = [
            (None, &list[..10], (1, 10), None, Some("/list?page=2")),
            (Some(0), &list[..10], (1, 10), None, Some("/list?page=2")),
            (Some(2), &list[10..20], (11, 20), Some("/list?page=1"), Some("/list?page=3")),
            (Some(3), &list[20..], (21, 25), Some("/list?page=2"), None),
            (Some(usize::MAX), &list[20..], (21, 25), Some("/list?page=2"), None),
        ];
        for (page, shown, (first, last), previous, next) in cases {
            let (cut, pager) = Pager::cut(&list, page, 10, href);
            let (previous, next) = (previous.map(str::to_owned), next.map(str::to_owned));
            assert_eq!((cut, pager), (shown, Pager { first, last, total: 25, previous, next }), "{page:?}");
        }
        assert_eq!(Pager::cut::<usize>(&[], Some(4), 10, href), (&[][..], Pager::default()));
    }

    #[test]
    fn values_are_encoded_and_empty_ones_left_out() {
        assert_eq!(
            query_text(&[("find", "Sóng & gió"), ("area", ""), ("page", "2")]),
            "?find=S%C3%B3ng%20%26%20gi%C3%B3&page=2"
        );
        assert_eq!(query_text(&[("find", "")]), "");
    }
}
