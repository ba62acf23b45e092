// Lighthouse on home, sector and full text of a built site: median of five, no gate.
//
//   npm ci --ignore-scripts && node run.mjs FOLDER [RUNS]     FOLDER as `zhaiyao build` writes it
//
// Serves the folder on loopback with compression, as hosts do, and prints the median score of each category and what fell
// short in the last run.

import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { createGzip } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [folder, runs = "5"] = process.argv.slice(2);
if (!folder) throw new Error("usage: node run.mjs FOLDER [RUNS]");
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".webmanifest": "application/manifest+json" };
const PACKED = new Set([".html", ".css", ".js", ".svg", ".txt", ".xml", ".webmanifest"]);
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname).replace(/\/$/, "/index.html");
  const file = join(folder, path), ending = extname(path);
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  const headers = { "Content-Type": TYPES[ending] ?? "application/octet-stream", "Cache-Control": "max-age=31536000" };
  if (PACKED.has(ending)) {
    response.writeHead(200, { ...headers, "Content-Encoding": "gzip" });
    createReadStream(file).pipe(createGzip()).pipe(response);
  } else {
    response.writeHead(200, headers);
    createReadStream(file).pipe(response);
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/`;
const edition = readdirSync(folder).find((name) => /^zh-/.test(name));
const report = readdirSync(join(folder, edition)).find((name) => existsSync(join(folder, edition, name, "text")));
const sectors = readdirSync(join(folder, edition, report, "sector"));
const pages = {
  home: `${edition}/`,
  digest: `${edition}/${report}/`,
  sector: `${edition}/${report}/sector/${sectors.includes("energy") ? "energy" : sectors[0]}/`,
  text: `${edition}/${report}/text/`,
};
const chrome = await launch({ chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
try {
  for (const [name, path] of Object.entries(pages)) {
    const scores = {};
    let last;
    for (let run = 0; run < Number(runs); run += 1) {
      const { lhr } = await lighthouse(base + path, { port: chrome.port, logLevel: "error", onlyCategories: ["performance", "accessibility", "best-practices", "seo"] });
      last = lhr;
      for (const [id, category] of Object.entries(lhr.categories)) (scores[id] ??= []).push(Math.round(category.score * 100));
    }
    console.log(name, Object.entries(scores).map(([id, list]) => `${id} ${median(list)} (${Math.min(...list)}–${Math.max(...list)})`).join(", "));
    for (const category of Object.values(last.categories)) for (const { id, weight } of category.auditRefs) {
      const audit = last.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`  ${category.id}: ${audit.title} ${audit.displayValue ?? ""}`);
    }
  }
} finally {
  await chrome.kill();
  server.close();
}
