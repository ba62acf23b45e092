// What publishers rely on: no page talks to another host or to the console, links hold at a root, under a sub-path and in a
// folder, alternates are mutual, and nothing of a capture's damage is left outside the places that show it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { SITE, SUBPATH, SUBSITE, addresses, inspect, launch, serve, watched } from "./site.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

/** Visits every page; returns what went wrong and every link inside the site. */
async function visit(page, urls) {
  const links = new Set();
  for (const url of urls) {
    await page.goto(url);
    for (const href of await page.$$eval("a[href]", (all) => all.map((a) => a.href))) links.add(href.split("#")[0]);
  }
  return [...links].filter((href) => /^(file:|http:\/\/127\.)/.test(href));
}

for (const [name, folder, prefix] of [
  ["at a root", SITE, "/"],
  ["under a sub-path", SUBSITE, SUBPATH],
]) {
  test(`every page is silent and every link leads to a file, ${name}`, async () => {
    const server = await serve(folder, prefix);
    const { page, context, faults } = await watched(browser);
    const links = await visit(page, addresses(folder).filter((a) => a !== "404.html").map((a) => server.base + a));
    assert.deepEqual(faults, []);
    const broken = [];
    for (const href of links) {
      const answer = await fetch(href);
      await answer.arrayBuffer();
      if (answer.status !== 200) broken.push(`${answer.status} ${decodeURI(href)}`);
    }
    assert.deepEqual(broken, []);
    assert.ok(links.length > 50);
    // The page for a wrong address must look right wherever the address was: its own links are absolute.
    const lost = await page.goto(`${server.base}zh-hans/nowhere/at/all/`);
    assert.equal(lost.status(), 404);
    assert.ok(await page.locator("h1").isVisible());
    await context.close();
    await server.close();
  });
}

test("opened from a folder, every page is silent and its links name files", async () => {
  const { page, context, faults } = await watched(browser);
  const root = pathToFileURL(`${SITE}/`).href;
  const urls = addresses().filter((a) => a !== "404.html").map((a) => root + a.replace(/(^|\/)$/, "$1index.html"));
  const links = await visit(page, urls);
  assert.deepEqual(faults, []);
  assert.deepEqual(links.filter((href) => href.endsWith("/")), [], "links to folders");
  const known = new Set(urls.map((url) => decodeURI(url)));
  assert.deepEqual(links.filter((href) => /\.html$/.test(href) && !known.has(decodeURI(href))), []);
  await context.close();
});

test("alternates are mutual and canonical addresses are each page's own", async () => {
  const heads = new Map();
  const found = await inspect(browser, (document) => ({
    lang: document.documentElement.lang,
    canonical: document.querySelector("link[rel=canonical]")?.getAttribute("href"),
    alternates: Object.fromEntries(
      [...document.querySelectorAll("link[rel=alternate][hreflang]")].map((l) => [l.hreflang, l.getAttribute("href")]),
    ),
  }));
  for (const [address, head] of found.filter(([address]) => address !== "404.html")) heads.set(head.canonical, { address, ...head });
  assert.equal(heads.size, addresses().length - 1, "canonical addresses are distinct");
  const faults = [];
  for (const [canonical, { address, lang, alternates }] of heads) {
    if (decodeURI(canonical) !== `https://example.org/${decodeURI(address)}`) faults.push(`${address}: canonical ${canonical}`);
    if (address.startsWith("parallel/") || address === "") continue;
    if (alternates[lang] !== canonical) faults.push(`${address}: does not list itself`);
    if (!alternates["x-default"]) faults.push(`${address}: no x-default`);
    for (const [hreflang, href] of Object.entries(alternates)) {
      const other = heads.get(href);
      if (!other) faults.push(`${address}: ${hreflang} ${href} is no page`);
      else if (hreflang !== "x-default" && other.alternates[lang] !== canonical) faults.push(`${href} does not answer ${address}`);
    }
  }
  assert.deepEqual(faults, []);
});

test("every page has one h1, a main, a skip link and a language", async () => {
  const odd = await inspect(browser, (document) => {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    return [
      document.querySelectorAll("h1").length !== 1 && "h1",
      document.querySelectorAll("main").length !== 1 && "main",
      document.querySelector('a[href^="#"]')?.getAttribute("href") !== "#main" && "skip link",
      !/^zh-Han[st]/.test(document.documentElement.lang) && "lang",
      document.title.trim() === "" && "title",
      ids.length !== new Set(ids).size && `ids ${ids.filter((id, at) => ids.indexOf(id) !== at)}`,
      [...document.querySelectorAll("[data-pid]")].some((e) => e.dataset.pid !== e.id) && "data-pid",
      [...document.querySelectorAll("figure[data-chart]")].some((f) => !f.querySelector("table")) && "chart without table",
    ].filter(Boolean);
  });
  assert.deepEqual(odd.filter(([, faults]) => faults.length > 0), []);
});

// What a mirror leaves in a text. None of it may stand on a page outside `[data-capture]`.
const DAMAGE = [
  ["a reading in Latin letters with a tone", /[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńň]/u],
  ["a Private Use character", /[\uE000-\uF8FF\u{F0000}-\u{10FFFD}]/u],
  ["a replacement character", /\uFFFD/u],
  ["a question mark inside Han text", /\p{sc=Han}\?+\p{sc=Han}/u],
  ["ASCII punctuation between Han characters", /\p{sc=Han}[,.;:!?()"'][\p{sc=Han}]/u],
  ["words of a portal", /扫一扫|掃一掃|分享到|責任編輯|责任编辑|打印本页|关闭窗口|上一篇|下一篇|版权所有|版權所有|免责声明|免責聲明|最新评论|最新評論|匿名发表|匿名發表|验证码|驗證碼|相关阅读|相關閱讀|点击查看更多|北极星|微信公众号/u],
  ["UTF-8 read as Latin", /[Â-ï][\u0080-\u00BF]{1,2}/u],
];

test("no page shows damage outside the places that are about it", async () => {
  const pages = await inspect(browser, (document) => {
    document.querySelectorAll("[data-capture], script, style").forEach((e) => e.remove());
    const leaves = [...document.querySelectorAll("p, h1, h2, h3, h4, li, td, th, dt, dd, caption, figcaption, label, title")];
    return leaves
      .filter((e) => !e.querySelector("p, h2, h3, h4, li, td, th, dt, dd"))
      // The repair log quotes pieces of sentences, long headings are cut with …: neither can be whole.
      .map((e) => [e.textContent, !e.closest("#repairs") && !e.textContent.trim().endsWith("…")])
      .concat([...document.querySelectorAll("[aria-label], meta[name=description]")].map((e) => [e.getAttribute("aria-label") ?? e.content, false]));
  });
  const faults = [];
  for (const [address, blocks] of pages) {
    for (const [text, whole] of blocks) {
      for (const [what, pattern] of DAMAGE) {
        const hit = text.match(pattern);
        if (hit) faults.push(`${address}: ${what}: ${text.slice(Math.max(0, hit.index - 10), hit.index + 12)}`);
      }
      for (const [open, close] of whole ? ["“”", "‘’", "「」", "『』", "《》", "（）"] : []) {
        let depth = 0;
        for (const c of text) {
          if (c === open) depth += 1;
          if (c === close) depth -= 1;
          if (depth < 0) break;
        }
        if (depth !== 0) faults.push(`${address}: ${open}${close} do not balance: ${text.slice(0, 60)}`);
      }
    }
  }
  assert.deepEqual([...new Set(faults)].slice(0, 60), [], `${faults.length} places`);
});

test("each script keeps its own quotation marks", async () => {
  const texts = await inspect(browser, (document) => {
    const tag = document.documentElement.lang;
    document.querySelectorAll(`[data-capture], #repairs td, [lang]:not(html):not([lang="${tag}"])`).forEach((e) => e.remove());
    return document.querySelector("main").textContent;
  });
  const faults = [];
  for (const [address, text] of texts) {
    const foreign = address.startsWith("zh-hant/") ? /[“”‘’]/ : address.startsWith("zh-hans/") ? /[「」『』]/ : /$^/;
    const hit = text.match(foreign);
    if (hit) faults.push(`${address}: ${text.slice(Math.max(0, hit.index - 10), hit.index + 10)}`);
  }
  assert.deepEqual(faults, []);
});
