/* Chinese search on top of Sphinx's: whole phrases first, each shown where it stands.
 *
 * Sphinx's index says which pages hold all characters and pairs of a query. The texts of the
 * pages (quizgen-texts.js: {page: [[anchor, title, text], …]}) say where the phrase itself is;
 * a section without a title is the page's table of contents.
 * Order: in a title, in a text, all words of the query, all of its tokens.
 */
"use strict";

(() => {
  const SCORE = {
    page: 900, object: 850, section: 700, exact: 100, // titles
    text: 400, cut: 300, contents: 250, words: 200,
  };
  const BEFORE = 40; // characters of context shown
  const AFTER = 100;
  const showSummary = DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY;
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // Sphinx would fetch the pages

  if (["unknown", "zh_Hans_CN"].includes(Documentation.LOCALE)) {
    Object.assign(Documentation.TRANSLATIONS, {
      "Search Results": "搜索结果",
      "Searching": "正在搜索",
      "Preparing search...": "正在准备搜索……",
      ", in ": "，在 ",
      "Search finished, found one page matching the search query.":
        Array(2).fill("找到 ${resultCount} 处。"),
      "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
        "没有找到。请换一个说法，或者少写几个字再试。",
    });
  }

  /* ---- a phrase as a pattern: punctuation and blanks in the text don't matter ---- */

  const LETTER = /[\p{L}\p{N}]/u;
  const WORDS = /[\p{L}\p{N}]+/gu;
  const GAP = "[^\\p{L}\\p{N}]";
  const STOP = /[，。；：！？、,.;:!?\n]/;
  const ORDINAL_OR_CHAR = /第\s*([0-9]+|[零一二三四五六七八九十百]+)|./gsu;

  const isOneWord = (left, right) => /^(\p{Nd}{2}|\p{Script=Latin}{2})$/u.test(left + right);

  const inChinese = (number) => {
    const [hundreds, tens, ones] = [...String(number).padStart(3, "0")].map(Number);
    const digits = "零一二三四五六七八九";
    return (hundreds ? digits[hundreds] + "百" : "")
      + (tens ? (number < 20 ? "" : digits[tens]) + "十" : hundreds && ones ? "零" : "")
      + (ones ? digits[ones] : "");
  };
  const NUMBERS = new Map(); // both ways: 第21条 finds 第二十一条 and is found by it
  for (let number = 1; number < 1000; number += 1) {
    NUMBERS.set(inChinese(number), String(number)).set(String(number), inChinese(number));
  }

  /** Characters as a pattern that full-width letters and digits fit too. */
  const anyWidth = (chars) => chars.replace(/[!-~]/g, (char) =>
    `[${char}${String.fromCharCode(char.charCodeAt(0) + 0xfee0)}]`);

  /** The pattern of a phrase; "" if there is no letter in it. */
  const patternOf = (phrase) => {
    let source = "";
    let last = "";
    let apart = false;
    const add = (chars, pattern) => {
      if (source) source += !isOneWord(last, chars[0]) ? GAP + "*" : apart ? GAP + "+" : "";
      source += pattern;
      last = chars[chars.length - 1];
      apart = false;
    };
    for (const [found, number] of phrase.normalize("NFKC").matchAll(ORDINAL_OR_CHAR)) {
      if (number) {
        const ways = [number, NUMBERS.get(number)].filter(Boolean).map(anyWidth);
        add("第", "第");
        add(number, `(?:${ways.join("|")})`);
      } else if (LETTER.test(found)) add(found, anyWidth(found));
      else apart = true;
    }
    return source && Object.assign(new RegExp(source, "giu"), { maySpanStops: STOP.test(phrase) });
  };

  /** Where a pattern stands in a text and how often it is whole: cuts no word, spans no stop. */
  const hitsOf = (pattern, text) => {
    const hits = { at: -1, length: 0, whole: 0 };
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const end = index + found.length;
      const cut = isOneWord(text[index - 1], found[0])
        || isOneWord(text[end - 1], text[end])
        || (!pattern.maySpanStops && STOP.test(found));
      if (hits.at < 0 || (!cut && !hits.whole)) [hits.at, hits.length] = [index, found.length];
      if (!cut) hits.whole += 1;
    }
    return hits;
  };

  /* ---- pages that hold the phrase ---- */

  const scoreOfTitle = (pattern, title, isPage) => {
    const hits = hitsOf(pattern, title);
    if (!hits.whole) return 0;
    const isAll = !LETTER.test(title.slice(0, hits.at) + title.slice(hits.at + hits.length));
    if (!isPage && hits.length * 2 < title.length) return 0; // as Sphinx does
    return (isPage ? SCORE.page : SCORE.section) + (isAll ? SCORE.exact : 0);
  };

  const hitsIn = (pattern, [, title, text]) => hitsOf(pattern, `${title || ""}\n${text}`);

  /** The section of a page with the first hit, scored by all hits of the page. */
  const findInText = (pattern, sections) => {
    let [best, whole] = [null, 0];
    for (const section of sections) {
      const hits = hitsIn(pattern, section);
      if (section[1] === null) hits.whole = 0;
      if (hits.at >= 0 && (!best || (hits.whole && !whole))) best = section;
      whole += hits.whole;
    }
    if (whole) return [best, SCORE.text + Math.min(whole, 99)];
    return best && [best, best[1] === null ? SCORE.contents : SCORE.cut];
  };

  /** The section that holds most words, if the page holds all of them. */
  const findWords = (patterns, sections) => {
    const seen = new Set();
    let [best, most] = [null, 0];
    for (const section of sections) {
      const held = patterns.filter((each) => hitsIn(each, section).at >= 0);
      held.forEach((each) => seen.add(each));
      if (held.length > most) [best, most] = [section, held.length];
    }
    return patterns.length > 1 && seen.size === patterns.length && [best, SCORE.words + most];
  };

  /** All places of one page, as [section, score]: its titles, else the best place of its text. */
  const findOnPage = (phrase, words, sections) => {
    const titles = sections
      .map((section, at) => [section, scoreOfTitle(phrase, section[1] || "", at === 0)])
      .filter(([, score]) => score);
    if (titles.length) return titles;
    const place = findInText(phrase, sections) || findWords(words, sections);
    return place ? [place] : [];
  };

  const asResult = (page, [[anchor, title], score]) => {
    const { docnames, titles, filenames } = Search._index;
    const name = anchor ? `${titles[page]} > ${title}` : titles[page];
    const kind = score < SCORE.section ? SearchResultKind.text : SearchResultKind.title;
    return [docnames[page], name, anchor && `#${anchor}`, null, score, filenames[page], kind];
  };

  const findPhrase = (phrase, words, texts) => Search._index.docnames.flatMap((name, page) =>
    findOnPage(phrase, words, texts[name] || []).map((place) => asResult(page, place)));

  /* ---- in the place of Sphinx's functions ---- */

  Search._parseQuery = (query) => {
    const tokens = new Set(splitQuery(query));
    const words = new Set(query.toLowerCase().match(WORDS));
    localStorage.setItem("sphinx_highlight_terms", [...words].join(" "));
    return [query, tokens, new Set(), words, tokens];
  };

  /** Pages that hold every token. */
  Search.performTermsSearch = (tokens) => {
    const { terms, titleterms, docnames, titles, filenames } = Search._index;
    const look = (index, token) => Object.getOwnPropertyDescriptor(index, token)?.value ?? [];
    let pages = null;
    for (const token of tokens) {
      const held = new Set([].concat(look(terms, token), look(titleterms, token)));
      pages = [...(pages || held)].filter((page) => held.has(page));
    }
    const kind = SearchResultKind.text;
    return (pages || []).map((page) =>
      [docnames[page], titles[page], "", null, Scorer.term, filenames[page], kind]);
  };

  /** One result a place, best first. What Sphinx found in the text of a page gives way to ours. */
  const merge = (ours, theirs) => {
    const pages = new Set(ours.map(([name]) => name));
    const places = new Map();
    for (const result of [...ours, ...theirs]) {
      const [name, , anchor, , score, , kind] = result;
      if (kind === SearchResultKind.text && score < SCORE.words && pages.has(name)) continue;
      const other = places.get(name + anchor);
      if (!other || other[4] < score) places.set(name + anchor, result);
    }
    const key = ([name, title, anchor]) => [title, name, anchor].join("\n");
    return [...places.values()].sort((a, b) => b[4] - a[4] || (key(a) < key(b) ? -1 : 1));
  };

  /** What Sphinx found, without the titles that we look for ourselves. */
  const findOther = (phrase, parsed, texts) => {
    const found = Search._performSearch(...parsed)
      .filter(([name, , , , , , kind]) => kind !== SearchResultKind.title || !texts[name]);
    for (const result of found) {
      const isObject = result[6] === SearchResultKind.object;
      if (isObject && scoreOfTitle(phrase, result[1], true) > SCORE.page) result[4] = SCORE.object;
    }
    return found;
  };

  const findAll = (phrase, parsed, texts) => {
    const words = [...parsed[3]];
    let ours = findPhrase(phrase, words.map(patternOf), texts);
    // 30 is not 300, as long as there is a 30
    const isOne = words.length === 1 && /^(\p{Nd}+|\p{Script=Latin}+)$/u.test(words[0]);
    const whole = ours.filter((result) => result[4] >= SCORE.text);
    if (isOne && whole.length) ours = whole;
    return merge(ours, findOther(phrase, parsed, texts));
  };

  /** The words around the first hit, as text nodes: nothing of it is ever read as HTML. */
  const summarise = (sections, patterns) => {
    for (const pattern of patterns) {
      for (const [, , text] of sections) {
        const { at, length } = hitsOf(pattern, text);
        if (at >= 0) return excerpt(text, at, length);
      }
    }
    return excerpt(sections[0][2], 0, 0);
  };

  const excerpt = (text, at, length) => {
    const start = Math.max(at - BEFORE, 0);
    const end = at + length + AFTER;
    const summary = document.createElement("p");
    const hit = document.createElement("span");
    summary.className = "context";
    hit.className = "highlighted";
    hit.textContent = text.slice(at, at + length);
    summary.append((start ? "…" : "") + text.slice(start, at));
    if (length) summary.append(hit);
    summary.append(text.slice(at + length, end) + (end < text.length ? "…" : ""));
    return summary;
  };

  const show = (result, patterns, words, sections) => {
    const [, , anchor, description] = result;
    _displayItem(result, [], words);
    if (description || !showSummary || !sections || !sections.length) return;
    const found = sections.filter((section) => anchor && `#${section[0]}` === anchor);
    Search.output.lastElementChild.append(summarise(found.length ? found : sections, patterns));
  };

  /** The texts; without them (the file is missing) Sphinx's index alone has to do. */
  const loaded = new Promise((resolve) => {
    const script = document.createElement("script");
    Search.setTexts = resolve;
    script.onerror = () => resolve({});
    script.src = `${document.documentElement.dataset.content_root}quizgen-texts.js`;
    document.head.append(script);
  });

  Search.query = async (query) => {
    const texts = await loaded;
    const parsed = Search._parseQuery(query);
    const [, tokens, , words] = parsed;
    const phrase = patternOf(query);
    const results = phrase ? findAll(phrase, parsed, texts) : [];
    const patterns = [phrase, ...[...words, ...tokens].map(patternOf)];
    Search.status.setAttribute("role", "status");
    results.forEach((result) => show(result, patterns, words, texts[result[0]]));
    _finishSearch(results.length);
  };

  /** Who comes without words is told where to write them. */
  document.addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("search-results");
    if (!place || new URLSearchParams(location.search).get("q")) return;
    const hint = document.createElement("p");
    hint.textContent = "在搜索框里写要找的词，再按回车。";
    if (document.querySelector(".sidebar-search")) {
      hint.textContent += "搜索框在目录上方，手机上先点左上角。";
    }
    place.append(hint);
  });
})();
