//! Decoding any bytes as code page 936, then encoding and decoding again, changes nothing more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhaiyao::import::cp936;

fuzz_target!(|bytes: &[u8]| {
    let text = cp936::decode(bytes);
    assert_eq!(cp936::decode(&cp936::encode(&text)), text);
});
