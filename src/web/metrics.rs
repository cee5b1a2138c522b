//! `/metrics` for Prometheus: requests, their durations, what waits, and the process itself.
use prometheus::{Encoder, HistogramVec, IntCounterVec, IntGauge, Registry, TextEncoder, histogram_opts, opts};
use rocket::{
    Request, Route, State, async_trait, get,
    http::{ContentType, Status},
    request::{FromRequest, Outcome},
    routes,
};

use crate::{app::App, db::backlog};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![metrics]
}

/// The counters of this process.
pub struct Metrics {
    registry: Registry,
    pub requests: IntCounterVec,
    pub seconds: HistogramVec,
    mails_waiting: IntGauge,
    mails_failed: IntGauge,
    rounds_stale: IntGauge,
}

impl Metrics {
    #[must_use]
    pub fn new() -> Self {
        let registry = Registry::new();
        let requests = opts!("luutru_requests_total", "Requests answered.");
        let seconds = histogram_opts!("luutru_request_seconds", "Time to answer a request.");
        let metrics = Metrics {
            requests: IntCounterVec::new(requests, &["method", "route", "status"]).expect("a valid name"),
            seconds: HistogramVec::new(seconds, &["route"]).expect("a valid name"),
            mails_waiting: gauge("luutru_mails_waiting", "Mails in the outbox that are to be sent."),
            mails_failed: gauge("luutru_mails_failed", "Mails given up."),
            rounds_stale: gauge("luutru_rounds_stale", "Rounds with reports that are not in their rollup yet."),
            registry,
        };
        metrics.register();
        metrics
    }

    fn register(&self) {
        let gauges = [&self.mails_waiting, &self.mails_failed, &self.rounds_stale];
        let mut collectors: Vec<Box<dyn prometheus::core::Collector>> = vec![
            Box::new(self.requests.clone()),
            Box::new(self.seconds.clone()),
            Box::new(prometheus::process_collector::ProcessCollector::for_self()),
        ];
        collectors.extend(gauges.map(|gauge| Box::new(gauge.clone()) as Box<dyn prometheus::core::Collector>));
        for collector in collectors {
            self.registry.register(collector).expect("each name stands once");
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new()
    }
}

fn gauge(name: &str, help: &str) -> IntGauge {
    IntGauge::new(name, help).expect("a valid name")
}

/// Whoever may read the counters: the bearer of `metrics_token`, or, while none is set, a program on this machine that
/// no proxy speaks for.
struct Scraper;

#[async_trait]
impl<'r> FromRequest<'r> for Scraper {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let token = &super::guards::app(request).config.metrics_token;
        let headers = request.headers();
        let admitted = if token.is_empty() {
            let local = request.remote().is_none_or(|address| address.ip().is_loopback());
            local && !headers.contains("X-Forwarded-For") && !headers.contains("Forwarded")
        } else {
            let given = headers.get_one("Authorization").and_then(|value| value.strip_prefix("Bearer "));
            // Hashes are compared, so that the time tells nothing of the token.
            given.is_some_and(|given| crate::db::secret::hash(given) == crate::db::secret::hash(token))
        };
        if admitted { Outcome::Success(Scraper) } else { Outcome::Error((Status::NotFound, ())) }
    }
}

#[get("/metrics")]
async fn metrics(
    _scraper: Scraper,
    app: &State<App>,
    metrics: &State<Metrics>,
) -> super::Result<(ContentType, Vec<u8>)> {
    let waiting = backlog::now(app.db.read()).await?;
    metrics.mails_waiting.set(waiting.mails_waiting);
    metrics.mails_failed.set(waiting.mails_failed);
    metrics.rounds_stale.set(waiting.rounds_stale);
    let mut text = Vec::new();
    let encoded = TextEncoder::new().encode(&metrics.registry.gather(), &mut text);
    encoded.map_err(|e| crate::error::Error::Io(std::io::Error::other(e)))?;
    Ok((ContentType::Plain, text))
}
