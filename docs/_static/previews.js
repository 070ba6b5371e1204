// The source of a number, on hover and on keyboard focus.
// The pages read well without it; nothing is loaded from another host.
"use strict";

(() => {
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

watchNumbers();
})();
