//! Graphs in, declarations or messages out.
