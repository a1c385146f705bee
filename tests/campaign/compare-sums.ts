import { totalKindOf } from '#db/schema/totals.ts';
import { reportContent } from '#server/end-of-day/report.ts';
import type { BookEntry } from '#tests/gateways/iyzico/book.ts';
import { type OurBooks, type OurTransaction, sumOf, type TheirBooks } from './books.ts';

/**
 * Holds every sum we keep against its members: batches, days and banks, the balance of each sale, and each batch and each report
 * against what the provider collected under the same number (INV-2, INV-3, INV-11). Empty: all agree.
 */
export function compareSums(ours: OurBooks, theirs: TheirBooks): string[] {
  return [
    ...compareBatchTotals(ours),
    ...compareDayTotals(ours),
    ...compareAcquirerTotals(ours),
    ...compareBalances(ours),
    ...compareMembers(ours, theirs),
    ...compareReports(ours, theirs),
  ];
}

/** The same for batches and days alone, whoever's cards they were. */
export function compareTotals(ours: OurBooks): string[] {
  const plain = {
    ...ours,
    transactions: ours.transactions.map((row) => ({ ...row, acquirerId: null })),
    batchTotals: ours.batchTotals.map((row) => ({ ...row, acquirerId: '' })),
  };
  return [...compareBatchTotals(plain), ...compareDayTotals(plain)];
}

type Sum = { count: number; amountMinor: number };

function compareBatchTotals(ours: OurBooks): string[] {
  const members = ours.transactions.filter((row) => row.state === 'approved');
  const unplaced = members.filter((row) => row.batchId === null).map((row) => `${row.id} is in no batch`);
  const key = (
    batchId: string | null,
    kind: string,
    row: Pick<OurTransaction, 'paymentType' | 'acquirerId' | 'currency'>,
  ) => `batch ${batchId} ${kind} ${row.paymentType} ${row.acquirerId ?? ''} ${row.currency}`;
  const kept = Map.groupBy(ours.batchTotals, (row) => key(row.batchId, row.kind, row));
  return [
    ...unplaced,
    ...compareKept(
      kept,
      Map.groupBy(members, (row) => key(row.batchId, kindOf(ours, row), row)),
    ),
  ];
}

function compareDayTotals(ours: OurBooks): string[] {
  const ended = ours.transactions.filter((row) => row.settledAt !== null);
  const kept = Map.groupBy(
    ours.dayTotals,
    (row) => `day ${row.businessDate} ${row.deviceId} ${row.kind} ${row.outcome} ${row.currency}`,
  );
  const members = Map.groupBy(
    ended,
    (row) => `day ${row.businessDate} ${row.deviceId} ${kindOf(ours, row)} ${row.state} ${row.currency}`,
  );
  return compareKept(kept, members);
}

function compareAcquirerTotals(ours: OurBooks): string[] {
  const key = (
    kind: string,
    row: Pick<OurTransaction, 'businessDate' | 'deviceId' | 'acquirerId' | 'currency'>,
  ) => `bank ${row.acquirerId ?? ''} ${row.businessDate} ${row.deviceId} ${kind} ${row.currency}`;
  const approved = ours.transactions.filter((row) => row.state === 'approved');
  return compareKept(
    Map.groupBy(ours.acquirerTotals, (row) => key(row.kind, row)),
    Map.groupBy(approved, (row) => key(kindOf(ours, row), row)),
  );
}

function kindOf(ours: OurBooks, row: OurTransaction): string {
  const original = ours.transactions.find((each) => each.id === row.originalId);
  return totalKindOf(row.kind, original?.kind ?? null);
}

function compareKept(kept: Map<string, Sum[]>, members: Map<string, OurTransaction[]>): string[] {
  return [...new Set([...kept.keys(), ...members.keys()])].flatMap((key) => {
    const sums = kept.get(key) ?? [];
    const rows = members.get(key) ?? [];
    const isSame =
      sumOf(sums, (sum) => sum.count) === rows.length &&
      sumOf(sums, (sum) => sum.amountMinor) === sumOf(rows, (row) => row.amountMinor);
    return isSame
      ? []
      : [`${key}: kept ${JSON.stringify(sums)}, members ${rows.map((row) => row.id).join(', ')}`];
  });
}

/**
 * Nothing is reserved in the end; what went back is the sum of the approved refunds, or the void, and never both; a hold was
 * captured once, at most in full, or released, or neither.
 */
function compareBalances(ours: OurBooks): string[] {
  const followUps = Map.groupBy(ours.transactions, (row) => row.originalId ?? '');
  const originals = ours.transactions.filter((row) =>
    ['sale', 'capture', 'preauthorization'].includes(row.kind),
  );
  return originals.flatMap((row) => {
    const approved = (followUps.get(row.id) ?? []).filter((each) => each.state === 'approved');
    const of = (kind: OurTransaction['kind']) => approved.filter((each) => each.kind === kind);
    const [refunds, voids, captures] = [of('refund'), of('void'), of('capture')];
    const wentBack = sumOf(refunds, (each) => each.amountMinor);
    const taken = sumOf(captures, (each) => each.amountMinor);
    const wrong = (is: boolean, what: string) => (is ? [`${row.kind} ${row.id} ${what}`] : []);
    return [
      ...wrong(row.refundReservedMinor !== 0, `still reserves ${row.refundReservedMinor}`),
      ...wrong(row.refundedMinor !== wentBack, `says ${row.refundedMinor} went back, not ${wentBack}`),
      ...wrong(wentBack > row.amountMinor, `of ${row.amountMinor} gave back ${wentBack}`),
      ...wrong(taken > row.amountMinor, `of ${row.amountMinor} was captured with ${taken}`),
      ...wrong(voids.length > 0 && refunds.length + captures.length > 0, 'was voided and more than that'),
      ...wrong(voids.length > 1, `was voided ${voids.length} times`),
      ...wrong(captures.length > 1, `was captured ${captures.length} times`),
      ...wrong((row.voidedAt !== null) !== (voids.length === 1), 'is wrong about its void'),
      ...wrong((row.voidId ?? undefined) !== voids[0]?.id, `is tied to the void ${row.voidId}`),
      ...wrong((row.capturedAt !== null) !== (captures.length === 1), 'is wrong about its capture'),
      ...wrong((row.captureId ?? undefined) !== captures[0]?.id, `is tied to the capture ${row.captureId}`),
    ];
  });
}

/** Each operation is in the batch of ours that bears the number under which the provider collected it. */
function compareMembers(ours: OurBooks, theirs: TheirBooks): string[] {
  const rows = new Map(ours.transactions.map((row) => [row.reference, row]));
  return cardEntries(theirs).flatMap((entry) => {
    const row = rows.get(entry.transactionReferenceId);
    const batch = ours.batches.get(row?.batchId ?? '');
    if (row?.state !== 'approved' || !batch) return [];
    const isSame = Number(batch.number ?? Number.NaN) === Number(entry.batchNo);
    return isSame
      ? []
      : [`${row.kind} ${row.id} is in batch ${batch.number}, the provider's is ${entry.batchNo}`];
  });
}

/**
 * A report shows our sums as the provider collected them, of what had ended by then, and calls them matched exactly when the device
 * said the same. Of what ended later somebody is told.
 */
function compareReports(ours: OurBooks, theirs: TheirBooks): string[] {
  const reports = new Map(ours.reports.map((report) => [report.runId as string, report]));
  const rows = new Map(ours.transactions.map((row) => [row.reference, row]));
  const told = new Set(
    ours.variances.flatMap(({ kind, transactionId }) => (kind === 'late' ? transactionId : [])),
  );
  return ours.runs
    .filter((run) => run.state === 'closed' && run.isMatched !== null)
    .flatMap((run) => {
      const kept = reports.get(run.id);
      const report = reportContent.safeParse(kept?.content);
      if (!kept || !report.success) return [`the close ${run.id} has no report`];
      const { batchNumber, providerDeviceId } = report.data;
      const members = cardEntries(theirs).filter(
        (entry) => entry.deviceUniqueId === providerDeviceId && Number(entry.batchNo) === Number(batchNumber),
      );
      const shown = new Map(
        report.data.ours.map((line) => [`${line.acquirerId} ${line.currency}`, line.netMinor]),
      );
      const isLate = ({ transactionReferenceId }: BookEntry) => {
        const settledAt = rows.get(transactionReferenceId)?.settledAt;
        return settledAt !== null && settledAt !== undefined && settledAt > kept.createdAt;
      };
      const counted = (entry: BookEntry) => netByAcquirer([entry], theirs).size > 0;
      const untold = members
        .filter((one) => isLate(one) && counted(one))
        .flatMap(({ transactionReferenceId }) => {
          const id = rows.get(transactionReferenceId)?.id;
          return id && told.has(id) ? [] : [`nobody is told that ${id} came after the report of ${run.id}`];
        });
      const inTime = members.filter((member) => !isLate(member));
      const collected = netByAcquirer(inTime, theirs);
      const said = saidAtClose(theirs, run.id);
      const isAgreed = said !== null && isSame(said, collected);
      return [
        ...untold,
        ...(isSame(shown, collected)
          ? []
          : [`the report of ${run.id} shows ${show(shown)}, not ${show(collected)}`]),
        ...(run.isMatched === isAgreed
          ? []
          : [`the close ${run.id} is matched: ${run.isMatched}, not ${isAgreed}`]),
      ];
    });
}

function cardEntries(theirs: TheirBooks): BookEntry[] {
  return theirs.entries.filter((entry) => entry.state === 'approved' && entry.card !== null);
}

function netByAcquirer(members: readonly BookEntry[], theirs: TheirBooks): Map<string, number> {
  const originals = new Map(theirs.entries.map((entry) => [entry.transactionReferenceId, entry.kind]));
  const net = new Map<string, number>();
  for (const { kind, card, amountMinor, currency, originalReferenceId } of members) {
    if (!card || kind === 'preauth') continue;
    if (kind === 'void' && originals.get(originalReferenceId ?? '') === 'preauth') continue;
    const sign = kind === 'sale' || kind === 'capture' ? 1 : -1;
    const key = `${card.acquirerId} ${currency}`;
    net.set(key, (net.get(key) ?? 0) + sign * amountMinor);
  }
  return net;
}

/** What the device answered to this close per acquirer; null when there is no answer, or a bank refused to close. */
function saidAtClose(theirs: TheirBooks, runId: string): Map<string, number> | null {
  const answered = theirs.requests.find(
    ({ path, body, status }) =>
      path.endsWith('/eod') && status === 200 && Object(body).conversationId === runId,
  );
  const { tails, totals } = Object(answered?.response);
  const lines: Record<string, string>[] = tails ?? totals;
  if (!Array.isArray(lines) || lines.some((line) => line.responseCode !== '00')) return null;
  return new Map(
    lines.map((line) => {
      // The sandbox tells currencies apart by the last digit of the terminal number, as it says in its README.
      const currency = ['TRY', 'USD', 'EUR'][Number(line.terminalId?.at(-1))];
      return [`${line.acquirerId} ${currency}`, Number(line.totalTransactionAmount?.replace('.', ''))];
    }),
  );
}

function isSame(a: Map<string, number>, b: Map<string, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function show(sums: Map<string, number>): string {
  return JSON.stringify(Object.fromEntries(sums));
}
