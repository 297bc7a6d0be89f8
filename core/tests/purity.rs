//! The compiled core asks its host for nothing: the WebAssembly module has no imports.
//!
//! `make purity` compiles `examples/purity.rs` and names the module in `CREDSTONE_WASM`.

#![allow(clippy::disallowed_methods, reason = "a test reads the module it is told to look at")]

/// The id of the section that lists what a module wants from its host; see
/// <https://webassembly.github.io/spec/core/binary/modules.html#import-section>.
const IMPORT_SECTION: u8 = 2;
const CODE_SECTION: u8 = 10;

/// Less code than this means that the linker threw the core away and the test looks at an empty shell.
const MINIMUM_CODE: usize = 50_000;

#[test]
fn the_compiled_core_has_no_imports() {
    let Ok(path) = std::env::var("CREDSTONE_WASM") else {
        println!("SKIPPED: no module to look at; run `make purity`");
        return;
    };
    let module = std::fs::read(&path).expect("the module named by CREDSTONE_WASM can be read");
    let sections = sections(&module).expect("a WebAssembly module, version 1");
    let code = sections.iter().find(|(id, _)| *id == CODE_SECTION).map_or(0, |(_, bytes)| bytes.len());
    println!("{code} bytes of code");
    assert!(code > MINIMUM_CODE, "only {code} bytes of code: the core is not in the module");
    let imports = sections.iter().find(|(id, _)| *id == IMPORT_SECTION).map_or(&[][..], |(_, bytes)| bytes);
    assert!(unsigned(&mut &*imports).unwrap_or(0) == 0, "imports: {:?}", String::from_utf8_lossy(imports));
}

#[test]
fn finds_an_import() {
    let module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01e\x01f\0\0\x03\x01\0";
    let sections = sections(module).expect("well-formed");
    assert_eq!(sections[1], (IMPORT_SECTION, &b"\x01\x01e\x01f\0\0"[..]));
    assert_eq!(sections.len(), 3);
    assert_eq!(self::sections(&module[..module.len() - 1]), None);
}

/// The sections of a module: id and contents.
fn sections(module: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = module.strip_prefix(b"\0asm\x01\0\0\0")?;
    let mut sections = Vec::new();
    while let Some((&id, after)) = rest.split_first() {
        rest = after;
        let length = unsigned(&mut rest)?;
        let (contents, after) = rest.split_at_checked(length)?;
        sections.push((id, contents));
        rest = after;
    }
    Some(sections)
}

/// Takes an unsigned LEB128 number of at most 32 bits off the front.
fn unsigned(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}
