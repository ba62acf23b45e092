// Before the first paint: the reader's choice of light or dark, and that a script is there, so that nothing jumps later.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.js = "early";
  try { var kept = localStorage.getItem("zy-theme"); if (kept) root.dataset.theme = kept; } catch (e) { /* storage is off */ }
})();
