import { listLedgerAccounts } from '#db/queries/ledger-accounts.ts';
import type { Context } from '#server/auth/context.ts';
import { type RequestFailure, requestExport } from '#server/exports/request-export.ts';
import type { ExportId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, type Result } from '#server/kernel/result.ts';
import type { JournalForm } from './journal-form.ts';

/** Begins a journal in the merchant's own currency; refused at once while no account of its programme is mapped. */
export async function requestJournal(
  ctx: Context<'transactions:export'>,
  { intentKey, ...form }: JournalForm,
  locale: Locale,
): Promise<Result<ExportId, RequestFailure | 'no_accounts'>> {
  const { id, currency } = ctx.merchant;
  const accounts = await ctx.inTransaction((tx) => listLedgerAccounts(tx, id, form.target));
  if (accounts.size === 0) return err('no_accounts');
  return requestExport(ctx, { what: 'journal', ...form, currency, locale }, intentKey);
}
