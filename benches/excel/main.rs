//! What `scripts/bench-excel` measures with: workbooks written and read, with the CPU time and the most memory of the process.
//! Each command prints one line of JSON. `benches/peers` writes and reads the same cells with Python.
#![allow(clippy::unwrap_used)]
mod cells;
mod reading;
mod rollup;
mod usage;

use std::{path::Path, time::Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments[..] {
        ["write", rows, columns, file] => {
            report("write", || cells::write(rows.parse().unwrap(), columns.parse().unwrap(), Path::new(file)));
        }
        ["read", file] => report("read", || reading::table(Path::new(file))),
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

/// Runs once and prints what it cost; what it says is printed with it (a number of cells, of rows).
fn report(what: &str, run: impl FnOnce() -> u64) {
    let before = usage::held();
    let (begun, cpu_before) = (Instant::now(), usage::cpu());
    let count = run();
    let (cpu, wall) = (usage::cpu() - cpu_before, begun.elapsed());
    usage::print(what, count, cpu, wall, before);
}
