// Notes on numbers, sorting and filtering of register tables, and the newest version.
// The pages read well without it; nothing is loaded from another host.
"use strict";

// -- the source of a number, on hover and on keyboard focus ---------------------------------------

let note = null;

function hideNote() {
  if (!note) return;
  note.owner.removeAttribute("aria-describedby");
  note.remove();
  note = null;
}

function showNote(link) {
  if (note && note.owner === link) return;
  hideNote();
  note = document.createElement("div");
  note.className = "source-note";
  note.id = "source-note";
  note.setAttribute("role", "tooltip");
  note.textContent = link.dataset.source;
  note.owner = link;
  document.body.append(note);
  const at = link.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - note.offsetWidth - 12);
  note.style.left = `${Math.max(8, left) + window.scrollX}px`;
  const below = at.bottom + 4 + note.offsetHeight < window.innerHeight;
  const top = below ? at.bottom + 4 : at.top - note.offsetHeight - 4;
  note.style.top = `${top + window.scrollY}px`;
  link.setAttribute("aria-describedby", note.id);
}

function watchNumbers() {
  const link = (event) => event.target.closest && event.target.closest("a.finding[data-source]");
  const outside = (event) => {
    const to = event.relatedTarget;
    return note && !(to && to.closest && (to.closest(".source-note") || to === note.owner));
  };
  document.addEventListener("mouseover", (event) => link(event) && showNote(link(event)));
  document.addEventListener("focusin", (event) => (link(event) ? showNote(link(event)) : hideNote()));
  document.addEventListener("mouseout", (event) => outside(event) && hideNote());
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideNote());
}

// -- register tables ------------------------------------------------------------------------------

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

function addFilter(rows, before, noun) {
  const tools = document.createElement("div");
  tools.className = "register-tools";
  const label = document.createElement("label");
  label.textContent = "Filter ";
  const input = document.createElement("input");
  input.type = "search";
  input.id = "register-filter";
  label.htmlFor = input.id;
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const update = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = `${shown} of ${rows.length} ${noun}`;
  };
  input.addEventListener("input", update);
  tools.append(label, input, count);
  before.before(tools);
  update();
}

function setUpRegister() {
  const tables = [...document.querySelectorAll("table.register-table")];
  tables.forEach(makeSortable);
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  const papers = [...document.querySelectorAll(".paper-record")];
  if (rows.length) addFilter(rows, tables[0].closest(".table-wrapper") || tables[0], "records");
  else if (papers.length) addFilter(papers, papers[0], "papers");
}

// -- versions -------------------------------------------------------------------------------------

// Says in a released version that a newer one exists, and in the newest text that it goes beyond
// the newest version. A released page cannot change, so it asks the list at the root of the site.
async function tellVersion() {
  const own = document.querySelector(".provenance").dataset;
  if (!location.protocol.startsWith("http")) return;
  const base = new URL(document.documentElement.dataset.content_root, location.href);
  const isReleased = base.pathname.endsWith(`/v/${own.version}/`);
  const root = new URL(isReleased ? "../../" : "./", base);
  const answer = await fetch(new URL("versions.json", root));
  if (!answer.ok) return;
  const [newest] = (await answer.json()).versions;
  if (!newest) return;
  const isNewest = isReleased ? own.version === newest.version : newest.commit.startsWith(own.commit);
  if (isNewest) return;

  const other = isReleased ? root : new URL(`v/${newest.version}/`, root);
  const page = location.pathname.slice(base.pathname.length);
  const exists = async (url) => (await fetch(url, { method: "HEAD" })).ok;
  const there = await exists(new URL(page, other));
  if (!there && !(await exists(new URL("index.html", other)))) return;

  const link = document.createElement("a");
  link.href = there ? new URL(page + location.hash, other) : new URL("index.html", other);
  const said = document.createElement("p");
  if (isReleased) {
    said.append(`You read version ${own.version} of ${own.date}. `);
    said.append(`The newest is ${newest.version} of ${newest.date}: `, link, ".");
    link.textContent = there ? "read this page as it is now" : "read its first page";
    if (!there) said.append(" It does not hold this page.");
  } else {
    said.append(`You read the text as it stands after version ${newest.version}. To cite, `, link, ".");
    link.textContent = there ? "use this page in that version" : "use that version";
  }
  const note = document.createElement("aside");
  note.className = isReleased ? "version-note" : "version-note quiet";
  note.setAttribute("aria-label", "Version");
  note.append(said);
  document.querySelector(".page").before(note);
}

// Two sidebars of the theme share one role; a name tells them apart.
function nameLandmarks() {
  const names = { ".sidebar-drawer": "Pages of the book", ".toc-drawer": "On this page" };
  for (const [place, name] of Object.entries(names)) {
    const found = document.querySelector(place);
    if (found) found.setAttribute("aria-label", name);
  }
}

// A table that scrolls sideways can be reached, and so scrolled, with the keyboard.
function reachScrollers() {
  document.querySelectorAll(".table-wrapper").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      const caption = box.querySelector("caption");
      box.setAttribute("aria-label", caption ? caption.textContent.trim() : "Table");
    } else {
      box.removeAttribute("tabindex");
    }
  });
}

nameLandmarks();
reachScrollers();
window.addEventListener("resize", reachScrollers);
watchNumbers();
setUpRegister();
tellVersion().catch(() => {}); // without the list the page stays as it is
