import { z } from 'zod';
import { LIST_TABS, type ListFilter } from '#db/queries/transaction-conditions.ts';
import { TOTAL_KINDS } from '#db/schema/totals.ts';
import { STATES, transactions } from '#db/schema/transactions.ts';
import { type Id, type IdKind, isId } from '#server/kernel/ids.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { type CalendarDay, parseDay } from '#server/kernel/time.ts';

const id = <K extends IdKind>(kind: K) =>
  z.custom<Id<K>>((value) => typeof value === 'string' && isId(kind, value));
const day = z.custom<CalendarDay>((value) => typeof value === 'string' && parseDay(value) !== null);
const instant = z.iso.datetime().transform((text) => new Date(text));
const currency = z.enum(CURRENCY_CODES);
const texts = z.array(z.string());
const TEXT_MARKS = [
  'authCode',
  'rrn',
  'stan',
  'reference',
  'sessionId',
  'paymentNumber',
  'saleNumber',
  'last4',
  'batch',
] as const;

const mark = z.discriminatedUnion('of', [
  z.object({ of: z.literal('id'), ids: z.array(id('transaction')) }),
  z.object({ of: z.literal('batchId'), ids: z.array(id('batch')) }),
  z.object({ of: z.literal('amount'), minor: z.int(), currency }),
  z.object({ of: z.enum(TEXT_MARKS), values: texts }),
]);

const condition = z.discriminatedUnion('by', [
  z.object({ by: z.literal('tab'), tab: z.enum(LIST_TABS).exclude(['all']) }),
  z.object({ by: z.literal('state'), state: z.enum(STATES) }),
  z.object({ by: z.literal('kind'), kind: z.enum(TOTAL_KINDS) }),
  z.object({ by: z.literal('device'), ids: z.array(id('device')) }),
  z.object({ by: z.literal('branch'), ids: z.array(id('branch')) }),
  z.object({ by: z.literal('person'), ids: z.array(id('user')) }),
  z.object({ by: z.literal('acquirer'), ids: texts }),
  z.object({ by: z.literal('provider'), provider: z.enum(transactions.provider.enumValues) }),
  z.object({ by: z.literal('environment'), environment: z.enum(transactions.environment.enumValues) }),
  z.object({ by: z.literal('cardType'), cardType: z.enum(transactions.cardType.enumValues) }),
  z.object({ by: z.literal('currency'), currency }),
  z.object({
    by: z.literal('amount'),
    minMinor: z.int().nullable(),
    maxMinor: z.int().nullable(),
    currency,
  }),
  z.object({
    by: z.literal('days'),
    from: day.nullable(),
    to: day.nullable(),
    started: z.object({ from: instant.nullable(), to: instant.nullable() }),
  }),
  z.object({ by: z.literal('mark'), marks: z.array(mark) }),
]);

/** A filter of the list as it stands in a row: what was understood when it was wished for, whatever the day it is read on. */
export const storedFilter: z.ZodType<ListFilter> = z.array(condition);
