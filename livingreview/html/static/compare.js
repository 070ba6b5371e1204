// Models side by side: two to four are chosen, and the address holds the choice.
// Which values may be compared is decided by the build (livingreview/pages/comparison.py); here they
// are only shown. The data come as a script, so that it works from file://.
"use strict";

(() => {
  const place = document.querySelector(".compare");
  if (!place) return;
  const form = place.querySelector("form");
  const menus = [...form.querySelectorAll("select")];
  const status = place.querySelector(".compare-status");
  const result = place.querySelector(".compare-result");
  const root = document.documentElement.dataset.content_root || "./";
  let models = {};
  let tasks = [];

  function element(name, className, ...parts) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...parts);
    return made;
  }

  const link = (words, address) => Object.assign(element("a", "", words), { href: root + address });
  const nameOf = (model) => models[model][0];
  const chosen = () => [...new Set(menus.map((menu) => menu.value).filter(Boolean))];
  const has = (set, model) => set.lines.some(([one]) => one === model);
  const listed = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");

  // -- the choice, in menus and in the address --------------------------------------------------

  // For each model those with which it shares a set of comparable values, and on how many tasks.
  function partners(model) {
    const counts = {};
    tasks.forEach(({ sets }) => {
      const here = new Set(sets.filter((set) => has(set, model)).flatMap((set) => set.lines.map(([one]) => one)));
      here.forEach((other) => { counts[other] = (counts[other] || 0) + 1; });
    });
    return counts;
  }

  function fill(menu, value, counts) {
    const groups = new Map();
    Object.entries(models).forEach(([id, [name, kind]]) => {
      const group = counts ? (counts[id] ? "Measured on the same" : "No comparable values") : kind;
      const words = counts && counts[id] ? `${name} (${counts[id]} ${counts[id] === 1 ? "task" : "tasks"})` : name;
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(new Option(words, id, false, id === value));
    });
    const ordered = [...groups].sort(([a], [b]) => (counts ? (a < b ? -1 : 1) : 0));
    menu.replaceChildren(new Option("choose a model", ""), ...ordered.map(([label, options]) =>
      Object.assign(element("optgroup", "", ...options), { label })));
    menu.value = value;
  }

  function fillMenus(values) {
    const counts = values[0] ? partners(values[0]) : null;
    menus.forEach((menu, at) => fill(menu, values[at] || "", at ? counts : null));
  }

  const inAddress = () => decodeURIComponent(location.hash.slice(1) || location.search.slice(1)).split("+").filter((id) => id in models).slice(0, menus.length);

  function keep() {
    const hash = chosen().join("+");
    history.replaceState(null, "", hash ? `${location.pathname}#${hash}` : location.pathname);
  }

  // -- what is shown ----------------------------------------------------------------------------

  function side(set, those) {
    const lines = those.flatMap((model) => set.lines.filter(([one]) => one === model));
    const head = element("tr", "", element("th", "", set.columns.length > 1 ? "Column" : ""));
    lines.forEach(([model, name, , work, whose, finding]) => {
      const own = name === nameOf(model) ? [] : [element("small", "", name)];
      const source = element("small", "", link(work, finding), whose ? `, ${whose}` : "");
      head.append(element("th", "", link(nameOf(model), models[model][2]), ...own, source));
    });
    [...head.children].forEach((cell) => { cell.scope = "col"; });
    const rows = set.columns.flatMap((column, at) => {
      const cells = lines.map(([, , values]) => values[at]);
      if (!cells.some(Boolean)) return [];
      const title = Object.assign(element("th", "", column), { scope: "row" });
      return [element("tr", "", title, ...cells.map((value) => element("td", "", value || "–")))];
    });
    const table = element("table", "compare-table", element("thead", "", head), element("tbody", "", ...rows));
    const box = element("div", "table-wrapper", table);
    const better = { higher: "higher is better", lower: "lower is better" }[set.better];
    const about = [set.data.join(", "), ...set.under, ...set.beside.map(([label, value]) => `${label} ${value}`)];
    const caption = element("p", "compare-metric", element("b", "", set.metric || "value"), better ? `, ${better}` : "");
    return [caption, box, element("p", "compare-under", about.filter(Boolean).join("; "))];
  }

  // The two sets of different models that are least apart, and in what they differ.
  function nearest({ sets, apart }, one, other) {
    let best = null;
    sets.forEach((a, i) => sets.forEach((b, j) => {
      if (i === j || !has(a, one) || !has(b, other)) return;
      const why = apart[i < j ? `${i} ${j}` : `${j} ${i}`] || [];
      if (!best || why.length < best.length) best = why;
    }));
    return best;
  }

  function pairs(those) {
    return those.flatMap((one, at) => those.slice(at + 1).map((other) => [one, other]));
  }

  function reasons(task, those) {
    const together = ([one, other]) => task.sets.some((set) => has(set, one) && has(set, other));
    return pairs(those).filter((pair) => !together(pair)).flatMap(([one, other]) => {
      const why = nearest(task, one, other);
      const words = why && why.length ? `another ${listed(why)}` : "other conditions";
      return why ? [element("li", "", `${nameOf(one)} and ${nameOf(other)}: measured with ${words}`)] : [];
    });
  }

  function show() {
    const those = chosen();
    keep();
    result.replaceChildren();
    if (those.length < 2) {
      status.textContent = those.length ? "Choose a second model." : "Choose two to four models.";
      return;
    }
    const beside = [];
    const apart = [];
    tasks.forEach((task) => {
      const shared = task.sets.filter((set) => those.filter((model) => has(set, model)).length > 1);
      const why = reasons(task, those);
      if (!shared.length && !why.length) return;
      const head = element("h3", "", link(task.name, task.address));
      const told = why.length ? [element("ul", "compare-why", ...why)] : [];
      if (shared.length) {
        const label = told.length ? [element("p", "compare-not", "Not to be compared here:")] : [];
        beside.push(element("section", "", head, ...shared.flatMap((set) => side(set, those)), ...label, ...told));
      } else apart.push(element("section", "", head, ...told));
    });
    const alone = tasks.filter(({ sets }) => those.filter((model) => sets.some((set) => has(set, model))).length === 1).length;
    const count = (number, words) => `${number} ${number === 1 ? "task" : "tasks"} ${words}`;
    status.textContent = [
      count(beside.length, "with values that may be compared"), count(apart.length, "without"),
      count(alone, "on which one of them alone is measured"),
    ].join(", ") + ".";
    if (beside.length) result.append(element("h2", "", "Side by side"), ...beside);
    if (apart.length) result.append(element("h2", "", "Measured apart"), ...apart);
    reachScrollers(); // of book.js: a wide table can be scrolled with the keyboard
  }

  // -- start ------------------------------------------------------------------------------------

  window.bookCompared = (data) => ({ models, tasks } = data);
  const script = document.createElement("script");
  script.src = `${root}_static/compare-data.js`;
  script.onload = () => {
    fillMenus(inAddress());
    show();
    place.hidden = false;
  };
  document.head.append(script);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target === menus[0]) fillMenus(menus.map((menu) => menu.value));
    show();
  });
  window.addEventListener("hashchange", () => {
    fillMenus(inAddress());
    show();
  });
  form.querySelector(".compare-copy").addEventListener("click", (event) => copyText(location.href, event.target));
})();
