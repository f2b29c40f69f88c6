//! The messages, in the schema's order. Field numbers: `onnx/onnx.proto` of github.com/onnx/onnx, IR version 3 and later.
//!
//! Scalars that the schema calls optional are plain here where absence and the default mean the same.

use prost::{Enumeration, Message};

/// `ModelProto`: a whole file.
#[derive(Clone, PartialEq, Message)]
pub struct Model {
    /// Version of the file format; 8 goes with operator set 17.
    #[prost(int64, tag = "1")]
    pub ir_version: i64,
    /// The tool that wrote the file.
    #[prost(string, tag = "2")]
    pub producer_name: String,
    /// The tool's version.
    #[prost(string, tag = "3")]
    pub producer_version: String,
    /// Reverse domain name of the model's owner.
    #[prost(string, tag = "4")]
    pub domain: String,
    /// Version of the model itself.
    #[prost(int64, tag = "5")]
    pub model_version: i64,
    /// For people.
    #[prost(string, tag = "6")]
    pub doc_string: String,
    /// The network.
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    /// The operator sets that the nodes are from.
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSet>,
    /// Named properties.
    #[prost(message, repeated, tag = "14")]
    pub metadata_props: Vec<Entry>,
}

/// `OperatorSetIdProto`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct OperatorSet {
    /// Empty, or `ai.onnx`, for the standard operators.
    #[prost(string, tag = "1")]
    pub domain: String,
    /// Version of the set.
    #[prost(int64, tag = "2")]
    pub version: i64,
}

/// `StringStringEntryProto`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Entry {
    /// Name.
    #[prost(string, tag = "1")]
    pub key: String,
    /// Text.
    #[prost(string, tag = "2")]
    pub value: String,
}

/// `GraphProto`: nodes in order of computation, and constants.
#[derive(Clone, PartialEq, Message)]
pub struct Graph {
    /// Operand before use.
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    /// Name of the graph; must not be empty in a valid file.
    #[prost(string, tag = "2")]
    pub name: String,
    /// Constants, by name.
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
    /// For people.
    #[prost(string, tag = "10")]
    pub doc_string: String,
    /// What the caller gives; before IR version 4 the initializers too.
    #[prost(message, repeated, tag = "11")]
    pub input: Vec<ValueInfo>,
    /// What the caller gets.
    #[prost(message, repeated, tag = "12")]
    pub output: Vec<ValueInfo>,
    /// Shapes of values between.
    #[prost(message, repeated, tag = "13")]
    pub value_info: Vec<ValueInfo>,
}

/// `NodeProto`: one operator.
#[derive(Clone, PartialEq, Message)]
pub struct Node {
    /// Names of operands; empty where an optional one is left out.
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    /// Names of results.
    #[prost(string, repeated, tag = "2")]
    pub output: Vec<String>,
    /// Name of the node; may be empty.
    #[prost(string, tag = "3")]
    pub name: String,
    /// `Gemm`, `Relu`.
    #[prost(string, tag = "4")]
    pub op_type: String,
    /// Constants of the operator.
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
    /// For people.
    #[prost(string, tag = "6")]
    pub doc_string: String,
    /// The operator set's domain.
    #[prost(string, tag = "7")]
    pub domain: String,
}

/// `AttributeProto`: a named constant; `kind` tells which field holds it.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    /// `axis`, `alpha`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// A number.
    #[prost(float, optional, tag = "2")]
    pub f: Option<f32>,
    /// An integer.
    #[prost(int64, optional, tag = "3")]
    pub i: Option<i64>,
    /// A text, in UTF-8.
    #[prost(bytes = "vec", optional, tag = "4")]
    pub s: Option<Vec<u8>>,
    /// A tensor.
    #[prost(message, optional, boxed, tag = "5")]
    pub t: Option<Box<Tensor>>,
    /// A graph within the node, as [`encode_graph`](crate::encode_graph) writes it. It stays encoded: whoever reads a file would otherwise
    /// follow graphs in graphs as deep as the file has them.
    #[prost(bytes = "vec", optional, tag = "6")]
    pub g: Option<Vec<u8>>,
    /// Numbers.
    #[prost(float, repeated, packed = "false", tag = "7")]
    pub floats: Vec<f32>,
    /// Integers.
    #[prost(int64, repeated, packed = "false", tag = "8")]
    pub ints: Vec<i64>,
    /// Texts, in UTF-8.
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub strings: Vec<Vec<u8>>,
    /// For people.
    #[prost(string, tag = "13")]
    pub doc_string: String,
    /// An [`AttributeType`]; the schema calls it `type`.
    #[prost(enumeration = "AttributeType", tag = "20")]
    pub kind: i32,
}

/// `AttributeProto.AttributeType`: the types that [`Attribute`] can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumeration)]
#[repr(i32)]
pub enum AttributeType {
    /// Not said.
    Undefined = 0,
    /// In `f`.
    Float = 1,
    /// In `i`.
    Int = 2,
    /// In `s`.
    String = 3,
    /// In `t`.
    Tensor = 4,
    /// In `g`.
    Graph = 5,
    /// In `floats`.
    Floats = 6,
    /// In `ints`.
    Ints = 7,
    /// In `strings`.
    Strings = 8,
}

/// `TensorProto`: a constant, in `raw_data` (little endian) or in the field of its type, in row-major order.
#[derive(Clone, PartialEq, Message)]
pub struct Tensor {
    /// Shape; empty for a scalar.
    #[prost(int64, repeated, packed = "false", tag = "1")]
    pub dims: Vec<i64>,
    /// A [`DataType`].
    #[prost(enumeration = "DataType", tag = "2")]
    pub data_type: i32,
    /// Elements of `Float`.
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    /// Elements of `Int32` and smaller ones; `Float16` and `Bfloat16` as bits.
    #[prost(int32, repeated, tag = "5")]
    pub int32_data: Vec<i32>,
    /// Elements of `String`, in UTF-8.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub string_data: Vec<Vec<u8>>,
    /// Elements of `Int64`.
    #[prost(int64, repeated, tag = "7")]
    pub int64_data: Vec<i64>,
    /// Name, by which nodes refer to it.
    #[prost(string, tag = "8")]
    pub name: String,
    /// Elements of any type.
    #[prost(bytes = "vec", tag = "9")]
    pub raw_data: Vec<u8>,
    /// Elements of `Double`.
    #[prost(double, repeated, tag = "10")]
    pub double_data: Vec<f64>,
    /// For people.
    #[prost(string, tag = "12")]
    pub doc_string: String,
    /// Where the elements are if not in this file.
    #[prost(message, repeated, tag = "13")]
    pub external_data: Vec<Entry>,
    /// 0: in this file; 1: in the file that `external_data` names.
    #[prost(int32, tag = "14")]
    pub data_location: i32,
}

/// `TensorProto.DataType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumeration)]
#[repr(i32)]
pub enum DataType {
    /// Not said.
    Undefined = 0,
    /// 32 bits, IEEE 754.
    Float = 1,
    /// Unsigned, 8 bits.
    Uint8 = 2,
    /// Signed, 8 bits.
    Int8 = 3,
    /// Unsigned, 16 bits.
    Uint16 = 4,
    /// Signed, 16 bits.
    Int16 = 5,
    /// Signed, 32 bits.
    Int32 = 6,
    /// Signed, 64 bits.
    Int64 = 7,
    /// Text.
    String = 8,
    /// A truth value.
    Bool = 9,
    /// 16 bits, IEEE 754.
    Float16 = 10,
    /// 64 bits, IEEE 754.
    Double = 11,
    /// Unsigned, 32 bits.
    Uint32 = 12,
    /// Unsigned, 64 bits.
    Uint64 = 13,
    /// Two `Float`.
    Complex64 = 14,
    /// Two `Double`.
    Complex128 = 15,
    /// The upper 16 bits of a `Float`.
    Bfloat16 = 16,
}

/// `ValueInfoProto`: the name and the type of a value.
#[derive(Clone, PartialEq, Message)]
pub struct ValueInfo {
    /// Name, by which nodes refer to it.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The schema calls it `type`.
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<Type>,
    /// For people.
    #[prost(string, tag = "3")]
    pub doc_string: String,
}

/// `TypeProto`, of tensors.
#[derive(Clone, PartialEq, Message)]
pub struct Type {
    /// `None` for sequences, maps and other types.
    #[prost(message, optional, tag = "1")]
    pub tensor_type: Option<TensorType>,
}

/// `TypeProto.Tensor`.
#[derive(Clone, PartialEq, Message)]
pub struct TensorType {
    /// A [`DataType`].
    #[prost(enumeration = "DataType", tag = "1")]
    pub elem_type: i32,
    /// `None`: not even the number of axes is known.
    #[prost(message, optional, tag = "2")]
    pub shape: Option<TensorShape>,
}

/// `TensorShapeProto`.
#[derive(Clone, PartialEq, Message)]
pub struct TensorShape {
    /// One for each axis.
    #[prost(message, repeated, tag = "1")]
    pub dim: Vec<Dimension>,
}

/// `TensorShapeProto.Dimension`: at most one of the two is given.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Dimension {
    /// A fixed extent.
    #[prost(int64, optional, tag = "1")]
    pub dim_value: Option<i64>,
    /// The name of an extent that only a call fixes: `N`.
    #[prost(string, optional, tag = "2")]
    pub dim_param: Option<String>,
}
