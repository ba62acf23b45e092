// What machines say of the pages: accessibility (axe), HTML (the Nu checker).

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { SITE, kinds, launch, publish, serve } from "./site.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const vnu = require.resolve("vnu-jar/build/dist/vnu.jar");
let browser, server;

before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing on any kind of page, ${colorScheme}, ${width} px`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      const base = await publish(context, server);
      const faults = [];
      for (const [kind, address] of kinds()) {
        const page = await context.newPage();
        await page.goto(base + address);
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations);
        for (const { id, impact, help, nodes } of violations) {
          faults.push(`${kind}: ${id} (${impact}) ${help}: ${nodes.length} × ${nodes[0].html.slice(0, 160)} ${nodes[0].any[0]?.message ?? ""}`);
        }
        await page.close();
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test("the Nu checker finds no error on any page", async () => {
  const run = promisify(execFile)("java", ["-Xss8m", "-jar", vnu, "--skip-non-html", "--format", "json", "--exit-zero-always", SITE], { maxBuffer: 1 << 28 });
  const { stderr } = await run;
  const { messages } = JSON.parse(stderr);
  const faults = messages
    .filter((m) => m.type === "error")
    .map((m) => `${decodeURI(m.url).slice(decodeURI(m.url).indexOf(SITE) + SITE.length)}:${m.lastLine}: ${m.message} ${m.extract ?? ""}`);
  assert.deepEqual([...new Set(faults)].slice(0, 40), [], `${faults.length} errors`);
});
