//! A report as JSON: the one text that is the same in every language, members in the schema's order, none left out.

use super::{Check, Coverage, Data, Datum, Format, Need, Nested, Party, Report, Summary};
use crate::json::Writer;

impl Report {
    /// The report as JSON text without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Writer::new();
        write_report(&mut out, self);
        out.finish()
    }
}

fn write_report(out: &mut Writer, report: &Report) {
    out.object(|out| {
        out.member("report").unsigned(1);
        out.member("library").string(env!("CARGO_PKG_VERSION"));
        out.member("at").string(&report.at);
        out.member("input").object(|out| {
            out.member("sha256").string(&report.input.sha256);
            out.member("bytes").unsigned(u64::try_from(report.input.bytes).unwrap_or(u64::MAX));
        });
        out.member("policy").string(&report.policy);
        out.member("verdict").string(report.verdict.code());
        write_format(out.member("format"), &report.format);
        write_summary(out.member("summary"), &report.summary);
        write_list(out.member("checks"), &report.checks, write_check);
        write_list(out.member("needs"), &report.needs, write_need);
        write_list(out.member("coverage"), &report.coverage, write_coverage);
        write_list(out.member("nested"), &report.nested, write_nested);
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
        out.member("model").optional_string(format.model);
        out.member("profile").optional_string(format.profile);
        write_texts(out.member("securing"), &format.securing);
    });
}

fn write_summary(out: &mut Writer, summary: &Summary) {
    out.object(|out| {
        out.member("secured").boolean(summary.secured);
        out.member("id").optional_string(summary.id.as_deref());
        write_texts(out.member("types"), &summary.types);
        out.member("name").optional_string(summary.name.as_deref());
        write_party(out.member("issuer"), summary.issuer.as_ref());
        write_list(out.member("subjects"), &summary.subjects, |out, subject| write_party(out, Some(subject)));
        write_party(out.member("achievement"), summary.achievement.as_ref());
        out.member("validFrom").optional_string(summary.valid_from.as_deref());
        out.member("validUntil").optional_string(summary.valid_until.as_deref());
    });
}

fn write_party(out: &mut Writer, party: Option<&Party>) {
    match party {
        None => out.null(),
        Some(party) => out.object(|out| {
            out.member("id").optional_string(party.id.as_deref());
            out.member("name").optional_string(party.name.as_deref());
        }),
    }
}

fn write_check(out: &mut Writer, check: &Check) {
    out.object(|out| {
        out.member("id").string(check.id.code());
        out.member("scope").string(&check.scope);
        out.member("outcome").string(check.outcome.code());
        out.member("weight").string(check.weight.code());
        out.member("reason").optional_string(check.reason.map(super::Reason::code));
        write_data(out.member("data"), &check.data);
        out.member("detail").string(&check.detail());
        out.member("spec").string(check.id.spec());
    });
}

fn write_data(out: &mut Writer, data: &Data) {
    out.object(|out| {
        for (name, datum) in &data.0 {
            let out = out.member(name);
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
        out.member("kind").string(need.kind.code());
        out.member("key").string(&need.key);
        out.member("fetch").optional_string(need.fetch.as_deref());
        out.member("accept").optional_string(need.accept);
        out.member("sha256").optional_string(need.sha256.as_deref());
        write_list(out.member("for"), &need.wanted_by, |out, (id, scope)| {
            out.object(|out| {
                out.member("id").string(id.code());
                out.member("scope").string(scope);
            });
        });
    });
}

fn write_coverage(out: &mut Writer, coverage: &Coverage) {
    out.object(|out| {
        out.member("pointer").string(&coverage.pointer);
        out.member("by").string(coverage.by.code());
        write_texts(out.member("proofs"), &coverage.proofs);
    });
}

fn write_nested(out: &mut Writer, nested: &Nested) {
    out.object(|out| {
        out.member("role").string(nested.role.code());
        out.member("at").string(&nested.at);
        write_report(out.member("report"), &nested.report);
    });
}
