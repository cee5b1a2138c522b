//! Stored rollups against what the documents say.
mod golden;
mod naive;
mod passes;
mod sequences;
