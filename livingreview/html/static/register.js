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
    const empty = rows.every((row) => row.hidden);
    parts.forEach((part) => { part.hidden = empty; });
  });
}

// The surest first, and what has no grade by its letters.
const sureness = (value) => value.split("●").length;
const inOrder = (a, b) => sureness(b) - sureness(a) || a.localeCompare(b, "en");

// A choice is a title for a menu and, for each row, the values by which it can be chosen. They are
// read once: later a button may stand in a row, too.
function addMenu(tools, { title, valuesOf }, rows, number, update) {
  const known = new Map(rows.map((row) => [row, valuesOf(row)]));
  const label = document.createElement("label");
  label.textContent = title;
  const menu = document.createElement("select");
  menu.id = `register-choice-${number}`;
  label.htmlFor = menu.id;
  const values = [...new Set([...known.values()].flat())].sort(inOrder);
  menu.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
  menu.addEventListener("input", update);
  tools.append(paired(label, menu));
  return (row) => !menu.value || known.get(row).includes(menu.value);
}

function paired(label, control) {
  const pair = document.createElement("span");
  pair.className = "register-tool";
  pair.append(label, control);
  return pair;
}

function addFilter(rows, groups, before, noun, choices = []) {
  const tools = document.createElement("div");
  tools.className = "register-tools";
  tools.setAttribute("role", "search");
  tools.setAttribute("aria-label", "In this list"); // the side bar has a search, too
  const label = document.createElement("label");
  label.textContent = "Filter";
  const input = document.createElement("input");
  input.type = "search";
  input.id = "register-filter";
  label.htmlFor = input.id;
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const update = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, number) => {
      const said = words.every((word) => texts[number].includes(word));
      row.hidden = !said || !chosen.every((fits) => fits(row));
    });
    hideEmpty(groups);
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `${shown} of ${rows.length} ${noun}`;
  };
  input.addEventListener("input", update);
  const chosen = choices.map((choice, number) => addMenu(tools, choice, rows, number, update));
  tools.append(paired(label, input), count);
  before.before(tools);
  update();
}

// The columns of a table by which rows are chosen; a cell may hold several values.
function choicesOf(table) {
  return [...table.tHead.rows[0].cells]
    .filter((head) => head.classList.contains("choose"))
    .map((head) => ({
      title: head.textContent.trim(),
      valuesOf: (row) => row.cells[head.cellIndex].textContent.trim().split(", "),
    }));
}

// The table with its box, and the heading right above it.
function groupOf(table) {
  const box = table.closest(".table-wrapper") || table;
  const above = box.previousElementSibling;
  const heading = above && above.matches(".rubric") ? [above] : [];
  return { parts: [...heading, box], rows: [...table.tBodies[0].rows] };
}

// Cards of sentences, each list in a section of its own: chosen by section and by grade.
function addCards(lists) {
  const groups = lists.map((list) => ({
    parts: [list.closest("section")],
    rows: [...list.querySelectorAll("li:has(.sentence)")],
  }));
  const titleOf = (row) => row.closest("section").querySelector("h2").firstChild.textContent.trim();
  const gradeOf = (row) => row.querySelector("a.certainty")?.textContent.trim() || "no grade";
  const choices = [
    { title: "Chapter", valuesOf: (row) => [titleOf(row)] },
    { title: "Certainty", valuesOf: (row) => [gradeOf(row)] },
  ];
  const rows = groups.flatMap((group) => group.rows);
  addFilter(rows, groups, groups[0].parts[0], "sentences", choices);
}

function setUpRegister() {
  const tables = [...document.querySelectorAll("table.register-table")];
  const choices = tables.slice(0, 1).flatMap(choicesOf);
  tables.forEach(makeSortable);
  const groups = tables.map(groupOf);
  const rows = groups.flatMap((group) => group.rows);
  const papers = [...document.querySelectorAll(".paper-record")];
  const lists = [...document.querySelectorAll(".sentences")];
  if (rows.length) addFilter(rows, groups, groups[0].parts[0], "records", choices);
  else if (lists.length) addCards(lists);
  else if (papers.length) addFilter(papers, [], papers[0], "papers");
}

setUpRegister();
})();
