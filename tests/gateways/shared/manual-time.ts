/** Time that passes only when it is told to. */
export class ManualTime {
  now: number;
  #waiting: { at: number; run: () => void }[] = [];

  constructor(start: string) {
    this.now = Date.parse(start);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ at: this.now + ms, run: resolve });
    });
  }

  /** Lets time pass; whatever becomes due is done at its instant, with all its consequences. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await settled();
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await settled();
    }
    this.now = until;
  }
}

/** Promises settle before the next turn of the loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
