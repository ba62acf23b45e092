// Asks a built site as a browser does, without a browser: node tests/evaluation/search.mjs FOLDER [COUNT | QUERY…]
// Draws COUNT stretches of 2 to 8 characters from the texts of both editions and asks both editions for each. Every place
// that holds the stretch literally, in either edition, has to be found; what is found beyond that is counted as folded
// (another form of the same characters, an equal quantity). Tells what the first 20 places moved, compressed.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import vm from "node:vm";

const [folder, ...rest] = process.argv.slice(2);
const count = rest.length === 1 && /^\d+$/.test(rest[0]) ? +rest[0] : rest.length ? 0 : 500;
const EDITIONS = ["zh-Hans", "zh-Hant"];
const sizes = new Map();
const source = (path) => readFileSync(join(folder, path), "utf8");

// A fresh page of an edition; `moved` counts the bytes of the index it loads, as served with gzip.
const open = (lang) => {
  const page = { moved: 0, files: 0 };
  const context = vm.createContext({ URL, console });
  context.window = context;
  context.location = { protocol: "https:", search: "" };
  context.document = {
    currentScript: { src: "https://site.example/assets/search.js" },
    documentElement: { lang },
    querySelectorAll: () => [],
    querySelector: () => null,
    createElement: () => ({}),
    head: {
      append(script) {
        const path = new URL(script.src).pathname.slice(1);
        if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(join(folder, path))).length);
        page.moved += sizes.get(path);
        page.files++;
        setImmediate(() => { vm.runInContext(source(path), context); script.onload(); });
      },
    },
  };
  vm.runInContext(source("assets/search.js"), context);
  page.search = context.zhaiyaoSearch.search;
  return page;
};

// Every place with its texts in both editions, read from the blocks of text.
const places = [];
for (const lang of EDITIONS) {
  const under = `${lang.toLowerCase()}/search/`;
  const blocks = readdirSync(join(folder, under)).filter((name) => /^t\d+\.js$/.test(name)).sort((a, b) => a.slice(1, -3) - b.slice(1, -3));
  let place = 0;
  for (const name of blocks) {
    vm.runInNewContext(source(under + name), { zhaiyaoSearch: (_, records) => {
      for (const record of records) (places[place++] ||= []).push(record[4]);
    } });
  }
}
let seed = 7;
const below = (limit) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor(seed / 2 ** 32 * limit); };
const queries = count ? Array.from({ length: count }, () => {
  const text = [...places[below(places.length)][below(2)]], length = 2 + below(7), start = below(Math.max(1, text.length - length + 1));
  return text.slice(start, start + length).join("");
}).filter((query) => query.trim() && !/\s/.test(query)) : rest;

let missed = 0, beyond = 0, kept = 0, unequal = 0;
const moved = [], times = [], files = [], folded = new Set();
for (const query of queries) {
  const wanted = places.flatMap((texts, place) => texts.some((text) => text.includes(query)) ? [place] : []);
  const answers = [];
  for (const lang of EDITIONS) {
    const page = open(lang), begun = performance.now(), found = await page.search(query, {});
    const all = [...await found.more()];
    times.push(performance.now() - begun);
    moved.push(page.moved);
    files.push(page.files);
    if (count && page.moved > 200 * 1024) console.log("heavy", lang, query, `${(page.moved / 1024).toFixed(0)} KB in ${page.files} files,`, found.exact ? "" : "at least", found.count, "places");
    if (!count) console.log(lang, query, found.exact ? "" : "at least", found.count, `${(page.moved / 1024).toFixed(1)} KB in ${page.files} files, ${times.at(-1).toFixed(0)} ms`);
    while (!found.done) all.push(...await found.more());
    const got = new Set(all.map((hit) => hit.place));
    if (got.size !== all.length || found.count !== all.length) unequal++;
    for (const place of wanted) if (!got.has(place)) { missed++; console.log("missed", lang, query, places[place][0].slice(0, 40)); }
    for (const place of got) if (wanted.includes(place)) kept++; else { beyond++; folded.add(query); }
    answers.push([...got].sort((a, b) => a - b).join());
  }
  if (answers[0] !== answers[1]) { unequal++; console.log("the editions differ", query); }
}
const at = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
console.log(`${queries.length} queries in ${EDITIONS.length} editions over ${places.length} places: ${kept} found as written, ${missed} missed, ${unequal} unequal answers`);
console.log(`${beyond} places found by another form or an equal quantity, by ${folded.size} queries: ${[...folded].slice(0, 12).join("、")}`);
console.log(`until the first 20 places: median ${(at(moved, 0.5) / 1024).toFixed(0)} KB, 95 % ${(at(moved, 0.95) / 1024).toFixed(0)} KB, most ${(Math.max(...moved) / 1024).toFixed(0)} KB; files median ${at(files, 0.5)}, most ${Math.max(...files)}; median ${at(times, 0.5).toFixed(0)} ms, 95 % ${at(times, 0.95).toFixed(0)} ms`);
process.exitCode = missed || unequal ? 1 : 0;
