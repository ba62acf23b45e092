//! The command line: what can be said, and the help that shows how.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 摘要: one government report becomes a bilingual site, with every number traceable to its sentence.
#[derive(Debug, Parser)]
#[command(
    name = "zhaiyao",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(
    after_help = "Examples:\n  zhaiyao new digest && cd digest\n  zhaiyao import capture.html --id sichuan-2026\n  zhaiyao serve --open"
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// Folder of the site [default: the nearest one upwards that holds site.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
    /// How diagnostics are printed; json: one object a line
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "human",
        hide_possible_values = false
    )]
    pub(crate) format: Format,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the line and a caret.
    Human,
    /// For programs: one object a line with severity, code, message, path, line, column, help.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a site that builds as it is: site.toml, content, hosting files
    #[command(after_help = "Examples:\n  zhaiyao new digest\n  zhaiyao new . ")]
    New {
        /// Folder to make; it may exist if it is empty
        dir: PathBuf,
    },
    /// Turn captures of reports into content: repaired text, metadata, a log of every change
    #[command(
        after_help = "Examples:\n  zhaiyao import source.txt --id nmg-2023\n  curl -s https://example.org/report.html | zhaiyao import - --id report --dry-run"
    )]
    Import {
        /// Captured pages or texts, folders of them, or - for standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Name of the report's folder and address (a-z, 0-9, -); several files take theirs from their names
        #[arg(long)]
        id: Option<String>,
        /// Encoding of the capture
        #[arg(long, value_enum, default_value = "auto")]
        encoding: EncodingName,
        /// Script the report is published in: auto, zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW
        #[arg(long, value_name = "TAG", default_value = "auto")]
        lang: String,
        /// Print what would change and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Overwrite people's edits that conflict with the new capture
        #[arg(long)]
        force: bool,
    },
    /// Build the site into a folder for static hosting
    #[command(
        after_help = "Examples:\n  zhaiyao build\n  zhaiyao build --base-url https://example.org/digest/ --strict"
    )]
    Build {
        /// Folder to write, relative to the site
        #[arg(long, value_name = "DIR", default_value = "public")]
        output: PathBuf,
        /// Address the site will have, instead of the one in site.toml
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// What counts as content and as failure
        #[command(flatten)]
        gate: Gate,
    },
    /// Preview on this machine: reload on change, errors shown over the page
    #[command(after_help = "Examples:\n  zhaiyao serve --open\n  zhaiyao serve --port 8080")]
    Serve {
        /// Port on the loopback address
        #[arg(long, default_value_t = 4000)]
        port: u16,
        /// Open the browser
        #[arg(long)]
        open: bool,
        /// Refuse every change from the browser
        #[arg(long)]
        read_only: bool,
    },
    /// Report everything that is wrong with the content, writing nothing
    #[command(
        after_help = "Examples:\n  zhaiyao check --strict\n  zhaiyao check --format json 2>&1 >/dev/null | jq .message"
    )]
    Check {
        /// Fail on warnings too
        #[arg(long)]
        strict: bool,
        /// Write what is certain: ids of new paragraphs, places and quotations of notes
        #[arg(long)]
        fix: bool,
    },
    /// Convert text between scripts: standard input to standard output, line by line
    #[command(
        after_help = "Examples:\n  echo 风光制氢 | zhaiyao convert --to zh-Hant\n  zhaiyao convert --to zh-Hans --markdown <article.md"
    )]
    Convert {
        /// Tag to convert to: zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW
        #[arg(long, value_name = "TAG")]
        to: String,
        /// Tag of the input [default: told by its characters]
        #[arg(long, value_name = "TAG")]
        from: Option<String>,
        /// Convert block by block and leave code, addresses and front-matter keys alone
        #[arg(long)]
        markdown: bool,
    },
    /// Make a note file for a quotation, ready to edit
    #[command(
        after_help = "Examples:\n  zhaiyao note nmg-2023 --quote 力争并网装机2500万千瓦以上\n  zhaiyao note nmg-2023 --quote 源网荷储 --para p-3-2-3 --kind term"
    )]
    Note {
        /// The report
        id: String,
        /// Words the note speaks of, in either script
        #[arg(long)]
        quote: String,
        /// Paragraph of the quotation, where it stands more than once
        #[arg(long)]
        para: Option<String>,
        /// context, term, data, factcheck, correction or link
        #[arg(long, default_value = "context")]
        kind: String,
    },
}

/// What counts as content and as failure.
#[derive(Debug, Args)]
pub(crate) struct Gate {
    /// Publish drafts too
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Fail on warnings too
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Encodings that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EncodingName {
    /// Found by content.
    Auto,
    /// UTF-8, with or without a byte-order mark.
    #[value(name = "utf-8")]
    Utf8,
    /// GB 18030, GBK, GB 2312.
    Gb18030,
    /// Big5.
    Big5,
    /// UTF-16 by its byte-order mark.
    #[value(name = "utf-16")]
    Utf16,
}
