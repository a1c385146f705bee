import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { type LedgerKey, readKey } from './account-map.ts';
import { TARGETS } from './journal-wish.ts';

/** What a ledger programme may call an account; never the beginning of a formula. */
const ACCOUNT = /^[\p{L}\p{N}][^\p{Cc}\p{Cs}]{0,99}$/u;

/** A mapping as it is sent: the programme, and for each account a field under its key. Other fields are not read. */
export const mappingForm = z
  .looseObject({ target: z.enum(TARGETS) })
  .transform(({ target, ...fields }, context) => {
    const accounts = new Map<LedgerKey, string>();
    for (const [name, value] of Object.entries(fields)) {
      const key = readKey(target, name);
      const text = typeof value === 'string' ? value.trim().normalize('NFC') : '';
      if (!key || text === '') continue;
      if (ACCOUNT.test(text)) accounts.set(key, text);
      else
        context.addIssue({ code: 'custom', message: messageKey('journal.problems.account'), path: [name] });
    }
    return { target, accounts };
  });
