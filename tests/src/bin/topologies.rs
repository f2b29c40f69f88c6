//! Prints random topologies as they stand in `tests/topologies_1/generated.rs`; arguments: seed, number of networks.

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let (Some(Ok(seed)), Some(Ok(networks))) = (arguments.next(), arguments.next()) else {
        return Err("expected a seed and a number of networks".to_string());
    };
    print!("{}", nn_tests::generate::file(seed as u64, 0..networks));
    Ok(())
}
