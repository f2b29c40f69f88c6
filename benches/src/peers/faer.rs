//! Hand-written passes around `faer::linalg::matmul`.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

use super::matmul::{Before, Matrix, Product, contender};
use crate::contender::{Contender, Peer, PeerResult, Task};

/// The peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Faer;

impl Peer for Faer {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn contender(&self, task: &Task) -> PeerResult<Option<Box<dyn Contender>>> {
        Ok(Some(contender::<Self>(task)))
    }
}

impl Product for Faer {
    const NAME: &'static str = "faer";

    #[inline]
    fn multiply(a: Matrix<'_>, b: Matrix<'_>, before: Before, c: &mut [f32]) {
        let (a, b) = (view(a), view(b));
        let c = MatMut::from_row_major_slice_mut(c, a.nrows(), b.ncols());
        let before = if before == Before::Add { Accum::Add } else { Accum::Replace };
        matmul(c, before, a, b, 1.0, Par::Seq);
    }
}

#[inline]
fn view(matrix: Matrix<'_>) -> MatRef<'_, f32> {
    let view = MatRef::from_row_major_slice(matrix.values, matrix.rows, matrix.columns);
    if matrix.is_transposed { view.transpose() } else { view }
}
