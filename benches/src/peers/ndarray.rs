//! Hand-written passes around `ndarray::linalg::general_mat_mul`, which is the safe door to `matrixmultiply::sgemm`.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use super::matmul::{Before, Matrix, Product, contender};
use crate::contender::{Contender, Peer, PeerResult, Task};

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ndarray;

impl Peer for Ndarray {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        Ok(Some(contender::<Self>(task)))
    }
}

impl Product for Ndarray {
    const NAME: &'static str = "ndarray";

    #[inline]
    fn multiply(a: Matrix<'_>, b: Matrix<'_>, before: Before, c: &mut [f32]) {
        let (a, b) = (view(a), view(b));
        let beta = if before == Before::Add { 1.0 } else { 0.0 };
        let mut c = ArrayViewMut2::from_shape((a.nrows(), b.ncols()), c).expect("the result has a row for each of a's");
        general_mat_mul(1.0, &a, &b, beta, &mut c);
    }
}

#[inline]
fn view(matrix: Matrix<'_>) -> ArrayView2<'_, f32> {
    let view = ArrayView2::from_shape((matrix.rows, matrix.columns), matrix.values);
    let view = view.expect("a matrix has as many values as its shape says");
    if matrix.is_transposed { view.reversed_axes() } else { view }
}
