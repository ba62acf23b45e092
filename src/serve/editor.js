// Preview only: the editor's tools. Select words and write a note on them; every form says which file it made, and can be
// undone. All of it works from the keyboard: the tools are buttons, the forms dialogs.
(() => {
  'use strict';
  const self = document.currentScript;
  const token = self.dataset.token;
  const lang = document.documentElement.lang;
  const store = sessionStorage;
  let words = {};
  const w = (key) => words[key] || key;
  const fill = (key, about) => w(key).replace('{about}', w(about)).replace('{n}', about);

  const el = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, '');
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
    }
    element.append(...inside.filter((part) => part !== null && part !== undefined));
    return element;
  };

  // Where the reader is: /zh-hans/nmg-2023/text/, /parallel/nmg-2023/, or the desk.
  const parts = location.pathname.split('/').filter(Boolean);
  const parallel = parts[0] === 'parallel';
  const desk = document.body.hasAttribute('data-desk');
  const across = ['sector', 'briefs', 'glossary', 'search'].includes(parts[1]);
  const report = desk || across ? '' : parallel ? parts[1] || '' : parts.length > 2 ? parts[1] : '';

  const plain = (text) => text.replace(/\s+/g, ' ').replace(/ ?([\u3000-\u9fff\uff00-\uffef]) ?/g, '$1').trim();
  const owner = (node) => (node && (node.nodeType === 1 ? node : node.parentElement)) || null;
  const placeOf = (node) => {
    const element = owner(node);
    return element ? element.closest('[data-pid],h2[id],h3[id],h4[id],.rv[id]') : null;
  };
  const sentenceOf = (node) => {
    const element = owner(node);
    return element ? element.closest('[id*=".s"]') : null;
  };

  // What the tools are about: the selection; else what has the focus or is the page's target.
  let kept = null;
  const look = () => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    if (range && document.getElementById('main') && document.getElementById('main').contains(range.commonAncestorContainer)) {
      const place = placeOf(range.startContainer);
      const one = place && place.contains(range.endContainer);
      const first = sentenceOf(range.startContainer);
      const last = sentenceOf(range.endContainer);
      return {
        quote: plain(selection.toString()),
        id: place ? place.id : '',
        sentence: first && first === last ? first.id : '',
        one: Boolean(one),
        figure: (owner(range.startContainer).closest('[data-figure]') || { dataset: {} }).dataset.figure || '',
        range,
      };
    }
    const focused = placeOf(document.activeElement === document.body ? null : document.activeElement);
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const place = focused || placeOf(target);
    return { quote: '', id: place ? place.id : '', sentence: target && sentenceOf(target) ? target.id : '', one: true, figure: '', range: null };
  };

  const ask = async (path, query) => {
    const answer = await fetch(`/_preview/${path}?${new URLSearchParams(query)}`);
    return answer.json();
  };
  const state = (place) => ask('place', { report: place.report || report, id: place.id || '', edition: lang });

  const free = () => document.dispatchEvent(new Event('zy-free'));
  const send = async (path, message) => {
    document.documentElement.dataset.saving = '';
    const sent = await post(path, message);
    delete document.documentElement.dataset.saving;
    if (!sent.ok) free();
    return sent;
  };
  const post = async (path, message) => {
    try {
      const answer = await fetch(`/_preview/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Zhaiyao-Token': token },
        body: JSON.stringify(message),
      });
      return { ok: answer.ok, told: await answer.json() };
    } catch {
      return { ok: false, told: { reason: 'offline', about: '' } };
    }
  };

  // Fields of forms.
  const field = (name, label, options = {}) => {
    const { value = '', area = false, hint = '', ...rest } = options;
    const input = el(area ? 'textarea' : 'input', { name, autocomplete: 'off', ...rest });
    input.value = value === null ? '' : value;
    return el('label', {}, el('span', {}, hint ? `${label}（${hint}）` : label), input);
  };
  const choice = (name, label, entries, value) => {
    const select = el('select', { name });
    for (const [key, text] of entries) {
      const option = select.appendChild(el('option', { value: key }, text));
      option.selected = key === value;
    }
    return el('label', {}, el('span', {}, label), select);
  };
  const pair = (...fields) => el('div', { class: 'pair' }, ...fields);
  const check = (name, label, checked) => {
    const box = el('input', { type: 'checkbox', name });
    box.checked = Boolean(checked);
    return el('label', { class: 'check' }, box, el('span', {}, label));
  };

  const form = (title, fields, action, base, submit = 'save') => {
    document.getElementById('zy-form')?.remove();
    const fault = el('p', { class: 'fault', role: 'alert' });
    const box = el('dialog', { id: 'zy-form', lang, 'aria-labelledby': 'zy-form-title' });
    const inner = el('form', { method: 'dialog' },
      el('h2', { id: 'zy-form-title' }, title), ...fields, fault,
      el('div', { class: 'buttons' },
        el('button', { type: 'submit' }, w(submit)),
        el('button', { type: 'button', onclick: () => box.close() }, w('cancel')),
        el('small', {}, 'Ctrl + Enter')));
    inner.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = inner.querySelector('[type=submit]');
      button.disabled = true;
      const said = await save(action(new FormData(inner)), base);
      button.disabled = false;
      if (said) fault.textContent = said;
      else box.close();
    });
    inner.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) inner.requestSubmit();
    });
    box.append(inner);
    box.addEventListener('close', () => {
      box.remove();
      free();
    });
    document.body.append(box);
    box.showModal();
    (inner.querySelector('[autofocus]') || inner.querySelector('textarea,input,select'))?.focus();
  };

  // Saves, remembers what was written for the page that comes, and loads it. Returns what went wrong, if anything did.
  const save = async (action, base, go) => {
    const { ok, told } = await send('edit', { action, base });
    if (!ok) {
      const more = (told.diagnostics || []).map((d) => `\n${d.place || ''} ${d.message}${d.help ? ` (${d.help})` : ''}`);
      return fill(told.reason, told.about || '') + more.join('');
    }
    store.setItem('zy-said', JSON.stringify({ key: 'saved', number: told.number, files: told.files, warnings: told.warnings }));
    if (go) location.hash = go;
    location.reload();
    return '';
  };

  const undo = async (number) => {
    const { ok, told } = await send('undo', { number });
    if (!ok) return say({ key: '', text: fill(told.reason, told.about || ''), files: [] });
    store.setItem('zy-said', JSON.stringify({ key: 'undone', files: told.files }));
    location.reload();
    return undefined;
  };

  const say = (said) => {
    document.getElementById('zy-said')?.remove();
    const bar = el('p', { class: 'bar2' }, el('b', {}, said.text || w(said.key)));
    if (said.number) bar.append(el('button', { type: 'button', 'data-undo': said.number, onclick: () => undo(said.number) }, w('undo')));
    const box = el('section', { id: 'zy-said', lang, role: 'status', 'aria-live': 'polite' }, bar);
    bar.append(el('button', { type: 'button', onclick: () => box.remove() }, w('close')));
    for (const file of said.files || []) {
      const lines = el('pre', {});
      for (const line of file.removed) lines.append(el('del', {}, line));
      for (const line of file.added) lines.append(el('ins', {}, line));
      const where = file.state === 'changed' ? `${w('changed')} ${fill('line', file.line)}` : w(file.state);
      box.append(el('p', {}, el('b', {}, file.path), ` ${where}`), lines);
    }
    for (const warning of said.warnings || []) box.append(el('p', { lang: 'en' }, `${warning.place || ''} ${warning.message}`));
    document.body.append(box);
  };

  const source = (data) => {
    const title = data.get('source_title').trim();
    const url = data.get('source_url').trim();
    if (!title && !url) return null;
    return url ? { title: title || url, url } : { title };
  };
  const sourceFields = () => pair(field('source_title', `${w('sources')}：${w('source_title')}`), field('source_url', w('source_url'), { type: 'url' }));

  // The forms.
  const forms = {
    async note(at) {
      const own = at.report || report;
      const info = await state({ report: own, id: at.id });
      const scopes = [['words', w('on_words')], ['place', w('on_place')], ['report', w('on_report')]];
      const scope = at.quote ? 'words' : at.id ? 'place' : 'report';
      const radios = el('div', { class: 'radios' });
      for (const [key, label] of scopes) {
        if (key === 'place' && !at.id) continue;
        const radio = el('input', { type: 'radio', name: 'scope', value: key });
        radio.checked = key === scope;
        radios.append(el('label', {}, radio, el('span', {}, label)));
      }
      const kinds = ['context', 'term', 'data', 'factcheck', 'correction', 'link'].map((kind) => [kind, w(`kind_${kind}`)]);
      form(w('note'), [
        el('fieldset', {}, el('legend', {}, at.id ? `${w('place')} ${at.id}` : w('place')), radios),
        field('quote', w('selected'), { value: at.quote }),
        field('body', w('body'), { area: true, hint: w('body_hint'), required: true, autofocus: true }),
        pair(choice('kind', w('kind'), kinds, 'context'), field('by', w('by'), { value: localStorage.getItem('zy-by') || '' })),
        sourceFields(),
        check('draft', w('as_draft')),
      ], (data) => {
        const chosen = data.get('scope');
        const quote = chosen === 'words' ? plain(data.get('quote')) : null;
        localStorage.setItem('zy-by', data.get('by'));
        const places = chosen === 'report' ? [] : [at.id, at.quote && quote === at.quote ? at.sentence : ''].filter(Boolean);
        return {
          do: 'note', report: own, quote: quote || null, places: chosen === 'place' ? [at.id] : places, kind: data.get('kind'),
          by: data.get('by') || null, sources: [source(data)].filter(Boolean), draft: data.has('draft'), body: data.get('body'),
        };
      }, info.files);
    },

    async term(at) {
      const info = await state({ report, id: '' });
      const traditional = /hant/i.test(at.lang || lang);
      const other = at.quote ? (await ask('convert', { from: traditional ? 'zh-Hant' : 'zh-Hans', to: traditional ? 'zh-Hans' : 'zh-Hant', text: at.quote })).text : '';
      form(w('term'), [
        pair(field('hans', w('hans'), { value: traditional ? other : at.quote, required: true }), field('hant', w('hant'), { value: traditional ? at.quote : other })),
        field('definition', w('definition'), { area: true, hint: w('body_hint'), required: true, autofocus: true }),
        pair(field('tw', w('tw')), field('hk', w('hk'))),
        pair(field('en', w('en'), { lang: 'en' }), field('id', w('id'), { pattern: '[a-z0-9\\-]*' })),
        sourceFields(),
      ], (data) => ({
        do: 'term', id: data.get('id'), hans: data.get('hans'), hant: data.get('hant'), tw: data.get('tw'), hk: data.get('hk'),
        en: data.get('en'), definition: data.get('definition'), source: source(data),
      }), info.files);
    },

    async override(at) {
      const info = await state({ report: at.report || report, id: '' });
      const fields = [];
      if (at.alternatives) fields.push(el('p', {}, at.alternatives));
      fields.push(
        pair(field('hans', w('hans'), { value: at.hans, required: true }), field('hant', w('hant'), { value: at.hant, required: true, autofocus: true })),
        pair(field('tw', w('tw')), field('hk', w('hk'))),
        field('reason', w('reason'), { required: true }),
      );
      form(w('override'), fields, (data) => ({
        do: 'override', hans: data.get('hans'), hant: data.get('hant'), tw: data.get('tw'), hk: data.get('hk'), reason: data.get('reason'),
      }), info.files);
    },

    async decision(at) {
      const own = at.report || report;
      const info = await state({ report: own, id: at.id });
      form(w('decide'), [
        el('p', {}, `${w('before')}：`, el('code', { 'data-capture': true }, at.before)),
        field('reading', w('reading'), { value: at.reading, required: true, autofocus: true }),
      ], (data) => ({ do: 'decision', report: own, judgement: at.judgement, before: at.before, reading: data.get('reading') }), info.files);
    },

    async repair(at) {
      const info = await state(at);
      if (!info.repairs || !info.repairs.length) return say({ text: at.id ? w('no_repairs') : w('choose_place') });
      const entries = info.repairs.map((r, i) => [String(i), `${r.before} → ${r.decision || r.after}`]);
      const list = el('datalist', { id: 'zy-candidates' });
      const which = choice('which', w('repair'), entries, '0');
      const reading = field('reading', w('reading'), { required: true, list: 'zy-candidates' });
      const show = () => {
        const r = info.repairs[Number(which.querySelector('select').value)];
        reading.querySelector('input').value = r.decision || r.after;
        list.replaceChildren(...r.candidates.map((text) => el('option', { value: text })));
      };
      which.querySelector('select').addEventListener('change', show);
      show();
      form(w('decide'), [which, reading, list], (data) => {
        const r = info.repairs[Number(data.get('which'))];
        return { do: 'decision', report, judgement: r.number, before: r.before, reading: data.get('reading') };
      }, info.files);
      return undefined;
    },

    async sector(at) {
      const info = await state(at);
      if (!info.sentences || !info.sentences.length) return say({ text: at.id ? w('no_sentences') : w('choose_place') });
      const entries = info.sentences.map((s) => [s.id, s.text]);
      const which = choice('sentence', w('sentence'), entries, at.sentence || entries[0][0]);
      const to = choice('sector', w('to_sector'), info.sectors.map((s) => [s.id, s.name]), '');
      const show = () => {
        const sentence = info.sentences.find((s) => s.id === which.querySelector('select').value);
        if (sentence) to.querySelector('select').value = sentence.sector;
      };
      which.querySelector('select').addEventListener('change', show);
      show();
      form(w('sector'), [which, to], (data) => ({ do: 'move', report, sentence: data.get('sentence'), sector: data.get('sector') }), info.files);
      return undefined;
    },

    async figure(at) {
      const own = at.report || report;
      const info = await state({ report: own, id: at.figure || at.id });
      const figures = (info.figures || []).filter((f) => !at.figure || f.id === at.figure);
      if (!figures.length) return say({ text: at.id ? w('no_figures') : w('choose_place') });
      const which = choice('figure', w('which_figure'), figures.map((f) => [f.id, f.text]), figures[0].id);
      const names = ['indicator', 'value', 'value_to', 'unit', 'period'];
      const inputs = Object.fromEntries(names.map((name) => [name, field(name, w(name), name.startsWith('value') ? { inputmode: 'decimal' } : {})]));
      const kinds = ['target', 'actual', 'baseline', 'rank'].map((kind) => [kind, w(`type_${kind}`)]);
      const bounds = ['ge', 'gt', 'le', 'lt', 'approx', 'eq', 'range', 'full', 'sync', 'text'].map((bound) => [bound, w(`bound_${bound}`)]);
      const hedges = [['', w('no_hedge')], ...['确保', '实现', '力争', '争取', '预计'].map((word) => [word, word])];
      const selects = {
        kind: choice('kind', w('type'), kinds, ''), bound: choice('bound', w('bound'), bounds, ''), hedge: choice('hedge', w('hedge'), hedges, ''),
        sector: choice('sector', w('to_sector'), info.sectors.map((s) => [s.id, s.name]), ''),
      };
      const current = () => figures.find((f) => f.id === which.querySelector('select').value);
      const value = (f, name) => (f[name] === null || f[name] === undefined ? '' : String(f[name]));
      const show = () => {
        for (const name of names) inputs[name].querySelector('input').value = value(current(), name);
        for (const [name, label] of Object.entries(selects)) label.querySelector('select').value = value(current(), name);
      };
      which.querySelector('select').addEventListener('change', show);
      show();
      form(w('figure'), [
        which, check('hide', w('hide')), pair(inputs.indicator, inputs.period), pair(inputs.value, inputs.value_to),
        pair(inputs.unit, selects.bound), pair(selects.kind, selects.hedge), selects.sector,
      ], (data) => {
        const figure = current();
        if (data.has('hide')) return { do: 'hide', report: own, figure: figure.id };
        const values = {};
        for (const name of [...names, ...Object.keys(selects)]) {
          const now = data.get(name).trim();
          if (now === value(figure, name) || now === '') continue;
          values[name] = name.startsWith('value') ? Number(now) : now;
        }
        return { do: 'fix', report: own, figure: figure.id, values };
      }, info.files);
      return undefined;
    },

    async rewrite(at) {
      const info = await state({ report: at.report || report, id: '' });
      const note = (info.notes || []).find((n) => n.id === at.note);
      if (!note) return say({ text: fill('no_such_note', at.note) });
      form(w('rewrite'), [el('p', {}, note.path), field('body', w('body'), { area: true, value: note.body, required: true, autofocus: true })],
        (data) => ({ do: 'rewrite', report: at.report || report, note: at.note, body: data.get('body') }), info.files);
      return undefined;
    },

    async requote(at) {
      const info = await state({ report: at.report, id: '' });
      const said = await save({ do: 'requote', report: at.report, note: at.note }, info.files);
      if (said) say({ text: said });
    },
  };

  // On the page with both scripts: what the selection is in the other column.
  const both = async (at) => {
    const cell = at.range ? owner(at.range.startContainer).closest('[lang]') : null;
    const from = cell && cell !== document.documentElement ? cell.lang : lang;
    const traditional = /hant/i.test(from);
    if (!at.quote) return { hans: '', hant: '' };
    const row = cell && cell.closest('.rv');
    const other = row && [...row.querySelectorAll('[lang]')].find((c) => c !== cell && /hant/i.test(c.lang) !== traditional);
    const here = cell ? cell.textContent : '';
    let text = '';
    // The same stretch in the other column, where the two are of one length; else what the site makes of the words.
    if (other && [...other.textContent].length === [...here].length) {
      const before = at.range.cloneRange();
      before.selectNodeContents(cell);
      before.setEnd(at.range.startContainer, at.range.startOffset);
      const start = [...before.toString()].length;
      text = [...other.textContent].slice(start, start + [...at.quote].length).join('');
    }
    if (!text) text = (await ask('convert', { from, to: traditional ? 'zh-Hans' : 'zh-Hant', text: at.quote })).text;
    return traditional ? { hans: text, hant: at.quote } : { hans: at.quote, hant: text };
  };

  const start = async () => {
    const said = store.getItem('zy-said');
    store.removeItem('zy-said');
    if (said) say(JSON.parse(said));
    if (token) document.querySelectorAll('button[data-form]').forEach((button) => {
      button.hidden = false;
      button.addEventListener('click', () => forms[button.dataset.form](JSON.parse(button.dataset.fill)));
    });
    if (desk) {
      const list = document.querySelector('[data-broken]');
      const broken = await fetch('/_preview/broken').then((answer) => answer.json());
      document.querySelector('[data-broken-count]').textContent = broken.length;
      for (const { page, message } of broken) {
        list.append(el('li', {}, el('a', { class: 'zd-at', href: page }, page), el('span', { class: 'zd-what', lang: 'en' }, message)));
      }
      if (!broken.length) list.append(el('li', {}, list.dataset.none));
      return;
    }
    if (!token) return;
    const bar = el('nav', { id: 'zy-tools', lang, 'aria-label': w('tools') }, el('p', {}, w('tools')));
    const shown = el('output', {});
    const tool = (name, run) => bar.append(el('button', {
      type: 'button', 'data-tool': name,
      // The selection and the focus are what the tool is about: pressing it leaves both alone.
      onmousedown: (event) => event.preventDefault(),
      onclick: () => run(look().quote || look().id ? look() : kept || look()),
    }, w(name)));
    if (report && !parallel) tool('note', forms.note);
    tool('term', forms.term);
    if (report && !parallel) {
      tool('figure', forms.figure);
      tool('sector', forms.sector);
      tool('repair', forms.repair);
    }
    if (parallel) tool('override', async (at) => forms.override({ ...(await both(at)), report }));
    bar.append(el('a', { href: `/_preview/desk/${/hant/i.test(lang) ? lang.toLowerCase() : 'zh-hans'}/` }, w('desk')), shown);
    document.body.append(bar);
    const follow = () => {
      // The focus that moves to the tools takes nothing away from what they are about.
      if (bar.contains(document.activeElement)) return;
      kept = look();
      shown.textContent = kept.quote || kept.id;
    };
    document.addEventListener('selectionchange', follow);
    document.addEventListener('focusin', follow);
    addEventListener('hashchange', follow);
    follow();
  };
  fetch(`/_preview/words?${lang}`).then((answer) => answer.json()).then((found) => {
    words = found;
    return start();
  });
})();
