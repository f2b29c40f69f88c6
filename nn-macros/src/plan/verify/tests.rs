//! Faults that the author of a layer could make, planted one at a time.

use super::*;
use crate::model::Model;
use crate::plan::contract::{Access, Contract, Factor, Finish, Index, Start};
use crate::plan::functions::Body;
use crate::plan::step::{Operation, Pass, PassKind, Place, Slot, Step};
use crate::plan::tile::Tile;
use crate::plan::{Family, SumOrder, plan};

/// Joins, dropout, activations by themselves, a layer of few outputs with padded inputs.
const NETWORK: &str = "
    #[loss(mse)]
    pub struct Net: [21] -> [2] {
        first: dense(18, gelu),
        dropout(0.25),
        second: dense(18, relu),
        add(first),
        concat(first),
        third: dense(35, tanh),
        output: dense(2),
    }
";

const NARROW: &str = "#[loss(mse)] pub struct Net: [2] -> [1] { hidden: dense(8, tanh), output: dense(1, sigmoid) }";

/// A map that is read again, whose memory others take later.
const MAPS: &str = "
    #[loss(mse)]
    pub struct Net: [3, 6, 6] -> [2] {
        first: conv2d(16, 3, padding = same),
        relu,
        conv2d(16, 3, padding = same),
        add(first),
        tanh,
        global_avg_pool,
        dense(2),
    }
";

fn model(declaration: &str) -> Model {
    let tokens = format!("@crate(::nn_runtime) {declaration}").parse().expect("the declarations above are tokens");
    let Ok(model) = crate::model(tokens) else { panic!("the declaration has errors") };
    model
}

/// Asserts that the plan of a declaration has a fault of these words once it was changed, and none before.
fn assert_found(declaration: &str, words: &str, plant: impl FnOnce(&mut Plan<'_>)) {
    let model = model(declaration);
    let mut plan = plan(&model, Family::X86);
    assert_eq!(verify(&plan), Vec::<String>::new());
    plant(&mut plan);
    let found = verify(&plan);
    assert!(found.iter().any(|fault| fault.contains(words)), "`{words}` is not in {found:#?}");
}

fn pass<'p>(plan: &'p mut Plan<'_>, kind: PassKind) -> &'p mut Pass {
    plan.passes.iter_mut().find(|pass| pass.kind == kind).expect("the plan has such a pass")
}

fn contract<'p>(plan: &'p mut Plan<'_>, name: &str) -> &'p mut Contract {
    match &mut plan.functions.get_mut(name).unwrap_or_else(|| panic!("{name}")).body {
        Body::Contract { contract, .. } => contract,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn a_parameter_without_a_gradient_is_found() {
    for kind in [PassKind::TrainParameters, PassKind::SingleRow(Purpose::Gradient)] {
        assert_found(NETWORK, "0 steps train `second.bias`", |plan| {
            let bias = plan.fields.iter().position(|field| field.path == "second.bias").map(FieldId);
            pass(plan, kind).steps.retain(|step| Some(step.writes) != bias.map(Place::ParameterGradient));
        });
    }
    assert_found(NARROW, "0 steps train `hidden.weight`", |plan| {
        pass(plan, PassKind::GradientColumns).steps.retain(|step| step.operation != Operation::AddWeightSums);
    });
}

#[test]
fn a_parameter_that_is_trained_twice_is_found() {
    assert_found(NETWORK, "2 steps train `output.weight`", |plan| {
        let steps = &mut pass(plan, PassKind::TrainParameters).steps;
        let first = steps[0].clone();
        steps.push(first);
    });
}

#[test]
fn a_derivative_that_is_handed_on_before_all_of_it_is_there_is_found() {
    assert_found(NETWORK, "it changes after it was read", |plan| {
        let steps = &mut pass(plan, PassKind::TrainRows).steps;
        let added = steps.iter().rposition(|step| step.start == Start::Add).expect("`first` is read three times");
        let late = steps.remove(added);
        steps.push(late);
    });
}

#[test]
fn a_value_that_is_read_before_it_is_written_is_found() {
    assert_found(NETWORK, "is read before it is written", |plan| {
        pass(plan, PassKind::TrainRows).steps.swap(0, 1);
    });
    assert_found(NETWORK, "is read before it is written", |plan| {
        pass(plan, PassKind::SingleRow(Purpose::Gradient)).steps.remove(1);
    });
}

#[test]
fn memory_that_is_used_again_too_early_is_found() {
    assert_found(NETWORK, "is read before it is written", |plan| {
        let inference = pass(plan, PassKind::Inference(super::super::Rows::Exactly(1)));
        let writes: Vec<Place> = inference.steps.iter().map(|step| step.writes).collect();
        let Place::Value(first) = writes[1] else { panic!("the second step writes a value") };
        // The activated first layer is read again by `add` and `concat`.
        let second = inference.steps.iter_mut().find(|step| step.reads.first() == Some(&writes[1]));
        second.expect("the second layer reads it").slot = Slot::Reused(first);
    });
    assert_found(NETWORK, "has another size", |plan| {
        let inference = pass(plan, PassKind::Inference(super::super::Rows::Exactly(1)));
        let Place::Value(first) = inference.steps[0].writes else { panic!("the first step writes a value") };
        let joined = inference.steps.iter_mut().find(|step| matches!(step.operation, Operation::Move { .. }));
        joined.expect("`concat` moves").slot = Slot::Reused(first);
    });
}

#[test]
fn maps_that_lie_where_others_are_still_needed_are_found() {
    let forward = PassKind::Inference(super::super::Rows::Exactly(1));
    assert_found(MAPS, "is read before it is written", |plan| {
        // The second convolution over the first, which `add` reads.
        let steps = &mut pass(plan, forward).steps;
        let first = steps[0].slot;
        steps[2].slot = first;
    });
    assert_found(MAPS, "it is written where it reads", |plan| {
        let steps = &mut pass(plan, forward).steps;
        let first = steps[0].slot;
        steps[1].slot = first;
    });
    assert_found(MAPS, "the array of the pass ends before the value does", |plan| {
        pass(plan, forward).memory -= 1;
    });
}

#[test]
fn arrays_of_a_workspace_that_are_used_again_too_early_are_found() {
    let first = Place::Value(ValueId(0));
    // What the gradient of a kernel is computed from.
    assert_found(MAPS, "is read for parameters, and not written for rows", |plan| {
        plan.arrays.insert(Place::Gradient(ValueId(2)), Place::Value(ValueId(1)));
    });
    assert_found(MAPS, "is read before it is written", |plan| {
        plan.arrays.insert(Place::Value(ValueId(2)), first);
    });
    assert_found(MAPS, "it is written where it reads", |plan| {
        plan.arrays.insert(Place::Value(ValueId(1)), first);
    });
}

#[test]
fn a_memory_that_is_not_kept_or_too_early_is_found() {
    const STREAM: &str = "pub struct Net: [2] -> [1] { lstm(18), gru(3), dense(1) }";
    let keeps = |step: &Step| step.operation == Operation::Keep;
    assert_found(STREAM, "expected {State", |plan| {
        let steps = &mut pass(plan, PassKind::Step).steps;
        let first = steps.iter().position(keeps).expect("a stream keeps what it remembers");
        steps.remove(first);
    });
    assert_found(STREAM, "it reads what the next step will remember", |plan| {
        let steps = &mut pass(plan, PassKind::Step).steps;
        let last = steps.pop().filter(keeps).expect("a stream ends with what it keeps");
        let reader = steps.iter().position(|step| step.reads.contains(&last.writes)).expect("it is read");
        steps.insert(reader, last);
    });
    assert_found(STREAM, "is never written", |plan| {
        let carry = plan.values.iter_mut().find(|value| matches!(value.definition, Definition::Carry { .. }));
        carry.expect("a stream remembers").definition = Definition::Carry { of: None };
    });
}

#[test]
fn a_memory_of_a_block_that_is_outside_of_a_loop_is_found() {
    const STREAM: &str = "pub struct Net: [48] -> [3] { lstm(32), delay(2), lstm(32), dense(3) }";
    assert_found(STREAM, "all steps of a block would see the state of one", |plan| {
        let steps = &mut pass(plan, PassKind::StepBlock).steps;
        let keeps = steps.iter_mut().find(|step| step.operation == Operation::Keep);
        keeps.expect("a block keeps what it remembers").walk = None;
    });
    assert_found(STREAM, "expected {State", |plan| {
        let steps = &mut pass(plan, PassKind::StepBlock).steps;
        steps.retain(|step| step.operation != Operation::Remember);
    });
}

#[test]
fn lanes_that_see_what_is_not_remembered_are_found() {
    const STREAM: &str = "pub struct Net: [2] -> [1] { conv1d(3, 4, causal = true), delay(2), dense(1) }";
    let remembers = |step: &Step| step.operation == Operation::Remember;
    assert_found(STREAM, "it reads what other lanes do not remember yet", |plan| {
        let steps = &mut pass(plan, PassKind::StepColumns(2)).steps;
        let first = steps.iter().position(remembers).expect("a stream remembers its inputs");
        steps.swap(first, first + 1);
    });
    assert_found(STREAM, "expected {State", |plan| {
        let steps = &mut pass(plan, PassKind::StepColumns(2)).steps;
        let second = steps.iter().rposition(remembers).expect("a stream remembers its inputs");
        steps[second].reads = vec![Place::Input];
    });
    assert_found(STREAM, "is summed in several orders", |plan| {
        contract(plan, "recall_2x1x4_1x4_3_wto1_identity_32lanes_wide").order.parts *= 2;
    });
}

#[test]
fn a_sum_in_another_order_is_found() {
    assert_found(NARROW, "`hidden` is summed in several orders", |plan| {
        let contract = contract(plan, "dense_2x8_tanh_4rows");
        (contract.order, contract.tile) = (SumOrder::SEQUENTIAL, Tile { sums: 1, ..contract.tile });
    });
    assert_found(NETWORK, "`second` is summed in several orders", |plan| {
        contract(plan, "dense_18of32x18_relu_row_medium").order.parts *= 2;
    });
    assert_found(NETWORK, "`second` is summed in several orders", |plan| {
        contract(plan, "dense_18of32x18_relu_row_wide").start = None;
    });
    // The sum along a vector, where a row is a lane: by numbers in the order of its lanes.
    assert_found(NARROW, "`output` is summed in several orders", |plan| {
        let contract = contract(plan, "dense_8x1_sigmoid_lanes");
        (contract.order, contract.tile) = (SumOrder::SEQUENTIAL, Tile { sums: 1, ..contract.tile });
    });
    assert_found(NARROW, "`output` is summed in several orders", |plan| {
        if let Finish::Store { bias, .. } = &mut contract(plan, "dense_8x1_sigmoid_lanes").finish {
            *bias = None;
        }
    });
}

#[test]
fn a_tile_that_is_no_panel_of_rows_is_found() {
    assert_found(NETWORK, "does not fit 18 x 1", |plan| {
        let name = plan.functions.keys().find(|name| name.starts_with("input_gradient_of_one_18x18")).cloned();
        contract(plan, &name.expect("a single row passes its derivative on")).tile.rows = 8;
    });
}

#[test]
fn an_index_map_beyond_its_argument_is_found() {
    assert_found(NETWORK, "an index of `weight` is beyond", |plan| {
        let contract = contract(plan, "dense_18of32x18_relu_row_wide");
        contract.right = Factor::Panel(Access::new(
            "weight",
            &[Index::Of(super::super::contract::Axis::Term), Index::Of(super::super::contract::Axis::Panel)],
        ));
    });
}

#[test]
fn padding_that_is_not_masked_is_found() {
    assert_found(NETWORK, "lanes of padding", |plan| {
        contract(plan, "weight_gradient_35x2_wide").finish = Finish::AddToPart { inputs: None };
    });
}

#[test]
fn padding_that_is_not_cleared_is_found() {
    let network = "#[loss(mse)] pub struct Net: [21] -> [2] { dense(18, softmax), log, dense(2) }";
    for (kind, is_of_value) in [(PassKind::TrainRows, true), (PassKind::TrainRows, false)] {
        assert_found(network, "its padding is not cleared", |plan| {
            pass(plan, kind).steps.retain(|step| {
                step.operation != Operation::ClearPadding || matches!(step.writes, Place::Value(_)) != is_of_value
            });
        });
    }
}

#[test]
fn a_dropout_that_does_not_mask_its_derivative_is_found() {
    assert_found(NETWORK, "the masks of dropout 0 are not in pairs", |plan| {
        let steps = &mut pass(plan, PassKind::TrainRows).steps;
        let mask = steps.iter().rposition(|step| matches!(step.operation, Operation::Mask { .. }));
        steps.remove(mask.expect("there is a dropout"));
    });
}

#[test]
fn a_function_that_adds_where_the_step_overwrites_is_found() {
    assert_found(NETWORK, "the function adds where the step overwrites", |plan| {
        let name = "input_gradient_35x2_tanh_8rows_wide";
        if let Finish::Store { start, .. } = &mut contract(plan, name).finish {
            *start = Start::Add;
        }
    });
}

#[test]
fn a_parameter_that_is_read_after_its_step_is_found() {
    assert_found(NETWORK, "it reads a parameter that has changed", |plan| {
        let steps = &mut pass(plan, PassKind::SingleRow(Purpose::Descent)).steps;
        let descent = steps.iter().position(|step| matches!(step.writes, Place::Parameter(_)));
        let descent = steps.remove(descent.expect("the pass descends"));
        steps.insert(0, descent);
    });
}

#[test]
fn what_is_printed_twice_or_for_nothing_is_found() {
    assert_found(NETWORK, "is printed twice", |plan| {
        let first = plan.passes[0].clone();
        plan.passes.push(first);
    });
    assert_found(NETWORK, "is printed, and never called", |plan| {
        let function = plan.functions["dense_18of32x18_relu_row_wide"].clone();
        plan.functions.insert("dense_of_nobody".to_owned(), function);
    });
}

#[test]
fn a_place_of_another_size_is_found() {
    assert_found(NETWORK, "is not of the size of `x`", |plan| {
        let inference = pass(plan, PassKind::Inference(super::super::Rows::Exactly(1)));
        let output = inference.steps.last_mut().expect("there are steps");
        output.reads[0] = Place::Input;
    });
}
