import type { Tx } from '#db/client.ts';
import type { MailRow } from '#db/queries/mails.ts';
import { findFamilies, findMailsTo, findNotesOf, findPersonsRows } from '#db/queries/privacy.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { maskAddress } from '#server/mail/letter.ts';
import { isFinal } from '#server/transactions/transaction.ts';
import { type Contact, pseudonymOf } from './contact.ts';

/** What is kept of a person, in numbers; `open` of it still runs and needs it. */
export type PersonSummary = {
  sales: number;
  links: number;
  splits: number;
  notes: number;
  mails: number;
  open: number;
};

/** Everything of a person in one look. */
export type PersonRows = Awaited<ReturnType<typeof readPerson>>;

/** Reads what is kept of a person under a contact, inside a transaction of the merchant. */
export async function readPerson(tx: Tx, ctx: Pick<Context, 'merchant'>, contact: Contact) {
  const { id: merchantId } = ctx.merchant;
  const rows = await findPersonsRows(tx, merchantId, contact);
  const notes = await findNotesOf(tx, merchantId, contact);
  const mails: MailRow[] =
    contact.kind === 'email' ? await findMailsTo(tx, merchantId, maskAddress(contact.email)) : [];
  const saleIds = [...rows.sales, ...rows.links.map(({ sale }) => sale)].map(({ id }) => id);
  const splitIds = rows.splits.map(({ id }) => id);
  const family = await findFamilies(tx, merchantId, saleIds, splitIds);
  return { ...rows, notes, mails, family };
}

/** How much that is. */
export function summarise({ sales, links, splits, notes, mails, family }: PersonRows): PersonSummary {
  const isSplitOpen = ({ endedAt }: { endedAt: Date | null }) => endedAt === null;
  return {
    sales: sales.length,
    links: links.length,
    splits: splits.length,
    notes: notes.length,
    mails: mails.length,
    open: family.filter(({ state }) => !isFinal(state)).length + splits.filter(isSplitOpen).length,
  };
}

/** What is kept of a person, in numbers. That somebody looked is in the audit, under a pseudonym of whom. */
export async function findPerson(ctx: Context<'privacy:manage'>, contact: Contact): Promise<PersonSummary> {
  return ctx.inTransaction(async (tx) => {
    const found = summarise(await readPerson(tx, ctx, contact));
    await recordPerson(ctx, tx, contact, 'privacy.looked_up', found);
    return found;
  });
}

/** Writes into the audit what was done about a person, who stands in it under a pseudonym. Takes the audit's lock: call it last. */
export async function recordPerson(
  ctx: Context<'privacy:manage'>,
  tx: Tx,
  contact: Contact,
  action: 'privacy.looked_up' | 'privacy.exported' | 'privacy.erased',
  data: PersonSummary,
): Promise<void> {
  await record(tx, ctx.merchant.id, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: ctx.actor.id },
    action,
    objectId: pseudonymOf(ctx.auditKey, ctx.merchant.id, contact),
    result: 'done',
    data,
  });
}
