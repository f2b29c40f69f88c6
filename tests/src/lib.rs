//! What the tests share: the naive interpreter of networks, and the comparison of generated networks with it.

pub mod activation;
pub mod agreement;
pub mod bits;
pub mod compare;
pub mod description;
pub mod generate;
pub mod interpreter;
pub mod nested;
pub mod pair;
pub mod random;
pub mod topology;
