//! Reading a file that nobody vouches for.
//!
//! Lengths inside a protobuf message cannot exceed the message, so that texts and numbers take a small multiple of the
//! file in memory. Messages can take more: an empty one is two bytes in the file and some hundred in memory. They are
//! therefore counted before anything is decoded.

use std::fmt;

use prost::Message as _;
use prost::bytes::Buf as _;
use prost::encoding::{WireType, decode_key, decode_varint};

use crate::messages::Model;

/// Why bytes are not an ONNX model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// The model in the bytes of an ONNX file.
///
/// # Errors
/// If the bytes are no protobuf message of this schema, or hold more messages than any model of their length would.
pub fn decode(bytes: &[u8]) -> Result<Model, Error> {
    // The smallest useful node, a name, two values and an attribute, takes more than this for each of its messages.
    let most = 4_096 + bytes.len() / 16;
    let mut budget = most;
    if count(bytes, Kind::Model, &mut budget).is_none() {
        return Err(Error(format!("holds more than {most} messages in {} bytes", bytes.len())));
    }
    Model::decode(bytes).map_err(|error| Error(format!("is no ONNX model: {error}")))
}

/// The messages that contain others.
#[derive(Clone, Copy)]
enum Kind {
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

impl Kind {
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
fn count(mut bytes: &[u8], kind: Kind, budget: &mut usize) -> Option<()> {
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
        if let (Some(inner), WireType::LengthDelimited) = (kind.field(tag), wire_type) {
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
    fn a_length_beyond_the_file_is_an_error() {
        let error = decode(&[0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2]).expect_err("the length is 4 GiB");
        assert!(error.to_string().starts_with("is no ONNX model: "), "{error}");
    }
}
