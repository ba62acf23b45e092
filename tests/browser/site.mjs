// The built site as the tests see it: its files, a static server on loopback, and Chromium.
//
// ZHAIYAO_SITE names a folder built for `/`, ZHAIYAO_SUBSITE one built for `/a/b/`, ZHAIYAO_SHELF the site of two made-up
// reports with everything that editors can write (tests/cases/site/shelf); tests/browser.rs makes all three.

import { readFileSync, readdirSync, statSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { chromium } from "playwright-core";

export const SITE = process.env.ZHAIYAO_SITE;
if (!SITE) throw new Error("ZHAIYAO_SITE names no built site; run `cargo test --test browser`");
export const SUBSITE = process.env.ZHAIYAO_SUBSITE;
export const SHELF = process.env.ZHAIYAO_SHELF;
/** Where the second folder is served: its base_url is https://example.org/a/b/. */
export const SUBPATH = "/a/b/";
/** The report whose journeys are walked. */
export const REPORT = "nmg-2023";
export const EDITIONS = ["zh-hans", "zh-hant"];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
};

/** Paths of all files below `folder`, with `/`, sorted. */
export function files(folder) {
  const found = [];
  const walk = (at) => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else found.push(relative(folder, path).split(sep).join("/"));
    }
  };
  walk(folder);
  return found.sort();
}

/** Addresses of all pages, relative to the site: "", "zh-hans/", …, "404.html". */
export function addresses(folder = SITE) {
  return files(folder)
    .filter((path) => path.endsWith(".html"))
    .map((path) => path.replace(/(^|\/)index\.html$/, "$1"));
}

export function exists(address) {
  return existsSync(join(SITE, decodeURI(address).replace(/(^|\/)$/, "$1index.html")));
}

export function data(name) {
  return JSON.parse(readFileSync(join(SITE, "data", REPORT, name), "utf8"));
}

/** One page of each kind in each edition: [kind, address]. */
export function kinds(folder = SITE) {
  const all = addresses(folder);
  const seen = new Map();
  for (const address of all) {
    const kind = decodeURI(address)
      .replace(/\/(sector|agency|briefs)\/[^/]+\/$/, "/$1/*/")
      .replace(/^(zh-[^/]+)\/(?!briefs|search|glossary|sector)([^/]+)\/$/, (whole, edition, name) =>
        all.includes(`${edition}/${name}/text/`) ? `${edition}/{id}/` : whole,
      )
      .replace(/^(zh-[^/]+|parallel)\/[^/]+\/(?=[^/]+\/)/, (whole, first) => (first === "parallel" ? whole : `${first}/{id}/`));
    if (!seen.has(kind)) seen.set(kind, address);
  }
  // The fullest sector page stands for its kind.
  for (const edition of EDITIONS) {
    const energy = `${edition}/${REPORT}/sector/energy/`;
    if (all.includes(energy)) seen.set(`${edition}/{id}/sector/*/`, energy);
  }
  return [...seen];
}

/** Rules of a `_headers` file: [{pattern, headers}]. */
function headerRules(folder) {
  const path = join(folder, "_headers");
  if (!existsSync(path)) return [];
  const rules = [];
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (/^\S/.test(line)) rules.push({ pattern: line.trim(), headers: {} });
    else if (line.includes(":")) {
      const [, name, value] = line.match(/^\s+([^:]+):\s*(.*)$/);
      rules.at(-1).headers[name] = value;
    }
  }
  return rules;
}

/** Serves `folder` below `prefix` on a free loopback port; returns {base, close}. */
export async function serve(folder = SITE, prefix = "/") {
  const rules = headerRules(folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const inside = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    const name = inside === undefined ? undefined : inside.replace(/(^|\/)$/, "$1index.html");
    const file = name === undefined ? undefined : join(folder, name);
    const found = file !== undefined && existsSync(file) && statSync(file).isFile();
    const headers = {};
    for (const rule of rules) {
      const start = rule.pattern.replace(/\*$/, "").slice(1);
      if (inside !== undefined && inside.startsWith(start)) Object.assign(headers, rule.headers);
    }
    headers["Content-Type"] = found ? (TYPES[extname(file)] ?? "application/octet-stream") : TYPES[".html"];
    const missing = join(folder, "404.html");
    response.writeHead(found ? 200 : 404, headers);
    response.end(readFileSync(found ? file : missing));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  return {
    base: `http://127.0.0.1:${port}${prefix}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

/**
 * Makes `context` see the site at the address it was built for. `/404.html` is shown for any address, so what it links is
 * absolute, and it can only be seen whole there.
 */
export async function publish(context, server) {
  await context.route("https://example.org/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    const answer = await fetch(server.base + pathname.slice(1));
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  });
  return "https://example.org/";
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/**
 * Opens a page that writes down what it must not do: talk in the console, fail, or ask another host.
 * `faults` is the list; a missing page the test asks for on purpose is not one.
 */
export async function watched(browser, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()} (${message.location().url})`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["127.0.0.1", ""].includes(url.hostname)) faults.push(`asks ${url.host}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  return { page, context, faults };
}

/**
 * Runs `look(document)` over every page as it is on disk, without layout or scripts: far quicker than visiting.
 * Returns [address, result] pairs. `look` is taken by its source, so it sees nothing from outside.
 */
export async function inspect(browser, look, wanted = addresses()) {
  const page = await browser.newPage();
  const results = [];
  for (const address of wanted) {
    const html = readFileSync(join(SITE, decodeURI(address).replace(/(^|\/)$/, "$1index.html")), "utf8");
    const result = await page.evaluate(
      ([html, source]) => new Function("document", `return (${source})(document)`)(new DOMParser().parseFromString(html, "text/html")),
      [html, look.toString()],
    );
    results.push([address, result]);
  }
  await page.close();
  return results;
}

/** The text of the element with `id`, without note marks. */
export function wordsOf(page, id) {
  return page.evaluate((id) => {
    const element = document.getElementById(id);
    if (!element) return null;
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".nref").forEach((mark) => mark.remove());
    return copy.textContent;
  }, id);
}
