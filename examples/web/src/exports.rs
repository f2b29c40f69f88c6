//! What the page calls, by the names that it calls it.
//!
//! A page has one drawing, one network and one thread, which are a state of this module; numbers are all that passes.

#![expect(unsafe_code, reason = "a name that is not mangled could clash with another one: here there are no others")]

use std::cell::RefCell;

use crate::reader::Reader;

thread_local! {
    static READER: RefCell<Reader> = RefCell::new(Reader::new());
}

/// Hands the state to a function. Nothing calls another of these functions meanwhile.
fn with<R>(work: impl FnOnce(&mut Reader) -> R) -> R {
    READER.with_borrow_mut(work)
}

/// Removes the drawing.
#[unsafe(no_mangle)]
extern "C" fn clear() {
    with(|reader| reader.drawing_mut().clear());
}

/// Begins a stroke at a point of the canvas, any unit.
#[unsafe(no_mangle)]
extern "C" fn begin_stroke(x: f32, y: f32) {
    with(|reader| reader.drawing_mut().begin(x, y));
}

/// Draws on to a point.
#[unsafe(no_mangle)]
extern "C" fn draw_to(x: f32, y: f32) {
    with(|reader| reader.drawing_mut().draw_to(x, y));
}

/// Reads the drawing: the most probable digit.
#[unsafe(no_mangle)]
extern "C" fn read() -> u32 {
    with(|reader| reader.read() as u32)
}

/// The probability of a digit in what was read last; 0 for a number that is no digit.
#[unsafe(no_mangle)]
extern "C" fn probability(digit: u32) -> f32 {
    with(|reader| reader.probabilities().get(digit as usize).copied().unwrap_or_default())
}

/// Ink at a pixel of the 28 rows of 28 that were read last, 0 to 1; 0 outside of them.
#[unsafe(no_mangle)]
extern "C" fn pixel(index: u32) -> f32 {
    with(|reader| reader.image().get(index as usize).copied().unwrap_or_default())
}

/// Trains on the drawing as this digit, and on those taught before. Returns the number of drawings taught so far; 0 if this is no
/// digit.
#[unsafe(no_mangle)]
extern "C" fn teach(digit: u32) -> u32 {
    with(|reader| reader.teach(digit as usize).map_or(0, |n_taught| n_taught as u32))
}

/// Goes back to the network that is in the file.
#[unsafe(no_mangle)]
extern "C" fn forget() {
    with(Reader::forget);
}
