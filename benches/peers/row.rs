//! One line of the results.

/// How a number is to be read.
#[derive(Clone, Copy)]
pub enum Unit {
    Bytes,
    Kibibytes,
    Microseconds,
    PerSecond,
    /// So many of so many: more is better.
    Of(u64),
}

/// What whit is to reach.
#[derive(Clone, Copy)]
pub enum Goal {
    /// Told, not judged.
    None,
    AtMost(f64),
    AtLeast(f64),
    NoMoreThanBestPeer,
}

/// What one measurement gave.
pub struct Row {
    pub title: String,
    pub unit: Unit,
    /// One for each init, in their order. `None`: it cannot do that.
    pub values: Vec<Option<f64>>,
    pub goal: Goal,
    /// Whether it is in the picture, too.
    pub is_drawn: bool,
}

/// More than the best peer by so much is noise on a machine that does other work, too.
const NOISE: f64 = 1.05;

impl Row {
    pub fn new(title: impl Into<String>, unit: Unit, goal: Goal, values: Vec<Option<f64>>) -> Self {
        Self { title: title.into(), unit, values, goal, is_drawn: false }
    }

    /// The same, in the picture as well.
    pub fn drawn(self) -> Self {
        Self { is_drawn: true, ..self }
    }

    fn whit(&self) -> Option<f64> {
        self.values.first().copied().flatten()
    }

    fn best_peer(&self) -> Option<f64> {
        let peers = self.values.iter().skip(1).copied().flatten();
        if let Unit::Of(_) = self.unit { peers.reduce(f64::max) } else { peers.reduce(f64::min) }
    }

    /// whit's over the best peer's.
    pub fn ratio(&self) -> Option<f64> {
        Some(self.whit()? / self.best_peer()?).filter(|ratio| ratio.is_finite())
    }

    /// The goal, and whether it is reached.
    pub fn verdict(&self) -> String {
        let Some(whit) = self.whit() else { return "not measured".to_owned() };
        let judge = |is_reached| if is_reached { "yes" } else { "**no**" };
        match self.goal {
            Goal::None => String::new(),
            Goal::AtMost(most) => format!("≤ {}: {}", self.unit.format(most), judge(whit <= most)),
            Goal::AtLeast(least) => format!("{}: {}", self.unit.format(least), judge(whit >= least)),
            Goal::NoMoreThanBestPeer => match self.best_peer() {
                None => String::new(),
                Some(best) if whit > best && whit <= best * NOISE => "≤ best: even, within the noise".to_owned(),
                Some(best) => format!("≤ best: {}", judge(whit <= best)),
            },
        }
    }
}

impl Unit {
    /// A number with its unit.
    pub fn format(self, value: f64) -> String {
        match self {
            Self::Bytes => format!("{} B", thousands(value)),
            Self::Kibibytes => format!("{} KiB", thousands(value)),
            Self::Microseconds if value.abs() >= 1000.0 => format!("{} µs", thousands(value)),
            Self::Microseconds if value.abs() >= 100.0 => format!("{value:.0} µs"),
            Self::Microseconds if value.abs() >= 10.0 => format!("{value:.1} µs"),
            Self::Microseconds => format!("{value:.2} µs"),
            Self::PerSecond => format!("{value:.1} /s"),
            Self::Of(all) => format!("{} of {}", thousands(value), thousands(all as f64)),
        }
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
