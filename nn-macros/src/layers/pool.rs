//! `max_pool`, `avg_pool` and their kin: the largest number of a window, or the mean of its numbers, channel by channel.

use super::window::{self, Axes, Declared};
use super::{Checked, Kind, Operands, Site, Width, layer};
use crate::errors::Diagnostic;
use crate::ir::{Builder, Operand, Pool, Span, Window};
use crate::language::arguments::Parameter;
use crate::model::{Argument, Layer, Shape, Value};

const PARAMETERS: &[Parameter] = &[
    Parameter::required("kernel"),
    Parameter::optional("stride"),
    Parameter::named("padding"),
    Parameter::named("ceil"),
];

pub(super) const MAX_POOL: Kind = Kind {
    name: "max_pool",
    aliases: &["maxpool", "maxpool2d", "maxpooling", "maxpooling2d", "maxpool1d", "maxpooling1d"],
    usage: "max_pool(kernel, stride = kernel, padding = 0, dilation = 1, ceil = false, from = label)",
    parameters: &[
        Parameter::required("kernel"),
        Parameter::optional("stride"),
        Parameter::named("padding"),
        Parameter::named("dilation"),
        Parameter::named("ceil"),
    ],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["MaxPool": onnx::max_pool],
    check: |site| check(site, "max_pool", Pool::Largest),
};

pub(super) const AVG_POOL: Kind = Kind {
    name: "avg_pool",
    aliases: &["avgpool", "avgpool2d", "averagepool", "averagepooling2d", "avgpool1d", "averagepooling1d", "meanpool"],
    usage: "avg_pool(kernel, stride = kernel, padding = 0, ceil = false, count_padding = true, from = label)",
    parameters: &[PARAMETERS[0], PARAMETERS[1], PARAMETERS[2], PARAMETERS[3], Parameter::named("count_padding")],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["AveragePool": onnx::average_pool],
    check: |site| {
        let counts_padding = site.flag("count_padding", true);
        match counts_padding {
            Some(counts_padding) => check(site, "avg_pool", Pool::Mean { counts_padding }),
            None => Checked::default(),
        }
    },
};

pub(super) const GLOBAL_MAX_POOL: Kind = Kind {
    name: "global_max_pool",
    aliases: &["globalmaxpool", "globalmaxpooling2d", "globalmaxpooling1d", "adaptivemaxpool2d"],
    usage: "global_max_pool(from = label)",
    parameters: &[],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["GlobalMaxPool": onnx::global_max_pool],
    check: |site| check_global(site, "global_max_pool", Pool::Largest),
};

pub(super) const GLOBAL_AVG_POOL: Kind = Kind {
    name: "global_avg_pool",
    aliases: &[
        "globalavgpool",
        "globalaveragepool",
        "globalaveragepooling2d",
        "globalaveragepooling1d",
        "gap",
        "adaptiveavgpool2d",
    ],
    usage: "global_avg_pool(from = label)",
    parameters: &[],
    operands: Operands::One,
    roles: &[],
    width: Width::Unknown,
    operators: operators!["GlobalAveragePool": onnx::global_average_pool],
    check: |site| check_global(site, "global_avg_pool", Pool::Mean { counts_padding: false }),
};

fn check(site: &mut Site<'_>, kind: &'static str, pool: Pool) -> Checked {
    let axes = window::axes_of_operand(site);
    let map = window::map(site, axes);
    let kernel = window::of_axes(site, axes, "kernel", None);
    let stride = window::of_axes(site, axes, "stride", kernel);
    let dilation = window::of_axes(site, axes, "dilation", Some([1, 1]));
    let padding = window::padding(site, axes);
    let ceil = site.flag("ceil", false);
    // With an argument that is not understood the shape is another one than was meant.
    let window = map.filter(|_| site.arguments.complete).and_then(|map| {
        let declared =
            Declared { kernel: kernel?, stride: stride?, dilation: dilation?, padding: padding?, ceil: ceil? };
        window::window(site, axes, map, &declared)
    });
    let window = window.filter(|window| refuse_padding(site, window).is_none());
    let pooled = || Some(layer(Pooled { kind, axes, pool, window: window?, ceil: ceil? }));
    Checked {
        layer: pooled(),
        shape: map
            .zip(window)
            .and_then(|(map, window)| window::shape(site, axes, map.channels, window::counts(&window))),
        size: site.argument("kernel").map(crate::ast::Value::place),
        ..Checked::default()
    }
}

/// An error for a window that may have nothing but padding.
fn refuse_padding(site: &mut Site<'_>, window: &Window) -> Option<()> {
    let spans = [window.height, window.width];
    let is_beside = |span: &&Span| span.before.max(span.after) >= Span::extent(span.kernel, span.dilation);
    // With dilation taps may lie on both sides of a short map.
    let is_around = |span: &&Span| (0..span.count).any(|position| !span.has_number(position));
    let message = if let Some(span) = spans.iter().find(is_beside) {
        format!(
            "the padding of `{}` holds whole windows: {} beside a window of {}",
            site.title,
            span.before.max(span.after),
            Span::extent(span.kernel, span.dilation)
        )
    } else {
        let span = spans.iter().find(is_around)?;
        format!("a window of `{}` steps over the map: {} of a dilation of {}", site.title, span.len, span.dilation)
    };
    site.errors
        .push(Diagnostic::new(window::place(site, "padding"), message).note("a window must have a number of the map"));
    Some(())
}

/// A window that is the whole map: a number for each channel.
fn check_global(site: &mut Site<'_>, kind: &'static str, pool: Pool) -> Checked {
    let axes = window::axes_of_operand(site);
    let Some(map) = window::map(site, axes) else { return Checked::default() };
    let window = Window { height: Span::whole(map.height), width: Span::whole(map.width) };
    Checked {
        layer: Some(layer(Pooled { kind, axes, pool, window, ceil: false })),
        shape: Some(Shape(vec![map.channels])),
        ..Checked::default()
    }
}

/// A pool.
#[derive(Debug)]
struct Pooled {
    kind: &'static str,
    axes: Axes,
    pool: Pool,
    window: Window,
    ceil: bool,
}

impl Layer for Pooled {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn arguments(&self) -> Vec<Argument> {
        if self.kind == GLOBAL_MAX_POOL.name || self.kind == GLOBAL_AVG_POOL.name {
            return Vec::new();
        }
        let Window { height, width } = &self.window;
        let mut arguments = window::arguments(self.axes, &self.window, [height.kernel, width.kernel]);
        if self.ceil {
            arguments.push(Argument::new("ceil", Value::Flag(true)));
        }
        if self.pool == (Pool::Mean { counts_padding: false }) {
            arguments.push(Argument::new("count_padding", Value::Flag(false)));
        }
        arguments
    }

    fn lower(&self, builder: &mut Builder) -> Operand {
        builder.pool(self.pool, self.window)
    }
}

/// How they are read from an ONNX file.
#[cfg(feature = "onnx")]
pub(super) mod onnx {
    use nn_onnx::Node;

    use super::super::window::onnx::{axes, flag, window};
    use crate::graph::lowering::{Lowering, Row, Value, int, unsupported};
    use crate::graph::operation::{Operation, Written};
    use crate::graph::{Mistake, title};
    use crate::model::of_axes;

    pub(super) fn max_pool<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        if node.output.iter().skip(1).any(|output| !output.is_empty()) {
            return Err(Mistake::new(format!("{} writes the positions of what is largest", title(node))));
        }
        let order = int(node, "storage_order", 0);
        if order != 0 {
            return Err(unsupported(node, "storage_order", order, 0));
        }
        pool(lowering, node, super::MAX_POOL.name)
    }

    pub(super) fn average_pool<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        pool(lowering, node, super::AVG_POOL.name)
    }

    fn pool<'a>(lowering: &mut Lowering<'a>, node: &'a Node, kind: &'static str) -> Result<Value<'a>, Mistake> {
        let mut row = lowering.plain_row(node, 0)?;
        axes(lowering, node, &mut row)?;
        let window = window(node, &row, None)?;
        let is_mean = kind == super::AVG_POOL.name;
        if is_mean && window.dilations.iter().any(|dilation| *dilation != 1) {
            return Err(unsupported(node, "dilations", format!("{:?}", window.dilations), "1"));
        }
        let ceil = flag(node, "ceil_mode")?;
        let mut arguments = vec![of_axes(&window.kernel)];
        arguments.extend(window.arguments(&window.kernel));
        if ceil {
            arguments.push("ceil = true".to_owned());
        }
        let has_padding = window.padding.is_some() || window.pads.iter().flatten().any(|pad| *pad > 0);
        if is_mean && has_padding && !flag(node, "count_include_pad")? {
            arguments.push("count_padding = false".to_owned());
        }
        let shape = [row.shape[0]].into_iter().chain(window.counts(node, ceil)?).collect();
        let layer = Written { arguments, ..Written::plain(kind) };
        Ok(Value::Row(lowering.push(node, Operation::Layer(layer), vec![row.source], shape)))
    }

    pub(super) fn global_max_pool<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        largest_of_map(lowering, node, &row, true)
    }

    pub(super) fn global_average_pool<'a>(lowering: &mut Lowering<'a>, node: &'a Node) -> Result<Value<'a>, Mistake> {
        let row = lowering.plain_row(node, 0)?;
        mean_of_map(lowering, node, &row, true)
    }

    /// The mean of each channel; with axes of extent 1 for height and width, or not.
    pub(crate) fn mean_of_map<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: &Row,
        keeps_axes: bool,
    ) -> Result<Value<'a>, Mistake> {
        global(lowering, node, row, super::GLOBAL_AVG_POOL.name, keeps_axes)
    }

    /// The largest number of each channel; with axes of extent 1 for height and width, or not.
    pub(crate) fn largest_of_map<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: &Row,
        keeps_axes: bool,
    ) -> Result<Value<'a>, Mistake> {
        global(lowering, node, row, super::GLOBAL_MAX_POOL.name, keeps_axes)
    }

    fn global<'a>(
        lowering: &mut Lowering<'a>,
        node: &'a Node,
        row: &Row,
        kind: &'static str,
        keeps_axes: bool,
    ) -> Result<Value<'a>, Mistake> {
        let mut row = row.clone();
        axes(lowering, node, &mut row)?;
        let channels = row.shape[0];
        let pooled = lowering.push(node, Operation::Layer(Written::plain(kind)), vec![row.source], vec![channels]);
        // The file keeps the axes, the language has a vector.
        let shape = if keeps_axes {
            [channels].into_iter().chain(row.shape.iter().skip(1).map(|_| 1)).collect()
        } else {
            vec![channels]
        };
        Ok(Value::Row(Row { shape, ..pooled }))
    }
}
