// While somebody fills in a report: totals and ratios at once, numbers printed back as they were understood, findings after a
// field is left, the draft saved by itself (numbers.js comes before it). The page works without all this; the server computes, checks and saves again.
"use strict";

const form = document.getElementById("filing");
const words = form.dataset;
const $ = (selector, root = form) => root.querySelector(selector);
const $$ = (selector, root = form) => [...root.querySelectorAll(selector)];

// ---- Computed lines, by the declarations that the server wrote into the page.

const decimalsOf = element => Number(element.dataset.decimals);
const inputs = () => $$("input[data-decimals]");

function recompute() {
  const lines = new Map(); // line → [value or null, decimals]
  for (const input of inputs()) {
    const value = readNumber(input.value, decimalsOf(input)) ?? null;
    const line = input.dataset.of ?? input.name;
    const before = lines.get(line)?.[0] ?? null;
    const sum = input.dataset.of && before !== null ? before + (value ?? 0n) : value;
    lines.set(line, [input.dataset.of && value === null ? before : sum, decimalsOf(input)]);
  }
  const computed = $$("output[data-line], input[data-product]");
  // A line may need one that stands below it: go round until nothing changes.
  for (let round = 0, changed = true; changed && round <= computed.length; round++) {
    changed = false;
    for (const element of computed) {
      const value = compute(element, lines);
      const line = element.dataset.line ?? element.name;
      if (element.dataset.product && element.value.trim() !== "") continue;
      if (element.dataset.product) element.placeholder = value === null ? "" : printNumber(value, decimalsOf(element));
      if ((lines.get(line)?.[0] ?? null) !== value) changed = true;
      lines.set(line, [value, decimalsOf(element)]);
    }
  }
  for (const output of $$("output[data-line]")) {
    const [value, decimals] = lines.get(output.dataset.line);
    output.value = value === null ? "–" : printNumber(value, decimals);
  }
  showProgress();
}

function compute(element, lines) {
  const { sum, ratio, scale, product } = element.dataset;
  const value = line => lines.get(line)?.[0] ?? null;
  const of = line => power(lines.get(line)?.[1] ?? 0);
  const own = power(decimalsOf(element));
  if (sum) return add(sum.split(" "), value);
  if (ratio) {
    const [top, bottom] = ratio.split(" ");
    if (value(top) === null || value(bottom) === null) return null;
    return divide(value(top) * BigInt(scale) * of(bottom) * own, value(bottom) * of(top));
  }
  const factors = product.split(" ");
  if (factors.some(line => value(line) === null)) return null;
  return divide(factors.reduce((all, line) => all * value(line), own), factors.reduce((all, line) => all * of(line), 1n));
}

function add(parts, value) {
  let sum = null;
  for (const part of parts) {
    const optional = part.endsWith("?");
    const number = value(optional ? part.slice(0, -1) : part);
    if (number !== null) sum = (sum ?? 0n) + number;
    else if (!optional) return null;
  }
  return sum;
}

function showProgress() {
  const required = $$("input[data-required]");
  const filled = required.filter(input => input.value.trim() !== "").length;
  $("[data-progress]").textContent = words.filled.replace("{n}", filled).replace("{m}", required.length);
  const bar = $(".savebar progress");
  bar.max = required.length;
  bar.value = filled;
}

// ---- What is typed, as drafts carry it.

// Fields of a kept text for which the page has no input (yet): reasons of findings that are not drawn, rows of a breakdown.
let unshown = {};

function typed() {
  const fields = { ...unshown };
  for (const { name, value } of $$("input[name], select[name]")) {
    const added = name.match(/^([^.]+)\.\+[0-9]+$/);
    if (added) {
      if (value) fields[`${added[1]}.${value}`] = form.elements[`${name}.n`].value;
    } else if (name !== "revision" && !/\.\+[0-9]+\.n$/.test(name)) {
      fields[name] = value;
    }
  }
  return fields;
}

// The session has ended: signing in again helps, trying again does not.
class Ended extends Error {}

async function post(address, rest = {}) {
  const body = JSON.stringify({ revision: Number(form.elements.revision.value), typed: typed(), all: "all" in words, ...rest });
  const answer = await fetch(address, {
    method: "POST", body, headers: { "Content-Type": "application/json", Accept: "application/json" }, keepalive: true,
  });
  if (answer.status === 401) throw new Ended();
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("no answer to read");
  return [answer.status, await answer.json()];
}

// ---- The draft saves itself; one request at a time, the last state wins. Until the server has it, this browser keeps it.

const key = keptKey(words.account, words.path);
let unsaved = false;
let saving = false;
let ended = false;
let timer;
let pause = 2_000;

function changed() {
  unsaved = true;
  keepText(key, { revision: Number(form.elements.revision.value), typed: typed() });
  clearTimeout(timer);
  timer = setTimeout(save, 1500);
}

async function save() {
  clearTimeout(timer);
  timer = undefined;
  if (saving || !unsaved || ended || !$("#clash").hidden) return;
  saving = true;
  unsaved = false;
  say("wait", "wait", words.saving);
  try {
    const [status, answer] = await post(words.draft);
    if (status === 409) clash(answer);
    else if (status === 200) saved(answer);
    else throw new Error(`status ${status}`);
  } catch (error) {
    unsaved = true;
    if (error instanceof Ended) signInAgain();
    else {
      // No connection, or a server that is just starting anew: tried again, more and more slowly.
      say("lost", "late", words.lost);
      timer = setTimeout(save, pause);
      pause = Math.min(2 * pause, 30_000);
    }
  }
  saving = false;
  if (unsaved && !timer && !ended) changed();
}

function saved(answer) {
  form.elements.revision.value = answer.revision;
  pause = 2_000;
  say("", "check", `${words.saved} ${answer.saved}`);
  if (unsaved) return;
  forgetText(key);
  // What the page could not show stands in its fields when it is opened anew.
  if (Object.keys(unshown).length > 0) location.replace(location.pathname);
}

window.addEventListener("online", save);

// ---- The session ended: signing in stands in the page, and the text is here when the form opens again.

// Whoever is just typing goes on typing: the bar at the bottom says it, and leads there.
function signInAgain() {
  ended = true;
  say("lost", "late", words.ended);
  document.getElementById("ended").hidden = false;
  $("[data-state]").append(" ", Object.assign(document.createElement("a"), { href: "#ended", textContent: words.signIn }));
}

// ---- A text that this browser kept: put into the fields and saved; the server says if somebody saved a newer one.

function bringBack() {
  const kept = keptText(key);
  if (!kept) return;
  const shown = typed();
  const plain = text => {
    const value = readNumber(text ?? "", 6);
    return typeof value === "bigint" ? value.toString() : (text ?? "").trim();
  };
  const names = [...new Set([...Object.keys(shown), ...Object.keys(kept.typed)])];
  if (names.every(name => plain(shown[name]) === plain(kept.typed[name]))) return forgetText(key);
  form.elements.revision.value = kept.revision;
  for (const input of $$("input[data-decimals], select[name^='confirm.'], input[name^='confirm.']")) {
    if (!input.name.includes(".+")) input.value = kept.typed[input.name] ?? "";
  }
  const present = new Set($$("input[name], select[name]").map(({ name }) => name));
  unshown = Object.fromEntries(Object.entries(kept.typed).filter(([name]) => !present.has(name)));
  recompute();
  document.getElementById("brought-back").hidden = false;
  unsaved = true;
  save();
}

function say(tone, icon, text) {
  const state = $("[data-state]");
  state.className = `saved ${tone}`;
  state.replaceChildren(drawn(icon), Object.assign(document.createElement("span"), { textContent: text }));
}

// An icon of the sprite that the page already uses.
function drawn(name) {
  const svg = document.querySelector("svg.i").cloneNode(true);
  const use = svg.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return svg;
}

// ---- Somebody saved meanwhile: both texts side by side, and the filer decides.

function clash({ revision, saved, typed: theirs }) {
  const own = typed();
  const fields = [...new Set([...Object.keys(own), ...Object.keys(theirs)])]
    .filter(name => !name.startsWith("confirm.") && (own[name] ?? "") !== (theirs[name] ?? ""));
  if (fields.length === 0) {
    form.elements.revision.value = revision;
    say("", "check", `${words.saved} ${saved}`);
    forgetText(key);
    return;
  }
  const box = $("#clash");
  $("h2", box).textContent = `${words.clash} ${saved}`;
  $("tbody", box).replaceChildren(...fields.map(name => clashRow(name, own[name], theirs[name])));
  $(".row", box)?.remove();
  const row = Object.assign(document.createElement("p"), { className: "row" });
  row.append(decision("btn", words.keep, () => keep(revision)), decision("btn quiet", words.take, take));
  box.append(row);
  box.hidden = false;
  box.focus();
  say("lost", "confirm", words.undecided);
}

function clashRow(name, own, theirs) {
  const row = document.createElement("tr");
  const cell = (tag, text, label) => {
    const made = Object.assign(document.createElement(tag), { textContent: text || words.nothing, className: label ? "n" : "" });
    if (label) made.dataset.l = label;
    return made;
  };
  const label = document.querySelector(`label[for="${CSS.escape(name)}"]`)?.firstChild.textContent ?? name;
  row.append(cell("th", label), cell("td", own, words.here), cell("td", theirs, words.there));
  return row;
}

function decision(kind, text, choose) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: kind, textContent: text });
  button.addEventListener("click", choose);
  return button;
}

// Only now: whoever leaves before deciding is asked again.
function keep(revision) {
  form.elements.revision.value = revision;
  $("#clash").hidden = true;
  unsaved = true;
  save();
}

// Their text is what the server has.
function take() {
  unsaved = false;
  forgetText(key);
  location.assign(location.pathname);
}

// ---- Findings of what is typed so far. A slow answer never overwrites a newer one.

let asked = 0;

async function check() {
  const mine = ++asked;
  try {
    const [status, answer] = await post(words.check);
    if (status === 200 && mine === asked) show(answer);
  } catch (error) {
    // No connection: what the draft says about it is enough.
    if (error instanceof Ended) signInAgain();
  }
}

function show({ findings, marks, summary, contents }) {
  for (const place of $$("[data-findings]")) {
    const name = place.dataset.findings;
    const html = findings[name] ?? "";
    // Whoever is just choosing a reason keeps the field under the finger.
    if (place.dataset.html === html || place.contains(document.activeElement)) continue;
    place.dataset.html = html;
    place.innerHTML = html;
  }
  for (const field of $$("[data-field]")) {
    const mark = marks[field.dataset.field];
    field.classList.toggle("err", mark === "err");
    field.classList.toggle("ask", mark === "ask");
    const input = document.getElementById(field.dataset.field);
    if (input?.matches("input")) input.toggleAttribute("aria-invalid", false);
    if (input?.matches("input") && mark === "err") input.setAttribute("aria-invalid", "true");
  }
  showProposals();
  if ("all" in words) $("#summary").innerHTML = summary;
  $("#contents").innerHTML = contents;
}

// ---- A number that could be read in two ways: one tap takes the reading that is meant.

function showProposals() {
  for (const button of $$("button[data-reading]")) button.hidden = false;
}

function takeReading(button) {
  const input = document.getElementById(button.closest("[data-findings]").dataset.findings);
  input.value = button.dataset.reading;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// ---- What happens on the page.

form.addEventListener("input", event => {
  if (event.target.dataset.decimals) recompute();
  changed();
});

form.addEventListener("change", event => {
  const input = event.target;
  if (input.dataset.decimals) {
    const value = readNumber(input.value, decimalsOf(input));
    if (typeof value === "bigint") input.value = printNumber(value, decimalsOf(input));
    recompute();
  }
  changed();
  check();
});

// Enter leads to the next field, as on a form of paper; it does not send the report.
form.addEventListener("keydown", event => {
  if (event.key !== "Enter" || !event.target.matches("input[data-decimals]")) return;
  event.preventDefault();
  const all = inputs();
  (all[all.indexOf(event.target) + 1] ?? $("button[value=check]")).focus();
});

form.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button && "reading" in button.dataset) {
    takeReading(button);
  } else if (button?.name === "add") {
    event.preventDefault();
    addRow(button);
  } else if (button?.name === "remove") {
    event.preventDefault();
    button.closest("li").remove();
    recompute();
    changed();
    check();
  }
});

function addRow(button) {
  const list = $(".keys", button.closest("[data-breakdown]"));
  const rows = $$(".new", list);
  const row = rows.at(-1).cloneNode(true);
  const renumber = text => text.replace(/\.\+[0-9]+/, `.+${rows.length}`);
  for (const element of $$("[id], [for], [name]", row)) {
    for (const name of ["id", "for", "name"]) if (element.hasAttribute(name)) element.setAttribute(name, renumber(element.getAttribute(name)));
  }
  $("input", row).value = "";
  list.append(row);
  $("select", row).focus();
}

// The text stays in this browser until a page shows that the server has it.
form.addEventListener("submit", () => {
  if (unsaved) keepText(key, { revision: Number(form.elements.revision.value), typed: typed() });
  unsaved = false;
});
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
window.addEventListener("beforeunload", event => { if (unsaved) event.preventDefault(); });

recompute();
showProposals();
bringBack();
