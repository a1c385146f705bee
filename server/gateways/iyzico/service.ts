import type { z } from 'zod';
import type { GatewaySession } from '../session-store.ts';
import type { RecordExchange } from '../terminal-gateway.ts';
import type { Answer, Client, ServiceCall } from './client.ts';
import type { SignInResult } from './login.ts';
import type { SignIn } from './sign-in.ts';
import { type Heard, hear } from './translate.ts';
import type { AnyAnswer } from './wire.ts';

/** A call that was made, or proof that it was not because nobody is signed in. */
export type Called<T> =
  | { kind: 'called'; heard: Heard<T>; answer: Answer; session: GatewaySession }
  | { kind: 'not_signed_in'; reason: 'unreachable' | 'sign_in_failed'; detail: string };

/** Calls of the terminal services under a login. */
export type Service = {
  /** Sends once, whatever comes back. */
  callOnce<T extends AnyAnswer>(
    call: ServiceCall,
    schema: z.ZodType<T>,
    record: RecordExchange,
  ): Promise<Called<T>>;
  /** For calls that move nothing: when the token was rejected, signs in again and repeats once (F6). */
  read<T extends AnyAnswer>(
    call: ServiceCall,
    schema: z.ZodType<T>,
    record: RecordExchange,
  ): Promise<Called<T>>;
};

/** Joins client and login. */
export function createService(client: Client, signIn: SignIn): Service {
  const callAs = async <T extends AnyAnswer>(
    signedIn: SignInResult,
    call: ServiceCall,
    schema: z.ZodType<T>,
    record: RecordExchange,
  ): Promise<Called<T>> => {
    if (signedIn.kind !== 'signed_in') {
      const reason = signedIn.kind === 'unreachable' ? 'unreachable' : 'sign_in_failed';
      return { kind: 'not_signed_in', reason, detail: signedIn.detail };
    }
    const { session } = signedIn;
    const answer = await client.callService(call, session.accessToken, record);
    return { kind: 'called', heard: hear(answer, schema), answer, session };
  };
  const callOnce: Service['callOnce'] = async (call, schema, record) =>
    callAs(await signIn.getSession(record), call, schema, record);
  return {
    callOnce,
    async read(call, schema, record) {
      const first = await callOnce(call, schema, record);
      const renew = rejectionOf(first);
      if (first.kind !== 'called' || !renew) return first;
      return callAs(await signIn.renew(first.session, renew, record), call, schema, record);
    },
  };
}

/** How to renew when the token of this call was rejected; null when it was not. */
export function rejectionOf(called: Called<AnyAnswer>): 'refresh' | 'login' | null {
  if (called.kind !== 'called' || called.heard.kind !== 'failure') return null;
  const { verdict } = called.heard;
  return verdict.kind === 'token_rejected' ? verdict.renew : null;
}

/** An answer sooner than this came from the door, not from a device that waits for a card (§2.4, §9). */
const AT_ONCE_MS = 5_000;
/** The published codes of a token that was not accepted (§6). */
const TOKEN_CODES = new Set(['100310', '100311', '380204']);

/** The code with which the door turned a call away before any device could be asked: HTTP 401, at once; null otherwise. */
export function turnedAwayWith(called: Called<AnyAnswer>): string | null {
  if (called.kind !== 'called' || called.heard.kind !== 'failure') return null;
  const { answer, heard } = called;
  const isAtOnce = answer.kind === 'answered' && answer.httpStatus === 401 && answer.elapsedMs <= AT_ONCE_MS;
  return isAtOnce && heard.code !== null && TOKEN_CODES.has(heard.code) ? heard.code : null;
}
