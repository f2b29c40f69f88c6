//! Names of the numbers of inputs and outputs, looked up while compiling.

/// Bytes of a message: names beyond are left out.
const LONGEST_MESSAGE: usize = 2_048;

/// The position of `name` among the names of what is called `what`.
///
/// # Panics
/// If it is none of them.
#[must_use]
pub const fn column(names: &[&str], name: &str, what: &str) -> usize {
    let mut column = 0;
    while column < names.len() {
        if is_equal(names[column], name) {
            return column;
        }
        column += 1;
    }
    let message = missing(names, name, what);
    let (written, _) = message.bytes.split_at(message.len);
    match core::str::from_utf8(written) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("there is no number of this name"),
    }
}

/// ``no output is called `FL_hp`, expected one of `FL_hip`, `FR_hip` ``.
const fn missing(names: &[&str], name: &str, what: &str) -> Message {
    let message = Message { bytes: [0; LONGEST_MESSAGE], len: 0 };
    let mut message = message.with("no ").with(what).with(" is called `").with(name).with("`, expected one of");
    let mut index = 0;
    while index < names.len() {
        let separator = if index == 0 { " `" } else { ", `" };
        // Room for this name, and for the dots in place of the next.
        if message.len + names[index].len() + 8 > LONGEST_MESSAGE {
            return message.with(", ..");
        }
        message = message.with(separator).with(names[index]).with("`");
        index += 1;
    }
    message
}

/// Text without allocation, for the message of a constant.
struct Message {
    bytes: [u8; LONGEST_MESSAGE],
    len: usize,
}

impl Message {
    /// The message and `text`, or without it where there is no room: a part of it might be no text.
    const fn with(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        if self.len + bytes.len() <= LONGEST_MESSAGE {
            let mut index = 0;
            while index < bytes.len() {
                self.bytes[self.len + index] = bytes[index];
                index += 1;
            }
            self.len += bytes.len();
        }
        self
    }
}

/// Comparison of texts is a trait's, which constants cannot call.
const fn is_equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use std::string::{String, ToString as _};
    use std::vec::Vec;

    const NAMES: [&str; 4] = ["FL_hip", "FR_hip", "FL", "h\u{fc}fte"];

    /// What a missing name panics with.
    fn message(names: &[&str], name: &str) -> String {
        let message = missing(names, name, "output");
        core::str::from_utf8(&message.bytes[..message.len]).expect("text").to_string()
    }

    #[test]
    fn columns_are_found_by_their_whole_names() {
        const FR_HIP: usize = column(&NAMES, "FR_hip", "output");
        assert_eq!(FR_HIP, 1);
        for (position, name) in NAMES.iter().enumerate() {
            assert_eq!(column(&NAMES, name, "output"), position);
        }
    }

    #[test]
    fn a_missing_name_is_told_beside_those_that_there_are() {
        assert_eq!(
            message(&NAMES, "FL_hi"),
            "no output is called `FL_hi`, expected one of `FL_hip`, `FR_hip`, `FL`, `h\u{fc}fte`"
        );
        let result = std::panic::catch_unwind(|| column(&NAMES, "", "input"));
        let text = result.expect_err("there is no such name");
        let text = text.downcast_ref::<String>().expect("the message");
        assert!(text.starts_with("no input is called ``, expected one of `FL_hip`"), "{text}");
    }

    #[test]
    fn a_message_ends_with_a_whole_name_however_many_there_are() {
        let long: Vec<String> = (0..400).map(|index| std::format!("gelenk_\u{e4}_{index}")).collect();
        let names: Vec<&str> = long.iter().map(String::as_str).collect();
        let text = message(&names, "x");
        assert!(text.ends_with("`, ..") && text.len() <= LONGEST_MESSAGE, "{text}");
        let huge = "y".repeat(3 * LONGEST_MESSAGE);
        assert_eq!(message(&[&huge], &huge), "no output is called ``, expected one of, ..");
    }
}
