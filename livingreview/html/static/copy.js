// Copying to the clipboard, and saying so.
//   copyText(text, button, html)  -> a promise: true if the clipboard has it
//   sayStatus(message, near)      -> tells sighted readers and screen readers
//   showText(text, button)        -> shows the text, selected, to be copied by hand
// `button` is what was pressed: `data-copied` on it names what was copied, else its own name does.
// `html` is the same text with its italics, for programs that take them; it may be left out.
// Works from file:// and plain http, where browsers refuse the clipboard interface.
"use strict";

(() => {
  // A message outside an open modal dialog is neither seen nor read out: say it inside.
  const home = (near) => (near && near.closest("dialog[open]")) || document.body;

  function region(near) {
    const place = home(near);
    let found = place.querySelector(":scope > .copy-status");
    if (!found) {
      found = document.createElement("div");
      found.className = "copy-status";
      found.setAttribute("role", "status");
      place.append(found);
    }
    return found;
  }

  let fade = 0;

  function sayStatus(message, near) {
    const status = region(near);
    status.textContent = "";
    // A live region is read out when it changes after it is there: give it a moment.
    setTimeout(() => (status.textContent = message), 60);
    clearTimeout(fade);
    fade = setTimeout(() => (status.textContent = ""), 6000);
  }

  // The older way in: a command that needs something selected and a press of a key or button.
  function byCommand(text, button, html) {
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "copy-aside";
    const focused = document.activeElement;
    home(button).append(area);
    area.select();
    const fill = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text);
      if (html) event.clipboardData.setData("text/html", html);
    };
    document.addEventListener("copy", fill);
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch {
      done = false;
    }
    document.removeEventListener("copy", fill);
    area.remove();
    if (focused) focused.focus({ preventScroll: true });
    return done;
  }

  async function byInterface(text, html) {
    if (!navigator.clipboard) return false;
    try {
      if (html && window.ClipboardItem && navigator.clipboard.write) {
        const part = (type, words) => new Blob([words], { type });
        const parts = {
          "text/plain": part("text/plain", text),
          "text/html": part("text/html", html),
        };
        await navigator.clipboard.write([new ClipboardItem(parts)]);
      } else {
        await navigator.clipboard.writeText(text);
      }
      return true;
    } catch {
      return false;
    }
  }

  function showText(text, button) {
    const dialog = document.createElement("dialog");
    dialog.className = "copy-by-hand";
    dialog.setAttribute("aria-labelledby", "copy-by-hand-title");
    const title = document.createElement("h2");
    title.id = "copy-by-hand-title";
    title.textContent = "Copy by hand";
    const label = document.createElement("label");
    label.textContent = "This browser does not let a page copy. The text is selected: copy it.";
    const area = document.createElement("textarea");
    area.readOnly = true;
    area.rows = 8;
    area.value = text;
    label.append(area);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (button) button.focus();
    });
    dialog.append(title, label, close);
    document.body.append(dialog);
    dialog.showModal();
    area.focus();
    area.select();
  }

  async function copyText(text, button, html) {
    const done = (await byInterface(text, html)) || byCommand(text, button, html);
    if (done) {
      const named = button && (button.dataset.copied || button.textContent.trim());
      sayStatus(named ? `Copied: ${named}` : "Copied", button);
    } else {
      showText(text, button);
    }
    return done;
  }

  Object.assign(window, { copyText, sayStatus, showText });
})();
