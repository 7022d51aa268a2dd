/** Set-up cannot go on: what failed, the facts, and what to do about it. Shown without a stack. */
export class SetupFailure extends Error {
  constructor(summary, { detail = "", advice }) {
    super(summary);
    this.name = "SetupFailure";
    this.detail = detail;
    this.advice = advice;
  }
}
