//! Views of one dense layer's parameters by output and input, as if there were no panels.
//!
//! Letters: `I` inputs of the layer, `O` its outputs. A view costs nothing to make; each element is found by arithmetic
//! in the layer's storage, an [`Order`] of weights and `[ceil(O / 16)][16]` for a bias. The padding lanes cannot be reached
//! through a view, so they stay zero.

use crate::error::Error;
use crate::layout::Order;
use crate::panel::Panel;

/// The weights and biases of a dense layer `z = W x + b`, `W [O, I]`, `b [O]`, for reading.
///
/// A network returns it from the method named like the layer.
#[derive(Clone, Copy, Debug)]
pub struct Dense<'a, const I: usize, const O: usize> {
    weight: &'a [Panel],
    bias: Option<&'a [Panel]>,
    order: Order,
}

/// The weights and biases of a dense layer, for reading and writing.
///
/// A network returns it from the method named like the layer, with `_mut` behind.
#[derive(Debug)]
pub struct DenseMut<'a, const I: usize, const O: usize> {
    weight: &'a mut [Panel],
    bias: Option<&'a mut [Panel]>,
    order: Order,
}

impl<'a, const I: usize, const O: usize> Dense<'a, I, O> {
    /// A view of the weights in `order` and, unless the layer has none, of `ceil(O / 16)` panels of biases.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn new(weight: &'a [Panel], bias: Option<&'a [Panel]>, order: Order) -> Self {
        debug_assert_eq!(weight.len() * Panel::LANES, order.stored_len(), "panels of weights");
        debug_assert!(bias.is_none_or(|bias| bias.len() == groups::<O>()), "panels of biases");
        Self { weight, bias, order }
    }

    /// `I`.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        I
    }

    /// `O`.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        O
    }

    /// Whether the layer adds a bias; not so if it is declared with `bias = false`.
    #[must_use]
    pub const fn has_bias(&self) -> bool {
        self.bias.is_some()
    }

    /// The weight from `input` to `output`.
    ///
    /// # Panics
    /// If `output` is not below `O` or `input` not below `I`.
    #[must_use]
    #[inline]
    pub fn weight(&self, output: usize, input: usize) -> f32 {
        let (panel, lane) = weight_place::<I, O>(self.order, output, input);
        self.weight[panel].0[lane]
    }

    /// The bias of `output`; 0 for a layer without biases.
    ///
    /// # Panics
    /// If `output` is not below `O`.
    #[must_use]
    #[inline]
    pub fn bias(&self, output: usize) -> f32 {
        let (panel, lane) = bias_place::<O>(output);
        self.bias.map_or(0.0, |bias| bias[panel].0[lane])
    }

    /// The weights of all inputs of `output`: a row of `W`.
    ///
    /// # Panics
    /// If `output` is not below `O`.
    #[must_use]
    pub fn weight_row(&self, output: usize) -> [f32; I] {
        core::array::from_fn(|input| self.weight(output, input))
    }

    /// Writes `W` to `weights`, row by row.
    pub fn copy_weights_to(&self, weights: &mut [[f32; I]; O]) {
        for (output, row) in weights.iter_mut().enumerate() {
            for (input, value) in row.iter_mut().enumerate() {
                *value = self.weight(output, input);
            }
        }
    }

    /// Writes `b` to `biases`; zeros for a layer without biases.
    pub fn copy_bias_to(&self, biases: &mut [f32; O]) {
        for (output, value) in biases.iter_mut().enumerate() {
            *value = self.bias(output);
        }
    }
}

impl<'a, const I: usize, const O: usize> DenseMut<'a, I, O> {
    /// A view of the weights in `order` and, unless the layer has none, of `ceil(O / 16)` panels of biases.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn new(weight: &'a mut [Panel], bias: Option<&'a mut [Panel]>, order: Order) -> Self {
        debug_assert_eq!(weight.len() * Panel::LANES, order.stored_len(), "panels of weights");
        debug_assert!(bias.as_ref().is_none_or(|bias| bias.len() == groups::<O>()), "panels of biases");
        Self { weight, bias, order }
    }

    /// The same layer, for reading.
    #[must_use]
    #[inline]
    pub fn as_dense(&self) -> Dense<'_, I, O> {
        Dense { weight: self.weight, bias: self.bias.as_deref(), order: self.order }
    }

    /// `I`.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        I
    }

    /// `O`.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        O
    }

    /// Whether the layer adds a bias; not so if it is declared with `bias = false`.
    #[must_use]
    pub const fn has_bias(&self) -> bool {
        self.bias.is_some()
    }

    /// The weight from `input` to `output`.
    ///
    /// # Panics
    /// If `output` is not below `O` or `input` not below `I`.
    #[must_use]
    #[inline]
    pub fn weight(&self, output: usize, input: usize) -> f32 {
        self.as_dense().weight(output, input)
    }

    /// The bias of `output`; 0 for a layer without biases.
    ///
    /// # Panics
    /// If `output` is not below `O`.
    #[must_use]
    #[inline]
    pub fn bias(&self, output: usize) -> f32 {
        self.as_dense().bias(output)
    }

    /// The weights of all inputs of `output`: a row of `W`.
    ///
    /// # Panics
    /// If `output` is not below `O`.
    #[must_use]
    pub fn weight_row(&self, output: usize) -> [f32; I] {
        self.as_dense().weight_row(output)
    }

    /// Writes `W` to `weights`, row by row.
    pub fn copy_weights_to(&self, weights: &mut [[f32; I]; O]) {
        self.as_dense().copy_weights_to(weights);
    }

    /// Writes `b` to `biases`; zeros for a layer without biases.
    pub fn copy_bias_to(&self, biases: &mut [f32; O]) {
        self.as_dense().copy_bias_to(biases);
    }

    /// Replaces the weight from `input` to `output`.
    ///
    /// # Panics
    /// If `output` is not below `O` or `input` not below `I`.
    #[inline]
    pub fn set_weight(&mut self, output: usize, input: usize, value: f32) {
        let (panel, lane) = weight_place::<I, O>(self.order, output, input);
        self.weight[panel].0[lane] = value;
    }

    /// Replaces the bias of `output`.
    ///
    /// # Errors
    /// [`Error::NoBias`] if the layer is declared with `bias = false`.
    ///
    /// # Panics
    /// If `output` is not below `O`.
    #[inline]
    pub fn set_bias(&mut self, output: usize, value: f32) -> Result<(), Error> {
        let (panel, lane) = bias_place::<O>(output);
        let bias = self.bias.as_deref_mut().ok_or(Error::NoBias)?;
        bias[panel].0[lane] = value;
        Ok(())
    }

    /// Replaces all weights: `weights[output][input]`.
    pub fn set_weights(&mut self, weights: &[[f32; I]; O]) {
        for (output, row) in weights.iter().enumerate() {
            for (input, value) in row.iter().enumerate() {
                self.set_weight(output, input, *value);
            }
        }
    }

    /// Replaces all biases.
    ///
    /// # Errors
    /// [`Error::NoBias`] if the layer is declared with `bias = false`.
    pub fn set_biases(&mut self, biases: &[f32; O]) -> Result<(), Error> {
        biases.iter().enumerate().try_for_each(|(output, value)| self.set_bias(output, *value))
    }
}

/// Panels across the outputs.
const fn groups<const O: usize>() -> usize {
    O.div_ceil(Panel::LANES)
}

/// Panel and lane of a weight. The check keeps callers out of the padding lanes, which slice indexing would let through.
#[inline]
fn weight_place<const I: usize, const O: usize>(order: Order, output: usize, input: usize) -> (usize, usize) {
    assert!(input < I, "input {input} is out of range, the layer has {I}");
    assert!(output < O, "output {output} is out of range, the layer has {O}");
    let place = order.place(output, input);
    (place / Panel::LANES, place % Panel::LANES)
}

/// Panel and lane of a bias.
#[inline]
fn bias_place<const O: usize>(output: usize) -> (usize, usize) {
    assert!(output < O, "output {output} is out of range, the layer has {O}");
    (output / Panel::LANES, output % Panel::LANES)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "values are copied, not computed")]
mod tests {
    use super::*;
    use crate::init::Init;
    use crate::layout::Parameter;

    /// Room for the largest layer of these tests, without a heap: 53 outputs are 4 groups, 53 inputs.
    const WEIGHTS: usize = 4 * 53;

    /// The arrangement of 3 inputs and 17 outputs.
    const OF_17: Order = Order::DenseWeight { inputs: 3, outputs: 17 };

    fn value(output: usize, input: usize) -> f32 {
        (1 + output * 100 + input) as f32
    }

    /// Where the layout table puts the elements; the view has to agree with it.
    fn layout(order: Order, inputs: usize, outputs: usize) -> Parameter {
        Parameter {
            name: "weight",
            shape: &[],
            is_trained: true,
            momentum: None,
            offset: 0,
            stored_len: order.stored_len(),
            order,
            init: Init::Zeros,
            fan_in: inputs,
            fan_out: outputs,
        }
    }

    fn check<const I: usize, const O: usize>() {
        for order in [Order::DenseWeight { inputs: I, outputs: O }, Order::DenseRows { inputs: I, outputs: O }] {
            check_order::<I, O>(order);
        }
    }

    fn check_order<const I: usize, const O: usize>(order: Order) {
        let n_panels = order.stored_len() / 16;
        let mut weight_storage = [Panel::ZERO; WEIGHTS];
        let mut bias_storage = [Panel::ZERO; 4];
        let weight = &mut weight_storage[..n_panels];
        let bias = &mut bias_storage[..groups::<O>()];
        let weights: [[f32; I]; O] = core::array::from_fn(|o| core::array::from_fn(|i| value(o, i)));
        let biases: [f32; O] = core::array::from_fn(|o| -value(o, 0));

        let mut view = DenseMut::<I, O>::new(weight, Some(bias), order);
        view.set_weights(&weights);
        view.set_biases(&biases).expect("the layer has biases");

        let view = view.as_dense();
        assert_eq!((view.inputs(), view.outputs(), view.has_bias()), (I, O, true));
        for (output, row) in weights.iter().enumerate() {
            assert_eq!(view.weight_row(output), *row);
            assert_eq!(view.bias(output).to_bits(), biases[output].to_bits());
        }
        let (mut weights_read, mut biases_read) = ([[0.0; I]; O], [0.0; O]);
        view.copy_weights_to(&mut weights_read);
        view.copy_bias_to(&mut biases_read);
        assert_eq!((weights_read, biases_read), (weights, biases));

        // Every logical element is where the layout table says, and nothing else was written.
        let flat: &[f32] = bytemuck::cast_slice(&weight_storage[..n_panels]);
        for (index, position) in layout(order, I, O).positions().enumerate() {
            assert_eq!(flat[position].to_bits(), weights[index / I][index % I].to_bits());
        }
        assert_eq!(flat.iter().filter(|value| **value != 0.0).count(), I * O, "padding of the weights");
        let flat: &[f32] = bytemuck::cast_slice(&bias_storage);
        assert_eq!(flat[..O], biases);
        assert!(flat[O..].iter().all(|value| *value == 0.0), "padding of the biases");
    }

    #[test]
    fn view_reads_what_it_wrote_and_leaves_padding_zero() {
        check::<1, 1>();
        check::<53, 1>();
        check::<15, 15>();
        check::<16, 16>();
        check::<17, 17>();
        check::<1, 53>();
        check::<53, 53>();
    }

    #[test]
    fn layer_without_bias_reads_zero_and_refuses_one() {
        let mut weight = [Panel::ZERO; 6];
        let mut view = DenseMut::<3, 17>::new(&mut weight, None, OF_17);
        assert!(!view.has_bias());
        assert_eq!(view.bias(16).to_bits(), 0.0_f32.to_bits());
        assert!(matches!(view.set_bias(16, 1.0), Err(Error::NoBias)));
        assert!(matches!(view.set_biases(&[1.0; 17]), Err(Error::NoBias)));
        let mut biases = [5.0; 17];
        view.copy_bias_to(&mut biases);
        assert_eq!(biases, [0.0; 17]);
    }

    #[test]
    #[should_panic(expected = "output 17 is out of range, the layer has 17")]
    fn padding_lane_of_a_weight_is_out_of_reach() {
        let mut weight = [Panel::ZERO; 6];
        DenseMut::<3, 17>::new(&mut weight, None, OF_17).set_weight(17, 0, 1.0);
    }

    #[test]
    #[should_panic(expected = "input 3 is out of range, the layer has 3")]
    fn input_of_the_next_group_is_out_of_reach() {
        let weight = [Panel::ZERO; 6];
        let _ = Dense::<3, 17>::new(&weight, None, OF_17).weight(0, 3);
    }

    #[test]
    #[should_panic(expected = "output 17 is out of range, the layer has 17")]
    fn padding_lane_of_a_bias_is_out_of_reach() {
        let (mut weight, mut bias) = ([Panel::ZERO; 6], [Panel::ZERO; 2]);
        let _ = DenseMut::<3, 17>::new(&mut weight, Some(&mut bias), OF_17).set_bias(17, 1.0);
    }
}
