// Every page reads without this.
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, KEY = "zy-theme", here = doc.currentScript.src;

  function one(selector, within) { return (within || doc).querySelector(selector); }
  function all(selector, within) { return [].slice.call((within || doc).querySelectorAll(selector)); }
  function target(hash) { try { return doc.getElementById(decodeURIComponent(hash.slice(1))); } catch (e) { return null; } }

  // Opened from a folder, a link to a folder shows its files: name the page.
  if (location.protocol === "file:") all("a[href]").forEach(function (a) {
    var parts = a.getAttribute("href").split("#");
    if (/\/$/.test(parts[0]) && !/^[a-z]+:/i.test(parts[0])) {
      a.setAttribute("href", parts[0] + "index.html" + (parts[1] ? "#" + parts[1] : ""));
    }
  });

  var button = one("[data-theme-button]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem(KEY, root.dataset.theme); } catch (e) { /* storage is off */ }
    });
  }

  // The edition last chosen is marked where editions are chosen.
  doc.addEventListener("click", function (event) {
    var a = event.target.closest && event.target.closest("a[data-switch]");
    if (a && a.dataset.switch !== "parallel") try { localStorage.setItem("zy-edition", a.dataset.switch); } catch (e) { /* storage is off */ }
  });
  try { all("[data-kept]").forEach(function (mark) { mark.hidden = mark.dataset.kept !== localStorage.getItem("zy-edition"); }); } catch (e) { /* storage is off */ }

  // The script switch carries the fragment, or the first paragraph on screen; the contents follow.
  var places = all("[data-pid]"), switches = all(".script a[data-switch]"), links = all(".toc a[href^='#']"), current = "";
  var heads = links.map(function (a) { return target(a.hash); });
  function top(e) { return e.getBoundingClientRect().top; }
  function last(list, line) {
    var low = 0, high = list.length;
    while (low < high) { var mid = (low + high) >> 1; if (list[mid] && top(list[mid]) <= line) low = mid + 1; else high = mid; }
    return low - 1;
  }
  function visible() {
    var at = last(places, 32);
    if (at < 0) return places[0] && top(places[0]) < innerHeight && scrollY > 80 ? places[0].id : "";
    var end = places[at].getBoundingClientRect().bottom;
    return (end < 48 && places[at + 1] ? places[at + 1] : places[at]).id;
  }
  // To reach the switch the reader scrolls to the top: the place last read is kept that long.
  var fragment = location.hash && target(location.hash) ? decodeURIComponent(location.hash.slice(1)) : "";
  var settled = 0, read = "", dwell = 0, before = scrollY;
  function follow() {
    var seen = scrollY > 80 ? visible() : "";
    if (seen && Math.abs(scrollY - before) > innerHeight / 2) read = seen;
    before = scrollY;
    clearTimeout(dwell);
    dwell = setTimeout(function () { read = seen; carry(seen); }, seen ? 600 : 15000);
    carry(fragment || seen || read);
    var at = last(heads, 140), now = links[at] || links[0];
    if (now && now !== current) {
      if (current) current.removeAttribute("aria-current");
      now.setAttribute("aria-current", "true");
      current = now;
      var box = one(".toc");
      if (box && box.scrollHeight > box.clientHeight) box.scrollTop = now.offsetTop - box.clientHeight / 2;
    }
  }
  function carry(id) {
    switches.forEach(function (a) {
      var place = a.dataset.switch === "parallel" ? id.replace(/[.].*/, "") : id;
      a.hash = place ? "#" + place : "";
    });
  }
  if (places.length || links.length) {
    var waiting = false;
    addEventListener("scroll", function () {
      // A jump to a fragment scrolls too; the reader's own scrolling comes later.
      if (fragment && Date.now() - settled > 600) { read = fragment; fragment = ""; }
      if (!waiting) { waiting = true; requestAnimationFrame(function () { waiting = false; follow(); }); }
    }, { passive: true });
    addEventListener("hashchange", function () { fragment = target(location.hash) ? decodeURIComponent(location.hash.slice(1)) : ""; settled = Date.now(); follow(); });
    addEventListener("load", function () { settled = Date.now(); follow(); });
    settled = Date.now();
    follow();
  }

  // Folded under a paragraph; in the margin as the page has it; all open in print.
  var wide = matchMedia("(min-width:75.01rem)"), side = all(".side details");
  function fold() { side.forEach(function (d) { d.open = wide.matches && !d.matches(".shut"); }); }
  if (side.length) { fold(); wide.addEventListener("change", fold); }
  if (matchMedia("(max-width:60rem)").matches) all(".toc details,.agl").forEach(function (d) { d.open = false; });
  root.dataset.js = "on";
  addEventListener("beforeprint", function () { all("details").forEach(function (d) { d.open = true; }); });
  addEventListener("afterprint", fold);
  all("a.nref").forEach(function (a) {
    a.addEventListener("click", function () { var note = target(a.hash); if (note && "open" in note) note.open = true; });
  });

  // Copying is a button; the reader's own copying is never touched.
  var toast = one(".toast"), timer = 0;
  function say(text) {
    if (!toast) return;
    toast.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(function () { toast.textContent = ""; }, 2600);
  }
  // What is cited: the words selected in the paragraph, else the sentence of the address, else the whole paragraph.
  function cut(place) {
    var p = one("p", place), range = doc.createRange(), id = place.id, chosen = getSelection(), s = location.hash && target(location.hash);
    range.selectNodeContents(p);
    if (chosen.rangeCount && !chosen.isCollapsed && p.contains(chosen.getRangeAt(0).startContainer) && p.contains(chosen.getRangeAt(0).endContainer)) {
      range = chosen.getRangeAt(0);
      s = range.startContainer;
      s = (s.nodeType === 1 ? s : s.parentNode).closest("p > span[id]");
    } else if (s && s !== p && p.contains(s)) range.selectNodeContents(s);
    else s = null;
    if (s) id = s.id;
    var words = doc.createElement("p");
    words.append(range.cloneContents());
    all(".nref", words).forEach(function (n) { n.remove(); });
    return { id: id, words: words.textContent.trim() };
  }
  function paragraph(button) {
    var place = button.closest("[data-pid]"), sheet = button.closest("[data-cite]");
    if (!place || !sheet) { var dd = button.closest("dd"); return dd ? one("p", dd).textContent : ""; }
    var d = sheet.dataset, part = cut(place), here = location.href.split(/[?#]/)[0] + "#" + part.id, lines = [d.open + part.words + d.close];
    if (format === "plain") lines.push(d.cite + "，" + d.para + place.id.replace(/^p-/, ""));
    else lines.push(cited(format === "gb" ? d.citeGb : d.citeApa, d.citeAccessed).replace(d.citeAddress, here));
    if (d.citeOrigin) lines.push(d.citeOrigin);
    if (format === "plain") lines.push(here);
    return lines.join("\n");
  }
  function cited(text, accessed) {
    var now = new Date(), two = function (n) { return (n < 10 ? "0" : "") + n; };
    return text.replace("[" + accessed + "]", "[" + now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate()) + "]");
  }
  all("[data-cite-accessed] dd p").forEach(function (p) { p.textContent = cited(p.textContent, p.closest("[data-cite-accessed]").dataset.citeAccessed); });
  var format = "plain", formats = one("[data-cite-format]");
  if (formats && !navigator.clipboard) formats.parentNode.remove();
  if (formats && navigator.clipboard) {
    try { format = localStorage.getItem("zy-cite") || format; } catch (e) { /* storage is off */ }
    formats.value = format;
    if (!formats.value) formats.value = format = "plain";
    formats.parentNode.hidden = false;
    formats.addEventListener("change", function () {
      format = formats.value;
      try { localStorage.setItem("zy-cite", format); } catch (e) { /* storage is off */ }
    });
  }
  if (navigator.clipboard) {
    all("button[data-copy]").forEach(function (b) {
      b.hidden = false;
      b.addEventListener("mousedown", function (event) { event.preventDefault(); });
    });
    doc.addEventListener("click", function (event) {
      var b = event.target.closest && event.target.closest("button[data-copy]");
      if (!b) return;
      var term = b.closest("[data-pid]") ? formats && formats.selectedOptions[0] : one("dt", b.closest("dd").parentNode);
      navigator.clipboard.writeText(paragraph(b)).then(function () { say(toast.dataset.copied.replace("{n}", term ? term.textContent : "")); }, function () { say(toast.dataset.failed); });
    });
  }

  var terms = all("a.term"), gloss;
  if (terms.length && "showPopover" in HTMLElement.prototype) {
    gloss = doc.createElement("div");
    gloss.className = "gloss";
    gloss.id = "gloss";
    gloss.setAttribute("popover", "auto");
    gloss.setAttribute("role", "note");
    doc.body.append(gloss);
    doc.addEventListener("click", function (event) {
      var a = event.target.closest && event.target.closest("a.term"), entry = a && target(a.hash);
      if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      gloss.textContent = "";
      all("dt,dd", entry).forEach(function (part) {
        var p = doc.createElement("p");
        p.className = part.tagName.toLowerCase();
        part.childNodes.forEach(function (n) { p.append(n.cloneNode(true)); });
        gloss.append(p);
      });
      a.setAttribute("aria-describedby", "gloss");
      gloss.showPopover();
      var at = a.getClientRects()[0], box = gloss.getBoundingClientRect(), below = at.bottom + 6;
      gloss.style.left = Math.max(8, Math.min(at.left, innerWidth - box.width - 8)) + "px";
      gloss.style.top = scrollY + Math.max(8, below + box.height > innerHeight ? at.top - box.height - 6 : below) + "px";
    });
  }

  // A link to a place that is gone: its paragraph, else a word about it.
  function lost() {
    if (location.hash.length < 2 || target(location.hash)) return;
    var up = location.hash.replace(/[.].*/, "");
    if (target(up)) location.replace(up); else if (toast) say(toast.dataset.gone);
  }
  addEventListener("hashchange", lost);
  lost();

  all("a[data-report]").forEach(function (a) {
    a.addEventListener("click", function () {
      if (a.protocol === "mailto:") a.search = "?body=" + encodeURIComponent(location.href.split("#")[0] + (visible() ? "#" + visible() : ""));
    });
  });

  // Search: its script is loaded when the reader starts. `/` goes to the field.
  var field = one("form[role=search] input[type=search]"), begun = false;
  function begin() {
    if (begun) return;
    begun = true;
    var script = doc.createElement("script");
    script.src = here.replace(/zy\.js.*$/, "search.js");
    doc.head.append(script);
  }
  if (field) {
    if (location.protocol === "file:") field.form.action = field.form.getAttribute("action") + "index.html";
    if (one("[data-results]")) begin();
    else field.addEventListener("focus", begin);
    doc.addEventListener("keydown", function (event) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
      event.preventDefault();
      field.focus();
      field.select();
      if (doc.activeElement !== field) location.href = field.form.action;
    });
  }
})();
