//! Seals are taken to where whoever can change the database cannot change them too: a file in another folder, a mail a day.
use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    path::Path,
};

use chrono::{DateTime, Utc};
use tokio::task::spawn_blocking;

use crate::{
    app::App,
    db::{outbox, seals},
    domain::{
        mail::{Mail, NewMail},
        seal::Seal,
    },
    error::{Error, Result},
    in_tx,
};

/// Name of the file in the setting `seals_folder`.
pub const FILE: &str = "seals.txt";
/// Seals written at a time.
const LINES: u64 = 1_000;
/// More than a line has.
const TAIL: u64 = 200;

/// Appends to the file whatever seals it does not have yet, so that none is left out when a run was cut off. How many.
///
/// # Errors
/// When the file can't be written, or its last seal is not one of this database: that was cut off, or restored from a backup.
pub async fn keep(app: &App) -> Result<usize> {
    let folder = &app.config.seals_folder;
    if folder.as_os_str().is_empty() {
        return Ok(0);
    }
    let file = folder.join(FILE);
    let kept = blocking(&file, last_of).await?;
    if let Some(kept) = &kept {
        let here = seals::by_number(app.db.read(), kept.number).await?;
        if here.as_ref().is_none_or(|here| here.hash != kept.hash) {
            return Err(Error::Tampered(format!(
                "niêm phong {} trong {} không có trong cơ sở dữ liệu: nhật ký bị sửa, hoặc vừa khôi phục từ bản sao lưu (khi đó chuyển tệp này đi nơi khác)",
                kept.number,
                file.display()
            )));
        }
    }
    let (mut last, mut count) = (kept.map_or(0, |seal| seal.number), 0);
    loop {
        let new = seals::after(app.db.read(), last, LINES).await?;
        let Some(seal) = new.last() else { return Ok(count) };
        last = seal.number;
        count += new.len();
        let lines: String = new.iter().map(|seal| format!("{seal}\n")).collect();
        blocking(&file, move |file| append(file, &lines)).await?;
    }
}

/// Queues a mail with the latest seal, unless it went out already.
///
/// # Errors
/// When the database refuses.
pub async fn send(app: &App, now: DateTime<Utc>) -> Result<String> {
    let recipient = app.config.seals_mail.trim();
    let Some(seal) = seals::latest(app.db.read()).await?.filter(|_| !recipient.is_empty()) else {
        return Ok("không có niêm phong hoặc địa chỉ để gửi".into());
    };
    let mail = Mail::Seal { number: seal.number };
    let new = NewMail { mail, recipient: recipient.to_owned(), account: None, not_before: now };
    in_tx!(app.db, |tx| outbox::queue(tx, new.clone(), now).await)?;
    Ok(format!("gửi niêm phong {}", seal.number))
}

/// Files are no work for the threads that answer others.
async fn blocking<T: Send + 'static>(
    file: &Path,
    work: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let path = file.to_owned();
    let done = spawn_blocking(move || work(&path)).await.map_err(|error| Error::Config(error.to_string()))?;
    done.map_err(|error| Error::Config(format!("setting seals_folder: {}: {error}", file.display())))
}

/// The last whole line of a file; None if there is none yet.
fn last_of(path: &Path) -> std::io::Result<Option<Seal>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut end = String::new();
    file.read_to_string(&mut end)?;
    match end.lines().next_back() {
        None => Ok(None),
        Some(line) => {
            let unreadable =
                || std::io::Error::new(ErrorKind::InvalidData, format!("the last line is no seal, remove it: {line}"));
            line.parse().map(Some).map_err(|_| unreadable())
        }
    }
}

/// On the medium before the run says so.
fn append(path: &Path, lines: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_found_however_long_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("below").join(FILE);
        assert_eq!(last_of(&file).unwrap(), None);
        let (mut last, mut lines) = (None::<Seal>, String::new());
        for _ in 0..50 {
            let (seal, _) = crate::domain::seal::next(last.as_ref(), DateTime::UNIX_EPOCH, &["aa"]);
            lines += &format!("{seal}\n");
            last = Some(seal);
        }
        append(&file, &lines).unwrap();
        assert_eq!(last_of(&file).unwrap(), last);
        append(&file, "51 2026-07-10T").unwrap();
        assert!(last_of(&file).is_err(), "half a line is told, not passed over");
    }
}
