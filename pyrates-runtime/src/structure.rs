//! What runs need to know of the structure of a model, found once for all of them.

use std::ops::Deref;
use std::sync::Arc;

use pyrates_ir::system::System;

use crate::event::{EventError, ModelEvents, Trains};

/// The flat system of a model with its declared values, and what follows from its equations.
#[derive(Debug)]
pub struct Structure {
    system: System,
    pub(crate) is_noisy: bool,
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
