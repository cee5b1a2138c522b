//! The commands; everything else is in the library.
use std::process::ExitCode;

fn main() -> ExitCode {
    luutru::commands::main()
}
