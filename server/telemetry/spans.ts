import { freshTraceId, rootSpanOf, traceIdOf } from './trace-ids.ts';
import type { Step, Trail } from './trail.ts';

/** A span as OTLP writes it in JSON (opentelemetry-proto 1.x, trace/v1): ids in hex, times in nanoseconds as text. */
export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue: string } }[];
  status: { code: number };
};

const KIND = { internal: 1, server: 2, client: 3, consumer: 5 } as const;
const STATUS = { unset: 0, error: 2 } as const;

/** What a step is to the other side of it. */
const KIND_OF: Record<Step['kind'], number> = {
  action: KIND.server,
  job: KIND.consumer,
  provider: KIND.internal,
  call: KIND.client,
  callback: KIND.server,
  apply: KIND.internal,
  mail: KIND.client,
};

/**
 * The spans of a trail. Of an operation they join the trace of that operation: the step that began it becomes the root, and what
 * began by itself elsewhere hangs under that root.
 */
export function toSpans({ subject, isBeginning, steps }: Trail): Span[] {
  const { transactionId, reference } = subject;
  const traceId = transactionId ? traceIdOf(transactionId) : freshTraceId();
  const root = transactionId ? rootSpanOf(transactionId) : '';
  const first = steps.find(({ parentId }) => parentId === null)?.spanId;
  const idOf = (spanId: string) => (isBeginning && spanId === first ? root : spanId);
  const subjectOf = {
    ...(transactionId && { 'vezne.transaction': transactionId }),
    ...(reference && { 'vezne.reference': reference }),
  };
  return steps.map((one) => {
    const spanId = idOf(one.spanId);
    const isRoot = spanId === root;
    return {
      traceId,
      spanId,
      parentSpanId: one.parentId !== null ? idOf(one.parentId) : isRoot ? '' : root,
      name: [one.kind, one.labels.name ?? one.labels.queue ?? one.labels.purpose ?? one.labels.permission]
        .filter(Boolean)
        .join(' '),
      kind: KIND_OF[one.kind],
      startTimeUnixNano: nanoseconds(one.startedAt),
      endTimeUnixNano: nanoseconds(one.endedAt),
      attributes: attributesOf({ ...one.labels, ...subjectOf }),
      status: { code: one.isFailed ? STATUS.error : STATUS.unset },
    };
  });
}

function attributesOf(facts: Readonly<Record<string, string>>): Span['attributes'] {
  return Object.entries(facts).map(([key, stringValue]) => ({
    key: key.startsWith('vezne.') ? key : `vezne.${key}`,
    value: { stringValue },
  }));
}

function nanoseconds(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n);
}
