//! The machine itself. This is the one file with unsafe code: a vector table, the debugger's calls, and a look at the stack.

use core::arch::{asm, global_asm};
use core::panic::PanicInfo;
use core::ptr::addr_of;

// The first two words are the stack pointer and what is called first; a fault ends the program. Floating-point instructions have to be
// turned on.
global_asm!(
    ".section .vectors, \"a\"",
    ".word stack_start",
    ".word start",
    ".rept 14",
    ".word fault",
    ".endr",
    ".section .text.start, \"ax\"",
    ".global start",
    ".type start, %function",
    ".thumb_func",
    "start:",
    "ldr r0, =0xE000ED88",
    "ldr r1, [r0]",
    "orr r1, r1, #0xF00000",
    "str r1, [r0]",
    "dsb",
    "isb",
    "bl program",
    ".ltorg",
);

unsafe extern "C" {
    static stack_end: u32;
}

/// What unused stack holds.
const PAINT: u32 = 0xc0de_cafe;

/// A call of the debugger.
fn call(operation: u32, argument: u32) {
    // SAFETY: semihosting reads what the argument points to, a string that ends in 0 or nothing, and changes r0 alone.
    unsafe {
        asm!("bkpt 0xAB", inlateout("r0") operation => _, in("r1") argument, options(nostack));
    }
}

/// Prints text.
#[inline(never)]
pub fn print(text: &str) {
    for byte in text.bytes() {
        print_byte(byte);
    }
}

fn print_byte(byte: u8) {
    const WRITE_CHARACTER: u32 = 3;
    call(WRITE_CHARACTER, addr_of!(byte) as u32);
}

/// Prints 8 hexadecimal digits.
#[inline(never)]
pub fn print_hex(number: u32) {
    for digit in (0..8).rev() {
        let digit = (number >> (4 * digit)) as u8 & 15;
        print_byte(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 });
    }
}

/// Prints a number.
#[inline(never)]
pub fn print_number(number: u32) {
    if number > 9 {
        print_number(number / 10);
    }
    print_byte(b'0' + (number % 10) as u8);
}

/// Ends the program.
pub fn exit(is_well: bool) -> ! {
    const EXIT: u32 = 0x18;
    // The reasons "application exit" and "run-time error".
    call(EXIT, if is_well { 0x20026 } else { 0x20023 });
    loop {}
}

/// Bytes of stack that `f` takes: what is below this function's frame is painted first, and where the paint ends is looked for then.
#[inline(never)]
pub fn stack_of(f: fn()) -> u32 {
    let top = stack_pointer();
    let end = addr_of!(stack_end) as u32;
    // A margin for this function's own frame, in case it grows.
    let painted = top - 64;
    for address in (end..painted).step_by(4) {
        // SAFETY: memory from the end of all data to the stack pointer is nobody's.
        unsafe { (address as *mut u32).write_volatile(PAINT) };
    }
    f();
    // SAFETY: as above.
    let is_painted = |address: u32| unsafe { (address as *const u32).read_volatile() } == PAINT;
    let lowest = (end..painted).step_by(4).find(|address| !is_painted(*address));
    top - lowest.unwrap_or(painted)
}

fn stack_pointer() -> u32 {
    let pointer;
    // SAFETY: a register is read.
    unsafe { asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack)) };
    pointer
}

#[unsafe(no_mangle)]
extern "C" fn fault() -> ! {
    print("fault\n");
    exit(false)
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    print("panic\n");
    exit(false)
}
