//! One file a program that whit can be called as: its options become a [`Config`](crate::config::Config), and it gives the
//! engine's messages their [words](crate::log::Log::words). Pure: no dialect issues a system call.

pub mod whit;
