//! Why the centre of many shops did not do what it was asked, in words.

use super::{Locale, Text};
use crate::record::{AddressError, AtShop, CentreError};

impl Locale {
    /// A shop: its number and name.
    #[must_use]
    pub fn shop(&self, shop: &AtShop) -> String {
        self.text(Text::OfficeShop { number: &shop.number.to_string(), name: &shop.name })
    }

    /// Why the centre did not do what it was asked.
    #[must_use]
    pub fn centre_error(&self, error: &CentreError) -> String {
        match error {
            CentreError::Address(error) => self.address_error(error),
            CentreError::Unreachable(reason) => self.text(Text::CentreUnreachable { reason }),
            CentreError::Silent => self.text(Text::CentreSilent),
            CentreError::Login(reason) => self.text(Text::CentreLogin { reason }),
            CentreError::NoPassword => self.text(Text::CentreNoPassword),
            CentreError::Denied(reason) => self.text(Text::CentreDenied { reason }),
            CentreError::Unknown => self.text(Text::CentreUnknown),
            CentreError::Busy(reason) => self.text(Text::CentreBusy { reason }),
            CentreError::NotSetUp => self.text(Text::CentreNotSetUp),
            CentreError::Version { found, own } => {
                self.text(Text::CentreVersion { found: &found.to_string(), own: &own.to_string() })
            }
            CentreError::Refused(reason) => self.text(Text::CentreRefused { reason }),
            CentreError::Several(shops) => {
                let shops: Vec<String> = shops.iter().map(ToString::to_string).collect();
                self.text(Text::OfficeSeveral { shops: &shops.join(", ") })
            }
            CentreError::TooMuch => self.text(Text::OfficeTooMuch),
            CentreError::TooSlow => self.text(Text::OfficeTooSlow),
            CentreError::Damaged { table, row } => self.text(Text::CentreDamaged { table, row }),
            CentreError::NoKey => self.text(Text::OfficeNoKey),
            CentreError::OnlyLooks => self.text(Text::OfficeOnlyLooks),
        }
    }

    /// Why a URL is not taken.
    #[must_use]
    pub fn address_error(&self, error: &AddressError) -> String {
        match error {
            AddressError::Url(reason) => self.text(Text::CentreUrl { reason }),
            AddressError::Password => self.text(Text::CentreUrlPassword),
            AddressError::Unverified => self.text(Text::CentreUnverified),
            AddressError::Certificates { path, reason } => {
                self.text(Text::CentreCertificates { path: &path.display().to_string(), reason })
            }
        }
    }
}
