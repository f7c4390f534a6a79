// What changes in the workspace, as it changes.

import { ask, complain, fragment, me } from "./api.js";
import { markPending, sameIn } from "./elements.js";
import { refresh, touch } from "./messages.js";
import { syncViews } from "./modals.js";
import { readClock, readFaults } from "./panels.js";

const RETRY = 1000;
const here = document.body.dataset.channel;
const connection = document.getElementById("connection");
let lost = false;

async function drawHome() {
  const home = document.getElementById("home");
  if (!home) return;
  const drawn = await fragment("/page/home", {}).catch(() => null);
  if (!drawn) return;
  const at = home.contains(document.activeElement) ? document.activeElement : null;
  home.replaceChildren(drawn);
  markPending(home);
  if (!at) return;
  (sameIn(home, at) || home.closest(".scroll")).focus({ preventScroll: true });
}

/** Counts a message elsewhere on the channel's entry in the sidebar. */
function markUnread(channel) {
  const link = document.querySelector(`[data-channel-link="${CSS.escape(channel)}"]`);
  if (!link) return;
  const badge = link.querySelector(".unread");
  const count = Number(badge.dataset.count || 0) + 1;
  badge.dataset.count = count;
  badge.textContent = count;
  badge.setAttribute("aria-label", `${count} unread`);
  badge.hidden = false;
}

const handlers = {
  message: (event) => (event.channel === here ? touch(event) : markUnread(event.channel)),
  ephemeral: (event) => (event.channel === here ? touch({ ...event, type: "message" }) : markUnread(event.channel)),
  message_changed: touch,
  message_deleted: touch,
  view: syncViews,
  home: drawHome,
  // Yesterday's messages stand under "Today" until they are drawn again.
  clock: () => Promise.all([readClock(), refresh()]),
  faults: readFaults,
  members: () => location.reload(),
  connection: readConnection,
};

/** Says beside the app's name when it is not there to answer. */
async function readConnection() {
  const { connections } = await ask("GET", "/sandbox/connections");
  document.getElementById("offline").hidden = connections > 0;
}

function listen() {
  const source = new EventSource(`/sandbox/events?as=${encodeURIComponent(me)}`);
  source.addEventListener("open", () => {
    complain(connection, "");
    // Whatever happened before the stream was open is not in it.
    refresh();
    syncViews();
    drawHome();
    readConnection().catch(() => null);
    if (lost) readClock().catch(() => null);
    lost = false;
    document.body.dataset.live = "yes";
  });
  source.addEventListener("message", (event) => {
    const change = JSON.parse(event.data);
    Promise.resolve(handlers[change.type]?.(change)).catch(() => null);
  });
  source.addEventListener("error", () => {
    lost = true;
    delete document.body.dataset.live;
    complain(connection, "Connection lost. Trying again…");
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(listen, RETRY);
  });
  addEventListener("pagehide", () => source.close());
}

export function startLive() {
  listen();
  const tab = document.body.dataset.app;
  if (["home", "messages"].includes(tab)) ask("POST", "/sandbox/home", { as: me, tab }).catch(() => null);
}
