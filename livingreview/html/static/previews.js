// Previews: what a link leads to, seen before it is followed. Without this script they are links.
//
// A mouse that rests on a link, and keyboard focus, open a note: in the margin beside the line
// where it is wide enough, else under the line, in a narrow window at the foot. A finger opens a
// sheet at the foot instead of following the link. The notes are loaded on first need, by script
// elements, so that it works from file:// too; livingreview/html/previews.py writes them.
//
// Hooks that tests and other scripts may rely on:
//   #preview        the one note that is open; there is none while nothing is
//   .preview-note   it is a note (role="tooltip", named by aria-describedby of its link);
//                   with .in-margin, .under-line or .at-foot for its place
//   .preview-sheet  it is a sheet (a modal dialog), with .preview-open (a link) and .preview-close
//   .margin-note    works cited beside a paragraph (livingreview/html/margin.py)
"use strict";

(() => {
  const DELAY = 150; // ms a mouse rests on a link before its note opens
  const SWITCH = 300; // the same while another note is open: the mouse may be on its way to that
  const GRACE = 300; // ms a note stays when the mouse has left
  const GRACE_FAR = 700; // the same for a note in the margin
  const NARROW = "(max-width: 47.99em)";
  const WIDE = "(min-width: 75em)";
  const MOST = 3; // records that checked words show
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);

  function element(name, className, ...children) {
    const made = Object.assign(document.createElement(name), { className });
    made.append(...children);
    return made;
  }

  // -- what a link leads to ---------------------------------------------------------------------

  function pageOf(url) {
    const path = decodeURI(url.pathname.slice(root.pathname.length));
    return path.replace(/(^|\/)$/, "$1index").replace(/\.html$/, "");
  }

  const here = pageOf(location);
  // A page of a record has no file of notes of its own.
  const own = /^(models|benchmarks|tasks|claims|papers)\//.test(here) ? "records" : "here";

  // The note of a record of a kind; a task may have the id of another record.
  function noteOf(kind, name) {
    const file = { claims: "claims", papers: "works" }[kind] || "records";
    return { kind: file, keys: [kind === "tasks" ? `tasks/${name}` : name] };
  }

  // {kind, keys, page, anchor}: the file of notes, the notes in it; null if the link has none.
  function target(link) {
    const url = new URL(link.href, location.href);
    if (!url.href.startsWith(root.href)) return null;
    const page = pageOf(url);
    const anchor = decodeURIComponent(url.hash.slice(1));
    const said = link.dataset;
    if (said.work) return { kind: "works", keys: [said.work], page, anchor };
    if (said.record) return { kind: "records", keys: said.record.split(" "), page, anchor };
    const [, record, name] = page.match(/^(models|benchmarks|tasks|claims|papers)\/([^/]+)$/) || [];
    if (record) return { ...noteOf(record, name), page, anchor };
    const [, folder, own] = page.match(/^register\/([^/]+)(?:\/([^/]+))?$/) || [];
    if (folder && (own || anchor)) return { ...noteOf(folder, own || anchor), page, anchor };
    return { kind: "pages", keys: [page], page, anchor };
  }

  function linkAt(place) {
    const link = place instanceof Element && place.closest("article a.reference.internal[href]");
    if (!link || link.matches(".image-reference, .download, .claims a.certainty")) return null;
    const where = target(link);
    const own = where?.page === here ? document.getElementById(where.anchor)?.closest("tr") : null;
    return where && !own?.contains(link) ? link : null; // the row of a record says more than its note
  }

  // -- the notes --------------------------------------------------------------------------------

  const FILES = {
    works: "_static/previews-works.js",
    claims: "_static/previews-claims.js",
    pages: "_static/previews-pages.js",
    here: `${here}.previews.js`, // the records of this page
    records: "_static/previews-records.js", // all records: those that a page of the register shows
  };
  const loaded = {};
  const loading = {};
  window.bookPreviews = (file, notes) => (loaded[file] = notes);

  function load(file) {
    loading[file] ||= new Promise((done) => {
      const script = document.createElement("script");
      script.src = new URL(FILES[file], root);
      script.onload = done;
      script.onerror = () => (delete loading[file], done()); // a later try loads it again
      document.head.append(script);
    });
    return loading[file];
  }

  async function loadFor({ kind, keys }) {
    await load(kind === "records" ? own : kind);
    const lacks = (key) => !loaded.here?.[key.split("/")[0]];
    if (kind === "records" && keys.some(lacks)) await load("records");
  }

  // The notes of a link; none if there are none, or if they could not be loaded.
  function notesOf({ kind, keys, page, anchor }) {
    if (kind === "pages") {
      const note = loaded.pages?.[page]?.[anchor];
      const title = anchor && page !== here && loaded.pages?.[page]?.[""]?.title;
      const meta = [...(note?.meta || []), ...(title ? [`In: ${title}`] : [])];
      return note ? [{ ...note, meta }] : [];
    }
    const known = kind === "records" ? { ...loaded.records, ...loaded.here } : loaded[kind] || {};
    const whole = (key) => ({ ...known[key.split("/")[0]], ...known[key] });
    return keys.map(whole).filter((note) => note.title);
  }

  // -- what they look like ----------------------------------------------------------------------

  const line = (name, text) => (text ? [element("p", `preview-${name}`, text)] : []);

  function grade(text) {
    if (!text) return [];
    const [, dots, word] = text.match(/^([●○]*)\s*(.*)$/);
    const shape = element("span", "preview-dots", dots);
    shape.setAttribute("aria-hidden", "true");
    return [element("p", "preview-grade", ...(dots ? [shape, " "] : []), word)];
  }

  // The formula of an equation of this page, as it stands there.
  function formula({ kind, anchor }) {
    const place = kind === "pages" && anchor && document.getElementById(anchor);
    const math = place && place.matches(".math-display") && place.querySelector("math");
    return math ? [element("div", "preview-math", math.cloneNode(true))] : [];
  }

  // Identifiers of a work. They are no stops of the keyboard: it finds them where the link leads.
  function addresses(note) {
    const made = (note.links || []).map(([words, href]) =>
      Object.assign(element("a", "", words), { href, tabIndex: -1 }),
    );
    return made.length ? [element("p", "preview-links", ...made)] : [];
  }

  // A form to report a record or value, where the foot of the page has one to report the page.
  function report({ kind, keys }) {
    const foot = document.querySelector("a.report-page");
    if (!foot || keys.length > 1 || kind === "works" || kind === "pages") return [];
    const form = new URL(foot.href);
    form.searchParams.set("title", `Error: ${keys[0]}`);
    form.searchParams.set("where", keys[0]);
    const made = element("a", "", "Report an error");
    return [element("p", "preview-links", Object.assign(made, { href: form.href, tabIndex: -1 }))];
  }

  function lines(found, where, link) {
    const several = found.length > 1;
    const checked = link.matches(".holds") ? line("lead", "These words are checked against:") : [];
    const blocks = found.slice(0, MOST).flatMap((note) => [
      ...line(note.sentence ? "title preview-says" : "title", note.title),
      ...(several ? [] : formula(where)),
      ...grade(note.grade),
      ...line("value", note.value),
      ...(several ? [] : line("text", note.text)),
      ...(note.meta || []).slice(0, several ? 1 : undefined).flatMap((text) => line("meta", text)),
    ]);
    const rest = found.length - MOST;
    const more = several ? line("meta", rest > 0 && `and ${rest} more records`) : addresses(found[0]);
    return [...checked, ...blocks, ...more, ...report(where)];
  }

  // -- one note is open at a time ---------------------------------------------------------------

  let open = null; // {link, element, by}
  let timer = 0;
  let leaving = 0;
  let wanted = null; // the link whose note is to open
  let dismissed = null; // the link whose note Escape has closed: it opens again on the next visit

  function hide() {
    clearTimeout(timer);
    clearTimeout(leaving);
    leaving = 0;
    wanted = null;
    if (!open) return;
    const { link, element: shown, by } = open;
    open = null;
    link.removeAttribute("aria-describedby");
    link.classList.remove("is-open");
    shown.remove();
    if (by !== "touch") return;
    dismissed = link;
    link.focus({ preventScroll: true });
  }

  async function found(link) {
    const where = target(link);
    await loadFor(where);
    return { where, notes: notesOf(where) };
  }

  async function showNote(link, by, x, y) {
    if (open?.link === link) return;
    wanted = link;
    const { where, notes } = await found(link);
    if (wanted !== link || !link.isConnected) return;
    hide();
    if (!notes.length) return;
    const note = element("div", "preview-note", ...lines(notes, where, link));
    note.id = "preview";
    note.setAttribute("role", "tooltip");
    shelf().append(note);
    link.setAttribute("aria-describedby", note.id);
    link.classList.add("is-open");
    open = { link, element: note, by };
    place(note, link, x, y);
  }

  // The part of the page in which notes stand: what lies outside of every part is easily missed.
  function shelf() {
    const here = document.querySelector("aside.previews");
    if (here) return here;
    const made = element("aside", "previews");
    made.setAttribute("aria-label", "Preview");
    document.body.append(made);
    return made;
  }

  function place(note, link, x, y) {
    const rects = [...link.getClientRects()];
    const under = ({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;
    const at = rects.find(under) || rects.at(-1) || link.getBoundingClientRect();
    const page = document.documentElement;
    if (matchMedia(NARROW).matches) {
      note.classList.add("at-foot");
      if (at.bottom > innerHeight - note.offsetHeight) note.classList.add("at-top");
      return;
    }
    const left = marginLeft(link);
    if (left !== null) {
      note.classList.add("in-margin");
      const last = innerHeight - note.offsetHeight - 8;
      note.style.left = `${left + scrollX}px`;
      const seen = at.bottom > 0 && at.top < innerHeight; // else the page still scrolls to the focus
      note.style.top = `${(seen ? Math.max(8, Math.min(at.top, last)) : at.top) + scrollY}px`;
      return;
    }
    note.classList.add("under-line");
    const furthest = page.clientWidth - note.offsetWidth - 12;
    note.style.left = `${Math.max(8, Math.min(at.left, furthest)) + scrollX}px`;
    const fits = at.bottom + 6 + note.offsetHeight < innerHeight;
    const top = fits || at.top < note.offsetHeight + 6 ? at.bottom + 6 : at.top - note.offsetHeight - 6;
    note.style.top = `${top + scrollY}px`;
  }

  // Where the margin begins beside a link; null if there is none, or if its block reaches into it.
  function marginLeft(link) {
    if (!matchMedia(WIDE).matches) return null;
    const style = getComputedStyle(document.body);
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const length = (name, usual) => (parseFloat(style.getPropertyValue(name)) || usual) * rem;
    const article = link.closest("article").getBoundingClientRect();
    const left = article.left + length("--measure", 37.5) + 1.5 * rem;
    const right = left + length("--note", 12);
    const block = link.closest("figure, table, .table-wrapper, p, li, dd") || link;
    const reaches = Math.max(block.getBoundingClientRect().right, link.getBoundingClientRect().right);
    const room = Math.min(article.right, document.documentElement.clientWidth) + 1;
    return reaches <= left && right <= room ? left : null;
  }

  const OPEN = {
    works: "See the reference",
    records: "Open the record",
    claims: "Open the claim",
    pages: "Go there",
  };

  async function showSheet(link) {
    const { where, notes } = await found(link);
    hide();
    if (!notes.length) return link.ownerDocument.defaultView.location.assign(link.href);
    const body = element("div", "preview-body", ...lines(notes, where, link));
    body.querySelector(".preview-title").id = "preview-title";
    const go = Object.assign(element("a", "preview-open", OPEN[where.kind]), { href: link.href });
    const close = Object.assign(element("button", "preview-close", "Close"), { type: "button" });
    const sheet = element("dialog", "preview-sheet", body, element("p", "preview-go", go, close));
    sheet.id = "preview";
    sheet.setAttribute("aria-labelledby", "preview-title");
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet || event.target === close) hide();
      else if (event.target.closest("a")) setTimeout(hide); // the link is followed first
    });
    sheet.addEventListener("cancel", (event) => (event.preventDefault(), hide()));
    document.body.append(sheet);
    link.classList.add("is-open");
    open = { link, element: sheet, by: "touch" };
    sheet.showModal();
    close.focus();
    const covered = link.getBoundingClientRect().bottom - (innerHeight - sheet.offsetHeight) + 16;
    if (covered > 0) scrollBy({ top: covered, behavior: "instant" });
  }

  // -- mouse, keyboard, finger ------------------------------------------------------------------

  let touched = ""; // what pressed last: mouse, pen, touch; empty for the keyboard

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || open?.by === "touch") return;
    const link = linkAt(event.target);
    if (link !== dismissed) dismissed = null;
    if (open?.element.contains(event.target) || (link && link === open?.link)) {
      clearTimeout(leaving);
      clearTimeout(timer);
      leaving = 0;
      return;
    }
    clearTimeout(timer);
    if (link && !dismissed) {
      timer = setTimeout(
        () => showNote(link, "mouse", event.clientX, event.clientY),
        open ? SWITCH : DELAY,
      );
    } else if (!open) wanted = null;
    if (open?.by === "mouse" && !leaving) {
      const far = open.element.matches(".in-margin");
      leaving = setTimeout(hide, far ? GRACE_FAR : GRACE);
    }
  });
  document.documentElement.addEventListener("pointerleave", () => open?.by === "mouse" && hide());

  document.addEventListener("focusin", (event) => {
    if (open?.by === "touch") return;
    const link = linkAt(event.target);
    if (link && link !== dismissed && link.matches(":focus-visible")) showNote(link, "keyboard");
    else if (open?.by === "keyboard" && !open.element.contains(event.target)) hide();
  });
  document.addEventListener("focusout", (event) => {
    if (open?.by === "keyboard" && event.target === open.link) hide();
    if (event.target === dismissed) dismissed = null;
  });

  document.addEventListener("pointerdown", (event) => (touched = event.pointerType), true);
  document.addEventListener("click", (event) => {
    const link = linkAt(event.target);
    const plain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && touched === "touch" && event.detail && plain) {
      event.preventDefault();
      showSheet(link);
    } else if (open?.by !== "touch" && !open?.element.contains(event.target)) hide();
  });

  // Before all others: Sphinx's own listener would keep Escape from a dialog.
  window.addEventListener(
    "keydown",
    (event) => {
      touched = "";
      // By keyboard a note must be there as soon as the focus is, to be read out as a description.
      if (event.key === "Tab") [own, "works", "claims", "pages"].forEach(load);
      if (event.key !== "Escape") return;
      if (open) {
        event.preventDefault();
        event.stopImmediatePropagation();
        dismissed = open.link;
      }
      hide();
    },
    true,
  );
  ["pagehide", "resize", "beforeprint"].forEach((name) =>
    window.addEventListener(name, () => open?.by !== "touch" && hide()),
  );
})();
