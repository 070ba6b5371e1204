// The knobs beneath the figure of the metrics: what they are turned to is looked up, never computed.
//
// livingreview/figures/toy.py writes the controls, hidden, and for each setting the sentence and the
// order of the predictions by each metric: [sentence, [[[prediction, hundredths], ...], ...]].
// Without this script the figure stands alone.
"use strict";

document.querySelectorAll(".toy").forEach((toy) => {
  const settings = JSON.parse(toy.querySelector(".toy-data").textContent);
  const knobs = [...toy.querySelectorAll("input")];
  const key = [...toy.querySelectorAll(".toy-key li")];
  const rows = [...toy.querySelectorAll("tbody tr")];
  const said = toy.querySelector(".toy-says");

  // A place in the order: the mark of the prediction, its name for those who hear it, its score.
  function fill(cell, prediction, hundredths, tied) {
    const mark = key[prediction].querySelector("svg").cloneNode(true);
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = `${key[prediction].textContent.trim()} `;
    cell.title = key[prediction].textContent.trim();
    cell.classList.toggle("toy-tied", tied);
    cell.replaceChildren(mark, name, (hundredths / 100).toFixed(2).replace("-", "−"));
  }

  function show() {
    let place = 0;
    knobs.forEach((knob) => {
      const meant = knob.dataset.values.split(" ");
      place = place * meant.length + Number(knob.value);
      knob.setAttribute("aria-valuetext", meant[knob.value]);
      toy.querySelector(`output[for="${knob.id}"]`).value = meant[knob.value];
    });
    const [sentence, lines] = settings[place];
    lines.forEach((line, metric) => {
      line.forEach(([prediction, hundredths], at) => {
        const tied = at > 0 && line[at - 1][1] === hundredths;
        fill(rows[metric].cells[at + 1], prediction, hundredths, tied);
      });
    });
    said.textContent = sentence;
  }

  toy.addEventListener("input", show);
  toy.hidden = false;
  show();
});
