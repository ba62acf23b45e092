// The proof-reader's page: on a phone, by keyboard, with the rows to copy.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { REPORT, launch, serve, watched } from "./site.mjs";

let browser, server;

before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const address = () => `${server.base}parallel/${REPORT}/`;

test("the page fits a small screen, one script below the other", async () => {
  const { page, context, faults } = await watched(browser);
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(address());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px too wide`);
  const boxes = await page.locator(".rv[data-pid]").nth(3).locator("> [lang]").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().toJSON()));
  assert.equal(boxes.length, 2);
  assert.ok(boxes[1].top >= boxes[0].bottom - 1 && boxes[0].width > 250);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a key goes from one open character to the next, to its row and back", async () => {
  const { page, context, faults } = await watched(browser);
  await page.goto(address());
  await page.locator("#only").focus();
  await page.keyboard.press("Space");
  const shown = await page.locator(".rv:visible").evaluateAll((rows) => rows.map((row) => row.matches(".op, .rvh")));
  assert.ok(shown.length > 5 && shown.every(Boolean));
  const focus = async (selector) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    }
    assert.fail(`no ${selector} within 40 presses`);
  };
  await focus("a.ck");
  const goal = await page.evaluate(() => document.activeElement.hash);
  assert.match(goal, /^#cv-\d+$/);
  await page.keyboard.press("Enter");
  await page.waitForFunction((goal) => location.hash === goal, goal);
  const row = page.locator(goal);
  await row.locator("code").first().waitFor();
  assert.ok(await row.evaluate((e) => e.getBoundingClientRect().top < innerHeight));
  await focus("dt a");
  const place = await page.evaluate(() => document.activeElement.hash);
  await page.keyboard.press("Enter");
  await page.waitForFunction((place) => location.hash === place, place);
  assert.ok(await page.locator(`[id="${place.slice(1)}"] a.ck`).count());
  assert.deepEqual(faults, []);
  await context.close();
});

test("every open character has a row that settles it", async () => {
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto(address());
  const goals = await page.locator("a.ck").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(goals.length > 0);
  const ids = await page.locator(".cvl dl > div").evaluateAll((all) => all.map((e) => `#${e.id}`));
  assert.deepEqual([...new Set(goals)].sort(), ids.sort());
  const first = page.locator(".cvl dl > div").first();
  assert.ok(await first.locator("dd").count() > 1, "what it became and what else it can be");
  await first.locator("button[data-copy]").first().click();
  await page.waitForFunction(() => document.querySelector(".toast").textContent !== "");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^- \{hans: \S+, hant: \S+, reason: ''\}$/);
  await context.close();
});
