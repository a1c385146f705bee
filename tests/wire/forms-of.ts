import { membersOf, written } from './fields.ts';
import type { RawRequest } from './iyzico-terminal.ts';
import { readJsonText } from './json-text.ts';

/** Fields whose word makes it another kind of call. */
const KINDS = ['salesType', 'paymentType', 'saleDocumentType', 'currency'];

/** What a query can be asked by. */
const SUBJECTS = ['paymentId', 'deviceUniqueId', 'transactionReferenceId'];

/** What kinds of call a request is: `salesType=PRE_AUTH`, `by paymentId`, `buyerInfo.customerType=2`, `grant_type=…`. */
export function formsOf({ target, body }: RawRequest): string[] {
  const text = body.toString('utf8');
  if (target.startsWith('/in-store/')) return [`grant_type=${new URLSearchParams(text).get('grant_type')}`];
  const members = readMembers(text);
  if (target.endsWith('/query-transaction-status')) {
    return [`by ${SUBJECTS.filter((name) => members.has(name)).join(' and ')}`];
  }
  const forms = KINDS.filter((name) => members.has(name)).map(
    (name) => `${name}=${written(members.get(name))}`,
  );
  const buyer = written(membersOf(members.get('buyerInfo')).get('customerType'));
  const hasInstalments = Number(written(members.get('installment'))) > 1;
  return [
    ...forms,
    ...(buyer === null ? [] : [`buyerInfo.customerType=${buyer}`]),
    ...(hasInstalments ? ['installment>1'] : []),
    ...['notificationPhone', 'notificationEmail'].filter((name) => members.has(name)),
  ];
}

function readMembers(text: string) {
  try {
    return membersOf(readJsonText(text));
  } catch {
    return membersOf(undefined);
  }
}
