//! Any bytes as an uploaded file.
#![no_main]
use libfuzzer_sys::fuzz_target;
use luutru::{
    domain::{Period, area::Gazetteer, catalogue::Catalogue, form::Form},
    excel::{self, filled::Expected},
};
use std::sync::{LazyLock, Once};

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().expect("the forms are right");
    catalogue.all().next().expect("there is a form").clone()
});

/// A panic that is caught is an answer; the fuzzer's own hook would end the run before it is.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}

fuzz_target!(|bytes: &[u8]| {
    quiet();
    let expected =
        Expected { form: &FORM, period: Period::month(2026, 6), code: "BRVT-0001", name: "Nhà nghỉ Sóng" };
    let filled = excel::filled::read(bytes, &expected);
    if let Err(refused) = filled {
        assert!(!refused.message().vi.is_empty());
    }
    let places = Gazetteer::embedded();
    let scope = places.department(&[], "");
    if let Err(refused) = excel::register::read(bytes, places, &scope) {
        assert!(!refused.message().vi.is_empty());
    }
    if let Err(refused) = excel::history::read(bytes, &FORM) {
        assert!(!refused.message().vi.is_empty());
    }
});
