// A score sheet by keyboard alone. Without it the levels are plain radio buttons.
//
// One row is the current one: marked, and focused as a group. There a digit chooses a level, the arrows and Enter go
// on. Who tabs into the radio buttons themselves keeps the arrow keys of the browser, which choose.
import { form, numberOf, radios, rows } from "./sheet-rows.js";

const bar = form.querySelector(".entry-status");
const actions = form.querySelector(".form-actions");
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Enter: 1 };

let current = null;

for (const row of rows) row.tabIndex = -1;

function mark(row) {
  if (row === current) return;
  current?.removeAttribute("aria-current");
  current = row;
  row.setAttribute("aria-current", "true");
  form.dispatchEvent(new CustomEvent("current", { detail: row }));
}

/** Bring a row into sight between the two bars, and leave the page where it is when it is in sight already. */
function reveal(row) {
  const place = row.getBoundingClientRect();
  const top = Math.max(bar.getBoundingClientRect().bottom, 0);
  const bottom = Math.min(actions.getBoundingClientRect().top, window.innerHeight);
  if (place.top < top || place.bottom > bottom) row.scrollIntoView({ block: "center", behavior: "instant" });
}

function go(row) {
  mark(row);
  (numberOf(row) ?? row).focus({ preventScroll: true });
  reveal(row);
}

function step(by) {
  const to = rows.indexOf(current) + by;
  if (to >= 0 && to < rows.length) go(rows[to]);
  else if (to >= rows.length) actions.querySelector("button").focus();
}

/** Give the level of a digit: its value where all values are one digit, else its place from 1 on; 0 or - is n/a. */
function levelOf(key) {
  const choices = radios(current);
  const levels = choices.filter((radio) => radio.value !== "na");
  const byValue = levels.every((radio) => /^[0-9]$/.test(radio.value));
  if (key === "-") return choices.find((radio) => radio.value === "na");
  return byValue ? levels.find((radio) => radio.value === key) : levels[Number(key) - 1];
}

function answer(radio) {
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (radio.value === "na") current.querySelector(".level-reason input").focus();
  else step(1);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  const { key, target } = event;
  const row = target.closest?.("[data-code]") ?? null;
  if (current === null || (row === null && target !== document.body)) return;
  const isTyped = target.matches("textarea, input:not([type=radio]), button, a");
  if (target.type === "number" && ["Enter", "ArrowDown", "ArrowUp"].includes(key)) {
    event.preventDefault();
    target.dispatchEvent(new Event("change", { bubbles: true }));
    return step(STEPS[key]);
  }
  if (isTyped) return;
  const radio = /^[0-9-]$/.test(key) ? levelOf(key) : undefined;
  if (radio !== undefined) {
    event.preventDefault();
    answer(radio);
  } else if (key in STEPS && !(target.type === "radio" && key.startsWith("Arrow"))) {
    event.preventDefault();
    step(STEPS[key]);
  }
});

form.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-code]");
  if (row !== null) mark(row);
});

/** Make the first open row current, without moving the page. */
const open = rows.find((row) => row.querySelector(":checked") === null && !numberOf(row)?.value) ?? rows[0];
if (open !== undefined && document.querySelector(".error-summary") === null && location.hash === "") {
  mark(open);
  open.focus({ preventScroll: true });
}
