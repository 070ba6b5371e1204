// The newest version, names of landmarks, tables that scroll, what is folded on paper.
// The pages read well without it; nothing is loaded from another host.
"use strict";

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

// -- the rest -------------------------------------------------------------------------------------

// The map is no table to the eye on a narrow screen: it stays one for those who hear it.
function nameTableParts() {
  const roles = {
    table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", th: "columnheader",
    "th[scope=row]": "rowheader",
  };
  for (const [part, role] of Object.entries(roles)) {
    document.querySelectorAll(`.evidence-map:is(${part}), .evidence-map ${part}`).forEach((found) =>
      found.setAttribute("role", role));
  }
}

// Two sidebars of the theme share one role; a name tells them apart.
function nameLandmarks() {
  const names = { ".sidebar-drawer": "Pages of the book", ".toc-drawer": "On this page" };
  for (const [place, name] of Object.entries(names)) {
    const found = document.querySelector(place);
    if (found) found.setAttribute("aria-label", name);
  }
}

// A table or formula that scrolls sideways can be reached, and so scrolled, with the keyboard, and
// shows at its edge that more of it lies there. Tables in a fold are looked at when it opens: what
// nobody sees is not laid out for this.
const SCROLLERS = ".table-wrapper, .math-display";
function reachScrollers(boxes = document.querySelectorAll(SCROLLERS)) {
  boxes.forEach((box) => {
    const shade = () => box.classList.toggle("more-right", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
    shade();
    box.onscroll = shade;
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      const caption = box.querySelector("caption");
      box.setAttribute("aria-label", caption ? caption.textContent.trim() : box.matches(".math-display") ? "Formula" : "Table");
    } else {
      box.removeAttribute("tabindex");
    }
  });
}

// What is folded is open on paper, but for rows of the register, which are hundreds; older browsers
// know no style for it.
function openForPrint() {
  const closed = new Set();
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details:not([open], table.list details)").forEach((each) => { closed.add(each); each.open = true; });
  });
  window.addEventListener("afterprint", () => {
    closed.forEach((each) => { each.open = false; });
    closed.clear();
  });
}

nameLandmarks();
nameTableParts();
openForPrint();
reachScrollers();
window.addEventListener("resize", () => reachScrollers());
// It does not bubble.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches("details")) reachScrollers(target.querySelectorAll(`${SCROLLERS}, .list-values`));
}, true);
tellVersion().catch(() => {}); // without the list the page stays as it is
