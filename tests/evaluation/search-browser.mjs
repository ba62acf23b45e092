// Asks a built site in Chromium, as a reader does: node tests/evaluation/search-browser.mjs FOLDER [COUNT]
//
// The oracle is not the index but what the site publishes: /data/*/paragraphs.jsonl and projects.json. COUNT stretches of 2 to 8
// characters are drawn from both scripts, and as many of each kind that is hard: with digits, Latin letters or punctuation,
// over the end of a sentence, at characters that have several counterparts, in the other width. Both editions are asked for
// each. A place has to be found if its text in any edition holds the stretch (width and case aside), and nothing else may be,
// but places that print an equal quantity. Tells misses, what was found beyond, and the time of an answer once its files are in.
//
// Needs the packages of tests/browser and Chromium (CHROMIUM names it).
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const [folder, count = "500"] = process.argv.slice(2);
if (!folder) throw new Error("usage: node search-browser.mjs FOLDER [COUNT]");
process.env.ZHAIYAO_SITE = resolve(folder);
const { serve, launch } = await import("../browser/site.mjs");

const EDITIONS = ["zh-Hans", "zh-Hant"];
const lines = (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
/** Address of a place → its text by edition. */
const places = new Map();
for (const id of readdirSync(join(folder, "data"))) {
  const read = (name) => readFileSync(join(folder, "data", id, name), "utf8");
  for (const p of lines(read("paragraphs.jsonl"))) places.set(`${id}/text/#${p.id}`, p.text);
  if (existsSync(join(folder, "data", id, "projects.json"))) for (const p of JSON.parse(read("projects.json"))) places.delete(`${id}/text/#${p.id}`);
}
const MARKS = [["“‘「『", "“"], ["”’」』", "”"], ["·・‧•", "·"], ["—―", "—"]];
const plain = (text) => {
  let out = "";
  for (const c of text.normalize("NFKC").toLowerCase().replace(/\s+/g, "")) out += MARKS.find(([all]) => all.includes(c))?.[1] ?? c;
  return out;
};
const addresses = [...places.keys()], texts = [...places.values()];
const folded = texts.map((text) => EDITIONS.map((tag) => plain(text[tag])));
let seed = 20261125;
const below = (limit) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor(seed / 2 ** 32 * limit); };
const wide = (text) => [...text].map((c) => /[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c).join("");
const SEVERAL = /[并发了托制复干布游尽里志致周面后台系历钟余云沈范谷须获汇签签胡松向斗表才出采板局注准几卷回冲佣据當並發製復幹佈遊盡裡裏誌緻週後臺繫曆鍾餘範穀須獲匯籤彙]/;
const WANTED = {
  any: () => true,
  digits: (s) => /\d/.test(s),
  latin: (s) => /[a-z]/i.test(s),
  punctuation: (s) => /[，。；：、“”「」《》（）—·%％]/.test(s),
  "across sentences": (s) => /[^。；]+[。；][^。；]+/.test(s),
  "several counterparts": (s) => SEVERAL.test(s),
  "other width": (s) => /[!-~，；：（）％]/.test(s),
};
const queries = [];
for (const [kind, fits] of Object.entries(WANTED)) {
  const number = kind === "any" ? Number(count) : Math.ceil(Number(count) / 5);
  for (let tries = 0, found = 0; found < number && tries < number * 4000; tries += 1) {
    const text = [...texts[below(texts.length)][EDITIONS[below(2)]]], length = 2 + below(7), at = below(Math.max(1, text.length - length + 1));
    let query = text.slice(at, at + length).join("");
    if (/\s/.test(query) || [...query].length < 2 || query.includes("\ufffc") || !fits(query)) continue;
    if (kind === "other width") query = query.normalize("NFKC") === query ? wide(query) : query.normalize("NFKC");
    queries.push([kind, query]);
    found += 1;
  }
}

const server = await serve(folder), browser = await launch();
const answers = {};
for (const tag of EDITIONS) {
  const page = await browser.newPage();
  await page.goto(`${server.base}${tag.toLowerCase()}/search/`);
  await page.waitForFunction(() => window.zhaiyaoSearch?.search);
  answers[tag] = await page.evaluate(async (queries) => {
    const out = [];
    for (const query of queries) {
      const all = async () => {
        const found = await window.zhaiyaoSearch.search(query, {}), hits = [];
        do hits.push(...await found.more()); while (!found.done);
        return { hits, count: found.count, exact: found.exact };
      };
      const { hits, count, exact } = await all();
      // The files are in: what a reader waits for now are the first twenty.
      const begun = performance.now(), again = await window.zhaiyaoSearch.search(query, {});
      await again.more();
      out.push({ hits: hits.map((hit) => window.zhaiyaoSearch.href(hit)), count, exact, time: performance.now() - begun });
    }
    return out;
  }, queries.map(([, query]) => query));
  await page.close();
}
await browser.close();
await server.close();

const report = {};
const faults = [];
for (const [n, [kind, query]] of queries.entries()) {
  const line = (report[kind] ??= { queries: 0, found: 0, missed: 0, beyond: 0, quantity: 0, times: [] });
  line.queries += 1;
  const word = plain(query), wanted = new Set(addresses.filter((_, at) => folded[at].some((text) => text.includes(word))));
  for (const tag of EDITIONS) {
    const { hits, time } = answers[tag][n];
    line.times.push(time);
    const got = new Set(hits.map((href) => decodeURI(href).split(`/${tag.toLowerCase()}/`)[1]).filter((address) => places.has(address)));
    for (const address of wanted) if (got.has(address)) line.found += 1; else { line.missed += 1; faults.push(`missed ${tag} ${query} ${address}`); }
    for (const address of got) if (!wanted.has(address)) { line.beyond += 1; faults.push(`beyond ${tag} ${query} ${address}`); }
  }
}
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
for (const [kind, { queries, found, missed, beyond, times }] of Object.entries(report)) {
  console.log(`${kind}: ${queries} queries in 2 editions, ${found} found, ${missed} missed, ${beyond} beyond; median ${at(times, 0.5).toFixed(1)} ms, 95 % ${at(times, 0.95).toFixed(1)} ms, most ${Math.max(...times).toFixed(1)} ms`);
}
for (const fault of faults.slice(0, 40)) console.log(fault);
process.exitCode = faults.some((fault) => fault.startsWith("missed")) ? 1 : 0;
