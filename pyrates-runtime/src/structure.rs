//! What runs need to know of the structure of a model, found once for all of them.

use std::ops::Deref;
use std::sync::Arc;

use pyrates_ir::system::{Symbol, System};

use crate::event::{EventError, ModelEvents, Trains};

/// The flat system of a model with its declared values, and what follows from its equations.
#[derive(Debug)]
pub struct Structure {
    system: System,
    pub(crate) is_noisy: bool,
    /// Whether an equation or an edge mentions time.
    pub(crate) depends_on_time: bool,
    /// Whether some chains have spreads of their own.
    pub(crate) has_spreads: bool,
    /// The events that the model declares, and its spike trains.
    pub(crate) events: Result<Option<Arc<ModelEvents>>, EventError>,
    pub(crate) trains: Result<Option<Arc<Trains>>, EventError>,
}

impl Structure {
    /// The structure of a model, from its flat system.
    pub fn new(system: System) -> Arc<Structure> {
        let (events, trains) = {
            let real = system.split();
            (ModelEvents::new(&real), Trains::new(&real))
        };
        let has_spreads = crate::spread::spreads(&system).next().is_some();
        Arc::new(Structure {
            is_noisy: system.has_noise(),
            depends_on_time: depends_on_time(&system),
            has_spreads,
            events: events.map(|events| events.map(Arc::new)),
            trains: trains.map(|trains| trains.map(Arc::new)),
            system,
        })
    }
}

impl Deref for Structure {
    type Target = System;

    fn deref(&self) -> &System {
        &self.system
    }
}

/// Whether an equation or an edge mentions time.
fn depends_on_time(system: &System) -> bool {
    let equations = system.groups.iter().flat_map(|group| &group.equations).map(|equation| &equation.value);
    let edges = system.couplings.iter().map(|coupling| &coupling.value);
    equations.chain(edges).any(|value| value.leaves().contains(&&Symbol::Time))
}
