/* Convenience for phones: without it every page works as plain forms. Syntax of 2015 throughout. */
(function () {
  "use strict";
  var main = document.getElementById("main");
  var net = document.getElementById("net");
  if (!main || !main.getAttribute("data-view") || !window.fetch) { return; }
  var store = "quizgen." + main.getAttribute("data-key");
  var pending = {};
  var sending = false, failures = 0, retry = null, leaving = false;
  var form, turn, token, deadline, stands;

  function recall() {
    try { return JSON.parse(localStorage.getItem(store)) || {}; } catch (e) { return {}; }
  }
  function remember() {
    try {
      if (Object.keys(pending).length) { localStorage.setItem(store, JSON.stringify(pending)); } else { localStorage.removeItem(store); }
    } catch (e) { /* private mode: what is on the page is all we have */ }
  }
  function each(list, what) { Array.prototype.forEach.call(list, what); }
  function say(text, fine) {
    net.hidden = !text;
    net.textContent = text || "";
    net.className = fine ? "net fine" : "net";
  }
  function field(number) { return document.getElementById("q" + number); }
  function mark(number, text, waits) {
    var box = field(number), state = box && box.querySelector(".state");
    if (state) { state.textContent = text; state.className = waits ? "state wait" : "state"; }
  }
  function encode(box) {
    var parts = [];
    each(box.querySelectorAll("input, select, textarea"), function (one) {
      if ((one.type === "radio" || one.type === "checkbox") && !one.checked) { return; }
      parts.push([one.name, one.value]);
    });
    return parts;
  }
  function filled(box) {
    return encode(box).some(function (pair) { return pair[1].trim() !== ""; });
  }
  function paint() {
    var answered = 0;
    each(document.querySelectorAll(".question"), function (box) {
      if (filled(box)) { answered += 1; }
      each(box.querySelectorAll(".option"), function (option) {
        option.className = option.querySelector("input").checked ? "option on" : "option";
      });
    });
    var shown = document.getElementById("answered");
    if (shown) { shown.textContent = answered; }
  }
  function changed(box) {
    var number = box.getAttribute("data-number");
    turn += 1;
    pending[number] = { turn: turn, parts: encode(box) };
    remember();
    mark(number, "在存…", true);
    paint();
    flush();
  }
  function body(number, one) {
    var data = [["token", token], ["number", number], ["turn", one.turn]].concat(one.parts);
    return data.map(function (pair) { return encodeURIComponent(pair[0]) + "=" + encodeURIComponent(pair[1]); }).join("&");
  }
  function later() {
    failures += 1;
    var seconds = Math.min(5, failures) + Math.random();
    clearTimeout(retry);
    retry = setTimeout(flush, seconds * 1000);
    say("没有连上，" + Object.keys(pending).length + " 题还没存。请接着答，连上以后自动补传。");
  }
  function flush() {
    var number = Object.keys(pending)[0];
    if (sending || leaving) { return; }
    if (!number) { if (failures) { failures = 0; say("已连上，答案都存好了。", true); setTimeout(function () { if (!failures) { say(""); } }, 3000); } return; }
    var one = pending[number];
    sending = true;
    var over = false;
    var timer = setTimeout(function () { if (!over) { over = true; sending = false; later(); } }, 10000);
    fetch("/save", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: body(number, one) })
      .then(function (answer) { return answer.status >= 500 || answer.status === 429 ? null : answer.json().then(null, function () { return { refused: "page" }; }); })
      .then(function (told) {
        if (over) { return; }
        over = true; clearTimeout(timer); sending = false;
        settle(number, one, told);
      })
      .then(null, function () {
        if (over) { return; }
        over = true; clearTimeout(timer); sending = false; later();
      });
  }
  function settle(number, one, told) {
    if (!told) { later(); return; }
    if (pending[number] && pending[number].turn === one.turn) { delete pending[number]; }
    remember();
    if (told.refused) { leaving = true; location.replace("/?why=" + encodeURIComponent(told.refused)); return; }
    if (!pending[number]) { mark(number, "已存 ✓"); }
    flush();
  }
  function restore() {
    var old = recall();
    Object.keys(old).forEach(function (number) {
      var box = field(number);
      if (!box) { return; }
      each(box.querySelectorAll("input, select, textarea"), function (one) {
        var values = old[number].parts.filter(function (pair) { return pair[0] === one.name; }).map(function (pair) { return pair[1]; });
        if (one.type === "radio" || one.type === "checkbox") { one.checked = values.indexOf(one.value) >= 0; } else { one.value = values[0] || ""; }
      });
      pending[number] = old[number];
      turn = Math.max(turn, old[number].turn);
      mark(number, "在存…", true);
    });
    remember();
  }
  function listen() {
    form = document.getElementById("paper");
    token = main.getAttribute("data-token");
    if (!form) { remember(); return; }
    turn = Number(form.elements.turn.value) - 1;
    restore();
    each(form.querySelectorAll(".js"), function (one) { one.hidden = false; });
    each(form.querySelectorAll(".question"), function (box) {
      var wait = null;
      box.addEventListener("change", function () { clearTimeout(wait); changed(box); });
      box.addEventListener("input", function (event) {
        if (event.target.type === "text" || event.target.tagName === "TEXTAREA") {
          clearTimeout(wait);
          wait = setTimeout(function () { changed(box); }, 1200);
        }
      });
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (document.activeElement && document.activeElement.blur) { document.activeElement.blur(); }
      go(0);
    });
    form.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target.tagName === "INPUT") { event.preventDefault(); event.target.blur(); }
    });
    paint();
    flush();
  }
  function go(tries) {
    if (!Object.keys(pending).length && !sending) { location.href = "/check"; return; }
    flush();
    if (tries > 40) { say("还有 " + Object.keys(pending).length + " 题没有存上，连上网再交卷。"); return; }
    setTimeout(function () { go(tries + 1); }, 150);
  }
  function clock(seconds) {
    var whole = Math.max(0, Math.round(seconds)), two = function (n) { return (n < 10 ? "0" : "") + n; };
    var hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ":" : "") + two(minutes) + ":" + two(whole % 60);
  }
  function tick() {
    var shown = document.getElementById("timer");
    if (!shown || deadline === null || stands) { return; }
    var left = (deadline - now()) / 1000;
    shown.textContent = clock(left);
    if (left < 300) { shown.className = "timer soon"; }
    if (left < -6 && !asked) { asked = true; look(); }
  }
  var asked = false;
  function now() { return window.performance ? performance.now() : Date.now(); }
  function setLeft(left) { deadline = left === null ? null : now() + left * 1000; asked = false; }

  function look() {
    fetch("/state", { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (told) {
      stands = told.stands;
      if (told.left !== undefined) { setLeft(told.left); }
      if (told.view === main.getAttribute("data-view") || leaving) { flush(); return; }
      if (main.getAttribute("data-view").indexOf("running") === 0 && Object.keys(pending).length && told.view !== "gone") { flush(); setTimeout(swap, 400); return; }
      swap();
    }).then(null, function () { /* the stream or the next look will tell */ });
  }
  function swap() {
    var wait = Math.random() * 300; /* a class does not ask all at once */
    setTimeout(function () {
      fetch("/", { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        if (!page.getElementById("main") || !page.getElementById("net")) { leaving = true; location.replace("/"); return; }
        document.querySelector(".bar").innerHTML = page.querySelector(".bar").innerHTML;
        main.parentNode.replaceChild(document.adoptNode(page.getElementById("main")), main);
        pending = recall();
        start();
        window.scrollTo(0, 0);
      }).then(null, function () { setTimeout(swap, 2000); });
    }, wait);
  }
  function start() {
    main = document.getElementById("main");
    var left = main.getAttribute("data-left");
    setLeft(left === null ? null : Number(left));
    stands = main.getAttribute("data-view").indexOf("running") !== 0;
    listen();
  }
  start();
  setInterval(tick, 500);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { look(); } });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
  if (window.EventSource) {
    new EventSource("/pace").onmessage = look;
    setInterval(look, 15000);
  } else { setInterval(look, 3000); }
})();
