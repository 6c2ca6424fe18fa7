//! What the configuration lacks for a slip. It is said beside the slip, never on the paper.

use super::paper_text::first_unknown;
use crate::config::{Charset, PaperConfig, ShopConfig};

/// What is missing of the shop, and what of it cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gaps {
    /// The keys of the configuration that are empty, in its order.
    pub missing: Vec<&'static str>,
    /// The texts that have a character which the printer does not know.
    pub unprintable: Vec<Unprintable>,
}

/// A text that cannot be printed as it is: a box or a question mark takes the place of the character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprintable {
    /// The key of the configuration.
    pub key: &'static str,
    /// The first such character, as a reader sees it.
    pub character: String,
}

impl Gaps {
    /// Those of this configuration.
    #[must_use]
    pub fn of(paper: &PaperConfig) -> Self {
        let mut gaps = Self::default();
        for (key, texts) in texts(&paper.shop) {
            if texts.iter().all(|text| text.trim().is_empty()) {
                gaps.missing.push(key);
            }
            let charset: Charset = paper.printer.charset;
            let unknown = texts.iter().find_map(|text| first_unknown(text, charset));
            gaps.unprintable.extend(unknown.map(|character| Unprintable { key, character }));
        }
        gaps
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.unprintable.is_empty()
    }
}

/// The keys of the section `[shop]` and their texts.
fn texts(shop: &ShopConfig) -> [(&'static str, &[String]); 7] {
    let one = std::slice::from_ref;
    [
        ("shop.name", one(&shop.name)),
        ("shop.owner", one(&shop.owner)),
        ("shop.business_number", one(&shop.business_number)),
        ("shop.address", &shop.address),
        ("shop.telephone", one(&shop.telephone)),
        ("shop.merchant_number", one(&shop.merchant_number)),
        ("shop.terminal_number", one(&shop.terminal_number)),
    ]
}
