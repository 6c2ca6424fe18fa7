//! The keys of requests, and the names that other systems have for them.

use strum::EnumCount;

/// Which requests are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Takes {
    /// Those of `paydesk pay`.
    Payments,
    /// Those of `paydesk cancel`.
    Cancels,
    /// Those of `paydesk message encode`.
    Messages,
}

/// A key of a request. Its own name is the same in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumCount, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(in crate::cli) enum Key {
    Kind,
    Id,
    CardNumber,
    Expiry,
    Cvc,
    Installments,
    Amount,
    Vat,
    RequestId,
    AllowDuplicate,
    OriginalId,
    EncryptedCard,
    Reserved,
}

/// A name of a key, and where it is one.
struct Name {
    text: &'static str,
    key: Key,
    takes: &'static [Takes],
}

const fn name(text: &'static str, key: Key, takes: &'static [Takes]) -> Name {
    Name { text, key, takes }
}

use Takes::{Cancels, Messages, Payments};

/// Every name. Own names first, in the order in which errors tell them.
const NAMES: [Name; 30] = [
    name("kind", Key::Kind, &[Messages]),
    name("id", Key::Id, &[Cancels, Messages]),
    name("card_number", Key::CardNumber, &[Payments, Messages]),
    name("installments", Key::Installments, &[Messages]),
    name("expiry", Key::Expiry, &[Payments, Messages]),
    name("cvc", Key::Cvc, &[Payments, Messages]),
    name("installments", Key::Installments, &[Payments]),
    name("amount", Key::Amount, &[Payments, Cancels, Messages]),
    name("vat", Key::Vat, &[Payments, Cancels, Messages]),
    name("request_id", Key::RequestId, &[Payments, Cancels]),
    name("allow_duplicate", Key::AllowDuplicate, &[Payments]),
    name("original_id", Key::OriginalId, &[Messages]),
    name("encrypted_card", Key::EncryptedCard, &[Messages]),
    name("reserved", Key::Reserved, &[Messages]),
    // The words of the two systems that Paydesk replaces.
    name("cardnum", Key::CardNumber, &[Payments]),
    name("card_no", Key::CardNumber, &[Payments]),
    name("effectiveterm", Key::Expiry, &[Payments]),
    name("exp_ym", Key::Expiry, &[Payments]),
    name("cvcnum", Key::Cvc, &[Payments]),
    name("card_cvc", Key::Cvc, &[Payments]),
    name("installment", Key::Installments, &[Payments]),
    name("pay_prd", Key::Installments, &[Payments]),
    name("bill", Key::Amount, &[Payments, Cancels]),
    name("pay_amt", Key::Amount, &[Payments, Cancels]),
    name("canclebill", Key::Amount, &[Cancels]),
    name("optionalbill", Key::Vat, &[Payments, Cancels]),
    name("vat_amt", Key::Vat, &[Payments, Cancels]),
    name("cancleoptionalbill", Key::Vat, &[Cancels]),
    name("uniqueId", Key::Id, &[Cancels]),
    name("mgnt_no", Key::Id, &[Cancels]),
];

impl Key {
    /// The key that is called `text` in these requests, and that name.
    pub(super) fn named(text: &str, takes: Takes) -> Option<(Self, &'static str)> {
        let name = NAMES.iter().find(|name| name.text == text && name.takes.contains(&takes))?;
        Some((name.key, name.text))
    }

    /// How many digits a JSON number is filled up to with zeros on the left, which JSON does not allow in numbers.
    pub(super) fn zero_filled_width(self) -> usize {
        match self {
            Self::Expiry => 4,
            Self::Cvc => 3,
            _ => 0,
        }
    }
}

impl Takes {
    /// Whether a request is more than a question: it leaves something behind when it is answered.
    pub(in crate::cli) fn carries_out(self) -> bool {
        matches!(self, Self::Payments | Self::Cancels)
    }

    /// The keys' own names, for people.
    pub(super) fn known(self) -> String {
        let own =
            NAMES.iter().filter(|name| name.takes.contains(&self) && name.text == <&str>::from(name.key));
        own.map(|name| name.text).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_are_told_in_the_order_of_the_form() {
        for (takes, known) in [
            (Payments, "card_number, expiry, cvc, installments, amount, vat, request_id, allow_duplicate"),
            (Cancels, "id, amount, vat, request_id"),
            (
                Messages,
                "kind, id, card_number, installments, expiry, cvc, amount, vat, original_id, encrypted_card, reserved",
            ),
        ] {
            assert_eq!(takes.known(), known);
        }
    }

    #[test]
    fn other_names_count_only_where_they_belong() {
        let named = |text, takes| Key::named(text, takes).map(|(key, _)| key);
        for takes in [Payments, Cancels] {
            assert_eq!(named("bill", takes), Some(Key::Amount));
            assert_eq!(named("vat_amt", takes), Some(Key::Vat));
        }
        assert_eq!(named("canclebill", Cancels), Some(Key::Amount));
        assert_eq!(named("canclebill", Payments), None);
        assert_eq!(named("uniqueId", Cancels), Some(Key::Id));
        assert_eq!(named("uniqueid", Cancels), None);
        assert_eq!(named("bill", Messages), None);
    }

    #[test]
    fn no_name_means_two_things() {
        for takes in [Payments, Cancels, Messages] {
            let mut texts: Vec<_> =
                NAMES.iter().filter(|n| n.takes.contains(&takes)).map(|n| n.text).collect();
            let all = texts.len();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), all);
        }
    }
}
