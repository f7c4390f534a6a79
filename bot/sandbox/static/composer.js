// The message box: sends messages and slash commands, and completes the latter.

import { ask, complain, me, reasonOf } from "./api.js";
import { followNewest } from "./messages.js";

let commands = null;

async function known() {
  commands ??= ask("GET", "/sandbox/commands").then((answer) => answer.commands).catch(() => null);
  const found = await commands;
  if (!found) commands = null;
  return found || [];
}

const listOf = (form) => form.querySelector(".completion");
const boxOf = (form) => form.querySelector("textarea");

async function complete(form) {
  const box = boxOf(form);
  const list = listOf(form);
  const text = box.value;
  const all = text.startsWith("/") ? await known() : [];
  if (box.value !== text) return;
  const word = text.split(/\s/)[0];
  const finished = /\s/.test(text);
  const fitting = all.filter(({ command }) => (finished ? command === word : command.startsWith(word)));
  list.replaceChildren(...fitting.map((item, index) => choice(item, `${list.id}-${index}`)));
  list.hidden = fitting.length === 0;
  select(form, finished || list.hidden ? -1 : 0);
}

function choice({ command, description, usage_hint: hint }, id) {
  const row = document.createElement("div");
  row.id = id;
  row.setAttribute("role", "option");
  row.dataset.command = command;
  for (const [name, text] of [["b", command], ["span", hint], ["small", description]]) {
    if (!text) continue;
    const piece = document.createElement(name);
    piece.textContent = text;
    row.append(piece, " ");
  }
  return row;
}

function select(form, index) {
  const rows = [...listOf(form).children];
  for (const [at, row] of rows.entries()) row.setAttribute("aria-selected", String(at === index));
  if (index >= 0) boxOf(form).setAttribute("aria-activedescendant", rows[index].id);
  else boxOf(form).removeAttribute("aria-activedescendant");
}

const selected = (form) => [...listOf(form).children].findIndex((row) => row.ariaSelected === "true");

function take(form, row) {
  const box = boxOf(form);
  box.value = `${row.dataset.command} `;
  box.focus();
  complete(form);
}

async function send(form) {
  const box = boxOf(form);
  const text = box.value.trim();
  if (!text || form.dataset.sending) return;
  const failure = form.querySelector(".failure");
  complain(failure, "");
  const body = { as: me, channel: form.dataset.channel, text };
  if (form.dataset.thread) body.thread_ts = form.dataset.thread;
  const command = text.startsWith("/");
  form.dataset.sending = "yes";
  form.classList.add("busy");
  box.value = "";
  listOf(form).hidden = true;
  if (!form.dataset.thread) followNewest();
  try {
    const answer = await ask("POST", command ? "/sandbox/commands" : "/sandbox/messages", body);
    if (answer.outcome === "failed") throw new Error(refusal(answer, text.split(/\s/)[0]));
  } catch (error) {
    complain(failure, error.message);
    box.value ||= text;
  } finally {
    delete form.dataset.sending;
    form.classList.remove("busy");
  }
}

function refusal(answer, command) {
  if (answer.error === "invalid_command") return `${command} is not a command here. Type / to see those there are.`;
  return `${command} failed: ${reasonOf(answer)}`;
}

function onKeyDown(event) {
  const form = event.target.closest?.("[data-composer]");
  if (!form || event.target.tagName !== "TEXTAREA" || event.isComposing) return;
  const rows = [...listOf(form).children];
  const at = selected(form);
  if (!listOf(form).hidden && rows.length) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      select(form, (at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length);
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      listOf(form).hidden = true;
      select(form, -1);
      return;
    }
    const whole = at >= 0 && rows[at].dataset.command === event.target.value.trim();
    if (at >= 0 && !event.shiftKey && (event.key === "Tab" || (event.key === "Enter" && !whole))) {
      event.preventDefault();
      take(form, rows[at]);
      return;
    }
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(form);
  }
}

export function startComposer() {
  document.addEventListener("keydown", onKeyDown);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-composer]");
    if (form) complete(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-composer]");
    if (!form) return;
    event.preventDefault();
    send(form);
  });
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".completion [role=option]");
    if (!row) return;
    event.preventDefault();
    take(row.closest("form"), row);
  });
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("[data-composer]");
    if (form && !form.contains(event.relatedTarget)) listOf(form).hidden = true;
  });
  const about = document.getElementById("about-commands");
  if (about) describe(about);
}

async function describe(list) {
  for (const { command, description, usage_hint: hint } of await known()) {
    const name = document.createElement("dt");
    name.textContent = `${command} ${hint || ""}`;
    const meaning = document.createElement("dd");
    meaning.textContent = description || "";
    list.append(name, meaning);
  }
}
