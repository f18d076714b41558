// How a row of a score sheet is read and filled: levels or a number, "tidak berlaku" with its reason, a note.
export const form = document.querySelector("[data-sheet]");
export const rows = [...form.querySelectorAll("fieldset[data-code]")];

const field = (row, end) => row.querySelector(`[name="${row.dataset.field}${end}"]`);
const notApplicable = (row) => row.querySelector("input[value=na]");

export const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
export const numberOf = (row) => row.querySelector("input[type=number]");

/** What is chosen: a value, "na", or "" for nothing; what is typed and is no number is "?", which nothing accepts. */
export function chosen(row) {
  if (notApplicable(row)?.checked) return "na";
  const number = numberOf(row);
  if (number !== null) return number.validity.badInput ? "?" : number.value.trim();
  return row.querySelector("input[type=radio]:checked")?.value ?? "";
}

/** All that an assessor enters in a row. */
export function read(row) {
  const value = chosen(row);
  return {
    value,
    reason: value === "na" ? (field(row, "_reason")?.value.trim() ?? "") : "",
    note: field(row, "_note").value.trim(),
    fact: field(row, "_fact")?.value ?? "",
  };
}

export function choose(row, value) {
  const number = numberOf(row);
  if (number !== null) {
    number.value = value === "na" ? "" : value;
    const box = notApplicable(row);
    if (box !== null) box.checked = value === "na";
    return;
  }
  for (const radio of radios(row)) radio.checked = radio.value === value;
}

export function fill(row, { value, reason, note }) {
  choose(row, value);
  const why = field(row, "_reason");
  if (why !== null) why.value = reason;
  field(row, "_note").value = note;
  form.dispatchEvent(new Event("refill"));
}
