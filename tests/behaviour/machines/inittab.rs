//! /etc/inittab: its actions, their order, and what becomes of processes that end.

use super::*;

pub const CASES: &[Case] = &[
    Case {
        name: "every_action_in_its_order",
        initramfs: Some(&[(
            INITTAB,
            inittab_of!(
                "# The lines' order is another one on purpose."
                "::shutdown:/bin/echo shutdown 1 of 2"
                "::ctrlaltdel:/bin/echo three keys"
                "::askfirst:/bin/sh -c 'echo asked first; exec sh'"
                "::respawn:/bin/sh -c 'echo respawn; exec sleep 1000'"
                "::once:/bin/sh -c 'echo once; exec sleep 1000'"
                "::wait:/bin/sh -c 'sleep 1; echo wait 1 of 2'"
                "::sysinit:/bin/sh -c 'sleep 1; echo sysinit 1 of 2'"
                "null::wait:/bin/echo nobody sees this"
                "::wait:/bin/echo wait 2 of 2"
                "::sysinit:/bin/echo sysinit 2 of 2"
                "::shutdown:/bin/sh -c 'sleep 1; echo shutdown 2 of 2'"
            ),
        )]),
        does: &[
            Sees("sysinit 1 of 2"),
            Sees("sysinit 2 of 2"),
            Sees("wait 1 of 2"),
            Sees("wait 2 of 2"),
            Comes("once"),
            Comes("respawn"),
            Sees("Please press Enter to activate this console."),
            Types("\n"),
            Sees("asked first"),
            Sees(PROMPT),
            Presses(CTRL_ALT_DEL),
            Sees("three keys"),
            Types("poweroff\n"),
            Sees("shutdown 1 of 2"),
            Sees("shutdown 2 of 2"),
        ],
        never: &["nobody sees this"],
        ..CASE
    },
    Case {
        name: "terminal_is_sane_again",
        initramfs: Some(&[SHELL_ONLY]),
        does: &[
            Sees(PROMPT),
            Types("stty raw -echo intr x; exit\n"),
            Sees(PROMPT),
            Types("stty -a | tr '; ' '\\n\\n' | grep -cxF -e icanon -e echo -e icrnl -e opost -e isig -e ^C\n"),
            Sees("\n6\r\n"),
            Types("poweroff\n"),
        ],
        ..CASE
    },
    Case {
        name: "respawns",
        initramfs: Some(&[(
            INITTAB,
            inittab_of!("::respawn:/bin/sh -c 'echo begins; read line; echo ends: $line'" "::ctrlaltdel:/bin/poweroff"),
        )]),
        does: &[
            Sees("begins"),
            Types("1\n"),
            Sees("ends: 1"),
            Sees("begins"),
            Types("2\n"),
            Sees("ends: 2"),
            Sees("begins"),
            Presses(CTRL_ALT_DEL),
        ],
        ..CASE
    },
    Case {
        name: "respawns_what_crashes_at_its_leisure",
        initramfs: Some(&[(
            INITTAB,
            inittab_of!("::respawn:/bin/sh -c 'read up idle </proc/uptime; echo up $up .'" "::askfirst:-/bin/sh"),
        )]),
        does: &[Sees("up "), Sees("up "), Sees("up "), Sees("up "), Types("\n"), Sees(PROMPT), Types("poweroff\n")],
        judge: pauses_between_crashes,
        ..CASE
    },
    Case {
        name: "reloads",
        initramfs: Some(&[
            (INITTAB, inittab_of!("::respawn:-/bin/sh" "::respawn:/bin/removed" "null::respawn:/bin/kept")),
            (
                "etc/other",
                inittab_of!("::respawn:-/bin/sh" "null::respawn:/bin/kept" "::once:/bin/echo started once" "::respawn:/bin/added"),
            ),
            ("bin/removed", "#!/bin/sh\necho removed lives\nsleep 1000\n"),
            ("bin/kept", "#!/bin/sh\nsleep 1000\n"),
            ("bin/added", "#!/bin/sh\necho added lives, kept: 0$(pidof kept)\nsleep 1000\n"),
        ]),
        does: &[
            Comes("removed lives"),
            Sees(PROMPT),
            Types("echo kept: 0$(pidof kept)\n"),
            Sees("kept: 0$"),
            Sees("kept: 0"),
            Sees(PROMPT),
            Types("mv /etc/other /etc/inittab; kill -HUP 1\n"),
            Sees("added lives"),
            Types("\n"),
            Sees(PROMPT),
            // What was removed goes on under BusyBox as Debian builds it; it is not started again.
            Types("while [ $(pidof removed | wc -w) != 0 ]; do killall removed; usleep 10000; done; echo $((6*7)).\n"),
            Sees("42."),
            Sees(PROMPT),
            Types("poweroff\n"),
        ],
        never: &["started once"],
        judge: same_lives_on,
        ..CASE
    },
    Case {
        name: "restarts",
        initramfs: Some(&[
            (
                INITTAB,
                inittab_of!(
                    "::respawn:-/bin/sh"
                    "::restart:/bin/again"
                    "::shutdown:/bin/echo shuts down"
                ),
            ),
            ("bin/again", "#!/bin/sh\necho again: $$\npidof sleep\nexec poweroff -f\n"),
        ]),
        does: &[
            Sees(PROMPT),
            Types("sleep 1000 &\n"),
            Sees(PROMPT),
            Types("kill -QUIT 1\n"),
            Sees("shuts down"),
            Sees("again: 1\r\n"),
        ],
        ..CASE
    },
    Case {
        name: "pauses_respawning",
        initramfs: Some(&[(
            INITTAB,
            inittab_of!("::askfirst:-/bin/sh" "::respawn:/bin/sh -c 'echo begins; exec sleep 1111'"),
        )]),
        does: &[
            Sees("begins"),
            Types("\n"),
            Sees(PROMPT),
            Types("kill -TSTP 1; usleep 500000; killall sleep; usleep 2500000; echo quiet.; kill -CONT 1\n"),
            Sees("quiet."),
            Sees("\r\nquiet."),
            Sees("begins"),
            Types("poweroff\n"),
        ],
        judge: |_, screen| {
            let begun = screen.split("\r\nquiet.").next().unwrap_or_default().matches("begins").count();
            if begun == 1 { Ok(()) } else { Err(format!("it began {begun} times while that was paused")) }
        },
        ..CASE
    },
];

/// BusyBox waits a second each time; whit longer and longer.
fn pauses_between_crashes(init: Init, screen: &str) -> Result<(), String> {
    let times: Vec<f64> =
        screen.lines().filter_map(|line| line.trim().strip_prefix("up ")?.strip_suffix(" .")?.parse().ok()).collect();
    let pauses: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let grow = pauses.windows(2).all(|pair| pair[0] < pair[1]);
    let is_so = match init {
        Init::BusyBox => pauses.iter().all(|pause| *pause > 0.9),
        Init::Whit => grow,
    };
    if is_so { Ok(()) } else { Err(format!("the pauses between crashes are {pauses:?}")) }
}

/// The process of a line that is in both inittabs.
fn same_lives_on(_: Init, screen: &str) -> Result<(), String> {
    let ends = |text: &str| text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let pids: Vec<&str> =
        screen.split("kept: 0").skip(1).map(|text| &text[..ends(text)]).filter(|pid| !pid.is_empty()).collect();
    let is_so = pids.first().is_some_and(|first| pids.len() == 2 && pids.iter().all(|pid| pid == first));
    if is_so { Ok(()) } else { Err(format!("the process that lives on is {pids:?}")) }
}
