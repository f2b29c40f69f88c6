//! Files that somebody damaged, or wrote to do harm: mutants of every file of exporters and of the tests, in their bytes and in what
//! these say. Each is an error or a network, in little time and memory, and never a panic; overflow is one in tests.
//!
//! `NN_MUTANTS=10000` makes as many of each file; `NN_SEED=7` makes others.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::super::operators::{all, attributes::known_of};
use super::*;

/// Mutants of each file, half of them of bytes: some seconds of one core.
const MUTANTS: u64 = 120;

/// A mutant takes milliseconds. Machines that do other work too may stop for some of them.
const MOST_TIME: Duration = Duration::from_secs(10);

/// Most memory at a time. The files are of some kilobytes, of which each may stand for 64; syntax trees take most of it.
const MOST_BYTES: u64 = 32 << 20;

/// Steele, Lea and Flood 2014, splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("it is below a usize")
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }

    fn of_mut<'a, T>(&mut self, list: &'a mut [T]) -> Option<&'a mut T> {
        if list.is_empty() { None } else { list.get_mut(self.below(list.len())) }
    }

    fn int(&mut self) -> i64 {
        const INTS: &[i64] = &[
            i64::MIN,
            i64::MIN + 1,
            -(1 << 32),
            -65_537,
            -4,
            -3,
            -2,
            -1,
            0,
            1,
            2,
            3,
            4,
            5,
            7,
            8,
            16,
            64,
            255,
            4_096,
            65_535,
            65_536,
            65_537,
            1 << 24,
            (1 << 31) - 1,
            1 << 31,
            1 << 32,
            1 << 62,
            i64::MAX - 1,
            i64::MAX,
        ];
        self.of(INTS).copied().expect("there are some")
    }

    fn float(&mut self) -> f32 {
        const FLOATS: &[f32] = &[
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            f32::MIN,
            f32::MIN_POSITIVE,
            1e-45,
            -0.0,
            0.0,
            0.5,
            1.0,
            -1.0,
            2.0,
            3.0,
            6.0,
            1e-5,
            1e30,
            1e-30,
        ];
        self.of(FLOATS).copied().expect("there are some")
    }

    fn text(&mut self) -> String {
        let texts = [
            String::new(),
            "x".to_owned(),
            "self".to_owned(),
            "r#fn".to_owned(),
            "a\n\"b\"`\\".to_owned(),
            "\u{202e}\u{0}é".to_owned(),
            "input".to_owned(),
            "/a/Gemm".to_owned(),
            "layer_2.weight".to_owned(),
            "none".to_owned(),
            "NONE".to_owned(),
            "0".repeat(300),
            "ni,io->no".to_owned(),
            "nn,nn->nn".to_owned(),
            "é".repeat(70_000),
            "Relu".to_owned(),
            "HardSigmoid".to_owned(),
        ];
        self.of(&texts).cloned().expect("there are some")
    }
}

/// A file with other bytes.
fn of_bytes(random: &mut Random, content: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = content.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return bytes;
        }
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << random.below(8),
            // The greatest number of a byte, and of a length.
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            3 => drop(bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x0f])),
            4 => {
                let end = (at + 1 + random.below(16)).min(bytes.len());
                drop(bytes.drain(at..end));
            }
            5 => bytes[at] = bytes[at].wrapping_add(1),
            // A part of this file or of another one.
            6 => {
                let from = if random.below(2) == 0 { content } else { other };
                let start = random.below(from.len());
                let end = (start + 1 + random.below(64)).min(from.len());
                drop(bytes.splice(at..at, from[start..end].iter().copied()));
            }
            _ => {
                let end = (at + 1 + random.below(16)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, part));
            }
        }
    }
    bytes
}

/// Every name of a value.
fn names(graph: &Graph) -> Vec<String> {
    let values = graph.input.iter().chain(&graph.output).map(|value| value.name.clone());
    let nodes = graph.node.iter().flat_map(|node| node.input.iter().chain(&node.output).cloned());
    values
        .chain(nodes)
        .chain(graph.initializer.iter().map(|tensor| tensor.name.clone()))
        .chain([String::new()])
        .collect()
}

fn change_node(random: &mut Random, graph: &mut Graph) {
    let names = names(graph);
    let count = graph.node.len();
    let kind = random.below(16);
    let Some(node) = random.of_mut(&mut graph.node) else { return };
    match kind {
        0..=2 => {
            let operators = all();
            let (domain, operator) = random.of(&operators).copied().expect("there are operators");
            (node.domain, node.op_type) = (domain.to_owned(), operator.to_owned());
        }
        3..=6 => {
            let other = random.of(&names).cloned().unwrap_or_default();
            match random.of_mut(&mut node.input) {
                Some(input) => *input = other,
                None => node.input.push(other),
            }
        }
        7 => node.input.extend(random.of(&names).cloned()),
        8 => drop(node.input.pop()),
        9 => node.output.extend(random.of(&names).cloned()),
        10 => drop(node.output.pop()),
        11 => node.name = random.text(),
        12 => node.input.reverse(),
        13 => {
            // Behind the old one, which its own output now feeds.
            let mut again = node.clone();
            let name = format!("again{count}");
            if let (Some(input), Some(output)) = (again.input.first_mut(), again.output.first_mut()) {
                input.clone_from(output);
                output.clone_from(&name);
            }
            if let Some(last) = graph.output.first_mut() {
                last.name.clone_from(&name);
            }
            graph.node.push(again);
        }
        14 => {
            let at = random.below(count);
            graph.node.remove(at);
        }
        _ => {
            let (a, b) = (random.below(count), random.below(count));
            graph.node.swap(a, b);
        }
    }
}

fn change_attribute(random: &mut Random, graph: &mut Graph) {
    let Some(node) = random.of_mut(&mut graph.node) else { return };
    let known: Vec<&str> = known_of(&node.domain, &node.op_type).iter().map(|known| known.name).collect();
    let kind = random.below(12);
    if kind < 4 || node.attribute.is_empty() {
        let name = random.of(&known).map_or_else(|| random.text(), |name| (*name).to_owned());
        node.attribute.push(Attribute { name, i: Some(1), f: Some(0.5), ..Attribute::default() });
    }
    let Some(attribute) = random.of_mut(&mut node.attribute) else { return };
    match kind {
        0 | 4 | 5 => attribute.i = Some(random.int()),
        1 | 6 => attribute.f = Some(random.float()),
        2 | 7 => attribute.ints = (0..random.below(5)).map(|_| random.int()).collect(),
        3 => attribute.s = Some(random.text().into_bytes()),
        8 => attribute.floats = (0..random.below(6)).map(|_| random.float()).collect(),
        9 => attribute.kind = i32::try_from(random.below(12)).unwrap_or(0),
        10 => match &mut attribute.t {
            Some(tensor) => change_tensor(random, tensor),
            None => attribute.s = Some(vec![0xff, 0xfe]),
        },
        _ => node.attribute.clear(),
    }
}

fn change_tensor(random: &mut Random, tensor: &mut Tensor) {
    let length = tensor.raw_data.len();
    match random.below(14) {
        0 => tensor.dims.push(random.int()),
        1 => drop(tensor.dims.pop()),
        2 | 3 => {
            let int = random.int();
            random.of_mut(&mut tensor.dims).into_iter().for_each(|extent| *extent = int);
        }
        4 => tensor.dims.reverse(),
        5 => tensor.data_type = i32::try_from(random.int()).unwrap_or(99),
        6 => tensor.raw_data.truncate(random.below(length + 1)),
        7 => tensor.raw_data.extend([0; 4]),
        8 => {
            let bytes = random.float().to_le_bytes();
            if let Some(element) = tensor.raw_data.chunks_exact_mut(4).nth(random.below(length / 4 + 1)) {
                element.copy_from_slice(&bytes);
            }
        }
        9 => {
            let element = random.float();
            tensor.float_data = vec![element; random.below(20)];
        }
        10 => {
            tensor.raw_data.clear();
            let extent = [0, 1, 2, 5][random.below(4)];
            tensor.int64_data = (0..extent).map(|_| random.int()).collect();
            (tensor.data_type, tensor.dims) = (DataType::Int64.into(), vec![extent]);
        }
        11 => tensor.name = random.text(),
        12 => (tensor.dims, tensor.raw_data) = (vec![], tensor.raw_data.iter().copied().take(4).collect()),
        _ => {
            let entry = |key: &str, value: String| Entry { key: key.into(), value };
            let locations =
                ["", ".", "..", "../m.onnx", "/", "a//b", "c:d", "nowhere", "unbatched.onnx", "a\0b", "é/ü"];
            let location = random.of(&locations).copied().unwrap_or_default().to_owned();
            tensor.data_location = 1;
            tensor.external_data = vec![
                entry("location", location),
                entry("offset", random.int().to_string()),
                entry("length", if random.below(2) == 0 { random.int().to_string() } else { "many".to_owned() }),
            ];
        }
    }
}

fn change_value(random: &mut Random, values: &mut Vec<ValueInfo>, names: &[String]) {
    let kind = random.below(9);
    let Some(value) = random.of_mut(values) else { return };
    let tensor = value.r#type.as_mut().and_then(|kind| kind.tensor_type.as_mut());
    match (kind, tensor) {
        (0 | 1, Some(TensorType { shape: Some(shape), .. })) => {
            let int = random.int();
            random.of_mut(&mut shape.dim).into_iter().for_each(|extent| extent.dim_value = Some(int));
        }
        (2, Some(TensorType { shape: Some(shape), .. })) => {
            shape.dim.push(Dimension { dim_value: Some(random.int()), dim_param: None });
        }
        (3, Some(TensorType { shape: Some(shape), .. })) => drop(shape.dim.pop()),
        (4, Some(TensorType { shape, .. })) => *shape = None,
        (5, Some(tensor)) => tensor.elem_type = i32::try_from(random.below(20)).unwrap_or(0),
        (6, _) => value.name = random.of(names).cloned().unwrap_or_default(),
        (7, _) => value.r#type = None,
        (8, _) => drop(values.pop()),
        _ => {
            let another = value.clone();
            values.push(another);
        }
    }
}

/// More nodes, of any operator, behind the others: what each takes is mostly what the one before it computes, and constants.
fn grow(random: &mut Random, graph: &mut Graph) {
    let Some(last) = graph.output.first().map(|last| last.name.clone()) else { return };
    let ints = |name: &str, list: &[i64]| Tensor {
        name: name.into(),
        dims: vec![i64::try_from(list.len()).expect("a short list")],
        data_type: DataType::Int64.into(),
        int64_data: list.into(),
        ..Tensor::default()
    };
    let constants = [
        tensor("c.half", &[], &[0.5]),
        tensor("c.zero", &[], &[0.0]),
        tensor("c.two", &[], &[2.0]),
        tensor("c.three", &[1], &[3.0]),
        tensor("c.tiny", &[], &[1e-12]),
        tensor("c.vector", &[3], &[1.0, -2.0, 0.25]),
        tensor("c.matrix", &[3, 3], &[0.5; 9]),
        ints("c.last", &[-1]),
        ints("c.first", &[1]),
        ints("c.batch", &[0]),
        ints("c.shape", &[0, -1]),
        ints("c.columns", &[0, 2, 1]),
    ];
    let mut names: Vec<String> = constants.iter().map(|tensor| tensor.name.clone()).collect();
    names.extend(graph.node.iter().flat_map(|node| node.output.iter().cloned()));
    graph.initializer.extend(constants);
    let operators = all();
    let mut before = last;
    for index in 0..=random.below(6) {
        let (domain, operator) = random.of(&operators).copied().expect("there are operators");
        let mut node = node(operator, &[&before], &format!("grown{index}"));
        domain.clone_into(&mut node.domain);
        for _ in 0..random.below(3) {
            let operand = if random.below(4) == 0 { Some(&before) } else { random.of(&names) };
            node.input.extend(operand.cloned());
        }
        if random.below(4) == 0 {
            node.input.reverse();
        }
        if random.below(6) == 0 {
            node.output.push(format!("second{index}"));
        }
        for known in known_of(domain, operator) {
            if random.below(2) == 0 {
                let (i, ints) = ([-2, -1, 0, 1, 2][random.below(5)], [vec![-1], vec![1], vec![0], vec![0, 1]]);
                let (ints, floats) = (ints[random.below(4)].clone(), vec![0.5; random.below(4)]);
                let f = [0.5, 1.0, -1.0, 1e-5][random.below(4)];
                let (name, s) = (known.name.to_owned(), Some(random.text().into_bytes()));
                node.attribute.push(Attribute {
                    name,
                    i: Some(i),
                    f: Some(f),
                    ints,
                    floats,
                    s,
                    ..Attribute::default()
                });
            }
        }
        names.extend(node.output.iter().cloned());
        if random.below(8) > 0 {
            node.output[0].clone_into(&mut before);
        }
        graph.node.push(node);
    }
    graph.output = vec![value(&before, &[])];
}

/// A model that says something else.
fn of_messages(random: &mut Random, model: &mut Model) {
    if random.below(3) > 0 {
        model.graph.iter_mut().for_each(|graph| grow(random, graph));
        if random.below(2) == 0 {
            return;
        }
    }
    for _ in 0..=random.below(3) {
        let kind = random.below(20);
        let Some(graph) = &mut model.graph else { return };
        match kind {
            0..=6 => change_node(random, graph),
            7..=11 => change_attribute(random, graph),
            12..=14 => {
                if let Some(tensor) = random.of_mut(&mut graph.initializer) {
                    change_tensor(random, tensor);
                }
            }
            15 | 16 => {
                let names = names(graph);
                change_value(random, &mut graph.input, &names);
            }
            17 => {
                let names = names(graph);
                change_value(random, &mut graph.output, &names);
            }
            18 => {
                let version = random.int();
                random.of_mut(&mut model.opset_import).into_iter().for_each(|set| set.version = version);
            }
            _ => {
                model.ir_version = random.int();
                (model.producer_name, graph.name) = (random.text(), random.text());
                model.metadata_props.push(Entry { key: random.text(), value: random.text() });
            }
        }
    }
}

/// What becomes of a file: all that the macro does before it prints. `Ok` tells whether it is a network.
fn import_all(content: &[u8], file: &File) -> Result<bool, String> {
    let lines = match import::lines(content, (file, &crate::model::Choice::default()), &mut Outline::default()) {
        Ok(lines) => lines,
        Err(error) if error.text().len() > 1 << 20 => return Err(format!("a message of {} bytes", error.text().len())),
        Err(_) => return Ok(false),
    };
    let text = format!("@crate(::nn_runtime) struct {}", lines.declaration("M"));
    let Ok(tokens) = text.parse() else { return Err(format!("no tokens: {text}")) };
    let network = parse_written(tokens).map_err(|failure| format!("{text}: {:?}", failure.errors.texts()))?;
    let Ok(model) = check(&network) else { return Ok(false) };
    let (parameters, plan) = (lines.parameters(), planned(&model));
    if parameters.values().flatten().any(|number| !number.is_finite()) {
        return Err(format!("{text}: a parameter is not finite"));
    }
    match plan
        .fields
        .iter()
        .filter_map(crate::ir::Field::tensor)
        .find(|field| parameters.get(&field.path).map(Vec::len) != Some(field.len()))
    {
        Some(field) => Err(format!("{text}: other parameters for `{}`", field.path)),
        None => Ok(true),
    }
}

/// All files, each with its path.
fn originals() -> BTreeMap<PathBuf, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../tests/exporters", "../tests/embedded/models", "../tests/weights/data/onnx"]
        .map(|folder| root.join(folder));
    let paths =
        folders.into_iter().flat_map(|folder| std::fs::read_dir(folder).expect("the folder is in the repository"));
    let paths = paths.map(|entry| entry.expect("a folder can be listed").path());
    let models = paths.filter(|path| path.extension().is_some_and(|extension| extension == "onnx"));
    models.map(|path| (path.clone(), std::fs::read(path).expect("the file was listed"))).collect()
}

#[test]
fn mutants_are_errors_or_networks_in_little_time_and_memory() {
    let variable = |name: &str| std::env::var(name).ok().map(|text| text.parse().expect("a number"));
    let (mutants, seed) = (variable("NN_MUTANTS").unwrap_or(MUTANTS), variable("NN_SEED").unwrap_or(1_u64));
    let (of_seed, originals) = (Random(seed).next(), originals());
    assert!(originals.len() > 140, "{} files", originals.len());
    let contents: Vec<&Vec<u8>> = originals.values().collect();
    let (mut n_networks, mut n_refused, mut most, mut slowest) = (0_u64, 0_u64, 0, Duration::ZERO);
    let mut faults = Vec::new();
    for (index, (path, content)) in originals.iter().enumerate() {
        let file = File { path: path.to_str().expect("a path in UTF-8").to_owned(), place: Span::call_site().into() };
        let model = nn_onnx::decode(content).expect("a whole model");
        for mutant in 0..mutants {
            let mut random = Random(of_seed ^ (index as u64) << 40 ^ mutant);
            let damaged = if mutant % 2 == 0 {
                let other = random.of(&contents).copied().expect("there are files");
                of_bytes(&mut random, content, other)
            } else {
                let mut model = model.clone();
                of_messages(&mut random, &mut model);
                nn_onnx::encode(&model)
            };
            let (start, mut found) = (Instant::now(), None);
            let used = allocation_counter::measure(|| {
                found = catch_unwind(AssertUnwindSafe(|| import_all(&damaged, &file))).ok();
            });
            let time = start.elapsed();
            (most, slowest) = (most.max(used.bytes_max), slowest.max(time));
            let fault = match found {
                None => Some("a panic".to_owned()),
                Some(Err(fault)) => Some(fault),
                Some(_) if time > MOST_TIME => Some(format!("{time:?}")),
                Some(_) if used.bytes_max > MOST_BYTES => Some(format!("{} bytes of memory", used.bytes_max)),
                Some(Ok(true)) => {
                    n_networks += 1;
                    None
                }
                Some(Ok(false)) => {
                    n_refused += 1;
                    None
                }
            };
            let name = path.file_name().unwrap_or_default();
            faults.extend(fault.map(|fault| format!("{}, mutant {mutant}: {fault}", name.display())));
        }
    }
    println!("{n_networks} networks, {n_refused} refused, at most {most} bytes and {slowest:?}");
    assert!(faults.is_empty(), "seed {seed}: {}", faults.join("\n"));
    assert!(n_networks > 500 && n_refused > 5_000, "{n_networks} are networks, {n_refused} are refused");
}
