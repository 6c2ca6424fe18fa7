//! Files and folders: private, durable, whole or not at all.
//!
//! The bottom of the house: nothing here knows what is written, and every error is the operating system's own, for the
//! caller to word.
//!
//! ```text
//!  Draft beside the target: .NAME-XXXXXX.new ► written ► synced ► put in place ► folder synced
//!                  └──── whatever ends it here leaves the target as it was ────┘
//! ```
//!
//! A draft is removed when it is not put in place. What a killed program leaves is known by its name: hidden, the target's
//! own name, and `.new` at the end.
//!
//! | module | what lives there |
//! |---|---|
//! | `draft` | a new file that takes its place whole or not at all |
//! | `folder` | private folders, and making a name in a folder durable |
//! | `identity` | whether the file at a path is still the one that was opened |
//! | `lock` | one program at a time, and whether an open file is still the one at a path |
//! | `mode` | who may read and write a file |

mod draft;
mod folder;
mod identity;
mod lock;
mod mode;

pub use draft::Draft;
pub use folder::{create_private_folder, folder_of, sync_folder_of};
pub use identity::Identity;
pub use lock::{lock_folder, open_locked};
pub use mode::{Readers, create_private, is_exposed, mode};

use std::path::{Path, PathBuf};

/// `path` with `suffix` at the end of its name.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut longer = path.as_os_str().to_owned();
    longer.push(suffix);
    longer.into()
}
