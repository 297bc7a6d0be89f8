//! The pages of the repository: what they link to or name as a file is there, headings included.

#![allow(clippy::disallowed_methods, reason = "a test reads the pages it is about")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders whose files the pages call by their paths from the root.
const FOLDERS: [&str; 3] = ["core/", "fuzz/", "test-vectors/"];

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let pages = pages(&root);
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "DESIGN.md", "SECURITY.md"] {
        assert!(pages.contains(&root.join(name)), "{name} is missing");
    }
    let mut broken = Vec::new();
    let mut count = 0;
    for page in &pages {
        let text = std::fs::read_to_string(page).expect("a page");
        let prose = prose(&text);
        let folder = page.parent().expect("a folder");
        let links = links(&prose).into_iter().map(|link| (folder, link));
        for (from, link) in links.chain(paths(&prose).into_iter().map(|path| (root.as_path(), path))) {
            count += 1;
            if !leads_somewhere(page, from, link) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    println!("{} pages, {count} links and paths", pages.len());
    assert!(count > 10, "the links are not where the test looks");
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

#[test]
fn reads_links_and_headings() {
    let page = "# One `two`, three!\n[a](b.md) and [c](<d.md#e>) ![f](g.png \"h\") `[i](j.md)`\n```\n[k](l.md)\n# m\n```\n\
                ## Same\n## Same\n`core/src/x.rs` `core/<y>.rs` `x` [n](https://o.example/) [p](#same-1)\n";
    let prose = prose(page);
    assert_eq!(links(&prose), ["b.md", "d.md#e", "g.png", "#same-1"]);
    assert_eq!(paths(&prose), ["core/src/x.rs"]);
    assert_eq!(anchors(&prose), ["one-two-three", "same", "same-1"].map(str::to_owned).into());
}

#[test]
fn misses_what_is_not_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = root.join("ARCHITECTURE.md");
    for (link, want) in [
        ("README.md", true),
        ("core/src/lib.rs", true),
        ("no-such-page.md", false),
        ("#extension", true),
        ("#no-such-heading", false),
        ("ARCHITECTURE.md#contexts", true),
        ("ARCHITECTURE.md#Contexts", false),
    ] {
        assert_eq!(leads_somewhere(&page, &root, link), want, "{link}");
    }
}

/// Every page at the root and one folder below it.
fn pages(root: &Path) -> BTreeSet<PathBuf> {
    let list = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    let folders = FOLDERS.iter().flat_map(|name| list(&root.join(name)));
    let files = list(root).into_iter().chain(folders);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// The lines outside blocks of code.
fn prose(text: &str) -> Vec<&str> {
    let mut is_code = false;
    let is_prose = |line: &&str| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    };
    text.lines().filter(is_prose).collect()
}

/// The parts of a line inside backticks, or those outside.
fn parts<'t>(lines: &[&'t str], is_code: bool) -> Vec<&'t str> {
    let of = |line: &&'t str| line.split('`').skip(usize::from(is_code)).step_by(2).collect::<Vec<_>>();
    lines.iter().flat_map(of).collect()
}

/// The targets of all links that stay within the repository.
fn links<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    targets(lines).into_iter().filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

fn targets<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    // A link's text may be code, its target is not.
    let parts = parts(lines, false);
    let ends = parts.iter().flat_map(|part| part.split("](").skip(1));
    let targets = ends.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.map(|target| target.split(' ').next().unwrap_or_default().trim_matches(['<', '>'])).collect()
}

/// The paths from the root that are named as code; patterns are none.
fn paths<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let is_path = |text: &&str| {
        FOLDERS.iter().any(|folder| text.starts_with(folder)) && !text.contains(['<', '*', ' ', '…', ':', '{'])
    };
    parts(lines, true).into_iter().filter(is_path).collect()
}

fn leads_somewhere(page: &Path, folder: &Path, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let target = if path.is_empty() { page.to_owned() } else { folder.join(path) };
    match anchor {
        None => target.exists(),
        Some(anchor) => std::fs::read_to_string(target).is_ok_and(|text| anchors(&prose(&text)).contains(anchor)),
    }
}

/// The names of a page's headings, as they are shown on the web: lower case, hyphens for spaces, no punctuation, and a
/// number for the second of the same.
fn anchors(lines: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in lines.iter().filter(|line| line.starts_with('#')) {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let name = title.chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect::<String>();
        let numbered = (1..).map(|nth| format!("{name}-{nth}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !found.contains(name));
        found.extend(free);
    }
    found
}
