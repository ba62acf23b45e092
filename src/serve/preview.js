// Preview only: reloads the page after a change and shows what is wrong with the content over it.
(() => {
  'use strict';
  const self = document.currentScript;
  const version = self.dataset.version;
  // An open form and a save under way are not torn away: the page is loaded again when they are done.
  const busy = () => 'saving' in document.documentElement.dataset || document.querySelector('#zy-form[open]');
  let stale = false;
  const events = new EventSource('/_preview/events');
  const renew = () => {
    if (!stale || busy()) return;
    events.close();
    location.reload();
  };
  events.onmessage = (event) => {
    stale = event.data !== version;
    renew();
  };
  document.addEventListener('zy-free', renew);
  if (self.dataset.errors === '0') return;
  fetch('/_preview/diagnostics').then((answer) => answer.text()).then((text) => {
    const found = text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((d) => d.severity === 'error');
    if (!found.length) return;
    const add = (parent, name, words) => {
      const element = parent.appendChild(document.createElement(name));
      element.textContent = words;
      return element;
    };
    const box = document.body.appendChild(document.createElement('dialog'));
    box.id = 'zy-errors';
    box.lang = 'en';
    add(box, 'h2', `${found.length} error(s): these pages are from the last build without any`);
    const close = add(box, 'button', 'Close (Esc)');
    close.type = 'button';
    close.onclick = () => box.close();
    const list = add(box, 'ol', '');
    for (const d of found) {
      const item = add(list, 'li', '');
      add(item, 'b', `${d.code}: ${d.message}\n`);
      if (d.path) add(item, 'i', d.line ? `${d.path}:${d.line}:${d.column}\n` : `${d.path}\n`);
      if (d.help) item.append(`help: ${d.help}`);
    }
    box.showModal();
  });
})();
