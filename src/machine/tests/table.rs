//! Several entries: in which order they are run, and when again; what orders do.

use super::*;
use crate::boot::inittab::Line;
use crate::machine::entries::SHUTDOWN_TAKES;

/// A table of entries, and what is started of it: each start is answered with a pid of its own, 100 and the number.
fn started(machine: &mut Machine, now: Time, event: Event) -> (Vec<usize>, Actions) {
    let mut numbers = Vec::new();
    let mut actions = step(machine, now, event);
    let first = actions;
    while actions.start {
        let index = machine.entries.starting;
        numbers.push(index);
        actions = step(machine, now, Event::Started(pid_of(index)));
    }
    (numbers, first)
}

fn pid_of(index: usize) -> i32 {
    100 + index as i32
}

fn ends(index: usize) -> Event {
    Event::Child(pid_of(index), Change::exited(0))
}

fn with_table(actions: &[Action], test: impl FnOnce(&mut Machine)) {
    let mut entries: Vec<Entry> = actions.iter().map(|action| Entry::new(*action, Line::NONE)).collect();
    let mut config = config(GRACE, false);
    crate::dialect::init::be_init(&mut config);
    config.grace = GRACE;
    test(&mut Machine::new(&mut entries, &config));
}

#[test]
fn what_is_awaited_runs_alone_and_the_rest_when_it_is_done() {
    let table =
        [Action::RESPAWN, Action::ONCE, Action::WAIT, Action::SYSINIT, Action::SYSINIT, Action::ASKFIRST, Action::ONCE];
    with_table(&table, |machine| {
        assert_eq!(started(machine, 0, Event::Timeout).0, [3]);
        assert_eq!(started(machine, 1, ends(3)).0, [4]);
        assert_eq!(started(machine, 2, ends(4)).0, [2]);
        assert_eq!(started(machine, 3, ends(2)).0, [1, 6, 0, 5], "once, then what is run again and again");
        assert_eq!(started(machine, 4, ends(1)).0, [0; 0], "once is once");
    });
}

#[test]
fn what_ends_at_once_rests_longer_each_time_and_what_lives_does_not() {
    with_table(&[Action::RESPAWN], |machine| {
        let mut now = 0;
        assert_eq!(started(machine, now, Event::Timeout).0, [0]);
        for rest in [1, 2, 4, 8, 10, 10] {
            let (numbers, actions) = started(machine, now, ends(0));
            assert_eq!((numbers.len(), actions.news.rest, actions.news.entry), (0, rest, 0));
            assert_eq!(machine.deadline(), now + Time::from(rest) * SECOND);
            assert_eq!(started(machine, machine.deadline() - 1, Event::Timeout).0, [0; 0]);
            now = machine.deadline();
            assert_eq!(started(machine, now, Event::Timeout).0, [0]);
        }
        now += SECOND;
        let (numbers, actions) = started(machine, now, ends(0));
        assert_eq!((numbers, actions.news.rest), ([0].into(), 0), "it lived for a second");
        assert_eq!(started(machine, now, ends(0)).1.news.rest, 1, "and begins anew");
    });
}

#[test]
fn what_cannot_be_started_is_tried_again_a_little_later() {
    with_table(&[Action::RESPAWN], |machine| {
        assert!(step(machine, 5, Event::Timeout).start);
        assert!(!step(machine, 5, Event::Started(0)).start);
        assert_eq!(machine.deadline(), 5 + SECOND);
        assert_eq!(started(machine, machine.deadline(), Event::Timeout).0, [0]);
    });
}

mod orders {
    use super::*;

    const POWER_OFF: Option<Ending> = Some(Ending::Reboot(Fate::PowerOff));

    #[test]
    fn nothing_is_forwarded_to_anybody() {
        with_table(&[Action::RESPAWN], |machine| {
            started(machine, 0, Event::Timeout);
            let is_order = |signal: &u8| matches!(machine.config.rules.get(*signal), Rule::Obey(_));
            let others: Vec<u8> = (1..=64).filter(|signal| !is_order(signal)).collect();
            assert_eq!(others.len(), 64 - 12);
            for signal in others {
                let nobody = Actions { pid: pid_of(0), ..NOTHING };
                assert_eq!(step(machine, 1, Event::Signal(signal)), nobody, "signal {signal}");
            }
        });
    }

    #[test]
    fn the_way_down_runs_its_actions_one_by_one_then_asks_everyone_to_end() {
        with_table(&[Action::RESPAWN, Action::SHUTDOWN, Action::SHUTDOWN], |machine| {
            assert_eq!(started(machine, 0, Event::Timeout).0, [0]);
            assert_eq!(started(machine, 1, Event::Signal(number::USR2)).0, [1]);
            assert_eq!(started(machine, 2, Event::Signal(number::TERM)).0, [0; 0], "the first order counts");
            assert_eq!(started(machine, 2, ends(0)).0, [0; 0], "nothing is started again");
            assert_eq!(started(machine, 3, ends(1)).0, [2]);
            assert!(step(machine, 4, Event::Childless).check, "an action runs");
            let actions = step(machine, 5, ends(2));
            assert_eq!((all_get(actions), actions.finish), (TERMINATE, false));
            assert_eq!(machine.deadline(), 5 + GRACE.after_end);
            assert_eq!(finishes(machine, 6, Event::Childless), POWER_OFF);
        });
    }

    #[test]
    fn an_action_that_never_ends_keeps_nobody_waiting_for_ever() {
        with_table(&[Action::SHUTDOWN, Action::SHUTDOWN], |machine| {
            started(machine, 0, Event::Timeout);
            assert_eq!(started(machine, 1, Event::Signal(number::USR2)).0, [0]);
            assert_eq!(machine.deadline(), 1 + SHUTDOWN_TAKES);
            assert_eq!(started(machine, machine.deadline(), Event::Timeout).0, [1]);
            let deadline = machine.deadline();
            assert_eq!(all_get(step(machine, deadline, Event::Timeout)), TERMINATE);
        });
    }

    #[test]
    fn ctrl_alt_del_runs_its_actions_each_time() {
        with_table(&[Action::RESPAWN, Action::CTRLALTDEL], |machine| {
            assert_eq!(started(machine, 0, Event::Timeout).0, [0]);
            for now in 1..3 {
                assert_eq!(started(machine, now, Event::Signal(number::INT)).0, [1]);
                assert_eq!(started(machine, now, ends(1)).0, [0; 0]);
            }
        });
    }

    #[test]
    fn a_pause_keeps_back_what_is_due() {
        with_table(&[Action::RESPAWN], |machine| {
            started(machine, 0, Event::Timeout);
            assert_eq!(started(machine, 1, Event::Signal(number::TSTP)).0, [0; 0]);
            assert_eq!(started(machine, 5 * SECOND, ends(0)).0, [0; 0]);
            assert_eq!(machine.deadline(), NEVER);
            assert_eq!(started(machine, 6 * SECOND, Event::Signal(number::CONT)).0, [0]);
        });
    }

    #[test]
    fn a_reload_is_done_before_anything_is_started() {
        with_table(&[Action::RESPAWN], |machine| {
            started(machine, 0, Event::Timeout);
            step(machine, 5 * SECOND, Event::Signal(number::TSTP));
            step(machine, 5 * SECOND, ends(0));
            let actions = step(machine, 5 * SECOND, Event::Signal(number::HUP));
            assert_eq!((actions.news.reload, actions.start), (true, false));
        });
    }
}
