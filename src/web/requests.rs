//! One log line and one count for each request.
use std::time::Instant;

use rocket::{
    Data, Request, Response, async_trait,
    fairing::{Fairing, Info, Kind},
};

use super::metrics::Metrics;

pub struct Requests;

/// When a request came in.
struct Begun(Instant);

#[async_trait]
impl Fairing for Requests {
    fn info(&self) -> Info {
        Info { name: "request log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        request.local_cache(|| Begun(Instant::now()));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, answer: &mut Response<'r>) {
        let took = request.local_cache(|| Begun(Instant::now())).0.elapsed();
        // The pattern of the route, not the path: paths carry the secrets of links, and would be countless as labels.
        let route = request.route().map_or_else(|| "-".to_owned(), |route| route.uri.to_string());
        let (method, status) = (request.method().as_str(), answer.status().code);
        if let Some(metrics) = request.rocket().state::<Metrics>() {
            metrics.requests.with_label_values(&[method, &route, &status.to_string()]).inc();
            metrics.seconds.with_label_values(&[&route]).observe(took.as_secs_f64());
        }
        let ms = took.as_micros() as f64 / 1000.0;
        tracing::info!(target: "luutru::request", method, route, status, ms, "request");
    }
}
