import { createTranslator } from 'next-intl';
import { changeScope, type Tx } from '#db/client.ts';
import { listMerchantsOfUser, type UserRow } from '#db/queries/users.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import { messages } from '#server/i18n/messages.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import type { Runtime } from '#server/runtime/runtime.ts';

/** What was changed of how somebody signs in. */
export type SignInChange =
  | 'password'
  | 'factor_added'
  | 'factor_removed'
  | 'codes'
  | 'sso_linked'
  | 'sso_unlinked';

/**
 * Writes to a person that how they sign in was changed, so that they hear of it when it was not them; nothing where there is no mail
 * server, or nobody they work for. Call it last: it leaves the transaction in the scope of one of their merchants.
 */
export async function tellOfChange(
  runtime: Runtime,
  tx: Tx,
  person: Pick<UserRow, 'id' | 'name' | 'email' | 'locale'>,
  change: SignInChange,
): Promise<void> {
  await changeScope(tx, { userId: person.id });
  const [place] = await listMerchantsOfUser(tx, person.id);
  if (!runtime.mail || !place) return;
  const ctx = createSystemContext(runtime, place.merchant, 'account');
  const { locale, name, email } = person;
  const say = createTranslator({ locale, messages: messages[locale], namespace: 'people.letters.account' });
  const address = `${ctx.publicUrl}/forgot`;
  await changeScope(tx, { merchantId: ctx.merchant.id });
  await queueMail(ctx, tx, {
    kind: 'account',
    aboutId: person.id,
    transactionId: null,
    letter: {
      to: email,
      subject: say('subject'),
      text: say('text', { name, merchant: ctx.merchant.name, change: say(`changes.${change}`), address }),
      attachment: null,
    },
  });
}
