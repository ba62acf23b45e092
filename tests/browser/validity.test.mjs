// What machines say of the pages: accessibility (axe), HTML (the Nu checker).

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { SHELF, SITE, kinds, launch, publish, serve } from "./site.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const vnu = require.resolve("vnu-jar/build/dist/vnu.jar");
const SITES = { "the report's site": SITE, "the site of two reports": SHELF };
let browser;
const servers = {};

before(async () => {
  browser = await launch();
  for (const [name, folder] of Object.entries(SITES)) servers[name] = await serve(folder);
});
after(async () => {
  await browser?.close();
  for (const server of Object.values(servers)) await server.close();
});

for (const [name, folder] of Object.entries(SITES)) for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing on any kind of page of ${name}, ${colorScheme}, ${width} px`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      const base = await publish(context, servers[name]);
      const faults = [];
      for (const [kind, address] of kinds(folder)) {
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

for (const [name, folder] of Object.entries(SITES)) test(`the Nu checker finds no error on any page of ${name}`, async () => {
  const run = promisify(execFile)("java", ["-Xss8m", "-jar", vnu, "--skip-non-html", "--format", "json", "--exit-zero-always", folder], { maxBuffer: 1 << 28 });
  const { stderr } = await run;
  const { messages } = JSON.parse(stderr);
  const faults = messages
    .filter((m) => m.type === "error")
    .map((m) => `${decodeURI(m.url).slice(decodeURI(m.url).indexOf(folder) + folder.length)}:${m.lastLine}: ${m.message} ${m.extract ?? ""}`);
  assert.deepEqual([...new Set(faults)].slice(0, 40), [], `${faults.length} errors`);
});
