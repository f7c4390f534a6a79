// The sandbox's time, as London reads it.

const ZONE = "Europe/London";
const short = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const long = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const parts = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" });

let offset = 0;

/** The sandbox's present, in milliseconds since the epoch. */
export const now = () => Date.now() + offset;

/** Goes by the server's clock from here on. */
export function setClock(epochSeconds) {
  offset = epochSeconds * 1000 - Date.now();
  showClock();
}

function fields(moment) {
  const found = Object.fromEntries(parts.formatToParts(moment).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(found.year, found.month - 1, found.day, found.hour, found.minute, found.second);
}

/** The epoch seconds of a London wall-clock time "YYYY-MM-DDTHH:MM"; null for none. */
export function fromLondon(local) {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return null;
  // Twice, since the first guess may lie on the other side of a change of the clocks.
  let guess = wall;
  for (let round = 0; round < 2; round += 1) guess += wall - fields(guess);
  return Math.round(guess / 1000);
}

/** Seconds from now until the next time a working day's hour strikes in London: Monday to Friday. */
export function untilMorning(hour) {
  const present = now();
  for (let days = 0; days < 5; days += 1) {
    const wall = new Date(fields(present) + days * 86_400_000);
    const day = wall.toISOString().slice(0, 10);
    const target = fromLondon(`${day}T${String(hour).padStart(2, "0")}:00`);
    const weekend = [0, 6].includes(wall.getUTCDay());
    if (!weekend && target * 1000 > present) return Math.ceil(target - present / 1000);
  }
  return 0;
}

function showClock() {
  for (const element of document.querySelectorAll("[data-clock]")) {
    const text = ("long" in element.dataset ? long : short).format(now());
    if (element.textContent !== text) element.textContent = text;
  }
}

export function startClock() {
  setClock(Number(document.querySelector("[data-clock]").dataset.clock));
  setInterval(showClock, 1000);
}
