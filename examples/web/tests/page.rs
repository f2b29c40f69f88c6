//! The page as its users get it: its module computes the bits of SSE2 under Node, and in a browser it reads what is drawn and learns.
//!
//! The target `wasm32-unknown-unknown`, Node, Chromium and its driver are not everywhere: what needs one that is missing says so, and is
//! left out. `NN_SCREENSHOT=page.png` keeps a picture of the page.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use nn_runtime::prelude::*;
use nn_web::drawing::Drawing;
use nn_web::reader::{Digits, Reader};

/// Code and all that is not weights. The limit is half of what a page may add to its weights.
const MOST_BYTES_OF_CODE: usize = 55_000;

/// Whether a program runs; says that the test is left out if it does not.
fn runs(program: &str, test: &str) -> bool {
    let mut command = Command::new(program);
    let found = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        let _ = writeln!(std::io::stderr(), "left out, {test}: there is no `{program}`");
    }
    found
}

/// The page, written once for all tests; none where the target is not installed.
fn page(test: &str) -> Option<&'static Path> {
    static PAGE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let page = PAGE.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("digits.html");
        let output = Command::new(env!("CARGO_BIN_EXE_nn-web")).arg("--write").arg(&path).output();
        let output = output.expect("the program of this package runs");
        if output.status.success() { Ok(path) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    });
    match page {
        Ok(path) => Some(path),
        Err(message) if message.contains("rustup target add") => {
            let _ = writeln!(std::io::stderr(), "left out, {test}: {message}");
            None
        }
        Err(message) => panic!("{message}"),
    }
}

/// What a script of this folder prints.
fn run(script: &str, arguments: &[&Path]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let output = Command::new("node").arg(path).args(arguments).output().expect("node runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{script}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// Numerical Recipes' generator of 32 bits, as `bits.mjs` has it.
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % end
    }
}

/// Strokes of random points.
fn scribble(numbers: &mut Numbers, drawing: &mut Drawing) {
    drawing.clear();
    for _ in 0..=numbers.below(3) {
        drawing.begin(numbers.below(560) as f32, numbers.below(560) as f32);
        for _ in 0..=numbers.below(5) {
            drawing.draw_to(numbers.below(560) as f32, numbers.below(560) as f32);
        }
    }
}

#[test]
fn bits_of_the_module_are_those_of_sse2_and_code_is_small() {
    const TEST: &str = "bits under Node";
    if Level::baseline().has_fused_multiply_add() {
        let _ = writeln!(std::io::stderr(), "left out, {TEST}: the target has fused multiply-add");
        return;
    }
    if !runs("node", TEST) {
        return;
    }
    let Some(page) = page(TEST) else { return };
    let mut expected = Vec::new();
    let (mut numbers, mut reader) = (Numbers(7), Reader::new());
    for index in 0..200 {
        scribble(&mut numbers, reader.drawing_mut());
        reader.read();
        let mut keep = |reader: &Reader| {
            let bits = reader.probabilities().iter().map(|number| format!("{:08x}", number.to_bits()));
            expected.push(bits.collect::<Vec<_>>().join(" "));
        };
        keep(&reader);
        if index % 8 == 0 {
            assert!(reader.teach(index % 10).is_some());
            keep(&reader);
        }
    }
    let printed = run("bits.mjs", &[page]);
    let (size, found) = printed.split_once('\n').expect("a size, then bits");
    let different = found.lines().zip(&expected).position(|(found, expected)| found != expected);
    assert_eq!((different, found.lines().count()), (None, expected.len()), "the first line that differs, and lines");
    let code = size.parse::<usize>().expect("a number of bytes") - size_of::<Digits>();
    assert!(code <= MOST_BYTES_OF_CODE, "{code} bytes beside the weights");
    println!("{size} bytes, {code} of them beside the weights");
}

#[test]
fn strokes_are_read_and_learnt_in_a_browser() {
    const TEST: &str = "a browser";
    if !["node", "chromium", "chromedriver"].into_iter().all(|program| runs(program, TEST)) {
        return;
    }
    let Some(page) = page(TEST) else { return };
    let screenshot = std::env::var_os("NN_SCREENSHOT").map(PathBuf::from);
    let mut arguments = vec![page];
    arguments.extend(screenshot.as_deref());
    print!("{}", run("browser.mjs", &arguments));
}

#[test]
fn other_bits_than_those_promised_are_not_compiled() {
    const TEST: &str = "relaxed vectors";
    if page(TEST).is_none() {
        return;
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../nn-runtime/Cargo.toml");
    let output = Command::new("cargo")
        .args(["check", "--quiet", "--no-default-features", "--features", "libm", "--target", "wasm32-unknown-unknown"])
        .arg("--target-dir")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("relaxed"))
        .arg("--manifest-path")
        .arg(manifest)
        .env("RUSTFLAGS", "-C target-feature=+simd128,+relaxed-simd")
        .output();
    let message = String::from_utf8_lossy(&output.expect("cargo runs").stderr).into_owned();
    assert!(message.contains("`relaxed-simd` gives other bits on other machines"), "{message}");
}
