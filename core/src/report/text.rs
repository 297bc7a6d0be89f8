//! A report as JSON: the one text that is the same in every language, members in the schema's order, none left out.

use super::{Check, Coverage, Data, Datum, Format, Need, Nested, Party, Report, Summary};
use crate::json::Writer;

/// About as many bytes as a check takes, and everything before the checks.
const CHECK: usize = 224;
const HEAD: usize = 1_024;

impl Report {
    /// The report as JSON text without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Writer::with_capacity(self.checks.len().saturating_mul(CHECK).saturating_add(HEAD));
        write_report(&mut out, self);
        out.finish()
    }
}

/// How long the JSON text is that `write` writes.
fn length(write: impl FnOnce(&mut Writer)) -> usize {
    let mut out = Writer::new();
    write(&mut out);
    out.finish().len()
}

impl Report {
    /// How long its JSON text is without the reports of documents within it.
    pub(crate) fn own_length(&self) -> usize {
        length(|out| write_with(out, self, &[]))
    }

    /// At least as long as that text, told without writing it: most reports are far from their bound.
    pub(crate) fn roughly(&self) -> usize {
        let escaped = |text: &str| text.len().saturating_mul(6);
        let checks = self
            .checks
            .iter()
            .map(|check| check.data.size().saturating_add(escaped(&check.scope)).saturating_add(CHECK_BOUND));
        let texts = self.summary.texts().chain(self.format.securing.iter().map(String::as_str));
        let texts = texts.map(|text| escaped(text).saturating_add(TEXT_BOUND));
        let coverage = self.coverage.iter().map(|entry| {
            let proofs = entry.proofs.iter().map(|proof| escaped(proof).saturating_add(3));
            proofs.fold(escaped(&entry.pointer).saturating_add(TEXT_BOUND), usize::saturating_add)
        });
        let needs = self.needs.iter().map(Need::length);
        let parts = checks.chain(texts).chain(coverage).chain(needs);
        parts.fold(HEAD, usize::saturating_add)
    }
}

/// At least as many bytes as a check takes beside its scope and data: its names, its sentence and the clause's URL.
const CHECK_BOUND: usize = 1_536;
/// The same of an entry of another list beside its texts.
const TEXT_BOUND: usize = 64;

impl Check {
    /// How long its JSON text is.
    pub(crate) fn length(&self) -> usize {
        length(|out| write_check(out, self))
    }
}

impl Need {
    /// How long its JSON text is.
    pub(crate) fn length(&self) -> usize {
        length(|out| write_need(out, self))
    }
}

impl Coverage {
    /// How long its JSON text is.
    pub(crate) fn length(&self) -> usize {
        length(|out| write_coverage(out, self))
    }
}

impl Nested {
    /// How long its JSON text is, with all within it.
    pub(crate) fn length(&self) -> usize {
        length(|out| write_nested(out, self))
    }
}

impl Data {
    /// At least as long as its JSON text.
    fn size(&self) -> usize {
        let of = |datum: &Datum| match datum {
            Datum::Boolean(_) | Datum::Integer(_) => TEXT_BOUND,
            Datum::List(texts) => texts.iter().fold(0, |sum, text| text.len().saturating_mul(6).saturating_add(sum)),
            Datum::Text(text) => text.len().saturating_mul(6),
        };
        self.0.iter().fold(0, |sum, (name, datum)| of(datum).saturating_add(name.len()).saturating_add(sum))
    }
}

impl Summary {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let parties = [&self.issuer, &self.holder, &self.achievement].into_iter().flatten().chain(&self.subjects);
        let named = parties.flat_map(|party| [&party.id, &party.name]);
        let own = [&self.id, &self.name, &self.valid_from, &self.valid_until];
        own.into_iter()
            .chain(named)
            .map(|text| text.as_deref().unwrap_or_default())
            .chain(self.types.iter().map(String::as_str))
    }
}

fn write_report(out: &mut Writer, report: &Report) {
    write_with(out, report, &report.nested);
}

fn write_with(out: &mut Writer, report: &Report, nested: &[Nested]) {
    out.object(|out| {
        out.field("report").unsigned(1);
        out.field("library").string(env!("CARGO_PKG_VERSION"));
        out.field("at").string(&report.at);
        out.field("input").object(|out| {
            out.field("sha256").string(&report.input.sha256);
            out.field("bytes").unsigned(u64::try_from(report.input.bytes).unwrap_or(u64::MAX));
        });
        out.field("policy").string(&report.policy);
        out.field("verdict").code(report.verdict.code());
        write_format(out.field("format"), &report.format);
        write_summary(out.field("summary"), &report.summary);
        write_list(out.field("checks"), &report.checks, write_check);
        write_list(out.field("needs"), &report.needs, write_need);
        write_list(out.field("coverage"), &report.coverage, write_coverage);
        write_list(out.field("nested"), nested, write_nested);
    });
}

fn write_list<T>(out: &mut Writer, items: &[T], write: impl Fn(&mut Writer, &T)) {
    out.array(|out| items.iter().for_each(|item| write(out, item)));
}

fn write_texts(out: &mut Writer, texts: &[String]) {
    write_list(out, texts, |out, text| out.string(text));
}

fn write_format(out: &mut Writer, format: &Format) {
    out.object(|out| {
        out.field("model").optional_string(format.model);
        out.field("profile").optional_string(format.profile);
        write_texts(out.field("securing"), &format.securing);
    });
}

fn write_summary(out: &mut Writer, summary: &Summary) {
    out.object(|out| {
        out.field("secured").boolean(summary.secured);
        out.field("id").optional_string(summary.id.as_deref());
        write_texts(out.field("types"), &summary.types);
        out.field("name").optional_string(summary.name.as_deref());
        write_party(out.field("issuer"), summary.issuer.as_ref());
        write_party(out.field("holder"), summary.holder.as_ref());
        write_list(out.field("subjects"), &summary.subjects, |out, subject| write_party(out, Some(subject)));
        write_party(out.field("achievement"), summary.achievement.as_ref());
        out.field("validFrom").optional_string(summary.valid_from.as_deref());
        out.field("validUntil").optional_string(summary.valid_until.as_deref());
    });
}

fn write_party(out: &mut Writer, party: Option<&Party>) {
    match party {
        None => out.null(),
        Some(party) => out.object(|out| {
            out.field("id").optional_string(party.id.as_deref());
            out.field("name").optional_string(party.name.as_deref());
        }),
    }
}

fn write_check(out: &mut Writer, check: &Check) {
    out.object(|out| {
        out.field("id").code(check.id.code());
        out.field("scope").string(&check.scope);
        out.field("outcome").code(check.outcome.code());
        out.field("weight").code(check.weight.code());
        match check.reason {
            Some(reason) => out.field("reason").code(reason.code()),
            None => out.field("reason").null(),
        }
        write_data(out.field("data"), &check.data);
        out.field("detail").string(&check.sentence());
        out.field("spec").code(check.id.spec());
    });
}

fn write_data(out: &mut Writer, data: &Data) {
    out.object(|out| {
        for (name, datum) in &data.0 {
            let out = out.field(name);
            match datum {
                Datum::Boolean(value) => out.boolean(*value),
                Datum::Integer(value) => out.unsigned(*value),
                Datum::List(texts) => write_texts(out, texts),
                Datum::Text(text) => out.string(text),
            }
        }
    });
}

fn write_need(out: &mut Writer, need: &Need) {
    out.object(|out| {
        out.field("kind").code(need.kind.code());
        out.field("key").string(&need.key);
        out.field("fetch").optional_string(need.fetch.as_deref());
        out.field("accept").optional_string(need.accept);
        out.field("sha256").optional_string(need.sha256.as_deref());
        write_list(out.field("for"), &need.wanted_by, |out, (id, scope)| {
            out.object(|out| {
                out.field("id").code(id.code());
                out.field("scope").string(scope);
            });
        });
    });
}

fn write_coverage(out: &mut Writer, coverage: &Coverage) {
    out.object(|out| {
        out.field("pointer").string(&coverage.pointer);
        out.field("by").code(coverage.by.code());
        write_texts(out.field("proofs"), &coverage.proofs);
    });
}

fn write_nested(out: &mut Writer, nested: &Nested) {
    out.object(|out| {
        out.field("role").code(nested.role.code());
        out.field("at").string(&nested.at);
        write_report(out.field("report"), &nested.report);
    });
}
