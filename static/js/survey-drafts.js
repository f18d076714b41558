// Saves the draft by itself while it is filled in, and keeps on the device what the server has not confirmed.
//
// One request at a time; "saved" is shown only after the server said so. What was sent and got no answer is sent again
// as it was, before anything newer: the same content again is harmless, so a lost answer never becomes a conflict.
import { Clock } from "./survey-clock.js";
import { lettersOf } from "./welfare.js";

const form = document.querySelector("[data-autosave]");
const { autosave: address, draftKey: key } = form.dataset;
const words = form.querySelector("[data-save-state]");
const notice = document.querySelector("[data-unsent]");
const say = form.querySelector("[data-say]");
const fields = form.elements;

const PAUSE = 1500;
const RETRY = 15000;

const clock = new Clock(fields.entry_seconds);
// A page that came back with errors holds what the server has not taken.
let confirmed = "refused" in form.dataset ? null : content();
let unanswered = null;
let sending = null;
let timer = null;
let halted = false;
let leaving = false;

/** Everything that a person enters, as one text: date, income and the 21 letters. No name is in it. */
function content() {
  return JSON.stringify([fields.surveyed_on.value, fields.monthly_income.value, lettersOf(form)]);
}

function fill(text) {
  const [date, income, letters] = JSON.parse(text);
  fields.surveyed_on.value = date;
  fields.monthly_income.value = income;
  [...letters].forEach((letter, at) => {
    for (const radio of form.querySelectorAll(`[name=answer_${at + 1}]`)) radio.checked = radio.value === letter;
  });
  form.dispatchEvent(new Event("change"));
  form.dispatchEvent(new Event("refill"));
}

// What went well is not read aloud at every pause; what did not is.
function show(state, detail = "") {
  words.setAttribute("aria-live", state === "saving" || state === "saved" ? "off" : "polite");
  words.textContent = words.dataset[state].replace("%s", detail);
}

// The device's own store -----------------------------------------------------------------------------------------

// A browser may refuse its store (private window, full disk): the page then says that nothing is kept.
function keep() {
  try {
    const facts = { version: fields.version.value, sent: unanswered?.content, content: content() };
    localStorage.setItem(key, JSON.stringify(facts));
    return true;
  } catch {
    return false;
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function drop() {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing could be kept there either.
  }
}

// Sending --------------------------------------------------------------------------------------------------------

function request(parcel) {
  const [date, income, letters] = JSON.parse(parcel.content);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", fields.csrfmiddlewaretoken.value);
  body.set("version", fields.version.value);
  body.set("entry_seconds", parcel.seconds);
  body.set("surveyed_on", date);
  body.set("monthly_income", income);
  [...letters].forEach((letter, at) => {
    if (letter !== "-") body.set(`answer_${at + 1}`, letter);
  });
  // keepalive: the request outlives the page. A sign-in page instead of an answer is no success.
  return fetch(address, { method: "POST", body, keepalive: true, redirect: "manual" });
}

async function send(parcel) {
  unanswered = parcel;
  keep();
  show("saving");
  let response;
  let answer;
  try {
    response = await request(parcel);
    answer = [200, 409, 422].includes(response.status) ? await response.json() : null;
  } catch {
    answer = null;
  }
  if (answer === null) return unreachable();
  unanswered = null;
  if (response.status === 409) return refused(answer.reason);
  if (response.status === 422) return faulty(answer.errors);
  fields.version.value = answer.version;
  confirmed = parcel.content;
  clock.subtract(parcel.seconds);
  if (content() === confirmed) drop();
  else keep();
  show("saved", answer.saved_at);
  return "saved";
}

function unreachable() {
  show(keep() ? "kept" : "lost");
  timer = setTimeout(flush, RETRY);
  return "unreachable";
}

function refused(reason) {
  halted = true;
  words.textContent = "";
  say.textContent = reason;
  return "refused";
}

function faulty(errors) {
  show("faulty", Object.values(errors).flat().join(" "));
  return "faulty";
}

async function sendAll() {
  while (unanswered !== null || content() !== confirmed) {
    const outcome = await send(unanswered ?? { content: content(), seconds: clock.seconds });
    if (outcome !== "saved") return outcome;
  }
  return "saved";
}

/** Send what is not saved yet; gives "saved", "faulty", "refused" or "unreachable". */
function flush() {
  clearTimeout(timer);
  if (halted) return Promise.resolve("refused");
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

function changed() {
  if (halted || leaving) return;
  clearTimeout(timer);
  if (content() === confirmed && unanswered === null) return drop();
  keep();
  timer = setTimeout(flush, PAUSE);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
window.addEventListener("online", () => unanswered !== null && flush());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !leaving && flush());
window.addEventListener("pagehide", () => !leaving && flush());
// A page that the browser had put away may hold an old version; what was not sent is kept.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

// A button sends the whole form, after the draft on its way has been answered. Without a connection the page stays.
form.addEventListener("submit", async (event) => {
  if (leaving) return event.preventDefault();
  if (halted || (sending === null && unanswered === null && content() === confirmed)) {
    leaving = true;
    return;
  }
  event.preventDefault();
  if ((await flush()) === "unreachable") {
    say.textContent = say.dataset.offline;
    return;
  }
  if (leaving) return;
  halted = true;
  form.requestSubmit(event.submitter);
});

// Coming back ----------------------------------------------------------------------------------------------------

function part(name) {
  return notice.querySelector(`[data-unsent-${name}]`);
}

function restore() {
  const found = kept();
  if (found === null) return;
  const stored = content();
  if (found.content === stored) return drop();
  // What was sent last and got no answer may well be what now stands: then nobody else came in between.
  const same = found.version === fields.version.value || found.sent === stored;
  part("restored").hidden = !same;
  part("older").hidden = part("use").hidden = same;
  part("use").addEventListener("click", () => {
    notice.hidden = true;
    fill(found.content);
  });
  part("drop").addEventListener("click", () => {
    notice.hidden = true;
    if (same) fill(stored);
    else drop();
  });
  notice.hidden = false;
  if (same) fill(found.content);
  notice.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// The server's own page after a save shows what it holds; the browser's memory of the form would be older.
form.autocomplete = "off";
if (!("refused" in form.dataset)) restore();
