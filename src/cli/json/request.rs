//! The requests: their keys, and as aliases the keys of the two systems that Paydesk replaces.

use serde::{Deserialize, de::DeserializeOwned};

use super::scalar::{Scalar, zero_filled};

/// A request that serde reads from an object. Every key may be left out here; the form reports a missing one.
pub(in crate::cli) trait Request: DeserializeOwned {
    /// The keys in the order of the form, for error texts. Without aliases.
    const KEYS: &'static str;
    /// True if the request writes to the ledger, so that its answer must not be lost unnoticed.
    const CHANGES_LEDGER: bool;
}

/// A payment, for `paydesk pay`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::cli) struct JsonPayment {
    #[serde(alias = "cardnum", alias = "card_no")]
    pub(in crate::cli) card_number: Scalar,
    #[serde(alias = "effectiveterm", alias = "exp_ym", deserialize_with = "zero_filled::<_, 4>")]
    pub(in crate::cli) expiry: Scalar,
    #[serde(alias = "cvcnum", alias = "card_cvc", deserialize_with = "zero_filled::<_, 3>")]
    pub(in crate::cli) cvc: Scalar,
    #[serde(alias = "installment", alias = "pay_prd")]
    pub(in crate::cli) installments: Scalar,
    #[serde(alias = "bill", alias = "pay_amt")]
    pub(in crate::cli) amount: Scalar,
    #[serde(alias = "optionalbill", alias = "vat_amt")]
    pub(in crate::cli) vat: Scalar,
    pub(in crate::cli) request_id: Scalar,
    pub(in crate::cli) allow_duplicate: Scalar,
    pub(in crate::cli) memo: Scalar,
}

impl Request for JsonPayment {
    const KEYS: &'static str =
        "card_number, expiry, cvc, installments, amount, vat, request_id, allow_duplicate, memo";
    const CHANGES_LEDGER: bool = true;
}

/// A cancel, for `paydesk cancel`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::cli) struct JsonCancel {
    #[serde(alias = "uniqueId", alias = "mgnt_no")]
    pub(in crate::cli) id: Scalar,
    #[serde(alias = "bill", alias = "pay_amt", alias = "canclebill")]
    pub(in crate::cli) amount: Scalar,
    #[serde(alias = "optionalbill", alias = "vat_amt", alias = "cancleoptionalbill")]
    pub(in crate::cli) vat: Scalar,
    pub(in crate::cli) request_id: Scalar,
    pub(in crate::cli) memo: Scalar,
}

impl Request for JsonCancel {
    const KEYS: &'static str = "id, amount, vat, request_id, memo";
    const CHANGES_LEDGER: bool = true;
}

/// The fields of a message, for `paydesk message encode`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::cli) struct JsonMessage {
    pub(in crate::cli) kind: Scalar,
    pub(in crate::cli) id: Scalar,
    pub(in crate::cli) card_number: Scalar,
    pub(in crate::cli) installments: Scalar,
    #[serde(deserialize_with = "zero_filled::<_, 4>")]
    pub(in crate::cli) expiry: Scalar,
    #[serde(deserialize_with = "zero_filled::<_, 3>")]
    pub(in crate::cli) cvc: Scalar,
    pub(in crate::cli) amount: Scalar,
    pub(in crate::cli) vat: Scalar,
    pub(in crate::cli) original_id: Scalar,
    pub(in crate::cli) encrypted_card: Scalar,
    pub(in crate::cli) reserved: Scalar,
}

impl Request for JsonMessage {
    const KEYS: &'static str = "kind, id, card_number, installments, expiry, cvc, amount, vat, original_id, encrypted_card, reserved";
    const CHANGES_LEDGER: bool = false;
}

#[cfg(test)]
mod tests {
    use super::{super::read::read, *};

    fn takes<T: Request>(key: &str) -> bool {
        read::<T>(format!("{{\"{key}\":1}}").as_bytes()).is_ok()
    }

    #[test]
    fn every_key_in_an_error_is_accepted() {
        fn check<T: Request>() {
            for key in T::KEYS.split(", ") {
                assert!(takes::<T>(key), "{key}");
            }
        }
        check::<JsonPayment>();
        check::<JsonCancel>();
        check::<JsonMessage>();
    }

    #[test]
    fn other_names_count_only_where_they_belong() {
        for (key, payment, cancel) in [
            ("cardnum", true, false),
            ("card_no", true, false),
            ("effectiveterm", true, false),
            ("exp_ym", true, false),
            ("cvcnum", true, false),
            ("card_cvc", true, false),
            ("installment", true, false),
            ("pay_prd", true, false),
            ("bill", true, true),
            ("pay_amt", true, true),
            ("canclebill", false, true),
            ("optionalbill", true, true),
            ("vat_amt", true, true),
            ("cancleoptionalbill", false, true),
            ("uniqueId", false, true),
            ("mgnt_no", false, true),
            ("uniqueid", false, false),
            ("allow_duplicate", true, false),
            ("memo", true, true),
            ("id", false, true),
        ] {
            assert_eq!((takes::<JsonPayment>(key), takes::<JsonCancel>(key)), (payment, cancel), "{key}");
            assert_eq!(takes::<JsonMessage>(key), key == "id", "{key}");
        }
    }

    #[test]
    fn other_names_mean_the_same() {
        let payment = |json: &str| {
            let payment = read::<JsonPayment>(json.as_bytes()).expect("a payment");
            let JsonPayment { card_number, expiry, cvc, installments, amount, vat, .. } = payment;
            [card_number, expiry, cvc, installments, amount, vat].map(|value| value.shown())
        };
        let own = payment(r#"{"card_number":1,"expiry":2,"cvc":3,"installments":4,"amount":5,"vat":6}"#);
        assert_eq!(own, ["1", "0002", "003", "4", "5", "6"]);
        for json in [
            r#"{"cardnum":1,"effectiveterm":2,"cvcnum":3,"installment":4,"bill":5,"optionalbill":6}"#,
            r#"{"card_no":1,"exp_ym":2,"card_cvc":3,"pay_prd":4,"pay_amt":5,"vat_amt":6}"#,
        ] {
            assert_eq!(payment(json), own, "{json}");
        }
        let cancel = |json: &str| {
            let JsonCancel { id, amount, vat, .. } = read::<JsonCancel>(json.as_bytes()).expect("a cancel");
            [id, amount, vat].map(|value| value.shown())
        };
        for json in [
            r#"{"id":1,"amount":2,"vat":3}"#,
            r#"{"uniqueId":1,"canclebill":2,"cancleoptionalbill":3}"#,
            r#"{"mgnt_no":1,"pay_amt":2,"vat_amt":3}"#,
            r#"{"mgnt_no":1,"bill":2,"optionalbill":3}"#,
        ] {
            assert_eq!(cancel(json), ["1", "2", "3"], "{json}");
        }
    }
}
