//! Mistakes in declarations: each file in `ui/` fails to compile with exactly the errors beside it.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes them anew; read every difference.

/// Messages of the macro.
#[test]
fn mistakes_in_declarations() {
    let cases = trybuild::TestCases::new();
    for area in ["grammar", "layer", "argument", "shape", "wiring", "label", "loss", "attribute", "several"] {
        cases.compile_fail(format!("tests/ui/{area}/*.rs"));
    }
}

/// Messages of the compiler about code that uses a network; they change with its version.
#[test]
fn mistakes_in_uses() {
    trybuild::TestCases::new().compile_fail("tests/ui/rustc/*.rs");
}
