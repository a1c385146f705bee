import { listLedgerAccounts } from '#db/queries/ledger-accounts.ts';
import { type ExportFile, inBytes } from '#server/exports/compose-transactions.ts';
import type { MayExport } from '#server/exports/stream-rows.ts';
import { zip } from '#server/exports/zip.ts';
import { messages } from '#server/i18n/messages.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { type AccountMap, accountOf, settingsOf, UnmappedAccount } from './account-map.ts';
import type { JournalWish } from './journal-wish.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { sayRole } from './say-role.ts';
import { startStating } from './stated.ts';
import { mergeLines, type RawEntry, streamEntries } from './stream-entries.ts';
import { writeLogo } from './write-logo.ts';
import { writeMikro } from './write-mikro.ts';
import { writeParasut } from './write-parasut.ts';
import { writeQuickbooks } from './write-quickbooks.ts';
import { writeXero, writeXeroParts, XERO_MOST_LINES } from './write-xero.ts';

/** Why no entries are written: there are none, or accounts they need have no name; which ones, by their roles. */
export type JournalFailure = { failure: 'nothing' } | { failure: 'unmapped'; roles: string[] };

type Composed = { file: ExportFile; operations: number };

/**
 * The entries of a wish as a file of its programme. What they need is looked through first, so that a file is begun only when
 * every account has a name; nothing of it is kept.
 */
export async function composeJournal(
  ctx: MayExport,
  wish: JournalWish,
  choices: FilterChoices,
  { at, onRows }: { at: Date; onRows: (count: number) => void },
): Promise<Result<Composed, JournalFailure>> {
  const { merchant } = ctx;
  const map = await ctx.inTransaction((tx) => listLedgerAccounts(tx, merchant.id, wish.target));
  const looked = await lookThrough(streamEntries(ctx, wish), map);
  const missing = [...settingsOf(wish.target).filter((key) => !map.has(key)), ...looked.missing];
  if (looked.lines === 0) return err({ failure: 'nothing' });
  if (missing.length > 0) return err({ failure: 'unmapped', roles: missing });
  const words = wordsOf(wish.locale, choices);
  const stating = startStating(wish.currency);
  const entries = stating.through(named(streamEntries(ctx, wish), { map, wish, words, onRows }));
  const isSandbox = wish.environment === 'sandbox' ? 'sandbox-' : '';
  const stem = `${isSandbox}${wish.target}-${merchant.slug}-${wish.from}-${wish.to}`;
  const file = fileOf(wish, stem, entries, { at, lines: looked.lines, untaxed: map.get('untaxed') ?? '' });
  return ok({ file: { ...file, stated: stating.read }, operations: looked.operations });
}

/** How many lines and operations there are, and which accounts have no name. */
async function lookThrough(entries: AsyncIterable<RawEntry>, map: AccountMap) {
  const missing = new Set<string>();
  let [lines, operations] = [0, 0];
  for await (const entry of entries) {
    lines += entry.lines.length;
    operations += entry.count;
    for (const line of entry.lines) {
      try {
        accountOf(map, line);
      } catch (error) {
        if (!(error instanceof UnmappedAccount)) throw error;
        missing.add(error.role);
      }
    }
  }
  return { lines, operations, missing: [...missing].sort() };
}

type Words = ReturnType<typeof wordsOf>;

function wordsOf(locale: Locale, { devices, acquirers }: FilterChoices) {
  const { journal, transactions, connections } = messages[locale];
  const providers = new Map<string, string>(Object.entries(connections.providers));
  const cards = new Map(acquirers.map((one) => [one.id, one.name ?? one.id]));
  const labels = new Map<DeviceId, string>(devices.map((one) => [one.deviceId, one.label]));
  const cardName = (card: string) =>
    card.startsWith('@') ? (providers.get(card.slice(1)) ?? card.slice(1)) : (cards.get(card) ?? card);
  return {
    role: (role: RawEntry['lines'][number]['role']) => sayRole(role, journal.roles, locale, cardName),
    title({ kind, reference, deviceId }: RawEntry): string {
      const what = kind === 'day' || kind === 'payout' ? journal.titles[kind] : transactions.kind[kind];
      return [what, labels.get(deviceId) ?? deviceId, reference].filter((part) => part !== null).join(' · ');
    },
  };
}

type Naming = { map: AccountMap; wish: JournalWish; words: Words; onRows: (count: number) => void };

/** Entries with the accounts and in the words of their programme, counted. */
async function* named(
  entries: AsyncIterable<RawEntry>,
  { map, wish, words, onRows }: Naming,
): AsyncGenerator<LedgerEntry> {
  let [number, count] = [0, 0];
  for await (const entry of entries) {
    number++;
    count += entry.count;
    onRows(count);
    const prefix = wish.environment === 'sandbox' ? 'SANDBOX · ' : '';
    yield {
      number,
      day: entry.day,
      title: prefix + words.title(entry),
      currency: wish.currency,
      lines: mergeLines(entry.lines).map((line) => ({
        account: accountOf(map, line),
        text: words.role(line.role),
        debitMinor: line.debitMinor,
        creditMinor: line.creditMinor,
      })),
    };
  }
}

const CSV = 'text/csv; charset=utf-8';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function fileOf(
  { target }: JournalWish,
  stem: string,
  entries: AsyncIterable<LedgerEntry>,
  { at, lines, untaxed }: { at: Date; lines: number; untaxed: string },
): ExportFile {
  switch (target) {
    case 'logo':
      return { name: `${stem}.xml`, type: 'application/xml', body: writeLogo(entries) };
    case 'mikro':
      return { name: `${stem}.csv`, type: 'text/csv; charset=windows-1254', body: writeMikro(entries) };
    case 'parasut':
      return { name: `${stem}.xlsx`, type: XLSX, body: zip(writeParasut(entries), at) };
    case 'quickbooks':
      return { name: `${stem}.csv`, type: CSV, body: inBytes(writeQuickbooks(entries)) };
    case 'xero':
      return lines <= XERO_MOST_LINES
        ? { name: `${stem}.csv`, type: CSV, body: inBytes(writeXero(entries, untaxed)) }
        : { name: `${stem}.zip`, type: 'application/zip', body: zip(writeXeroParts(entries, untaxed), at) };
  }
}
