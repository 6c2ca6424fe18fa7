//! Views: tables that are derived from the journal and the rows of `transactions`, which are part of it, and can be made from
//! them again. The journal is the truth; where a view says something else, the view is wrong.
//!
//! | view | tables | kept up | made again | checked |
//! |---|---|---|---|---|
//! | [`balances`] | `balances` | with each cancel | here | by `verify` |
//! | the [search index](super::search) | `blocks`, `facets`, `amounts` | when a till is idle; rows that are not in it yet are read one by one | by its `build` | by its `check` |

pub(super) mod balances;
