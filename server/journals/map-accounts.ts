import { listLedgerAccounts, replaceLedgerAccounts } from '#db/queries/ledger-accounts.ts';
import { record } from '#server/audit/record.ts';
import { type Context, Forbidden } from '#server/auth/context.ts';
import { isHosted, PROVIDERS } from '#server/kernel/providers.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { type AccountMap, type LedgerKey, settingsOf } from './account-map.ts';
import { ROLE_RATES } from './account-role.ts';
import type { Target } from './journal-wish.ts';

/** The accounts that may be asked for, in groups as a person thinks of them, and who owes takings by card. */
export type MappingForm = {
  groups: { name: 'money' | 'sales' | 'back' | 'programme'; keys: LedgerKey[] }[];
  cards: { id: string; name: string | null }[];
  accounts: AccountMap;
};

/** What can be mapped for a programme: an account for each bank in the history and each provider, and those there is one of. */
export async function getMapping(ctx: Context<'transactions:export'>, target: Target): Promise<MappingForm> {
  const merchantId = ctx.merchant.id;
  const [{ acquirers, devices }, accounts] = await Promise.all([
    listFilterChoices(ctx),
    ctx.inTransaction((tx) => listLedgerAccounts(tx, merchantId, target)),
  ]);
  const providers = PROVIDERS.filter((one) => devices.some((device) => device.provider === one));
  const cards = [
    ...acquirers,
    ...providers
      .filter((one) => isHosted(one) || acquirers.length === 0)
      .map((one) => ({ id: `@${one}`, name: null })),
    // What is mapped already stays, also of a bank that is found no more.
    ...[...accounts.keys()].flatMap((key) => {
      const id = key.startsWith('card:') ? key.slice(5) : null;
      return id && !acquirers.some((one) => one.id === id) && !providers.some((one) => `@${one}` === id)
        ? [{ id, name: null }]
        : [];
    }),
  ];
  const rates = ROLE_RATES.toReversed();
  const settings = settingsOf(target);
  return {
    cards,
    accounts,
    groups: [
      {
        name: 'money',
        keys: [...cards.map(({ id }) => `card:${id}` as const), 'cash', 'clearing', 'blocked'],
      },
      {
        name: 'sales',
        keys: [
          'sales',
          ...rates.map((rate) => `sales:${rate}` as const),
          ...rates.filter((rate) => rate !== '0').map((rate) => `vat:${rate}` as const),
          'surcharge',
        ],
      },
      { name: 'back', keys: ['refunds', 'commission'] },
      ...(settings.length > 0 ? [{ name: 'programme' as const, keys: [...settings] }] : []),
    ],
  };
}

/** Puts a mapping in the place of the one there was; accounts that were left empty have none. */
export async function mapAccounts(
  ctx: Context<'transactions:export'>,
  target: Target,
  accounts: ReadonlyMap<LedgerKey, string>,
): Promise<void> {
  const { merchant, actor } = ctx;
  // They are the accounts of every branch.
  if (actor.branchIds) throw new Forbidden();
  const at = ctx.clock.now();
  const rows = [...accounts].map(([role, account]) => ({
    merchantId: merchant.id,
    target,
    role,
    account,
    changedBy: actor.id,
    changedAt: at,
  }));
  await ctx.inTransaction(async (tx) => {
    await replaceLedgerAccounts(tx, merchant.id, target, rows);
    await record(tx, merchant.id, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: actor.id },
      action: 'ledger.mapped',
      objectId: merchant.id,
      result: 'done',
      data: { target, ...Object.fromEntries(accounts) },
    });
  });
}
