// Which records and which sections of the text a query finds, and in which order.
//   bookRank.prepare(kinds)         -> records, made ready once: data of search-records.js
//   bookRank.records(known, query)  -> {groups: [{kind, label, hits}], words, near}
//   bookRank.sections(known, query) -> [{page, title, above, address, excerpt: [text, isHit]...}]
// Pure: no page, no network. tests/test_site_search.py holds it to a table of queries.
"use strict";

(() => {
  // Points of the ways in which a name is found; text alone brings less than any name.
  const NAME = { exact: 100, begins: 60, words: 40, some: 12 };
  const TEXT = 4;
  const CODE = 90; // the id of a record, also an old one, typed as a whole
  const SMALL = new Set("a an and as at by for from in is it of on or that the to with what which how do does".split(" "));
  const EXCERPT = 190; // letters

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const squashed = (text) => plain(text).replace(/[^\p{L}\p{N}]/gu, "");
  const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];

  // A plural finds its singular, too: words are compared by their beginnings.
  const stem = (word) => (word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word);

  function termsOf(query) {
    const all = wordsOf(query);
    const telling = all.filter((word) => !SMALL.has(word));
    return [...new Set(telling.length ? telling : all)].map(stem);
  }

  // -- records ----------------------------------------------------------------------------------

  // A record is [id, name, detail, further names, old ids]; a kind says how ids become addresses.
  function prepare(kinds) {
    return kinds.flatMap(({ kind, label, order, before, after, items }) =>
      items.map(([id, name, detail = "", others = [], old = []]) => ({
        kind, label, order, name, detail, others,
        address: before + id + after,
        keys: [name, ...others].map(squashed),
        bare: [name, ...others].map((own) => squashed(own.replace(/\s*\(.*\)/, ""))),
        codes: [id, ...old].map((code) => plain(code.replace(/^.*#/, ""))),
        named: [name, ...others].map(wordsOf),
        said: wordsOf(detail),
      })),
    );
  }

  const begun = (words, term) => words.some((word) => word.startsWith(term));

  // How well one name is found: as a whole, by its beginning, by words of which each begins one.
  function named(record, key, terms) {
    let best = 0;
    record.keys.forEach((own, at) => {
      const further = at ? 2 : 0; // a name itself comes before other names
      if (own === key) best = Math.max(best, NAME.exact - further);
      else if (record.bare[at] === key) best = Math.max(best, NAME.exact - further - 1);
      else if (key.length > 1 && own.startsWith(key)) {
        best = Math.max(best, NAME.begins - further - Math.min(9, (own.length - key.length) / 3));
      } else if (terms.every((term) => begun(record.named[at], term))) {
        const length = record.named[at].length;
        best = Math.max(best, NAME.words - further - Math.min(20, length - terms.length));
      }
    });
    return best;
  }

  function scored(record, key, code, terms) {
    const score = Math.max(record.codes.includes(code) ? CODE : 0, named(record, key, terms));
    if (score) return { score, met: terms.length };
    const inName = terms.filter((term) => record.named.some((words) => begun(words, term)));
    const inText = terms.filter((term) => !inName.includes(term) && begun(record.said, term));
    const points = inName.length * NAME.some + inText.length * TEXT;
    return { score: Math.min(points, NAME.some * 2), met: inName.length + inText.length };
  }

  function records(known, query) {
    const [key, code, terms] = [squashed(query), plain(query.trim()), termsOf(query)];
    if (!terms.length) return { groups: [], words: 0, near: "" };
    const all = known.map((record) => ({ record, ...scored(record, key, code, terms) }));
    const most = Math.max(0, ...all.map(({ met }) => met));
    // Records that hold every word; if there is none, those that hold most of them.
    const enough = most === terms.length ? most : Math.max(most, Math.ceil(terms.length / 2));
    const found = all.filter(({ met }) => met && met >= enough);
    if (!found.length) return nearest(known, key);
    found.sort((a, b) => b.score - a.score || a.record.order - b.record.order);
    return { groups: grouped(found), words: most === terms.length ? 0 : most, near: "" };
  }

  // Groups in the order of the kinds; one that holds the very name comes before all others.
  function grouped(found) {
    const groups = new Map();
    for (const { record, score } of found) {
      const { kind, label, order } = record;
      if (!groups.has(kind)) groups.set(kind, { kind, label, order, best: score, hits: [] });
      groups.get(kind).hits.push(record);
    }
    const isNamed = ({ best }) => (best > NAME.begins ? 1 : 0);
    return [...groups.values()].sort((a, b) => isNamed(b) - isNamed(a) || a.order - b.order);
  }

  // One letter too many, too few, wrong or exchanged with the next: only names, only if all fails.
  function nearest(known, key) {
    if (key.length < 4) return { groups: [], words: 0, near: "" };
    const found = known.flatMap((record) => {
      const at = record.bare.findIndex((own) => oneEdit(own, key));
      return at < 0 ? [] : [{ record, score: NAME.exact, near: [record.name, ...record.others][at] }];
    });
    return { groups: grouped(found), words: 0, near: found.length ? found[0].near : "" };
  }

  function oneEdit(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let start = 0;
    while (start < a.length && a[start] === b[start]) start += 1;
    const [x, y] = [a.slice(start), b.slice(start)];
    if (x.length !== y.length) return x.length > y.length ? x.slice(1) === y : x === y.slice(1);
    const swapped = x.length > 1 && x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
    return swapped || x.slice(1) === y.slice(1);
  }

  // -- text -------------------------------------------------------------------------------------

  // A section is [anchor, title, text]; the page that holds it gives its address and its name.
  function prepareText(pages) {
    return pages.flatMap(({ page, title, sections }) =>
      sections.map(([anchor, name, text]) => ({
        weight: page.includes("/") ? 0.5 : 1, // what is about the book comes after what it says
        page: title, title: name || title, text, lower: plain(text), head: wordsOf(name || title),
        address: anchor ? `${page}.html#${anchor}` : `${page}.html`,
      })),
    );
  }

  const escaped = (term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  function sections(known, query) {
    const terms = termsOf(query);
    if (!terms.length) return [];
    const finds = terms.map((term) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(term)}`, "gu"));
    const counts = known.map(({ lower, head }) =>
      finds.map((find, at) => [(lower.match(find) || []).length, begun(head, terms[at]) ? 1 : 0]),
    );
    const rarity = terms.map((_, at) => {
      const holding = counts.filter((each) => each[at][0] + each[at][1]).length;
      return Math.log(1 + known.length / (1 + holding));
    });
    const phrase = plain(query.trim());
    const found = known.flatMap((section, number) => {
      const each = counts[number];
      if (!each.every(([inText, inHead]) => inText + inHead)) return [];
      const size = 0.6 + section.lower.length / 4000;
      let score = 0;
      each.forEach(([inText, inHead], at) => {
        score += rarity[at] * (Math.log(1 + inText) / size + 2 * inHead);
      });
      if (terms.length > 1 && section.lower.includes(phrase)) score *= 1.5;
      return [{ section, score: score * section.weight }];
    });
    found.sort((a, b) => b.score - a.score);
    return found.map(({ section }) => ({ ...section, excerpt: excerpt(section, finds) }));
  }

  // The stretch of a text that holds most of the words, cut at blanks: [text, is it a hit].
  // Marks may be lost on the way to plain text; where lengths differ nothing is marked.
  function excerpt({ text, lower }, finds) {
    const hits = text.length === lower.length
      ? finds.flatMap((find, which) => [...lower.matchAll(find)].map(({ index }) => [index, which]))
      : [];
    hits.sort(([a], [b]) => a - b);
    let [start, most] = [0, 0];
    for (const [from] of hits) {
      const inside = hits.filter(([at]) => at >= from && at < from + EXCERPT - 40);
      const different = new Set(inside.map(([, which]) => which)).size;
      if (different > most) [start, most] = [from, different];
    }
    let begin = Math.max(0, start - 40);
    if (begin) begin = text.indexOf(" ", begin) + 1;
    let end = Math.min(text.length, begin + EXCERPT);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), begin + 1);
    const parts = [[begin ? "… " : "", false]];
    let at = begin;
    for (const [index] of hits) {
      if (index < at || index >= end) continue;
      const word = text.slice(index).match(/^[\p{L}\p{N}]+/u);
      if (!word) continue;
      parts.push([text.slice(at, index), false], [word[0], true]);
      at = index + word[0].length;
    }
    parts.push([text.slice(at, end), false], [end < text.length ? " …" : "", false]);
    return parts.filter(([words]) => words);
  }

  globalThis.bookRank = { prepare, records, prepareText, sections };
})();
