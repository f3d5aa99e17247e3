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

/// The known path that most likely was meant: the nearest one, or else one that ends like the path, with what stands before
/// the end. A part `all` stands for any part, and for any unit of a population.
pub fn nearest_path(path: &str, known: &[String]) -> Option<String> {
    let near = nearest(path, known.iter().map(String::as_str)).map(str::to_string);
    near.or_else(|| {
        let limit = (path.chars().count() / 3).max(1);
        let ends = known.iter().filter_map(|candidate| ending_like(path, candidate));
        let distances = ends.map(|(end, whole)| (distance(path, &end), whole));
        distances.filter(|(d, _)| *d <= limit).min_by_key(|(d, _)| *d).map(|(_, whole)| whole)
    })
}

/// The end of a longer path with as many parts as another one, and the whole path, with `all` where the other one has it.
fn ending_like(path: &str, candidate: &str) -> Option<(String, String)> {
    let (parts, all): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), candidate.split('/').collect());
    let (front, end) = all.split_at(all.len().checked_sub(parts.len()).filter(|n| *n > 0)?);
    let replaced = end.iter().zip(&parts).map(|(word, part)| if *part == "all" { *part } else { *word });
    let end = replaced.collect::<Vec<_>>().join("/");
    let is_unit = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let front: Vec<&str> = front.iter().map(|word| if is_unit(word) { "all" } else { *word }).collect();
    let whole = format!("{}/{end}", front.join("/"));
    Some((end, whole))
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
    use super::{nearest, nearest_path};

    #[test]
    fn finds_slips_of_the_hand() {
        assert_eq!(nearest("wieght", ["weight", "delay"]), Some("weight"));
        assert_eq!(nearest("taw", ["tau", "alpha"]), Some("tau"));
        assert_eq!(nearest("X", ["x", "y"]), Some("x"));
        assert_eq!(nearest("foo", ["alpha", "beta"]), None);
    }

    #[test]
    fn paths_may_lack_their_beginning() {
        let known = ["cells/0/fhn/v", "cells/0/fhn/sigma", "hub/op/sigma"].map(String::from);
        let near = |path| nearest_path(path, &known);
        assert_eq!(near("all/fhn/sigma").as_deref(), Some("cells/all/fhn/sigma"));
        assert_eq!(near("all/fhn/sgima").as_deref(), Some("cells/all/fhn/sigma"));
        assert_eq!(near("fhn/sigma").as_deref(), Some("cells/all/fhn/sigma"));
        assert_eq!(near("hub/op/sgima").as_deref(), Some("hub/op/sigma"));
        assert_eq!(near("something/else"), None);
    }
}
