// How long a page is visible and worked on, in seconds; a hint for supervisors, never a proof.
const IDLE = 60000;
const SIGNS = ["keydown", "pointerdown", "input", "scroll"];

/** Counts into a hidden field, so that a plain form carries the time too. */
export class Clock {
  constructor(field) {
    this.field = field;
    this.last = Date.now();
    for (const sign of SIGNS) document.addEventListener(sign, () => (this.last = Date.now()), { passive: true });
    setInterval(() => this.tick(), 1000);
  }

  get seconds() {
    return Number(this.field.value) || 0;
  }

  tick() {
    if (document.visibilityState === "visible" && Date.now() - this.last < IDLE) this.field.value = this.seconds + 1;
  }

  /** Take off what the server has added up. */
  subtract(seconds) {
    this.field.value = Math.max(this.seconds - seconds, 0);
  }
}
