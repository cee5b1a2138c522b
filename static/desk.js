// The officer's desk and the page of one report: how many are picked, and keys. Both pages work without it.
"use strict";

// How many are picked stands on the button; one tick picks the page.
for (const form of document.querySelectorAll("form[data-bulk]")) {
  const picks = [...form.querySelectorAll("input[name=pick]")];
  const all = form.querySelector("[data-pick-all]");
  const count = form.querySelector("[data-picked]");
  const button = form.querySelector("button[data-label]");
  const show = () => {
    const n = picks.filter(pick => pick.checked).length;
    count.textContent = n;
    button.textContent = button.dataset.label.replace("{n}", n);
    button.disabled = n === 0;
    all.checked = n > 0 && n === picks.length;
    all.indeterminate = n > 0 && n < picks.length;
  };
  all.closest("label").hidden = picks.length === 0;
  all.addEventListener("change", () => {
    for (const pick of picks) pick.checked = all.checked;
  });
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

// Keys can be switched off (who dictates or reads by ear has other uses for them); the browser remembers it.
const remembered = "luutru-keys";
const keysOn = () => {
  try {
    return localStorage.getItem(remembered) !== "off";
  } catch {
    return true;
  }
};
const help = document.querySelector("details[data-keys]");
for (const choice of document.querySelectorAll("[data-keys-on]")) {
  choice.closest("label").hidden = false;
  choice.checked = keysOn();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(remembered, choice.checked ? "on" : "off");
    } catch {
      // Private windows remember nothing: then the keys stay on.
    }
  });
}

const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
const typing = element =>
  element.isContentEditable || element.matches("input:not([type=checkbox]), select, textarea, option");

document.addEventListener("keydown", event => {
  const target = event.target;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(target)) {
    // Out of a field, so that the keys act again.
    if (event.key === "Escape") target.blur();
    return;
  }
  if (!keysOn()) return;
  if (act(event)) event.preventDefault();
});

// What a key does; false if nothing.
function act(event) {
  if (event.key === "?" && help) {
    help.open = !help.open;
    help.querySelector("summary").focus();
    return true;
  }
  if (event.shiftKey || event.repeat && !["j", "k", "ArrowDown", "ArrowUp"].includes(event.key)) return false;
  return moves(event) || presses(event.key.toLowerCase());
}

// Rows: J and K (arrows once a row has the focus), X picks, Enter opens.
function moves(event) {
  if (!rows.length) return false;
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const go = index => rows[Math.max(0, Math.min(index, rows.length - 1))].querySelector("a").focus();
  const key = event.key;
  if (key === "j" || key === "ArrowDown" && at >= 0) go(at + 1);
  else if (key === "k" || key === "ArrowUp" && at >= 0) go(at - 1);
  else if (key === "x" && at >= 0) rows[at].querySelector("input[name=pick]")?.click();
  else if (key === "Enter" && at >= 0 && event.target.matches("input")) rows[at].querySelector("a").click();
  else return false;
  return true;
}

// A button or link is pressed, a field is opened and gets the focus: data-key says by which key.
function presses(key) {
  const found = [...document.querySelectorAll("[data-key]")].find(element => element.dataset.key === key);
  if (!found) return false;
  if (!typing(found)) {
    found.click();
    return true;
  }
  const closed = found.closest("details:not([open])");
  if (closed) closed.open = true;
  found.focus();
  found.scrollIntoView({ block: "center" });
  return true;
}
