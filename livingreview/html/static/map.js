// The evidence map: which studies count, by class, year, review and who tested; Escape closes.
// Without it every bubble opens all the same (map.html); nothing is loaded.
"use strict";

(() => {
  const RADIUS = 6; // px of a bubble of one study, as in livingreview/pages/bubblemap.py
  const map = document.querySelector(".bubble-map");
  if (!map) return;
  const filters = map.querySelector(".bubble-filters");
  const menus = [...filters.querySelectorAll("select")];
  const status = map.querySelector(".bubble-status");
  const bubbles = [...map.querySelectorAll(".bubble")].map((bubble) => ({
    bubble,
    kind: bubble.closest("td").dataset.kind,
    studies: [...bubble.querySelectorAll(".bubble-studies > li")],
  }));

  function counted(total, own) {
    const whose = !own ? "by others" : own === total ? "by makers" : `${own} by makers`;
    return `${total} ${total === 1 ? "study" : "studies"}, ${whose}`;
  }

  function draw({ bubble, studies }) {
    const shown = studies.filter((study) => !study.hidden);
    const own = shown.filter((study) => study.dataset.whose === "makers").length;
    bubble.hidden = studies.length > 0 && !shown.length;
    if (!shown.length) return;
    const size = String((2 * RADIUS * Math.sqrt(shown.length) * 66) / 63.6);
    const drawn = bubble.querySelector("svg");
    drawn.setAttribute("width", size);
    drawn.setAttribute("height", size);
    drawn.querySelector(".share").setAttribute("stroke-dasharray", `${(100 * (shown.length - own)) / shown.length} 100`);
    bubble.querySelector(".count").textContent = counted(shown.length, own);
  }

  // A cell of which nothing is left says so: a choice makes no gap.
  function tellEmpty(cell) {
    const own = [...cell.querySelectorAll(".bubble")];
    let note = cell.querySelector(".bubble-none");
    if (!own.length) return;
    if (!note) {
      note = document.createElement("p");
      note.className = "bubble-gap bubble-none";
      note.textContent = "none chosen";
      cell.append(note);
    }
    note.hidden = own.some((bubble) => !bubble.hidden);
  }

  function update() {
    const chosen = Object.fromEntries(menus.map((menu) => [menu.dataset.filter, menu.selectedIndex ? menu.value : ""]));
    const fits = (kind, { year, review, whose }) =>
      (!chosen.kind || kind === chosen.kind) && (!chosen.year || Number(year) >= Number(chosen.year)) &&
      (!chosen.review || review === chosen.review) && (!chosen.whose || whose === chosen.whose);
    bubbles.forEach(({ kind, studies }) => studies.forEach((study) => { study.hidden = !fits(kind, study.dataset); }));
    bubbles.forEach(draw);
    map.querySelectorAll("td").forEach(tellEmpty);
    const all = bubbles.flatMap(({ studies }) => studies);
    status.textContent = `${all.filter((study) => !study.hidden).length} of ${all.length} studies in cells`;
  }

  menus.forEach((menu) => menu.addEventListener("input", update));
  filters.hidden = false;
  update();

  const opened = () => map.querySelector(".bubble[open]");
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && opened();
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    const open = opened();
    if (open && !open.contains(event.target)) open.open = false;
  });
})();
