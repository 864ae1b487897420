/* Tells a SCORM 1.2 system what a learner does in the course: pages seen, self-checks, place.

   The course stands in a frame; this page holds the connection for all of it. Pages that have
   self-checks keep their results in localStorage ("quizgen.1/course/lesson": name -> [right, …])
   and say "quizgen-done"; results also travel in suspend_data, so they survive another machine. */
(function () {
  "use strict";
  const course = window.QUIZGEN_COURSE; // {pages: [...], asked: {"course/lesson": [names]}, pass}
  const frame = document.getElementById("course");
  const told = document.getElementById("told");
  const names = Object.keys(course.asked).sort()
    .flatMap((key) => course.asked[key].map((name) => [key, name]));
  const started = Date.now();
  let api = null, closed = false;
  let seen = course.pages.map(() => false);
  let results = names.map(() => null); // null, 0 or 1

  function findApi(from) {
    for (let hops = 0, here = from; here && hops < 12; hops += 1) {
      try {
        if (here.API) return here.API;
      } catch (problem) { return null; }
      if (here.parent === here) break;
      here = here.parent;
    }
    return null;
  }

  function connect() {
    api = findApi(window) || (window.opener ? findApi(window.opener) : null);
    if (!api || String(api.LMSInitialize("")) !== "true") {
      api = null;
      told.textContent = "没有连上学习平台：可以学习，但不会记下进度和成绩。";
    }
  }

  const get = (name) => (api ? String(api.LMSGetValue(name) || "") : "");
  const set = (name, value) => { if (api) api.LMSSetValue(name, String(value)); };

  /* Bits as hexadecimal digits, four a digit; results as digits 0, 1 and - . */
  const packed = (bits) => bits.reduce((text, bit, at) => {
    if (at % 4 === 0) text.push(0);
    if (bit) text[text.length - 1] |= 1 << (at % 4);
    return text;
  }, []).map((digit) => digit.toString(16)).join("");
  const unpacked = (text, size) => Array.from({ length: size }, (_, at) =>
    Boolean(parseInt(text[Math.floor(at / 4)] || "0", 16) >> (at % 4) & 1));

  function resume() {
    const [pages, done, right] = get("cmi.suspend_data").split(";");
    if (pages !== undefined && done !== undefined && right !== undefined) {
      seen = unpacked(pages, seen.length);
      const were = unpacked(done, results.length), good = unpacked(right, results.length);
      results = results.map((_, at) => (were[at] ? Number(good[at]) : null));
    }
    const place = get("cmi.core.lesson_location");
    frame.src = course.pages.includes(place.split("#")[0]) ? place : course.pages[0];
  }

  /* What the pages themselves remember on this machine. */
  function look() {
    names.forEach(([key, name], at) => {
      try {
        const kept = JSON.parse(window.localStorage.getItem("quizgen.1/" + key)) || {};
        if (Array.isArray(kept[name])) results[at] = kept[name][0] === 1 ? 1 : 0;
      } catch (problem) { /* nothing is remembered here */ }
    });
  }

  function time() {
    const all = Math.floor((Date.now() - started) / 10), two = (n) => String(n).padStart(2, "0");
    const seconds = Math.floor(all / 100);
    return String(Math.min(Math.floor(seconds / 3600), 9999)).padStart(4, "0") + ":" +
      two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60) + "." + two(all % 100);
  }

  function status(raw) {
    const allSeen = seen.every(Boolean), allDone = results.every((each) => each !== null);
    if (!allSeen || !allDone) return "incomplete";
    if (!results.length) return "completed";
    return raw >= course.pass ? "passed" : "failed";
  }

  function report() {
    if (closed) return;
    const right = results.filter((each) => each === 1).length;
    const raw = results.length ? Math.round(100 * right / results.length) : 0;
    if (results.length) {
      set("cmi.core.score.min", 0);
      set("cmi.core.score.max", 100);
      set("cmi.core.score.raw", raw);
    }
    set("cmi.core.lesson_status", status(raw));
    set("cmi.suspend_data", [packed(seen), packed(results.map((each) => each !== null)),
      packed(results.map((each) => each === 1))].join(";"));
    if (api) {
      api.LMSCommit("");
      told.textContent = "已看 " + seen.filter(Boolean).length + "/" + seen.length + " 页" +
        (results.length ? "，自测答对 " + right + "/" + results.length + " 题" : "");
    }
  }

  function placed() {
    const base = new URL(".", window.location.href).href;
    let here = "";
    try { here = frame.contentWindow.location.href; } catch (problem) { return; }
    if (!here.startsWith(base)) return;
    const place = here.slice(base.length).split("?")[0];
    const at = course.pages.indexOf(decodeURI(place.split("#")[0]));
    if (at < 0) return;
    seen[at] = true;
    if (place.length <= 255) set("cmi.core.lesson_location", decodeURI(place));
    frame.contentDocument.addEventListener("quizgen-done", () => { note(); });
    look();
    report();
  }

  /* Tell the system about each answer when it is given: write-only, by its number. */
  function note() {
    const before = results.slice();
    look();
    results.forEach((result, at) => {
      if (result === null || result === before[at]) return;
      const one = "cmi.interactions." + get("cmi.interactions._count") + ".";
      set(one + "id", ("q" + (at + 1) + "." + names[at][1]).replace(/[^!-~]/g, "-").slice(0, 250));
      set(one + "type", "performance");
      set(one + "result", result ? "correct" : "wrong");
    });
    report();
  }

  function finish() {
    if (closed) return;
    look();
    report();
    closed = true;
    set("cmi.core.session_time", time());
    set("cmi.core.exit", /^(passed|completed)$/.test(get("cmi.core.lesson_status")) ? "" : "suspend");
    if (api) { api.LMSCommit(""); api.LMSFinish(""); }
  }

  connect();
  frame.addEventListener("load", placed);
  window.addEventListener("pagehide", finish);
  window.addEventListener("beforeunload", finish);
  resume();
})();
