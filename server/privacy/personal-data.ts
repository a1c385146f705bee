import { BUYER_MONTHS, type RetentionKind, SESSION_MONTHS, USUAL_MONTHS } from './retention.ts';

/** Whose data it is. */
type Subject = 'customer' | 'person who works here' | 'customer or person who works here' | 'anybody';

/** A place where something about a person is kept: where, what, what for, and how long. */
export type PersonalData = {
  table: string;
  fields: string;
  of: Subject;
  what: string;
  purpose: string;
  kept: string;
};

const untilTime = (kind: RetentionKind) => `${USUAL_MONTHS[kind]} months, or until erased`;
const BUYER = `${BUYER_MONTHS / 12} years, or until erased`;

const WORDS = 'words of who works here, if they name anybody';
/** History that balances and signatures rest on: nobody looks for a customer in it. */
const NOT_SEARCHED = 'with what it explains, not searched';

/** Every place where data about a person is kept. `SECURITY.md` shows it; a test holds the two, and the schema, together. */
export const PERSONAL_DATA: readonly PersonalData[] = [
  ofCustomer(
    'transactions',
    'fiscal.notice',
    'e-mail, telephone',
    'telling the buyer of the document',
    untilTime('contacts'),
  ),
  ofCustomer('transactions', 'fiscal.buyer', 'name, tax number, place', 'fiscal document', BUYER),
  ofCustomer(
    'transactions',
    'bin, last4',
    'ends of the card number',
    'finding and disputing a payment',
    'with the operation',
  ),
  ofCustomer(
    'split_sales',
    'fiscal.notice',
    'e-mail, telephone',
    'telling the buyer of the document',
    untilTime('contacts'),
  ),
  ofCustomer('split_sales', 'fiscal.buyer', 'name, tax number, place', 'fiscal document', BUYER),
  ofCustomer(
    'payment_links',
    'payer',
    'name, contact, address',
    'the page somebody pays on',
    untilTime('contacts'),
  ),
  ofCustomer(
    'exchanges',
    'request, response',
    'masked name and contact',
    'evidence of what was said',
    untilTime('exchanges'),
  ),
  ofCustomer(
    'inbox',
    'sealed_content',
    'what a callback said, sealed',
    'evidence of a result',
    untilTime('callbacks'),
  ),
  ofCustomer('receipts', 'content', 'what a terminal printed', 'reprints of the slip', 'with the operation'),
  ofCustomer(
    'resolutions',
    'sealed_photo',
    'photo of a slip, sealed',
    'evidence of a decision',
    `${USUAL_MONTHS.photos} months`,
  ),
  ofCustomer(
    'mails',
    'sealed_letter',
    'address and letter, sealed',
    'sending it',
    'until it is sent or failed',
  ),
  ofCustomer('mails', 'masked_to', 'first sign and domain', 'saying where it went', untilTime('mails')),
  ofCustomer(
    'transaction_notes',
    'text',
    'what people wrote',
    'following an operation up',
    'with the operation, or until erased',
  ),
  ofCustomer('transactions', 'reason', WORDS, 'why money went back', NOT_SEARCHED),
  ofCustomer('payment_links', 'description', WORDS, 'what is paid for', NOT_SEARCHED),
  ofCustomer('approvals', 'reason', WORDS, 'why it is asked for', NOT_SEARCHED),
  ofCustomer('resolutions', 'statement', WORDS, 'evidence of a decision', NOT_SEARCHED),
  ofCustomer('variances', 'reason', WORDS, 'why a difference is closed', NOT_SEARCHED),
  ofCustomer('variance_steps', 'text', WORDS, 'following a difference up', NOT_SEARCHED),
  ofCustomer('sign_offs', 'comment', WORDS, 'reviewing a day', NOT_SEARCHED),
  ofCustomer('signed_days', 'reason', WORDS, 'why a day is opened again', NOT_SEARCHED),
  ofStaff(
    'users',
    'email, name, password_hash, earlier_hashes, locale',
    'who signs in',
    'signing in, authorship',
    'as long as they work here',
  ),
  ofStaff(
    'sessions',
    'user_id, browser, last_seen_at',
    'when they were there',
    'signing in and out',
    `${SESSION_MONTHS} month after its end`,
  ),
  ofStaff('memberships', 'user_id, role', 'what they may do', 'authorisation', 'as long as they work here'),
  ofStaff(
    'invitations',
    'email, name, role',
    'who was asked to work here',
    'the invitation, who let whom in',
    'as long as the merchant',
  ),
  ofStaff(
    'authenticators',
    'user_id, label, last_used_at',
    'second factors, secrets sealed',
    'signing in',
    'until removed',
  ),
  ofStaff(
    'identities',
    'user_id, subject',
    'who they are at the provider of single sign-on',
    'signing in',
    'until unlinked',
  ),
  ofStaff('recovery_codes', 'user_id, used_at', 'hashes of recovery codes', 'signing in', 'until made anew'),
  ofStaff(
    'password_resets',
    'user_id',
    'who forgot a password',
    'choosing another one',
    'until used or over',
  ),
  {
    table: 'address_tries',
    fields: 'address',
    of: 'anybody',
    what: 'an HMAC of the address',
    purpose: 'slowing down who guesses',
    kept: 'at most 10 hours after the last try',
  },
  {
    table: 'audit_log',
    fields: 'actor_id, object_id',
    of: 'customer or person who works here',
    what: 'ids; of a customer a pseudonym',
    purpose: 'proof of who did what',
    kept: 'for good',
  },
];

function ofCustomer(
  table: string,
  fields: string,
  what: string,
  purpose: string,
  kept: string,
): PersonalData {
  return { table, fields, of: 'customer', what, purpose, kept };
}

function ofStaff(table: string, fields: string, what: string, purpose: string, kept: string): PersonalData {
  return { table, fields, of: 'person who works here', what, purpose, kept };
}
