//! Weights that a file has as `[inputs, outputs]`: which ones the user names, and what is said where the shapes tell.
//!
//! Keras, JAX and the `Conv1D` of GPT-2 store a dense layer so. A square matrix fits either way and would be loaded wrong in
//! silence: where others of the file are transposed, its name is a part of the message.

use super::archive::Description;
use super::names::is_of;
use crate::layout::{Order, Parameter};

/// The parameters that are stored `[inputs, outputs]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Transposed {
    pub(super) all: bool,
    /// Layers and parameters.
    pub(super) named: Vec<String>,
}

impl Transposed {
    /// Whether the user said it of this parameter, which is a matrix.
    pub(super) fn covers(&self, parameter: &Parameter) -> bool {
        is_matrix(parameter) && (self.all || self.named.iter().any(|name| is_of(parameter.name, name)))
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.all && self.named.is_empty()
    }

    /// The names that no weight has.
    pub(super) fn unknown<'s>(&'s self, layout: &[Parameter]) -> Vec<&'s str> {
        let is_known = |name: &str| layout.iter().any(|parameter| is_matrix(parameter) && is_of(parameter.name, name));
        self.named.iter().map(String::as_str).filter(|name| !is_known(name)).collect()
    }

    /// The shape that the parameter has in the file.
    pub(super) fn shape(&self, parameter: &Parameter) -> Vec<usize> {
        let mut shape = parameter.shape.to_vec();
        if self.covers(parameter) {
            shape.reverse();
        }
        shape
    }
}

/// Whether the axes are outputs and inputs. A number for each element of a `[channels, time]` value has two axes as well.
fn is_matrix(parameter: &Parameter) -> bool {
    matches!(parameter.order, Order::DenseWeight { .. } | Order::DenseRows { .. })
}

fn is_square(parameter: &Parameter) -> bool {
    matches!(parameter.shape, [rows, columns] if rows == columns)
}

/// What the shapes of a file tell of the order of its axes.
pub(super) struct Evidence<'a> {
    /// Weights whose shape is that expected, transposed.
    turned: Vec<&'a Parameter>,
    /// Weights whose shape fits in one order only.
    n_fitting: usize,
    /// Weights of which the shape tells nothing, and the user neither.
    square: Vec<&'a Parameter>,
}

impl<'a> Evidence<'a> {
    /// `found` has the shape of each parameter in the file, where it is there.
    pub(super) fn of(layout: &'a [Parameter], transposed: &Transposed, found: &[Option<&Description>]) -> Self {
        let mut evidence = Self { turned: Vec::new(), n_fitting: 0, square: Vec::new() };
        for (parameter, found) in layout.iter().zip(found) {
            let Some(found) = found.filter(|_| is_matrix(parameter)) else { continue };
            let expected = transposed.shape(parameter);
            if is_square(parameter) {
                evidence.square.extend((!transposed.covers(parameter)).then_some(parameter));
            } else if found.shape == expected {
                evidence.n_fitting += 1;
            } else if found.shape.iter().rev().eq(&expected) {
                evidence.turned.push(parameter);
            }
        }
        evidence
    }

    /// What may help where the shape of `parameter` is not the expected one.
    pub(super) fn help(&self, parameter: &Parameter, transposed: &Transposed) -> Option<String> {
        let place = self.turned.iter().position(|turned| turned.name == parameter.name)?;
        if transposed.covers(parameter) {
            return Some("it is stored [outputs, inputs] already, as in PyTorch: it is not transposed".to_owned());
        }
        if place > 0 {
            return Some("it is transposed too".to_owned());
        }
        let layers: Vec<&str> = self.turned.iter().map(|parameter| layer(parameter)).collect();
        let (squares, remedy) = match (&self.square[..], self.n_fitting) {
            ([], 0) => (String::new(), "`Loader::all_transposed` reads such files".to_owned()),
            (squares, 0) => {
                let are = if squares.len() == 1 { "is square and surely" } else { "are square and surely" };
                let squares = format!("; {} {are} transposed too", quoted(squares));
                (squares, "`Loader::all_transposed` reads such files".to_owned())
            }
            (squares, _) => {
                let remedy = format!("`Loader::transposed({layers:?})` reads it");
                let squares = match squares {
                    [] => String::new(),
                    _ => format!("; the shape of {} does not tell whether it is transposed too", quoted(squares)),
                };
                (squares, remedy)
            }
        };
        Some(format!("it is transposed: weights are [outputs, inputs], as in PyTorch{squares}; {remedy}"))
    }
}

/// The layer that a parameter is of.
fn layer(parameter: &Parameter) -> &str {
    parameter.name.rsplit_once('.').map_or(parameter.name, |(layer, _)| layer)
}

fn quoted(parameters: &[&Parameter]) -> String {
    super::misfit::quoted(&parameters.iter().map(|parameter| parameter.name).collect::<Vec<_>>())
}
