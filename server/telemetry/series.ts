/** One value of a metric with the labels it stands under. */
type Sample = { labels: Readonly<Record<string, string>>; value: number };

/** A metric as Prometheus reads it. */
export type Metric = {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: readonly (Sample & { suffix?: string })[];
};

/** More different labels than any list of ours has: whatever comes beyond is a mistake and is counted together. */
const MOST_SERIES = 1_000;

/** Upper ends of the buckets in seconds: from a page that waits for nothing to a customer who looks for a card. */
const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 300] as const;

/** Counts how long things took, by labels. */
export type Histogram = {
  observe(labels: Readonly<Record<string, string>>, seconds: number): void;
  read(): Metric;
};

/** A histogram of durations. What has taken as many labels as it may puts the rest under `overflow`. */
export function createHistogram(name: string, help: string): Histogram {
  type Series = { labels: Readonly<Record<string, string>>; counts: number[]; sum: number };
  const series = new Map<string, Series>();
  const find = (labels: Readonly<Record<string, string>>): Series => {
    const isFull = series.size >= MOST_SERIES && !series.has(keyOf(labels));
    const kept = isFull ? { overflow: 'true' } : labels;
    const found = series.get(keyOf(kept)) ?? { labels: kept, counts: [...SECONDS.map(() => 0), 0], sum: 0 };
    series.set(keyOf(kept), found);
    return found;
  };
  return {
    observe(labels, seconds) {
      const one = find(labels);
      const place = SECONDS.findIndex((end) => seconds <= end);
      const index = place === -1 ? SECONDS.length : place;
      one.counts[index] = (one.counts[index] ?? 0) + 1;
      one.sum += seconds;
    },
    read: () => ({
      name,
      help,
      type: 'histogram',
      samples: [...series.values()].flatMap(({ labels, counts, sum }) => {
        let total = 0;
        const buckets = counts.map((count, index) => {
          total += count;
          return {
            suffix: '_bucket',
            labels: { ...labels, le: String(SECONDS[index] ?? '+Inf') },
            value: total,
          };
        });
        return [
          ...buckets,
          { suffix: '_sum', labels, value: sum },
          { suffix: '_count', labels, value: total },
        ];
      }),
    }),
  };
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
}

/** One number without labels. */
export function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', samples: [{ labels: {}, value }] };
}

/** Numbers that are told apart by one label. */
export function byLabel(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  label: string,
  values: Readonly<Record<string, number>>,
): Metric {
  const samples = Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
  return { name, help, type, samples };
}

/** The text form of Prometheus, version 0.0.4. */
export function writeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${writeLabels(labels)} ${value}`),
    ])
    .join('\n')
    .concat('\n');
}

function writeLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
