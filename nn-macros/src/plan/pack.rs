//! The bytes of a network's struct from the values of its parameters.

use std::collections::BTreeMap;

use crate::ir::Field;
use crate::plan::LANES;

/// Every field, one behind the other, in little endian; padding is zero. `check` and the readers of files have made
/// sure that each field has its values.
pub(super) fn pack(fields: &[Field], values: &BTreeMap<String, Vec<f32>>) -> Vec<u8> {
    let stored = fields.last().map_or(0, |last| last.offset + last.stored_panels() * LANES);
    let mut bytes = vec![0; stored * size_of::<f32>()];
    let (elements, _) = bytes.as_chunks_mut::<{ size_of::<f32>() }>();
    for field in fields.iter().filter_map(Field::tensor) {
        let values = values.get(&field.path).map_or(&[][..], Vec::as_slice);
        debug_assert_eq!(values.len(), field.len(), "{}", field.path);
        for (index, value) in values.iter().enumerate() {
            elements[field.position(index)] = value.to_le_bytes();
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Init;
    use crate::plan::{FieldKind, InputOrder, LaneAxis};

    #[test]
    fn weights_lie_in_panels_of_16_outputs() {
        let (inputs, outputs) = (3, 20);
        let field = |path: &str, kind, offset| Field {
            order: InputOrder::AsFiles,
            momentum: None,
            gates: 1,
            part: None,
            name: path.to_owned(),
            path: path.to_owned(),
            kind,
            init: Init::ZEROS,
            is_trained: true,
            shape: Vec::new(),
            offset,
        };
        let fields = [
            field("w", FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Outputs }, 0),
            field("b", FieldKind::Vector { len: outputs, fan_in: inputs }, 96),
        ];
        let weights: Vec<f32> = (1_u8..=60).map(f32::from).collect();
        let biases: Vec<f32> = (101_u8..=120).map(f32::from).collect();
        let bytes = pack(&fields, &BTreeMap::from([("w".to_owned(), weights), ("b".to_owned(), biases)]));
        let (elements, rest) = bytes.as_chunks();
        let elements: Vec<f32> = elements.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        assert_eq!((elements.len(), rest.len()), (96 + 32, 0));
        // Output 17, input 2 is element 17 * 3 + 2 of the row-major weights: second group of outputs, third panel, lane 1.
        assert!((elements[(3 + 2) * 16 + 1] - 54.0).abs() < f32::EPSILON);
        assert!((elements[96 + 19] - 120.0).abs() < f32::EPSILON);
        assert_eq!(elements.iter().filter(|element| **element == 0.0).count(), 3 * 12 + 12);
    }

    #[test]
    fn weights_of_few_outputs_lie_in_panels_of_16_inputs() {
        let (inputs, outputs) = (19, 2);
        let kind = FieldKind::Weight { inputs, outputs, lanes: LaneAxis::Sum };
        let (name, path, shape) = ("w".to_owned(), "w".to_owned(), vec![outputs, inputs]);
        let field = Field {
            name,
            path,
            kind,
            order: InputOrder::AsFiles,
            momentum: None,
            gates: 1,
            part: None,
            init: Init::ZEROS,
            is_trained: true,
            shape,
            offset: 0,
        };
        let weights: Vec<f32> = (1_u8..=38).map(f32::from).collect();
        let bytes = pack(&[field], &BTreeMap::from([("w".to_owned(), weights)]));
        let elements: Vec<f32> = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        assert_eq!(elements.len(), 2 * 32);
        // Output 1, input 18 is the last of the row-major weights.
        assert!((elements[32 + 18] - 38.0).abs() < f32::EPSILON);
        assert_eq!(elements.iter().filter(|element| **element == 0.0).count(), 2 * 13);
    }
}
