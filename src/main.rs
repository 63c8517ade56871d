//! The program: arguments lead to a command or to the window.

fn main() {}
