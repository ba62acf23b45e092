// Search in either script: loads the particulars of the edition, then only the postings and the text a query needs.
// All of it comes as scripts of this site, so it works at a root, under a sub-path and from a folder.
(() => {
  "use strict";
  const doc = document, root = new URL("../", doc.currentScript.src), edition = doc.documentElement.lang.toLowerCase();
  // At most MOST files of text are read before what was found is shown; the rest when the reader asks for it.
  const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", PAGE = 20, MOST = 32;
  const HAN = /[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;
  const files = new Map(), given = {}, memo = new Map();
  let site, forms, units, starts;

  window.zhaiyaoSearch = (name, payload) => { given[name] = payload; };
  const load = (name) => {
    if (!files.has(name)) files.set(name, new Promise((done, failed) => {
      const script = doc.createElement("script"), folder = /^[pc]\d/.test(name) ? "assets" : edition;
      script.src = new URL(`${folder}/search/${name}.js${site ? "?v=" + site.version : ""}`, root);
      script.onload = () => done(given[name]);
      script.onerror = () => { files.delete(name); failed(new Error(name)); };
      doc.head.append(script);
    }));
    return files.get(name);
  };
  const numbers = (digits) => {
    const all = [];
    let value = 0;
    for (const digit of digits) {
      const d = DIGITS.indexOf(digit);
      value = value * 32 + (d & 31);
      if (d < 32) { all.push(value); value = 0; }
    }
    return all;
  };
  const start = async () => {
    const given = await load("index"), pairs = [...given.forms];
    if (site) return;
    forms = new Map();
    for (let i = 0; i < pairs.length; i += 2) forms.set(pairs[i], pairs[i + 1]);
    units = new Map(given.units.split("\n").map((line) => line.split(" ")).map(([name, factor, fixed]) => [name, [+factor, fixed]]));
    let first = 0;
    starts = numbers(given.blocks).map((length) => (first += length) - length);
    site = given;
  };

  // Folding, as the program does it when it makes the index. `at` tells where in the text each code unit comes from.
  const only = (form, c) => [...form].length === 1 ? form : c;
  const foldCharacter = (c) => {
    if (!memo.has(c)) {
      const wide = c.normalize("NFKC");
      let form = /[\xad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\ufffc]/.test(c) ? "" : only(wide, c);
      form = form && only(form.toLowerCase(), form);
      // Signs that stand for several letters or digits: Ⅱ, ㎡, №.
      if (/[\u2100-\u218f\u3300-\u33ff\ufb00-\ufb06]/.test(c) && /^[a-z\d]{2,}$/i.test(wide)) form = wide.toLowerCase();
      memo.set(c, forms.get(form) || form);
    }
    return memo.get(c);
  };
  const fold = (text) => {
    let folded = "", last = "", space = false, unit = 0;
    const at = [];
    for (const c of text) {
      const form = foldCharacter(c);
      if (/\s/.test(form)) space = true;
      else if (form) {
        if (space && last && !(HAN.test(last) && HAN.test(form))) { folded += " "; at.push(unit); }
        for (let i = 0; i < form.length; i++) at.push(unit);
        folded += last = form;
        space = false;
      }
      unit += c.length;
    }
    at.push(unit);
    return { folded, at };
  };

  // Words: separated by white space, except a number and its unit.
  const quantity = (text) => {
    const [, number, rest] = /^(\d[\d,]*\.?\d*)(\D.*)$/.exec(text) || [], scale = { 十: 10, 百: 100, 千: 1e3, 万: 1e4, 亿: 1e8 };
    if (!rest) return "";
    let value = +number.replace(/,/g, ""), unit = rest;
    while (!units.has(unit) && scale[unit[0]]) { value *= scale[unit[0]]; unit = unit.slice(1); }
    const [factor, fixed] = units.get(unit) || [1, unit];
    // A small count is written one way in digits.
    if (value * factor < 1e4 && ![...units.values()].some(([own, name]) => own !== 1 && name === fixed)) return "";
    return fixed && "==" + (value * factor).toExponential(9).replace(/\.?0*e\+?/, "e") + fixed;
  };
  const words = (query) => {
    const all = [];
    for (const part of query.split(/\s+/).map((word) => fold(word).folded).filter(Boolean)) {
      const last = all[all.length - 1];
      if (units.has(part) && /^\d[\d,.]*$/.test(last)) all[all.length - 1] = last + part;
      else all.push(part);
    }
    return [...new Set(all)].map((text) => ({ text, points: [...text], key: quantity(text) }));
  };

  // Postings: place → 1 where the key stands there more than once.
  const list = async (family, bits, key) => {
    let hash = 0, next = 0;
    for (const c of key) { hash = Math.imul(hash ^ c.codePointAt(0), 0x9e3779b1); hash ^= hash >>> 15; }
    const text = "\n" + await load(family + (bits ? hash >>> 32 - bits : 0)), found = new Map(), at = text.indexOf(`\n${key} `);
    if (at >= 0) for (const n of numbers(text.slice(at + key.length + 2).split("\n", 1)[0])) {
      found.set(next += n >> 1, n & 1);
      next++;
    }
    return found;
  };
  const meet = (a, b) => new Map([...a].filter(([place]) => b.has(place)).map(([place, often]) => [place, often & b.get(place)]));
  const candidates = async ({ points, key }) => {
    let pairs = points.slice(1).map((c, i) => points[i] + c);
    if (pairs.length > 9) pairs = pairs.filter((_, i) => i % 2 === 0 || i === pairs.length - 1);
    // Three characters whose pairs tell little have a list of their own: two sides of a stop, two before one, two digits and on.
    pairs.push(...points.slice(2).map((c, i) => [points[i], points[i + 1], c])
      .filter((three) => three.every((c) => c !== " " && c.codePointAt(0) < 0x40000))
      .map((three) => three.join("")).filter((three) => /^.[^]?[,。;:、]|^\d\d/u.test(three)));
    const lists = pairs.length ? pairs.map((pair) => list("p", site.pairs, pair)) : [list("c", site.characters, points[0])];
    const [equal, ...found] = await Promise.all([key ? list("p", site.pairs, key) : new Map(), ...lists]);
    return new Map([...equal, ...found.reduce(meet)]);
  };

  const last = (array, test) => { let i = array.length; while (i-- && !test(array[i])); return i; };
  const shelf = (place) => site.reports[last(site.reports, (report) => report[1] <= place)];
  const record = async (place) => {
    const block = last(starts, (first) => first <= place);
    return (await load("t" + block))[place - starts[block]];
  };
  // Where the words stand in the text of a record, in code units; nothing where a word is missing.
  const ranges = ([, , , , text, quantities, others], words) => {
    const found = [], { folded, at } = fold(text);
    const unit = (point) => [...text].slice(0, point).join("").length;
    for (const { text: word, key } of words) {
      const before = found.length;
      for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + word.length)) {
        let end = i + word.length;
        while (at[end] === at[end - 1]) end++;
        found.push([at[i], at[end]]);
      }
      if (key && found.length === before) for (const line of (quantities || "").split("\n")) {
        const [from, to, own] = line.split(" ");
        if (own === key) found.push([unit(from), unit(to)]);
      }
      if (found.length === before && !(others || []).some((other) => fold(other).folded.includes(word))) return null;
    }
    return found.sort((a, b) => a[0] - b[0]);
  };

  // A search hands out places that are known to hold the words, a page at a time.
  const search = async (query, filter) => {
    await start();
    const parts = words(query), whole = site.pairs === null;
    if (!parts.length) return null;
    let left, exact = !whole && parts.every(({ points, key }) => points.length < 3 && !key);
    if (whole) left = Array.from({ length: site.places }, (_, place) => [place, 0]);
    else {
      const lists = parts.map(candidates);
      for (const key of [filter.sector && "##" + filter.sector, filter.kind && "@@" + filter.kind]) {
        if (key) lists.push(list("p", site.pairs, key).then((found) => new Map([...found.keys()].map((place) => [place, 1]))));
      }
      left = [...(await Promise.all(lists)).reduce(meet)];
    }
    if (filter.report) left = left.filter(([place]) => shelf(place)[0] === filter.report);
    const verify = async ([place]) => {
      const entry = await record(place), [kind, , , sectors] = entry;
      const apart = filter.kind && site.kinds[kind][0] !== filter.kind || filter.sector && !sectors.split(" ").includes(filter.sector);
      const found = !apart && ranges(entry, parts);
      return found && { place, record: entry, found };
    };
    const verified = async (places) => (await Promise.all(places.map(verify))).filter(Boolean);
    // Headings first, then where the words stand often, then the newest report, in the order of its text.
    const rank = (place, often) => { const [, first, heads] = shelf(place); return place < first + heads ? 99 : often; };
    let ready = [], shown = 0;
    if (whole) {
      ready = (await verified(left)).sort((a, b) => rank(b.place, b.found.length) - rank(a.place, a.found.length) || a.place - b.place);
      left = [];
    } else left.sort((a, b) => rank(...b) - rank(...a) || a[0] - b[0]);
    const total = left.length;
    return {
      async more() {
        const before = files.size;
        let read = 0;
        while (ready.length < shown + PAGE && left.length && !(ready.length > shown && read >= MOST)) {
          const room = ready.length > shown ? MOST - read : PAGE;
          ready.push(...await verified(left.splice(0, Math.min(shown + PAGE - ready.length, room))));
          read = files.size - before;
        }
        const page = ready.slice(shown, shown + PAGE);
        shown += page.length;
        return page;
      },
      get count() { return exact ? total : ready.length; },
      get exact() { return exact || !left.length; },
      get done() { return shown >= ready.length && !left.length; },
    };
  };

  // The form, and where its results stand: on the search page below it, elsewhere in a box of its own.
  const make = (name, text, attributes) => {
    const element = Object.assign(doc.createElement(name), attributes);
    if (text) element.append(text);
    return element;
  };
  const marked = ({ record: [, , , , text], found }) => {
    const p = make("p"), from = found.length ? found[0][0] : 0;
    let begin = Math.max(...["。", "！", "？", "；"].map((stop) => text.lastIndexOf(stop, from - 1))) + 1;
    if (!from) begin = 0;
    if (from - begin > 80) begin = from - 60;
    let end = text.slice(begin + 120).search(/[。！？；]/);
    end = end < 0 ? text.length : begin + 121 + end;
    if (end - begin > 260) end = begin + 240;
    if (/[\udc00-\udfff]/.test(text[begin])) begin--;
    if (/[\udc00-\udfff]/.test(text[end])) end++;
    const plain = (a, b) => text.slice(a, b).replace(/\ufffc/g, "");
    let at = begin;
    p.append(begin ? "……" : "");
    for (const [a, b] of found) {
      if (a < at || b > end) continue;
      p.append(plain(at, a), make("mark", plain(a, b)));
      at = b;
    }
    p.append(plain(at, end) + (end < text.length ? "……" : ""));
    return p;
  };
  const href = ({ place, record: [kind, id] }) => {
    const report = shelf(place)[0], [page, hash] = `${site.kinds[kind][1]}${encodeURI(id)}`.split("#");
    const file = location.protocol === "file:" ? "index.html" : "";
    return new URL(`${edition}/${report && report + "/"}${page}${file}${hash ? "#" + hash : ""}`, root).href;
  };
  const attach = (form) => {
    const input = form.querySelector("input[type=search]"), say = form.dataset, kinds = say.kinds.split("|");
    const page = doc.querySelector("[data-results]"), own = page && !form.closest("header");
    const box = own ? page : make("div", "", { className: "found", hidden: true });
    if (!own) form.append(box);
    const status = box.querySelector("[role=status]") || make("p", "", { className: "key" }), results = make("ol", "", { className: "res" });
    const more = make("button", say.more, { type: "button", hidden: true, className: "more" });
    status.setAttribute("role", "status");
    box.append(status, results, more);
    let turn = 0, asked = "", current;
    const show = (hits) => {
      for (const hit of hits) {
        const [kind, id, bare] = hit.record, label = bare && (kind === 1 ? say.para + bare : kind === 2 ? say.item.replace("{n}", bare) : bare), title = shelf(hit.place)[3], li = make("li"), place = make("div", "", { className: "k" });
        li.dataset.hit = id;
        if (label) place.append(kinds[kind], make("br"));
        place.append(make("a", label || kinds[kind], { href: href(hit) }));
        const words = make("div");
        words.append(marked(hit));
        if (title && site.reports.length > 1) words.append(make("small", title));
        li.append(place, words);
        results.append(li);
      }
      more.hidden = current.done;
      status.textContent = !current.count ? say.none.replace("{q}", asked) : (current.exact ? say.count : say.least).replace("{n}", current.count);
      // A miss leaves the contents to go on from.
      if (own) for (const part of doc.querySelectorAll("[data-contents]")) part.hidden = current.count > 0;
    };
    const filter = () => own ? Object.fromEntries([...doc.querySelectorAll("[data-filters] select")].map((select) => [select.name, select.value])) : {};
    const run = async () => {
      const query = input.value.trim(), chosen = filter(), key = JSON.stringify([query, chosen]), mine = ++turn;
      if (own) {
        const state = new URLSearchParams(Object.entries({ q: query, ...chosen }).filter(([, value]) => value)).toString();
        try { history.replaceState(null, "", location.pathname + (state && "?" + state)); } catch (error) { /* a folder has no history */ }
        for (const link of doc.querySelectorAll(".script a[data-switch]")) link.search = state;
        for (const part of doc.querySelectorAll("[data-contents]")) part.hidden = !!query;
      }
      try {
        const found = query && await search(query, chosen), hits = found && await found.more();
        if (mine !== turn) return;
        asked = query;
        current = found;
        results.textContent = status.textContent = "";
        more.hidden = true;
        box.hidden = !own && !found;
        if (found) show(hits);
        box.dataset.done = key;
      } catch (error) {
        if (mine === turn) { box.hidden = false; status.textContent = say.failed; }
      }
    };
    more.addEventListener("click", async () => {
      const before = results.children.length, mine = turn, hits = await current.more();
      if (mine !== turn) return;
      show(hits);
      if (results.children[before]) results.children[before].querySelector("a").focus();
    });
    input.addEventListener("input", (event) => { if (!event.isComposing) run(); });
    input.addEventListener("compositionend", run);
    form.addEventListener("submit", (event) => {
      if (own) { event.preventDefault(); run(); }
    });
    for (const place of new Set([form, box])) place.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const links = [...results.querySelectorAll("a")], at = links.indexOf(doc.activeElement);
      if (event.key === "Escape") { if (at < 0) { input.value = ""; run(); } input.focus(); }
      else if (event.key === "ArrowDown" && at + 1 < links.length) links[at + 1].focus();
      else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || input).focus();
      else return;
      event.preventDefault();
    });
    if (own) {
      const asked = new URLSearchParams(location.search);
      if (asked.get("q") && !input.value) input.value = asked.get("q");
      for (const part of doc.querySelectorAll("[data-filters]")) {
        part.hidden = false;
        for (const select of part.querySelectorAll("select")) {
          const value = asked.get(select.name);
          if (value && [...select.options].some((option) => option.value === value)) select.value = value;
          select.addEventListener("change", run);
        }
      }
    } else doc.addEventListener("click", (event) => { if (!form.contains(event.target)) box.hidden = true; });
    if (input.value.trim()) run();
  };
  for (const form of doc.querySelectorAll("form[role=search]")) attach(form);
  Object.assign(window.zhaiyaoSearch, { search, href });
})();
