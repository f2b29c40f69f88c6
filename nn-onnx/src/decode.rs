//! Reading a file that nobody vouches for.
//!
//! Lengths inside a protobuf message cannot exceed the message, so that texts and numbers take a small multiple of the
//! file in memory. Messages can take more: an empty one is two bytes in the file and some hundred in memory. They are
//! therefore counted before anything is decoded.

use std::fmt;

use nn_files::{Kind, Wanted, recognise};
use prost::Message as _;
use prost::bytes::Buf as _;
use prost::encoding::{WireType, decode_key, decode_varint};

use crate::messages::{Graph, Model};

/// Why bytes are not an ONNX model, as a predicate: `is a page of HTML, expected an ONNX model`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Option<&'static str>,
}

impl Error {
    /// What may help, if something is known.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        self.help
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The model in the bytes of an ONNX file.
///
/// # Errors
/// If the bytes are no protobuf message of this schema, or hold more messages than any model of their length would, or no
/// graph and are recognised as a file of another kind.
pub fn decode(bytes: &[u8]) -> Result<Model, Error> {
    let most = most_messages(bytes);
    let mut budget = most;
    if count(bytes, Part::Model, &mut budget).is_none() {
        return Err(too_many(most, bytes));
    }
    match Model::decode(bytes) {
        // Short files of other kinds happen to be messages, of fields that no model has.
        Ok(model) if model.graph.is_some() || recognise(bytes).is_none_or(|kind| kind == Kind::Onnx) => Ok(model),
        Ok(_) => Err(other_kind(bytes, "")),
        Err(error) => {
            let text = error.to_string();
            Err(other_kind(bytes, text.strip_prefix("failed to decode Protobuf message: ").unwrap_or(&text)))
        }
    }
}

/// The graph within a node, in the bytes of [`Attribute::g`](crate::Attribute::g).
///
/// # Errors
/// If the bytes are no protobuf message of this schema, or hold more messages than any graph of their length would.
pub fn decode_graph(bytes: &[u8]) -> Result<Graph, Error> {
    let most = most_messages(bytes);
    let mut budget = most;
    if count(bytes, Part::Graph, &mut budget).is_none() {
        return Err(too_many(most, bytes));
    }
    Graph::decode(bytes).map_err(|_| Error { message: "is no graph".to_owned(), help: None })
}

/// Most messages in these bytes: the smallest useful node, a name, two values and an attribute, takes more than this for each of its messages.
fn most_messages(bytes: &[u8]) -> usize {
    4_096 + bytes.len() / 16
}

fn too_many(most: usize, bytes: &[u8]) -> Error {
    Error { message: format!("holds more than {most} messages in {} bytes", bytes.len()), help: None }
}

/// The error for bytes that could not be read because of `cause`: what they are instead, if they are recognised.
fn other_kind(bytes: &[u8], cause: &str) -> Error {
    match recognise(bytes) {
        Some(Kind::Onnx) => {
            Error { message: format!("is no whole ONNX model: {cause}"), help: Kind::Onnx.help(Wanted::Onnx) }
        }
        Some(kind) => {
            Error { message: format!("is {}, expected an ONNX model", kind.name()), help: kind.help(Wanted::Onnx) }
        }
        // What protobuf says of bytes that are none of its own is of no use.
        None => Error { message: "does not begin as an ONNX model does".to_owned(), help: None },
    }
}

/// The messages that contain others.
#[derive(Clone, Copy)]
enum Part {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    ValueInfo,
    Type,
    TensorType,
    Shape,
    Leaf,
}

impl Part {
    /// The message in the field `tag`.
    fn field(self, tag: u32) -> Option<Self> {
        Some(match (self, tag) {
            (Self::Model, 7) => Self::Graph,
            (Self::Model, 8 | 14) | (Self::Tensor, 13) | (Self::Shape, 1) => Self::Leaf,
            (Self::Graph, 1) => Self::Node,
            (Self::Graph | Self::Attribute, 5) => Self::Tensor,
            (Self::Graph, 11..=13) => Self::ValueInfo,
            (Self::Node, 5) => Self::Attribute,
            (Self::ValueInfo, 2) => Self::Type,
            (Self::Type, 1) => Self::TensorType,
            (Self::TensorType, 2) => Self::Shape,
            _ => return None,
        })
    }
}

/// Subtracts the number of messages inside `bytes` from `budget`; `None` when it is spent. What is not protobuf ends the
/// count: decoding reports it.
fn count(mut bytes: &[u8], part: Part, budget: &mut usize) -> Option<()> {
    while bytes.has_remaining() {
        let Ok((tag, wire_type)) = decode_key(&mut bytes) else { return Some(()) };
        let length = match wire_type {
            WireType::Varint => {
                let Ok(_) = decode_varint(&mut bytes) else { return Some(()) };
                continue;
            }
            WireType::ThirtyTwoBit => 4,
            WireType::SixtyFourBit => 8,
            WireType::LengthDelimited => {
                let Ok(length) = decode_varint(&mut bytes) else { return Some(()) };
                length
            }
            WireType::StartGroup | WireType::EndGroup => continue,
        };
        let Some((field, rest)) = usize::try_from(length).ok().and_then(|length| bytes.split_at_checked(length)) else {
            return Some(());
        };
        bytes = rest;
        if let (Some(inner), WireType::LengthDelimited) = (part.field(tag), wire_type) {
            *budget = budget.checked_sub(1)?;
            count(field, inner, budget)?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;
    use crate::messages::{Attribute, Dimension, Entry, Graph, Node, Tensor, TensorShape, TensorType, Type, ValueInfo};

    fn model() -> Model {
        let tensor =
            Tensor { dims: vec![2, 3], data_type: 1, raw_data: vec![7; 24], name: "w".into(), ..Tensor::default() };
        let shape = TensorShape {
            dim: vec![Dimension { dim_param: Some("N".into()), ..Dimension::default() }, Dimension::default()],
        };
        let input = ValueInfo {
            name: "x".into(),
            r#type: Some(Type { tensor_type: Some(TensorType { elem_type: 1, shape: Some(shape) }) }),
            doc_string: String::new(),
        };
        let attributes = vec![
            Attribute { name: "alpha".into(), f: Some(0.0), kind: 1, ..Attribute::default() },
            Attribute { name: "axis".into(), i: Some(-1), kind: 2, ..Attribute::default() },
            Attribute { name: "value".into(), t: Some(Box::new(tensor.clone())), kind: 4, ..Attribute::default() },
            Attribute { name: "ints".into(), ints: vec![1, 2], floats: vec![0.5], kind: 7, ..Attribute::default() },
        ];
        let node = Node { input: vec!["x".into(), String::new()], attribute: attributes, ..Node::default() };
        let graph = Graph { node: vec![node], initializer: vec![tensor], input: vec![input], ..Graph::default() };
        let metadata_props = vec![Entry { key: "k".into(), value: "v".into() }];
        Model { ir_version: 8, graph: Some(graph), metadata_props, ..Model::default() }
    }

    #[test]
    fn every_field_survives_a_round_trip() {
        assert_eq!(decode(&encode(&model())), Ok(model()));
    }

    #[test]
    fn a_truncated_or_damaged_file_is_an_error_or_a_model() {
        let bytes = encode(&model());
        let errors = (0..bytes.len()).filter(|end| decode(&bytes[..*end]).is_err()).count();
        assert!(errors > bytes.len() / 2, "{errors} of {} truncations are errors", bytes.len());
        for bit in 0..8 * bytes.len() {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let _ = decode(&damaged);
        }
    }

    #[test]
    fn many_empty_messages_are_refused_before_they_take_memory() {
        // A graph of a million empty nodes: two bytes each.
        let nodes: Vec<u8> = [0x0a, 0x00].repeat(1_000_000);
        let mut bytes = vec![0x3a];
        prost::encoding::encode_varint(nodes.len() as u64, &mut bytes);
        bytes.extend(nodes);
        let error = decode(&bytes).expect_err("no model has that many nodes").to_string();
        assert_eq!(error, "holds more than 129096 messages in 2000004 bytes");
    }

    #[test]
    fn a_graph_within_a_node_is_what_was_encoded() {
        let graph = model().graph.expect("the model has a graph");
        assert_eq!(decode_graph(&crate::encode_graph(&graph)), Ok(graph));
        let error = |bytes: &[u8]| decode_graph(bytes).expect_err("no graph").to_string();
        assert_eq!(error(&[0x0a, 0xff, 1]), "is no graph");
        assert_eq!(error(&[0x0a, 0x00].repeat(1_000_000)), "holds more than 129096 messages in 2000000 bytes");
    }

    #[test]
    fn a_length_beyond_the_file_is_an_error() {
        let error = decode(&[0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2]).expect_err("the length is 4 GiB");
        assert_eq!(error.to_string(), "does not begin as an ONNX model does");
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        for (bytes, expected, help) in [
            (&b""[..], "is empty, expected an ONNX model", Some("whatever wrote or fetched it did not finish")),
            (
                b"version https://git-lfs.github.com/spec/v1\n",
                "is a pointer of Git LFS, expected an ONNX model",
                Some("`git lfs pull` fetches the file that it stands for"),
            ),
            (
                b"PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0e\0\x14\0model/data.pkl",
                "is a zip archive of `torch.save`, expected an ONNX model",
                Some("load it in Python, and export it with `torch.onnx.export`"),
            ),
            (
                b"\x02\0\0\0\0\0\0\0{}",
                "is a safetensors file, expected an ONNX model",
                Some("`#[weights(\"file.safetensors\")]` reads weights for a network that is declared"),
            ),
            (b"hello", "is plain text, expected an ONNX model", None),
        ] {
            let error = decode(bytes).expect_err("no model");
            assert_eq!((error.to_string().as_str(), error.help()), (expected, help));
        }
        let whole = encode(&model());
        let error = decode(&whole[..whole.len() - 3]).expect_err("the end is missing");
        assert!(error.to_string().starts_with("is no whole ONNX model: Model"), "{error}");
        assert_eq!(error.help(), Some("its end may be missing: export or fetch it anew"));
    }
}
