// `make oracle`: do citeproc-js and Citation.js agree with what the book writes?
// Usage: node check.mjs SITE STYLES FORMATTED: a built site, the folder of CSL styles, and what
// formatted.py printed.
// 1. APA and Chicago of every chapter, and NLM and APA of every cited work, as citeproc-js sets them.
// 2. Every .bib, .ris and .json of a chapter, read by Citation.js, with nothing lost.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import "@citation-js/plugin-ris";
import CSL from "citeproc";

const [site, styles, formattedFile] = process.argv.slice(2);
const locales = new URL("node_modules/@citation-js/plugin-csl/lib/locales.json", import.meta.url);
const locale = JSON.parse(readFileSync(locales, "utf8"))["en-US"];
// Where citeproc-js is at odds: a given name with a small letter (Sheng-an, eyes s.), a raised 2.
const KNOWN = new Set(["qi2026mechanisms", "robson2024guanine", "wang2026activation"]);
const faults = [];
let compared = 0;

const bare = (html) =>
  html
    .replace(/<div class="csl-left-margin">.*?<\/div>/s, "")
    .replace(/<[^>]+>/g, "")
    .replace(/&#38;|&amp;/g, "&")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\u2013/g, "-") // pages as 1-9.e2: only pandoc sets a dash
    .replace(/,? (&|and) et al\./g, ", et al.")
    .replace(/\s+/g, " ")
    .trim();

const engines = new Map(); // a style takes a second to load
const items = new Map();

function engineOf(style) {
  if (!engines.has(style)) {
    const csl = readFileSync(join(styles, `${style}.csl`), "utf8").replace(
      'disambiguate-add-year-suffix="true"',
      "",
    );
    const system = { retrieveLocale: () => locale, retrieveItem: (id) => items.get(id) };
    engines.set(style, new CSL.Engine(system, csl, "en-US"));
  }
  return engines.get(style);
}

function format(item, style) {
  const engine = engineOf(style);
  items.set(item.id, item);
  engine.updateItems([item.id]);
  return bare(engine.makeBibliography()[1].join(""));
}

function compare(what, ours, theirs) {
  compared += 1;
  if (ours !== theirs) faults.push(`${what}\n  ours:   ${ours}\n  theirs: ${theirs}`);
}

const formatted = JSON.parse(readFileSync(formattedFile, "utf8"));
for (const { item, style, html } of formatted) {
  if (!KNOWN.has(item.id)) compare(`${item.id}, ${style}`, bare(html), format(item, style));
}

const words = (text) => bare(String(text ?? "")).toLowerCase();
const names = (item) =>
  (item.author ?? []).map((one) =>
    words(one.literal ?? [one["non-dropping-particle"] ?? one["dropping-particle"], one.family].filter(Boolean).join(" ")),
  );

for (const file of readdirSync(site).filter((name) => /\.(cite|refs)\.(bib|ris)$/.test(name))) {
  const wanted = JSON.parse(readFileSync(join(site, file.replace(/\.\w+$/, ".json")), "utf8"));
  const read = new Cite(readFileSync(join(site, file), "utf8")).data;
  compare(`${file}, number of works`, wanted.length, read.length);
  const byTitle = new Map(read.map((item) => [words(item.title), item]));
  for (const item of wanted) {
    const found = byTitle.get(words(item.title));
    if (!found) {
      faults.push(`${file}: no work is called "${bare(item.title)}"`);
      continue;
    }
    compare(`${file}, ${item.id}, DOI`, words(item.DOI), words(found.DOI));
    compare(`${file}, ${item.id}, year`, item.issued?.["date-parts"]?.[0]?.[0], found.issued?.["date-parts"]?.[0]?.[0]);
    compare(`${file}, ${item.id}, authors`, names(item).join("; "), names(found).join("; "));
  }
}

for (const fault of faults) console.log(fault);
console.log(`${compared} comparisons, ${faults.length} differences`);
process.exit(faults.length ? 1 : 0);
