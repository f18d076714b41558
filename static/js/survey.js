// Shows the welfare stage while the 21 questions are answered. Without it the server shows it after each save.
import { assess, lettersOf } from "./welfare.js";

const form = document.querySelector("[data-survey]");
const stage = form.querySelector("[data-welfare-stage]");
const firstUnmet = form.querySelector("[data-first-unmet]");
const answered = form.querySelector("[data-answered]");

// The words of each stage stand on the element itself, so that they stay in the reader's language.
function show() {
  const welfare = assess(lettersOf(form));
  stage.textContent = stage.getAttribute(`data-label-${welfare.stage}`);
  firstUnmet.textContent = welfare.firstUnmet === null ? "–" : `#${welfare.firstUnmet}`;
  answered.textContent = welfare.answered;
}

form.addEventListener("change", show);
// A reset empties the form only after its event.
form.addEventListener("reset", () => setTimeout(show));
// On the way back to this page the browser fills in what was chosen before, without a change event.
window.addEventListener("pageshow", show);
show();
