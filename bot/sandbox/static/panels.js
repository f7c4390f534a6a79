// Around the workspace: acting as somebody else, the drawer, the clock, the faults, a message's shortcuts.

import { ask, complain, fragment, me, reasonOf } from "./api.js";
import { setClock, untilMorning } from "./london.js";
import { closeMenu, openMenu } from "./menus.js";

/** Does something from a panel, and says there when it did not work. */
async function tried(panel, work) {
  const place = panel.querySelector(".failure");
  complain(place, "");
  try {
    await work();
  } catch (error) {
    complain(place, error.message);
  }
}

async function advance(seconds) {
  await ask("POST", "/sandbox/clock", { advance_seconds: seconds });
  await readClock();
}

/** Asks for the sandbox's time. */
export async function readClock() {
  const { now } = await ask("GET", "/sandbox/clock");
  setClock(Date.parse(now) / 1000);
}

function startClockPanel() {
  const panel = document.getElementById("clock-panel");
  panel.addEventListener("click", (event) => {
    const { advance: by, advanceTo: to } = event.target.closest("button")?.dataset || {};
    if (by) tried(panel, () => advance(Number(by)));
    else if (to) tried(panel, () => advance(untilMorning(Number(to))));
  });
  panel.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const { hours, minutes } = event.target.elements;
    tried(panel, () => advance(Number(hours.value) * 3600 + Number(minutes.value) * 60));
  });
}

const FAULTS = { 429: "429, too many requests", 500: "500, server error", slow: "slow answer", drop: "dropped connection", lose_answer: "answer lost" };

/** Lists the faults that are switched on. */
export async function readFaults() {
  const faults = await ask("GET", "/sandbox/faults");
  const list = document.querySelector("[data-faults]");
  const rows = Object.entries(faults).map(([method, fault]) => {
    const row = document.createElement("li");
    const times = fault.times ? `, ${fault.times} more ${fault.times === 1 ? "time" : "times"}` : "";
    const seconds = fault.seconds ? `, ${fault.seconds} s` : "";
    row.textContent = `${method === "*" ? "All methods" : method}: ${FAULTS[fault.kind] || fault.kind}${seconds}${times}`;
    return row;
  });
  if (!rows.length) {
    const row = document.createElement("li");
    row.textContent = "None: the sandbox behaves.";
    rows.push(row);
  }
  list.replaceChildren(...rows);
}

function startSandboxPanel() {
  const panel = document.getElementById("sandbox-panel");
  const form = panel.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { method, kind, times, seconds } = form.elements;
    const fault = { kind: kind.value };
    if (times.value) fault.times = Number(times.value);
    if (seconds.value && ["slow", "429"].includes(kind.value)) fault.seconds = Number(seconds.value);
    tried(panel, async () => {
      const others = await ask("GET", "/sandbox/faults");
      await ask("PUT", "/sandbox/faults", { ...others, [method.value]: fault });
      await readFaults();
    });
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.clearFaults !== undefined) tried(panel, () => ask("PUT", "/sandbox/faults", {}).then(readFaults));
    else if (button?.dataset.sandbox === "disconnect") tried(panel, () => ask("POST", "/sandbox/disconnect", { reason: "refresh_requested" }));
    else if (button?.dataset.sandbox === "redeliver") tried(panel, () => ask("POST", "/sandbox/redeliver", {}));
  });
  panel.addEventListener("toggle", (event) => {
    if (event.newState === "open") tried(panel, readFaults);
  });
}

function startDrawer() {
  const button = document.querySelector("[data-drawer]");
  const bar = document.getElementById("sidebar");
  const set = (open) => {
    document.body.classList.toggle("drawer-open", open);
    button.setAttribute("aria-expanded", String(open));
    if (open) bar.querySelector("[aria-current], a, button").focus();
  };
  button.addEventListener("click", () => set(!document.body.classList.contains("drawer-open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawer-open") && !event.defaultPrevented) {
      set(false);
      button.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (document.body.classList.contains("drawer-open") && !bar.contains(event.target) && !button.contains(event.target)) set(false);
  });
  bar.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !bar.contains(event.relatedTarget) && event.relatedTarget !== button) set(false);
  });
}

function startShortcuts() {
  const menu = document.getElementById("shortcuts");
  let message = null;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-shortcuts]");
    const item = event.target.closest("[data-shortcut]");
    if (button) {
      message = button.closest(".message");
      const items = await fragment("/page/shortcuts", {}).catch(() => null);
      if (!items) return;
      menu.replaceChildren(items);
      openMenu(menu, button);
    } else if (item) {
      closeMenu(menu);
      runShortcut(item.dataset.shortcut, message);
    }
  });
}

async function runShortcut(callback, message) {
  const content = message.querySelector(".content");
  content.querySelector(":scope > .failure")?.remove();
  let reason = "";
  try {
    const { channel, ts } = message.dataset;
    const answer = await ask("POST", "/sandbox/shortcuts", { as: me, callback_id: callback, channel, ts });
    if (answer.outcome === "failed") reason = reasonOf(answer);
  } catch (error) {
    reason = error.message;
  }
  if (!reason) return;
  const place = document.createElement("p");
  place.className = "failure";
  place.setAttribute("role", "alert");
  place.textContent = reason;
  content.append(place);
}

export function startPanels() {
  startClockPanel();
  startSandboxPanel();
  startDrawer();
  startShortcuts();
  document.querySelector("[data-acting]").addEventListener("change", (event) => {
    const address = new URL(location.href);
    address.searchParams.set("as", event.target.value);
    address.searchParams.delete("thread");
    location.assign(address);
  });
}
