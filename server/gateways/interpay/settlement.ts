import { isCurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import { addDays, type CalendarDay, parseDay } from '#server/kernel/time.ts';
import type { BankFigure, BankTotalsReply, RecordExchange } from '../terminal-gateway.ts';
import { cardOf } from './card.ts';
import type { WireRecord } from './message.ts';
import { type LookUpDeps, toFound } from './records.ts';
import { settlementRequest } from './requests.ts';
import { settlementRecord } from './wire.ts';

/** §10.2. */
const PAGE = 10;
/** More than the terminals of an account have card types in two days. */
const MAX_PAGES = 40;
/** §10.12: a day that ends at midnight, or later in the night, is dated by the day that has begun by then. */
const SETTLED_AFTER_DAYS = 1;

/**
 * What the bank reports of the batches of one of its days (§10.4). They are dated by the day they were settled on, the one
 * after (§10.12), or the day itself where a terminal settled early: both are asked for. All of it or nothing: a figure that
 * cannot be read would look like money that is missing.
 */
export async function readBankTotals(
  bankDate: CalendarDay,
  { asker, client, deadlineMs }: LookUpDeps,
  record: RecordExchange,
): Promise<BankTotalsReply> {
  const days = { from: bankDate, to: addDays(bankDate, SETTLED_AFTER_DAYS) };
  const figures: BankFigure[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const fields = settlementRequest(asker, days, figures.length);
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

function toFigure(found: WireRecord, usual: BankFigure['net']['currency']): BankFigure | null {
  const { data } = settlementRecord.safeParse(found);
  const currency = data?.CURRENCY?.toUpperCase() ?? usual;
  const net = data && isCurrencyCode(currency) ? parseDecimal(data.NETAMT, currency) : null;
  if (!data || !net) return null;
  const { cardBrand } = cardOf({ CARDTYPE: data.CARDTYPE, CARDMASK: null });
  return {
    providerDeviceId: data.DEVICEID,
    batchNumber: data.BATCH,
    bankDate: bankDateOf(data.SETTDATE),
    cardBrand: cardBrand ?? data.CARDTYPE,
    net,
  };
}

/** The bank's day of a batch by the date of its settlement; null where that is not told. */
function bankDateOf(settled: string | null): CalendarDay | null {
  const day = settled && parseDay(settled.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'));
  return day ? addDays(day, -SETTLED_AFTER_DAYS) : null;
}
