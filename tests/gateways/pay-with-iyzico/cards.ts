/** What a card does when somebody pays with it. */
export type CardResult =
  | { kind: 'paid' }
  /** Paid, but no bank takes it back. */
  | { kind: 'paid_for_good' }
  | { kind: 'declined'; code: string; group: string | null }
  /** The holder did not prove who they are: the payment failed, and the call about it did not. */
  | { kind: 'not_proven'; mdStatus: number };

export type Card = {
  number: string;
  label: string;
  type: 'CREDIT_CARD' | 'DEBIT_CARD' | 'PREPAID_CARD';
  association: 'VISA' | 'MASTER_CARD' | 'AMERICAN_EXPRESS' | 'TROY';
  family: string | null;
  isForeign: boolean;
  result: CardResult;
};

const paid: CardResult = { kind: 'paid' };
const no = (code: string, group: string | null): CardResult => ({ kind: 'declined', code, group });

function card(
  number: string,
  label: string,
  result: CardResult,
  more: Partial<Pick<Card, 'type' | 'family' | 'isForeign'>> = {},
): Card {
  const { type = 'CREDIT_CARD', family = null, isForeign = false } = more;
  return { number, label, type, association: associationOf(number), family, isForeign, result };
}

function associationOf(number: string): Card['association'] {
  if (number.startsWith('3')) return 'AMERICAN_EXPRESS';
  if (number.startsWith('9')) return 'TROY';
  return number.startsWith('4') ? 'VISA' : 'MASTER_CARD';
}

/** The published test cards (§12), in the order the page offers them. */
export const cards: readonly Card[] = [
  card('5526080000000006', 'Akbank, Axess', paid, { family: 'Axess' }),
  card('5528790000000008', 'Halkbank, Paraf', paid, { family: 'Paraf' }),
  card('5890040000000016', 'Akbank, debit', paid, { type: 'DEBIT_CARD' }),
  card('4603450000000000', 'Denizbank, Visa', paid, { family: 'Bonus' }),
  card('4766620000000001', 'Denizbank, Visa debit', paid, { type: 'DEBIT_CARD' }),
  card('374427000000003', 'Garanti, American Express', paid, { family: 'Bonus' }),
  card('9792030000000000', 'Troy', paid),
  card('5400010000000004', 'Foreign credit card', paid, { isForeign: true }),
  card('4054180000000007', 'Foreign debit card', paid, { type: 'DEBIT_CARD', isForeign: true }),
  card('5406670000000009', 'Paid, never given back', { kind: 'paid_for_good' }),
  card('4111111111111129', 'Not sufficient funds', no('10051', 'NOT_SUFFICIENT_FUNDS')),
  card('4129111111111111', 'Do not honour', no('10005', 'DO_NOT_HONOUR')),
  card('4128111111111112', 'Invalid transaction', no('10012', 'INVALID_TRANSACTION')),
  card('4127111111111113', 'Lost card', no('10041', 'LOST_CARD')),
  card('4126111111111114', 'Stolen card', no('10043', 'STOLEN_CARD')),
  card('4125111111111115', 'Expired card', no('10054', 'EXPIRED_CARD')),
  card('4124111111111116', 'Wrong CVC', no('10084', 'INVALID_CVC2')),
  card('4123111111111117', 'Not permitted to holder', no('10057', 'NOT_PERMITTED_TO_CARDHOLDER')),
  card('4122111111111118', 'Not permitted to terminal', no('10058', 'NOT_PERMITTED_TO_TERMINAL')),
  card('4121111111111119', 'Fraud suspect', no('10034', 'FRAUD_SUSPECT')),
  card('4120111111111110', 'Pick up', no('10041', 'PICKUP_CARD')),
  card('4130111111111118', 'General error', no('10204', 'UNKNOWN')),
  card('4131111111111117', '3-D Secure not passed (mdStatus 0)', { kind: 'not_proven', mdStatus: 0 }),
  card('4141111111111115', '3-D Secure not passed (mdStatus 4)', { kind: 'not_proven', mdStatus: 4 }),
  card('4151111111111112', '3-D Secure does not start', no('10204', 'UNKNOWN')),
  card('4151111111111393', 'Restricted by law', no('10093', 'RESTRICTED_BY_LAW')),
];

/** The card somebody pays with who did not choose one. */
export const usualCard = '5526080000000006';

export function findCard(number: string): Card | undefined {
  return cards.find((one) => one.number === number);
}
