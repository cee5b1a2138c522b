// Reads the page anew and puts its figures in place of the old ones, so that nothing blinks; says so when the server is away.
"use strict";
const PATIENCE = 20000;
const lost = document.getElementById("lost");
const styles = page => [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map(e => e.getAttribute("href") ?? e.getAttribute("src")).join();

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    // Revoked: the server says why, and no figure stays on the wall.
    if (answer.status === 404 || answer.status === 410) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const screen = page.getElementById("screen");
    if (!screen) throw new Error("no screen");
    // A newer server has another look.
    if (styles(page) !== styles(document)) return location.reload();
    document.getElementById("screen").replaceWith(document.adoptNode(screen));
    document.title = page.title;
    lost.hidden = true;
  } catch {
    if (!lost.hidden) return;
    lost.querySelector("[data-since]").textContent = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    lost.hidden = false;
  }
}

setInterval(refresh, 1000 * document.getElementById("screen").dataset.every);
