//! What a house sees of similar houses: its own ratios beside median and quartiles of its group, frozen per closed round.
//!
//! - [`group`]: which houses are similar, and how the group is widened.
//! - [`band`]: median and quartiles, rounded.
//! - [`frozen`]: the groups of one round, as they are stored.
//! - [`closing`]: when a round closes, and what a house may see.
//! - [`comparison`]: what it is shown.
//!
//! **Who counts.** Houses with a counted report that is not nil: a nil report's zeros say why, not how houses fare. A figure
//! whose denominator is 0 or missing is absent, never 0; each figure has its own number of houses. Ratios of a house come from
//! its own sums.
//!
//! **An attacker among the hotels** wants the figure of one other house. What stands against that:
//!
//! - *Enough others.* A group has at least five houses besides any of its members, and among the others of any member none has
//!   over half of the rooms. Whether it is enough is decided for the group, so whoever reads sees the same group: two houses
//!   that compare their pages have no group of five beside a group of six of the same rung.
//! - *One number for all.* The median is that of the whole group, the reading house included if it had reported. A median of «the
//!   others» would differ from reader to reader, and three who compare theirs would know the two values in the middle. It also
//!   depends on nothing that a reader files later, so nobody can probe by filing again.
//! - *Rounded.* Two significant figures: five who know their own values and the median of the six learn at best the sixth's first
//!   two digits, and only if it lies in the middle. Quartiles, which lie nearer to the edge, come from ten others on.
//! - *One group per house and round.* The first rung of the ladder that is enough, by the facts of the house's report; it can't
//!   be chosen. A wider group shown to a neighbour holds the narrower one: medians do not subtract as sums do, and the difference
//!   tells at most on which side of the middle the houses lie that came to it.
//! - *Frozen.* Once per round, at its closing: a late report or an amendment changes nothing, so nobody sees a median move when one
//!   house files. Provisional figures of open rounds, if the department wants them, change at most once a day.
//!
//! - *Month by month* every round is frozen for itself. A house that comes to a group or leaves it moves a rounded median of six or
//!   more; its own figure does not follow from the step.
//!
//! Statistics Law Art. 10: no unpublished figures, none of one organisation for other ends. Hence closed rounds only, and groups.
pub mod band;
pub mod closing;
pub mod comparison;
pub mod frozen;
pub mod group;

pub use band::Band;
pub use closing::{Access, Rule};
pub use comparison::Comparison;
pub use frozen::{Frozen, FrozenGroup, Member};
pub use group::Group;
