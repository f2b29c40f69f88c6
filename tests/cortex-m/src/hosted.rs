//! A machine with an operating system, which prints the same.

/// Prints text.
pub fn print(text: &str) {
    std::print!("{text}");
}

/// Prints 8 hexadecimal digits.
pub fn print_hex(number: u32) {
    std::print!("{number:08x}");
}

/// Prints a number.
pub fn print_number(number: u32) {
    std::print!("{number}");
}

/// Runs a function, whose stack it does not measure.
pub fn stack_of(f: fn()) -> u32 {
    f();
    0
}

/// Runs a program where it has as much stack as networks may want.
///
/// # Panics
/// If the program does.
pub fn run(f: fn()) {
    let program = std::thread::Builder::new().stack_size(256 << 20).spawn(f).expect("a thread can be started");
    program.join().expect("a program ends well");
}
