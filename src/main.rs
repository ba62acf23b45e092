//! The command: reads arguments, calls the library, prints, chooses the exit code.

mod cli;
mod importing;
mod progress;

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use cli::{Cli, Command, Format, Gate, Shared};
use importing::Importing;
use zhaiyao::diagnostic::{self, Diagnostic, Error, Severity};
use zhaiyao::pipeline::{self, BuildOptions};
use zhaiyao::script::{Conversions, Script, Tag, filter, gate};
use zhaiyao::source::SourceFile;
use zhaiyao::{new, note, output, serve, site, source};

/// The content has errors.
const CONTENT: u8 = 1;
/// The command was wrong, or the world is in the way.
const ENVIRONMENT: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print(); // a closed pipe is fine
            let fine = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            return ExitCode::from(if fine { 0 } else { ENVIRONMENT });
        }
    };
    let Cli { command, shared } = cli;
    match run(command, &shared) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(ENVIRONMENT)
        }
    }
}

fn run(command: Command, shared: &Shared) -> Result<u8, Error> {
    match command {
        Command::New { dir } => create(&dir),
        Command::Import {
            files,
            id,
            encoding,
            lang,
            dry_run,
            force,
        } => {
            let options = Importing {
                id,
                encoding,
                lang,
                dry_run,
                force,
            };
            importing::run(&files, &options, shared)
        }
        Command::Build {
            output,
            base_url,
            gate,
        } => build(&output, base_url, &gate, shared),
        Command::Serve {
            port,
            open,
            read_only,
        } => preview(port, open, read_only, shared),
        Command::Check { strict, fix } => check(strict, fix, shared),
        Command::Convert { to, from, markdown } => convert(&to, from.as_deref(), markdown, shared),
        Command::Note {
            id,
            quote,
            para,
            kind,
        } => note(&id, &quote, para.as_deref(), &kind, shared),
    }
}

/// Prints to standard error, where talk goes.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}"); // a closed pipe is fine
}

/// Prints to standard output, where results go. False when nobody reads them any more.
fn put(bytes: &[u8]) -> bool {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).is_ok()
}

/// The environment variable, if it is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the environment is read"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Prints diagnostics and returns the exit code they call for.
fn report(diagnostics: &[Diagnostic], shared: &Shared, strict: bool) -> u8 {
    let mut ordered: Vec<Diagnostic> = diagnostics.to_vec();
    let place = |d: &Diagnostic| {
        d.label
            .as_ref()
            .map(|l| (l.source.path.clone(), l.span.start))
    };
    ordered.sort_by_key(|d| (std::cmp::Reverse(d.severity), place(d)));
    let mut err = std::io::stderr().lock();
    let _ = match shared.format {
        Format::Json => diagnostic::print_json(&ordered, &mut err),
        Format::Human => {
            let colour = std::io::stderr().is_terminal() && variable("NO_COLOR").is_none();
            diagnostic::print_human(&ordered, colour, &mut err)
        }
    }; // a closed pipe is fine
    let limit = if strict {
        Severity::Warning
    } else {
        Severity::Error
    };
    if diagnostics.iter().any(|d| d.severity >= limit) {
        CONTENT
    } else {
        0
    }
}

/// The site's folder: the one named, else the nearest upwards with `site.toml`.
fn root(shared: &Shared) -> Result<PathBuf, Error> {
    if let Some(named) = &shared.site {
        return Ok(named.clone());
    }
    let here = std::env::current_dir().map_err(|source| Error::Read {
        path: PathBuf::from("."),
        source,
    })?;
    site::find_root(&here).ok_or_else(|| {
        Error::Usage("no site.toml here or in a folder above; `zhaiyao new <DIR>` makes a site, `--site DIR` names one".to_owned())
    })
}

/// The day of the build: `SOURCE_DATE_EPOCH` (reproducible-builds.org) or today.
fn today() -> Result<jiff::civil::Date, Error> {
    let Some(epoch) = variable("SOURCE_DATE_EPOCH") else {
        return Ok(jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)))
            .date());
    };
    epoch
        .parse()
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|stamp| {
            stamp
                .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)))
                .date()
        })
        .ok_or_else(|| {
            Error::Usage(format!(
                "SOURCE_DATE_EPOCH is `{epoch}`, which is not a number of seconds"
            ))
        })
}

fn create(dir: &Path) -> Result<u8, Error> {
    let mut entries = dir.read_dir().ok().into_iter().flatten();
    if dir.is_file() || entries.next().is_some() {
        return Err(Error::Usage(format!(
            "{} is not an empty folder",
            dir.display()
        )));
    }
    for (path, text) in new::FILES {
        output::replace(&dir.join(path), text.as_bytes())?;
    }
    say(&format!(
        "Made a site in {0}. Next: cd {0} && zhaiyao import <FILE> --id <ID>, then zhaiyao serve",
        dir.display()
    ));
    Ok(0)
}

fn build(
    folder: &Path,
    base_url: Option<String>,
    gate: &Gate,
    shared: &Shared,
) -> Result<u8, Error> {
    let root = root(shared)?;
    let target = root.join(folder);
    if site::holds_sources(&root, &target) {
        return Err(Error::Usage(format!(
            "{} holds the site's sources; name another folder with --output",
            target.display()
        )));
    }
    let home = variable("HOME").or_else(|| variable("USERPROFILE"));
    output::accepts(&target, home.as_deref().map(Path::new))?;
    let options = BuildOptions {
        base_url,
        drafts: gate.drafts,
        today: today()?,
    };
    let build = pipeline::build(&root, &options)?;
    let code = report(&build.diagnostics, shared, gate.strict);
    if code != 0 {
        say("Nothing was written: the last good output stays as it was.");
        return Ok(code);
    }
    let written = output::write(&target, &build.artifacts)?;
    let pages = build
        .artifacts
        .keys()
        .filter(|path| path.strip_suffix(".html").is_some())
        .count();
    say(&format!(
        "Built {pages} pages into {} ({} files changed, {} removed).",
        folder.display(),
        written.changed,
        written.removed
    ));
    Ok(0)
}

fn check(strict: bool, fix: bool, shared: &Shared) -> Result<u8, Error> {
    let root = root(shared)?;
    if fix {
        for (path, text) in pipeline::fixes(&root)? {
            output::replace(&root.join(&path), text.as_bytes())?;
            say(&format!("Wrote {path}."));
        }
    }
    let options = BuildOptions {
        base_url: None,
        drafts: true,
        today: today()?,
    };
    let build = pipeline::check(&root, &options)?;
    let code = report(&build.diagnostics, shared, strict);
    let count = |severity| {
        build
            .diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    if shared.format == Format::Human {
        say(&format!(
            "{} error(s), {} warning(s).",
            count(Severity::Error),
            count(Severity::Warning)
        ));
    }
    Ok(code)
}

fn preview(port: u16, open: bool, read_only: bool, shared: &Shared) -> Result<u8, Error> {
    let root = root(shared)?;
    if !root.join("site.toml").is_file() {
        return Err(Error::Usage(format!("no site.toml in {}", root.display())));
    }
    let options = serve::Options {
        root,
        port,
        read_only,
        today: today()?,
    };
    serve::serve(&options, |address, diagnostics| {
        report(diagnostics, shared, false);
        say(&format!("Serving {address} — stop with Ctrl-C."));
        if open {
            open_browser(address);
        }
    })?;
    Ok(0)
}

fn open_browser(address: &str) {
    let (command, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    if std::process::Command::new(command)
        .args(arguments)
        .arg(address)
        .spawn()
        .is_err()
    {
        say(&format!(
            "No browser could be opened; go to {address} yourself."
        ));
    }
}

fn tag(name: &str) -> Result<Tag, Error> {
    Tag::parse(name).ok_or_else(|| {
        Error::Usage(format!(
            "unknown language tag `{name}`; known: zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW"
        ))
    })
}

fn convert(to: &str, from: Option<&str>, markdown: bool, shared: &Shared) -> Result<u8, Error> {
    let to = tag(to)?;
    let from = from.map(tag).transpose()?;
    let (conversions, diagnostics) = own_conversions(shared)?;
    if report(&diagnostics, shared, false) != 0 {
        return Ok(CONTENT);
    }
    let mut input = std::io::stdin().lock();
    let mut out = std::io::stdout().lock();
    let converted = if markdown {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(filter::unread)?;
        let (text, broken) = filter::text(&bytes, 0);
        let from = from.unwrap_or_else(|| told(&text, to));
        let (converted, mut diagnostics) = filter::markdown(&conversions, (from, to), &text);
        diagnostics.extend(broken);
        out.write_all(converted.as_bytes())
            .map(|()| diagnostics)
            .map_err(filter::unwritten)
    } else {
        let from = |line: &str| from.unwrap_or_else(|| told(line, to));
        filter::lines(&conversions, from, to, input, &mut out)
    };
    match converted {
        Ok(diagnostics) => Ok(report(&diagnostics, shared, false)),
        // A reader that went away is fine.
        Err(Error::Write { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            Ok(0)
        }
        Err(error) => Err(error),
    }
}

/// The tag that text is in, told by its characters; where they do not tell, it is the script that `to` is not in.
fn told(text: &str, to: Tag) -> Tag {
    match (gate::script_of(text), to.script()) {
        (Some(Script::Hant), _) | (None, Script::Hans) => Tag::Hant,
        (Some(Script::Hans), _) | (None, Script::Hant) => Tag::Hans,
    }
}

/// The conversions of the site, if the command runs in one; else the built-in table alone.
fn own_conversions(shared: &Shared) -> Result<(Conversions, Vec<Diagnostic>), Error> {
    let here = std::env::current_dir().ok();
    let root = shared
        .site
        .clone()
        .or_else(|| here.and_then(|here| site::find_root(&here)));
    let path = root.map(|root| root.join("content").join("conversion.yaml"));
    let Some(path) = path.filter(|path| path.is_file()) else {
        return Ok((Conversions::default(), Vec::new()));
    };
    let bytes = source::read(&path)?;
    Ok(
        match SourceFile::from_bytes("content/conversion.yaml", bytes) {
            Ok(file) => Conversions::parse(&file),
            Err(fault) => (Conversions::default(), vec![*fault]),
        },
    )
}

fn note(
    id: &str,
    quote: &str,
    para: Option<&str>,
    kind: &str,
    shared: &Shared,
) -> Result<u8, Error> {
    let root = root(shared)?;
    let Some(kind) = note::Kind::parse(kind) else {
        let kinds = note::Kind::ALL.map(note::Kind::name);
        return Err(Error::Usage(format!(
            "unknown kind {kind}; kinds: {}",
            kinds.join(", ")
        )));
    };
    if quote.trim().is_empty() {
        return Err(Error::Usage(
            "--quote is empty; quote the words of the report that the note is on".to_owned(),
        ));
    }
    let draft = note::edit::Draft {
        quote: Some(quote),
        para,
        kind,
        by: None,
        date: Some(today()?),
        sources: &[],
        draft: true,
        body: "",
    };
    let (made, diagnostics) = pipeline::new_note(&root, id, &draft)?;
    report(&diagnostics, shared, false);
    let Some((path, text)) = made else {
        say("Nothing was written.");
        return Ok(CONTENT);
    };
    output::replace(&root.join(&path), text.as_bytes())?;
    say(&format!(
        "Wrote {path}: say what there is to say, then delete `draft: true`."
    ));
    Ok(0)
}
