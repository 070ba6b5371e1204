// "Cite this chapter": the day of citation is today; a button copies a form.
"use strict";

(() => {
  const DAY = {
    nlm: (day) => `${day.getFullYear()} ${day.toLocaleString("en", { month: "short" })} ${day.getDate()}`,
    bibtex: (day) => iso(day, "-"),
    ris: (day) => iso(day, "/"),
  };

  function iso(day, separator) {
    const parts = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
    return [day.getFullYear(), ...parts].join(separator);
  }

  function fillDays() {
    const today = new Date();
    document.querySelectorAll("data.cited-on").forEach((element) => {
      element.textContent = DAY[element.dataset.form](today);
      element.value = iso(today, "-");
    });
  }

  function setUpCopying() {
    document.querySelectorAll("button.cite-copy").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const form = document.getElementById(button.dataset.copies);
        const rich = form.tagName === "PRE" ? "" : form.innerHTML.replace(/<\/?data[^>]*>/g, "");
        window.copyText(form.textContent, button, rich);
      });
    });
  }

  fillDays();
  setUpCopying();
})();
