// Sorting and filtering of register tables.
// The pages read well without it; nothing is loaded from another host.
"use strict";

(() => {
const numeral = (text) => {
  const found = text.replace(/,/g, "").replace("−", "-").match(/^\s*(-?\d+(\.\d+)?)/);
  return found ? Number(found[1]) : null;
};

function sortRows(table, column, ascending) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
  rows.sort(([a], [b]) => {
    const [x, y] = [numeral(a), numeral(b)];
    const order = x !== null && y !== null ? x - y : a.localeCompare(b, "en");
    return ascending ? order : -order;
  });
  body.append(...rows.map(([, row]) => row));
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent.trim();
    button.title = `Sort by ${button.textContent}`;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sortRows(table, column, ascending);
    });
  });
}

// A group is what a heading stands over; without a record that fits it is hidden with its heading.
function hideEmpty(groups) {
  groups.forEach(({ parts, rows }) => {
    const shown = rows.filter((row) => !row.hidden).length;
    const empty = !groups.together && !shown;
    const count = parts[0].querySelector(":scope > .count");
    if (count) count.textContent = shown;
    parts.forEach((part) => { part.hidden = empty; });
  });
}

// The surest first, and what has no grade by its letters.
const sureness = (value) => value.split("●").length;
const inOrder = (a, b) => sureness(b) - sureness(a) || a.localeCompare(b, "en");

// A choice is a title for a menu and, for each row, the values by which it can be chosen. They are
// read once: later a button may stand in a row, too. ``values`` is given where the book orders them.
function addMenu(grid, { title, valuesOf, values }, rows, update) {
  const known = new Map(rows.map((row) => [row, valuesOf(row)]));
  const label = document.createElement("label");
  label.textContent = title;
  const menu = document.createElement("select");
  menu.id = `register-choice-${asId(title)}`;
  menu.name = asId(title);
  label.htmlFor = menu.id;
  const ordered = values || [...new Set([...known.values()].flat())].sort(inOrder);
  const options = ordered.map((value) => new Option(value, value));
  menu.append(new Option("all", ""), ...options);
  menu.addEventListener("input", update);
  grid.append(paired(label, menu));
  const fits = (row) => !menu.value || known.get(row).includes(menu.value);
  // How many rows each value would leave, the other menus given; what leaves none cannot be chosen.
  const tell = (left) => {
    const counts = new Map();
    left.forEach((row) => known.get(row).forEach((value) => counts.set(value, (counts.get(value) || 0) + 1)));
    options.forEach((option) => {
      const count = counts.get(option.value) || 0;
      option.label = `${option.value} (${count})`;
      option.disabled = !count && !option.selected;
    });
  };
  return { menu, fits, tell };
}

const asId = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-");

function paired(label, control) {
  const pair = document.createElement("span");
  pair.className = "register-tool";
  pair.append(label, control);
  return pair;
}

function addFilter(rows, groups, before, noun, choices = [], orders = []) {
  const tools = document.createElement("form");
  tools.className = "register-tools";
  tools.setAttribute("role", "search");
  tools.setAttribute("aria-label", "In this list"); // the side bar has a search, too
  tools.addEventListener("submit", (event) => event.preventDefault());
  const label = document.createElement("label");
  label.textContent = "Filter";
  const input = document.createElement("input");
  input.type = "search";
  input.id = "register-filter";
  input.name = "words";
  label.htmlFor = input.id;
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  let texts = null; // long lists are long to read: not before somebody asks
  const update = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !texts) texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const said = rows.filter((row) => words.every((word) => texts.get(row).includes(word)));
    const shown = new Set(said.filter((row) => menus.every(({ fits }) => fits(row))));
    rows.forEach((row) => { row.hidden = !shown.has(row); });
    menus.forEach((menu) => {
      const others = menus.filter((other) => other !== menu);
      menu.tell(said.filter((row) => others.every(({ fits }) => fits(row))));
    });
    hideEmpty(groups);
    count.textContent = `${shown.size} of ${rows.length} ${noun}`;
    clear.hidden = !input.value && menus.every(({ menu }) => !menu.value);
    keepInAddress(tools);
  };
  input.addEventListener("input", update);
  const grid = document.createElement("div");
  grid.className = "choices";
  grid.append(paired(label, input));
  const menus = choices.map((choice) => addMenu(grid, choice, rows, update));
  if (orders.length) addOrder(tools, grid, orders, rows, groups);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "Show all";
  clear.addEventListener("click", () => {
    input.value = "";
    menus.forEach(({ menu }) => { menu.value = ""; });
    update();
    input.focus();
  });
  const said = document.createElement("div");
  said.className = "register-said";
  said.append(count, clear);
  tools.append(folded(grid, "Filter"), said);
  before.before(tools);
  fromAddress(tools);
  update();
  const order = tools.elements.namedItem("order");
  if (order?.value) order.dispatchEvent(new Event("input"));
}

// On a phone the menus would fill the first screen: there they are folded.
function folded(grid, words) {
  const fold = document.createElement("details");
  fold.className = "register-fold";
  const name = document.createElement("summary");
  name.textContent = words;
  fold.append(name, grid);
  const narrow = window.matchMedia("(max-width: 48em)");
  const turn = () => { fold.open = !narrow.matches; };
  narrow.addEventListener("change", turn);
  turn();
  return fold;
}

// The choice stands in the address, so that it can be sent.
function keepInAddress(tools) {
  const chosen = new URLSearchParams(new FormData(tools));
  [...chosen].forEach(([name, value]) => { if (!value) chosen.delete(name); });
  const query = String(chosen);
  if (query === location.search.slice(1)) return;
  try {
    history.replaceState(null, "", `${location.pathname}${query && "?"}${query}${location.hash}`);
  } catch {
    // A page from disk may not be allowed to.
  }
}

function fromAddress(tools) {
  new URLSearchParams(location.search).forEach((value, name) => {
    const field = tools.elements.namedItem(name);
    if (!field) return;
    field.value = value;
    if (field.value !== value) field.value = ""; // a menu without that value
  });
}

// Another order than that of the book: rows of all groups in one, and back.
function addOrder(tools, grid, orders, rows, groups) {
  const label = document.createElement("label");
  label.textContent = "Order";
  const menu = document.createElement("select");
  menu.id = "register-order";
  menu.name = "order";
  label.htmlFor = menu.id;
  menu.append(new Option("as listed", ""), ...orders.map(({ title }) => new Option(title, asId(title))));
  const homes = rows.map((row) => row.parentNode);
  // Bodies of tables are moved about where nobody looks: each row that moves in a page costs a look
  // at all of its style.
  const away = (bodies, move) => {
    const each = [...new Set(bodies)].map((body) => [body, body.parentNode]);
    each.forEach(([body]) => body.remove());
    move();
    each.forEach(([body, table]) => table.append(body));
  };
  menu.addEventListener("input", () => {
    const order = orders.find(({ title }) => asId(title) === menu.value);
    if (order) {
      const keys = new Map(rows.map((row) => [row, order.keyOf(row)]));
      const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
      const sorted = [...rows].sort((a, b) => compare(keys.get(a), keys.get(b)));
      away(homes, () => homes[0].append(...sorted));
    } else if (groups.together) away(homes, () => rows.forEach((row, number) => homes[number].append(row)));
    groups.forEach(({ parts, rows: own }, number) => {
      parts.forEach((part) => part.classList.toggle("in-other-order", Boolean(order) && (number > 0 || part.matches("h2"))));
      if (order && !number) parts.forEach((part) => { part.hidden = false; });
    });
    groups.together = Boolean(order);
    hideEmpty(groups);
    keepInAddress(tools);
  });
  grid.append(paired(label, menu));
}

// The columns of a table by which rows are chosen; a cell may hold several values, or the grade of
// a claim beside other things.
function choicesOf(table) {
  return [...table.tHead.rows[0].cells]
    .filter((head) => head.classList.contains("choose"))
    .map((head) => {
      const within = head.classList.contains("choose-certainty");
      return {
        title: within ? "Certainty" : head.textContent.trim(),
        valuesOf: (row) => {
          const cell = row.cells[head.cellIndex];
          return (within ? cell.querySelector("a.certainty") : cell).textContent.trim().split(", ");
        },
      };
    });
}

// The table with its box, and the heading right above it.
function groupOf(table) {
  const box = table.closest(".table-wrapper") || table;
  const above = box.previousElementSibling;
  const heading = above && above.matches(".rubric") ? [above] : [];
  const section = box.closest("section:has(> h2)"); // a chapter's own, which goes with its last row
  const parts = section?.querySelectorAll("table").length === 1 ? [section] : [...heading, box];
  return { parts, rows: [...table.tBodies[0].rows] };
}

// Which section a row stands in, where a page has several.
const titleOf = (row) => row.closest("section").querySelector("h2").firstChild.textContent.trim();
const byChapter = { title: "Chapter", valuesOf: (row) => [titleOf(row)] };

// Cards of sentences, each list in a section of its own: chosen by section and by grade.
function addCards(lists) {
  const groups = lists.map((list) => ({
    parts: [list.closest("section")],
    rows: [...list.querySelectorAll("li:has(.sentence)")],
  }));
  const gradeOf = (row) => row.querySelector("a.certainty")?.textContent.trim() || "no grade";
  const choices = [
    byChapter,
    { title: "Certainty", valuesOf: (row) => [gradeOf(row)] },
  ];
  const rows = groups.flatMap((group) => group.rows);
  addFilter(rows, groups, groups[0].parts[0], "sentences", choices);
}

// A list of the register: its menus and the places of each row's values in them come with it.
function setUpList(data) {
  const { noun, menus } = JSON.parse(data.textContent);
  const groups = [...document.querySelectorAll("table.list")].map((table) => {
    const head = table.previousElementSibling;
    const heading = head && head.matches("h2") ? [head] : [];
    return { parts: [...heading, table], rows: [...table.tBodies[0].rows] };
  });
  const rows = groups.flatMap((group) => group.rows);
  const places = new Map(rows.map((row) => [row, row.dataset.f.split(" ").map((one) => (one === "-" ? [] : one.split(",").map(Number)))]));
  const choices = menus.map(([title, values], number) => ({
    title, values, valuesOf: (row) => places.get(row)[number].map((place) => values[place]),
  }));
  const nameOf = (row) => row.querySelector("p").textContent.replace("¶", "").trim().toLowerCase();
  const orders = [
    { title: "name", keyOf: nameOf },
    ...menus.map(([title], number) => ({ title: title.toLowerCase(), keyOf: (row) => Math.min(...places.get(row)[number]) })),
  ];
  addFilter(rows, groups, data, noun, choices, orders);
  openTarget();
  window.addEventListener("hashchange", openTarget);
}

// Who follows a link to a record sees all of it.
function openTarget() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const row = place?.closest("table.list > tbody > tr");
  if (!row) return;
  row.querySelector("details").open = true;
  // Rows out of sight have a height that is a guess: what comes into sight may move the row.
  let frames = 10;
  const scroll = () => {
    row.scrollIntoView();
    frames -= 1;
    if (frames) requestAnimationFrame(scroll);
  };
  scroll();
  if (document.readyState !== "complete") window.addEventListener("load", () => row.scrollIntoView());
}

function setUpRegister() {
  const data = document.querySelector("script.list-menus");
  if (data) {
    setUpList(data);
    return;
  }
  const tables = [...document.querySelectorAll("table.register-table")];
  const choices = tables.slice(0, 1).flatMap(choicesOf);
  tables.forEach(makeSortable);
  const groups = tables.map(groupOf);
  const rows = groups.flatMap((group) => group.rows);
  const apart = groups.length > 1 && groups.every(({ parts }) => parts[0].matches("section"));
  if (apart) choices.unshift(byChapter);
  const lists = [...document.querySelectorAll(".sentences")];
  if (rows.length) addFilter(rows, groups, groups[0].parts[0], "records", choices);
  else if (lists.length) addCards(lists);
}

setUpRegister();
})();
