//! Raster plots: a dot for each spike, over time and unit.

use std::path::Path;

use kuva::plot::ScatterPlot;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot as Series;

use crate::solution::Spikes;

use super::{COLOURS, PlotError, base_layout, save, scene, svg, with_unit};

/// A dot has this radius in points; smaller where there are many units.
const RADIUS: f64 = 2.0;
const SMALLEST_RADIUS: f64 = 0.6;

/// A raster plot: set it up, then [`save`](Raster::save) it. For tens of thousands of spikes prefer PNG.
#[derive(Debug, Clone)]
#[must_use = "a plot is drawn when it is saved"]
pub struct Raster<'s> {
    spikes: &'s Spikes,
    title: Option<String>,
    x_label: Option<String>,
    y_label: String,
}

impl Spikes {
    /// A plot with a dot for each spike.
    pub fn plot(&self) -> Raster<'_> {
        Raster { spikes: self, title: None, x_label: None, y_label: "unit".to_string() }
    }
}

impl Raster<'_> {
    /// A title above the plot.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The label of the axis of time; by default `t` and the unit of time, if the model has one.
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = Some(label.into());
        self
    }

    /// The label of the axis of units, `unit` by default.
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = label.into();
        self
    }

    /// Writes the picture to a file, whose name ends in `.svg` or `.png`.
    ///
    /// # Errors
    /// If the ending is another one, there is no spike, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        save(path.as_ref(), || self.draw().map(scene))
    }

    /// The picture as the text of an SVG file.
    ///
    /// # Errors
    /// If there is no spike.
    pub fn to_svg(&self) -> Result<String, PlotError> {
        self.draw().map(scene).map(|scene| svg(&scene))
    }

    pub(super) fn draw(&self) -> Result<(Vec<Series>, Layout), PlotError> {
        let Spikes { times, units, n_units, interval, time_unit } = self.spikes;
        if times.is_empty() {
            return Err(PlotError::Empty);
        }
        let points: Vec<(f64, f64)> = times.iter().zip(units).map(|(t, unit)| (*t, *unit as f64)).collect();
        let radius = (RADIUS * 100.0 / (*n_units as f64)).clamp(SMALLEST_RADIUS, RADIUS);
        let dots = ScatterPlot::new().with_data(points).with_color(COLOURS[0]).with_size(radius);
        let series: Vec<Series> = vec![dots.into()];
        let label = self.x_label.clone().unwrap_or_else(|| with_unit("t", time_unit.as_deref()));
        let layout = base_layout(&series, label, self.title.as_ref(), Some(&self.y_label))
            .with_x_axis_min(interval.0)
            .with_x_axis_max(interval.1)
            .with_y_axis_min(-0.5)
            .with_y_axis_max(*n_units as f64 - 0.5);
        Ok((series, layout))
    }
}
