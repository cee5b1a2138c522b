//! Work that is dropped where it stands, as when a process is killed or a browser leaves.
use std::{future::Future, pin::pin, task::Poll};

/// Polls a future so many times at most, then drops it where it stands. True if it came to its end.
pub async fn cut<T>(future: impl Future<Output = T>, most: u64) -> bool {
    let mut future = pin!(future);
    let mut polls = 0;
    std::future::poll_fn(|context| {
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if polls >= most => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
