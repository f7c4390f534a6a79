// Menus that open from a button: arrow keys, Home and End, a letter, Escape.

let opener = null;

const itemsOf = (menu) => [...menu.querySelectorAll('[role="menuitem"]')];

export function openMenu(menu, button) {
  opener = button;
  menu.showPopover();
  button.setAttribute("aria-expanded", "true");
  const anchor = button.getBoundingClientRect();
  const box = menu.getBoundingClientRect();
  const below = anchor.bottom + 4 + box.height < innerHeight;
  menu.style.top = `${Math.max(8, below ? anchor.bottom + 4 : anchor.top - 4 - box.height)}px`;
  menu.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - box.width - 8))}px`;
  itemsOf(menu)[0]?.focus();
}

export function closeMenu(menu) {
  menu.hidePopover();
  opener?.isConnected && opener.focus();
}

function onKeyDown(event) {
  const menu = event.target.closest?.(".menu");
  if (!menu) {
    const button = event.target.closest?.("[aria-haspopup=menu]");
    if (button && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to]?.focus();
  } else if (event.key === "Tab") {
    closeMenu(menu);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(menu);
  } else if (event.key.length === 1 && event.key !== " ") {
    const letter = event.key.toLowerCase();
    const next = [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) => item.innerText.trim().toLowerCase().startsWith(letter));
    next?.focus();
  }
}

export function startMenus() {
  document.addEventListener("keydown", onKeyDown, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".overflow");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    if (!menu.matches(":popover-open")) openMenu(menu, button);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.classList?.contains("menu") && event.newState === "closed") {
      for (const button of document.querySelectorAll(`[aria-controls="${CSS.escape(event.target.id)}"]`)) button.setAttribute("aria-expanded", "false");
    }
  }, true);
}
