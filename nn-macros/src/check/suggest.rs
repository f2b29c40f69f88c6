//! "Did you mean": the known name that is nearest to a misspelt one.

/// A name of a table and the other names that people know the thing by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) name: &'a str,
    pub(crate) aliases: &'a [&'a str],
}

/// The candidate that `name` is an alias of, or else the nearest within a third of its length in edits.
pub(crate) fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = Candidate<'a>>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let budget = (name.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.aliases.contains(&name.as_str()) {
            return Some(candidate.name);
        }
        let distance = edit_distance(&name, &candidate.name.to_ascii_lowercase());
        if distance <= budget && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate.name));
        }
    }
    best.map(|(_, name)| name)
}

/// [`suggest`] for names without aliases.
pub(crate) fn suggest_name<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest(name, names.into_iter().map(|name| Candidate { name, aliases: &[] }))
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) from `a` to `b`.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits_and_swaps() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("dense", "dense", 0),
            ("dens", "dense", 1),
            ("dnese", "dense", 1),
            ("relu", "tanh", 4),
        ] {
            assert_eq!(edit_distance(a, b), expected, "{a} {b}");
            assert_eq!(edit_distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn suggests_the_nearest_an_alias_or_nothing() {
        let names = ["dense", "dropout", "relu", "selu", "elu"];
        assert_eq!(suggest_name("dens", names), Some("dense"));
        assert_eq!(suggest_name("Dense", names), Some("dense"));
        assert_eq!(suggest_name("droput", names), Some("dropout"));
        assert_eq!(suggest_name("rleu", names), Some("relu"));
        assert_eq!(suggest_name("convolution", names), None);
        assert_eq!(suggest("linear", [Candidate { name: "dense", aliases: &["linear"] }]), Some("dense"));
    }
}
