//! Labels from the names of a file.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use crate::check::labels::is_usable;
use crate::layers::onnx::layer_of_parameter;

/// Longer names are cut.
const MAX_LENGTH: usize = 64;

/// Gives labels that are unique and that the language accepts.
#[derive(Default)]
pub(super) struct Labels {
    taken: HashSet<String>,
    /// The numbers from which on labels of a name may be free.
    next: HashMap<String, usize>,
}

impl Labels {
    /// The first of the names that has a label in it, or `layer`; made unique.
    pub(super) fn choose<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> String {
        let wanted = names.into_iter().find_map(identifier).unwrap_or_else(|| "layer".to_owned());
        let label = if self.is_free(&wanted) {
            wanted
        } else {
            let first = self.next.get(&wanted).copied().unwrap_or(2);
            let mut numbered = (first..).map(|number| (number, format!("{wanted}_{number}")));
            let (number, label) = numbered.find(|(_, label)| self.is_free(label)).unwrap_or((first, wanted.clone()));
            self.next.insert(wanted, number + 1);
            label
        };
        self.taken.insert(label.clone());
        label
    }

    /// `a` has a method `a_mut` too.
    fn is_free(&self, label: &str) -> bool {
        let base = label.strip_suffix("_mut");
        !self.taken.contains(label)
            && !self.taken.contains(&format!("{label}_mut"))
            && !base.is_some_and(|base| self.taken.contains(base))
    }
}

/// The labels of the layers whose parameters are in `graph`.
pub(super) fn labels_of_parameters(graph: &nn_onnx::Graph) -> Vec<String> {
    let mut seen = HashSet::new();
    let layers = graph.initializer.iter().filter_map(|tensor| layer_of_parameter(&tensor.name));
    let mut labels = Labels::default();
    layers.filter(|layer| seen.insert(*layer)).map(|layer| labels.choose([layer])).collect()
}

/// `name` as an identifier in snake case that can be a label; `None` if nothing is left of it.
fn identifier(name: &str) -> Option<String> {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut text = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
    text.truncate(MAX_LENGTH);
    if text.is_empty() {
        return None;
    }
    if text.starts_with(|character: char| character.is_ascii_digit()) {
        text.insert_str(0, "layer_");
    }
    if !is_usable(&Ident::new(&text, Span::call_site())) {
        text.push_str("_layer");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::lowering::layer_of_node;

    #[test]
    fn labels_are_identifiers_that_the_language_accepts() {
        for (name, label) in [
            ("fc1", "fc1"),
            ("Net.Encoder.0", "net_encoder_0"),
            ("0", "layer_0"),
            ("type", "type_layer"),
            ("input", "input_layer"),
            ("predict", "predict_layer"),
            ("a::b//c", "a_b_c"),
            ("\u{fc}ber", "ber"),
        ] {
            assert_eq!(Labels::default().choose([name]), label, "{name}");
        }
        assert_eq!(Labels::default().choose(["::", "", "fc"]), "fc");
        assert_eq!(Labels::default().choose(["::"]), "layer");
    }

    #[test]
    fn labels_are_unique_and_their_methods_too() {
        let mut labels = Labels::default();
        let found: Vec<String> = ["fc", "fc", "FC", "fc_mut", "x_mut", "x"].map(|name| labels.choose([name])).into();
        assert_eq!(found, ["fc", "fc_2", "fc_3", "fc_mut_2", "x_mut", "x_2"]);
    }

    #[test]
    fn the_layer_is_found_in_names_of_parameters_and_nodes() {
        assert_eq!(layer_of_parameter("encoder.0.weight"), Some("encoder.0"));
        assert_eq!(layer_of_parameter("fc_b"), Some("fc"));
        assert_eq!(layer_of_parameter("dense/Kernel"), Some("dense"));
        assert_eq!(layer_of_parameter("thin.down"), Some("thin"));
        assert_eq!(layer_of_parameter("onnx::MatMul_12"), None);
        assert_eq!(layer_of_parameter("weight"), None);
        assert_eq!(layer_of_node("/net/fc1/Gemm", "Gemm"), Some("fc1"));
        assert_eq!(layer_of_node("/net/fc1/Gemm_3", "Gemm"), Some("fc1"));
        assert_eq!(layer_of_node("scores", "Gemm"), Some("scores"));
        assert_eq!(layer_of_node("Gemm_3", "Gemm"), None);
    }
}
