/// The migrations, one file per step.
pub fn x() {}
