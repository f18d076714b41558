// Shows the welfare stage while the 21 questions are answered. Without it the server shows it after each save.
import { assess } from "./welfare.js";

const form = document.querySelector("[data-survey]");
const stage = form.querySelector("[data-welfare-stage]");
const firstUnmet = form.querySelector("[data-first-unmet]");
const answered = form.querySelector("[data-answered]");

function letters() {
  const chosen = new FormData(form);
  return Array.from({ length: 21 }, (_, at) => chosen.get(`answer_${at + 1}`) ?? "-").join("");
}

function show() {
  const welfare = assess(letters());
  stage.textContent = stage.getAttribute(`data-label-${welfare.stage}`);
  firstUnmet.textContent = welfare.firstUnmet === null ? "–" : `#${welfare.firstUnmet}`;
  answered.textContent = welfare.answered;
}

form.addEventListener("change", show);
show();
