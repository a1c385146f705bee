import type { Context } from '#server/auth/context.ts';
import { toDecimal } from '#server/kernel/money.ts';
import { fiscalDetails } from '#server/transactions/fiscal.ts';
import { payerFacts } from '#server/transactions/page-order.ts';
import type { Contact } from './contact.ts';
import { type PersonRows, readPerson, recordPerson, summarise } from './find-person.ts';

/** What is kept of a person under a contact, as JSON that a person can read and a machine take over. Audited. */
export async function exportPerson(ctx: Context<'privacy:manage'>, contact: Contact): Promise<string> {
  return ctx.inTransaction(async (tx) => {
    const person = await readPerson(tx, ctx, contact);
    await recordPerson(ctx, tx, contact, 'privacy.exported', summarise(person));
    const head = {
      merchant: ctx.merchant.legalName,
      madeAt: ctx.clock.now().toISOString(),
      contact: contact.kind === 'email' ? contact.email : contact.digits,
    };
    return `${JSON.stringify({ ...head, ...contentOf(person) }, null, 2)}\n`;
  });
}

function contentOf({ sales, links, splits, notes, mails }: PersonRows) {
  return {
    sales: sales.map((row) => ({ ...operationOf(row), ...fiscalOf(row.fiscal) })),
    salesInParts: splits.map((row) => ({ ...operationOf(row), ...fiscalOf(row.fiscal) })),
    paymentLinks: links.map(({ link, sale }) => ({
      ...operationOf(sale),
      description: link.description,
      payer: payerFacts.parse(link.payer),
    })),
    notes: notes.map(({ text, writtenAt, transactionId }) => ({
      operation: transactionId,
      at: writtenAt.toISOString(),
      text,
    })),
    letters: mails.map(({ maskedTo, createdAt, state }) => ({
      to: maskedTo,
      at: createdAt.toISOString(),
      state,
    })),
  };
}

type Operation = Pick<
  PersonRows['sales'][number],
  'id' | 'reference' | 'createdAt' | 'amountMinor' | 'currency' | 'lines'
> & { state: string };

function operationOf({
  id,
  reference,
  createdAt,
  state,
  amountMinor,
  currency,
  lines,
}: Omit<Operation, 'id'> & { id: string }) {
  return {
    id,
    reference,
    at: createdAt.toISOString(),
    state,
    amount: toDecimal({ minor: amountMinor, currency }),
    currency,
    lines,
  };
}

function fiscalOf(fiscal: unknown) {
  const details = fiscalDetails.parse(fiscal);
  return {
    document: details?.document ?? null,
    buyer: details?.buyer ?? null,
    notice: details?.notice ?? null,
  };
}
