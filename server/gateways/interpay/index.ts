import type { Clock } from '#server/kernel/time.ts';
import type { HttpTransport } from '../http.ts';
import type { TerminalGateway } from '../terminal-gateway.ts';
import { readCallback } from './callback.ts';
import { createClient } from './client.ts';
import { lookUp, testConnection } from './look-up.ts';
import { perform } from './perform.ts';
import { type InterpayCredentials, type InterpaySettings, interpayCapabilities } from './settings.ts';
import { readBankTotals } from './settlement.ts';
import { toAbortReply } from './translate.ts';

/** One merchant's account with Interpay. */
export type InterpayAccount = InterpaySettings & {
  baseUrl: string;
  credentials: InterpayCredentials;
  deadlines: { sessionMs: number; readMs: number };
};

/** The Interpay Terminal Payment API behind the terminal port. */
export function createInterpayGateway(
  account: InterpayAccount,
  deps: { http: HttpTransport; clock: Clock },
): TerminalGateway {
  const { sessionMs, readMs } = account.deadlines;
  const client = createClient({ ...account, pass: account.credentials.pass }, deps);
  const allows = (url: string) => deps.http.allows(url);
  const session = { asker: account, client, deadlineMs: sessionMs, allows };
  const reading = { asker: account, client, deadlineMs: readMs };

  return {
    capabilities: interpayCapabilities(account),
    perform: (operation, record) => perform(operation, session, record),
    query: account.lookUp ? (operation, record) => lookUp(operation, reading, record) : null,
    getRefundable: null,
    splitSales: null,
    // §10.13: the bank closes its batch by itself.
    closeBatch: null,
    readBankTotals: account.settlementReport
      ? ({ bankDate }, record) => readBankTotals(bankDate, reading, record)
      : null,
    async abort({ sessionHandle: address }, record) {
      return toAbortReply(await client.cancel({ purpose: 'abort', address, deadlineMs: sessionMs }, record));
    },
    readCallback,
    testConnection: (record) => testConnection(reading, record),
  };
}
