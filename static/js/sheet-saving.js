// Saves every mark by itself while a sheet is filled in, and keeps on the device what the server has not confirmed.
//
// One request at a time; "saved" is shown only after the server said so. What was sent and got no answer is sent again
// as it was, before anything newer: the same content again is harmless, so a lost answer never becomes a conflict.
import { fill, form, read, rows } from "./sheet-rows.js";

const { autosave: address, store: key } = form.dataset;
const fields = form.elements;
const words = form.querySelector("[data-save-state]");
const say = form.querySelector("[data-say]");
const signIn = form.querySelector("[data-sign-in]");
const [theirsPart, errorPart] = ["theirs", "error"].map((name) => document.querySelector(`template[data-part=${name}]`));

const PAUSE = 1200;
const RETRY = 15000;

const byCode = new Map(rows.map((row) => [row.dataset.code, row]));
// A page that came back refused holds what the server has not taken; its rows are sent when they are changed again.
const confirmed = new Map(rows.map((row) => [row.dataset.code, "refused" in form.dataset ? null : content(row)]));
// {code: {content, version, sent, stuck}}: sent is on its way or unanswered; stuck waits for the assessor.
const queue = new Map();
let sending = null;
let timer = null;
let halted = false;
let leaving = false;
let state = "";
let savedAt = words.dataset.at;

function content(row) {
  return JSON.stringify(read(row));
}

// The device's own store -----------------------------------------------------------------------------------------

// Every tab keeps its own; what a closed one left behind is taken over. A lock tells which tabs are still open.
const tab = tabName();
const place = `${key}.${tab}`;
navigator.locks?.request(place, () => new Promise(() => {}));

function tabName() {
  const fresh = Math.random().toString(36).slice(2);
  try {
    const name = sessionStorage.getItem("p2wkss.tab") ?? fresh;
    sessionStorage.setItem("p2wkss.tab", name);
    return name;
  } catch {
    return fresh;
  }
}

function keep() {
  try {
    if (queue.size === 0) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify([...queue]));
    return true;
  } catch {
    return false;
  }
}

async function kept() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  const open = new Set(locks.map((lock) => lock.name));
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(`${key}.`));
    const left = names.filter((name) => name === place || !open.has(name));
    const entries = left.flatMap((name) => JSON.parse(localStorage.getItem(name)));
    for (const name of left) localStorage.removeItem(name);
    return entries;
  } catch {
    return [];
  }
}

// What is shown --------------------------------------------------------------------------------------------------

// What went well is not read aloud at every mark; what did not is.
function show() {
  const unsent = queue.size;
  words.setAttribute("aria-live", state === "" || state === "saving" ? "off" : "polite");
  words.classList.toggle("entry-unsaved", unsent > 0 && state !== "saving");
  if (unsent === 0) words.textContent = savedAt ? words.dataset.saved.replace("%s", savedAt) : "";
  else if (state === "saving") words.textContent = words.dataset.saving;
  else words.textContent = [words.dataset.unsent.replace("%s", unsent), words.dataset[state] ?? ""].join(" ").trim();
  signIn.hidden = state !== "signedOut";
  for (const [code, row] of byCode) showRow(row, queue.get(code));
}

function showRow(row, entry) {
  const line = row.querySelector("[data-row-state]");
  const text = entry === undefined ? line.dataset.saved ?? "" : words.dataset.rowUnsent;
  if (line.textContent !== text) line.textContent = text;
}

function clear(row) {
  row.querySelector("[data-theirs]")?.remove();
  row.querySelector(".field-error")?.remove();
  row.classList.remove("has-error");
}

function part(template) {
  return template.content.firstElementChild.cloneNode(true);
}

function showError(row, text) {
  clear(row);
  const error = part(errorPart);
  error.id = `error_${row.dataset.field}`;
  error.querySelector("span").textContent = text;
  row.querySelector(".levels").after(error);
  row.classList.add("has-error");
}

function showTheirs(code, row, answer) {
  clear(row);
  const box = part(theirsPart);
  const { note, reason } = answer.theirs;
  box.querySelector("[data-theirs-mark]").textContent = [answer.words, reason, note].filter(Boolean).join(" · ");
  box.querySelector("[data-take]").addEventListener("click", () => {
    fill(row, answer.theirs);
    confirmed.set(code, content(row));
    row.dataset.version = answer.version;
    settle(code, row);
  });
  box.querySelector("[data-mine]").addEventListener("click", () => {
    Object.assign(queue.get(code), { content: content(row), version: answer.version, sent: null, stuck: false });
    clear(row);
    flush();
  });
  row.querySelector(".levels").after(box);
}

function settle(code, row) {
  queue.delete(code);
  clear(row);
  keep();
  show();
}

// Sending --------------------------------------------------------------------------------------------------------

function token() {
  // Signing in again in another tab gives a new token; the cookie knows it, the page does not.
  const found = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return found?.slice("csrftoken=".length) ?? fields.csrfmiddlewaretoken.value;
}

function request(code, entry) {
  const body = new FormData();
  for (const [name, value] of Object.entries(JSON.parse(entry.sent))) body.set(name, value);
  body.set("indicator", code);
  body.set("version", entry.version);
  body.set("sheet_version", fields.version.value);
  // keepalive: the request outlives the page. A sign-in page instead of an answer is no success.
  return fetch(address, {
    method: "POST",
    body,
    keepalive: true,
    redirect: "manual",
    headers: { "X-CSRFToken": token() },
  });
}

async function send(code, entry) {
  entry.sent ??= entry.content;
  keep();
  state = "saving";
  show();
  let response;
  let answer = null;
  try {
    response = await request(code, entry);
    if (response.headers.get("Content-Type")?.startsWith("application/json")) answer = await response.json();
  } catch {
    return wait(keep() ? "kept" : "lost");
  }
  // Without the cookies of a session the site asks to sign in, or refuses the form before it looks who sends it.
  const isRefused = [401, 403].includes(response.status) && answer === null;
  if (response.type === "opaqueredirect" || isRefused) return wait("signedOut");
  if (response.status >= 500) return wait(keep() ? "kept" : "lost");
  if (answer === null) return halt(say.dataset.reload);
  return take(code, entry, response.status, answer);
}

function take(code, entry, status, answer) {
  const row = byCode.get(code);
  if (status === 403) return halt(answer.reason);
  if (status === 409 || status === 422) {
    Object.assign(entry, { sent: null, stuck: true });
    if (status === 409) showTheirs(code, row, answer);
    else showError(row, answer.error);
    state = "stuck";
    return "stuck";
  }
  confirmed.set(code, entry.sent);
  Object.assign(entry, { version: answer.version, sent: null });
  row.dataset.version = answer.version;
  row.querySelector("[data-row-state]").dataset.saved = words.dataset.saved.replace("%s", answer.saved_at);
  fields.version.value = answer.sheet_version;
  savedAt = answer.saved_at;
  if (answer.is_behind) say.textContent = say.dataset.behind;
  for (const [component, text] of Object.entries(answer.subtotals)) {
    const output = form.querySelector(`[data-subtotal="${component}"]`);
    if (output !== null) output.textContent = text;
  }
  if (entry.content === confirmed.get(code)) settle(code, row);
  state = "";
  return "saved";
}

function wait(reason) {
  state = reason;
  timer = setTimeout(flush, RETRY);
  return "unreachable";
}

function halt(reason) {
  halted = true;
  state = keep() ? "kept" : "lost";
  say.textContent = reason;
  return "refused";
}

async function sendAll() {
  for (;;) {
    const next = [...queue].find(([, entry]) => !entry.stuck);
    if (next === undefined) return queue.size === 0 ? "saved" : "stuck";
    const outcome = await send(...next);
    show();
    if (outcome === "unreachable" || outcome === "refused") return outcome;
  }
}

/** Send what is not saved yet; gives "saved", "stuck", "refused" or "unreachable". */
function flush() {
  clearTimeout(timer);
  if (halted) return Promise.resolve("refused");
  sending ??= sendAll().finally(() => {
    sending = null;
    show();
  });
  return sending;
}

function changed(event) {
  const row = event.target.closest?.("[data-code]");
  if (!row || leaving) return;
  const { code } = row.dataset;
  const now = content(row);
  const entry = queue.get(code);
  if (entry === undefined && now === confirmed.get(code)) return;
  if (entry !== undefined && !entry.sent && now === confirmed.get(code)) return settle(code, row);
  if (entry?.content === now) return;
  if (entry?.stuck && row.querySelector("[data-theirs]") === null) clear(row);
  const isConflict = row.querySelector("[data-theirs]") !== null;
  queue.set(code, {
    content: now,
    version: entry?.version ?? row.dataset.version,
    sent: entry?.sent ?? null,
    stuck: isConflict,
  });
  keep();
  if (state === "saving") state = "";
  show();
  if (halted || isConflict) return;
  clearTimeout(timer);
  timer = setTimeout(flush, event.type === "change" ? 0 : PAUSE);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
window.addEventListener("online", () => queue.size > 0 && flush());
window.addEventListener("focus", () => state === "signedOut" && flush());
document.addEventListener("visibilitychange", () => queue.size > 0 && !leaving && flush());
window.addEventListener("pagehide", () => queue.size > 0 && !leaving && flush());
// A page that the browser had put away may hold an old version; what was not sent is kept.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

// A button sends the whole form, after every mark on its way has been answered. Without a connection the page stays.
form.addEventListener("submit", async (event) => {
  if (leaving) return event.preventDefault();
  if (queue.size === 0 && sending === null) {
    leaving = true;
    return;
  }
  event.preventDefault();
  const outcome = await flush();
  if (outcome === "saved") return form.requestSubmit(event.submitter);
  if (outcome === "refused") return;
  say.textContent = outcome === "stuck" ? say.dataset.stuck : say.dataset.offline;
  const first = [...queue].find(([, entry]) => entry.stuck);
  if (first !== undefined) byCode.get(first[0]).scrollIntoView({ block: "center", behavior: "instant" });
});

// Coming back ----------------------------------------------------------------------------------------------------

async function restore() {
  for (const [code, entry] of await kept()) {
    const row = byCode.get(code);
    if (row === undefined || queue.has(code) || entry.content === confirmed.get(code)) continue;
    fill(row, JSON.parse(entry.content));
    queue.set(code, { ...entry, stuck: false });
  }
  keep();
  if (queue.size === 0) return show();
  say.textContent = say.dataset.restored;
  flush();
}

// The server's own page after a save shows what it holds; the browser's memory of the form would be older.
form.autocomplete = "off";
restore();
