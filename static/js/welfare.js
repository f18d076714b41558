// The welfare stage from 21 answer letters: the rule of villages/welfare.py, for the page while it is filled in.
// tests/browser/test_welfare_js.py holds both against each other.
const TIERS = [
  { first: 0, last: 6, below: "pra_sejahtera" },
  { first: 6, last: 14, below: "ks1" },
  { first: 14, last: 19, below: "ks2" },
  { first: 19, last: 21, below: "ks3" },
];

export const QUESTION_COUNT = 21;

/** Give the 21 letters that are chosen in a survey's form; "-" where nothing is. */
export function lettersOf(form) {
  const chosen = new FormData(form);
  return Array.from({ length: QUESTION_COUNT }, (_, at) => chosen.get(`answer_${at + 1}`) || "-").join("");
}

/** Give { stage, firstUnmet, firstMissing, answered } for letters y, t, b and "-"; numbers of indicators, or null. */
export function assess(answers) {
  const numbers = {
    firstMissing: answers.indexOf("-") + 1 || null,
    answered: [...answers].filter((letter) => letter !== "-").length,
  };
  for (const { first, last, below } of TIERS) {
    const part = answers.slice(first, last);
    if (part.includes("t")) return { stage: below, firstUnmet: first + part.indexOf("t") + 1, ...numbers };
    if (part.includes("-")) return { stage: "belum_lengkap", firstUnmet: null, ...numbers };
  }
  return { stage: "ks3_plus", firstUnmet: null, ...numbers };
}
