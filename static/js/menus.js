/* Closes an open menu of the header on Escape and on a press elsewhere; without it, its button closes it. */
const open = () => document.querySelectorAll("details[name='site-menu'][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
