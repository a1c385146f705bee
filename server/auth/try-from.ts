import { createHmac } from 'node:crypto';
import { inScope } from '#db/client.ts';
import { lockAddressTries, setAddressTries } from '#db/queries/address-tries.ts';
import { err, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { Refusal } from './action-state.ts';
import { networkOf } from './asker.ts';
import { type AddressTries, afterTry, minutesToWait, noTries, takenBack } from './slow-down.ts';

/** Too many wrong tries came from this address, over whatever accounts: none is heard for so many minutes, right or wrong. */
export type Slowed = { kind: 'slowed'; minutes: number };

type Process = Pick<Runtime, 'db' | 'clock' | 'config' | 'log'>;

/**
 * Lets somebody who is not signed in try something secret: a password, a code, the address of a letter. Whoever tried too often
 * wrongly from this address waits, and longer each time; that ends by itself, and who is signed in notices nothing. It is counted
 * before it is tried, so that a thousand at once are no way around, and taken back unless it was `wrong`. Nothing of it depends on
 * whether the account exists. What the attempt throws is thrown and not counted.
 */
export async function tryFrom<T, E>(
  runtime: Process,
  asker: string,
  attempt: () => Promise<Result<T, E>>,
  isWrong: (result: Result<T, E>) => boolean,
): Promise<Result<T, E | Slowed>> {
  const minutes = await count(runtime, asker);
  if (minutes > 0) return err({ kind: 'slowed', minutes });
  let wasWrong = false;
  try {
    const result = await attempt();
    wasWrong = isWrong(result);
    return result;
  } finally {
    if (!wasWrong) await change(runtime, asker, takenBack);
  }
}

/** Whether a refusal is that of the slow-down. */
export function isSlowed(refusal: unknown): refusal is Slowed {
  return typeof refusal === 'object' && refusal !== null && 'kind' in refusal && refusal.kind === 'slowed';
}

/** The same in words: what happened, and when to try again. */
export function saySlowed({ minutes }: Slowed): Refusal {
  return { formError: { key: 'signIn.errors.slowed', params: { minutes } } };
}

/** Counts a try, unless it is to wait: for how many minutes, else 0. */
async function count(runtime: Process, asker: string): Promise<number> {
  let minutes = 0;
  const after = await change(runtime, asker, (tries, at, allowance) => {
    minutes = minutesToWait(tries, at);
    return minutes > 0 ? tries : afterTry(tries, at, allowance);
  });
  if (minutes === 0 && after.waitUntil) runtime.log.warn('wrong tries to sign in: an address is slowed down');
  return minutes;
}

async function change(
  { db, clock, config }: Process,
  asker: string,
  rule: (tries: AddressTries, at: Date, allowance: number) => AddressTries,
): Promise<AddressTries> {
  const address = pseudonymOf(asker, config.authSecret);
  return inScope(db, { system: true }, async (tx) => {
    const at = clock.now();
    const before = await lockAddressTries(tx, address, noTries(at));
    const after = rule(before, at, config.wrongTriesPerAddress);
    if (after !== before) await setAddressTries(tx, address, after);
    return after;
  });
}

/** Under which an address is counted: an address is about a person, and nobody has to read it back. */
function pseudonymOf(asker: string, authSecret: string): string {
  return createHmac('sha256', authSecret)
    .update(`address:${networkOf(asker)}`)
    .digest('base64url');
}
