//! Models in YAML files.
