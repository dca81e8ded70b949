//! Tables of entities, contexts and values in JSON.
