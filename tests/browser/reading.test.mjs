// What readers do: switch scripts, follow a number to its sentence, cite, filter projects, read on a small screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { EDITIONS, REPORT, SITE, addresses, data, exists, inspect, launch, serve, watched, wordsOf } from "./site.mjs";

const OTHER = { "zh-hans": "zh-hant", "zh-hant": "zh-hans" };
const TAG = { "zh-hans": "zh-Hans", "zh-hant": "zh-Hant" };
let browser, server;

before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const at = (edition, rest = "") => `${server.base}${edition}/${REPORT}/${rest}`;

/** Id of the first paragraph that has its end on screen, and how far its neighbours are: the reader's place. */
const place = (page) =>
  page.evaluate(() => {
    const places = [...document.querySelectorAll("[data-pid]")];
    return places.findIndex((p) => p.getBoundingClientRect().bottom > 60);
  });

const inView = (page, id) =>
  page.evaluate((id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  }, id);

for (const from of EDITIONS) {
  test(`the script switch keeps the paragraph of the address, from ${from}`, async () => {
    const { page, context, faults } = await watched(browser);
    await page.goto(at(from, "text/#p-3-2-3"));
    await page.click(`a[data-switch="${OTHER[from]}"]`);
    await page.waitForURL(`**/${OTHER[from]}/${REPORT}/text/#p-3-2-3`);
    assert.equal(await page.getAttribute("html", "lang"), TAG[OTHER[from]]);
    assert.ok(await inView(page, "p-3-2-3"));
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("the script switch keeps the place the reader has scrolled to", async () => {
  const { page, context } = await watched(browser);
  await page.goto(at("zh-hans", "text/"));
  for (const share of [0.2, 0.5, 0.8]) {
    await page.goto(at("zh-hans", "text/"));
    await page.evaluate((share) => scrollTo(0, document.documentElement.scrollHeight * share), share);
    await page.waitForFunction(() => document.querySelector('a[data-switch="zh-hant"]').hash !== "");
    const here = await place(page);
    await page.click('a[data-switch="zh-hant"]');
    await page.waitForURL("**/zh-hant/**");
    await page.waitForFunction(() => scrollY > 0);
    const there = await place(page);
    assert.ok(Math.abs(there - here) <= 1, `paragraph ${here} became ${there}`);
  }
  await context.close();
});

test("the script switch is an ordinary link without JavaScript", async () => {
  const { page, context } = await watched(browser, { javaScriptEnabled: false });
  await page.goto(at("zh-hant", "text/#p-3-2-3"));
  const link = page.locator('a[data-switch="zh-hans"]');
  assert.equal(await link.getAttribute("hreflang"), "zh-Hans");
  await link.click();
  assert.equal(new URL(page.url()).pathname, `/zh-hans/${REPORT}/text/`);
  await context.close();
});

test("every page leads to the same page in the other script", async () => {
  const wanted = addresses().filter((a) => a.startsWith("zh-hans/"));
  const links = await inspect(browser, (document) => document.querySelector('a[data-switch="zh-hant"]')?.getAttribute("href"), wanted);
  for (const [address, href] of links) {
    const twin = address.replace("zh-hans/", "zh-hant/");
    assert.ok(exists(twin), `${twin} is missing`);
    assert.equal(decodeURI(new URL(href, server.base + address).href), decodeURI(server.base + twin));
  }
});

test("the digest has a card for every sector, and energy has at least two targets with their proof", async () => {
  for (const edition of EDITIONS) {
    const { page, context } = await watched(browser);
    await page.goto(at(edition));
    assert.equal(await page.locator("article[data-sector]").count(), 12);
    const energy = page.locator('article[data-sector="energy"]');
    const link = energy.getByRole("heading").getByRole("link");
    assert.equal(await energy.locator('[data-figure][data-kind="target"][data-bound]:has(a[data-src])').count() >= 2, true);
    await link.click();
    await page.waitForURL("**/sector/energy/");
    await context.close();
  }
});

/** Checks every proof on a page: the link of a figure lands on an element that holds the figure's quotation. */
async function proofs(page, texts, tag) {
  const found = await page.evaluate(() => ({
    links: [...document.querySelectorAll("a[data-src]")].map((a) => ({
      href: a.href,
      figure: a.closest("[data-figure]")?.dataset.figure,
      slope: Boolean(a.closest("[data-chart=slopes]")),
    })),
    figures: [...document.querySelectorAll("[data-figure]")].map((e) => ({
      id: e.dataset.figure,
      proved: Boolean(e.querySelector("a[data-src]")),
    })),
  }));
  const faults = [];
  for (const figure of found.figures) {
    if (!figure.proved) faults.push(`${figure.id} has no proof`);
    else if (!texts.records.has(figure.id)) faults.push(`${figure.id} is not in figures.json`);
  }
  const proved = new Set();
  for (const { href, figure, slope } of found.links) {
    const url = new URL(href);
    const words = await texts.words(url);
    if (words === null) {
      faults.push(`${href} lands nowhere`);
      continue;
    }
    const record = figure && texts.records.get(figure);
    if (!record) continue;
    const earlier = record.previous && texts.records.get(record.previous.figure);
    const others = slope ? texts.of(url.hash) : [];
    const right = [record, earlier, ...others].filter(Boolean).some((r) => words.includes(r.quote[tag]));
    if (!right) faults.push(`${href} does not hold “${record.quote[tag]}”`);
    if (words.includes(record.quote[tag])) proved.add(figure);
  }
  for (const figure of found.figures) {
    if (figure.proved && !proved.has(figure.id)) faults.push(`no link of ${figure.id} lands on its quotation`);
  }
  return { faults, links: found.links.length };
}

for (const edition of EDITIONS) {
  test(`every number leads to an element with its quotation, ${edition}`, async () => {
    const { page, context } = await watched(browser);
    const sources = new Map();
    const records = new Map(data("figures.json").map((record) => [record.id, record]));
    const texts = {
      records,
      of: (hash) => [...records.values()].filter((r) => decodeURIComponent(hash.slice(1)).startsWith(r.paragraph)),
      async words(url) {
        const name = url.href.split("#")[0];
        if (!sources.has(name)) {
          const source = await context.newPage();
          await source.goto(name);
          sources.set(name, source);
        }
        return wordsOf(sources.get(name), decodeURIComponent(url.hash.slice(1)));
      },
    };
    const sectors = addresses().filter((a) => a.startsWith(`${edition}/${REPORT}/sector/`));
    assert.ok(sectors.length >= 12);
    const faults = [];
    let links = 0;
    for (const address of [`${edition}/`, `${edition}/${REPORT}/`, `${edition}/${REPORT}/targets/`, ...sectors]) {
      await page.goto(server.base + address);
      const result = await proofs(page, texts, TAG[edition]);
      links += result.links;
      faults.push(...result.faults.map((fault) => `${address}: ${fault}`));
    }
    assert.deepEqual(faults, []);
    assert.ok(links > 200, `${links} proofs`);
    await context.close();
  });
}

test("the citation of a paragraph names quotation, body, speaker, day, title and permalink", async () => {
  for (const edition of EDITIONS) {
    const context = await browser.newContext();
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const report = data("report.json");
    await page.goto(at(edition, "text/"));
    const words = (await page.locator("#p-3-0-1 > p").innerText()).trim();
    await page.locator("#p-3-0-1").hover();
    await page.locator("#p-3-0-1 button[data-copy]").click();
    await page.waitForFunction(() => document.querySelector(".toast").textContent !== "");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const expected = [words, "2023", `${edition}/${REPORT}/text/#p-3-0-1`];
    expected.push(...(edition === "zh-hans" ? ["王莉霞", "内蒙古自治区", "政府工作报告"] : ["王莉霞", "內蒙古自治區", "政府工作報告"]));
    for (const part of expected) assert.ok(copied.includes(part), `${part} is not in: ${copied}`);
    assert.match(copied, /1月12日|01-12/);
    assert.ok(report);

    // Plain copying gives what was selected and nothing else.
    await page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("#p-3-0-1 > p"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    });
    const selected = await page.evaluate(() => getSelection().toString());
    await page.keyboard.press("Control+C");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), selected);
    await context.close();
  }
});

test("projects can be filtered by agency", async () => {
  for (const edition of EDITIONS) {
    const { page, context, faults } = await watched(browser);
    await page.goto(at(edition, "projects/"));
    const items = page.locator("[data-pid]:visible");
    assert.equal(await items.count(), 43);
    const agency = edition === "zh-hans" ? "教育厅" : "教育廳";
    const lonely = await page.locator("[data-pid]").evaluateAll((all) => all.filter((e) => !e.querySelector("a[href*='/agency/']")).map((e) => e.id));
    assert.deepEqual(lonely, [], "items without an agency");
    const box = page.getByRole("radio", { name: new RegExp(`^${agency}`) });
    await box.check();
    const shown = await items.evaluateAll((all) => all.map((e) => Number(e.id.replace(/^x-/, ""))));
    assert.deepEqual(shown, [6, 18, 19, 24, 30]);
    const leads = await page.locator("#x-06 [id^=x-06-]").evaluateAll((all) =>
      all.map((clause) => clause.parentElement.querySelector("a[href*='/agency/']")?.textContent),
    );
    assert.equal(new Set(leads).size, 3, `item 6 names ${leads}`);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("nothing scrolls sideways at 320 px", async () => {
  const { page, context } = await watched(browser, { viewport: { width: 320, height: 640 } });
  const wide = [];
  for (const address of addresses()) {
    await page.goto(server.base + address);
    const over = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return null;
      const worst = [...document.querySelectorAll("main *")].find((e) => e.getBoundingClientRect().right > width + 1);
      return `${document.documentElement.scrollWidth} px, first ${worst?.outerHTML.slice(0, 90)}`;
    });
    if (over) wide.push(`${address}: ${over}`);
  }
  assert.deepEqual(wide, []);
  await context.close();
});

test("the keyboard reaches the content first and everything after, with a focus that can be seen", async () => {
  const { page, context } = await watched(browser, { viewport: { width: 1280, height: 800 } });
  for (const rest of ["", "text/", "sector/energy/", "projects/", "targets/", "about/"]) {
    await page.goto(at("zh-hans", rest));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
    assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), "the skip link shows");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    const unseen = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      const state = await page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        // The ring may be drawn around the control or around its label.
        const ringed = [e, e.parentElement, e.nextElementSibling].filter(Boolean).some((x) => {
          const style = getComputedStyle(x);
          return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
        });
        return ringed ? "" : e.outerHTML.slice(0, 100);
      });
      if (state) unseen.push(state);
    }
    assert.deepEqual(unseen, [], `focus not seen on ${rest}`);
  }
  await context.close();
});

test("print leaves navigation and buttons out and keeps the text", async () => {
  const { page, context } = await watched(browser);
  for (const rest of ["text/", ""]) {
    await page.goto(at("zh-hans", rest));
    await page.emulateMedia({ media: "print" });
    for (const selector of ["nav.nav", "nav.script", ".skip", "button"]) {
      const visible = await page.locator(selector).evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
      assert.equal(visible, 0, `${selector} is printed`);
    }
    assert.ok(await page.locator("h1").first().isVisible());
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 10_000);
    await page.emulateMedia({ media: null });
  }
  await context.close();
});

for (const [where, base] of [["over HTTP", () => server.base], ["from a folder", () => pathToFileURL(`${SITE}/`).href]]) {
  test(`search finds the same places in both editions and says so when there are none, ${where}`, async () => {
    const { page, context, faults } = await watched(browser);
    const file = base().startsWith("file:") ? "index.html" : "";
    const places = async (edition, query) => {
      await page.goto(`${base()}${edition}/search/${file}?q=${encodeURIComponent(query)}`);
      await page.waitForFunction(() => document.querySelector("[data-results] [role=status]")?.textContent);
      const links = await page.locator("[data-hit] a").evaluateAll((all) => all.map((a) => a.href));
      // Each place is there, and shows the words that were found.
      for (const href of links) assert.ok(exists(decodeURI(new URL(href).pathname).split(`/${edition}/`)[1].replace(/^/, `${edition}/`).replace(/index\.html$/, "")), href);
      return links.map((href) => new URL(href).hash).sort();
    };
    for (const queries of [["併網裝機", "并网装机"], ["25GW", "2500万千瓦", "２５００萬千瓦"]]) {
      const results = [];
      for (const query of queries) for (const edition of EDITIONS) results.push(await places(edition, query));
      assert.ok(results[0].includes("#p-3-2-3"), results[0].join());
      for (const result of results) assert.deepEqual(result, results[0], queries.join(" "));
    }
    assert.ok((await page.locator("[data-hit] mark").count()) > 0);
    for (const edition of EDITIONS) {
      assert.deepEqual(await places(edition, "航空母舰"), []);
      assert.match(await page.locator("[data-results] [role=status]").innerText(), /航空母舰/);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a link to a sentence that is gone leads to its paragraph; to a paragraph that is gone, it says so", async () => {
  const { page, context, faults } = await watched(browser);
  await page.goto(at("zh-hant", "text/#p-3-2-3.s99"));
  await page.waitForURL("**/text/#p-3-2-3");
  assert.ok(await inView(page, "p-3-2-3"));
  for (const hash of ["#p-99-1-1", "#p-99-1-1.s2", "#%E0%A4%A"]) {
    // A picture still on its way would be a fault of the page that is left.
    await page.waitForLoadState("networkidle");
    await page.goto("about:blank");
    await page.goto(at("zh-hant", `text/${hash}`));
    await page.waitForFunction(() => document.querySelector(".toast").textContent !== "");
    assert.match(await page.locator(".toast").innerText(), /已不在本頁/);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("the contents follow the reader", async () => {
  const { page, context, faults } = await watched(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(at("zh-hans", "text/"));
  for (const id of ["p-1-0-14", "p-3-2-3", "p-3-4-3"]) {
    await page.evaluate((id) => document.getElementById(id).scrollIntoView(), id);
    // What comes last before the paragraph, or is it, of those the contents name.
    const wanted = await page.evaluate((id) => {
      const heads = [...document.querySelectorAll(".toc a[href^='#']")].map((a) => document.getElementById(decodeURIComponent(a.hash.slice(1))));
      const place = document.getElementById(id);
      return heads.filter((h) => h === place || h.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1).id;
    }, id);
    await page.waitForFunction((wanted) => decodeURIComponent(document.querySelector('.toc [aria-current]')?.hash ?? "") === `#${wanted}`, wanted);
    const seen = await page.locator(".toc [aria-current]").evaluate((a) => {
      const box = a.getBoundingClientRect(), toc = a.closest(".toc").getBoundingClientRect();
      return box.bottom > toc.top && box.top < Math.min(toc.bottom, innerHeight);
    });
    assert.ok(seen, `${wanted} is out of sight in the contents`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});
