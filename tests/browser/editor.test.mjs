// The editor's workplace in a real browser: journeys J7 and J8, and writing in the preview. Every test works on a copy of
// the repository's own site; ZHAIYAO_BINARY and ZHAIYAO_ROOT name the program and the repository (tests/browser.rs).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EDITIONS, REPORT, launch, watched } from "./site.mjs";

const BINARY = process.env.ZHAIYAO_BINARY;
const ROOT = process.env.ZHAIYAO_ROOT;
const TWICE = "「三改聯動」"; // stands in two paragraphs

let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

/** A copy of the site with a preview of it; `file` reads and writes below it. */
async function preview(...options) {
  const folder = mkdtempSync(join(tmpdir(), "zhaiyao-"));
  for (const name of ["site.toml", "content"]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const server = spawn(BINARY, ["serve", "--site", folder, "--port", "0", ...options]);
  const base = await new Promise((ready, fail) => {
    let said = "";
    server.stderr.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/Serving (http:\S+)/);
      if (found) ready(found[1]);
    });
    server.on("exit", (code) => fail(new Error(`the preview ended with ${code}: ${said}`)));
  });
  const path = (name) => join(folder, "content", REPORT, name);
  return {
    base,
    folder,
    read: (name) => readFileSync(path(name), "utf8"),
    write: (name, text) => writeFileSync(path(name), text),
    has: (name) => existsSync(path(name)),
    run: (...command) => spawnSync(BINARY, [...command, "--site", folder], { encoding: "utf8" }),
    close: async () => {
      server.removeAllListeners("exit");
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Selects `words` in the element with `id`, as a reader does with the mouse. */
function select(page, id, words) {
  return page.evaluate(([id, words]) => {
    const place = document.getElementById(id);
    const walker = document.createTreeWalker(place.matches("p") ? place : (place.querySelector("p") ?? place), NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push([walker.currentNode, text.length]);
      text += walker.currentNode.data;
    }
    const at = text.indexOf(words);
    if (at < 0) throw new Error(`no ${words} in ${id}`);
    const point = (n) => {
      const [node, start] = nodes.findLast(([, start]) => start <= n);
      return [node, n - start];
    };
    const range = document.createRange();
    range.setStart(...point(at));
    const [end, offset] = point(at + words.length - 1);
    range.setEnd(end, offset + 1);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }, [id, words]);
}

const errors = (page) => page.locator("#zy-errors").innerText();

test("J7: a note on a phrase that stands twice asks for its paragraph, and shows in both editions", async () => {
  const site = await preview();
  const { page, context, faults } = await watched(browser);
  await page.goto(`${site.base}zh-hans/${REPORT}/text/`);
  site.write("notes/twice.md", `---\nquote: ${TWICE}\n---\n兩處都有。\n`);
  await page.waitForSelector("#zy-errors[open]");
  const told = await errors(page);
  assert.match(told, /content\/nmg-2023\/notes\/twice\.md:2/);
  assert.match(told, /p-1-0-19/);
  assert.match(told, /p-3-2-3/);
  const build = site.run("build");
  assert.equal(build.status, 1);
  assert.match(build.stderr, /twice\.md:2:8/);
  site.write("notes/twice.md", `---\nquote: ${TWICE}\npara: p-1-0-19\n---\n兩處都有。\n`);
  await page.waitForSelector("#zy-errors", { state: "detached" });
  for (const edition of EDITIONS) {
    await page.goto(`${site.base}${edition}/${REPORT}/text/`);
    const note = page.locator("#p-1-0-19 [data-note]#n-twice");
    await note.waitFor({ state: "attached" });
    assert.equal(await note.getAttribute("data-state"), "exact");
    assert.match(await note.innerText(), edition === "zh-hans" ? /两处都有/ : /兩處都有/);
    assert.equal(await page.locator("#p-3-2-3 #n-twice").count(), 0);
  }
  assert.deepEqual(faults, []);
  await context.close();
  await site.close();
});

test("J8: a changed number drifts the note, a deleted sentence orphans it, and no other id moves", async () => {
  const site = await preview();
  const { page, context, faults } = await watched(browser);
  const ids = () => page.$$eval("[data-pid]", (all) => all.map((e) => e.dataset.pid));
  const state = (state) => page.waitForSelector(`#n-installed-capacity[data-state=${state}]`, { state: "attached" });
  await page.goto(`${site.base}zh-hant/${REPORT}/notes/`);
  await state("exact");
  const other = await context.newPage();
  await other.goto(`${site.base}zh-hant/${REPORT}/text/`);
  const before = await other.$$eval("[data-pid]", (all) => all.map((e) => e.dataset.pid));
  const report = site.read("report.md");
  site.write("report.md", report.replace("并网装机2500万千瓦", "并网装机2600万千瓦"));
  await state("drifted");
  const drift = await page.locator("#n-installed-capacity .drift").innerText();
  assert.match(drift, /2500\s*→\s*2600/);
  assert.equal(site.run("check").status, 0);
  assert.equal(site.run("check", "--strict").status, 1);
  site.write("report.md", report.replace("力争并网装机2500万千瓦以上，", ""));
  await state("orphan");
  assert.match(await page.locator("#n-installed-capacity").innerText(), /力爭併網裝機\s*2500\s*萬千瓦以上/);
  const strict = site.run("check", "--strict");
  assert.equal(strict.status, 1);
  assert.match(strict.stderr, /note-orphan/);
  await page.goto(`${site.base}zh-hant/${REPORT}/text/`);
  assert.deepEqual(await ids(), before);
  assert.deepEqual(faults, []);
  await context.close();
  await site.close();
});

test("selected words become a note that shows at once, names its file and can be undone", async () => {
  const site = await preview();
  for (const [edition, words, shown] of [["zh-hant", "風光製氫", "風光製氫"], ["zh-hans", "风光制氢", "风光制氢"]]) {
    const { page, context, faults } = await watched(browser);
    await page.goto(`${site.base}${edition}/${REPORT}/text/`);
    await page.waitForSelector("#zy-tools");
    await select(page, "p-3-2-3", words);
    await page.click("#zy-tools [data-tool=note]");
    assert.equal(await page.inputValue("#zy-form [name=quote]"), words);
    await page.fill("#zy-form [name=body]", "一条注。");
    // The body keeps the focus from the start: writing and saving need no mouse.
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#zy-said pre");
    assert.match(await page.locator("#zy-said").innerText(), /content\/nmg-2023\/notes\/p-3-2-3-1\.md/);
    assert.match(site.read("notes/p-3-2-3-1.md"), /^---\nquote: 风光制氢\n/);
    const note = page.locator("#p-3-2-3 #n-p-3-2-3-1");
    assert.match(await note.innerText(), new RegExp(shown));
    await page.click("#zy-said [data-undo]");
    await note.waitFor({ state: "detached" });
    assert.equal(site.has("notes/p-3-2-3-1.md"), false);
    assert.deepEqual(faults, []);
    await context.close();
  }
  await site.close();
});

test("without a mouse: the focus says which paragraph, the form is filled and saved by keys", async () => {
  const site = await preview();
  const { page, context, faults } = await watched(browser);
  await page.goto(`${site.base}zh-hans/${REPORT}/text/`);
  await page.waitForSelector("#zy-tools");
  await page.focus("#p-1-0-2 a.permalink");
  assert.equal(await page.locator("#zy-tools output").innerText(), "p-1-0-2");
  await page.focus("#zy-tools [data-tool=note]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#zy-form[open]");
  await page.keyboard.type("写给整段。");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#zy-said pre");
  assert.match(site.read("notes/p-1-0-2-1.md"), /^---\npara: p-1-0-2\n[^]*写给整段。\n$/);
  await page.focus("#zy-tools [data-tool=note]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#zy-form[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#zy-form", { state: "detached" });
  assert.deepEqual(faults, []);
  await context.close();
  await site.close();
});

test("on the page of both scripts a conversion is settled, in a figure's paragraph the figure is hidden", async () => {
  const site = await preview();
  const { page, context, faults } = await watched(browser);
  const conversion = readFileSync(join(site.folder, "content", "conversion.yaml"), "utf8");
  await page.goto(`${site.base}parallel/${REPORT}/`);
  await page.waitForSelector("#zy-tools");
  await select(page, "p-3-2-3", "风光制氢");
  await page.click("#zy-tools [data-tool=override]");
  assert.equal(await page.inputValue("#zy-form [name=hans]"), "风光制氢");
  assert.equal(await page.inputValue("#zy-form [name=hant]"), "風光製氫");
  await page.fill("#zy-form [name=hant]", "風光制氫");
  await page.fill("#zy-form [name=reason]", "试");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#zy-said pre");
  const now = readFileSync(join(site.folder, "content", "conversion.yaml"), "utf8");
  assert.ok(now.startsWith(conversion), "what was in the file stays");
  assert.match(await page.locator("#p-3-2-3 [lang=zh-Hant]").innerText(), /風光制氫/);
  await page.goto(`${site.base}zh-hans/${REPORT}/text/#p-3-2-3`);
  await page.waitForSelector("#zy-tools");
  await page.click("#zy-tools [data-tool=figure]");
  await page.selectOption("#zy-form [name=figure]", "f-p-3-2-3-3");
  await page.check("#zy-form [name=hide]");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#zy-said pre");
  assert.match(site.read("figures.yaml"), /^hide:\n {2}- quote: /);
  assert.equal(await page.locator("#p-3-2-3 b.fig", { hasText: "2500" }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
  await site.close();
});

test("the desk lists what waits, in both scripts, and settles a repair", async () => {
  const site = await preview();
  const { page, context, faults } = await watched(browser);
  for (const edition of EDITIONS) {
    await page.goto(`${site.base}_preview/desk/${edition}/`);
    for (const section of ["repairs_open", "notes_lost", "awaiting", "defaults", "unpaired", "drafts", "broken"]) {
      assert.equal(await page.locator(`section#${section}`).count(), 1, section);
    }
    await page.waitForFunction(() => document.querySelector("[data-broken-count]").textContent === "0");
    const hrefs = await page.$$eval(".zd-list a", (all) => all.map((a) => a.href));
    assert.ok(hrefs.length > 20);
    for (const href of hrefs.slice(0, 10)) assert.equal((await fetch(href)).status, 200, href);
  }
  const open = page.locator("#repairs_open li", { hasText: "3-3-2" });
  await open.locator("button").last().click();
  await page.fill("#zy-form [name=reading]", "子基地、");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#zy-said pre");
  assert.ok(site.read("repairs.yaml").includes("decision: 子基地、"));
  assert.ok(site.read("report.md").includes("饲草基地、种子基地、养殖基地"));
  assert.equal(await page.locator("#repairs_open li", { hasText: "3-3-2" }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
  await site.close();
});

test("a preview that is read only has no tools, and no page of a build knows of them", async () => {
  const site = await preview("--read-only");
  const { page, context } = await watched(browser);
  await page.goto(`${site.base}zh-hans/${REPORT}/text/`);
  assert.equal(await page.locator("script[data-token]").count(), 0);
  assert.equal(await page.locator("#zy-tools").count(), 0);
  const answer = await fetch(`${site.base}_preview/edit`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  assert.equal(answer.status, 403);
  assert.equal(site.run("build").status, 0);
  const built = readFileSync(join(site.folder, "public", "zh-hans", REPORT, "text", "index.html"), "utf8");
  assert.doesNotMatch(built, /_preview|zy-tools|data-token/);
  await context.close();
  await site.close();
});
