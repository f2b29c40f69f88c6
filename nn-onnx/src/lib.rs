//! The messages of an ONNX file that feed-forward networks need: a subset of the public `onnx.proto`, with its names and
//! field numbers. What is left out (sequences, quantisation, training) is skipped when a file is read; graphs within nodes stay encoded.
//!
//! ```
//! use nn_onnx::{Model, Graph, OperatorSet};
//!
//! let model = Model {
//!     ir_version: 8,
//!     opset_import: vec![OperatorSet { domain: String::new(), version: 17 }],
//!     graph: Some(Graph { name: "net".into(), ..Graph::default() }),
//!     ..Model::default()
//! };
//! assert_eq!(nn_onnx::decode(&nn_onnx::encode(&model))?, model);
//! # Ok::<(), nn_onnx::Error>(())
//! ```
//!
//! Names of types are those of the schema without `Proto`: [`Model`] is `ModelProto`.
#![forbid(unsafe_code)]

mod decode;
mod messages;

pub use decode::{Error, decode, decode_graph};
pub use messages::{
    Attribute, AttributeType, DataType, Dimension, Entry, Graph, Model, Node, OperatorSet, Tensor, TensorShape,
    TensorType, Type, ValueInfo,
};
use prost::Message as _;

/// The bytes of an ONNX file.
#[must_use]
pub fn encode(model: &Model) -> Vec<u8> {
    model.encode_to_vec()
}

/// The bytes of a graph within a node, [`Attribute::g`].
#[must_use]
pub fn encode_graph(graph: &Graph) -> Vec<u8> {
    graph.encode_to_vec()
}
