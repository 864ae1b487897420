/* Keeps the trainer's page and the projector up to date; forms work without it. */
(function () {
  "use strict";
  var busy = false;
  if (!document.querySelector("[data-live]") || !window.fetch) { return; }

  /* Change only what differs: a button must not vanish under the finger that presses it. */
  function morph(old, next) {
    if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) {
      old.parentNode.replaceChild(document.importNode(next, true), old);
      return;
    }
    if (old.nodeType !== 1) {
      if (old.data !== next.data) { old.data = next.data; }
      return;
    }
    attributes(old, next);
    if (old.childNodes.length !== next.childNodes.length) {
      if (old.innerHTML !== next.innerHTML) { old.innerHTML = next.innerHTML; }
      return;
    }
    for (var i = 0; i < next.childNodes.length; i += 1) { morph(old.childNodes[i], next.childNodes[i]); }
  }
  function attributes(old, next) {
    Array.prototype.slice.call(next.attributes).forEach(function (one) {
      if (old.getAttribute(one.name) !== one.value && one.name !== "open") { old.setAttribute(one.name, one.value); }
    });
    Array.prototype.slice.call(old.attributes).forEach(function (one) {
      if (!next.hasAttribute(one.name) && one.name !== "open") { old.removeAttribute(one.name); }
    });
  }
  function refresh() {
    if (busy) { return; }
    busy = true;
    fetch(location.pathname, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      busy = false;
      var next = new DOMParser().parseFromString(text, "text/html").getElementById("main");
      if (!next || !next.getAttribute("data-live")) { location.reload(); return; }
      morph(document.getElementById("main"), next);
    }).then(null, function () { busy = false; });
  }
  document.addEventListener("submit", function (event) {
    var asks = event.target.getAttribute("data-confirm");
    if (asks && !window.confirm(asks)) { event.preventDefault(); }
  });
  setInterval(refresh, 2000);
  if (window.EventSource) { new EventSource("/pace").onmessage = refresh; }
})();
