// The dialog that asks before an act.

const dialog = document.getElementById("confirm");

/** Shows the confirm dialog; resolves to true when the person agrees. Focus goes back to where it was. */
export function askFirst(template, opener) {
  const piece = (name) => template.content.querySelector(name);
  dialog.querySelector("#confirm-title").replaceChildren(...[...piece(".title").childNodes].map((n) => n.cloneNode(true)));
  dialog.querySelector("#confirm-text").replaceChildren(...[...piece(".text").childNodes].map((n) => n.cloneNode(true)));
  const agree = dialog.querySelector("[data-agree]");
  const deny = dialog.querySelector("[data-deny]");
  agree.textContent = piece(".agree").textContent;
  agree.className = piece(".agree").className.replace("agree", "button");
  deny.textContent = piece(".deny").textContent;
  return new Promise((resolve) => {
    let answer = false;
    agree.onclick = () => {
      answer = true;
      dialog.close();
    };
    deny.onclick = () => dialog.close();
    dialog.onclose = () => {
      if (opener.isConnected) opener.focus();
      resolve(answer);
    };
    dialog.showModal();
    agree.focus();
  });
}
