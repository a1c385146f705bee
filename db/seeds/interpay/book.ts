import { type Operation, type Payment, type TillHistory, voidOf } from '../operation.ts';
import { BRAND_LETTERS } from './cards.ts';

/** One session as the provider keeps it: the shape its sandbox takes at `POST /sim/book`. Amounts in cents. */
type InterpayEntry = {
  kind: 'sale' | 'refund';
  state: 'approved' | 'declined' | 'cancelled' | 'voided';
  termId: string;
  deviceId: string;
  requestId: string;
  secureId: string;
  startedAt: string;
  endedAt: string;
  voidedAt: string | null;
  amountMinor: number;
  inv: string;
  custEmail: string;
  desc: string;
  lang: 'E' | 'F';
  printsOnTerminal: boolean;
  code?: string;
  text?: string;
  card?: {
    type: 'V' | 'M' | 'A' | 'I';
    lastFourDigits: string;
    entryMode: 'CHIP Contactless' | 'CHIP Contact';
  };
  refNum?: string;
  auth?: string;
  hostReference?: string;
  trace?: string;
  transaction?: number;
  batch?: number;
  /** What kept its result from us. */
  scenario?: 'SIM-LOST';
};

/** What the provider knows of a history, and the batch each device collects in now, by DEVICEID. */
export type InterpayBook = { entries: InterpayEntry[]; openBatches: Record<string, number> };

/** The book in the order in which it happened. A void is no session: it changes the one it undoes. */
export function interpayBookOf(histories: readonly TillHistory<'interpay'>[]): InterpayBook {
  const entries = histories.flatMap(({ operations }) => {
    const numbers = transactionNumbers(operations);
    return operations.flatMap((operation) => entryOf(operation, numbers) ?? []);
  });
  return {
    entries: entries.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
    openBatches: Object.fromEntries(
      histories.map((history) => [history.till.providerDeviceId, nowIn(history)]),
    ),
  };
}

function nowIn({ till, batches }: TillHistory<'interpay'>): number {
  const last = batches.at(-1);
  if (!last) return till.firstBatch;
  return Number(last.number) + (last.endedOn ? 1 : 0);
}

/** `Trans #` of each slip: approvals are counted from 1 in every batch. */
function transactionNumbers(operations: readonly Operation<'interpay'>[]): Map<Operation, number> {
  const numbers = new Map<Operation, number>();
  const counts = new Map<string, number>();
  for (const operation of operations) {
    const batch = operation.kind === 'void' ? undefined : operation.payment?.batchNumber;
    if (batch === undefined) continue;
    const number = (counts.get(batch) ?? 0) + 1;
    counts.set(batch, number);
    numbers.set(operation, number);
  }
  return numbers;
}

/** Null for what never became a session of its own. */
function entryOf(operation: Operation<'interpay'>, numbers: Map<Operation, number>): InterpayEntry | null {
  const { delivery, ending, payment, kind } = operation;
  if (kind === 'void' || !delivery?.sessionId) return null;
  const head = headOf(operation, delivery.sessionId);
  if (payment) {
    const undone = voidOf(operation)?.payment?.at;
    return {
      ...head,
      kind,
      state: undone ? 'voided' : 'approved',
      endedAt: payment.at.toISOString(),
      voidedAt: undone?.toISOString() ?? null,
      ...chargeOf(payment),
      transaction: numbers.get(operation) ?? 0,
      ...(ending ? {} : { scenario: 'SIM-LOST' as const }),
    };
  }
  if (!ending || ending.state === 'approved' || ending.state === 'failed') return null;
  const { state, code, text } = ending;
  return {
    ...head,
    kind,
    state,
    endedAt: ending.at.toISOString(),
    voidedAt: null,
    code: code ?? '',
    text: text ?? '',
  };
}

function headOf(
  { till, reference, sentAt, amountMinor, options }: Operation<'interpay'>,
  secureId: string,
): Omit<InterpayEntry, 'kind' | 'state' | 'endedAt' | 'voidedAt'> {
  const { connection, merchant } = till;
  const branch = merchant.branches.find((each) => each.id === till.branchId);
  return {
    termId: connection.credentials.termId,
    deviceId: till.providerDeviceId,
    requestId: reference,
    secureId,
    startedAt: sentAt.toISOString(),
    amountMinor,
    inv: reference,
    custEmail: options?.email ?? connection.fallbackEmail,
    desc: options?.invoiceNumber ?? '',
    lang: (branch?.locale ?? merchant.locale) === 'fr' ? 'F' : 'E',
    printsOnTerminal: options?.printsOnTerminal ?? true,
  };
}

function chargeOf({ card, entryCode, ...payment }: Payment<'interpay'>) {
  return {
    card: {
      type: BRAND_LETTERS[card.brand],
      lastFourDigits: card.last4,
      entryMode: entryCode === '05' ? ('CHIP Contact' as const) : ('CHIP Contactless' as const),
    },
    refNum: payment.paymentId,
    auth: payment.authCode,
    hostReference: payment.hostReference,
    trace: payment.stan,
    batch: Number(payment.batchNumber),
  };
}
