// Small comforts of every page; each page works without them.
"use strict";

// A menu closes when one clicks elsewhere or presses Escape.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", event => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// «In …»: a button that prints (a link to nothing would be worse, so it is hidden without script).
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A form is sent once, however often a nervous finger taps.
document.addEventListener("submit", event => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The officer's list: how many are picked stands on the button.
for (const form of document.querySelectorAll("form[data-bulk]")) {
  const picks = () => [...form.querySelectorAll("input[name=pick]")];
  const count = form.querySelector("[data-picked]");
  const button = form.querySelector("button[data-label]");
  const show = () => {
    const n = picks().filter(pick => pick.checked).length;
    count.textContent = n;
    button.textContent = button.dataset.label.replace("{n}", n);
    button.disabled = n === 0;
  };
  form.addEventListener("change", show);
  show();
}

// Keys of the officer's list: J, K next and previous row, X picks, Enter opens (it is a link).
const rows = [...document.querySelectorAll("table[data-keys] tbody tr")];
if (rows.length) {
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    const at = rows.findIndex(row => row.contains(document.activeElement));
    const go = index => rows[index]?.querySelector("a")?.focus();
    if (event.key === "j") go(Math.min(at + 1, rows.length - 1));
    else if (event.key === "k") go(Math.max(at - 1, 0));
    else if (event.key === "x" && at >= 0) rows[at].querySelector("input[name=pick]")?.click();
    else return;
    event.preventDefault();
  });
}

// A summary of mistakes takes the focus, so that a screen reader reads it first.
document.querySelector(".errors[tabindex]")?.focus();
