// The credit line of a figure, copied by a button; without a script it stands there to be selected.
"use strict";

document.querySelectorAll("button.fig-copy").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    window.copyText(button.parentElement.querySelector(".fig-credit").textContent, button);
  });
});
