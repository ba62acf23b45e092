//! Capture → report: finds the encoding and the text, repairs it, and drafts the files people edit.

pub mod cp936;
pub mod mojibake;
pub mod pinyin;
