const limit = 5000;

/** The last few thousand events, numbered from 1, in memory. */
export class NumberedLog<Event extends { id: number }> {
  #events: Event[] = [];
  #lastId = 0;

  /** Keeps an event that `make` builds around its number; it may still be completed later. */
  protected keep<One extends Event>(make: (id: number) => One): One {
    this.#lastId += 1;
    const event = make(this.#lastId);
    this.#events.push(event);
    if (this.#events.length > limit) this.#events.shift();
    return event;
  }

  /** Oldest first; only those after `sinceId`. */
  list(sinceId = 0): Event[] {
    return this.#events.filter((event) => event.id > sinceId);
  }

  clear(): void {
    this.#events = [];
  }
}
