// What is typed and not yet at the server stays in this browser, by person and address: nobody else who signs in here sees it.
"use strict";

const KEPT = "luutru:";
const LONGEST = 14 * 24 * 3600 * 1000;

const keptKey = (account, path) => `${KEPT}${account}:${path}`;

// A browser that keeps nothing (private windows, a full disk) is no fault: the page works as before.
function keepText(key, text) {
  try {
    localStorage.setItem(key, JSON.stringify({ ...text, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

function keptText(key) {
  try {
    const text = JSON.parse(localStorage.getItem(key));
    return text && typeof text.typed === "object" && Number.isInteger(text.revision) ? text : null;
  } catch {
    return null;
  }
}

function forgetText(key) {
  try {
    localStorage.removeItem(key);
  } catch { /* nothing was kept */ }
}

// Nobody comes back for a text after two weeks.
try {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(KEPT) && !(keptText(key)?.at > Date.now() - LONGEST)) localStorage.removeItem(key);
  }
} catch { /* nothing was kept */ }

// A page that shows what the server has taken in: an older text need not be kept any more.
for (const taken of document.querySelectorAll("[data-taken]")) {
  const key = keptKey(taken.dataset.account, taken.dataset.taken);
  if (keptText(key)?.revision < Number(taken.dataset.revision)) forgetText(key);
}
