/** A started part of the demo. */
export interface Part {
  /** Resolves when nothing of it is left. */
  stop: () => Promise<void>;
  /** Hurries a stop that takes too long. */
  kill: () => void;
}

/** Ctrl-C reaches us from the terminal and again through npm and the runner; within this time it is one press. */
const SAME_PRESS_MS = 700;

/** Stops what was started, last first, once. */
export class Shutdown {
  readonly #parts: Part[] = [];
  #stopping: Promise<void> | undefined;
  #askedAt = 0;

  /** Takes charge of a part. One that arrives when the end has already been asked for is stopped at once. */
  add(part: Part): void {
    this.#parts.push(part);
    if (this.#stopping !== undefined) void part.stop();
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Stops everything; asked again by a person who lost patience, it no longer lets parts finish their work. */
  ask(now: number): Promise<void> {
    if (this.#stopping === undefined) {
      this.#askedAt = now;
      this.#stopping = this.#stopAll();
    } else if (now - this.#askedAt > SAME_PRESS_MS) {
      for (const part of this.#parts) part.kill();
    }
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#parts.toReversed()) await part.stop();
  }
}
