//! Which name in a file belongs to which parameter, and what a wrong name may have meant.

/// The names of parameters in a file.
pub(super) enum Names<'a> {
    /// The parameter's own.
    Own,
    /// Pairs of a parameter or a layer, and its name in the file.
    Pairs(Vec<(String, String)>),
    /// What the function makes of the parameter's.
    Function(Box<dyn Fn(&str) -> String + 'a>),
}

impl Names<'_> {
    /// The name in the file of `parameter`, as `hidden.weight`.
    pub(super) fn of(&self, parameter: &str) -> String {
        match self {
            Self::Own => parameter.to_owned(),
            Self::Function(function) => function(parameter),
            Self::Pairs(pairs) => {
                if let Some((_, name)) = pairs.iter().find(|(from, _)| from == parameter) {
                    return name.clone();
                }
                match pairs.iter().find(|(from, _)| is_of(parameter, from)) {
                    Some((from, name)) => format!("{name}{}", &parameter[from.len()..]),
                    None => parameter.to_owned(),
                }
            }
        }
    }

    /// The left sides of pairs that are neither a parameter nor a layer of these.
    pub(super) fn unknown<'s>(&'s self, parameters: &[&str]) -> Vec<&'s str> {
        let Self::Pairs(pairs) = self else { return Vec::new() };
        let is_known = |from: &str| parameters.iter().any(|parameter| is_of(parameter, from));
        pairs.iter().map(|(from, _)| from.as_str()).filter(|from| !is_known(from)).collect()
    }
}

/// Whether the parameter is called `name`, or is one of the layer of that name.
pub(super) fn is_of(parameter: &str, name: &str) -> bool {
    parameter.strip_prefix(name).is_some_and(|rest| rest.is_empty() || is_kind(rest))
}

/// `.weight` or `.bias`: what follows a layer's name in that of a parameter.
fn is_kind(rest: &str) -> bool {
    rest.strip_prefix('.').is_some_and(|kind| !kind.is_empty() && !kind.contains('.'))
}

/// A tensor of a file that no parameter took.
pub(super) struct Unused {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
}

/// The unused tensor that `wanted`, of this shape, may be, and how to say so.
pub(super) fn suggest<'u>(wanted: &str, shape: &[usize], unused: &'u [Unused]) -> Option<(&'u str, String)> {
    let suffix = format!(".{wanted}");
    if let Some(found) = unused.iter().find(|unused| unused.name.ends_with(&suffix)) {
        let prefix = &found.name[..found.name.len() - wanted.len()];
        return Some((&found.name, format!("it is there as {:?}: use the prefix {prefix:?}", found.name)));
    }
    let kind = wanted.rsplit('.').next().unwrap_or(wanted);
    let same = |unused: &&Unused| unused.shape == shape && unused.name.rsplit('.').next() == Some(kind);
    let mut fitting = unused.iter().filter(same);
    if let (Some(found), None) = (fitting.next(), fitting.next()) {
        return Some((&found.name, format!("{:?} has this shape: give its name with `Loader::names`", found.name)));
    }
    let budget = (wanted.chars().count() / 3).max(1);
    let near = unused.iter().map(|unused| (distance(wanted, &unused.name, budget), unused));
    let (least, found) = near.min_by_key(|(distance, _)| *distance)?;
    (least <= budget).then(|| (found.name.as_str(), format!("did you mean {:?}?", found.name)))
}

/// Insertions, deletions and replacements from `a` to `b`; more than `budget` where the lengths tell as much.
fn distance(a: &str, b: &str, budget: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().take(a.len() + budget + 1).collect());
    if a.len().abs_diff(b.len()) > budget {
        return budget + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_rename_parameters_and_layers() {
        let pairs = [("hidden", "net.0"), ("output.bias", "b")];
        let names = Names::Pairs(pairs.map(|(from, to)| (from.to_owned(), to.to_owned())).to_vec());
        assert_eq!(names.of("hidden.weight"), "net.0.weight");
        assert_eq!(names.of("hidden.bias"), "net.0.bias");
        assert_eq!(names.of("output.bias"), "b");
        assert_eq!(names.of("output.weight"), "output.weight");
        assert_eq!(names.of("hidden2.weight"), "hidden2.weight");
        assert_eq!(names.unknown(&["hidden.weight", "output.bias"]), Vec::<&str>::new());
        assert_eq!(names.unknown(&["hidden2.weight", "output.bias"]), ["hidden"]);
    }

    #[test]
    fn distance_counts_edits() {
        for (a, b, expected) in
            [("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "ab", 1), ("abc", "xabc", 1)]
        {
            assert_eq!(distance(a, b, 9), expected, "{a} {b}");
            assert_eq!(distance(b, a, 9), expected, "{b} {a}");
        }
        assert_eq!(distance("kitten", "sitting", 9), 3);
        assert_eq!(distance("a", &"b".repeat(1_000_000), 2), 3);
    }

    #[test]
    fn suggests_a_prefix_the_shape_or_the_nearest_name() {
        let unused = |name: &str, shape: &[usize]| Unused { name: name.to_owned(), shape: shape.to_vec() };
        let name = |wanted: &str, unused: &[Unused]| suggest(wanted, &[2, 3], unused).map(|(name, _)| name.to_owned());
        let prefixed = [unused("model.hidden.weight", &[9])];
        let (_, help) = suggest("hidden.weight", &[2, 3], &prefixed).expect("the suffix fits");
        assert_eq!(help, r#"it is there as "model.hidden.weight": use the prefix "model.""#);
        assert_eq!(
            name("hidden.weight", &[unused("0.bias", &[2, 3]), unused("0.weight", &[2, 3])]),
            Some("0.weight".into())
        );
        assert_eq!(
            name("hidden.weight", &[unused("hiden.weight", &[9]), unused("x", &[9])]),
            Some("hiden.weight".into())
        );
        assert_eq!(name("hidden.weight", &[unused("a.weight", &[2, 3]), unused("b.weight", &[2, 3])]), None);
        assert_eq!(name("hidden.weight", &[]), None);
    }
}
