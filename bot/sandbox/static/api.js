// Asks the server, and says things aloud.

export const me = document.body.dataset.as;
export const bot = document.body.dataset.bot;

/** Asks for JSON; throws an Error with the server's reason when it says no or cannot be reached. */
export async function ask(method, path, body) {
  const init = { method, headers: {} };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Error("The sandbox cannot be reached. Is it running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `The sandbox answered ${response.status}.`);
  return answer;
}

/** Fetches a piece of the page as elements; null when it is not there (any more). Resolves between presses only. */
export async function fragment(path, query) {
  const response = await fetch(`${path}?${new URLSearchParams({ as: me, ...query })}`);
  if (response.status === 204) return null;
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  await pressed;
  return template.content;
}

// A press that is under way: its click would be lost if what it is on were drawn anew, or moved away, before the release.
let pressed = null;
let release = null;

addEventListener("pointerdown", () => {
  pressed ??= new Promise((resolve) => {
    release = resolve;
  });
}, { capture: true });
for (const end of ["pointerup", "pointercancel", "dragend"]) {
  addEventListener(end, () => {
    // The click comes right after the release, before any timer.
    setTimeout(() => {
      release?.();
      pressed = null;
    });
  }, { capture: true });
}

/** Says something politely to those who hear the page. */
export function announce(text) {
  const log = document.getElementById("announcements");
  const line = document.createElement("p");
  line.textContent = text;
  log.append(line);
  while (log.children.length > 20) log.firstElementChild.remove();
}

/** Shows why something did not work, in the place kept for it; with no reason, takes the note away. */
export function complain(place, reason) {
  place.hidden = !reason;
  place.textContent = reason || "";
}

const REASONS = {
  operation_timeout: `${bot} did not respond in time. Try again.`,
  dispatch_failed: `${bot} is not connected. Try again once it is.`,
};

/** The sentence for an act that the app did not take, by the server's answer. */
export function reasonOf({ error }) {
  return REASONS[error] || `${bot} gave an answer that Slack would not take (${error}). Try again.`;
}
