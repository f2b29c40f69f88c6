//! "Did you mean": the known name that is nearest to a misspelt one, unless the name is another library's.

use proc_macro2::Ident;

use crate::errors::Diagnostic;
use crate::language::foreign::{Meaning, Topic, meaning, plain};

/// A name that may stand in a declaration, and what other libraries call the same thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// [Plain](plain) names.
    pub(crate) aliases: &'static [&'static str],
}

/// The error for the unknown `name`; `known` are the names that may stand there, and `list` is the note that lists them.
pub(crate) fn explain_unknown(
    name: &Ident,
    topic: Topic,
    known: impl IntoIterator<Item = Known>,
    list: &str,
) -> Diagnostic {
    let text = name.to_string();
    let unknown = Diagnostic::new(name, format!("unknown {} `{text}`", topic.noun()));
    let known: Vec<Known> = known.into_iter().collect();
    let alias = plain(&text);
    if let Some(known) = known.iter().find(|known| known.aliases.contains(&alias.as_str())) {
        return unknown.did_you_mean(Some(known.name));
    }
    match meaning(&text, topic) {
        Some((_, Meaning::Same(write))) => unknown.did_you_mean(Some(write)),
        Some((_, Meaning::SameIf { write, note })) => unknown.note(note).help(format_args!("write `{write}`")),
        Some((topic, Meaning::Missing)) => {
            Diagnostic::new(name, format!("the {} `{text}` is not supported yet", topic.noun())).note(list)
        }
        None => match suggest_name(&text, known.iter().map(|known| known.name)) {
            Some(suggestion) => unknown.did_you_mean(Some(suggestion)),
            None => unknown.note(list),
        },
    }
}

/// The nearest of `names` within a third of the length of `name` in edits.
pub(crate) fn suggest_name<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let budget = (name.chars().count() / 3).max(1);
    let distances = names.into_iter().map(|known| (edit_distance(&name, &known.to_ascii_lowercase()), known));
    distances.filter(|(distance, _)| *distance <= budget).min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
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
    fn suggests_the_nearest_or_nothing() {
        let names = ["dense", "dropout", "relu", "selu", "elu"];
        assert_eq!(suggest_name("dens", names), Some("dense"));
        assert_eq!(suggest_name("Dense", names), Some("dense"));
        assert_eq!(suggest_name("droput", names), Some("dropout"));
        assert_eq!(suggest_name("rleu", names), Some("relu"));
        assert_eq!(suggest_name("convolution", names), None);
    }
}
