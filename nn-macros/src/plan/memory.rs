//! The arrays of a workspace: what training over a block of rows keeps.

use super::step::Place;
use super::{Dense, FieldId, LaneAxis, Operand, Plan, ValueId};

impl Plan<'_> {
    /// At whole tiles of which size threads divide a layer's weights, for AVX-512, AVX2 and the baseline: rows and panels.
    pub(crate) fn parts_of(&self, dense: &Dense) -> [[usize; 2]; 3] {
        self.tier_of_level.map(|tier| {
            let tile = self.tier(tier).weight_gradient_tile(dense, self.block_rows);
            [tile.rows, tile.panels]
        })
    }

    /// The arrays with an element for each row, and the panels of an element: values, targets, derivatives.
    pub(crate) fn row_arrays(&self) -> Vec<(Place, usize)> {
        let ids = || (0..self.values.len()).map(ValueId);
        let panels = |id: ValueId| self.value(id).panels();
        let gradients = ids().filter(|id| self.needs_gradient(*id));
        ids()
            .map(|id| (Place::Value(id), panels(id)))
            .chain([(Place::Targets, panels(self.output()))])
            .chain(gradients.map(|id| (Place::Gradient(id), panels(id))))
            .collect()
    }

    /// The weights of which a workspace has the transpose, and their layers: those with outputs in the lanes that pass a
    /// derivative on to their operand.
    pub(crate) fn transposed(&self) -> Vec<(FieldId, &Dense)> {
        let passes_on = |dense: &&Dense| {
            dense.lanes == LaneAxis::Outputs
                && matches!(dense.input, Operand::Value(input) if self.needs_gradient(input))
        };
        self.dense().filter(passes_on).map(|dense| (dense.weight, dense)).collect()
    }
}
