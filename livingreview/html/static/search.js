// The search: records as you type beside every page; records and text on the page of the search.
// What it searches comes as scripts, so that it works from file://, and only when it is asked for.
// rank.js says what is found; here stands what a reader sees and presses.
"use strict";

(() => {
  const FEW = 4; // hits of a group below the field
  const SHOWN = 8; // hits of a group on the page, before the rest is asked for
  const root = document.documentElement.dataset.content_root || "./";
  const field = document.getElementById("sidebar-search");
  const onPage = document.getElementById("search-field");

  // -- data -------------------------------------------------------------------------------------

  const data = {}; // what the scripts hand over, by kind
  window.bookSearchData = (kind, found) => (data[kind] = found);

  const asked = {};
  function script(name) {
    asked[name] ||= new Promise((done, failed) => {
      const made = document.createElement("script");
      made.src = `${root}_static/${name}.js`;
      made.onload = done;
      made.onerror = () => failed(new Error(`${name}.js did not load`));
      document.head.append(made);
    });
    return asked[name];
  }

  let records = null;
  let sections = null;

  async function loadRecords() {
    await Promise.all([script("rank"), script("search-records")]);
    records ||= bookRank.prepare(data.records);
  }

  // Findings weigh more than all names: they come when the names are there.
  let hasFindings = false;
  async function loadFindings() {
    await loadRecords();
    await script("search-findings");
    if (!hasFindings) records = records.concat(bookRank.prepare(data.findings));
    hasFindings = true;
  }

  async function loadText() {
    await Promise.all([script("rank"), script("search-text")]);
    sections ||= bookRank.prepareText(data.text);
  }

  // -- parts ------------------------------------------------------------------------------------

  function element(name, className, ...parts) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...parts);
    return made;
  }

  // The further name by which a record was found; its name says the rest.
  function alias(record, query) {
    const key = query.toLowerCase();
    const found = record.others.find((other) => other.toLowerCase().includes(key));
    return found && !record.name.toLowerCase().includes(key) ? `also ${found}` : "";
  }

  const about = (record, query) => [alias(record, query), record.detail].filter(Boolean).join(" · ");
  const hint = ({ words, near }) =>
    near ? `Did you mean ${near}?` : words ? "No record has all of these words; these have most." : "";

  // -- as you type ------------------------------------------------------------------------------

  function typeAhead(form) {
    const panel = element("div", "search-panel");
    panel.id = "search-panel";
    panel.setAttribute("role", "listbox");
    panel.setAttribute("aria-label", "Records found");
    panel.popover = "manual";
    const status = element("p", "visually-hidden");
    status.setAttribute("role", "status");
    form.append(panel, status);
    const combo = {
      role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
      "aria-controls": panel.id, "aria-expanded": "false", "aria-haspopup": "listbox",
    };
    Object.entries(combo).forEach(([name, value]) => field.setAttribute(name, value));

    let active = -1;
    const options = () => [...panel.querySelectorAll("[role=option]")];
    const isOpen = () => field.getAttribute("aria-expanded") === "true";

    function choose(number) {
      const all = options();
      active = all.length ? (number + all.length + 1) % (all.length + 1) : -1;
      if (active === all.length) active = -1; // between the last and the first: the field itself
      all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      if (active < 0) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }

    function close() {
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
      active = -1;
      if (panel.matches(":popover-open")) panel.hidePopover();
    }

    function place() {
      const at = field.getBoundingClientRect();
      const wide = Math.min(560, document.documentElement.clientWidth - 16);
      panel.style.width = `${wide}px`;
      panel.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - wide - 8))}px`;
      panel.style.top = `${at.bottom + 4}px`;
      panel.style.maxHeight = `${Math.max(160, innerHeight - at.bottom - 16)}px`;
    }

    function option(href, number, ...parts) {
      const made = element("a", "search-option", ...parts);
      made.href = href;
      made.id = `search-option-${number}`;
      made.tabIndex = -1;
      made.setAttribute("role", "option");
      made.setAttribute("aria-selected", "false");
      return made;
    }

    function show(query, found) {
      let number = 0;
      const blocks = found.groups.map(({ kind, label, hits }) => {
        const head = element("div", "search-head", label, " ", element("span", "count", String(hits.length)));
        head.id = `search-head-${kind}`;
        const links = hits.slice(0, FEW).map((hit) => {
          number += 1;
          const name = element("span", "search-name", hit.name);
          return option(root + hit.address, number, name, " ", element("span", "search-about", about(hit, query)));
        });
        const block = element("div", `search-group of-${kind}`, head, ...links);
        block.setAttribute("role", "group");
        block.setAttribute("aria-labelledby", head.id);
        return block;
      });
      const page = `${root}search.html?q=${encodeURIComponent(query)}`;
      const rest = option(page, number + 1, "Records and text with ", element("b", "", query));
      rest.classList.add("search-rest");
      const said = hint(found);
      panel.replaceChildren(...(said ? [element("p", "search-hint", said)] : []), ...blocks, rest);
      const total = found.groups.reduce((sum, { hits }) => sum + hits.length, 0);
      status.textContent = `${said} ${total} records found.`.trim();
      active = -1;
      field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-expanded", "true");
      if (panel.showPopover && !panel.matches(":popover-open")) panel.showPopover();
      place();
    }

    async function update() {
      const query = field.value.trim();
      if (!query) return close();
      for (const load of hasFindings ? [loadFindings] : [loadRecords, loadFindings]) {
        await load();
        if (field.value.trim() !== query || document.activeElement !== field) return;
        if (active < 0) show(query, bookRank.records(records, query));
      }
    }

    const follow = (link) => location.assign(link.href);
    field.addEventListener("focus", () => loadFindings().catch(() => {}), { once: true });
    field.addEventListener("input", () => update().catch(() => {})); // the page of the search is left
    field.addEventListener("focus", () => field.value.trim() && update().catch(() => {}));
    field.addEventListener("blur", () => setTimeout(() => panel.contains(document.activeElement) || close()));
    panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    panel.addEventListener("click", (event) => event.target.closest("a") && close());
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && !isOpen()) update().catch(() => {});
      if (!isOpen()) return;
      const last = options().length - 1;
      const to = { ArrowDown: active + 1, ArrowUp: active < 0 ? last : active - 1 }[event.key];
      if (to !== undefined) choose(to);
      else if (event.key === "Enter" && active >= 0) follow(options()[active]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    ["resize", "scroll"].forEach((name) => window.addEventListener(name, () => isOpen() && place()));
  }

  // -- the page of the search -------------------------------------------------------------------

  function list(items, noun, line) {
    const made = element("ul", "search-list", ...items.slice(0, SHOWN).map(line));
    if (items.length <= SHOWN) return [made];
    const more = element("button", "search-more", `All ${items.length} ${noun}`);
    more.type = "button";
    more.addEventListener("click", () => {
      const added = items.slice(SHOWN).map(line);
      made.append(...added);
      more.remove();
      added[0].querySelector("a").focus();
    });
    return [made, more];
  }

  function recordLine(query) {
    return (hit) => {
      const link = element("a", "search-name", hit.name);
      link.href = root + hit.address;
      const detail = about(hit, query);
      return element("li", "", link, ...(detail ? [element("p", "search-about", detail)] : []));
    };
  }

  function textLine(hit) {
    const link = element("a", "search-name", hit.title);
    link.href = root + hit.address;
    const where = hit.page === hit.title ? [] : [element("span", "search-where", hit.page)];
    const words = hit.excerpt.map(([text, isHit]) => (isHit ? element("mark", "", text) : text));
    return element("li", "", link, " ", ...where, element("p", "search-about", ...words));
  }

  function headed(label, items, noun, line, kind) {
    const head = element("h2", "", `${label} `, element("span", "count", String(items.length)));
    const made = element("section", `search-section of-${kind}`, head, ...list(items, noun, line));
    made.id = `found-${kind}`;
    return made;
  }

  // How many there are of a kind, leading to them.
  function jump(label, items, kind) {
    const made = element("a", "search-jump", `${label} ${items.length}`);
    made.href = `#found-${kind}`;
    return made;
  }

  async function searchPage() {
    const results = document.getElementById("search-results");
    const status = document.getElementById("search-status");
    onPage.value = new URLSearchParams(location.search).get("q") || "";

    async function update() {
      const query = onPage.value.trim();
      if (!query) {
        results.replaceChildren();
        status.textContent = "";
        return;
      }
      await Promise.all([loadFindings(), loadText()]);
      if (onPage.value.trim() !== query) return;
      const found = bookRank.records(records, query);
      const texts = bookRank.sections(sections, query);
      const groups = found.groups.map(({ kind, label, hits }) =>
        headed(label, hits, label.toLowerCase(), recordLine(query), kind));
      if (texts.length) groups.push(headed("In the text", texts, "sections", textLine, "text"));
      const counts = found.groups.map(({ kind, label, hits }) => jump(label, hits, kind));
      if (texts.length) counts.push(jump("Text", texts, "text"));
      const said = counts.length ? counts.flatMap((one, place) => (place ? [", ", one] : [one])) : ["Nothing was found."];
      status.replaceChildren(...[hint(found)].filter(Boolean).map((words) => `${words} `), ...said);
      results.replaceChildren(...groups);
    }

    const failed = () => (status.textContent = "The search could not be loaded; load the page again.");
    onPage.addEventListener("input", () => {
      const url = new URL(location.href);
      url.search = onPage.value.trim() ? `?q=${encodeURIComponent(onPage.value.trim())}` : "";
      history.replaceState(null, "", url);
      update().catch(failed);
    });
    onPage.form.addEventListener("submit", (event) => event.preventDefault());
    if (!onPage.value) onPage.focus();
    await update().catch(failed);
  }

  // The key / leads to the search, unless somebody is typing.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    (onPage || field)?.focus();
  });

  if (field) typeAhead(field.form);
  if (onPage) searchPage();
})();
