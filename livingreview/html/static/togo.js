// Claims and sentences to go: a button at each, and a basket that gathers several; a sentence of the
// page of sentences goes into it by one press.
// The claims and what makes text of them are loaded on first use, by script elements, so that it
// works from file:// too. Without this script the claims page gives the same as files.
"use strict";

(() => {
  const KEY = "livingreview.basket";
  const root = document.documentElement.dataset.content_root || "";
  const SCRIPTS = ["register/claims-to-go.js", "_static/togo-text.js"];

  function element(name, properties = {}, ...children) {
    const { aria, ...plain } = properties;
    const made = Object.assign(document.createElement(name), plain);
    for (const [key, value] of Object.entries(aria || {})) made.setAttribute(`aria-${key}`, value);
    made.append(...children);
    return made;
  }

  const button = (words, press, properties = {}) => {
    const made = element("button", { type: "button", textContent: words, ...properties });
    made.addEventListener("click", () => press(made));
    return made;
  };

  // -- the basket: ids, kept by the browser where it lets a page keep anything --------------------

  let memory = [];

  function basket() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (Array.isArray(kept)) memory = kept.filter((id) => typeof id === "string");
    } catch {
      // Refused or spoiled: what this page remembers holds.
    }
    return memory;
  }

  function keep(ids) {
    memory = ids;
    try {
      localStorage.setItem(KEY, JSON.stringify(ids));
    } catch {
      // Refused: it lasts as long as the page.
    }
    showCount();
  }

  // A sentence is told from a claim by its room: sentences/<id>.
  const ROOM = "sentences/";
  const nounOf = (id) => (id.startsWith(ROOM) ? "sentence" : "claim");
  const many = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  function counted(ids) {
    const sentences = ids.filter((id) => nounOf(id) === "sentence").length;
    const claims = ids.length - sentences;
    const parts = [];
    if (claims || !sentences) parts.push(many(claims, "claim"));
    if (sentences) parts.push(many(sentences, "sentence"));
    return parts.join(", ");
  }
  let bar = null;
  const shortcuts = []; // what renames the buttons that lead into the basket

  function showCount() {
    const ids = basket();
    if (!bar && ids.length) {
      const open = button("", () => openDialog(null, open), { className: "togo-button" });
      bar = element("section", { className: "togo-bar", aria: { label: "Basket" } }, open);
      document.body.append(bar);
    }
    // Once shown it stays, so that the focus has a place to return to.
    if (bar) bar.firstChild.textContent = `Basket: ${counted(ids)}`;
    shortcuts.forEach((name) => name());
  }

  // Put one into the basket, or take it out, and say so.
  function turn(id, pressed) {
    const inside = basket().includes(id);
    keep(inside ? basket().filter((one) => one !== id) : [...basket(), id]);
    sayStatus(`${inside ? "Removed" : "Added"}. The basket holds ${counted(basket())}`, pressed);
  }

  // -- loading ------------------------------------------------------------------------------------

  let loading = null;

  function load() {
    const one = (path) =>
      new Promise((done, failed) => {
        const script = element("script", { src: root + path, onload: done, onerror: failed });
        document.head.append(script);
      });
    loading = loading || Promise.all(SCRIPTS.map(one));
    loading.catch(() => (loading = null)); // a later press tries again
    return loading;
  }

  // -- the dialog: one claim, or the basket -------------------------------------------------------

  const choice = { style: "nlm", against: true };
  const STYLES = { nlm: "NLM (numbers)", apa: "APA (author and year)" };

  async function openDialog(id, opener) {
    try {
      await load();
    } catch {
      sayStatus("The claims could not be loaded. The page Claims has them as files.", opener);
      return;
    }
    const known = window.claimsToGo.claims;
    const gone = basket().filter((one) => !known[one]);
    if (gone.length) {
      keep(basket().filter((one) => known[one]));
      sayStatus(`Not in this version of the book: ${gone.join(", ")}`, opener);
    }
    const dialog = element("dialog", { className: "togo", aria: { labelledby: "togo-title" } });
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener.focus();
    });
    document.body.append(dialog);
    fill(dialog, id);
    dialog.showModal();
  }

  function fill(dialog, id) {
    const data = window.claimsToGo;
    const ids = () => (id ? [id] : basket());
    const now = () => new Date();
    const made = () =>
      togoText.passage(data, ids(), choice.style, choice.against, now());
    const name = id ? id.replace(ROOM, "") : "claims";
    const what = () => (id ? nounOf(id) : counted(ids()));

    const preview = element("div", {
      className: "togo-preview", tabIndex: 0, role: "group", aria: { label: "Text to copy" },
    });
    const show = () => (preview.innerHTML = made().html);

    const radio = ([style, words]) => {
      const input = element("input", { type: "radio", name: "togo-style", value: style });
      input.checked = style === choice.style;
      input.addEventListener("change", () => ((choice.style = style), show()));
      return element("label", {}, input, ` ${words}`);
    };
    const against = element("input", { type: "checkbox", checked: choice.against });
    against.addEventListener("change", () => ((choice.against = against.checked), show()));

    const copy = (words, give) =>
      button(words, (pressed) => {
        const [text, html] = give();
        pressed.dataset.copied = `${what()} as ${words.replace("Copy ", "")}`;
        copyText(text, pressed, html);
      });
    const save = (words, ending, type, give) =>
      button(
        `${words} (.${ending})`,
        (pressed) => {
          const link = element("a", { download: `${name}.${ending}` });
          link.href = URL.createObjectURL(new Blob([give()], { type }));
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
          sayStatus(`Saved: ${link.download}`, pressed);
        },
        { aria: { label: `Download ${words} (.${ending})` } },
      );

    const bibtex = () => togoText.bibtex(data, ids(), now());
    const ris = () => togoText.ris(data, ids(), now());
    const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    const title = element("h2", { id: "togo-title", tabIndex: -1 });
    const row = (...buttons) => element("div", { className: "togo-row" }, ...buttons);
    const take = element(
      "div",
      {},
      element(
        "fieldset",
        {},
        element("legend", { textContent: "References in the style of" }),
        ...Object.entries(STYLES).map(radio),
      ),
      element("label", {}, against, " With what speaks against it"),
      preview,
      row(
        copy("Copy text", () => [made().text, made().html]),
        copy("Copy BibTeX", () => [bibtex()]),
        copy("Copy RIS", () => [ris()]),
      ),
      row(
        element("span", { textContent: "Download:" }),
        save("Word", "docx", word, () => togoText.docx(made(), choice.style)),
        save("BibTeX", "bib", "application/x-bibtex", bibtex),
        save("RIS", "ris", "application/x-research-info-systems", ris),
      ),
    );

    const list = element("ul");
    const drop = (one) =>
      button(
        "Remove",
        () => {
          keep(basket().filter((other) => other !== one));
          update();
          title.focus();
          sayStatus(`Removed. The basket holds ${counted(ids())}`, title);
        },
        { aria: { label: `Remove: ${data.claims[one].says}` } },
      );
    const item = (one) => {
      const claim = data.claims[one];
      const grade = element("strong", { textContent: claim.grade });
      const counter = claim.counter ? `. Against: ${claim.counter}` : "";
      const meta = element("p", { className: "togo-meta" }, grade, counter);
      const says = element("p", { textContent: claim.says });
      return element("li", {}, says, meta, ...(id ? [] : [drop(one)]));
    };
    function update() {
      title.textContent = id ? `Copy ${nounOf(id)}` : `Basket: ${counted(ids())}`;
      list.replaceChildren(...ids().map(item));
      take.hidden = !ids().length;
      if (ids().length) show();
    }

    const toggle = button("", () => {
      turn(id, toggle);
      label();
    });
    const label = () =>
      (toggle.textContent = basket().includes(id) ? "Remove from basket" : "Add to basket");
    label();
    const close = button("×", () => dialog.close(), { className: "togo-close", aria: { label: "Close" } });
    const head = element("div", { className: "togo-head" }, title, close);
    const foot = element("div", { className: "togo-row togo-foot" }, toggle);
    dialog.append(head, list, take, ...(id ? [foot] : []));
    update();
  }

  // -- a button at each claim and each sentence ----------------------------------------------------

  function copyButton(id) {
    const words = `Copy ${nounOf(id)}`;
    return button(words, (pressed) => openDialog(id, pressed), {
      className: "togo-button",
      aria: { label: `${words}: ${id.replace(ROOM, "").replaceAll("-", " ")}`, haspopup: "dialog" },
    });
  }

  function basketButton(id) {
    const made = button("", () => turn(id, made), { className: "togo-button" });
    const name = () => {
      const words = basket().includes(id) ? "Out of basket" : "To basket";
      made.textContent = words;
      made.setAttribute("aria-label", `${words}: ${id.replace(ROOM, "").replaceAll("-", " ")}`);
    };
    shortcuts.push(name);
    name();
    return made;
  }

  // A sentence for proposals says its id as a class, sentence--<id>.
  const MARK = "sentence--";
  document.querySelectorAll(".sentence").forEach((said) => {
    const mark = [...said.classList].find((one) => one.startsWith(MARK));
    const id = ROOM + mark.slice(MARK.length);
    const made = copyButton(id);
    const meta = said.closest("li")?.querySelector(".claim-meta");
    if (meta) meta.append(" ", made, " ", basketButton(id));
    else said.parentElement.append(element("div", { className: "sentence-copy" }, made));
  });

  // The page of a claim has its id as its name; in a list of claims it is the anchor.
  const claimAt = ({ hash, pathname }) =>
    hash.slice(1) || decodeURIComponent(pathname.split("/").pop().replace(/\.html$/, ""));

  // A link that shows a grade leads to its claim; on pages of the register the claim is named.
  document.querySelectorAll("a.certainty").forEach((link) => {
    if (link.closest(".sentence, .sentences")) return; // the sentence has its own
    const made = copyButton(claimAt(link));
    const meta = link.closest(".claim-meta");
    if (meta) meta.append(" ", made);
    else link.after(" ", made);
  });
  document.querySelectorAll("p.togo").forEach((files) => {
    const id = files.dataset.claim || files.closest("td").querySelector("[id]").id;
    files.before(copyButton(id));
  });
  window.addEventListener("storage", showCount);
  showCount();
})();
