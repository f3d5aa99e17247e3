//! Models in YAML files. The files are in `tests/yaml` of the workspace.

mod files;
mod format;
mod hostile;
mod library;
mod messages;
mod write;
