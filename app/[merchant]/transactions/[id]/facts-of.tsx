import { BatchName } from '#components/transactions/batch-name.tsx';
import { TransactionFacts } from '#components/transactions/transaction-facts.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';

type FactsOfProps = { ctx: Context<'transactions:see'>; transaction: TransactionDetail };

/** The facts of a transaction, with links to the pages this person may see. */
export function FactsOf({ ctx, transaction }: FactsOfProps) {
  const { slug, calendar } = ctx.merchant;
  const { role } = ctx.actor;
  const { deviceId, batch } = transaction;
  return (
    <TransactionFacts
      transaction={transaction}
      timeZone={calendar.timeZone}
      deviceHref={allows(role, 'devices:see') ? `/${slug}/devices/${deviceId}` : undefined}
      batch={
        batch && (
          <BatchName
            batch={batch}
            href={allows(role, 'reports:see') ? `/${slug}/batches/${batch.id}` : undefined}
          />
        )
      }
    />
  );
}
