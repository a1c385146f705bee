import { contentHash } from '#server/callbacks/callback-content.ts';
import { type CallbackStore, isFor } from '#server/callbacks/callbacks-aside.ts';
import type { Arrival } from '#server/callbacks/store-callback.ts';
import type { Wait } from '#server/kernel/time.ts';
import type { AnswerAside, AnswerStore } from '#server/terminals/answer-store.ts';

/** The disk of the machine, which outlives the processes on it. */
export class Disk {
  readonly #answers = new Map<string, AnswerAside>();
  readonly #callbacks = new Map<string, Arrival>();

  /** The names of all that waits for the database. */
  get names(): string[] {
    return [...this.#answers.keys(), ...this.#callbacks.keys()];
  }

  /** The answers that wait for the database, as a process with these waits reaches them; it may die on the way. */
  answerStore(wait: Wait): AnswerStore {
    const slowly = slowlyWith(wait);
    return {
      put: (answer) =>
        slowly(() => {
          const name = `${answer.merchantId}.${answer.operationId}.${answer.exchanges[0]?.id}`;
          this.#answers.set(name, answer);
          return name;
        }),
      list: (merchantId) =>
        slowly(() => [...this.#answers.keys()].filter((name) => name.startsWith(`${merchantId}.`))),
      get: (name) => slowly(() => this.#answers.get(name) ?? null),
      remove: (name) => slowly(() => void this.#answers.delete(name)),
    };
  }

  /** The callbacks that wait for it, reached in the same way. */
  callbackStore(wait: Wait): CallbackStore {
    const slowly = slowlyWith(wait);
    return {
      put: (arrival) =>
        slowly(() => {
          const name = `${arrival.merchantId}.${arrival.secretHash}.${contentHash(arrival.content)}`;
          this.#callbacks.set(name, arrival);
          return true;
        }),
      list: (merchantId) =>
        slowly(() => [...this.#callbacks.keys()].filter((name) => !merchantId || isFor(merchantId, name))),
      get: (name) => slowly(() => this.#callbacks.get(name) ?? null),
      remove: (name) => slowly(() => void this.#callbacks.delete(name)),
    };
  }
}

function slowlyWith(wait: Wait) {
  return async <T>(work: () => T): Promise<T> => {
    await wait(1);
    return work();
  };
}
