//! Every wait status that a process can leave.

use super::*;

#[test]
fn all_exit_statuses_are_returned_as_they_are() {
    for status in 0..=u8::MAX {
        let change = Change(i32::from(status) << 8);
        assert_eq!(change, Change::exited(status));
        assert_eq!((change.killer(), change.status(), change.is_stop()), (0, status, false));
        assert_eq!(change.exit_status(), status);
    }
}

#[test]
fn all_deaths_by_a_signal_are_128_and_more() {
    for signal in 1..=64 {
        for core_dumped in [0, 0x80] {
            let change = Change(i32::from(signal) | core_dumped);
            assert_eq!((change.killer(), change.is_stop()), (signal, false));
            assert_eq!(change.exit_status(), 128 + signal);
        }
    }
}

#[test]
fn a_stop_is_no_end() {
    for signal in 1..=64 {
        let change = Change(i32::from(signal) << 8 | 0x7f);
        assert_eq!(change, Change::stopped(signal));
        assert_eq!((change.status(), change.is_stop()), (signal, true));
    }
}

#[test]
fn what_is_expected_becomes_success_and_nothing_else_does() {
    for expected in 0..=u8::MAX {
        let mut set = Expected::NONE;
        set.add(expected);
        for status in 0..=u8::MAX {
            assert_eq!(set.apply(status), if status == expected { 0 } else { status });
        }
    }
}
