import { startComposer } from "./composer.js";
import { startElements } from "./elements.js";
import { startLive } from "./live.js";
import { startClock } from "./london.js";
import { startMenus } from "./menus.js";
import { startMessages } from "./messages.js";
import { startModals } from "./modals.js";
import { startPanels } from "./panels.js";

startClock();
startMenus();
startElements();
startModals();
startMessages();
startComposer();
startPanels();
startLive();
