//! Renders mails and sends them: by SMTP, or into a folder for development. What is sent and when stands in the outbox.
mod letter;
pub mod letters;
mod server;
mod transport;

pub use letter::{Action, Letter, Sheet};
pub use transport::{Mailer, Posting};
