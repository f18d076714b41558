// Sends photos piece by piece (tus 1.0.0) while the form is filled in, and goes on after the line was cut or the page
// was loaded again. What is remembered on the device is where a file of this name, size and time is being put together.
// Without this script the plain form sends the file.
const place = document.querySelector("[data-sending]");
const form = place.closest("form");
const chooser = form.elements.file;
const list = place.querySelector("ul");
const say = place.querySelector("[role=status]");
const words = place.dataset;

const PIECE = 256 * 1024;
const PAUSES = [1, 2, 4, 8, 15];
const HEADERS = { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };

const items = [];
let running = false;
let wanted = false;

/** What the server will not take however often it is sent. */
class Refused extends Error {}

// The device's own store: a browser may refuse it, and a file then starts anew after a reload -------------------

const keyOf = (file) => `p2wkss.bukti.${words.village}.${file.name}.${file.size}.${file.lastModified}`;

function recall(file) {
  try {
    return localStorage.getItem(keyOf(file));
  } catch {
    return null;
  }
}

function remember(file, address) {
  try {
    if (address) localStorage.setItem(keyOf(file), address);
    else localStorage.removeItem(keyOf(file));
  } catch {
    // Nothing could be kept there either.
  }
}

// The protocol ----------------------------------------------------------------------------------------------------

async function ask(item, method, address, headers = {}, body = undefined) {
  const options = { method, headers: { ...HEADERS, ...headers }, body, signal: item.stop.signal, redirect: "manual" };
  const response = await fetch(address, options);
  if (response.status >= 500) throw new Error("the server is away");
  // A redirect leads to the page for signing in.
  if (response.type === "opaqueredirect" || ![200, 201, 204, 404, 409, 413].includes(response.status)) {
    throw new Refused(words.refused);
  }
  if (response.status === 413) throw new Refused(words.large);
  return response;
}

const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

async function begin(item) {
  const facts = `filename ${encoded(item.file.name)},village ${encoded(words.village)}`;
  const headers = { "Upload-Length": item.file.size, "Upload-Metadata": facts };
  const response = await ask(item, "POST", words.sending, headers);
  if (response.status !== 201) throw new Refused(words.refused);
  item.address = response.headers.get("Location");
  item.offset = 0;
  remember(item.file, item.address);
}

/** Asks where the file stands; one that is gone begins anew. */
async function find(item) {
  const response = await ask(item, "HEAD", item.address);
  if (response.status === 404) await begin(item);
  else item.offset = Number(response.headers.get("Upload-Offset"));
}

async function sendPiece(item) {
  const piece = item.file.slice(item.offset, item.offset + PIECE);
  const headers = { "Upload-Offset": item.offset, "Content-Type": "application/offset+octet-stream" };
  const response = await ask(item, "PATCH", item.address, headers, piece);
  if (response.status === 404) await begin(item);
  else item.offset = Number(response.headers.get("Upload-Offset"));
}

async function send(item) {
  item.address = recall(item.file);
  for (let tries = 0; !item.dropped; ) {
    try {
      if (!item.address) await begin(item);
      else if (tries || item.offset === null) await find(item);
      show(item);
      while (item.offset < item.file.size) {
        await sendPiece(item);
        tries = 0;
        say.textContent = "";
        show(item);
      }
      return finish(item);
    } catch (error) {
      if (item.dropped) return;
      if (error instanceof Refused) return fail(item, error.message);
      say.textContent = words.cut;
      await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
      tries += 1;
    }
  }
}

/** Waits some seconds, or until the device is connected again. */
function pause(seconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
    addEventListener("online", resolve, { once: true });
  });
}

// What is shown ---------------------------------------------------------------------------------------------------

function amount(bytes) {
  const [number, unit] = bytes < 1048576 ? [Math.ceil(bytes / 1024), "KB"] : [bytes / 1048576, "MB"];
  return `${number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}

function show(item, text = null) {
  item.bar.value = item.offset ?? 0;
  const progress = words.progress.replace("[n]", amount(item.offset ?? 0)).replace("[m]", amount(item.file.size));
  item.name.textContent = `${item.file.name}: ${text ?? progress}`;
}

function add(file) {
  const row = document.createElement("li");
  const item = { file, row, address: null, offset: null, state: "waits", dropped: false, stop: new AbortController() };
  item.name = row.appendChild(document.createElement("span"));
  item.bar = row.appendChild(document.createElement("progress"));
  item.bar.max = file.size || 1;
  item.bar.setAttribute("aria-label", file.name);
  const button = row.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = "btn btn-secondary btn-sm";
  button.textContent = words.drop;
  button.setAttribute("aria-label", `${words.drop} ${file.name}`);
  button.addEventListener("click", () => drop(item));
  list.append(row);
  list.hidden = false;
  items.push(item);
  show(item, words.waits);
  if (!file.size || file.size > Number(words.limit)) fail(item, words.large);
}

function finish(item) {
  const key = item.address.split("/").at(-2);
  // A file that had arrived before stands in the form already, as a box to tick.
  item.field = form.querySelector(`[name=upload][value="${key}"]`) ?? item.row.appendChild(hidden(key));
  item.field.checked = true;
  item.state = "sent";
  show(item, words.sent);
  say.textContent = item.name.textContent;
}

function hidden(key) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "upload", value: key });
  return field;
}

function fail(item, reason) {
  item.state = "failed";
  show(item, reason);
  say.textContent = item.name.textContent;
}

function drop(item) {
  item.dropped = true;
  item.stop.abort();
  if (item.field) item.field.checked = false;
  items.splice(items.indexOf(item), 1);
  item.row.remove();
  list.hidden = !items.length;
  remember(item.file, null);
  chooser.focus();
  if (item.address) fetch(item.address, { method: "DELETE", headers: HEADERS, redirect: "manual" }).catch(() => {});
}

/** Sends what waits, one file after another; then the form, if that was asked for meanwhile. */
async function run() {
  if (running) return;
  running = true;
  for (let next; (next = items.find((item) => item.state === "waits")); ) {
    next.state = "sending";
    await send(next);
  }
  running = false;
  if (wanted && items.every((item) => item.state === "sent")) form.requestSubmit();
  wanted = false;
}

chooser.multiple = true;
chooser.addEventListener("change", () => {
  [...chooser.files].forEach(add);
  chooser.value = "";
  run();
});

form.addEventListener("submit", (event) => {
  const unsent = items.filter((item) => item.state !== "sent");
  if (unsent.length) {
    event.preventDefault();
    wanted = running;
    say.textContent = running ? words.unfinished : unsent[0].name.textContent;
    return;
  }
  for (const item of items) remember(item.file, null);
});
