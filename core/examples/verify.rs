//! Verifies credential files from the command line. Here, outside the core, files and the clock may be read.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a program for people does I/O")]

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use credstone::json::Document;
use credstone::limits::Limits;
use credstone::policy::Policy;
use credstone::report::{Check, CheckId, Need, NeedKind, Outcome, Party, Report, Verdict, Weight};
use credstone::resources::Resources;
use credstone::time::{Timestamp, Zone};
use credstone::verify::Verifier;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// Wrong use of the program, in one line.
struct Misuse(String);

impl From<String> for Misuse {
    fn from(text: String) -> Self {
        Self(text)
    }
}

fn main() -> ExitCode {
    let arguments = match command().try_get_matches() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return misuse(&error.to_string()),
        Err(error) => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
    };
    match run(&arguments) {
        Ok(verdicts) if verdicts.contains(&Verdict::Rejected) => ExitCode::from(1),
        Ok(verdicts) if verdicts.contains(&Verdict::Indeterminate) => ExitCode::from(2),
        Ok(_) => ExitCode::SUCCESS,
        Err(Misuse(text)) => misuse(&text),
    }
}

fn misuse(text: &str) -> ExitCode {
    let lines = text.lines().map(str::trim).take_while(|line| !line.is_empty());
    let line = lines.collect::<Vec<_>>().join(" ");
    eprintln!("verify: {} (see --help)", line.trim_start_matches("error: "));
    ExitCode::from(3)
}

fn command() -> Command {
    let path = || value_parser!(PathBuf);
    Command::new("verify")
        .about("Verifies credentials, badges and presentations without a network")
        .after_help(
            "Exit status: 0 all verified, 1 any rejected, 2 none rejected but any indeterminate, 3 wrong usage.",
        )
        .arg(Arg::new("at").long("at").value_name("RFC3339").help("The time of verification [default: now]"))
        .arg(Arg::new("policy").long("policy").value_name("FILE").value_parser(path()).help("A policy, as JSON"))
        .arg(
            Arg::new("resources")
                .long("resources")
                .value_name("FILE|DIR")
                .value_parser(path())
                .action(ArgAction::Append)
                .help("What lives elsewhere, as JSON (see `Resources::from_json`; `file` names a file beside it), or a folder of such files"),
        )
        .arg(
            Arg::new("needs")
                .long("needs")
                .value_name("FILE")
                .value_parser(path())
                .help("Writes what is missing to FILE, as resources to fill in; what only a policy can decide stands under `decisions`"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("One JSON object per line and file"))
        .arg(
            Arg::new("explain")
                .long("explain")
                .action(ArgAction::SetTrue)
                .conflicts_with("json")
                .help("Every check, those that passed too, with the standard that asks for it"),
        )
        .arg(
            Arg::new("files")
                .value_name("FILE")
                .value_parser(path())
                .action(ArgAction::Append)
                .required(true)
                .help("What to verify; `-` is standard input"),
        )
}

fn run(arguments: &ArgMatches) -> Result<Vec<Verdict>, Misuse> {
    let verifier = Verifier::new(policy(arguments)?);
    let mut resources = Resources::default();
    for path in arguments.get_many::<PathBuf>("resources").into_iter().flatten() {
        add_resources(&mut resources, path)?;
    }
    let mut batch = verifier.batch(&resources);
    let mut verdicts = Vec::new();
    let mut needs = Vec::new();
    let mut out = io::stdout().lock();
    for file in arguments.get_many::<PathBuf>("files").into_iter().flatten() {
        let report = match read(file) {
            Ok(bytes) => batch.verify(&bytes),
            Err(_) => verifier.unreadable(),
        };
        let text = if arguments.get_flag("json") {
            json_line(file, &report)?
        } else {
            for_people(file, &report, arguments.get_flag("explain"), io::stdout().is_terminal())
        };
        // A closed pipe is the reader's choice.
        let _ = out.write_all(text.as_bytes());
        verdicts.push(report.verdict);
        needs.extend(report.needs);
    }
    if let Some(path) = arguments.get_one::<PathBuf>("needs") {
        write_needs(path, &needs)?;
    }
    Ok(verdicts)
}

fn policy(arguments: &ArgMatches) -> Result<Policy, Misuse> {
    let at = match arguments.get_one::<String>("at") {
        Some(text) => Some(Timestamp::parse(text, Zone::Required).map_err(|error| format!("--at: {error}"))?.timestamp),
        None => None,
    };
    let Some(path) = arguments.get_one::<PathBuf>("policy") else {
        return Ok(Policy::at(at.unwrap_or_else(now)));
    };
    let fail = |error: &dyn std::fmt::Display| Misuse(format!("{}: {error}", path.display()));
    let mut text = std::fs::read(path).map_err(|error| fail(&error))?;
    let document = Document::parse(&text, &unlimited()).map_err(|error| fail(&error))?;
    let root = document.root();
    if !root.is_object() {
        return Err(fail(&"a policy is a JSON object"));
    }
    let (says_when, is_empty) = (root.get("at").is_some(), root.members().next().is_none());
    if says_when && at.is_some() {
        return Err(Misuse("--at: the policy already says `at`".into()));
    }
    if !says_when {
        // The text is the caller's; only the time is written into it.
        let first = text.iter().position(|byte| *byte == b'{').map_or(0, |brace| brace + 1);
        let comma = if is_empty { "" } else { "," };
        let member = format!("\"at\":\"{}\"{comma}", at.unwrap_or_else(now));
        text.splice(first..first, member.into_bytes());
    }
    Policy::from_json(&text).map_err(|error| fail(&error))
}

/// What the caller wrote is as long as the caller likes.
fn unlimited() -> Limits {
    Limits { input: u32::MAX, nodes: u32::MAX, ..Limits::default() }
}

fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
}

/// Adds a file of resources, or every `.json` file of a folder.
fn add_resources(resources: &mut Resources, path: &Path) -> Result<(), Misuse> {
    let fail = |error: &dyn std::fmt::Display| Misuse(format!("{}: {error}", path.display()));
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| fail(&error))?;
        let mut files: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        return files.iter().try_for_each(|file| add_resources(resources, file));
    }
    let text = std::fs::read(path).map_err(|error| fail(&error))?;
    // Two members of one name would be one when the core reads what is made of it.
    Document::parse(&text, &unlimited()).map_err(|error| fail(&error))?;
    let mut value: Value = serde_json::from_slice(&text).map_err(|error| fail(&error))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fill_in(&mut value, folder).map_err(|error| fail(&error))?;
    let read = Resources::from_json(value.to_string().as_bytes()).map_err(|error| fail(&error))?;
    resources.extend(read).map_err(|error| fail(&error))
}

/// Makes of a skeleton, filled in or not, what the core reads: what was said to a person goes, and so does what nobody
/// filled in.
fn fill_in(value: &mut Value, folder: &Path) -> Result<(), String> {
    let Some(lists) = value.as_object_mut() else { return Ok(()) };
    if lists.get(DECISIONS).is_some_and(|decisions| !decisions.is_array()) {
        return Err(format!("`{DECISIONS}` is a list"));
    }
    lists.remove(DECISIONS);
    for (kind, blanks) in BLANKS {
        let Some(entries) = lists.get_mut(*kind).and_then(Value::as_array_mut) else { continue };
        for (index, entry) in entries.iter_mut().enumerate() {
            let Some(members) = entry.as_object_mut() else { continue };
            let at = || format!("`/{kind}/{index}`");
            if members.remove("need").is_some_and(|need| !need.is_object()) {
                return Err(format!("{}: `need` is what a report says of a need", at()));
            }
            let is_blank = is_blank(members, blanks);
            if let Some(name) = members.keys().find(|name| is_blank && !is_known(kind, name)) {
                return Err(format!("the resource at `/{kind}/{index}/{name}` has an unknown member"));
            }
            if is_blank {
                *entry = Value::Null;
            } else if matches!(*kind, "documents" | "attached") {
                inline_file(members, folder).map_err(|error| format!("{}: {error}", at()))?;
            } else {
                members.retain(|_, value| !value.is_null());
            }
        }
        entries.retain(|entry| !entry.is_null());
    }
    Ok(())
}

/// What only the policy can decide, in a skeleton; no resource.
const DECISIONS: &str = "decisions";

/// The members of each kind of resource that a person fills in.
const BLANKS: &[(&str, &[&str])] = &[
    ("documents", &["file", "text", "base64", "json"]),
    ("attached", &["file", "text", "base64", "json"]),
    ("transactions", &["raw"]),
    ("inclusions", &["block", "index", "branch", "merkleblock", "trie", "receipt", "receiptTrie"]),
    ("headers", &["raw"]),
    ("state", &["block", "account"]),
    ("dns", &["values"]),
];

/// Whether a skeleton has that member in entries of that kind.
fn is_known(kind: &str, name: &str) -> bool {
    let keys: &[&str] = match kind {
        "documents" => &["url", "type", "retrieved"],
        "attached" => &["type"],
        "transactions" => &["chain", "id", "previous"],
        "inclusions" => &["chain", "transaction", "coinbase", "coinbaseBranch"],
        "state" => &["chain", "contract", "slots"],
        "dns" => &["name", "type"],
        _ => &["chain"],
    };
    keys.contains(&name) || BLANKS.iter().any(|(own, blanks)| *own == kind && blanks.contains(&name))
}

/// Whether an entry is one of a skeleton in which nothing has been filled in.
fn is_blank(members: &Map<String, Value>, blanks: &[&str]) -> bool {
    let is_there = |name: &&&str| members.contains_key(**name);
    let is_empty = |name: &&str| members.get(*name).is_none_or(Value::is_null);
    blanks.iter().any(|name| is_there(&name)) && blanks.iter().all(is_empty)
}

/// The core knows no files: a `file` member becomes the bytes of that file.
fn inline_file(members: &mut Map<String, Value>, folder: &Path) -> Result<(), String> {
    match members.remove("file") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(_)) if members.contains_key("base64") => Err("an entry has both `file` and `base64`".into()),
        Some(Value::String(file)) => {
            let path = folder.join(file);
            let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            members.insert("base64".into(), data_encoding::BASE64.encode(&bytes).into());
            Ok(())
        }
        Some(_) => Err("`file` is a path".into()),
    }
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        return io::stdin().read_to_end(&mut bytes).map(|_| bytes);
    }
    std::fs::read(file)
}

fn json_line(file: &Path, report: &Report) -> Result<String, Misuse> {
    let name = serde_json::to_string(&file.display().to_string()).map_err(|error| error.to_string())?;
    Ok(format!("{{\"file\":{name},\"report\":{}}}\n", report.to_json()))
}

fn write_needs(path: &Path, needs: &[Need]) -> Result<(), Misuse> {
    let mut lists: Map<String, Value> = Map::new();
    for need in joined(needs) {
        if need.kind == NeedKind::Context {
            let decisions = lists.entry(DECISIONS).or_insert_with(|| json!([]));
            let pin = json!({ "member": "contexts", "url": need.key, "sha256": need.sha256 });
            decisions.as_array_mut().into_iter().for_each(|decisions| decisions.push(pin.clone()));
        }
        let (list, entry) = blank(&need);
        let entries = lists.entry(list).or_insert_with(|| json!([]));
        let Some(entries) = entries.as_array_mut() else { continue };
        // The slots of one contract are proven together.
        let contract = |entry: &Value| (entry["chain"].clone(), entry["contract"].clone());
        let earlier = entries.iter_mut().find(|earlier| list == "state" && contract(earlier) == contract(&entry));
        match (earlier, &entry["slots"]) {
            (Some(earlier), Value::Array(slots)) => {
                earlier["slots"].as_array_mut().into_iter().for_each(|all| all.extend(slots.iter().cloned()));
            }
            _ => entries.push(entry),
        }
    }
    let text = serde_json::to_string_pretty(&lists).map_err(|error| error.to_string())?;
    std::fs::write(path, text + "\n").map_err(|error| Misuse(format!("{}: {error}", path.display())))
}

/// The needs of all reports, each once.
fn joined(needs: &[Need]) -> Vec<Need> {
    let mut needs: Vec<Need> = needs.iter().map(|need| Need { wanted_by: Vec::new(), ..need.clone() }).collect();
    needs.sort();
    needs.dedup();
    needs
}

/// The list in which a need is met, and the entry to fill in.
fn blank(need: &Need) -> (&'static str, Value) {
    let told = json!({ "kind": need.kind.code(), "key": need.key, "fetch": need.fetch, "sha256": need.sha256 });
    let (first, rest) = need.key.split_once('/').unwrap_or((&need.key, ""));
    let (list, mut entry) = match need.kind {
        NeedKind::Policy => return (DECISIONS, json!({ "member": need.key })),
        NeedKind::Transaction => ("transactions", json!({ "chain": first, "id": rest, "raw": null, "previous": null })),
        NeedKind::Inclusion => ("inclusions", blank_inclusion(first, rest)),
        NeedKind::Header => ("headers", json!({ "chain": first, "raw": null })),
        NeedKind::State => {
            let (contract, slot) = rest.split_once('/').map_or((rest, None), |(contract, slot)| (contract, Some(slot)));
            let slots: Vec<_> = slot.into_iter().map(|slot| json!({ "key": slot, "proof": null })).collect();
            let state = json!({ "chain": first, "block": null, "contract": contract, "account": null, "slots": slots });
            ("state", state)
        }
        NeedKind::Dns => ("dns", json!({ "name": first, "type": rest, "values": null })),
        _ => ("documents", json!({ "url": need.key, "file": null, "type": null, "retrieved": null })),
    };
    entry["need"] = told;
    (list, entry)
}

/// Bitcoin proves by a branch, Ethereum by nodes of its tries; what is left empty is not read.
fn blank_inclusion(chain: &str, transaction: &str) -> Value {
    if chain.starts_with("eip155:") {
        json!({ "chain": chain, "block": null, "transaction": transaction, "index": null, "trie": null,
            "receipt": null, "receiptTrie": null })
    } else {
        json!({ "chain": chain, "block": null, "transaction": transaction, "index": null, "branch": null,
            "coinbase": null, "coinbaseBranch": null })
    }
}

/// The report as a person wants to read it.
fn for_people(file: &Path, report: &Report, explain: bool, colour: bool) -> String {
    let mut text = String::new();
    let (sign, code) = match report.verdict {
        Verdict::Verified => ("✔ VERIFIED", "32;1"),
        Verdict::Rejected => ("✘ REJECTED", "31;1"),
        Verdict::Indeterminate => ("? INDETERMINATE", "33;1"),
    };
    let _ = writeln!(text, "{}  {}", painted(sign, code, colour), printable(&file.display().to_string()));
    write_summary(&mut text, report);
    for check in &report.checks {
        let decisive = check.weight != Weight::Informative;
        let shown = match check.outcome {
            Outcome::Failed => true,
            Outcome::Undetermined => explain || decisive && check.weight == Weight::Required && is_news(check, report),
            Outcome::Passed | Outcome::NotApplicable => explain,
        };
        if shown {
            write_check(&mut text, check, explain, colour);
        }
    }
    for need in &report.needs {
        let fetch = need.fetch.as_deref().filter(|fetch| *fetch != need.key);
        let from = fetch.map_or_else(String::new, |fetch| format!(" (from {})", printable(fetch)));
        let _ = writeln!(text, "  needs {} {}{from}", need.kind.code(), printable(&need.key));
    }
    for nested in &report.nested {
        let title = PathBuf::from(format!("{} at {}", nested.role.code(), nested.at));
        for line in for_people(&title, &nested.report, explain, colour).lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    let unseen = report.checks.iter().filter(|check| {
        check.id == CheckId::Resource && check.reason.is_some_and(|reason| reason.code() == "resource.missing")
    });
    match unseen.count() {
        0 => {}
        1 => text.push_str("  1 linked file was not looked at: it was not supplied\n"),
        count => _ = writeln!(text, "  {count} linked files were not looked at: they were not supplied"),
    }
    let passed = report.checks.iter().filter(|check| check.outcome == Outcome::Passed).count();
    if !explain {
        let _ = writeln!(text, "  {passed} checks passed; --explain shows them all");
    }
    text
}

/// What could not be reached says nothing that its cause does not say.
fn is_news(check: &Check, report: &Report) -> bool {
    let is_consequence = |check: &Check| check.reason.is_some_and(|reason| reason.code() == "check.not_reached");
    !is_consequence(check) || report.checks.iter().all(|other| other.reason.is_none() || is_consequence(other))
}

fn write_summary(text: &mut String, report: &Report) {
    let summary = &report.summary;
    let claim = if summary.secured { "" } else { " (claimed, not proven)" };
    let title = summary.name.as_deref().or_else(|| summary.achievement.as_ref()?.name.as_deref());
    // A type that no pinned context names is an IRI; its last part is what people know it by.
    let type_ = summary.types.last().and_then(|type_| type_.rsplit(['#', '/']).next());
    if let Some(title) = title.or(type_) {
        let _ = writeln!(text, "  {}{claim}", printable(title));
    }
    let named = |party: &Party| match (&party.name, &party.id) {
        (Some(name), Some(id)) => format!("{} <{}>", quoted(name), printable(id)),
        (Some(only), None) | (None, Some(only)) => printable(only),
        (None, None) => "unnamed".into(),
    };
    if let Some(holder) = &summary.holder {
        let _ = writeln!(text, "  shown by    {}", named(holder));
    }
    if let Some(issuer) = &summary.issuer {
        let _ = writeln!(text, "  issued by   {}", named(issuer));
    }
    for subject in &summary.subjects {
        let _ = writeln!(text, "  issued to   {}", named(subject));
    }
    if let Some(achievement) = &summary.achievement {
        let _ = writeln!(text, "  achievement {}", named(achievement));
    }
    let period = [("from", &summary.valid_from), ("until", &summary.valid_until)];
    let period: Vec<_> =
        period.iter().filter_map(|(name, time)| Some(format!("{name} {}", printable(time.as_ref()?)))).collect();
    if !period.is_empty() {
        let _ = writeln!(text, "  valid       {}", period.join(" "));
    }
    let known = [report.format.model, report.format.profile].into_iter().flatten().map(str::to_owned);
    let format: Vec<_> = known.chain(report.format.securing.iter().map(|name| printable(name))).collect();
    if !format.is_empty() {
        let _ = writeln!(text, "  format      {}", format.join(", "));
    }
}

fn write_check(text: &mut String, check: &Check, explain: bool, colour: bool) {
    let (sign, code) = match check.outcome {
        Outcome::Passed => ("✔", "32"),
        Outcome::Failed => ("✘", "31"),
        Outcome::Undetermined => ("?", "33"),
        Outcome::NotApplicable => ("–", "2"),
    };
    let scope = if check.scope.is_empty() { String::new() } else { format!(" {}", printable(&check.scope)) };
    let reason = check.reason.map_or_else(String::new, |reason| format!(" [{}]", reason.code()));
    let _ = writeln!(text, "  {} {}{scope}{reason}", painted(sign, code, colour), check.id.code());
    let _ = writeln!(text, "      {}", printable(&check.detail()));
    if explain {
        let _ = writeln!(text, "      {}", check.id.spec());
    }
}

fn painted(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A name that looks like no identifier: nobody else's stands before the one that follows.
fn quoted(name: &str) -> String {
    const LONGEST: usize = 120;
    let plain = printable(name).replace(['<', '>'], "\u{fffd}");
    let mut short: String = plain.chars().take(LONGEST).collect();
    if plain.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// A text from a document, unable to steer a terminal.
fn printable(text: &str) -> String {
    let hidden = |character: &char| matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars()
        .map(|character| if character.is_control() || hidden(&character) { '\u{fffd}' } else { character })
        .collect()
}
