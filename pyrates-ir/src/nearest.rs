//! The known word nearest to a misspelt one.

/// The known word that most likely was meant, if one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    // The distance is at least the difference of the lengths.
    let near = known.into_iter().filter(|candidate| candidate.chars().count().abs_diff(length) <= limit);
    let distances = near.map(|candidate| (distance(word, candidate), candidate));
    let best = distances.filter(|(d, candidate)| *d <= limit && *candidate != word).min_by_key(|(d, _)| *d);
    best.map(|(_, candidate)| candidate)
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words, letters
/// of different case counting as equal first.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_of_the_hand() {
        assert_eq!(nearest("wieght", ["weight", "delay"]), Some("weight"));
        assert_eq!(nearest("taw", ["tau", "alpha"]), Some("tau"));
        assert_eq!(nearest("X", ["x", "y"]), Some("x"));
        assert_eq!(nearest("foo", ["alpha", "beta"]), None);
    }
}
