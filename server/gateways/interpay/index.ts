import type { Clock } from '#server/kernel/time.ts';
import type { HttpTransport } from '../http.ts';
import type { TerminalGateway } from '../terminal-gateway.ts';
import type { InterpayCredentials, InterpaySettings } from './settings.ts';

/** One merchant's account with Interpay. */
export type InterpayAccount = InterpaySettings & {
  baseUrl: string;
  credentials: InterpayCredentials;
  deadlines: { sessionMs: number; readMs: number };
};

/** The Interpay Terminal Payment API behind the terminal port. */
export function createInterpayGateway(
  _account: InterpayAccount,
  _deps: { http: HttpTransport; clock: Clock },
): TerminalGateway {
  throw new Error('Not driven yet');
}
