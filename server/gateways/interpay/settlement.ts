import { parseDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { BankFigure, BankTotalsReply, RecordExchange } from '../terminal-gateway.ts';
import { cardOf } from './card.ts';
import type { WireRecord } from './message.ts';
import { type LookUpDeps, toFound } from './records.ts';
import { settlementRequest } from './requests.ts';
import { settlementRecord } from './wire.ts';

/** §10.2. */
const PAGE = 10;
/** More card types than any day of a shop has. */
const MAX_PAGES = 20;

/**
 * What the bank reports of the batches it settled on a day (§10.4). All of it or nothing: a figure that cannot be read would
 * look like money that is missing.
 */
export async function readBankTotals(
  bankDate: CalendarDay,
  { asker, client, deadlineMs }: LookUpDeps,
  record: RecordExchange,
): Promise<BankTotalsReply> {
  const figures: BankFigure[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const fields = settlementRequest(asker, bankDate, figures.length);
    const { answer } = await client.call({ purpose: 'bank_totals', fields, deadlineMs }, record);
    const found = toFound(answer, 'CARDTYPE');
    if (found.kind === 'no_answer') return found;
    const records = found.kind === 'none' ? [] : found.records;
    if (records.length > PAGE) break;
    for (const each of records) {
      const figure = toFigure(each, asker.currency);
      if (!figure) return { kind: 'no_answer', cause: 'unreadable_answer' };
      figures.push(figure);
    }
    if (records.length < PAGE)
      return figures.length > 0 ? { kind: 'reported', figures } : { kind: 'no_record' };
  }
  return { kind: 'no_answer', cause: 'unreadable_answer' };
}

function toFigure(found: WireRecord, currency: BankFigure['net']['currency']): BankFigure | null {
  const { data } = settlementRecord.safeParse(found);
  const net = data ? parseDecimal(data.NETAMT, currency) : null;
  if (!data || !net) return null;
  const { cardBrand } = cardOf({ CARDTYPE: data.CARDTYPE, CARDMASK: null });
  return {
    providerDeviceId: data.DEVICEID,
    batchNumber: data.BATCH,
    cardBrand: cardBrand ?? data.CARDTYPE,
    net,
  };
}
