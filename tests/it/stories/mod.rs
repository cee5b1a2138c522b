//! Stories through a real browser and a real mail server, which `scripts/test` starts.
mod accessible;
mod desk;
mod first_steps;
mod leader;
mod month;
mod peers;
mod served;
mod tet_round;
mod typing;
mod versions;
mod visitor;
