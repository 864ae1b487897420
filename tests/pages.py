"""Looks at built pages the way readers do: phone and desk, light and dark, keyboard, screen reader."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")
LOCAL = ("file:", "data:", "blob:", "about:")

_OUTSIDE = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const found = wide > 0 ? [`page is ${wide} px too wide`] : [];
  for (const each of document.querySelectorAll("article *, .sidebar-container *, .toc-drawer *")) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (!box.width || style.visibility === "hidden" || each.closest("svg")) continue;
    if (style.clipPath !== "none" || style.opacity === "0") continue;  // for screen readers only
    const name = `${each.tagName}.${each.className} “${each.textContent.trim().slice(0, 20)}”`;
    if (box.right > innerWidth + 1 || box.left < -1) found.push(`outside: ${name}`);
    const clips = style.overflowX !== "visible" && style.display !== "inline";
    if (clips && each.scrollWidth > each.clientWidth + 1) found.push(`cut: ${name}`);
  }
  return found;
}"""
_REACHABLE = """() => {
  const found = [];
  for (const each of document.querySelectorAll("a[href], button, input, summary, [tabindex]")) {
    if (each.tabIndex < 0 || each.disabled || !each.checkVisibility({visibilityProperty: true}))
      continue;
    if (each.type === "radio") {  // a group is one stop
      const group = [...document.getElementsByName(each.name)];
      if (each !== (group.find(other => other.checked) || group[0])) continue;
    }
    each.dataset.stop = found.length;
    found.push(each.outerHTML.slice(0, 90));
  }
  return found;
}"""
_FOCUSED = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const box = each.getBoundingClientRect(), style = getComputedStyle(each);
  const toggle = each.matches(".sidebar-toggle, .toctree-checkbox");
  return {
    stop: each.dataset.stop ?? null,
    shown: toggle || (box.width > 0 && box.right > 0 && box.left < innerWidth),
    marked: toggle || (style.outlineStyle !== "none" && style.outlineWidth !== "0px"),
    html: each.outerHTML.slice(0, 90),
  };
}"""


def open_pages(
    browser: Browser, folder: Path, width: int, scheme: str, only: Sequence[str] = ()
) -> Generator[tuple[Page, str], None, None]:
    """Yield every page of a build (or ``only`` some), opened; nothing may fail and nothing may leave the machine."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    wrong: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"script failed: {error}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(LOCAL) else wrong.append(f"asked for {request.url}")
        ),
    )
    try:
        for path in sorted(folder.rglob("*.html")):
            if only and path.relative_to(folder).as_posix() not in only:
                continue
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            yield page, str(path.relative_to(folder))
    finally:
        context.close()
    assert not wrong


def outside(page: Page) -> list[str]:
    """Return what does not fit into the window or is cut."""
    found: list[str] = page.evaluate(_OUTSIDE)
    return found


def violations(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    response: dict[str, Any] = Axe().run(page).response
    return [
        f"{each['id']}: {json.dumps([node['html'][:120] for node in each['nodes'][:3]])}"
        for each in response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def walk(page: Page) -> list[str]:
    """Go through a page with the Tab key: every stop is reached, seen and marked."""
    wanted: list[str] = page.evaluate(_REACHABLE)
    reached: set[int] = set()
    wrong = []
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            continue
        if focused["stop"] is not None:
            reached.add(int(focused["stop"]))
        if not (focused["shown"] and focused["marked"]):
            wrong.append(f"focus not seen: {focused['html']}")
    wrong += [f"not reached: {wanted[each]}" for each in range(len(wanted)) if each not in reached]
    return wrong
