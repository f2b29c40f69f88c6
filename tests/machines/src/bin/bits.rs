//! Prints the bits of all networks on this machine: at the instruction set that is named, or the best one.

use nn_runtime::simd::Level;

fn main() {
    let named = std::env::args().nth(1);
    let named_level = named.as_ref().map(|name| Level::available().find(|level| level.name() == name));
    let Some(level) = named_level.unwrap_or_else(|| Some(Level::detect())) else {
        let levels: Vec<&str> = Level::available().map(Level::name).collect();
        eprintln!("no such instruction set here; there are {}", levels.join(", "));
        std::process::exit(2);
    };
    let kind = if level.has_fused_multiply_add() { "fused" } else { "unfused" };
    eprintln!("instruction set {}, {kind}", level.name());
    // Networks and all that training needs are on the stack.
    let all =
        move || nn_machines::networks::all(level, &mut |network, what, hash| println!("{network} {what} {hash:016x}"));
    let ended = std::thread::Builder::new().stack_size(256 << 20).spawn(all).map(std::thread::JoinHandle::join);
    if !matches!(ended, Ok(Ok(()))) {
        std::process::exit(1);
    }
}
