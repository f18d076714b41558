// Shows the component subtotals while a score sheet is filled in; provisional, as the server computes what counts.
const form = document.querySelector("[data-sheet]");
const written = new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const scale = Number(form.dataset.scale);

function subtotal(component) {
  let points = 0;
  let weights = 0;
  for (const row of component.querySelectorAll("[data-weight]")) {
    const chosen = row.querySelector("input[type=radio]:checked");
    if (chosen === null || chosen.value === "na") continue;
    const weight = Number(row.dataset.weight);
    points += (Number(chosen.value) / scale) * 100 * weight;
    weights += weight;
  }
  return weights === 0 ? "–" : written.format(points / weights);
}

function proposed(button) {
  return button.closest("fieldset").querySelector(`input[type=radio][value="${button.dataset.choose}"]`);
}

function show() {
  for (const button of form.querySelectorAll("[data-choose]")) {
    button.hidden = button.matches(":disabled") || proposed(button).checked;
  }
  for (const component of form.querySelectorAll("[data-component]")) {
    form.querySelector(`[data-subtotal="${component.dataset.component}"]`).textContent = subtotal(component);
  }
  form.querySelector("[data-given]").textContent = form.querySelectorAll("input[type=radio]:checked").length;
}

// Without scripts the proposed level is chosen like any other; with them a button saves looking for it.
for (const button of form.querySelectorAll("[data-choose]")) {
  button.addEventListener("click", () => {
    const level = proposed(button);
    level.checked = true;
    level.focus();
    level.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

form.addEventListener("change", show);
show();
