//! Views: tables that are derived from the journal and can be made from it again. The journal is the truth; where a view says
//! something else, the view is wrong.
//!
//! | view | tables | `apply`: kept up | `rebuild` | `check` |
//! |---|---|---|---|---|
//! | [`balances`] | `balances` | with each cancel | here | `verify` |
//! | the [search index](super::search) | `blocks`, `facets`, `amounts` | when a till is idle; rows that are not in it yet are read one by one | `build` | `check` |

pub(super) mod balances;
