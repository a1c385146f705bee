import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** The operation that a piece of work turned out to be about, as far as it is known. */
export type Subject = { transactionId?: string; reference?: string };

/** What kind of work a step is; each has labels of its own, none of which may grow without bound. */
export type StepKind = 'action' | 'job' | 'provider' | 'call' | 'callback' | 'apply' | 'mail';

/** A piece of work that has ended. `labels` are words of ours from short lists: never a name, an id or a text from outside. */
export type Step = {
  kind: StepKind;
  labels: Readonly<Record<string, string>>;
  spanId: string;
  /** Null: it began by itself, of a click, a job or a call from outside. */
  parentId: string | null;
  /** Milliseconds since 1970, with their fractions. */
  startedAt: number;
  endedAt: number;
  isFailed: boolean;
};

/** Steps that led to one another in this process, and what they were about. */
export type Trail = {
  subject: Subject;
  /** The operation began here. */
  isBeginning: boolean;
  steps: Step[];
};

type Place = { trail: Trail; spanId: string };

/**
 * The framework bundles its start hook and each route on their own; the global object is what they share (as in
 * `server/runtime/runtime.ts`).
 */
const shared = globalThis as {
  vezneTrail?: AsyncLocalStorage<Place>;
  vezneTrailListeners?: Set<TrailListener>;
};
shared.vezneTrail ??= new AsyncLocalStorage();
shared.vezneTrailListeners ??= new Set();
const places = shared.vezneTrail;
const listeners = shared.vezneTrailListeners;

/** Hears of every step when it ends, and of the trail when its first step does. */
export type TrailListener = { step?(step: Step): void; trail?(trail: Trail): void };

/** Has somebody hear of what is done in this process; returns the way to stop. */
export function listenToTrails(listener: TrailListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Does a piece of work as a step of the trail it is done in, or as the first of a new one. `outcomeOf` says in one of a few
 * words how it ended; work that throws ended `failed`.
 */
export async function step<T>(
  kind: StepKind,
  labels: Readonly<Record<string, string>>,
  work: () => Promise<T>,
  outcomeOf: (result: T) => string = () => 'done',
): Promise<T> {
  const parent = places.getStore();
  const trail = parent?.trail ?? { subject: {}, isBeginning: false, steps: [] };
  const spanId = randomBytes(8).toString('hex');
  const startedAt = now();
  const end = (outcome: string, isFailed: boolean) => {
    const ended = { ...labels, outcome };
    const parentId = parent?.spanId ?? null;
    keep(trail, { kind, labels: ended, spanId, parentId, startedAt, endedAt: now(), isFailed });
    if (!parent) for (const listener of listeners) listener.trail?.(trail);
  };
  try {
    const result = await places.run({ trail, spanId }, work);
    end(outcomeOf(result), false);
    return result;
  } catch (error) {
    end('failed', true);
    throw error;
  }
}

/** Notes a step that has ended already. Outside of any work it is only counted. */
export function noteStep(
  kind: StepKind,
  labels: Readonly<Record<string, string>>,
  { durationMs, isFailed }: { durationMs: number; isFailed: boolean },
): void {
  const parent = places.getStore();
  const trail = parent?.trail ?? { subject: {}, isBeginning: false, steps: [] };
  const endedAt = now();
  const spanId = randomBytes(8).toString('hex');
  const startedAt = endedAt - durationMs;
  keep(trail, { kind, labels, spanId, parentId: parent?.spanId ?? null, startedAt, endedAt, isFailed });
}

/**
 * Says what the work at hand is about. The first to say so is right: what follows from an operation, such as the sale that a
 * refund belongs to, is not what the work was about. `isBeginning`: the operation begins here, which goes before all else.
 */
export function about(subject: Subject, isBeginning = false): void {
  const place = places.getStore();
  if (!place) return;
  const known = place.trail.subject;
  const isOther = known.transactionId !== undefined && known.transactionId !== subject.transactionId;
  if (isOther && (!isBeginning || place.trail.isBeginning)) return;
  place.trail.subject = isOther ? subject : { ...known, ...subject };
  place.trail.isBeginning ||= isBeginning;
}

/** What the work at hand is about, for the lines of the log; nothing until both are known, so that one search finds all. */
export function currentSubject(): Subject {
  const subject = places.getStore()?.trail.subject;
  return subject?.transactionId !== undefined && subject.reference !== undefined ? subject : {};
}

function keep(trail: Trail, ended: Step): void {
  trail.steps.push(ended);
  for (const listener of listeners) listener.step?.(ended);
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
