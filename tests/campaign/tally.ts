/** Counts things by name while the campaign goes on. */
export type Tally = {
  add(name: string, count?: number): void;
  get(name: string): number;
  list(): [string, number][];
};

/** An empty tally; names come out in the order of the alphabet. */
export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (name, count = 1) => void counts.set(name, (counts.get(name) ?? 0) + count),
    get: (name) => counts.get(name) ?? 0,
    list: () => [...counts].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
