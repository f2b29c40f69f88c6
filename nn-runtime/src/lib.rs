//! Run time of the `network!` macro.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod clip;
#[cfg(feature = "std")]
pub mod data;
pub mod error;
pub mod init;
mod kernel;
pub mod layout;
pub mod loss;
#[cfg(feature = "alloc")]
pub mod metrics;
pub mod math;
pub mod network;
pub mod optim;
pub mod panel;
mod random;
pub mod schedule;
pub mod simd;
pub mod view;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use error::Error;

/// Declares a neural network: reads its layers, checks them, and prints the code that computes it.
#[macro_export]
macro_rules! network {
    ($($declaration:tt)*) => {
        $crate::__private::network! { @crate($crate) $($declaration)* }
    };
}

