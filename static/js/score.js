// Shows the component subtotals while a score sheet is filled in; provisional, as the server computes what counts.
import { choose, chosen, form, numberOf, rows } from "./sheet-rows.js";

const written = new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const scale = Number(form.dataset.scale);

/** What a mark counts, 0 to 1. */
function share(row, value) {
  if (numberOf(row) === null) return value / scale;
  const worst = Number(row.dataset.worst);
  return Math.min(Math.max((value - worst) / (Number(row.dataset.best) - worst), 0), 1);
}

function subtotal(component) {
  let points = 0;
  let weights = 0;
  for (const place of component.querySelectorAll("[data-weight]")) {
    const row = place.querySelector("[data-code]");
    const value = chosen(row);
    if (value === "" || value === "na" || Number.isNaN(Number(value))) continue;
    const weight = Number(place.dataset.weight);
    points += share(row, Number(value)) * 100 * weight;
    weights += weight;
  }
  return weights === 0 ? "–" : written.format(points / weights);
}

function show() {
  for (const button of form.querySelectorAll("[data-choose]")) {
    const row = button.closest("[data-code]");
    button.hidden = button.matches(":disabled") || chosen(row) === button.dataset.choose;
  }
  for (const component of form.querySelectorAll("[data-component]")) {
    form.querySelector(`[data-subtotal="${component.dataset.component}"]`).textContent = subtotal(component);
  }
  form.querySelector("[data-given]").textContent = rows.filter((row) => chosen(row) !== "").length;
}

// Without scripts the proposed level is chosen like any other; with them a button saves looking for it.
for (const button of form.querySelectorAll("[data-choose]")) {
  button.addEventListener("click", () => {
    const row = button.closest("[data-code]");
    choose(row, button.dataset.choose);
    const target = numberOf(row) ?? row.querySelector("input:checked");
    target.focus();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A number that is typed is a mark; "tidak berlaku" then does not hold.
form.addEventListener("input", (event) => {
  if (event.target.type !== "number") return;
  const box = event.target.closest("[data-code]").querySelector("input[value=na]");
  if (box !== null && event.target.value !== "") box.checked = false;
});

form.addEventListener("change", show);
form.addEventListener("input", show);
form.addEventListener("refill", show);
show();
