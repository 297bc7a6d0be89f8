//! The data models and the contexts that name them.

/// The data model, decided by the first entry of `@context`.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// <https://www.w3.org/TR/vc-data-model/>
    Vcdm11,
    /// <https://www.w3.org/TR/vc-data-model-2.0/>
    Vcdm20,
}

impl Model {
    /// The name in a report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Vcdm11 => "vcdm-1.1",
            Self::Vcdm20 => "vcdm-2.0",
        }
    }

    /// The URL that must come first in `@context`.
    #[must_use]
    pub fn base_context(self) -> &'static str {
        match self {
            Self::Vcdm11 => "https://www.w3.org/2018/credentials/v1",
            Self::Vcdm20 => "https://www.w3.org/ns/credentials/v2",
        }
    }

    pub(super) fn of_context(url: &str) -> Option<Self> {
        BASE_CONTEXTS.iter().find(|(base, _)| *base == url).map(|(_, model)| *model)
    }
}

/// The base contexts and the models they stand for.
pub const BASE_CONTEXTS: &[(&str, Model)] = &[
    ("https://www.w3.org/2018/credentials/v1", Model::Vcdm11),
    ("https://www.w3.org/ns/credentials/v2", Model::Vcdm20),
];
