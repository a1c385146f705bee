import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createHistogram, gauge, type Histogram, type Metric } from './series.ts';
import { listenToTrails, type StepKind } from './trail.ts';

/** What one process counts and times of itself since it started. */
export type Metrics = { requests: Histogram; read(): Metric[]; stop(): void };

/** Of each kind of step its metric; what stands under it in the log and in traces has the same words. */
const STEPS: Record<StepKind, { name: string; help: string } | null> = {
  action: {
    name: 'vezne_action_seconds',
    help: 'What people started or changed, by permission and outcome.',
  },
  job: {
    name: 'vezne_job_seconds',
    help: 'Work of the worker, by queue and outcome; a customer may be part of it.',
  },
  provider: { name: 'vezne_provider_seconds', help: 'Questions to providers, by purpose and kind of reply.' },
  call: {
    name: 'vezne_provider_call_seconds',
    help: 'Single calls on the wire, by purpose and how they ended.',
  },
  callback: {
    name: 'vezne_callback_seconds',
    help: 'What came from outside, from its first byte to our answer.',
  },
  apply: { name: 'vezne_apply_seconds', help: 'Results that moved an operation.' },
  mail: { name: 'vezne_mail_seconds', help: 'Letters handed to the mail server, by what became of it.' },
};

/** Starts counting. */
export function startMetrics(): Metrics {
  const requests = createHistogram(
    'vezne_request_seconds',
    'Requests by kind, method and class of status; streams are not timed.',
  );
  const steps = new Map<StepKind, Histogram>();
  for (const [kind, of] of Object.entries(STEPS) as [StepKind, { name: string; help: string } | null][])
    if (of) steps.set(kind, createHistogram(of.name, of.help));
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const unlisten = listenToTrails({
    step: ({ kind, labels, startedAt, endedAt }) =>
      steps.get(kind)?.observe(labels, Math.max(0, endedAt - startedAt) / 1_000),
  });
  return {
    requests,
    read: () => [requests.read(), ...[...steps.values()].map((one) => one.read()), ...ofProcess(delay)],
    stop() {
      delay.disable();
      unlisten();
    },
  };
}

function ofProcess(delay: ReturnType<typeof monitorEventLoopDelay>): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const slowest = delay.percentile(99) / 1e9;
  delay.reset();
  return [
    gauge('process_resident_memory_bytes', 'Memory of this process.', rss),
    gauge('nodejs_heap_used_bytes', 'Of it, used by objects.', heapUsed),
    gauge('process_uptime_seconds', 'Since this process started.', Math.round(process.uptime())),
    gauge(
      'nodejs_event_loop_delay_p99_seconds',
      'How long work waited for its turn since the last reading.',
      slowest,
    ),
    ...countDescriptors(),
  ];
}

/** Not every system tells. */
function countDescriptors(): Metric[] {
  try {
    const { length } = readdirSync('/proc/self/fd');
    return [gauge('process_open_fds', 'Open files and connections of this process.', length)];
  } catch {
    return [];
  }
}
