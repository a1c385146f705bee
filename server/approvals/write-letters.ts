import { createTranslator } from 'next-intl';
import type { Tx } from '#db/client.ts';
import type { ApprovalRow } from '#db/queries/approvals.ts';
import { listCorrespondents } from '#db/queries/users.ts';
import { ROLES } from '#db/schema/memberships.ts';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { messages } from '#server/i18n/messages.ts';
import type { BranchId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import { NEEDED } from './approval-rule.ts';

/**
 * Tells by letter whoever may answer a request that it waits, in their own language. It says who asks and where to look, not what
 * it is about: a letter box is no safe place.
 */
export async function writeLetters(
  ctx: Context,
  tx: Tx,
  row: ApprovalRow,
  branchId: BranchId | null,
): Promise<void> {
  if (!ctx.mail) return;
  const { make, check } = NEEDED[row.kind];
  // What happens by itself may be stopped by whoever may ask for such things.
  const roles = ROLES.filter((role) => allows(role, row.runsAt ? make : check));
  const people = await listCorrespondents(tx, ctx.merchant.id, roles, branchId);
  for (const { id, email, locale } of people) {
    if (id === row.madeBy) continue;
    const letter = { to: email, ...wordsOf(ctx, row, locale), attachment: null };
    await queueMail(ctx, tx, { kind: 'approval', aboutId: row.id, transactionId: null, letter });
  }
}

function wordsOf(
  { merchant, actor, publicUrl }: Context,
  { id, kind, runsAt }: ApprovalRow,
  locale: Locale,
): { subject: string; text: string } {
  const say = createTranslator({ locale, messages: messages[locale], namespace: 'approvals.letter' });
  const what = say(`what.${kind}`);
  const link = `${publicUrl}/${merchant.slug}/approvals/${id}`;
  return {
    subject: say('subject', { merchant: merchant.name }),
    text: say(runsAt ? 'textByItself' : 'text', { merchant: merchant.name, name: actor.name, what, link }),
  };
}
