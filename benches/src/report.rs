//! Results as one page of HTML with charts, which needs nothing from elsewhere: styles and drawings are inside.

use std::fmt::Write as _;

use crate::case::{Measure, Net};
use crate::provenance::Provenance;
use crate::record::Record;
use crate::table::{Row, rows, time};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #6b7280; --line: #d9dde3; --paper: #ffffff; --ours: #0b6bcb;
  --other: #aab2bd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa3ad; --line: #333a42; --paper: #14171a;
  --ours: #58a6ff; --other: #57606a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 72rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; } h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; color: var(--soft); }
dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 0 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
td, th { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid var(--line); }
td:first-child, th:first-child { text-align: left; } .ours { color: var(--ours); font-weight: 600; }
svg { width: 100%; height: auto; display: block; } svg text { font-size: 12px; fill: var(--ink); }
svg .soft { fill: var(--soft); } svg .bar { fill: var(--other); } svg .ours { fill: var(--ours); }
svg line { stroke: var(--line); }
";

/// Size of a chart's parts in its own units, which are pixels at its natural size.
const WIDTH: f64 = 440.0;
const LABELS: f64 = 120.0;
const FIGURES: f64 = 120.0;
const BAR: f64 = 20.0;

/// The page.
#[must_use]
pub fn render(provenance: &Provenance, records: &[Record]) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n<title>nn-runtime and its peers</title>\n");
    // Writing to a string cannot fail.
    let _ = write!(page, "<style>{STYLE}</style>\n</head>\n<body>\n<h1>nn-runtime and its peers</h1>\n<dl>\n");
    for (name, value) in provenance.entries() {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
    }
    page.push_str(
        "</dl>\n<p>Bars are GFLOP/s of the matrix products, longer is better; the axis ends at the peak of one ",
    );
    page.push_str(
        "core, measured in the same run. Times are of one call, on one thread unless the name says more.</p>\n",
    );
    let rows = rows(records);
    for net in Net::ALL {
        let rows: Vec<&Row<'_>> = rows.iter().filter(|row| row.case.net == net).collect();
        if !rows.is_empty() {
            section(&mut page, net, &rows, provenance.machine.peak());
        }
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn section(page: &mut String, net: Net, rows: &[&Row<'_>], peak: f64) {
    let _ = writeln!(page, "<h2>{net}: {}</h2>", escape(net.description()));
    summary(page, rows);
    for measure in Measure::ALL {
        let rows: Vec<&&Row<'_>> = rows.iter().filter(|row| row.case.measure == measure).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(page, "<div class=\"charts\">");
        for row in rows {
            let _ = writeln!(page, "<div><h3>{measure}, batch {}</h3>", row.case.batch);
            chart(page, row, peak);
            page.push_str("</div>\n");
        }
        page.push_str("</div>\n");
    }
}

fn summary(page: &mut String, rows: &[&Row<'_>]) {
    page.push_str("<div class=\"wide\"><table>\n<tr><th>measure</th><th>batch</th><th>ours</th><th>GFLOP/s</th>");
    page.push_str("<th>of peak</th><th>best peer</th><th>its time</th><th>peer / ours</th></tr>\n");
    for row in rows {
        let _ = write!(page, "<tr><td>{}</td><td>{}</td>", row.case.measure, row.case.batch);
        match row.ours {
            Some(ours) => {
                let _ = write!(page, "<td class=\"ours\">{}</td><td>{:.1}</td>", time(ours.ns), ours.gflops);
                let _ = write!(page, "<td>{:.0} %</td>", 100.0 * ours.peak_fraction.unwrap_or(f64::NAN));
            }
            None => page.push_str("<td></td><td></td><td></td>"),
        }
        match row.best {
            Some(best) => {
                let _ = write!(page, "<td>{}</td><td>{}</td>", escape(&best.label()), time(best.ns));
            }
            None => page.push_str("<td></td><td></td>"),
        }
        let ratio = row.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let _ = writeln!(page, "<td>{ratio}</td></tr>");
    }
    page.push_str("</table></div>\n");
}

/// One bar for each contender, the fastest on top.
fn chart(page: &mut String, row: &Row<'_>, peak: f64) {
    let mut records = row.all.clone();
    records.sort_by(|a, b| a.ns.total_cmp(&b.ns));
    let fastest = records.first().map_or(0.0, |record| record.gflops);
    // Small networks stay far below the peak, where all bars would be stumps.
    let axis = if fastest > peak / 4.0 { fastest.max(peak) } else { fastest.max(f64::MIN_POSITIVE) };
    let height = BAR * records.len() as f64 + 6.0;
    let _ = writeln!(page, "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">");
    let scale = (WIDTH - LABELS - FIGURES) / axis;
    for (index, record) in records.iter().enumerate() {
        let top = BAR * index as f64;
        let class = if record.peer == "ours" { "ours" } else { "bar" };
        let (length, baseline) = (record.gflops * scale, top + 14.0);
        let label = escape(&record.label());
        let _ = writeln!(
            page,
            "<text x=\"{:.0}\" y=\"{baseline}\" text-anchor=\"end\">{label}</text>\
             <rect class=\"{class}\" x=\"{LABELS}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"{:.1}\"/>\
             <text class=\"soft\" x=\"{:.1}\" y=\"{baseline}\">{}, {:.1}</text>",
            LABELS - 6.0,
            top + 3.0,
            BAR - 6.0,
            LABELS + length + 6.0,
            time(record.ns),
            record.gflops
        );
    }
    if axis >= peak {
        let x = LABELS + peak * scale;
        let _ = writeln!(page, "<line x1=\"{x:.1}\" y1=\"0\" x2=\"{x:.1}\" y2=\"{height}\"/>");
    }
    page.push_str("</svg>\n");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Case;
    use crate::machine::Machine;

    fn page() -> String {
        let case = Case { net: Net::Mnist, measure: Measure::Predict, batch: 32 };
        let machine =
            Machine { peaks: vec![(nn_runtime::simd::Level::detect().name(), 100.0)], bandwidths: Vec::new() };
        let records =
            [Record::new("ours", case, 70_000.0, 100.0), Record::new("a <b> & \"c\"", case, 140_000.0, 100.0)];
        render(&Provenance::gather(machine), &records)
    }

    #[test]
    fn page_needs_nothing_from_elsewhere() {
        let page = page();
        for outside in ["http", "<script", "<link", "url(", "@import", "src="] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn page_shows_every_contender_once_in_its_chart() {
        let page = page();
        assert_eq!(page.matches("<svg").count(), 1);
        assert_eq!(page.matches("<rect").count(), 2);
        assert_eq!(page.matches("class=\"ours\" x=").count(), 1);
        assert!(page.contains("<h2>mnist: 784-128-10 (relu, softmax), cross entropy</h2>"));
        assert!(page.contains("<td>2.00</td>"), "the ratio");
    }

    #[test]
    fn names_are_escaped() {
        let page = page();
        assert!(page.contains("a &lt;b&gt; &amp; &quot;c&quot;"));
        assert!(!page.contains("a <b>"));
    }

    #[test]
    fn elements_are_closed() {
        let page = page();
        for element in ["html", "head", "body", "svg", "table", "tr", "td", "div", "dl", "text", "h2", "h3"] {
            let opened = page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
            assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
        }
    }
}
