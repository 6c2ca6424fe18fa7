//! What concerns paper: the printer and the slips.

use std::{fmt, path::PathBuf, str::FromStr};

use crate::{payment::Won, record::SlipCopy};

/// The port of printers that take raw bytes, where none is named.
const RAW_PORT: u16 = 9100;

/// Where slips are printed. `Display` writes it as the configuration file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PrinterTo {
    /// Nowhere.
    #[default]
    Nowhere,
    /// To this device, FIFO or file.
    File(PathBuf),
    /// To this host and port.
    Tcp {
        /// Its name or address; of IPv6 without brackets.
        host: String,
        /// Its port.
        port: u16,
    },
    /// To the standard input of this command line of the system's shell.
    Command(String),
}

impl fmt::Display for PrinterTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("none"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp:[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp:{host}:{port}"),
            Self::Command(line) => write!(f, "command:{line}"),
        }
    }
}

/// The text names no way to a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPrinter;

impl FromStr for PrinterTo {
    type Err = NoPrinter;

    fn from_str(text: &str) -> Result<Self, NoPrinter> {
        if text == "none" {
            return Ok(Self::Nowhere);
        }
        let (way, rest) = text.split_once(':').ok_or(NoPrinter)?;
        if rest.trim().is_empty() || rest.contains(char::is_control) {
            return Err(NoPrinter);
        }
        match way {
            "file" => Ok(Self::File(rest.into())),
            "tcp" => host_and_port(rest).map(|(host, port)| Self::Tcp { host: host.to_owned(), port }),
            "command" => Ok(Self::Command(rest.to_owned())),
            _ => Err(NoPrinter),
        }
    }
}

/// `printer.shop`, `printer.shop:9100`, `[fe80::1]:9100`.
fn host_and_port(text: &str) -> Result<(&str, u16), NoPrinter> {
    let (host, port) = match text.strip_prefix('[') {
        Some(text) => text.split_once(']').ok_or(NoPrinter)?,
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    let port = match port.strip_prefix(':') {
        // A sign is no digit.
        Some(port) if !port.starts_with('+') => {
            port.parse().ok().filter(|port| *port > 0).ok_or(NoPrinter)?
        }
        None if port.is_empty() => RAW_PORT,
        _ => return Err(NoPrinter),
    };
    if host.is_empty() || host.contains(char::is_whitespace) { Err(NoPrinter) } else { Ok((host, port)) }
}

/// The characters that a printer knows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumString, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(serialize_all = "lowercase")]
pub enum Charset {
    /// Korean: code page 949, two columns a Hangul syllable.
    #[default]
    Cp949,
    /// ASCII only: slips are in English.
    Ascii,
}

impl Charset {
    /// The word in the configuration file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Section `[printer]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterConfig {
    /// Where slips are printed.
    pub to: PrinterTo,
    /// Columns of the paper, 24 to 64; a Hangul syllable takes two.
    pub columns: u8,
    /// The characters that it knows.
    pub charset: Charset,
    /// Open the cash drawer with the first slip of a payment.
    pub drawer: bool,
}

impl Default for PrinterConfig {
    fn default() -> Self {
        Self { to: PrinterTo::default(), columns: 42, charset: Charset::default(), drawer: false }
    }
}

/// When a slip is printed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumString, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(serialize_all = "lowercase")]
pub enum SlipPrint {
    /// When the cashier asks for it.
    Never,
    /// When the cashier asks for it; after each transaction a line names the key.
    #[default]
    Ask,
    /// After each transaction.
    Always,
}

impl SlipPrint {
    /// The word in the configuration file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Which copies belong to a transaction.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumString, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(serialize_all = "lowercase")]
pub enum SlipCopies {
    /// The customer's.
    #[default]
    Customer,
    /// The customer's, then the merchant's.
    Both,
}

impl SlipCopies {
    /// The word in the configuration file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The copies, in the order in which they are printed.
    #[must_use]
    pub fn all(self) -> &'static [SlipCopy] {
        match self {
            Self::Customer => &[SlipCopy::Customer],
            Self::Both => &[SlipCopy::Customer, SlipCopy::Merchant],
        }
    }
}

/// Section `[slip]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlipConfig {
    /// When a slip is printed.
    pub print: SlipPrint,
    /// Which copies belong to a transaction.
    pub copies: SlipCopies,
    /// The merchant's copy has a line for the signature above this amount; at or below it, both say that none is needed.
    pub signature_above: Won,
}

impl Default for SlipConfig {
    fn default() -> Self {
        let signature_above = Won::new(50_000).unwrap_or(Won::ZERO);
        Self { print: SlipPrint::default(), copies: SlipCopies::default(), signature_above }
    }
}

/// All that a slip needs of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaperConfig {
    /// `[shop]`: who the shop is.
    pub shop: super::ShopConfig,
    /// `[printer]`.
    pub printer: PrinterConfig,
    /// `[slip]`.
    pub slip: SlipConfig,
    /// This is a demonstration: nothing is paid, and slips say so. No key of the configuration.
    pub is_training: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_to_a_printer_is_read_as_it_is_written() {
        let tcp = |host: &str, port| PrinterTo::Tcp { host: host.to_owned(), port };
        for (text, to) in [
            ("none", PrinterTo::Nowhere),
            ("file:/dev/usb/lp0", PrinterTo::File("/dev/usb/lp0".into())),
            ("file:a:b", PrinterTo::File("a:b".into())),
            ("tcp:192.168.0.20:9100", tcp("192.168.0.20", 9100)),
            ("tcp:printer.shop:515", tcp("printer.shop", 515)),
            ("tcp:[fe80::1]:9100", tcp("fe80::1", 9100)),
            ("command:lp -o raw", PrinterTo::Command("lp -o raw".to_owned())),
        ] {
            assert_eq!(text.parse(), Ok(to.clone()), "{text}");
            assert_eq!(to.to_string(), text);
        }
        assert_eq!("tcp:printer".parse(), Ok(tcp("printer", 9100)));
        assert_eq!("tcp:[::1]".parse(), Ok(tcp("::1", 9100)));
    }

    #[test]
    fn anything_else_is_no_way_to_a_printer() {
        for text in [
            "",
            "None",
            "file",
            "file:",
            "file: ",
            "lp",
            "usb:1",
            "tcp:",
            "tcp::9100",
            "tcp:host:",
            "tcp:host:0",
            "tcp:host:+9100",
            "tcp:host:65536",
            "tcp:host:x",
            "tcp:fe80::1",
            "tcp:[::1]x",
            "tcp:[::1",
            "tcp:a b:9100",
            "command:",
            "file:a\nb",
            "command:lp\u{1b}",
        ] {
            assert_eq!(text.parse::<PrinterTo>(), Err(NoPrinter), "{text:?}");
        }
    }
}
