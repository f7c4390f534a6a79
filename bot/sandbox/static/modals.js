// The app's modals: a stack kept by the server, of which the top one is shown.

import { announce, ask, complain, fragment, me, reasonOf } from "./api.js";
import { markPending, sameIn, valuesOf } from "./elements.js";

const shelf = document.getElementById("modals");
let opener = null;
let turn = 0;
const edited = new WeakMap();

const topOf = () => shelf.lastElementChild;

/** Shows what the server says is open. What a person typed and did not send yet is kept. */
export async function syncViews() {
  const mine = (turn += 1);
  const drawn = await fragment("/page/views", {}).catch(() => null);
  if (!drawn || mine !== turn) return;
  const wanted = [...drawn.children];
  if (wanted.length && !shelf.children.length) opener = document.activeElement;
  const known = new Map([...shelf.children].map((dialog) => [dialog.dataset.view, dialog]));
  for (const dialog of known.values()) {
    if (!wanted.some((next) => next.dataset.view === dialog.dataset.view)) take(dialog);
  }
  for (const next of wanted) {
    const old = known.get(next.dataset.view);
    if (!old) shelf.append(next);
    else if (old.dataset.hash !== next.dataset.hash) redraw(old, next);
  }
  showTop();
}

function take(dialog) {
  dialog.dataset.gone = "yes";
  if (dialog.open) dialog.close();
  dialog.remove();
}

function showTop() {
  const top = topOf();
  for (const dialog of shelf.children) {
    if (dialog !== top && dialog.open) {
      dialog.dataset.covered = "yes";
      dialog.close();
    }
  }
  if (!top) {
    giveFocusBack();
    return;
  }
  if (top.open) return;
  delete top.dataset.covered;
  top.showModal();
  focusFirst(top);
}

function focusFirst(dialog) {
  const wanted = dialog.querySelector("[data-focus]") || dialog.querySelector(".body :is(input, textarea, select, summary, .button)");
  (wanted || dialog.querySelector("h2")).focus();
}

function giveFocusBack() {
  if (!opener) return;
  const again = opener.isConnected ? opener : opener.dataset.action !== undefined && sameIn(document, opener);
  (again || document.getElementById("main")).focus();
  opener = null;
}

function redraw(old, next) {
  const typed = edited.get(old) || new Map();
  const at = old.contains(document.activeElement) ? document.activeElement.closest("[data-element]") : null;
  const { scrollTop } = old.querySelector(".body");
  old.dataset.hash = next.dataset.hash;
  old.replaceChildren(...next.children);
  for (const el of old.querySelectorAll(".field")) {
    const kept = typed.get(`${el.dataset.block} ${el.dataset.action}`);
    if (kept !== undefined) el.value = kept;
  }
  markPending(old);
  old.querySelector(".body").scrollTop = scrollTop;
  const same = at && sameIn(old, at);
  if (old.open && !old.contains(document.activeElement)) (same || old.querySelector("h2")).focus({ preventScroll: true });
}

async function closeView(dialog) {
  if (dialog.dataset.gone) return;
  take(dialog);
  showTop();
  await ask("POST", `/sandbox/views/${dialog.dataset.view}/close`, { as: me }).catch(() => null);
  await syncViews();
}

/** The sentence for what is wrong with an input, or "" when nothing is. */
function wrong(el) {
  const boxes = el.matches(".multi, .ticks");
  if (boxes) return "required" in el.dataset && !el.querySelector("input:checked") ? "Please choose one." : "";
  const { validity: state } = el;
  if (state.valid) return el.required && !el.value.trim() ? "Please fill this in." : tooShort(el);
  if (state.valueMissing) return el.tagName === "SELECT" ? "Please choose one." : "Please fill this in.";
  if (state.tooShort) return tooShort(el);
  if (state.typeMismatch) return el.type === "email" ? "Please give an email address, such as name@example.org." : "Please give a web address that begins with https://.";
  if (state.rangeUnderflow) return `Please give ${el.min} or more.`;
  if (state.rangeOverflow) return `Please give ${el.max} or less.`;
  if (state.stepMismatch) return "Please give a whole number.";
  return "Please correct this.";
}

function tooShort(el) {
  const least = el.minLength > 0 ? el.minLength : 0;
  return el.value && el.value.length < least ? `Please write at least ${least} characters.` : "";
}

function findErrors(dialog) {
  const errors = {};
  for (const el of dialog.querySelectorAll(".block.input [data-element]")) {
    const reason = wrong(el);
    if (reason) errors[el.dataset.block] = reason;
  }
  return errors;
}

function showErrors(dialog, errors) {
  let first = null;
  for (const place of dialog.querySelectorAll("[data-error-for]")) {
    const reason = errors[place.dataset.errorFor] || "";
    complain(place, reason);
    const el = place.closest(".block").querySelector("[data-element]");
    const field = el.matches(".multi, .ticks") ? el.querySelector("summary, input") : el;
    if (reason) {
      field.setAttribute("aria-invalid", "true");
      first ??= field;
    } else field.removeAttribute("aria-invalid");
  }
  if (!first) return;
  first.focus();
  announce(Object.values(errors).join(" "));
}

async function submit(dialog) {
  const failure = dialog.querySelector("form > .failure");
  complain(failure, "");
  const errors = findErrors(dialog);
  showErrors(dialog, errors);
  if (Object.keys(errors).length || dialog.dataset.sending) return;
  setSending(dialog, true);
  try {
    const answer = await ask("POST", `/sandbox/views/${dialog.dataset.view}/submit`, { as: me, values: valuesOf(dialog) });
    if (answer.outcome === "errors") showErrors(dialog, answer.errors || {});
    else if (answer.outcome === "failed") complain(failure, reasonOf(answer));
    else {
      if (answer.outcome === "closed") dialog.dataset.gone = "yes";
      await syncViews();
    }
  } catch (error) {
    complain(failure, error.message);
  } finally {
    setSending(dialog, false);
  }
}

function setSending(dialog, sending) {
  if (sending) dialog.dataset.sending = "yes";
  else delete dialog.dataset.sending;
  const button = dialog.querySelector("[type=submit]");
  button?.classList.toggle("busy", sending);
  button?.toggleAttribute("aria-disabled", sending);
}

export function startModals() {
  shelf.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target.closest("dialog"));
  });
  shelf.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-view]")) closeView(event.target.closest("dialog"));
  });
  shelf.addEventListener("cancel", (event) => {
    if (!event.target.matches("dialog.modal")) return;
    event.preventDefault();
    closeView(event.target);
  }, true);
  // A browser may close a dialog without asking; then the server hears of it all the same.
  shelf.addEventListener("close", (event) => {
    if (event.target.matches("dialog.modal") && !event.target.dataset.covered) closeView(event.target);
  }, true);
  shelf.addEventListener("input", (event) => {
    const dialog = event.target.closest("dialog");
    const el = event.target.closest(".field[data-element]");
    if (!el) return;
    if (!edited.has(dialog)) edited.set(dialog, new Map());
    edited.get(dialog).set(`${el.dataset.block} ${el.dataset.action}`, el.value);
  });
  shelf.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.closest("form").requestSubmit();
    }
  });
}
