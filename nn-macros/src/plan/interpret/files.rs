//! Runs the network of a file, whose outputs somebody else computed.

use nn_twin::topology::Topology;

use super::tests::stored;
use super::{Machine, PassKind, Rows};
use crate::model::Model;
use crate::plan::{Family, plan};

/// The outputs of the network for each tier, and behind them the twin's. What follows the name of the struct is `body`. Of a stream the inputs
/// follow each other, from the state of the file.
pub(crate) fn outputs(model: &Model, body: &str, inputs: &[Vec<f32>]) -> Vec<Vec<Vec<f64>>> {
    let plan = plan(model, Family::X86);
    let topology = with_parameters(model, body);
    let machine =
        Machine { plan: &plan, topology: &topology, parameters: stored(&plan, &topology), keeps: &|_, _, _| true };
    let wide = |rows: Vec<Vec<f32>>| -> Vec<Vec<f64>> {
        rows.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect()
    };
    let mut all = Vec::new();
    for tier in 0..plan.tiers.len() {
        let found = if model.is_stream() {
            machine.stream(tier, inputs)
        } else {
            let of_row = |input: &Vec<f32>| {
                let pass = PassKind::Inference(Rows::Exactly(1));
                machine.outputs(pass, tier, std::slice::from_ref(input)).map(|mut rows| rows.remove(0))
            };
            inputs.iter().map(of_row).collect()
        };
        all.extend(found.map(wide));
    }
    assert!(!all.is_empty(), "no tier has a pass");
    let inputs = wide(inputs.to_vec());
    let of_row = |input: &Vec<f64>| topology.trace(input, None).after.last().cloned().unwrap_or_default();
    all.push(if model.is_stream() { topology.stream(&inputs) } else { inputs.iter().map(of_row).collect() });
    all
}

/// The twin with the parameters of the file.
fn with_parameters(model: &Model, body: &str) -> Topology {
    let (_, mut topology) = nn_twin::description::read(&format!("struct Net{body}"));
    let parameters = &model.parameters.as_ref().expect("a file has parameters").values;
    let values = topology.parameters().into_iter().flat_map(|tensor| {
        let values = parameters.get(&tensor.name).unwrap_or_else(|| panic!("no `{}`", tensor.name));
        assert_eq!(values.len(), tensor.values.len(), "{}", tensor.name);
        values.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>()
    });
    let values: Vec<f64> = values.collect();
    topology.set_parameters(values);
    topology
}
