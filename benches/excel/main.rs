//! What `scripts/bench-excel` measures with: workbooks written and read, with the CPU time and the most memory of the process.
//! Each command prints one line of JSON. `benches/peers` writes and reads the same cells with Python.
#![allow(clippy::unwrap_used)]
mod cells;
mod reading;
mod rollup;
mod usage;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments[..] {
        ["write", rows, columns, file] => {
            usage::report("write", || cells::write(rows.parse().unwrap(), columns.parse().unwrap(), Path::new(file)));
        }
        ["read", file] => usage::report("read", || reading::table(Path::new(file))),
        ["template", file, times] => reading::template(Path::new(file), times.parse().unwrap()),
        ["department", database, houses, months] => {
            rollup::make(database, houses.parse().unwrap(), months.parse().unwrap());
        }
        ["rollup", database, period, file, times] => {
            rollup::measure(database, period, Path::new(file), times.parse().unwrap());
        }
        _ => panic!(
            "write ROWS COLUMNS FILE | read FILE | template FILE TIMES | department DATABASE HOUSES MONTHS | \
             rollup DATABASE PERIOD FILE TIMES"
        ),
    }
}
