//! Kinds of text.

use crate::{Kind, START};

/// How pages of HTML begin, in lower case.
const HTML: &[&[u8]] = &[b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title"];

/// The kind of text that begins so, if it is text.
pub(crate) fn recognise(start: &[u8]) -> Option<Kind> {
    if is_utf16(start) {
        return Some(Kind::Utf16);
    }
    let start = &start[..start.len().min(START)];
    if !is_text(start) {
        return None;
    }
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    Some(match start {
        _ if start.starts_with(b"version https://git-lfs.github.com/") => Kind::LfsPointer,
        _ if HTML.iter().any(|tag| starts_with_any_case(start, tag)) => Kind::Html,
        _ if start.starts_with(b"<?xml") => Kind::Xml,
        _ if is_json(start) => Kind::Json,
        _ => Kind::Text,
    })
}

fn starts_with_any_case(text: &[u8], tag: &[u8]) -> bool {
    text.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
}

/// A mark of the byte order, or four characters of ASCII in two bytes each.
fn is_utf16(start: &[u8]) -> bool {
    let ascii = |[character, zero]: [u8; 2]| character != 0 && character.is_ascii() && zero == 0;
    match *start {
        // Two more zeros would be UTF-32.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, b, c, d, e, f, g, h, ..] => {
            let pairs = [[a, b], [c, d], [e, f], [g, h]];
            pairs.iter().all(|pair| ascii(*pair)) || pairs.iter().all(|[zero, character]| ascii([*character, *zero]))
        }
        _ => false,
    }
}

/// UTF-8 without control characters, up to a character that the end of `start` cuts.
fn is_text(start: &[u8]) -> bool {
    let text = match core::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            core::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && text.chars().all(|character| !character.is_control() || "\t\n\r\u{c}".contains(character))
}

/// An object with a name, or a list of something that is no word.
fn is_json(start: &[u8]) -> bool {
    let Some((bracket, rest)) = start.split_first() else { return false };
    let next = rest.trim_ascii_start().first();
    match (bracket, next) {
        (b'{', Some(b'"' | b'}')) => true,
        (b'[', Some(next)) => b"[]{\"-0123456789".contains(next),
        _ => false,
    }
}
