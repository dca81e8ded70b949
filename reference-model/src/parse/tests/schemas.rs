//! Schemas: what their declarations mean, and which are none.
