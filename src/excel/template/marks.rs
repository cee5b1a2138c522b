//! The marks by which a filled template is found again: what [`super`] writes and [`crate::excel::filled`] looks for.

/// Layout of the template. A file of another revision is refused with the advice to download the template again; raise it
/// when what stands here changes its meaning.
pub const REVISION: u32 = 2;

/// Name of the hidden sheet; it is known by [`SIGN`] in its first cell, so that renaming it does no harm.
pub const META_SHEET: &str = "_luutru";
/// First cell of the hidden sheet.
pub const SIGN: &str = "luutru:template";

/// Keys in the hidden sheet's column [`KEY`]; values in [`VALUE`].
pub const FORM: &str = "form";
pub const VERSION: &str = "version";
pub const PERIOD: &str = "period";
pub const TEMPLATE: &str = "revision";
/// A row for each house: its code, [`HOUSE_NAME`] and [`HOUSE_VERSION`].
pub const HOUSE: &str = "establishment";

/// Columns of the hidden sheet.
pub const KEY: u16 = 0;
pub const VALUE: u16 = 1;
pub const HOUSE_NAME: u16 = 2;
/// The version that the house had filed when the template was downloaded; 0 = none.
pub const HOUSE_VERSION: u16 = 3;

/// Heads of the hidden columns and rows of a sheet with figures: which column holds codes, names to choose, and values.
pub const CODE_HEAD: &str = "luutru:code";
pub const NAME_HEAD: &str = "luutru:name";
pub const VALUE_HEAD: &str = "luutru:value";
/// In the column of codes of each house's sheet, before the house's code: whose sheet it is, whatever its name.
pub const SHEET_OF: &str = "luutru:of:";

/// Code of the cell with the reason of a nil report.
pub const NIL: &str = "nil";
/// Key of a breakdown's free row, where the name is chosen: `guests_by_country.?`.
pub const FREE: &str = "?";

/// Name that the workbook defines for a line's cell, should its hidden column get lost.
#[must_use]
pub fn cell_name(line: &str) -> String {
    format!("luutru_{line}")
}
