//! Capture → report: finds the encoding and the text, repairs it, and drafts the files people edit.
