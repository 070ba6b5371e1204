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

function addFilter(rows, groups, before, noun) {
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
      row.hidden = !words.every((word) => texts[number].includes(word));
    });
    hideEmpty(groups);
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `${shown} of ${rows.length} ${noun}`;
  };
  input.addEventListener("input", update);
  tools.append(label, input, count);
  before.before(tools);
  update();
}

// The table with its box, and the heading right above it.
function groupOf(table) {
  const box = table.closest(".table-wrapper") || table;
  const above = box.previousElementSibling;
  const heading = above && above.matches(".rubric") ? [above] : [];
  return { parts: [...heading, box], rows: [...table.tBodies[0].rows] };
}

function setUpRegister() {
  const tables = [...document.querySelectorAll("table.register-table")];
  tables.forEach(makeSortable);
  const groups = tables.map(groupOf);
  const rows = groups.flatMap((group) => group.rows);
  const papers = [...document.querySelectorAll(".paper-record")];
  if (rows.length) addFilter(rows, groups, groups[0].parts[0], "records");
  else if (papers.length) addFilter(papers, [], papers[0], "papers");
}

setUpRegister();
})();
