//! Exact numbers, read and printed as in Vietnam: `.` groups thousands, `,` is the decimal mark.
