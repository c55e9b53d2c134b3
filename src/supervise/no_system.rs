//! What only a system's init does: nothing of that.

use super::Supervisor;
use crate::machine::Machine;
use crate::status::Change;

impl Supervisor<'_> {
    pub(super) const fn is_machine(&self) -> bool {
        false
    }

    pub(super) const fn hang_up(&self, _: &Machine) {}

    pub(super) const fn attend(&self, _: &Machine) -> bool {
        false
    }

    pub(super) const fn tell_program(&self, _: Change) {}
}
