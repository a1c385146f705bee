import {
  eraseBuyers,
  eraseMails,
  erasePayers,
  eraseSplitBuyers,
  forgetCallbacks,
  forgetExchanges,
  forgetNotes,
} from '#db/queries/privacy.ts';
import type { Context } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Contact } from './contact.ts';
import { type PersonSummary, readPerson, recordPerson, summarise } from './find-person.ts';

/** Why nobody is erased: nothing is kept under this contact, or something of it still runs and needs it. */
export type EraseProblem = { kind: 'nobody' } | { kind: 'still_open'; open: number };

/**
 * Takes a person away from everything that is kept under a contact: buyers and payers with their contacts, what calls and
 * callbacks said of these operations, notes and addresses of letters. Operations, amounts, sums, slips and the audit stay as
 * they are. One commit, with an audit entry that names the person by a pseudonym.
 */
export async function erasePerson(
  ctx: Context<'privacy:manage'>,
  contact: Contact,
): Promise<Result<PersonSummary, EraseProblem>> {
  const { id: merchantId } = ctx.merchant;
  return ctx.inTransaction(async (tx) => {
    const person = await readPerson(tx, ctx, contact);
    const found = summarise(person);
    if (found.sales + found.links + found.splits + found.notes + found.mails === 0)
      return err({ kind: 'nobody' });
    if (found.open > 0) return err({ kind: 'still_open', open: found.open });
    const linked = person.links.map(({ sale }) => sale.id);
    const sales = [...new Set([...person.sales.map(({ id }) => id), ...linked])];
    const splits = person.splits.map(({ id }) => id);
    const operations = [...person.family.map(({ id }) => id), ...splits];
    await eraseBuyers(tx, merchantId, sales);
    await eraseSplitBuyers(tx, merchantId, splits);
    await erasePayers(tx, merchantId, linked);
    await eraseMails(
      tx,
      merchantId,
      person.mails.map(({ id }) => id),
      ctx.clock.now(),
    );
    await forgetExchanges(tx, operations);
    await forgetCallbacks(tx, merchantId, operations);
    await forgetNotes(
      tx,
      person.notes.map(({ id }) => id),
    );
    await recordPerson(ctx, tx, contact, 'privacy.erased', found);
    return ok(found);
  });
}
