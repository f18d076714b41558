// The dossier beside the sheet: fetched once, with what proves the current indicator on top. On a phone one of the two
// is shown, and a switch goes over.
const form = document.querySelector("[data-sheet]");
const side = document.querySelector("[data-dossier]");
const content = side.querySelector("[data-dossier-content]");
const proof = side.querySelector("[data-dossier-proof]");
const columns = side.parentElement;
const buttons = [...document.querySelectorAll("[data-show]")];
const wide = matchMedia("(min-width: 68.75em)");

let loading = null;
let code = "";

async function fetchParts() {
  const response = await fetch(side.dataset.dossier, { redirect: "manual" });
  if (!response.ok) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  content.replaceChildren(...page.body.children);
  showProof();
}

// A dossier that does not come leaves the few facts and the link to its own page.
function load() {
  loading ??= fetchParts().catch(() => {
    loading = null;
  });
  return loading;
}

function showProof() {
  const found = code === "" ? null : content.querySelector(`#indikator-${CSS.escape(code)}`);
  proof.hidden = found === null;
  if (found === null) return;
  const copy = found.cloneNode(true);
  copy.removeAttribute("id");
  const title = copy.querySelector("h4");
  const heading = document.createElement("h3");
  heading.className = "dossier-proof-title";
  heading.append(...title.childNodes);
  title.replaceWith(heading);
  const facts = [...content.querySelectorAll("#fakta tbody tr")]
    .filter((row) => [...row.querySelectorAll("a")].some((link) => link.textContent === code))
    .map((row) => {
      const line = document.createElement("p");
      line.textContent = `${row.querySelector("th").textContent}: ${row.querySelector("td").textContent}`;
      return line;
    });
  proof.replaceChildren(heading, ...facts, ...[...copy.children].filter((one) => one !== heading));
  side.scrollTop = 0;
}

function show(which) {
  columns.classList.toggle("shows-dossier", which === "dossier");
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === which));
  if (which === "dossier") load();
}

for (const button of buttons) {
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => show(button.dataset.show));
}

form.addEventListener("current", (event) => {
  code = event.detail.dataset.code;
  showProof();
});

// The evidence of an indicator: beside the sheet where there is room, else in place of it.
form.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-proof]");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  code = link.dataset.proof;
  await load();
  if (loading === null) return location.assign(link.href);
  showProof();
  if (!wide.matches) show("dossier");
  proof.focus({ preventScroll: wide.matches });
});

// From the dossier back to the row of an indicator.
side.addEventListener("click", (event) => {
  const hash = event.target.closest("a")?.hash ?? "";
  if (hash.startsWith("#div_id_mark_")) show("sheet");
});

columns.classList.add("has-switch");
show("sheet");
if (wide.matches) requestIdleCallback(load);
wide.addEventListener("change", () => wide.matches && load());
