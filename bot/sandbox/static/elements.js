// What interactive elements hold, and the app's being told when a person uses one.

import { ask, complain, me, reasonOf } from "./api.js";
import { askFirst } from "./confirm.js";
import { closeMenu } from "./menus.js";
import { fromLondon } from "./london.js";

const pending = new Map();
const ticked = (el) => [...el.querySelectorAll("input:checked")].map((box) => box.value);
const option = (text) => (text ? JSON.parse(text) : null);

const readers = {
  static_select: (el) => ({ selected_option: option(el.value) }),
  users_select: (el) => ({ selected_user: el.value || null }),
  channels_select: (el) => ({ selected_channel: el.value || null }),
  conversations_select: (el) => ({ selected_conversation: el.value || null }),
  multi_static_select: (el) => ({ selected_options: ticked(el).map(option) }),
  multi_users_select: (el) => ({ selected_users: ticked(el) }),
  multi_channels_select: (el) => ({ selected_channels: ticked(el) }),
  multi_conversations_select: (el) => ({ selected_conversations: ticked(el) }),
  radio_buttons: (el) => ({ selected_option: option(ticked(el)[0]) }),
  checkboxes: (el) => ({ selected_options: ticked(el).map(option) }),
  datepicker: (el) => ({ selected_date: el.value || null }),
  timepicker: (el) => ({ selected_time: el.value || null }),
  datetimepicker: (el) => ({ selected_date_time: el.value ? fromLondon(el.value) : null }),
  plain_text_input: (el) => ({ value: el.value || null }),
  email_text_input: (el) => ({ value: el.value || null }),
  url_text_input: (el) => ({ value: el.value || null }),
  number_input: (el) => ({ value: el.value || null }),
};

/** The element's state as Slack sends it; null for one that holds none, such as a button. */
export function stateOf(el) {
  const read = readers[el.dataset.element];
  return read ? { type: el.dataset.element, ...read(el) } : null;
}

/** Everything held by the elements under `root`: {block id: {action id: state}}. */
export function valuesOf(root) {
  const values = {};
  for (const el of root.querySelectorAll("[data-element]")) {
    const state = stateOf(el);
    if (state) (values[el.dataset.block] ??= {})[el.dataset.action] = state;
  }
  return values;
}

function placeOf(el) {
  const view = el.closest("[data-view]");
  if (view) return { view_id: view.dataset.view };
  const message = el.closest(".message");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

/** The element under `root` with the same ids as another; undefined where there is none. */
export function sameIn(root, { dataset: { block, action } }) {
  return [...root.querySelectorAll("[data-element]")].find((el) => el.dataset.block === block && el.dataset.action === action);
}

const keyOf = (el) => JSON.stringify([placeOf(el), el.dataset.block, el.dataset.action]);

function copiesOf(key) {
  return [...document.querySelectorAll("[data-element]")].filter((el) => keyOf(el) === key);
}

/** Marks what is still waiting for its acknowledgement; for elements that were drawn anew meanwhile. */
export function markPending(root) {
  if (pending.size === 0) return;
  for (const el of root.querySelectorAll("[data-element]")) if (pending.has(keyOf(el))) setBusy(el, true);
}

function setBusy(el, busy) {
  el.classList.toggle("busy", busy);
  if (busy) el.setAttribute("aria-disabled", "true");
  else el.removeAttribute("aria-disabled");
  for (const inner of el.querySelectorAll("input")) inner.disabled = busy;
}

function notice(el, reason) {
  const block = el.closest(".block");
  let place = block.querySelector(":scope > .failure");
  if (!place) {
    if (!reason) return;
    place = document.createElement("p");
    place.className = "failure";
    place.setAttribute("role", "alert");
    block.append(place);
  }
  complain(place, reason);
}

/** Tells the app of one act: asks first where a confirm dialog is set, and waits for the acknowledgement. */
export async function act(el, value) {
  const key = keyOf(el);
  if (pending.has(key)) return;
  const confirm = el.closest(".element")?.querySelector(":scope > template.confirm");
  if (confirm && !(await askFirst(confirm, el))) {
    // Whoever drew it puts back what was chosen before.
    el.dispatchEvent(new CustomEvent("declined", { bubbles: true }));
    return;
  }
  if (pending.has(key)) return;
  pending.set(key, true);
  for (const copy of copiesOf(key)) {
    setBusy(copy, true);
    notice(copy, "");
  }
  const reason = await report(el, value);
  pending.delete(key);
  for (const copy of copiesOf(key)) {
    setBusy(copy, false);
    notice(copy, reason);
  }
}

async function report(el, value) {
  const body = { as: me, ...placeOf(el), block_id: el.dataset.block, action_id: el.dataset.action };
  if (value) body.value = value;
  body.state = valuesOf(el.closest("[data-view], .message"));
  try {
    const answer = await ask("POST", "/sandbox/actions", body);
    return answer.outcome === "failed" ? reasonOf(answer) : "";
  } catch (error) {
    return error.message;
  }
}

const changed = new WeakSet();
const isDate = (el) => ["datepicker", "timepicker", "datetimepicker"].includes(el.dataset.element);

function reportChange(el) {
  if ("dispatch" in el.dataset) act(el, stateOf(el));
}

function onClick(event) {
  const item = event.target.closest(".menu [data-option]");
  if (item) {
    const opener = document.querySelector(`[aria-controls="${CSS.escape(item.closest(".menu").id)}"]`);
    closeMenu(item.closest(".menu"));
    if (opener) act(opener, { type: "overflow", selected_option: JSON.parse(item.dataset.option) });
    return;
  }
  const el = event.target.closest('[data-element="button"]');
  if (!el) return;
  if (el.getAttribute("aria-disabled") === "true") event.preventDefault();
  else act(el);
}

function onChange(event) {
  const el = event.target.closest("[data-element]");
  if (!el) return;
  if (el.dataset.element.startsWith("multi_")) {
    changed.add(el);
    nameChosen(el);
  } else if (isDate(el) && el.dataset.typing) changed.add(el);
  else if (el.dataset.element.endsWith("_input")) return;
  else reportChange(el);
}

/** Shows what is chosen on the closed menu, and lets no more be chosen than the app allows. */
function nameChosen(el) {
  const boxes = [...el.querySelectorAll("input")];
  const names = boxes.filter((box) => box.checked).map((box) => box.parentElement.innerText.trim());
  const shown = el.querySelector(".chosen");
  shown.textContent = names.join(", ") || shown.dataset.placeholder;
  const full = el.dataset.most && names.length >= Number(el.dataset.most);
  for (const box of boxes) box.disabled = Boolean(full) && !box.checked;
}

function settle(el) {
  if (!changed.delete(el)) return;
  delete el.dataset.typing;
  reportChange(el);
}

function onKeyDown(event) {
  const el = event.target.closest("[data-element]");
  if (event.target.tagName === "SELECT" && !event.altKey && !event.ctrlKey && !event.metaKey) {
    // A closed menu must not act with each arrow key: it opens, and Enter chooses.
    const opens = ["ArrowUp", "ArrowDown"].includes(event.key) || (event.key.length === 1 && event.key !== " ");
    if (opens && event.target.showPicker) {
      event.preventDefault();
      event.target.showPicker();
    }
  }
  if (!el) return;
  if (el.tagName === "DETAILS" && event.key === "Escape" && el.open) {
    event.preventDefault();
    event.stopPropagation();
    el.open = false;
    el.querySelector("summary").focus();
  }
  if (isDate(el)) {
    if (event.key === "Enter") settle(el);
    else el.dataset.typing = "yes";
  }
  const enters = event.key === "Enter" && el.tagName === "INPUT" && el.dataset.element.endsWith("_input");
  if (enters && el.dataset.dispatchOn?.includes("on_enter_pressed") && "dispatch" in el.dataset) {
    event.preventDefault();
    act(el, stateOf(el));
  }
}

function onInput(event) {
  const el = event.target.closest("[data-dispatch-on]");
  if (el && "dispatch" in el.dataset && el.dataset.dispatchOn.includes("on_character_entered")) {
    clearTimeout(Number(el.dataset.timer));
    el.dataset.timer = setTimeout(() => act(el, stateOf(el)), 300);
  }
}

export function startElements() {
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKeyDown);
  document.addEventListener("input", onInput);
  document.addEventListener("focusout", (event) => {
    const el = event.target.closest?.("[data-element]");
    if (!el || el.contains(event.relatedTarget)) return;
    if (el.tagName === "DETAILS") el.open = false;
    else settle(el);
  });
  // A menu of several reports once, when it is closed.
  document.addEventListener("toggle", (event) => {
    if (event.target.tagName !== "DETAILS") return;
    if (event.target.open) nameChosen(event.target);
    else settle(event.target);
  }, true);
  document.addEventListener("pointerdown", (event) => {
    for (const open of document.querySelectorAll("details.multi[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
}
