//! Files and folders: private, durable, and written whole or not at all.
//!
//! The lowest layer: it does not know what a file means. Every error is the operating system's own, or [`NotAFile`]; the
//! caller words it.
//!
//! ```text
//!  Draft beside the target: .NAME-XXXXXX.new ► written ► synced ► put in place ► folder synced
//!                  └──── whatever ends it here leaves the target as it was ────┘
//! ```
//!
//! A draft that is not put in place is removed. What a killed program has left behind, the next draft in that folder
//! removes; see `leftover`.
//!
//! | module | what lives there |
//! |---|---|
//! | `draft` | a new file that appears at its target whole or not at all |
//! | `folder` | private folders, and making a name in a folder durable |
//! | `identity` | whether the file at a path is still the one that was opened |
//! | `leftover` | what killed programs have left behind |
//! | `lock` | one program at a time, and whether an open file is still the one at a path |
//! | `mode` | who may read and write a file |
//! | `owner` | whom a file belongs to |
//! | `place` | whether two paths lead to one file |
//! | `regular` | files and nothing else: no pipes, devices, folders |

mod draft;
mod folder;
mod identity;
mod leftover;
mod lock;
mod mode;
mod owner;
mod place;
mod regular;

pub use draft::{Draft, move_to_new};
pub use folder::{create_private_folder, folder_of, sync_folder_of};
pub use identity::Identity;
pub use leftover::{BESIDE_DATABASE, DemoFolder, leftovers};
pub use lock::{is_locked, lock_folder, open_locked, try_lock_folder};
pub use mode::{Readers, create_private, is_exposed, mode};
pub use place::{is_same_place, real_path};
pub use regular::{NotAFile, open_file, open_to_read, read_at_most, refuse_other_than_file};

use std::path::{Path, PathBuf};

/// `path` with `suffix` at the end of its name.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut longer = path.as_os_str().to_owned();
    longer.push(suffix);
    longer.into()
}
