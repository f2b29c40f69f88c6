//! Other ways to compute the same networks, each behind a feature of its name.
//!
//! One file each. `README.md` in this package's folder says what each is and how it is called.

#[cfg(feature = "arrays")]
mod arrays;
#[cfg(feature = "candle")]
mod candle;
#[cfg(feature = "dfdx")]
mod dfdx;
#[cfg(feature = "faer")]
mod faer;
#[cfg(any(feature = "faer", feature = "ndarray"))]
mod matmul;
#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(any(feature = "arrays", feature = "faer", feature = "nalgebra", feature = "ndarray"))]
mod plain;
#[cfg(feature = "tract")]
mod tract;

use crate::contender::Peer;

/// A peer that could be compiled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name in options and in results.
    pub peer: &'static str,
    /// The feature that it needs.
    pub feature: &'static str,
}

/// All peers written in Rust.
pub const KNOWN: [Known; 7] = [
    known("arrays", "arrays"),
    known("nalgebra", "nalgebra"),
    known("ndarray", "ndarray"),
    known("faer", "faer"),
    known("candle", "candle"),
    known("tract", "tract"),
    known("dfdx", "dfdx"),
];

const fn known(peer: &'static str, feature: &'static str) -> Known {
    Known { peer, feature }
}

/// The peers that are compiled in.
#[must_use]
pub fn all() -> Vec<Box<dyn Peer>> {
    vec![
        #[cfg(feature = "arrays")]
        Box::new(arrays::Arrays),
        #[cfg(feature = "nalgebra")]
        Box::new(nalgebra::Nalgebra),
        #[cfg(feature = "ndarray")]
        Box::new(ndarray::Ndarray),
        #[cfg(feature = "faer")]
        Box::new(faer::Faer),
        #[cfg(feature = "candle")]
        Box::new(candle::Candle),
        #[cfg(feature = "tract")]
        Box::new(tract::Tract),
        #[cfg(feature = "dfdx")]
        Box::new(dfdx::Dfdx),
    ]
}

/// Their names.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let are_compiled_in = [
        cfg!(feature = "arrays"),
        cfg!(feature = "nalgebra"),
        cfg!(feature = "ndarray"),
        cfg!(feature = "faer"),
        cfg!(feature = "candle"),
        cfg!(feature = "tract"),
        cfg!(feature = "dfdx"),
    ];
    let compiled_in = KNOWN.iter().zip(are_compiled_in).filter(|(_, is_compiled_in)| *is_compiled_in);
    compiled_in.map(|(known, _)| known.peer).collect()
}
