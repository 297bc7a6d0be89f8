//! Instants: the text of an XSD `dateTimeStamp` (XML Schema 1.1 part 2, §3.4.28) into a value that can be ordered.
//!
//! Nothing here reads a clock, knows of validity periods, or guesses at other forms of date.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant on the UTC time line, exact to every digit that was written.
///
/// Leap seconds do not exist on it, as in POSIX time and in XSD.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    seconds: i64,
    /// The digits after the point without trailing zeros, so that order of text is order of value.
    fraction: Box<str>,
}

/// What a date and time without a time zone means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// It is an error.
    Required,
    /// It is in UTC, as VCDM 2.0 asks (<https://www.w3.org/TR/vc-data-model-2.0/#representing-time>).
    Utc,
}

/// An instant together with what had to be assumed to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The instant.
    pub timestamp: Timestamp,
    /// Whether the text has no zone and was read as UTC.
    pub zone_assumed: bool,
}

/// Why a text is not an instant.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// The calendar has no such day, such as 30 February.
    Day,
    /// The text does not have the form `YYYY-MM-DDThh:mm:ss`, a fraction, a zone.
    Form,
    /// The year is before 0001 or has more than nine digits.
    Range,
    /// The clock has no such time, such as a second 60.
    Time,
    /// The zone is more than 14 hours from UTC.
    Zone,
    /// There is no zone, and one is required.
    ZoneMissing,
}

impl Timestamp {
    /// Reads the lexical form of XSD `dateTimeStamp`, or of `dateTime` where `zone` allows it.
    ///
    /// `24:00:00` is the next midnight. Any number of fraction digits is read and kept.
    ///
    /// # Errors
    /// [`DateError`] names the first part that is wrong.
    ///
    /// # Examples
    /// ```
    /// use credstone::time::{Timestamp, Zone};
    /// let parsed = Timestamp::parse("2024-02-29T14:00:00.50+02:00", Zone::Required)?;
    /// assert_eq!(parsed.timestamp.to_string(), "2024-02-29T12:00:00.5Z");
    /// # Ok::<(), credstone::time::DateError>(())
    /// ```
    pub fn parse(text: &str, zone: Zone) -> Result<Parsed, DateError> {
        let mut cursor = Cursor { rest: text };
        let days = cursor.date()?;
        cursor.literal(b'T')?;
        let (second_of_day, fraction) = cursor.time()?;
        let offset = cursor.zone()?;
        if offset.is_none() && zone == Zone::Required {
            return Err(DateError::ZoneMissing);
        }
        let local = days.saturating_mul(DAY).saturating_add(second_of_day);
        let seconds = local.saturating_sub(offset.unwrap_or(0));
        if !(FIRST..=LAST).contains(&seconds) {
            return Err(DateError::Range);
        }
        Ok(Parsed { timestamp: Self { seconds, fraction: fraction.into() }, zone_assumed: offset.is_none() })
    }

    /// The instant that many seconds after 1970-01-01T00:00:00Z; years before 0001 and after 999999999 become the nearest instant within.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Self {
        Self { seconds: seconds.clamp(FIRST, LAST), fraction: Box::default() }
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub fn unix_seconds(&self) -> i64 {
        self.seconds
    }

    /// The instant `seconds` later, or the last one there is.
    #[must_use]
    pub fn plus_seconds(&self, seconds: u32) -> Self {
        self.moved(i64::from(seconds))
    }

    /// The instant `seconds` earlier, or the first one there is.
    #[must_use]
    pub fn minus_seconds(&self, seconds: u32) -> Self {
        self.moved(i64::from(seconds).saturating_neg())
    }

    fn moved(&self, by: i64) -> Self {
        let seconds = self.seconds.saturating_add(by);
        if seconds == seconds.clamp(FIRST, LAST) {
            Self { seconds, fraction: self.fraction.clone() }
        } else {
            Self::from_unix(seconds)
        }
    }
}

/// What is left of the text.
struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    /// `yearFrag '-' monthFrag '-' dayFrag`, as days since 1970-01-01.
    fn date(&mut self) -> Result<i64, DateError> {
        if self.rest.starts_with('-') {
            return Err(DateError::Range);
        }
        let year = self.year()?;
        self.literal(b'-')?;
        let month = self.two_digits()?;
        self.literal(b'-')?;
        let day = self.two_digits()?;
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return Err(DateError::Day);
        }
        Ok(days_from_civil(year, month, day))
    }

    fn year(&mut self) -> Result<i64, DateError> {
        let digits = self.digits();
        if digits.len() < 4 || (digits.len() > 4 && digits.starts_with('0')) {
            return Err(DateError::Form);
        }
        if digits.len() > 9 || digits == "0000" {
            return Err(DateError::Range);
        }
        digits.parse().map_err(|_| DateError::Form)
    }

    /// `hourFrag ':' minuteFrag ':' secondFrag`, or `endOfDayFrag`: the second of the day, and the fraction.
    fn time(&mut self) -> Result<(i64, &'t str), DateError> {
        let hour = self.two_digits()?;
        self.literal(b':')?;
        let minute = self.two_digits()?;
        self.literal(b':')?;
        let second = self.two_digits()?;
        let fraction = self.fraction()?;
        let end_of_day = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
        if minute > 59 || second > 59 || (hour > 23 && !end_of_day) {
            return Err(DateError::Time);
        }
        Ok((seconds_of(hour, minute).saturating_add(second), fraction))
    }

    /// The digits after a point, without trailing zeros.
    fn fraction(&mut self) -> Result<&'t str, DateError> {
        if !self.rest.starts_with('.') {
            return Ok("");
        }
        self.literal(b'.')?;
        match self.digits() {
            "" => Err(DateError::Form),
            digits => Ok(digits.trim_end_matches('0')),
        }
    }

    /// The seconds by which local time is ahead of UTC, if the text says so, up to its end.
    fn zone(&mut self) -> Result<Option<i64>, DateError> {
        let ahead = match self.rest.as_bytes().first() {
            None => return Ok(None),
            Some(b'Z') if self.rest.len() == 1 => return Ok(Some(0)),
            Some(b'+') => true,
            Some(b'-') => false,
            Some(_) => return Err(DateError::Form),
        };
        self.rest = self.rest.get(1..).unwrap_or_default();
        let hour = self.two_digits()?;
        self.literal(b':')?;
        let minute = self.two_digits()?;
        if !self.rest.is_empty() {
            return Err(DateError::Form);
        }
        let offset = seconds_of(hour, minute);
        if minute > 59 || offset > seconds_of(14, 0) {
            return Err(DateError::Zone);
        }
        Ok(Some(if ahead { offset } else { offset.saturating_neg() }))
    }

    fn literal(&mut self, expected: u8) -> Result<(), DateError> {
        if self.rest.as_bytes().first() != Some(&expected) {
            return Err(DateError::Form);
        }
        self.rest = self.rest.get(1..).unwrap_or_default();
        Ok(())
    }

    fn two_digits(&mut self) -> Result<i64, DateError> {
        let digits = self.rest.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        self.rest = self.rest.get(2..).unwrap_or_default();
        digits.and_then(|digits| digits.parse().ok()).ok_or(DateError::Form)
    }

    fn digits(&mut self) -> &'t str {
        let end = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(end).unwrap_or(("", self.rest));
        self.rest = rest;
        digits
    }
}

fn seconds_of(hours: i64, minutes: i64) -> i64 {
    hours.saturating_mul(3_600).saturating_add(minutes.saturating_mul(60))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar.
///
/// Counted in years that begin in March: the leap day is then the last of its year, and months before it have a fixed pattern.
#[expect(clippy::arithmetic_side_effects, reason = "years have at most nine digits, so nothing here passes 10^12")]
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - DAYS_TO_EPOCH
}

/// The year, month and day that lie `days` after 1970-01-01; the inverse of [`days_from_civil`].
#[expect(clippy::arithmetic_side_effects, reason = "a timestamp lies within nine-digit years, so nothing passes 10^12")]
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let leap_free = day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096;
    let year_of_era = leap_free / 365;
    let day_of_year = day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    let month = (day_of_year * 5 + 2) / 153;
    let day = day_of_year - (month * 153 + 2) / 5 + 1;
    let year = era * 400 + year_of_era;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

/// RFC 3339 in UTC, the fraction without trailing zeros.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        f.write_str("Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text, Zone::Required).map(|parsed| parsed.timestamp).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Day => "the calendar has no such day",
            Self::Form => "not of the form YYYY-MM-DDThh:mm:ssZ",
            Self::Range => "the year is out of range",
            Self::Time => "the clock has no such time",
            Self::Zone => "the time zone is more than 14 hours from UTC",
            Self::ZoneMissing => "the time zone is missing",
        })
    }
}

impl std::error::Error for DateError {}

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;
/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800;
/// 999999999-12-31T23:59:59Z.
const LAST: i64 = 31_556_889_832_780_799;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn instant(text: &str) -> Timestamp {
        Timestamp::parse(text, Zone::Utc).unwrap().timestamp
    }

    #[test]
    fn reads_the_lexical_form() {
        for (text, want) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
            ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
            ("2023-12-31T24:00:00Z", "2024-01-01T00:00:00Z"),
            ("2023-12-31T24:00:00.000Z", "2024-01-01T00:00:00Z"),
            ("2020-01-01T00:00:00+14:00", "2019-12-31T10:00:00Z"),
            ("2020-01-01T00:00:00-14:00", "2020-01-01T14:00:00Z"),
            ("2020-01-01T00:00:00-00:00", "2020-01-01T00:00:00Z"),
            ("2020-01-01T05:30:00+05:30", "2020-01-01T00:00:00Z"),
            ("2020-01-01T00:00:00.1230Z", "2020-01-01T00:00:00.123Z"),
            ("2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00Z"),
            ("2020-01-01T00:00:00.1234567890123Z", "2020-01-01T00:00:00.1234567890123Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
            ("12345-06-07T08:09:10Z", "12345-06-07T08:09:10Z"),
            ("999999999-12-31T23:59:59Z", "999999999-12-31T23:59:59Z"),
            ("2022-04-05T13:43:10.870521", "2022-04-05T13:43:10.870521Z"),
        ] {
            assert_eq!(instant(text).to_string(), want, "{text}");
        }
    }

    #[test]
    fn refuses_all_else() {
        use DateError::{Day, Form, Range, Time, Zone as Offset};
        for (text, want) in [
            ("", Form),
            ("2020-01-01", Form),
            ("2020-01-01T00:00Z", Form),
            ("2020-01-01t00:00:00Z", Form),
            ("2020-01-01T00:00:00z", Form),
            ("2020-01-01 00:00:00Z", Form),
            (" 2020-01-01T00:00:00Z", Form),
            ("2020-01-01T00:00:00Z ", Form),
            ("2020-1-1T00:00:00Z", Form),
            ("+2020-01-01T00:00:00Z", Form),
            ("02020-01-01T00:00:00Z", Form),
            ("220-01-01T00:00:00Z", Form),
            ("2020-01-01T00:00:00.Z", Form),
            ("2020-01-01T00:00:00,5Z", Form),
            ("2020-01-01T00:00:00+0000", Form),
            ("2020-01-01T00:00:00+00", Form),
            ("2020-01-01T00:00:00+00:00Z", Form),
            ("2020-01-01T+1:00:00Z", Form),
            ("２０２０-01-01T00:00:00Z", Form),
            ("2020-0é-01T00:00:00Z", Form),
            ("2023-02-29T00:00:00Z", Day),
            ("1900-02-29T00:00:00Z", Day),
            ("2024-02-30T00:00:00Z", Day),
            ("2024-04-31T00:00:00Z", Day),
            ("2024-00-01T00:00:00Z", Day),
            ("2024-13-01T00:00:00Z", Day),
            ("2024-01-00T00:00:00Z", Day),
            ("2016-12-31T23:59:60Z", Time),
            ("2016-12-31T23:60:00Z", Time),
            ("2016-12-31T24:00:01Z", Time),
            ("2016-12-31T24:01:00Z", Time),
            ("2016-12-31T24:00:00.1Z", Time),
            ("2016-12-31T25:00:00Z", Time),
            ("2020-01-01T00:00:00+14:01", Offset),
            ("2020-01-01T00:00:00-15:00", Offset),
            ("2020-01-01T00:00:00+13:60", Offset),
            ("0000-01-01T00:00:00Z", Range),
            ("-0001-01-01T00:00:00Z", Range),
            ("1000000000-01-01T00:00:00Z", Range),
            ("0001-01-01T00:00:00+00:01", Range),
            ("999999999-12-31T24:00:00Z", Range),
        ] {
            assert_eq!(Timestamp::parse(text, Zone::Utc), Err(want), "{text}");
        }
    }

    #[test]
    fn asks_for_a_zone_or_assumes_one() {
        let zoneless = "2020-01-01T00:00:00";
        assert_eq!(Timestamp::parse(zoneless, Zone::Required), Err(DateError::ZoneMissing));
        assert!(Timestamp::parse(zoneless, Zone::Utc).unwrap().zone_assumed);
        assert!(!Timestamp::parse("2020-01-01T00:00:00Z", Zone::Utc).unwrap().zone_assumed);
    }

    #[test]
    fn orders_by_every_digit() {
        let ascending = [
            "2019-12-31T23:59:59.9Z",
            "2020-01-01T01:00:00+01:00",
            "2020-01-01T00:00:00.04Z",
            "2020-01-01T00:00:00.049999999999Z",
            "2020-01-01T00:00:00.4Z",
            "2020-01-01T00:00:00.400000000000000000001Z",
            "2020-01-01T00:00:01Z",
        ];
        assert!(ascending.windows(2).all(|pair| instant(pair[0]) < instant(pair[1])));
        assert_eq!(instant("2020-01-01T00:00:00.40Z"), instant("2020-01-01T02:00:00.4+02:00"));
        let long = format!("2020-01-01T00:00:00.{}1Z", "0".repeat(1 << 20));
        assert!(instant(&long) > instant("2020-01-01T00:00:00Z"));
    }

    #[test]
    fn moves_and_stays_within_the_calendar() {
        let start = instant("2020-01-01T00:00:00.5Z");
        assert_eq!(start.plus_seconds(300).to_string(), "2020-01-01T00:05:00.5Z");
        assert_eq!(start.minus_seconds(1).to_string(), "2019-12-31T23:59:59.5Z");
        assert_eq!(start.unix_seconds(), 1_577_836_800);
        assert_eq!(Timestamp::from_unix(i64::MIN).to_string(), "0001-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_unix(i64::MAX).to_string(), "999999999-12-31T23:59:59Z");
        assert_eq!(Timestamp::from_unix(FIRST).minus_seconds(1), Timestamp::from_unix(FIRST));
        assert_eq!(Timestamp::from_unix(LAST).plus_seconds(u32::MAX), Timestamp::from_unix(LAST));
    }

    #[test]
    fn counts_days_as_the_calendar_does() {
        let (mut days, mut year, mut month, mut day) = (days_from_civil(1, 1, 1), 1, 1, 1);
        while year < 2_801 {
            assert_eq!((days_from_civil(year, month, day), civil_from_days(days)), (days, (year, month, day)));
            days += 1;
            day += 1;
            if day > days_in_month(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }

    #[test]
    fn travels_as_text() {
        let json = serde_json::to_string(&instant("2020-01-01T01:00:00.10+01:00")).unwrap();
        assert_eq!(json, r#""2020-01-01T00:00:00.1Z""#);
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), instant("2020-01-01T00:00:00.1Z"));
        assert!(serde_json::from_str::<Timestamp>(r#""2020-01-01T00:00:00""#).is_err());
    }
}
