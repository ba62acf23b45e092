//! What the command says and with which exit code: transcripts in `tests/cli/*.trycmd`, each run in a copy of the folder
//! `<name>.in` beside it. `TRYCMD=overwrite cargo test --test cli` writes them anew; the diff is reviewed as behaviour.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use snapbox::cmd::{Command as Run, cargo_bin};
use snapbox::str;

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .env("NO_COLOR", "1")
        .case("tests/cli/*.trycmd");
}

fn zhaiyao() -> Run {
    Run::new(cargo_bin!("zhaiyao")).env("NO_COLOR", "1")
}

#[test]
fn convert_is_a_filter_that_keeps_line_breaks() {
    zhaiyao()
        .args(["convert", "--to", "zh-Hant"])
        .stdin("发展头发\n\n风光制氢\n")
        .assert()
        .success()
        .stdout_eq(str![[r"
發展頭髮

風光製氫

"]])
        .stderr_eq(str![""]);
}

#[test]
fn convert_to_simplified_takes_regional_forms_back() {
    zhaiyao()
        .args(["convert", "--to", "zh-Hans", "--from", "zh-Hant"])
        .stdin("「併網裝機」\n")
        .assert()
        .success()
        .stdout_eq(str![[r"
“并网装机”

"]]);
}

#[test]
fn convert_tells_what_is_not_utf_8() {
    for markdown in [&[][..], &["--markdown"]] {
        zhaiyao()
            .args(["convert", "--to", "zh-Hant"])
            .args(markdown)
            .stdin(b"\xe5\x8f\x91\xe5\xb1\x95\n\xe5\x8f\x91\xff\n".to_vec())
            .assert()
            .code(1)
            .stdout_eq(str![[r"
發展
發�

"]])
            .stderr_eq(str![[r"
error[not-utf-8]: the text is not UTF-8
 --> standard input:2:2
  |
2 | 发�
  |   ^ comes out as U+FFFD
  |
help: make it UTF-8 first: `iconv -f GB18030 -t UTF-8`


"]]);
    }
}

#[test]
fn a_closed_pipe_is_fine() {
    let mut child = Command::new(cargo_bin!("zhaiyao"))
        .args(["convert", "--to", "zh-Hant"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all("发展\n".as_bytes()).unwrap();
    let mut first = [0; 3];
    out.read_exact(&mut first).unwrap();
    drop(out);
    // Once nobody reads, the command stops reading too; how much it has taken by then does not matter.
    for _ in 0..1000 {
        if input.write_all("发展\n".as_bytes()).is_err() {
            break;
        }
    }
    drop(input);
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
}

#[test]
fn a_capture_can_come_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    zhaiyao().arg("new").arg(&site).assert().success();
    let capture = "政府工作报告\n\n各位代表：\n\n一、工作回顾\n\n粮食产量780亿斤。\n";
    zhaiyao()
        .args(["import", "-", "--id", "demo", "--site"])
        .arg(&site)
        .stdin(capture)
        .assert()
        .success()
        .stdout_eq(str![""]);
    let kept = zhaiyao::source::read(&site.join("content/demo/source.txt")).unwrap();
    assert_eq!(kept, capture.as_bytes());
    zhaiyao()
        .args(["build", "--site"])
        .arg(&site)
        .assert()
        .success();
}
