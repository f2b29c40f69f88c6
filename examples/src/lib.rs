//! The programs are the examples beside this folder.
