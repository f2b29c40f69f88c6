//! Networks that the benchmarks share.
