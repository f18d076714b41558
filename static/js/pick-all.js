// Ticks all rows of a list at once. Without scripts the box stays hidden, and each row has its own.
for (const form of document.querySelectorAll("[data-picks]")) {
  const rows = [...form.querySelectorAll("input[name=pick]")];
  const label = form.querySelector("[data-pick-all]");
  const all = label.querySelector("input");

  function show() {
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }

  label.hidden = rows.length < 2;
  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
  });
  form.addEventListener("change", show);
  show();
}
