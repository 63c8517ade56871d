//! Workshop mode: large type and notes for a room of people, with money or names hidden on demand.

use crate::model::Site;

/// What is hidden and enlarged. Only what is on screen: files and exports stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Workshop {
    /// Large type, and notes beside the option.
    pub on: bool,
    /// No figures of money.
    pub hide_money: bool,
    /// No names of sites.
    pub hide_names: bool,
}

/// How much larger a workshop draws everything.
pub const ENLARGED: f32 = 1.3;

impl Workshop {
    /// A site's name, or its kind and number where names are hidden.
    pub fn site_name(self, place: usize, site: &Site) -> String {
        if self.hide_names {
            let kind = site.kind.as_deref().unwrap_or("Site");
            format!("{kind} {}", place + 1)
        } else {
            site.name.clone()
        }
    }

    /// A figure of money, or that it is hidden.
    pub fn money(self, words: String) -> String {
        if self.hide_money { "hidden".to_owned() } else { words }
    }
}
