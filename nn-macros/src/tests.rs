//! Golden expansions: what a few declarations print, and their plans, as files that people read and tests compile.
//!
//! `NN_BLESS=1 cargo test -p nn-macros` writes them anew.

use std::collections::HashSet;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use crate::expand;
use crate::language::activations::ACTIVATIONS;
use crate::language::initialisers::INITIALISERS;
use crate::language::losses::LOSSES;
use crate::language::table::Row;
use crate::plan::Family;

const XOR: &str = "
    #[loss(mse)]
    pub struct Xor: [2] -> [1] {
        hidden: dense(8, tanh),
        output: dense(1, sigmoid),
    }
";

const MNIST: &str = "
    #[loss(cross_entropy)]
    pub struct Digits: [784] -> [10] {
        hidden: dense(128, relu),
        output: dense(10, softmax),
    }
";

const JOINED: &str = "
    #[loss(cross_entropy)]
    pub struct Joined: [3, 7] -> [5] {
        flat: flatten,
        first: dense(18, gelu),
        dropout(0.25),
        second: dense(18, relu, bias = false),
        add(first),
        concat(flat),
        output: dense(5, softmax),
    }
";

/// What is remembered, the gates of a layer of more than a panel, and a dense layer of few outputs.
const STREAM: &str = "
    pub struct Stream: [1] -> [1] {
        voice: lstm(18),
        output: dense(1),
    }
";

/// The smallest network with a file: three numbers.
#[cfg(feature = "weights")]
const PRETRAINED: &str = "
    #[weights(\"golden/sum.safetensors\")]
    pub struct Sum: [2] -> [1] {
        sum: dense(1),
    }
";

fn tokens(declaration: &str) -> TokenStream {
    format!("@crate(::nn_runtime) {declaration}").parse().expect("the declarations above are tokens")
}

fn assert_golden(name: &str, declaration: &str) {
    let expansion = syn::parse2(expand(tokens(declaration), Family::X86)).expect("an expansion is a list of items");
    assert_golden_file(&format!("{name}.rs"), &prettyplease::unparse(&expansion));
    let Ok(model) = crate::model(tokens(declaration)) else { panic!("the declaration has errors") };
    assert_golden_file(&format!("{name}.plan"), &crate::plan::plan(&model, Family::X86).to_string());
}

fn assert_golden_file(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var_os("NN_BLESS").is_some() {
        std::fs::write(&path, printed).expect("the folder `golden` is writable");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = printed.lines().zip(golden.lines()).position(|(printed, golden)| printed != golden);
    assert!(
        printed == golden,
        "what is printed is not {}, first at line {}; NN_BLESS=1 writes it anew",
        path.display(),
        differing.map_or(printed.lines().count().min(golden.lines().count()), |line| line) + 1,
    );
}

/// nn-runtime tests that it exports each of them to ONNX.
#[test]
fn kinds_of_lines_are_those_of_the_golden_file() {
    let kinds: String = crate::layers::all_names().map(|name| name.to_owned() + "\n").collect();
    assert_golden_file("kinds.txt", &kinds);
}

#[test]
fn xor_expands_to_its_golden_file() {
    assert_golden("xor", XOR);
}

#[test]
fn mnist_expands_to_its_golden_file() {
    assert_golden("mnist", MNIST);
}

#[test]
fn joins_dropout_and_unfused_activations_expand_to_their_golden_file() {
    assert_golden("joined", JOINED);
}

#[test]
fn a_stream_expands_to_its_golden_file() {
    assert_golden("stream", STREAM);
}

#[cfg(feature = "weights")]
#[test]
fn a_network_with_a_file_expands_to_its_golden_file() {
    assert_golden("pretrained", PRETRAINED);
}

/// What the documentation of an imported network shows is the declaration that it was compiled from.
#[cfg(feature = "onnx")]
#[test]
fn the_declaration_in_the_documentation_expands_to_the_same_network() {
    let imported = "
        /// Documented.
        #[onnx(\"../tests/embedded/models/joins.onnx\", loss = huber(delta = 0.5))]
        pub(crate) struct Joins;
    ";
    let items = |declaration: &str| -> Vec<syn::Item> {
        syn::parse2::<syn::File>(expand(tokens(declaration), Family::X86))
            .expect("an expansion is a list of items")
            .items
    };
    let structure = |items: &[syn::Item]| {
        let mut structures = items.iter().filter_map(|item| match item {
            syn::Item::Struct(item) => Some(item.clone()),
            _ => None,
        });
        structures.next().expect("the network is a struct")
    };
    let imported = structure(&items(imported));
    let documentation = imported.attrs.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }),
            ..
        }) => Some(text.value()),
        _ => None,
    });
    let documentation = documentation.collect::<Vec<_>>().join("\n");
    assert!(documentation.starts_with(" Documented.\n\n The network of `../tests"), "{documentation}");
    let block = documentation.split("```").nth(1).and_then(|block| block.strip_prefix("text\n"));
    let declaration =
        block.and_then(|block| block.trim().strip_prefix("network! {")).and_then(|block| block.strip_suffix('}'));
    let declaration = declaration.expect("there is a whole declaration in it");
    assert!(
        declaration.contains("#[loss(huber(delta = 0.5))]\n     pub(crate) struct Joins: [2, 3] -> [2] {"),
        "{declaration}"
    );
    let fields = |item: syn::ItemStruct| quote::ToTokens::to_token_stream(&item.fields).to_string();
    assert_eq!(fields(structure(&items(declaration))), fields(imported));
}

#[cfg(not(feature = "weights"))]
#[test]
fn without_the_feature_weights_the_attribute_names_it() {
    let expansion =
        expand(tokens("#[weights(\"w.safetensors\")] struct N: [2] -> [1] { dense(1) }"), Family::X86).to_string();
    assert!(expansion.contains("needs the feature `weights` of nn-runtime"), "{expansion}");
    assert!(expansion.contains("fn pretrained"), "{expansion}");
}

#[cfg(not(feature = "onnx"))]
#[test]
fn without_the_feature_onnx_the_attribute_names_it() {
    let expansion = expand(tokens("#[onnx(\"m.onnx\")] struct N;"), Family::X86).to_string();
    assert!(expansion.contains("needs the feature `onnx` of nn-runtime"), "{expansion}");
    assert!(expansion.contains("fn pretrained"), "{expansion}");
}

#[test]
fn the_expansion_of_xor_has_no_loop() {
    fn loops(tokens: TokenStream) -> usize {
        tokens
            .into_iter()
            .map(|tree| match tree {
                TokenTree::Group(group) => loops(group.stream()),
                // `for` also stands in `impl .. for ..`, where a type follows and no `in`.
                TokenTree::Ident(word) => usize::from(["in", "while", "loop"].contains(&word.to_string().as_str())),
                _ => 0,
            })
            .sum()
    }
    assert_eq!(loops(expand(tokens(XOR), Family::X86)), 0);
}

#[test]
fn the_page_on_expansions_shows_lines_of_the_golden_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).expect("the file is in the repository");
    let golden = read("golden/xor.rs") + &read("golden/mnist.rs") + XOR + MNIST;
    let lines: HashSet<&str> = golden.lines().map(str::trim).collect();
    let page = read("../docs/expansion.md");
    let blocks = page.split("```").skip(1).step_by(2).map(|block| block.trim_start_matches("rust"));
    let mut n_lines = 0;
    for line in blocks.flat_map(str::lines).map(str::trim).filter(|line| !line.starts_with("//")) {
        assert!(lines.contains(line) || line.is_empty(), "docs/expansion.md shows a line that is not printed: {line}");
        n_lines += 1;
    }
    assert!(n_lines > 100);
}

/// The rows of a page whose first cell names something as code: that cell, and the whole row.
fn rows_of(page: &str) -> Vec<(&str, &str)> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| `").and_then(|row| Some((row.split_once(" | ")?.0, line))))
        .collect()
}

fn is_in_guide<F>(table: &[Row<F>], grammar: &str, mathematics: Option<&str>) {
    // One row may be for several names, as for both distributions of one variance.
    let names = |cell: &str, name: &str| {
        cell.split('`').any(|code| code.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('(')))
    };
    for row in table {
        let mut rows = rows_of(grammar).into_iter().filter(|(cell, _)| names(cell, row.name));
        assert!(rows.any(|(_, text)| text.contains(row.doc)), "grammar.md has no row `{}` with {}", row.name, row.doc);
        assert!(mathematics.is_none_or(|page| names(page, row.name)), "math.md does not name `{}`", row.name);
    }
}

#[test]
fn the_guide_has_what_the_rows_of_the_tables_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../nn-runtime/docs");
    let read = |page: &str| std::fs::read_to_string(folder.join(page)).expect("the page is in the repository");
    let (grammar, mathematics) = (read("grammar.md"), read("math.md"));
    is_in_guide(ACTIVATIONS, &grammar, Some(&mathematics));
    is_in_guide(LOSSES, &grammar, Some(&mathematics));
    // The page on mathematics derives their variances, under the names of their authors.
    is_in_guide(INITIALISERS, &grammar, None);
}

#[test]
fn networks_larger_than_a_cache_go_layer_by_layer() {
    let expansion = |layers: &str| {
        let declaration = format!("#[loss(mse)] pub struct Net: [784] -> [10] {{ {layers} dense(10), }}");
        expand(tokens(&declaration), Family::X86).to_string()
    };
    let blocks_of = |rows: usize| format!("in_blocks ({rows} ,");
    let large = expansion("dense(512, relu), dense(512, relu),");
    assert!(large.contains(&blocks_of(64)) && large.contains("row_in_parts"));
    for name in ["dense_784x512_relu_panels_8rows_wide", "input_gradient_512x512_relu_panels_8rows_wide"] {
        assert!(large.contains(&format!("fn {name} ")), "{name}");
    }
    assert!(expansion("dense(4096, relu), dense(4096, relu),").contains(&blocks_of(16)));
    let small = expansion("dense(128, relu),");
    assert!(!small.contains(&blocks_of(64)) && !small.contains("row_in_parts") && !small.contains("by_panels"));
}

#[test]
fn few_registers_change_what_is_fused_and_which_rows_go_together() {
    let expansion =
        |declaration: &str| expand(tokens(&format!("pub struct Net: {declaration}")), Family::X86).to_string();
    let count = |text: &str, what: &str| text.matches(what).count();
    // The first cache does not hold all layers: blocks for AVX2 and the baseline, groups of eight rows for AVX-512.
    let control = expansion("[17] -> [6] { dense(64, tanh), dense(64, tanh), dense(6) }");
    assert_eq!(count(&control, "in_blocks (48"), 2);
    assert_eq!(count(&control, "inputs . len () <= 12"), 2);
    // A pass of its own, for both layers and for groups of rows and single ones.
    assert_eq!(count(&control, "map_in_place"), 2 * 2 * 2);
    assert!(!control.contains("rows_and_pairs"));
    // A layer that exceeds the first cache, with an activation that takes few registers: blocks for the functions for pairs, and so for AVX2
    // alone; and all layers in the first cache.
    let digits = expansion("[128] -> [10] { dense(128, relu), dense(10) }");
    assert_eq!([count(&digits, "in_blocks (48"), count(&digits, "map_in_place")], [1, 0]);
    assert_eq!(count(&digits, "rows_and_pairs_overlapping"), 1);
    assert!(digits.contains("fn dense_128x128_relu_2rows_medium") && !digits.contains("2rows_wide"));
    let small = expansion("[17] -> [6] { dense(32, relu), dense(6) }");
    assert!(!small.contains("in_blocks") && !small.contains("map_in_place"));
}

#[test]
fn expansion_does_not_depend_on_anything_but_the_declaration() {
    assert_eq!(expand(tokens(JOINED), Family::X86).to_string(), expand(tokens(JOINED), Family::X86).to_string());
}
