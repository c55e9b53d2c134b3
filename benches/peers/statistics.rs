//! What is made of many measurements: the machine is noisy, so nothing is made of their mean.

/// The middle one. `None` of none.
pub fn median(values: &[f64]) -> Option<f64> {
    percentile(values, 50)
}

/// The one that `percent` in a hundred do not exceed.
pub fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() * percent / 100).copied()
}
