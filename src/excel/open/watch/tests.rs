use super::*;

fn refusal(name: &str, content: &[u8]) -> Option<Refused> {
    let mut watch = Watch::of(name);
    // However the bytes come in.
    let _ = content.chunks(7).try_for_each(|part| watch.write_all(part));
    watch.refusal()
}

#[test]
fn announced_sizes_are_not_believed() {
    let strings = |count: &str| format!("<sst count='3' uniqueCount = \"{count}\"><si><t>a</t></si></sst>");
    let ods = |rows: u64, columns: u64| {
        format!(
            "<table:table><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type='float' table:number-columns-repeated='{columns}'/></table:table-row></table:table>"
        )
    };
    let cases: [(&str, String, Option<Refused>); 11] = [
        ("xl/sharedStrings.xml", strings("3"), None),
        ("xl/sharedStrings.xml", strings("99999999999"), Some(Refused::TooManyCells)),
        ("xl/worksheets/sheet1.xml", "<c><f t=\"shared\" si=\"7\">A1</f></c>".into(), None),
        ("xl/worksheets/sheet1.xml", "<c><f t=\"shared\" si=\"4000000000\">A1</f></c>".into(), Some(Refused::Damaged)),
        ("content.xml", ods(3, 2), None),
        ("content.xml", ods(1_000_000, 2), Some(Refused::TooManyCells)),
        ("content.xml", ods(200, 16_384), Some(Refused::TooManyCells)),
        ("xl/a.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>".into(), Some(Refused::Damaged)),
        ("xl/a.xml", "<a>\0</a>".into(), Some(Refused::Damaged)),
        ("xl/a.xml", format!("<a>{}</a>", "x".repeat(2_000_000)), Some(Refused::Damaged)),
        // What stands in a comment is no tag, and hides none.
        ("xl/a.xml", "<!-- > <x a=\" --><sst uniqueCount=\"99999999999\"/>".into(), Some(Refused::TooManyCells)),
    ];
    for (name, content, expected) in cases {
        assert_eq!(refusal(name, content.as_bytes()), expected, "{name} {}", &content[..content.len().min(90)]);
    }
}

#[test]
fn empty_cells_and_rows_at_the_end_cost_nothing() {
    let row = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>";
    let rest = "<table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    assert_eq!(refusal("content.xml", format!("<table:table>{row}{rest}</table:table>").as_bytes()), None);
    let far = format!("<table:table>{row}{rest}{row}{row}</table:table>");
    assert_eq!(refusal("content.xml", far.as_bytes()), None, "a million rows of one column can be read");
    let wide = row.replace(
        "<table:table-cell table:number-columns-repeated=\"16383\"/>",
        "<table:table-cell table:number-columns-repeated=\"50\"/><table:table-cell office:value-type=\"float\"/>",
    );
    assert_eq!(
        refusal("content.xml", format!("<table:table>{wide}{rest}{wide}</table:table>").as_bytes()),
        Some(Refused::TooManyCells)
    );
}

#[test]
fn records_follow_each_other_and_none_is_longer_than_a_cell_can_be() {
    // Type 0x0101 with three bytes, then type 5 with none.
    assert_eq!(refusal("xl/workbook.bin", &[0x81, 0x02, 3, 1, 2, 3, 5, 0]), None);
    assert_eq!(
        refusal("xl/workbook.bin", &[0x81, 0x02, 3, 1, 2, 3, 5, 0xff, 0xff, 0xff, 0x7f]),
        Some(Refused::Damaged)
    );
}

#[test]
fn a_long_text_that_is_repeated_is_counted_each_time() {
    let long = "a".repeat(30_000);
    let cell = |times: u64, content: &str| {
        format!("<table:table-cell office:value-type='string' table:number-columns-repeated='{times}'{content}")
    };
    let inside = |times: u64| cell(times, &format!("><text:p>{long}</text:p></table:table-cell>"));
    let said = |times: u64| cell(times, &format!(" office:string-value='{long}'/>"));
    let row = |times: u64, cells: &str| {
        format!(
            "<table:table><table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row></table:table>"
        )
    };
    let both: [&dyn Fn(u64) -> String; 2] = [&inside, &said];
    for cells in both {
        assert_eq!(refusal("content.xml", row(10, &cells(10)).as_bytes()), None);
        assert_eq!(refusal("content.xml", row(1, &cells(10_000)).as_bytes()), Some(Refused::TooManyCells));
        assert_eq!(refusal("content.xml", row(10_000, &cells(1)).as_bytes()), Some(Refused::TooManyCells));
    }
    // Texts between cells are not kept.
    let between =
        format!("<table:table><table:table-row>{}</table:table-row></table:table>", cell(9_000, "/>") + &long);
    assert_eq!(refusal("content.xml", between.as_bytes()), None);
}
