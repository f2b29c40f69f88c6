//! Each kind by the bytes that its writer gives it, and what must not be taken for another.

use super::*;

/// Starts of files that Python's libraries wrote.
#[test]
fn kinds_are_recognised_by_their_first_bytes() {
    for (start, expected) in [
        (&b""[..], Kind::Empty),
        (b"\x42\0\0\0\0\0\0\0{\"hidden.bias\":{\"dtype\"", Kind::Safetensors),
        (
            b"PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0e\0\x14\0model/data.pklFB\x10\0",
            Kind::TorchZip,
        ),
        (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", Kind::TorchPickle),
        (b"\x80\x04\x95\x8d\0\0\0\0\0\0\0}\x94\x8c\x01a\x94", Kind::Pickle),
        (
            b"PK\x03\x04-\0\0\0\0\0\0\0!\0\x9d\xd6\x90\x0b\xff\xff\xff\xff\xff\xff\xff\xff\x05\0\x14\0a.npy\x01",
            Kind::NumpyZip,
        ),
        (b"\x93NUMPY\x01\0v\0{'descr': '<f4'", Kind::Npy),
        (b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0@\0\0\0@\0\0\0\x0d\0\0\0metadata.json{", Kind::KerasZip),
        (b"PK\x03\x04\x14\0\0\0\x08\0\0\0?\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml\xad", Kind::Workbook),
        (b"PK\x03\x04\x14\0\0\0\x08\0\0\0?\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0iris.csvabc", Kind::Zip),
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06\0\0\0\0", Kind::Zip),
        (b"\x89HDF\r\n\x1a\n\0\0\0\0", Kind::Hdf5),
        (b"GGUF\x03\0\0\0", Kind::Gguf),
        (b"\x1c\0\0\0TFL3\x14\0 \0", Kind::TfLite),
        (b"\x08\x08\x12\x07pytorch\x1a\x052.1.0", Kind::Onnx),
        (b"\x08\x0a:\xa9\x01\n", Kind::Onnx),
        (b"PAR1\x15\x04", Kind::Parquet),
        (b"\0\0\x08\x03\0\0\x27\x10", Kind::Idx { element: 8, axes: 3 }),
        (b"\0\0\x0d\x01\0\0\0\x02", Kind::Idx { element: 13, axes: 1 }),
        (b"\x1f\x8b\x08\0", Kind::Gzip),
        (b"\x28\xb5\x2f\xfd\x04", Kind::Zstd),
        (b"\xfd7zXZ\0\0\x04", Kind::Xz),
        (b"BZh91AY&SY", Kind::Bzip2),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:", Kind::LfsPointer),
        (b"\n<!DOCTYPE html>\n<html lang=\"en\">", Kind::Html),
        (b"<HTML><head><title>404 Not Found", Kind::Html),
        (b"<?xml version=\"1.0\"?><Error><Code>NoSuchKey", Kind::Xml),
        (b"{\"error\":\"Repository not found\"}", Kind::Json),
        (b"[\n  {\"a\": 1}]", Kind::Json),
        (b"\x89PNG\r\n\x1a\n\0", Kind::Png),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind::Jpeg),
        (b"\xff\xfea\0,\0b\0", Kind::Utf16),
        (b"\xfe\xff\0a\0,\0b", Kind::Utf16),
        (b"a\0,\0b\0\r\0", Kind::Utf16),
        (b"a,b,c\n1,2,3\n", Kind::Text),
        (b"<DATE>,<OPEN>\n", Kind::Text),
        (b"[km],[h]\n", Kind::Text),
        ("\u{feff}größe,preis\n".as_bytes(), Kind::Text),
        // The cut is within a character.
        (&"größe".as_bytes()[..4], Kind::Text),
    ] {
        assert_eq!(recognise(start), Some(expected), "{}", start.escape_ascii());
    }
    let mut tar = [0; 512];
    tar[..4].copy_from_slice(b"a/b\0");
    tar[257..262].copy_from_slice(b"ustar");
    assert_eq!(recognise(&tar), Some(Kind::Tar));
}

#[test]
fn a_header_length_is_not_taken_for_another_magic_number() {
    for start in [&b"\x80\x02\0\0\0\0\0\0{"[..], b"PK\x03\x04\0\0\0\0{", b"\0\0\x08\x03\0\0\0\0{", b"BZh\0\0\0\0\0{\""]
    {
        assert_eq!(recognise(start), Some(Kind::Safetensors), "{}", start.escape_ascii());
    }
    // Longer than the format allows.
    assert_eq!(recognise(b"\0\0\0\0\0\0\0\x10{\"a\""), None);
}

#[test]
fn what_is_nothing_known_has_no_kind() {
    for start in [&b"\0"[..], b"\0\0\0\0\0\0\0\0\0\0", b"\x08\x01\x12\x07", b"\xff\xfd\xfc", b"a\x01b", b"\x80\x02"] {
        let kind = recognise(start);
        assert!(kind.is_none() || start == b"\x80\x02" && kind == Some(Kind::Pickle), "{kind:?}");
    }
}

#[test]
fn an_archive_is_known_by_any_of_its_entries() {
    assert_eq!(zip_of(["model/version", "model/data.pkl"]), Kind::TorchZip);
    assert_eq!(zip_of(["config.json", "model.weights.h5"]), Kind::KerasZip);
    assert_eq!(zip_of(["a.npy", "b.npy"]), Kind::NumpyZip);
    assert_eq!(zip_of([]), Kind::Zip);
}

#[test]
fn every_start_of_every_length_is_answered() {
    // A walk through many short starts: whatever they are, no index is out of bounds.
    let seeds: [&[u8]; 6] = [b"PK\x03\x04", b"\x80\x02\x8a", b"\0\0\x08", b"\xff\xfe", b"{\"", b"\x08\x08\x12"];
    for seed in seeds {
        for length in 0..40 {
            for byte in [0, 0x7f, 0xff] {
                let mut start = [byte; 64];
                start[..seed.len()].copy_from_slice(seed);
                let _ = recognise(&start[..length]);
            }
        }
    }
}

#[test]
fn whoever_may_be_wanted_names_and_help_are_phrases() {
    let wanted = [
        Wanted::Safetensors,
        Wanted::SafetensorsOrNpz,
        Wanted::Checkpoint,
        Wanted::Onnx,
        Wanted::Idx,
        Wanted::Csv,
        Wanted::Png,
    ];
    for kind in
        [Kind::Empty, Kind::LfsPointer, Kind::TorchZip, Kind::Html, Kind::Utf16, Kind::Hdf5, Kind::Jpeg, Kind::Tar]
    {
        for wanted in wanted {
            let help = kind.help(wanted).unwrap_or("nothing");
            assert!(
                !help.ends_with('.') && help.chars().next().is_some_and(|first| !first.is_ascii_uppercase()),
                "{help}"
            );
        }
    }
    assert_eq!(Kind::Safetensors.help(Wanted::Safetensors), None);
    assert_eq!(Kind::NumpyZip.help(Wanted::SafetensorsOrNpz), None);
}
