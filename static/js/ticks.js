// A long list of ticks: narrowed down while a name is typed, without losing what is ticked; all of an RT at once; and
// how many are ticked. Without scripts the server narrows the list down.
const form = document.querySelector("[data-ticks]");
const filter = document.querySelector("[data-tick-filter]");

function start() {
  const boxes = [...form.querySelectorAll("input[name=pick]")];
  const count = form.querySelector("[data-tick-count]");

  function tell() {
    count.querySelector("output").textContent = boxes.filter((box) => box.checked).length;
  }

  function narrow() {
    const name = filter.elements.q.value.trim().toLowerCase();
    for (const group of form.querySelectorAll("[data-tick-group]")) {
      const rows = [...group.querySelectorAll("li")];
      for (const row of rows) row.hidden = !row.querySelector(".tick-name").textContent.toLowerCase().includes(name);
      group.hidden = rows.every((row) => row.hidden);
    }
  }

  for (const group of form.querySelectorAll("[data-tick-group]")) {
    const all = group.querySelector("[data-tick-all]");
    all.hidden = false;
    all.addEventListener("click", () => {
      const shown = [...group.querySelectorAll("li:not([hidden]) input")];
      const tick = shown.some((box) => !box.checked);
      for (const box of shown) box.checked = tick;
      tell();
    });
  }
  filter.elements.q.addEventListener("input", narrow);
  form.addEventListener("change", tell);
  count.hidden = false;
  tell();
}

if (form) start();
