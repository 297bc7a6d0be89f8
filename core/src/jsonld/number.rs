//! JSON numbers as `xsd:integer` and `xsd:double`
//! ([Data Round Tripping](https://www.w3.org/TR/json-ld11-api/#data-round-tripping)).

use std::fmt::Write;

/// The canonical form of a number, and whether it is that of an `xsd:double`.
pub(super) fn write(to: &mut String, text: &str, as_double: bool) -> bool {
    if !as_double && is_short_integer(text) {
        to.push_str(if text == "-0" { "0" } else { text });
        return false;
    }
    // The reader lets no number through that is not one, or is too large for a double.
    let value: f64 = text.parse().unwrap_or(0.0);
    if as_double || value.fract() != 0.0 || value.abs() >= 1e21 {
        write_double(to, value);
        return true;
    }
    // Adding zero takes the sign off a zero.
    let _ = write!(to, "{:.0}", value + 0.0);
    false
}

/// Sixteen digits, trailing zeros off but for one.
fn write_double(to: &mut String, value: f64) {
    let text = format!("{:.15E}", value + 0.0);
    let (mantissa, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let trimmed = mantissa.trim_end_matches('0');
    let zero = if trimmed.ends_with('.') { "0" } else { "" };
    to.extend([trimmed, zero, "E", exponent]);
}

/// Digits alone, few enough that no double rounds them.
fn is_short_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a number is not an integer beyond 2^53, which a double cannot hold for sure.
pub(super) fn is_interoperable(text: &str) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    if is_short_integer(text) || text.contains(['.', 'e', 'E']) {
        return true;
    }
    text.parse::<f64>().is_ok_and(|value| value.abs() <= LARGEST)
}

/// Whether the canonical form of a number, if it is that of a double, reads back as the same number.
pub(super) fn is_exact(text: &str, as_double: bool) -> bool {
    if !as_double && is_short_integer(text) {
        return true;
    }
    let mut canonical = String::new();
    write(&mut canonical, text, as_double);
    canonical.parse::<f64>().ok() == text.parse::<f64>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_their_canonical_form() {
        let cases = [
            ("0", false, "0"),
            ("-0", false, "0"),
            ("-0.0", false, "0"),
            ("12", false, "12"),
            ("12", true, "1.2E1"),
            ("0", true, "0.0E0"),
            ("5.5", false, "5.5E0"),
            ("5.0", false, "5"),
            ("1e2", false, "100"),
            ("1e21", false, "1.0E21"),
            ("1e20", false, "100000000000000000000"),
            ("-1.25e-7", false, "-1.25E-7"),
            ("3.3333333333333335", false, "3.333333333333333E0"),
            ("0.30000000000000004", false, "3.0E-1"),
            ("9007199254740993", false, "9007199254740992"),
        ];
        for (input, as_double, want) in cases {
            let mut out = String::new();
            write(&mut out, input, as_double);
            assert_eq!(out, want, "{input}");
        }
    }
}
