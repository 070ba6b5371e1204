// Claims as text: a paragraph with its references, BibTeX, RIS, and a Word document.
// Pure functions over the data in register/claims-to-go.js; for one claim they give what
// livingreview/cite/togo.py writes beside the claims page. Loaded by togo.js on first use.
"use strict";

(() => {
  const DAY = "@day@"; // where the day of citation belongs
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const pad = (number) => String(number).padStart(2, "0");

  function dayAs(form, day) {
    const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()];
    if (form === "bib") return `${year}-${pad(month + 1)}-${pad(date)}`;
    if (form === "ris") return `${year}/${pad(month + 1)}/${pad(date)}`;
    return `${year} ${MONTHS[month]} ${date}`;
  }

  const escaped = (words) =>
    words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const plain = (html) =>
    html
      .replace(/<\/?(?:em|sub|sup)>/g, "")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&");

  // What words are sorted by: letters without accents and case.
  const order = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const byOrder = (a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0);

  // The year of each work, with a letter where two would be cited alike.
  function years(keys, works) {
    const alike = new Map();
    for (const key of [...keys].sort((a, b) => byOrder(works[a].apa, works[b].apa))) {
      const name = `${works[key].label}, ${works[key].year}`;
      alike.set(name, [...(alike.get(name) || []), key]);
    }
    const found = {};
    for (const group of alike.values()) {
      group.forEach((key, place) => {
        const year = works[key].year;
        const letter = (/^\d+$/.test(year) ? "" : "-") + "abcdefghijklmnopqrstuvwxyz"[place];
        found[key] = group.length > 1 ? year + letter : year;
      });
    }
    return found;
  }

  // Marks side by side: numbers in brackets, authors and years apart by semicolons.
  function cite(marks, style) {
    if (style === "apa") return [...marks].sort(byOrder).join("; ");
    const runs = [];
    for (const number of marks.map(Number).sort((a, b) => a - b)) {
      const run = runs[runs.length - 1];
      if (run && run[run.length - 1] === number - 1) run.push(number);
      else runs.push([number]);
    }
    return `[${runs.map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(","))).join(",")}]`;
  }

  // Claims as one paragraph: { words, references: [HTML with em alone], text, html }.
  function passage(data, ids, style, against, day) {
    const parts = ids.flatMap((id, place) => {
      const claim = data.claims[id];
      return [place ? " " : "", ...claim.text, ...(against ? claim.against : [])];
    });
    const keys = [...new Set(parts.filter(Array.isArray).flat())];
    const { works } = data;
    const marks = {};
    let references;
    if (style === "nlm") {
      keys.forEach((key, place) => (marks[key] = String(place + 1)));
      references = keys.map((key) => works[key].nlm);
    } else {
      const dated = years(keys, works);
      keys.forEach((key) => (marks[key] = `${works[key].label}, ${dated[key]}`));
      references = keys
        .map((key) => works[key].apa.replace(`(${works[key].year}`, () => `(${dated[key]}`))
        .sort((a, b) => byOrder(plain(a), plain(b)));
    }
    references = references.map((one) => one.replaceAll(DAY, dayAs("nlm", day)));
    const words = parts
      .map((part) => (Array.isArray(part) ? cite(part.map((key) => marks[key]), style) : part))
      .join("");
    const number = (place) => (style === "nlm" ? `${place + 1}. ` : "");
    const lines = references.map((one, place) => number(place) + plain(one));
    const list = references.map((one, place) => `<p>${number(place)}${one}</p>`);
    return {
      words,
      references,
      text: [words, "", ...lines].join("\n") + "\n",
      html: `<p>${escaped(words)}</p>\n${list.join("\n")}\n`,
    };
  }

  // Each work once, in order of appearance, with what it does for which claim.
  function merged(data, ids) {
    const found = new Map();
    for (const id of ids) {
      for (const [key, roles] of Object.entries(data.claims[id].works)) {
        found.set(key, [...(found.get(key) || []), ...roles.map((role) => [role, id])]);
      }
    }
    return [...found];
  }

  const bare = (id) => id.slice(id.indexOf("/") + 1); // the id without its room: sentences/...
  const noun = (data, id) => (data.claims[id].kind === "sentence" ? "Sentence" : "Claim");
  const said = (data, id) =>
    `${noun(data, id)} ${bare(id)} (${data.claims[id].grade}): ${data.claims[id].says}`;

  // What the chapter does for its own claims and sentences.
  const ofItsOwn = (roles) => roles.filter(([role]) => role === "judges" || role === "quotes");

  const NAMED = {
    "\\": "\\textbackslash{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
  };
  const tex = (words) => words.replace(/[\\{}$&%#_^~]/g, (sign) => NAMED[sign] ?? `\\${sign}`);

  function bibtex(data, ids, day) {
    const head = ids.map((id) => `% ${said(data, id)}\n`.replaceAll("@", "(at)")).join("");
    const entries = merged(data, ids).map(([key, roles]) => {
      const words = roles.map(([role, id]) => `${role} ${bare(id)}`).join(", ");
      const judged = ofItsOwn(roles).map(([, id]) => tex(said(data, id)));
      const note = judged.length ? `  annote = {${judged.join(" ")}},\n` : "";
      return `${data.works[key].bib.slice(0, -2)}  keywords = {${words}},\n${note}}\n`;
    });
    return [head, ...entries].join("\n").replaceAll(DAY, dayAs("bib", day));
  }

  function ris(data, ids, day) {
    const records = merged(data, ids).map(([key, roles]) => {
      const tags = roles.map(([role, id]) => `KW  - ${role} ${bare(id)}\n`);
      tags.push(...ofItsOwn(roles).map(([, id]) => `N1  - ${said(data, id)}\n`));
      return data.works[key].ris.replace(/ER {2}- \n$/, () => `${tags.join("")}ER  - \n`);
    });
    return records.join("\n").replaceAll(DAY, dayAs("ris", day));
  }

  // -- a Word document: Office Open XML (ECMA-376), the parts that a program must find ------------

  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const OFFICE = "http://schemas.openxmlformats.org";
  const TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  const WORD = `xmlns:w="${OFFICE}/wordprocessingml/2006/main"`;
  const FIXED = {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${TYPE}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/_rels/document.xml.rels": `${HEAD}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    "word/styles.xml": `${HEAD}<w:styles ${WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Bibliography"><w:name w:val="Bibliography"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="425" w:hanging="425"/></w:pPr></w:style></w:styles>`,
  };

  // A run of text; signs that XML cannot hold are left out.
  function run(words, looks = "") {
    const legal = words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
    const look = looks ? `<w:rPr>${looks}</w:rPr>` : "";
    return `<w:r>${look}<w:t xml:space="preserve">${escaped(legal)}</w:t></w:r>`;
  }

  const LOOKS = {
    em: "<w:i/>",
    sub: '<w:vertAlign w:val="subscript"/>',
    sup: '<w:vertAlign w:val="superscript"/>',
  };

  // Every second piece of a reference is a tag, which holds until it is closed.
  function runs(html) {
    const open = new Set();
    return html
      .split(/<(\/?(?:em|sub|sup))>/)
      .map((piece, place) => {
        if (place % 2 === 0) {
          const looks = Object.keys(LOOKS).filter((tag) => open.has(tag));
          return piece ? run(plain(piece), looks.map((tag) => LOOKS[tag]).join("")) : "";
        }
        if (piece.startsWith("/")) open.delete(piece.slice(1));
        else open.add(piece);
        return "";
      })
      .join("");
  }

  function paragraph(inside, style) {
    const look = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : "";
    return `<w:p>${look}${inside}</w:p>`;
  }

  function docx(made, style) {
    const listed = made.references.map((one, place) =>
      paragraph(
        (style === "nlm" ? `<w:r><w:t>${place + 1}.</w:t><w:tab/></w:r>` : "") + runs(one),
        "Bibliography",
      ),
    );
    const body = [paragraph(run(made.words)), paragraph(run("References"), "Heading1"), ...listed];
    const text = `${HEAD}<w:document ${WORD}><w:body>${body.join("")}<w:sectPr/></w:body></w:document>`;
    return zip({ ...FIXED, "word/document.xml": text });
  }

  // -- a ZIP archive whose files are stored as they are (PKWARE APPNOTE 6.3, 4.3) -----------------

  function crc32(bytes) {
    let rest = 0xffffffff;
    for (const byte of bytes) {
      rest ^= byte;
      for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
    return (rest ^ 0xffffffff) >>> 0;
  }

  // Numbers of two (n) or four (N) bytes, the lowest byte first.
  function record(form, numbers) {
    const view = new DataView(new ArrayBuffer([...form].reduce((sum, c) => sum + (c === "n" ? 2 : 4), 0)));
    let at = 0;
    [...form].forEach((size, place) => {
      if (size === "n") view.setUint16(at, numbers[place], true);
      else view.setUint32(at, numbers[place], true);
      at += size === "n" ? 2 : 4;
    });
    return new Uint8Array(view.buffer);
  }

  function zip(files) {
    const encoder = new TextEncoder();
    const DATE = 0x21; // 1 January 1980: the same claims give the same bytes
    const [local, central] = [[], []];
    let offset = 0;
    for (const [path, text] of Object.entries(files)) {
      const [name, bytes] = [encoder.encode(path), encoder.encode(text)];
      const sizes = [crc32(bytes), bytes.length, bytes.length, name.length];
      const head = record("NnnnnnNNNnn", [0x04034b50, 20, 0x800, 0, 0, DATE, ...sizes, 0]);
      local.push(head, name, bytes);
      central.push(
        record("NnnnnnnNNNnnnnnNN", [0x02014b50, 20, 20, 0x800, 0, 0, DATE, ...sizes, 0, 0, 0, 0, 0, offset]),
        name,
      );
      offset += head.length + name.length + bytes.length;
    }
    const length = central.reduce((sum, part) => sum + part.length, 0);
    const count = Object.keys(files).length;
    const end = record("NnnnnNNn", [0x06054b50, 0, 0, count, count, length, offset, 0]);
    const parts = [...local, ...central, end];
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  window.togoText = { passage, bibtex, ris, docx };
})();
