// `make oracle`: do citeproc-js and Citation.js agree with what the book writes?
// Usage: node check.mjs SITE STYLES FORMATTED: a built site, the folder of CSL styles, and what
// formatted.py printed.
// 1. APA and Chicago of every chapter, and NLM and APA of every work, as citeproc-js sets them.
// 2. Every .bib, .ris and .json that a reader can take, read by Citation.js and compared field by
//    field with the CSL-JSON file as it stands.
// 3. What citeproc-js makes of the works that Citation.js read, in APA, against the book's own.
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
// Where citeproc-js is at odds: a given name with a small letter (Sheng-an, eyes s.), a raised 2,
// the first small letter after a comma of a title.
const KNOWN = new Set(["authors2026saturation", "qi2026mechanisms", "robson2024guanine", "wang2026activation"]);
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

const ownApa = new Map(
  formatted.filter(({ style }) => style === "apa").map(({ item, html }) => [item.id, bare(html)]),
);
const words = (text) => bare(String(text ?? "")).replace(/[\u201c\u201d]/g, '"');
const names = (item) =>
  (item.author ?? []).map((one) => {
    const family = [one["non-dropping-particle"] ?? one["dropping-particle"], one.family];
    return words(one.literal ?? [family.filter(Boolean).join(" "), one.given, one.suffix].filter(Boolean).join(", "));
  });
const date = (parts) => (parts?.["date-parts"]?.[0] ?? []).map(Number).join("-");
// Neither BibTeX nor RIS has a type for a preprint.
const REPORTS = { article: "report" };
const FIELDS = {
  type: (item) => REPORTS[item.type] ?? item.type,
  title: (item) => words(item.title),
  authors: (item) => names(item).join("; "),
  venue: (item) => words(item["container-title"] ?? item.publisher),
  volume: (item) => words(item.volume),
  issue: (item) => words(item.issue),
  pages: (item) => words(item.page),
  issued: (item) => date(item.issued),
  accessed: (item) => date(item.accessed),
  genre: (item) => words(item.genre),
  number: (item) => words(item.number),
  DOI: (item) => words(item.DOI),
  URL: (item) => words(item.URL),
  PMID: (item) => words(item.PMID),
  PMCID: (item) => words(item.PMCID),
};

// What Citation.js does not read of a file, whoever wrote it.
function unread(suffix, item, field) {
  if (suffix === "ris") {
    if (["PMID", "PMCID", "accessed"].includes(field)) return true;
    return (item.type === "chapter" && field === "issued") || (item.type === "webpage" && field === "venue");
  }
  return suffix === "bib" && item.type === "report" && field === "type"; // @misc may be anything
}

const FILES = /^(.+\.(?:cite|refs))\.(bib|ris|json)$/;
for (const file of readdirSync(site).filter((name) => FILES.test(name))) {
  const [, stem, suffix] = FILES.exec(file);
  const wanted = JSON.parse(readFileSync(join(site, `${stem}.json`), "utf8"));
  const read = new Cite(readFileSync(join(site, file), "utf8")).data;
  compare(`${file}, number of works`, wanted.length, read.length);
  const byTitle = new Map(read.map((item) => [words(item.title).toLowerCase(), item]));
  for (const item of wanted) {
    const found = byTitle.get(words(item.title).toLowerCase());
    if (!found) {
      faults.push(`${file}: no work is called "${bare(item.title)}"`);
      continue;
    }
    for (const [field, of] of Object.entries(FIELDS))
      if (!unread(suffix, item, field)) compare(`${file}, ${item.id}, ${field}`, of(item), of(found));
    // Of a page Citation.js lost the site above; a work without a year it dates in words.
    const unlike = !item.issued || item.type === "report" || (suffix === "ris" && item.type === "webpage");
    if (suffix !== "json" && ownApa.has(item.id) && !KNOWN.has(item.id) && !unlike)
      compare(`${file}, ${item.id}, APA`, ownApa.get(item.id), format({ ...found, id: `${file}/${item.id}` }, "apa"));
  }
}

for (const fault of faults) console.log(fault);
console.log(`${compared} comparisons, ${faults.length} differences`);
process.exit(faults.length ? 1 : 0);
