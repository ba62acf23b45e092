// What the theme promises: several reports, editors' words, terms, citations, search by keyboard, and every way of looking
// at a page: printed, in forced colours, without motion, with more space between the letters, without a script.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { EDITIONS, REPORT, SHELF, SITE, addresses, files, inspect, kinds, launch, serve, watched } from "./site.mjs";

let browser, server, shelf;
before(async () => {
  browser = await launch();
  server = await serve();
  shelf = await serve(SHELF);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await shelf?.close();
});

const compressed = (folder, path) => gzipSync(readFileSync(join(folder, path))).length;

test("a reader of Traditional script on a phone finds 新能源裝機 and its proof in three taps", async () => {
  const { page, context, faults } = await watched(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.goto(server.base);
  await page.locator('a[hreflang="zh-Hant"]').first().tap();
  await page.waitForURL("**/zh-hant/");
  // The home already names the sector and its leading target.
  const energy = page.getByRole("link", { name: "能源與電力" }).first();
  assert.match(await page.locator("li", { has: energy }).first().innerText(), /裝機[\s\S]*2500萬千瓦/);
  await energy.tap();
  await page.waitForURL("**/sector/energy/");
  const row = page.locator('[data-figure][data-kind="target"]', { hasText: "併網裝機" }).first();
  assert.match(await row.innerText(), /2500萬千瓦/);
  await row.locator("a[data-src]").first().tap();
  await page.waitForURL(/\/text\/(index\.html)?#/);
  const proof = await page.evaluate(() => {
    const e = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = e.getBoundingClientRect();
    return { text: e.textContent, seen: box.top < innerHeight && box.bottom > 0 };
  });
  assert.match(proof.text, /力爭併網裝機2500萬千瓦以上/);
  assert.ok(proof.seen, "the sentence is on the screen");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what is found stands below the field on the home of several reports", async () => {
  for (const width of [1440, 360]) {
    const { page, context, faults } = await watched(browser, { viewport: { width, height: 900 } });
    await page.goto(`${shelf.base}zh-hans/`);
    await page.locator("main input[type=search]").fill("新能源");
    await page.locator("main .found [data-hit]").first().waitFor();
    const [field, list] = await page.evaluate(() => ["main form", "main .found"].map((selector) => document.querySelector(selector).getBoundingClientRect().toJSON()));
    assert.ok(list.top >= field.bottom && list.top < field.bottom + 12 && list.left >= 0 && list.right <= width, JSON.stringify([field, list]));
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("the home of several reports leads to each of them, to each sector and to the editors' latest", async () => {
  for (const edition of EDITIONS) {
    const { page, context, faults } = await watched(browser);
    await page.goto(`${shelf.base}${edition}/`);
    for (const id of ["yunling-2025", "yunling-2024"]) assert.ok(await page.locator(`main a[href="${id}/"]`).count(), id);
    assert.ok((await page.locator(".ln li").count()) >= 2, "notes");
    assert.ok((await page.locator('a[href="briefs/two-years/"]').count()) >= 1, "articles");
    await page.locator('main a[href="sector/energy/"]').first().click();
    await page.waitForURL("**/sector/energy/");
    // Two reports name one indicator in one unit: their figures stand in one chart.
    const rows = page.locator('figure[data-chart="indicator"]', { hasText: edition === "zh-hans" ? "新能源装机" : "新能源裝機" }).first().locator("tr[data-figure]");
    assert.equal(await rows.count(), 2);
    const proofs = await page.locator("main a[data-src]").evaluateAll((all) => all.map((a) => a.href));
    assert.ok(proofs.length > 4);
    for (const href of proofs) {
      const [name, id] = href.split("#");
      const path = decodeURI(new URL(name).pathname).slice(1);
      assert.ok(readFileSync(join(SHELF, path, "index.html"), "utf8").includes(`id="${decodeURIComponent(id)}"`), href);
    }
    assert.ok(await page.locator('aside a[href*="briefs/two-years"]').count(), "articles on the sector");
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("an article shows what editors can write: callouts, tasks, footnotes, a picture with its size, figures", async () => {
  const { page, context, faults } = await watched(browser);
  await page.goto(`${shelf.base}zh-hant/briefs/two-years/`);
  const image = page.locator(".prose img");
  assert.deepEqual([await image.getAttribute("width"), await image.getAttribute("height")], ["640", "160"]);
  assert.match(await image.getAttribute("alt"), /2024年實績3100/);
  await image.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector(".prose img").naturalWidth > 0);
  assert.match(await page.locator("figcaption").first().innerText(), /裝機：2024年實績/);
  assert.deepEqual(await page.locator(".callout .name").allInnerTexts(), ["說明", "注意"]);
  assert.deepEqual(await page.locator("[data-task]").evaluateAll((all) => all.map((e) => e.getAttribute("aria-label"))), ["已完成", "未完成"]);
  const call = page.locator('[role="doc-noteref"]').first();
  await call.click();
  assert.match(await page.locator(":target").innerText(), /風電、光伏和儲能/);
  assert.ok((await page.locator("[data-figure]").count()) >= 3);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a term shows what it means where it stands, and leads to the same words without a script", async () => {
  const { page, context } = await watched(browser);
  await page.goto(`${shelf.base}zh-hant/yunling-2025/text/`);
  const term = page.locator("a.term").first();
  await term.click();
  const gloss = page.locator(".gloss:popover-open");
  assert.match(await gloss.innerText(), /源網荷儲[\s\S]*儲能作為一個整體/);
  assert.equal(new URL(page.url()).hash, "", "the reader stays");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".gloss:popover-open").count(), 0);
  await context.close();
  const plain = await watched(browser, { javaScriptEnabled: false });
  await plain.page.goto(`${shelf.base}zh-hant/yunling-2025/text/`);
  await plain.page.locator("a.term").first().click();
  assert.match(await plain.page.locator(":target").innerText(), /儲能作為一個整體/);
  await plain.context.close();
});

test("a long paragraph can be read a sentence a line, its words untouched", async () => {
  const { page, context } = await watched(browser);
  await page.goto(`${server.base}zh-hans/${REPORT}/text/`);
  const para = page.locator(".para:has(.sp)").first();
  const before = await para.locator("> p").evaluate((p) => p.textContent);
  await para.locator(".sp input").check();
  const first = await para.locator("> p > span[id]").first().evaluate((s) => getComputedStyle(s).display);
  assert.equal(first, "block");
  assert.equal(await para.locator("> p").evaluate((p) => p.textContent), before);
  await context.close();
});

test("a citation comes in the form the reader chose, with the day and the paragraph's address", async () => {
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto(`${server.base}zh-hans/${REPORT}/text/`);
  const copied = async () => {
    await page.locator("#p-3-0-1").hover();
    await page.locator("#p-3-0-1 button[data-copy]").click();
    await page.waitForFunction(() => document.querySelector(".toast").textContent !== "");
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const address = `${server.base}zh-hans/${REPORT}/text/#p-3-0-1`;
  await page.selectOption("[data-cite-format]", "gb");
  const gb = await copied();
  const today = await page.evaluate(() => {
    const d = new Date();
    return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
  });
  assert.match(gb, /王莉霞\. 内蒙古自治区2023年政府工作报告\[R\/OL\]\. 内蒙古自治区人民政府, 2023\(2023-01-12\)/);
  assert.ok(gb.includes(`[${today}]. ${address}.`), gb);
  await page.selectOption("[data-cite-format]", "apa");
  const apa = await copied();
  assert.match(apa, /王莉霞\. \(2023年1月12日\)\. /);
  assert.ok(apa.includes(address), apa);
  // The choice is kept.
  await page.reload();
  assert.equal(await page.locator("[data-cite-format]").inputValue(), "apa");
  await context.close();
});

test("a citation takes the words selected in the paragraph, else the sentence of the address, with that sentence's link", async () => {
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const copied = async (id) => {
    await page.locator(`#${id}`).hover();
    await page.locator(`#${id} button[data-copy]`).click();
    await page.waitForFunction(() => document.querySelector(".toast").textContent !== "");
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const sentence = (id) => page.evaluate((id) => document.getElementById(id).textContent, id);
  await page.goto(`${server.base}zh-hans/${REPORT}/text/#p-3-2-3.s10`);
  const whole = await copied("p-3-2-3");
  assert.ok(whole.startsWith(`“${await sentence("p-3-2-3.s10")}”`), whole);
  assert.ok(whole.endsWith("/text/#p-3-2-3.s10"), whole);
  await page.evaluate(() => {
    const range = document.createRange(), words = document.getElementById("p-3-2-4.s3").firstChild;
    range.setStart(words, 0);
    range.setEnd(words, 9);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  const part = await copied("p-3-2-4");
  assert.ok(part.startsWith(`“${(await sentence("p-3-2-4.s3")).slice(0, 9)}”`), part);
  assert.ok(part.endsWith("/text/#p-3-2-4.s3"), part);
  assert.equal(await page.evaluate(() => getSelection().toString().length), 9, "the selection stays");
  await context.close();
});

test("the chooser marks the edition that was chosen last, and sends nobody anywhere", async () => {
  const { page, context, faults } = await watched(browser);
  await page.goto(server.base);
  assert.equal(await page.locator("[data-kept]:visible").count(), 0);
  await page.locator('main a[data-switch="zh-hant"]').click();
  await page.goto(server.base);
  assert.equal(new URL(page.url()).pathname, "/");
  assert.deepEqual(await page.locator("[data-kept]:visible").evaluateAll((all) => all.map((e) => e.dataset.kept)), ["zh-hant"]);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const [name, base] of [["over HTTP", () => shelf.base], ["from a folder", () => pathToFileURL(`${SHELF}/`).href]]) {
  test(`search answers as the reader types, by keyboard alone, ${name}`, async () => {
    const { page, context, faults } = await watched(browser);
    await page.goto(`${base()}zh-hant/yunling-2025/${base().startsWith("file") ? "index.html" : ""}`);
    await page.keyboard.press("/");
    await page.keyboard.type("新增装机");
    await page.waitForSelector(".found [data-hit] mark");
    assert.equal(await page.locator(".found mark").first().innerText(), "新增裝機");
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.evaluate(() => document.activeElement.closest("[data-hit]") !== null));
    await page.keyboard.press("Enter");
    await page.waitForURL(/#(p|h|x|n|g)-|briefs\//);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`search finds what editors wrote and filters by report, sector and kind, ${name}`, async () => {
    const { page, context, faults } = await watched(browser);
    const file = base().startsWith("file") ? "index.html" : "";
    const hits = () => page.locator("[data-hit] a").evaluateAll((all) => all.map((a) => decodeURI(a.href)));
    const ask = async (query) => {
      await page.goto(`${base()}zh-hans/search/${file}?${new URLSearchParams(query)}`);
      await page.waitForFunction(() => document.querySelector("[role=status]")?.textContent);
      return hits();
    };
    const kinds = async (kind) => (await ask({ q: "新能源", kind })).length;
    for (const kind of ["paragraph", "note", "brief", "term"]) assert.ok((await kinds(kind)) > 0, kind);
    const all = await ask({ q: "新能源" });
    const one = await ask({ q: "新能源", report: "yunling-2024" });
    assert.ok(one.length > 0 && one.length < all.length);
    assert.ok(one.every((href) => href.includes("/yunling-2024/")), one.join("\n"));
    const farming = await ask({ q: "目标", sector: "agriculture" });
    assert.ok(farming.length < (await ask({ q: "目标" })).length);
    // Changing a filter asks again; a miss is said in words.
    await page.selectOption('select[name="kind"]', "project");
    await page.waitForFunction(() => new URLSearchParams(location.search).get("kind") === "project" || location.protocol === "file:");
    await page.fill("#q", "航空母舰");
    await page.waitForFunction(() => document.querySelector("[role=status]").textContent.includes("航空母舰"));
    assert.deepEqual(await hits(), []);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("without a script the search page has the contents and an index of words that lead to their paragraphs", async () => {
  const { page, context } = await watched(browser, { javaScriptEnabled: false });
  await page.goto(`${server.base}zh-hant/search/`);
  assert.equal(await page.locator("[data-filters]").isVisible(), false);
  assert.ok(await page.getByRole("link", { name: /過去五年工作回顧/ }).isVisible());
  const word = page.locator(".cc dl > div", { hasText: "新能源" }).first();
  await word.locator("a").first().click();
  await page.waitForURL(/\/text\/#p-/);
  assert.match(await page.locator(":target").innerText(), /新能源/);
  await context.close();
});

test("print ends with the notes, and leaves out what only a screen can use", async () => {
  const { page, context } = await watched(browser);
  await page.goto(`${shelf.base}zh-hans/yunling-2025/text/`);
  // Paper stays white where the reader has chosen the dark.
  await page.locator("[data-theme-button]").click();
  const inks = () => page.evaluate(() => getComputedStyle(document.body).color);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.notEqual(await inks(), "rgb(0, 0, 0)");
  await page.emulateMedia({ media: "print" });
  assert.equal(await inks(), "rgb(0, 0, 0)");
  const notes = page.locator(".endnotes > ol > li");
  assert.equal(await notes.count(), 2);
  assert.ok(await notes.first().isVisible());
  assert.match(await notes.first().innerText(), /①[\s\S]*上年末是3100万千瓦/);
  for (const selector of ["nav", "button", "select", ".side [data-note]", ".sp"]) {
    const seen = await page.locator(selector).evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
    assert.equal(seen, 0, `${selector} is printed`);
  }
  // The screen shows them beside their paragraphs, once.
  await page.emulateMedia({ media: "screen" });
  assert.equal(await notes.first().isVisible(), false);
  assert.ok(await page.locator(".side [data-note]").first().isVisible());
  await context.close();
});

test("on a narrow screen a heading's lines end between words, and its name is read as one", async () => {
  const { page, context } = await watched(browser, { viewport: { width: 320, height: 640 } });
  let several = 0;
  const WORDS = ["重点", "重點", "工作", "任务", "任務", "高质量", "高質量", "发展", "發展", "产业", "產業", "资源", "資源", "自治区", "自治區", "民生"];
  for (const address of ["zh-hans/nmg-2023/text/", "zh-hant/nmg-2023/text/", "zh-hant/nmg-2023/projects/"]) {
    await page.goto(server.base + address);
    const headings = await page.evaluate(() => [...document.querySelectorAll("h1, .sheet :is(h2,h3,h4)")].map((heading) => {
      const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
      const lines = [""];
      let top = null;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let at = 0; at < node.length; at += 1) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const box = range.getClientRects()[0];
          if (top !== null && box.top > top + box.height / 2) lines.push("");
          top = box.top;
          lines[lines.length - 1] += node.data[at];
        }
      }
      return { text: heading.textContent, lines };
    }));
    for (const { text, lines } of headings) {
      if (lines.length > 1) several += 1;
      for (const word of WORDS) {
        const whole = lines.reduce((count, line) => count + line.split(word).length - 1, 0);
        assert.equal(whole, text.split(word).length - 1, `${word} comes apart: ${lines.join(" / ")}`);
      }
      assert.ok(await page.getByRole("heading", { name: text, exact: true }).count(), `read with gaps: ${text}`);
    }
  }
  assert.ok(several > 10, "headings have several lines");
  await context.close();
});

test("nothing scrolls sideways or is cut off with WCAG's text spacing, at 320 px, on any kind of page", async () => {
  const faults = [];
  for (const [folder, base] of [[SITE, server.base], [SHELF, shelf.base]]) {
    const { page, context } = await watched(browser, { viewport: { width: 320, height: 640 }, bypassCSP: true });
    for (const [kind, address] of kinds(folder).filter(([, address]) => address !== "404.html")) {
      await page.goto(base + address);
      await page.addStyleTag({ content: "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}" });
      const worst = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const cut = [...document.querySelectorAll("main :is(p,h1,h2,h3,h4,li,dt,dd,th,td,a,label,summary)")].find((e) => {
          const style = getComputedStyle(e);
          return style.overflow === "hidden" && !e.closest(".vh") && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
        });
        if (cut) return `cut: ${cut.outerHTML.slice(0, 80)}`;
        if (document.documentElement.scrollWidth <= width) return "";
        const wide = [...document.querySelectorAll("body *")].find((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".vh,.scroll"));
        return `${document.documentElement.scrollWidth} px: ${wide?.outerHTML.slice(0, 80)}`;
      });
      if (worst) faults.push(`${kind}: ${worst}`);
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
});

test("in forced colours the marks keep a form, and charts keep their bars", async () => {
  const { page, context } = await watched(browser, { forcedColors: "active" });
  await page.goto(`${server.base}zh-hans/${REPORT}/text/`);
  const line = (selector) => page.locator(selector).first().evaluate((e) => {
    const style = getComputedStyle(e);
    return [style.borderBlockEndStyle, style.textDecorationLine].some((v) => v !== "none");
  });
  assert.ok(await line(".fig"), "figures");
  assert.ok(await line("[data-repair]"), "repairs");
  await page.goto(`${server.base}zh-hans/${REPORT}/`);
  const bar = await page.locator(".b-t").first().evaluate((e) => [getComputedStyle(e).fill, getComputedStyle(document.body).backgroundColor]);
  assert.notEqual(bar[0], bar[1]);
  await page.goto(`${server.base}zh-hans/${REPORT}/projects/`);
  const chosen = await page.locator(".seg :checked + span").evaluate((e) => getComputedStyle(e).borderBlockEndWidth);
  assert.equal(chosen, "2px");
  await context.close();
});

test("nothing moves: no animation, no transition, no smooth scrolling", () => {
  for (const path of files(SITE).filter((path) => /^assets\/.*\.css$/.test(path))) {
    const css = readFileSync(join(SITE, path), "utf8");
    assert.doesNotMatch(css, /transition|animation|@keyframes|scroll-behavior/, path);
  }
});

test("the stylesheet asks for no font and no picture: readers' machines have what is shown", () => {
  const css = readFileSync(join(SITE, "assets/zy.css"), "utf8");
  assert.doesNotMatch(css, /url\(|@import/);
});

test("every page has its own title and description, and says where and in which language it is", async () => {
  for (const folder of [SITE, SHELF]) {
    const heads = new Map();
    const wanted = addresses(folder).filter((address) => address !== "404.html");
    for (const address of wanted) {
      const html = readFileSync(join(folder, decodeURI(address), "index.html"), "utf8");
      const meta = (name) => html.match(new RegExp(`<meta (?:name="[a-z:]+" )?property="${name}" content="([^"]*)"`))?.[1];
      const title = html.match(/<title>([^<]*)<\/title>/)[1];
      const locale = meta("og:locale");
      assert.equal(locale, address.startsWith("zh-hant") ? "zh_TW" : "zh_CN", address);
      assert.equal(decodeURI(meta("og:url")), `https://example.org/${decodeURI(address)}`);
      assert.ok(meta("og:title") && meta("og:description"), address);
      assert.equal(meta("og:image"), "https://example.org/assets/og.png");
      assert.equal(meta("og:image:width"), "1200");
      assert.equal(html.match(/<meta name="description"[^>]*content="([^"]*)"/)[1], meta("og:description"));
      const twin = heads.get(title);
      // The same words in both scripts are the same title: the editions are told apart by their language.
      if (twin && twin.split("/")[0] === address.split("/")[0]) assert.fail(`${address} and ${twin} have one title: ${title}`);
      heads.set(title, address);
      const manifest = html.match(/<link rel="manifest" href="([^"]*)"/)[1];
      assert.ok(existsSync(join(folder, decodeURI(address), manifest)), address);
    }
  }
});

test("structured data agrees with its page", () => {
  for (const folder of [SITE, SHELF]) for (const address of addresses(folder).filter((address) => address !== "404.html")) {
    const html = readFileSync(join(folder, decodeURI(address), "index.html"), "utf8");
    const graph = JSON.parse(html.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)[1])["@graph"];
    const own = graph.find((node) => node["@type"] === "WebPage");
    const lang = html.match(/<html lang="([^"]*)"/)[1], canonical = html.match(/<link rel="canonical" href="([^"]*)"/)[1];
    assert.deepEqual([own.url, own.inLanguage], [canonical, lang], address);
    const text = html.replaceAll("&amp;", "&").replaceAll("&quot;", '"');
    for (const node of graph) for (const words of [node.name, node.headline].flat().filter(Boolean)) assert.ok(text.includes(words), `${address}: ${words}`);
    if (/briefs\/[^/]+\/$/.test(address)) assert.match(graph.find((node) => node["@type"] === "Article").datePublished, /^\d{4}-\d\d-\d\d$/);
    if (/glossary\/$/.test(address)) {
      const terms = graph.find((node) => node["@type"] === "DefinedTermSet").hasDefinedTerm;
      assert.equal(terms.length, html.match(/<dt>/g).length, address);
      for (const term of terms) assert.ok(html.includes(`id="${term.url.split("#")[1]}"`), term.url);
    }
  }
});

test("every page can be reached from the first one by links", () => {
  for (const folder of [SITE, SHELF]) {
    const all = new Set(addresses(folder).map(decodeURI)), seen = new Set([""]), open = [""];
    while (open.length) {
      const address = open.pop();
      const html = readFileSync(join(folder, address, "index.html"), "utf8");
      for (const [, href] of html.matchAll(/<a [^>]*?href="([^"#]*)/g)) {
        const to = decodeURI(new URL(href, `https://example.org/${address}`).href).replace("https://example.org/", "");
        if (all.has(to) && !seen.has(to)) {
          seen.add(to);
          open.push(to);
        }
      }
    }
    assert.deepEqual([...all].filter((address) => address !== "404.html" && !seen.has(address)), [], folder);
  }
});

test("the manifest names icons that are there", () => {
  for (const edition of EDITIONS) {
    const manifest = JSON.parse(readFileSync(join(SITE, edition, "app.webmanifest"), "utf8"));
    assert.equal(manifest.lang, edition === "zh-hans" ? "zh-Hans" : "zh-Hant");
    for (const icon of manifest.icons) assert.ok(existsSync(join(SITE, edition, icon.src)), icon.src);
  }
});

test("no page holds a script, a style or a handler of its own", async () => {
  const odd = await inspect(browser, (document) => [
    ...[...document.querySelectorAll("script:not([src])")].filter((s) => s.type !== "application/ld+json").map(() => "script"),
    ...[...document.querySelectorAll("style,[style]")].map((e) => e.outerHTML.slice(0, 60)),
    ...[...document.querySelectorAll("*")].filter((e) => e.getAttributeNames().some((name) => name.startsWith("on"))).map((e) => e.outerHTML.slice(0, 60)),
    document.querySelector("meta[http-equiv=Content-Security-Policy]") ? null : "no policy",
  ].filter(Boolean));
  assert.deepEqual(odd.filter(([, faults]) => faults.length > 0), []);
});

test("pages are light: a digest at most 60 KB, a full text 150 KB, the script of a first load 12 KB, as served", async () => {
  for (const edition of EDITIONS) {
    assert.ok(compressed(SITE, `${edition}/${REPORT}/index.html`) + compressed(SITE, "assets/zy.css") + compressed(SITE, "assets/zy.js") <= 60_000);
    assert.ok(compressed(SITE, `${edition}/${REPORT}/text/index.html`) <= 150_000);
  }
  const { page, context } = await watched(browser);
  let script = 0;
  page.on("response", async (response) => {
    if (response.request().resourceType() === "script") script += (await response.body()).length;
  });
  await page.goto(`${server.base}zh-hans/${REPORT}/`);
  await page.waitForLoadState("networkidle");
  assert.ok(script > 0 && script <= 12 * 1024, `${script} bytes`);
  await context.close();
});
