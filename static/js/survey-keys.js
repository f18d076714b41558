// The 21 questions by keyboard alone, and one tap an answer on a phone. Without it they are plain radio buttons.
//
// One question is the current one: marked, and focused as a group. There 1 2 3 or y t b answer and move on, and the
// arrows move without answering. Who tabs into the radio buttons themselves keeps the arrow keys of the browser,
// which choose; so does a screen reader.
const form = document.querySelector("[data-entry]");
const rows = [...form.querySelectorAll(".answer-row")];
const save = form.querySelector("button[name=next]");
const say = form.querySelector("[data-say]");
const bar = form.querySelector(".entry-status");
const actions = form.querySelector(".form-actions");

const LETTERS = { 1: "y", 2: "t", 3: "b", y: "y", t: "t", b: "b" };
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Backspace: -1 };

let current = null;

const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
const isAnswered = (row) => radios(row).some((radio) => radio.checked);

function mark(row) {
  current?.removeAttribute("aria-current");
  current = row;
  current?.setAttribute("aria-current", "true");
}

/** Bring a row into sight between the two bars, and leave the page where it is when it is in sight already. */
function reveal(row, block) {
  const place = row.getBoundingClientRect();
  const top = Math.max(bar.getBoundingClientRect().bottom, 0);
  const bottom = Math.min(actions.getBoundingClientRect().top, window.innerHeight);
  if (place.top < top || place.bottom > bottom) row.scrollIntoView({ block, behavior: "instant" });
}

/** Make a row the current one and focus it as a group, which a screen reader reads with its question. */
function go(row, block = "center") {
  mark(row);
  row.focus({ preventScroll: true });
  reveal(row, block);
}

function step(by) {
  say.textContent = "";
  const at = current === null ? -1 : rows.indexOf(current);
  const to = current === null ? 0 : at + by;
  if (to < 0) return;
  if (to < rows.length) return go(rows[to]);
  mark(null);
  save.focus();
}

function answer(letter) {
  const radio = radios(current).find((one) => one.value === letter);
  if (radio === undefined) {
    say.textContent = say.dataset.notAllowed.replace("%s", rows.indexOf(current) + 1);
    return;
  }
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  step(1);
}

// Keys belong to the questions only: never to a field that is typed into, a link or a button.
function listens(target) {
  return target === document.body || target.closest(".answer-row") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const { key, target } = event;
  if (target === save && STEPS[key] === -1) {
    event.preventDefault();
    go(rows.at(-1));
  }
  if (!listens(target)) return;
  const letter = LETTERS[key.toLowerCase()];
  if (letter !== undefined && current !== null && !event.repeat) {
    event.preventDefault();
    answer(letter);
  } else if (key in STEPS && !(target.type === "radio" && key.startsWith("Arrow"))) {
    event.preventDefault();
    step(STEPS[key]);
  }
});

form.addEventListener("focusin", (event) => {
  const row = event.target.closest(".answer-row");
  if (row !== null && row !== current) mark(row);
});

// A tap or click answers; the next open question then becomes current, and moves into sight only when it is not.
form.addEventListener("click", (event) => {
  if (event.detail === 0 || event.target.type !== "radio") return;
  say.textContent = "";
  const row = event.target.closest(".answer-row");
  const open = rows.slice(rows.indexOf(row) + 1).find((one) => !isAnswered(one));
  go(open ?? row, "nearest");
});

/** Make the first open question current; else the first with a remark, else the first. */
function begin() {
  if (document.querySelector(".error-summary") !== null) return;
  const open = rows.find((row) => !isAnswered(row)) ?? rows.find((row) => row.querySelector(".answer-remark")) ?? rows[0];
  mark(open);
  open.focus({ preventScroll: true });
  // On a phone the top of the page says whose survey it is: stay there unless the entry is under way.
  if (open !== rows[0] || matchMedia("(pointer: fine)").matches) reveal(open, "nearest");
}

// The page stands where the entry goes on, not where it was left.
history.scrollRestoration = "manual";
form.addEventListener("refill", begin);
begin();
