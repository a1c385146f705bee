import type { Wait } from '#server/kernel/time.ts';
import type { AnswerAside, AnswerStore } from '#server/terminals/answer-store.ts';

/** The disk of the machine, which outlives the processes on it. */
export class Disk {
  readonly #answers = new Map<string, AnswerAside>();

  /** The answers that wait for the database, as a process with these waits reaches them; it may die on the way. */
  answerStore(wait: Wait): AnswerStore {
    const slowly = async <T>(work: () => T): Promise<T> => {
      await wait(1);
      return work();
    };
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
}
