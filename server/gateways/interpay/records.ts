import type { ExactJson } from '../exact-json.ts';
import type { UnknownCause } from '../terminal-gateway.ts';
import type { Answer, Client } from './client.ts';
import { credentialsVerdict } from './codes.ts';
import type { WireRecord } from './message.ts';
import type { Asker } from './requests.ts';
import { cancelAnswer } from './wire.ts';

/** What a look-up needs. */
export type LookUpDeps = { asker: Asker; client: Client; deadlineMs: number };

const FOUND = '0000';
const NOTHING_FOUND = '8340';
const MAX_RECORDS = 100;

/** What a look-up brought. */
export type Found =
  | { kind: 'records'; records: WireRecord[] }
  | { kind: 'none' }
  | { kind: 'no_answer'; cause: UnknownCause | 'unreachable' | 'sign_in_failed' };

/** Reads the answer to a search (§10.3). `marks`: a record has this field. */
export function toFound(answer: Answer, marks: string): Found {
  if (answer.kind === 'not_sent') return { kind: 'no_answer', cause: 'unreachable' };
  if (answer.kind === 'failed') return { kind: 'no_answer', cause: answer.cause };
  const { httpStatus, record } = answer;
  if (httpStatus === 401 || httpStatus === 403) return { kind: 'no_answer', cause: 'sign_in_failed' };
  if (httpStatus >= 400) return { kind: 'no_answer', cause: 'provider_error' };
  const code = cancelAnswer.safeParse(record).data?.CODE;
  if (!record || !code) return { kind: 'no_answer', cause: 'unreadable_answer' };
  if (code === NOTHING_FOUND) return { kind: 'none' };
  if (code === FOUND) return { kind: 'records', records: recordsIn(record, marks) };
  const isRefused = credentialsVerdict(code) === 'refused';
  return { kind: 'no_answer', cause: isRefused ? 'sign_in_failed' : 'provider_error' };
}

/** The objects in an answer, wherever they stand in it; the answer itself is none, whatever it repeats of the question. */
function recordsIn(record: WireRecord, marks: string): WireRecord[] {
  const found: WireRecord[] = [];
  const visit = (value: ExactJson, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > 4 || found.length >= MAX_RECORDS) return;
    if (Array.isArray(value)) {
      for (const each of value) visit(each, depth + 1);
      return;
    }
    const named = Object.entries(value).map(([name, each]) => [name.trim().toUpperCase(), each] as const);
    const one = Object.fromEntries(named);
    if (Object.hasOwn(one, marks)) found.push(one);
    else for (const [, each] of named) visit(each, depth + 1);
  };
  for (const value of Object.values(record)) visit(value, 0);
  return found;
}
