// The lists of messages: the channel's and, at its side, one thread's. Only what changed is drawn anew.

import { announce, fragment } from "./api.js";
import { markPending, sameIn } from "./elements.js";

const NEAR_END = 80;
const MANY = 15;
const MOST = 300;
const KEPT = 150;
const channel = document.body.dataset.channel;
const side = document.getElementById("thread");
const newest = document.getElementById("newest");
// As in layout.css.
const narrow = matchMedia("(width <= 1000px)");
const asked = new Map();
const waiting = new Map();
let unseen = 0;
let threadOpener = null;
let drawing = Promise.resolve();

const mainList = () => document.getElementById("messages");
const threadList = () => (side.hidden ? null : side.querySelector(".messages"));
const scrollOf = (list) => list.closest(".scroll");
const atEnd = (scroll) => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
const toEnd = (scroll) => { scroll.scrollTop = scroll.scrollHeight; };
const messageIn = (list, ts) => list.querySelector(`:scope > .message[data-ts="${CSS.escape(ts)}"]`);
export const openThreadTs = () => threadList()?.dataset.list || "";

/** Goes to the newest message of the channel, and so stays with those that follow: who writes wants to see the answer. */
export function followNewest() {
  toEnd(scrollOf(mainList()));
  countUnseen(0);
}

/** Notes that a message came, changed or went; it is fetched with the others of the same moment. */
export function touch(event) {
  if (event.channel !== channel && event.channel !== side.dataset.channel) return;
  if (waiting.size === 0) setTimeout(update, 30);
  waiting.set(`${event.channel} ${event.ts}`, event);
  const parent = event.thread_ts && event.thread_ts !== event.ts ? event.thread_ts : "";
  if (parent) waiting.set(`${event.channel} ${parent}`, { ...event, ts: parent, type: "message_changed" });
}

async function update() {
  const events = [...waiting.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  waiting.clear();
  if (events.length > MANY) return refresh();
  await Promise.all(events.map(one));
}

async function one({ channel: place, ts, thread_ts: thread, type }) {
  const reply = thread && thread !== ts;
  for (const list of [mainList(), threadList()]) {
    if (!list) continue;
    const inThread = list !== mainList();
    if (inThread ? (thread || ts) !== list.dataset.list : place !== channel) continue;
    if (reply && !inThread && !messageIn(list, ts) && type !== "message") continue;
    const key = `${inThread} ${place} ${ts}`;
    const turn = (asked.get(key) || 0) + 1;
    asked.set(key, turn);
    const drawn = await fragment("/page/message", { channel: place, ts, ...(inThread && { thread: list.dataset.list }) }).catch(() => undefined);
    if (drawn !== undefined && asked.get(key) === turn) put(list, ts, drawn?.firstElementChild || null);
  }
}

/** Puts a message where it belongs in a list, in the place of its former self, or takes it out. */
function put(list, ts, drawn) {
  const scroll = scrollOf(list);
  const follow = atEnd(scroll);
  const old = messageIn(list, ts);
  if (!drawn) old?.remove();
  else if (old) replace(old, drawn);
  else insert(list, ts, drawn, follow);
  if (follow && !reading(list)) toEnd(scroll);
  const empty = scroll.querySelector(".empty");
  if (empty) empty.hidden = Boolean(list.querySelector(".message"));
  const count = list.querySelector(".thread-count span");
  if (count) {
    const replies = list.querySelectorAll(".message").length - 1;
    count.textContent = `${replies} ${replies === 1 ? "reply" : "replies"}`;
  }
}

/** True while somebody works in the list by keyboard: what they are at must not move away. */
const reading = (list) => Boolean(list.querySelector(":focus-visible"));

function replace(old, drawn) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const menu = focused?.closest(".menu");
  keepTyped(old, drawn);
  old.replaceWith(drawn);
  markPending(drawn);
  if (!focused) return;
  const again = focused.dataset.action !== undefined
    ? sameIn(drawn, focused)
    : focused.className && drawn.querySelector(`.${[...focused.classList].map(CSS.escape).join(".")}`);
  const opener = menu && drawn.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`);
  const target = opener || again || drawn.querySelector("article");
  target.focus({ preventScroll: true });
}

/** Carries over what was typed into a message's inputs and not sent yet. */
function keepTyped(old, drawn) {
  for (const field of old.querySelectorAll(".field")) {
    if (field.value === field.defaultValue) continue;
    const same = sameIn(drawn, field);
    if (same) same.value = field.value;
  }
}

function insert(list, ts, drawn, follow) {
  const messages = [...list.querySelectorAll(":scope > .message")];
  const before = messages.find((message) => message.dataset.ts > ts);
  if (before) before.before(drawn);
  else {
    const last = messages.at(-1);
    if (list === mainList() && last?.dataset.day !== drawn.dataset.day) {
      list.append(dayBefore(drawn));
      // A new day changes what the days before it are called.
      if (last) setTimeout(refresh);
    }
    list.append(drawn);
    if (list === mainList() && follow) trim(list);
    announce(drawn.dataset.spoken);
    if (list === mainList() && (!follow || reading(list))) countUnseen(unseen + 1);
  }
}

function dayBefore(message) {
  const divider = document.createElement("li");
  divider.className = "day";
  divider.dataset.day = message.dataset.day;
  const heading = document.createElement("h3");
  heading.textContent = message.dataset.dayHeading;
  divider.append(heading);
  return divider;
}

/** Lets go of the oldest when the list has grown long; they come back when asked for. */
function trim(list) {
  const messages = list.querySelectorAll(":scope > .message");
  if (messages.length <= MOST) return;
  for (const old of [...messages].slice(0, messages.length - KEPT)) old.remove();
  for (const day of list.querySelectorAll(":scope > .day")) {
    if (!day.nextElementSibling?.matches(".message")) day.remove();
  }
  if (!list.firstElementChild.matches(".day, .earlier")) list.prepend(dayBefore(list.querySelector(".message")));
  if (list.querySelector(".earlier")) return;
  const row = document.createElement("li");
  row.className = "earlier";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.earlier = "";
  button.textContent = "Show earlier messages";
  row.append(button);
  list.prepend(row);
}

function countUnseen(count) {
  unseen = count;
  newest.hidden = count === 0;
  newest.textContent = `${count} new ${count === 1 ? "message" : "messages"} ↓`;
}

/** Draws stretches of the list one after the other: what one fetched must fit what another has drawn. */
function inTurn(draw) {
  drawing = drawing.catch(() => null).then(draw);
  return drawing;
}

/** Fetches the open lists whole: after a reconnection, or when much changed at once. */
export const refresh = () => inTurn(drawAnew);

async function drawAnew() {
  const list = mainList();
  if (list) {
    const follow = atEnd(scrollOf(list));
    const known = new Set([...list.querySelectorAll(".message")].map((message) => message.dataset.ts));
    const from = list.querySelector(":scope > .message")?.dataset.ts;
    const drawn = await fragment("/page/messages", { channel, ...(from && { from }) }).catch(() => null);
    if (drawn) {
      const fresh = [...drawn.querySelectorAll(".message")].filter((message) => !known.has(message.dataset.ts)).length;
      keepFocus(list, () => list.replaceChildren(drawn));
      markPending(list);
      list.parentElement.querySelector(".empty").hidden = Boolean(list.querySelector(".message"));
      if (follow && !reading(list)) toEnd(scrollOf(list));
      else if (fresh) countUnseen(unseen + fresh);
      const overlap = known.size === 0 || [...list.querySelectorAll(".message")].some((message) => known.has(message.dataset.ts));
      if (fresh) announce(overlap ? `${fresh} new ${fresh === 1 ? "message" : "messages"}` : "Many new messages");
    }
  }
  if (openThreadTs()) await openThread(side.dataset.channel, openThreadTs(), { quiet: true });
}

function keepFocus(list, change) {
  const at = document.activeElement;
  const ts = list.contains(at) ? at.closest(".message")?.dataset.ts : null;
  change();
  const message = ts && messageIn(list, ts);
  if (!message) return;
  const same = sameIn(message, at);
  (same || message.querySelector("article")).focus({ preventScroll: true });
}

/** Shows a thread at the side. */
export async function openThread(place, ts, { quiet = false } = {}) {
  // Taken before anything is awaited: a redraw meanwhile may move the focus.
  const opener = document.activeElement;
  const drawn = await fragment("/page/thread", { channel: place, thread: ts }).catch(() => null);
  if (!drawn) return;
  const draft = quiet ? side.querySelector("textarea")?.value : "";
  const focused = quiet && side.contains(document.activeElement);
  if (!quiet) threadOpener = opener;
  side.replaceChildren(drawn);
  side.hidden = false;
  side.dataset.channel = place;
  markPending(side);
  toEnd(side.querySelector(".scroll"));
  if (draft) side.querySelector("textarea").value = draft;
  if (!quiet || focused) side.querySelector("textarea, h2").focus();
  remember(ts);
}

function closeThread() {
  const list = mainList();
  const message = list && messageIn(list, openThreadTs());
  side.hidden = true;
  side.replaceChildren();
  remember("");
  const there = threadOpener?.isConnected && threadOpener !== document.body;
  const again = there ? threadOpener : message?.querySelector("[data-open-thread]");
  (again || document.getElementById("main")).focus();
}

/** In a narrow window a thread lies over the channel, which then cannot be reached. */
function cover() {
  document.getElementById("main").inert = !side.hidden && narrow.matches;
}

function remember(ts) {
  cover();
  const address = new URL(location.href);
  if (ts) address.searchParams.set("thread", ts);
  else address.searchParams.delete("thread");
  history.replaceState(null, "", address);
}

async function showEarlier() {
  const list = mainList();
  if (!list.querySelector(".earlier")) return;
  const first = list.querySelector(".message");
  const drawn = await fragment("/page/messages", { channel, before: first.dataset.ts }).catch(() => null);
  if (!drawn) return;
  list.querySelector(".earlier")?.remove();
  const scroll = scrollOf(list);
  const fromEnd = scroll.scrollHeight - scroll.scrollTop;
  const sameDay = drawn.lastElementChild?.dataset.day === list.querySelector(".day")?.dataset.day;
  if (sameDay) list.querySelector(".day").remove();
  list.prepend(drawn);
  scroll.scrollTop = scroll.scrollHeight - fromEnd;
  first.querySelector("article").focus({ preventScroll: true });
}

export function startMessages() {
  const list = mainList();
  if (list) {
    const scroll = scrollOf(list);
    const named = list.querySelector("article:target");
    if (named) {
      named.scrollIntoView({ block: "center" });
      named.focus({ preventScroll: true });
    } else toEnd(scroll);
    scroll.addEventListener("scroll", () => {
      if (unseen && atEnd(scroll)) countUnseen(0);
    });
    newest.addEventListener("click", () => {
      followNewest();
      list.querySelector(".message:last-of-type article")?.focus({ preventScroll: true });
    });
  }
  if (!side.hidden) {
    side.dataset.channel = channel;
    toEnd(side.querySelector(".scroll"));
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-thread]");
    const earlier = event.target.closest("[data-earlier]");
    if (opener) openThread(opener.closest(".message").dataset.channel, opener.dataset.openThread);
    else if (earlier) inTurn(showEarlier);
    else if (event.target.closest("[data-close-thread]")) closeThread();
  });
  narrow.addEventListener("change", cover);
  cover();
  document.addEventListener("declined", (event) => {
    const message = event.target.closest(".message");
    if (message && event.target.dataset.element !== "button") {
      const { channel: place, ts, thread } = message.dataset;
      touch({ type: "message_changed", channel: place, ts, thread_ts: thread });
    }
  });
  side.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest(".menu")) closeThread();
  });
}
