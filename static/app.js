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

// On a telephone tabs go on to the right: the one that is shown is scrolled into view, and the page stays where it is.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.closest("ul");
  row.scrollLeft = tab.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
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

// A summary of mistakes takes the focus, so that a screen reader reads it first.
document.querySelector(".errors[tabindex]")?.focus();

// «Chép»: the text of a field to the clipboard; where the browser has none, the field is selected for the keys to copy.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = document.getElementById(button.dataset.said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.closest("details")?.setAttribute("open", "");
    field.focus();
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      copied = document.execCommand("copy");
    }
    said.textContent = copied ? button.dataset.done : button.dataset.failed;
  });
}
