// The welfare stage from 21 answer letters: the rule of villages/welfare.py, for the page while it is filled in.
const TIERS = [
  { first: 0, last: 6, below: "pra_sejahtera" },
  { first: 6, last: 14, below: "ks1" },
  { first: 14, last: 19, below: "ks2" },
  { first: 19, last: 21, below: "ks3" },
];

/** Give { stage, firstUnmet, answered } for letters y, t, b and "-"; firstUnmet is an indicator number or null. */
export function assess(answers) {
  const answered = [...answers].filter((letter) => letter !== "-").length;
  for (const { first, last, below } of TIERS) {
    const part = answers.slice(first, last);
    if (part.includes("t")) return { stage: below, firstUnmet: first + part.indexOf("t") + 1, answered };
    if (part.includes("-")) return { stage: "belum_lengkap", firstUnmet: null, answered };
  }
  return { stage: "ks3_plus", firstUnmet: null, answered };
}
