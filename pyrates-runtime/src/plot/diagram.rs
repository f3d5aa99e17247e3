//! Bifurcation diagrams.

use std::ops::Range;
use std::path::Path;

use kuva::plot::LinePlot;
use kuva::plot::scatter::{MarkerShape, ScatterPlot};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot as Series;

use crate::continuation::{Branch, BranchKind, Point, PointKind};

use super::{COLOURS, Picture, PlotError, base_layout, save, scene, svg};

const WIDTH: f64 = 1.8;
const MARKER: f64 = 5.0;
/// The lengths of dashes and of the gaps between them, which are those of dashed lines in kuva.
const DASH: f64 = 8.0;
const GAP: f64 = 4.0;
/// About the size of the area between the axes.
const AREA: (f64, f64) = (360.0, 320.0);

/// A bifurcation diagram: branches over a parameter, or curves of bifurcations over two. Add branches, then
/// [`save`](Diagram::save) it.
///
/// Lines are solid where the branch is stable and dashed where it is unstable; cycles have two, for the largest and the
/// smallest value. Special points have markers: circles for Hopf points, triangles for folds, squares for branch points,
/// diamonds for period doublings, and so on, as the legend says.
///
/// ```no_run
/// # use pyrates_runtime::continuation::{Branch, Diagram};
/// # fn example(equilibria: Branch, cycles: Branch) -> Result<(), pyrates_runtime::PlotError> {
/// Diagram::new("eta", "r").branch(&equilibria).branch(&cycles).y_label("firing rate").save("qif.svg")?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a diagram is drawn when it is saved"]
pub struct Diagram<'b> {
    x: String,
    y: String,
    branches: Vec<&'b Branch>,
    title: Option<String>,
    x_label: Option<String>,
    y_label: Option<String>,
    x_range: Option<Range<f64>>,
    y_range: Option<Range<f64>>,
    has_labels: bool,
}

impl<'b> Diagram<'b> {
    /// A diagram of a state or parameter `y`, or of the `"period"`, over a parameter `x`, by paths or short forms that are
    /// clear.
    pub fn new(x: impl Into<String>, y: impl Into<String>) -> Diagram<'b> {
        Diagram {
            x: x.into(),
            y: y.into(),
            branches: Vec::new(),
            title: None,
            x_label: None,
            y_label: None,
            x_range: None,
            y_range: None,
            has_labels: false,
        }
    }

    /// Adds a branch or curve.
    pub fn branch(mut self, branch: &'b Branch) -> Self {
        self.branches.push(branch);
        self
    }

    /// A title above the diagram.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The label of the horizontal axis; the name by default.
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = Some(label.into());
        self
    }

    /// The label of the vertical axis; the name by default.
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = Some(label.into());
        self
    }

    /// Draws only this part of the horizontal axis.
    pub fn x_range(mut self, range: Range<f64>) -> Self {
        self.x_range = Some(range);
        self
    }

    /// Draws only this part of the vertical axis.
    pub fn y_range(mut self, range: Range<f64>) -> Self {
        self.y_range = Some(range);
        self
    }

    /// Writes the labels of special points (`HB1`) beside them.
    pub fn labels(mut self) -> Self {
        self.has_labels = true;
        self
    }

    /// Writes the picture to a file, whose name ends in `.svg` or `.png`.
    ///
    /// # Errors
    /// If the ending is another one, a name is unknown, there is nothing to draw, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        save(path.as_ref(), || self.draw().map(scene))
    }

    /// The picture as the text of an SVG file.
    ///
    /// # Errors
    /// As [`Diagram::save`], apart from files.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.draw().map(scene).map(|scene| svg(&scene))
    }

    pub(super) fn draw(&self) -> Result<Picture, PlotError> {
        let mut drawing = Drawing { diagram: self, lines: Vec::new(), markers: Vec::new() };
        for branch in &self.branches {
            drawing.add(branch)?;
        }
        let series = drawing.series();
        if series.is_empty() {
            return Err(PlotError::Empty);
        }
        let layout = self.layout(&series);
        Ok((series, layout))
    }

    fn layout(&self, series: &[Series]) -> Layout {
        let (x, y) = (self.x_label.as_ref().unwrap_or(&self.x), self.y_label.as_ref().unwrap_or(&self.y));
        let mut layout = base_layout(series, x.clone(), self.title.as_ref(), Some(y)).with_height(420.0);
        if let Some(range) = &self.x_range {
            layout = layout.with_x_axis_min(range.start).with_x_axis_max(range.end);
        }
        if let Some(range) = &self.y_range {
            layout = layout.with_y_axis_min(range.start).with_y_axis_max(range.end);
        }
        layout
    }

    fn is_inside(&self, (x, y): (f64, f64)) -> bool {
        let inside = |range: &Option<Range<f64>>, value: f64| {
            range.as_ref().is_none_or(|range| (range.start..=range.end).contains(&value))
        };
        x.is_finite() && y.is_finite() && inside(&self.x_range, x) && inside(&self.y_range, y)
    }
}

/// Lines of one look, which have one entry of the legend.
struct Line {
    legend: String,
    kind: BranchKind,
    is_dashed: bool,
    pieces: Vec<Vec<(f64, f64)>>,
}

/// Markers of one look.
struct Marker {
    legend: String,
    colour: &'static str,
    shape: MarkerShape,
    points: Vec<(f64, f64)>,
    labels: Vec<String>,
}

struct Drawing<'d> {
    diagram: &'d Diagram<'d>,
    lines: Vec<Line>,
    markers: Vec<Marker>,
}

impl Drawing<'_> {
    /// Adds the lines and markers of a branch; on cycles, for the largest and the smallest values.
    fn add(&mut self, branch: &Branch) -> Result<(), PlotError> {
        let x = axis(branch, &self.diagram.x, Point::state)?;
        let high = axis(branch, &self.diagram.y, Point::state)?;
        let low = axis(branch, &self.diagram.y, Point::minimum)?;
        let has_two = high != low;
        for (y, is_second) in [(&high, false), (&low, true)] {
            if is_second && !has_two {
                break;
            }
            let points: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
            self.add_lines(branch, &points, has_two);
            self.add_markers(branch, &points, is_second);
        }
        Ok(())
    }

    fn add_lines(&mut self, branch: &Branch, points: &[(f64, f64)], has_two: bool) {
        let mut first = 0;
        while first + 1 < points.len() {
            // A piece is as stable as what lies between its ends.
            let stable = stability(branch, first + 1);
            let is_end = |i: &usize| stability(branch, *i + 1) != stable;
            let last = (first + 1..points.len() - 1).find(is_end).unwrap_or(points.len() - 1);
            let line = self.line(branch.kind, stable, has_two);
            self.lines[line].pieces.push(points[first..=last].to_vec());
            first = last;
        }
    }

    /// The line for a kind of branch and its stability.
    fn line(&mut self, kind: BranchKind, stable: Option<bool>, has_two: bool) -> usize {
        let extremes = if has_two { " (max, min)" } else { "" };
        let legend = match stable {
            Some(true) => format!("stable {kind}{extremes}"),
            Some(false) => format!("unstable {kind}{extremes}"),
            None => kind.to_string(),
        };
        let found = self.lines.iter().position(|line| line.legend == legend);
        found.unwrap_or_else(|| {
            let is_dashed = stable == Some(false);
            self.lines.push(Line { legend, kind, is_dashed, pieces: Vec::new() });
            self.lines.len() - 1
        })
    }

    fn add_markers(&mut self, branch: &Branch, points: &[(f64, f64)], is_second: bool) {
        for (point, place) in branch.points.iter().zip(points) {
            let is_shown = point.kind.is_bifurcation() || point.kind == PointKind::Chosen;
            // Cycles begin at Hopf points of equilibria, where these have their marker.
            let is_start = point.kind == PointKind::Hopf && branch.kind == BranchKind::Cycles;
            if is_shown && !is_start && self.diagram.is_inside(*place) {
                let marker = self.marker(branch.kind, point.kind);
                self.markers[marker].points.push(*place);
                let label = if is_second { String::new() } else { point.label.clone() };
                self.markers[marker].labels.push(label);
            }
        }
    }

    fn marker(&mut self, of: BranchKind, kind: PointKind) -> usize {
        let legend = match (of, kind) {
            (BranchKind::Cycles, PointKind::Fold) => "fold of cycles".to_string(),
            (_, PointKind::Resonance(n)) => format!("1:{n} resonance"),
            _ => kind.to_string(),
        };
        let found = self.markers.iter().position(|marker| marker.legend == legend);
        found.unwrap_or_else(|| {
            let (points, labels) = (Vec::new(), Vec::new());
            self.markers.push(Marker { legend, colour: colour(of), shape: shape(kind), points, labels });
            self.markers.len() - 1
        })
    }

    /// What is drawn, markers last.
    fn series(&self) -> Vec<Series> {
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        let first = |kind| self.lines.iter().position(|line| line.kind == kind);
        lines.sort_by_key(|line| (first(line.kind), line.is_dashed));
        let lines = lines.into_iter().flat_map(|line| self.pieces(line));
        lines.chain(self.markers.iter().map(|marker| self.scatter(marker))).collect()
    }

    /// A line within the ranges of the axes; the first piece has the legend. Dashes are pieces of their own, since they
    /// would begin anew at each point in a picture of pixels.
    fn pieces(&self, line: &Line) -> Vec<Series> {
        let outside = |point: &(f64, f64)| !self.diagram.is_inside(*point);
        let pieces =
            line.pieces.iter().flat_map(|piece| piece.split(outside)).filter(|piece| piece.len() > 1);
        let scale = self.scale();
        let pieces: Vec<Vec<(f64, f64)>> = match line.is_dashed {
            true => pieces.flat_map(|piece| dashes(piece, scale)).collect(),
            false => pieces.map(<[_]>::to_vec).collect(),
        };
        let draw = |(i, piece): (usize, Vec<(f64, f64)>)| {
            let plot =
                LinePlot::new().with_data(piece).with_color(colour(line.kind)).with_stroke_width(WIDTH);
            let plot = if line.is_dashed { plot.with_dashed() } else { plot };
            if i == 0 { plot.with_legend(line.legend.clone()).into() } else { plot.into() }
        };
        pieces.into_iter().enumerate().map(draw).collect()
    }

    /// About how many points of the picture a unit of each axis has.
    fn scale(&self) -> (f64, f64) {
        let all = || self.lines.iter().flat_map(|line| &line.pieces).flatten();
        let inside = || all().filter(|point| self.diagram.is_inside(**point));
        let span = |range: &Option<Range<f64>>, values: &mut dyn Iterator<Item = f64>| {
            let found = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
            let (low, high) = range.as_ref().map_or(found, |range| (range.start, range.end));
            if high > low { high - low } else { 1.0 }
        };
        let x = span(&self.diagram.x_range, &mut inside().map(|point| point.0));
        let y = span(&self.diagram.y_range, &mut inside().map(|point| point.1));
        (AREA.0 / x, AREA.1 / y)
    }

    fn scatter(&self, marker: &Marker) -> Series {
        let plot = ScatterPlot::new()
            .with_data(marker.points.clone())
            .with_color(marker.colour)
            .with_size(MARKER)
            .with_marker(marker.shape)
            .with_legend(marker.legend.clone());
        match self.diagram.has_labels {
            true => plot.with_labels(marker.labels.clone()).with_repel_labels().into(),
            false => plot.into(),
        }
    }
}

/// The parts of a line that dashes cover.
fn dashes(line: &[(f64, f64)], scale: (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let (mut dashes, mut dash, mut done) = (Vec::new(), vec![line[0]], 0.0);
    for pair in line.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        let length = f64::hypot((x1 - x0) * scale.0, (y1 - y0) * scale.1);
        let mut at = 0.0;
        while length - at > 0.0 {
            // To the end of the dash or gap, or of this part of the line.
            let end = if done < DASH { DASH } else { DASH + GAP };
            let step = f64::min(end - done, length - at);
            at += step;
            done += step;
            let point = (x0 + (x1 - x0) * at / length, y0 + (y1 - y0) * at / length);
            if end == DASH {
                dash.push(point);
            }
            if done >= end && end == DASH {
                dashes.push(std::mem::take(&mut dash));
            } else if done >= end {
                (dash, done) = (vec![point], 0.0);
            }
        }
    }
    dashes.push(dash);
    dashes.retain(|dash| dash.len() > 1);
    dashes
}

/// The values of a variable at all points of a branch: the period, a state by `state`, or else a parameter.
fn axis(
    branch: &Branch,
    name: &str,
    state: impl Fn(&Point, &str) -> Result<f64, crate::continuation::ContinuationError>,
) -> Result<Vec<f64>, PlotError> {
    if name == "period" && branch.kind.has_cycles() {
        return Ok(branch.points.iter().map(|point| point.period.unwrap_or(f64::NAN)).collect());
    }
    let is_state = branch.points.first().is_some_and(|point| point.state(name).is_ok());
    let value = |point: &Point| if is_state { state(point, name) } else { point.parameter(name) };
    branch
        .points
        .iter()
        .map(value)
        .collect::<Result<_, _>>()
        .map_err(|error| PlotError::Branch(Box::new(error)))
}

/// Whether the branch is stable just before a point. Special points themselves are between.
fn stability(branch: &Branch, i: usize) -> Option<bool> {
    let is_clear = |point: &&Point| !point.kind.is_bifurcation() && point.stable.is_some();
    let known = |point: &Point| point.stable;
    let (before, here) = (&branch.points[i - 1], &branch.points[i]);
    match (Some(here).filter(is_clear), Some(before).filter(is_clear)) {
        (Some(point), _) | (None, Some(point)) => known(point),
        (None, None) => known(here).or(known(before)),
    }
}

fn colour(kind: BranchKind) -> &'static str {
    match kind {
        BranchKind::Equilibria => COLOURS[6],
        BranchKind::Cycles => COLOURS[0],
        BranchKind::Folds => COLOURS[1],
        BranchKind::HopfPoints => COLOURS[2],
        BranchKind::FoldsOfCycles => COLOURS[0],
        BranchKind::PeriodDoublings => COLOURS[3],
        BranchKind::TorusBifurcations => COLOURS[4],
        BranchKind::CyclesOfOnePeriod | BranchKind::HomoclinicOrbits => COLOURS[5],
    }
}

fn shape(kind: PointKind) -> MarkerShape {
    match kind {
        PointKind::Hopf | PointKind::Regular | PointKind::End => MarkerShape::Circle,
        PointKind::Fold => MarkerShape::Triangle,
        PointKind::BranchPoint | PointKind::Cusp => MarkerShape::Square,
        PointKind::PeriodDoubling | PointKind::BogdanovTakens => MarkerShape::Diamond,
        PointKind::NeutralSaddle => MarkerShape::Square,
        PointKind::DoubleStableEigenvalue | PointKind::DoubleUnstableEigenvalue => MarkerShape::Diamond,
        PointKind::StableOrbitFlip | PointKind::UnstableOrbitFlip => MarkerShape::Triangle,
        PointKind::Torus | PointKind::ZeroHopf => MarkerShape::Cross,
        PointKind::GeneralizedHopf | PointKind::Resonance(_) => MarkerShape::TriangleDown,
        PointKind::Chosen => MarkerShape::Plus,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_have_one_length_however_dense_the_points_are() {
        let line: Vec<(f64, f64)> = (0..=240).map(|i| (f64::from(i) / 10.0, 0.0)).collect();
        let dashes = dashes(&line, (1.0, 1.0));
        let ends: Vec<(f64, f64)> = dashes.iter().map(|dash| (dash[0].0, dash[dash.len() - 1].0)).collect();
        assert_eq!(ends.len(), 2);
        for (found, expected) in ends.iter().zip([(0.0, 8.0), (12.0, 20.0)]) {
            assert!((found.0 - expected.0).abs() < 0.11 && (found.1 - expected.1).abs() < 0.11, "{ends:?}");
        }
    }
}
