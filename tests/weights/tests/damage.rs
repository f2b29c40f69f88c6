//! Damaged and hostile files: an error or a network, never a panic, never memory beyond a small multiple of the file.

use std::path::Path;

use allocation_counter::measure;
use nn_runtime::prelude::*;
use nn_runtime::weights::{self, Loader};
use nn_weights_tests::{Model, Numbers, Small, bits};

/// Bytes that a load may hold at once beyond a multiple of the file: the staged network, names, messages; of npz the
/// inflater's state and a header of at most 64 KiB.
const OWN: u64 = 256 * 1024;

/// A load keeps its promises; the error, if any.
fn attempt(loader: &Loader<'_>, bytes: &[u8]) -> Option<String> {
    let mut net = Small::init(3);
    let before = bits(&*net);
    let mut result = Ok(());
    let memory = measure(|| result = loader.from_bytes(&mut net, bytes));
    let most = 32 * bytes.len() as u64 + OWN;
    assert!(memory.bytes_max <= most, "{} bytes in memory for a file of {}", memory.bytes_max, bytes.len());
    let error = result.err().map(|error| error.to_string());
    if error.is_some() {
        assert_eq!(bits(&*net), before, "an error, and the network changed");
    } else {
        let padding_is_zero = Small::LAYOUT.iter().all(|parameter| {
            let places: Vec<usize> = parameter.positions().collect();
            (parameter.offset..parameter.offset + parameter.stored_len)
                .all(|place| places.contains(&place) || net.as_flat()[place].to_bits() == 0)
        });
        assert!(padding_is_zero);
    }
    error
}

/// A whole file of `Small` in each format.
fn files() -> [Vec<u8>; 2] {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/small.npz");
    let npz = std::fs::read(path).expect("the file is in the repository");
    [weights::to_bytes(&Small::init(1)).expect("a small network"), npz]
}

#[test]
fn whole_files_load() {
    for file in files() {
        assert_eq!(attempt(&Loader::new(), &file), None);
    }
}

#[test]
fn every_truncation_is_an_error() {
    for file in files() {
        for len in 0..file.len() {
            assert!(attempt(&Loader::new(), &file[..len]).is_some(), "{len} of {} bytes", file.len());
        }
    }
}

#[test]
fn every_flipped_bit_is_an_error_or_another_network() {
    for mut file in files() {
        let mut n_errors = 0;
        for bit in 0..8 * file.len() {
            file[bit / 8] ^= 1 << (bit % 8);
            n_errors += usize::from(attempt(&Loader::new(), &file).is_some());
            attempt(&Loader::new().allow_extra().any_topology().allow_non_finite(), &file);
            file[bit / 8] ^= 1 << (bit % 8);
        }
        assert!(n_errors > file.len(), "{n_errors} errors in a file of {} bytes", file.len());
    }
}

#[test]
fn random_bytes_are_an_error() {
    let mut numbers = Numbers::new(7);
    for round in 0..3000 {
        let mut bytes: Vec<u8> = (0..numbers.below(300)).map(|_| numbers.bits() as u8).collect();
        // Half of them with a start that leads further in.
        if round % 4 == 0 && bytes.len() > 8 {
            let len = bytes.len() as u64 - 8;
            bytes[..8].copy_from_slice(&len.to_le_bytes());
        } else if round % 4 == 1 && bytes.len() > 4 {
            bytes[..4].copy_from_slice(b"PK\x03\x04");
        }
        assert!(attempt(&Loader::new(), &bytes).is_some());
    }
}

#[test]
fn random_pieces_of_whole_files_never_panic() {
    let mut numbers = Numbers::new(8);
    for file in files() {
        for _ in 0..2000 {
            let mut damaged = file.clone();
            for _ in 0..=numbers.below(4) {
                let (from, to) = (numbers.below(file.len()), numbers.below(file.len()));
                let len = numbers.below(24).min(file.len() - from.max(to));
                damaged[to..to + len].copy_from_slice(&file[from..from + len]);
            }
            attempt(&Loader::new().allow_extra().any_topology(), &damaged);
        }
    }
}

/// A safetensors file with this header and so many bytes behind it.
fn with_header(header: &str, n_bytes: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.resize(file.len() + n_bytes, 0);
    file
}

#[test]
fn absurd_headers_are_errors() {
    let max = usize::MAX;
    for header in [
        format!(r#"{{"hidden.weight":{{"dtype":"F32","shape":[{max},{max}],"data_offsets":[0,8]}}}}"#),
        format!(r#"{{"hidden.weight":{{"dtype":"F32","shape":[3,2],"data_offsets":[0,{max}]}}}}"#),
        format!(r#"{{"hidden.weight":{{"dtype":"F32","shape":[3,2],"data_offsets":[{max},8]}}}}"#),
        r#"{"hidden.weight":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#.to_owned(),
        r#"{"hidden.weight":{"dtype":"F32","shape":[0,18446744073709551616],"data_offsets":[0,0]}}"#.to_owned(),
        r#"{"hidden.weight":{"dtype":"F32","shape":[-3,2],"data_offsets":[0,8]}}"#.to_owned(),
        r#"{"__metadata__":{"nn-runtime.topology":"struct"}}"#.to_owned(),
        "[".repeat(10_000),
        "{\"a\":".repeat(10_000),
    ] {
        for n_bytes in [0, 8, 24] {
            assert!(attempt(&Loader::new(), &with_header(&header, n_bytes)).is_some());
        }
    }
}

#[test]
fn many_tensors_take_a_small_multiple_of_the_file() {
    let tensor = |index: usize| format!(r#""{index}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#);
    let header = format!("{{{}}}", (0..20_000).map(tensor).collect::<Vec<_>>().join(","));
    let message = attempt(&Loader::new(), &with_header(&header, 0)).expect("none of them is a parameter");
    assert!(message.ends_with("more") && message.len() < 10_000, "a message of {} bytes", message.len());
    let dimensions = vec!["1"; 100_000].join(",");
    let header = format!(r#"{{"hidden.weight":{{"dtype":"F32","shape":[{dimensions}],"data_offsets":[0,4]}}}}"#);
    let message = attempt(&Loader::new(), &with_header(&header, 4)).expect("not the shape of a weight");
    assert!(message.len() < 10_000, "a message of {} bytes", message.len());
}

#[test]
fn an_array_that_inflates_a_thousandfold_is_not_inflated() {
    for (name, expected) in [
        ("bomb.npz", r#"array "hidden.weight" has shape [3, 700000], expected [3, 2]"#),
        ("longer.npz", r#"array "hidden.weight" has more than 24 bytes, expected the numbers that its shape tells"#),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
        let file = std::fs::read(path).expect("the file is in the repository");
        assert_eq!(attempt(&Loader::new(), &file), Some(format!("weights: bytes: {expected}")));
    }
}

#[test]
fn a_large_file_takes_its_size_and_the_network() {
    let bytes = weights::to_bytes(&Model::init(1)).expect("a small network");
    let mut net = Model::zeros();
    let memory = measure(|| weights::from_bytes(&mut net, &bytes).expect("its own file"));
    let network = size_of::<Model>() as u64;
    assert!(memory.bytes_max <= network + 3 * bytes.len() as u64, "{} bytes", memory.bytes_max);
}
