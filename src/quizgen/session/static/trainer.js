/* Keeps the trainer's page and the projector up to date; forms work without it. */
(function () {
  "use strict";
  var busy = false, last = "";
  function wire() {
    Array.prototype.forEach.call(document.querySelectorAll("form[data-confirm]"), function (form) {
      form.addEventListener("submit", function (event) {
        if (!window.confirm(form.getAttribute("data-confirm"))) { event.preventDefault(); }
      });
    });
  }
  function typing() {
    var one = document.activeElement;
    return (one && one.tagName === "INPUT" && one.type !== "hidden") || document.querySelector("details.code[open]");
  }
  function refresh() {
    if (busy || typing()) { return; }
    busy = true;
    fetch(location.pathname, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      busy = false;
      if (text === last || typing()) { return; }
      last = text;
      var page = new DOMParser().parseFromString(text, "text/html"), next = page.getElementById("main"), main = document.getElementById("main");
      if (!next || !next.getAttribute("data-live")) { location.reload(); return; }
      var closed = document.querySelector(".missing:not([open])");
      main.parentNode.replaceChild(document.adoptNode(next), main);
      if (closed && document.querySelector(".missing")) { document.querySelector(".missing").open = false; }
      wire();
    }).then(null, function () { busy = false; });
  }
  if (!document.querySelector("[data-live]") || !window.fetch) { return; }
  wire();
  setInterval(refresh, 2000);
  if (window.EventSource) { new EventSource("/pace").onmessage = refresh; }
})();
