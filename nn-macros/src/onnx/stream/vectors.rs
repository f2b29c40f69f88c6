//! What nodes of a step take: vectors, of values as they are or of parts of some, and constants.

use nn_onnx::{Attribute, AttributeType, DataType, Node, Tensor};

use super::array::{Array, Element};
use super::earlier;
use super::sequence::looks_later;
use super::walk::{Vector, Walk};
use crate::graph::{Mistake, title, visible};

/// Most runs of neighbours that an operand may have: each is a line.
pub(super) const MOST_RUNS: usize = 64;

impl Walk<'_> {
    /// The name of a vector that is this array: of a value as it is, or of parts of some.
    pub(super) fn name_of(&mut self, node: &Node, array: &Array) -> Result<String, Mistake> {
        let before = array.axes.len().saturating_sub(1);
        if array.axes.iter().take(before).any(|(extent, _)| *extent != 1) {
            let shape = array.shape();
            return Err(Mistake::new(format!(
                "{} takes values of shape {shape:?} in a network that remembers",
                title(node)
            ))
            .note("a stream takes vectors, one in a step"));
        }
        let is_earlier = |element: &Element| match element {
            Element::Of { value, .. } => self.is_earlier(*value),
            _ => false,
        };
        if array.elements.iter().any(is_earlier) {
            return Ok(earlier::postpone(self, node, array));
        }
        let runs = Self::runs(node, array)?;
        let mut names = Vec::new();
        for (value, start, end) in runs {
            let name = self.taken(node, value)?;
            let is_all = (start, end) == (0, self.length(value));
            names.push(if is_all { name } else { self.slice(node, name, (start, end)) });
        }
        self.joined(node, names)
    }

    /// The name of a value that nodes take.
    pub(super) fn taken(&self, node: &Node, value: usize) -> Result<String, Mistake> {
        let Vector { name, title: of, .. } = &self.values[value];
        let Some(name) = name.clone() else {
            return Err(Mistake::new(format!("{} takes {of}", title(node)))
                .note("what is put out is the output of an LSTM; its cell can be a state only"));
        };
        if self.states.contains(&name) {
            return Err(Mistake::new(format!(
                "{} takes `{}`, which recurrent nodes begin with",
                title(node),
                visible(&name)
            ))
            .note("a state is for recurrent nodes alone"));
        }
        Ok(name)
    }

    /// Numbers of a vector from the first up to the second.
    pub(super) fn slice(&mut self, node: &Node, name: String, (start, end): (usize, usize)) -> String {
        // Once, so that a gate is known by the half that it has twice.
        let key = (name.clone(), start, end);
        if let Some(part) = self.slices.get(&key) {
            return part.clone();
        }
        let part = self.fresh();
        self.slices.insert(key, part.clone());
        let attribute = |name: &str, at: i64| Attribute {
            name: name.to_owned(),
            ints: vec![at],
            kind: AttributeType::Ints.into(),
            ..Attribute::default()
        };
        let [start, end] = [start, end].map(|at| i64::try_from(at).unwrap_or(i64::MAX));
        let attributes = vec![attribute("starts", start), attribute("ends", end), attribute("axes", -1)];
        self.push(Node {
            op_type: "Slice".to_owned(),
            name: node.name.clone(),
            input: vec![name],
            output: vec![part.clone()],
            attribute: attributes,
            ..Node::default()
        });
        part
    }

    /// Vectors, one behind the other.
    pub(super) fn joined(&mut self, node: &Node, mut names: Vec<String>) -> Result<String, Mistake> {
        if names.len() <= 1 {
            return names.pop().ok_or_else(|| Mistake::new(format!("{} takes no numbers", title(node))));
        }
        let joined = self.fresh();
        let kind = AttributeType::Int.into();
        let axis = Attribute { name: "axis".to_owned(), i: Some(-1), kind, ..Attribute::default() };
        self.push(Node {
            op_type: "Concat".to_owned(),
            name: node.name.clone(),
            input: names,
            output: vec![joined.clone()],
            attribute: vec![axis],
            ..Node::default()
        });
        Ok(joined)
    }

    /// Values, and from where to where of them an array is.
    fn runs(node: &Node, array: &Array) -> Result<Vec<(usize, usize, usize)>, Mistake> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for element in &array.elements {
            let Element::Of { value, index } = *element else {
                if *element == Element::Later {
                    return Err(looks_later(&title(node), None));
                }
                return Err(Mistake::new(format!(
                    "{} takes constants beside numbers that depend on the input",
                    title(node)
                )));
            };
            match runs.last_mut() {
                Some((last, _, end)) if *last == value && *end == index && index > 0 => *end += 1,
                _ => runs.push((value, index, index + 1)),
            }
        }
        if runs.len() > MOST_RUNS {
            let found = runs.len();
            return Err(Mistake::new(format!(
                "{} takes {found} runs of neighbours, supported are {MOST_RUNS}",
                title(node)
            )));
        }
        Ok(runs)
    }

    /// The name of a constant operand, which is written anew if it is no initializer as it is.
    pub(super) fn constant(&mut self, node: &Node, index: usize, array: &Array) -> Result<String, Mistake> {
        let name = node.input.get(index).map_or("", String::as_str);
        // Axes that are behind the numbers in the file may be left out.
        let shape = array.shape();
        let is_whole = |tensor: &&Tensor| {
            tensor.dims.len() == shape.len()
                && tensor.dims.iter().zip(&shape).all(|(dim, extent)| usize::try_from(*dim) == Ok(*extent))
        };
        if self.constants.get(name).is_some_and(is_whole) {
            return Ok(name.to_owned());
        }
        self.write(node, index, array, shape)
    }

    /// The same of a vector, whose axes before the last are left out.
    pub(super) fn vector(&mut self, node: &Node, index: usize, array: &Array) -> Result<String, Mistake> {
        let shape = array.shape();
        match shape.split_last() {
            Some((last, others)) if !others.is_empty() && others.iter().all(|extent| *extent == 1) => {
                self.write(node, index, array, vec![*last])
            }
            Some((_, others)) if !others.is_empty() => Err(Mistake::new(format!(
                "{} takes a constant of shape {shape:?} in a network that remembers",
                title(node)
            ))
            .note("a stream takes vectors, one in a step")),
            _ => self.constant(node, index, array),
        }
    }

    pub(super) fn write(
        &mut self,
        node: &Node,
        index: usize,
        array: &Array,
        shape: Vec<usize>,
    ) -> Result<String, Mistake> {
        match (array.as_numbers(), array.as_ints()) {
            (Some(numbers), _) => Ok(self.floats(shape, &numbers)),
            (None, Some(ints)) => {
                let raw_data = ints.iter().flat_map(|int| int.to_le_bytes()).collect();
                Ok(self.tensor(shape, DataType::Int64, raw_data))
            }
            (None, None) => Err(Mistake::new(format!("operand {index} of {} depends on the input", title(node)))),
        }
    }

    /// A name that no exporter gives.
    pub(super) fn fresh(&mut self) -> String {
        self.n_fresh += 1;
        format!("@{}", self.n_fresh)
    }

    /// A constant of numbers.
    pub(super) fn floats(&mut self, shape: Vec<usize>, numbers: &[f32]) -> String {
        let raw_data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.tensor(shape, DataType::Float, raw_data)
    }

    fn tensor(&mut self, shape: Vec<usize>, data_type: DataType, raw_data: Vec<u8>) -> String {
        let dims = shape.into_iter().map(|extent| i64::try_from(extent).unwrap_or(i64::MAX)).collect();
        let (name, data_type) = (self.fresh(), data_type.into());
        self.initializers.push(Tensor { name: name.clone(), dims, data_type, raw_data, ..Tensor::default() });
        name
    }
}
