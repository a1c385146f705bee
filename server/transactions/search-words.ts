import type { ListTab } from '#db/queries/transaction-conditions.ts';
import { TOTAL_KINDS, type TotalKind } from '#db/schema/totals.ts';
import { STATES, type TransactionState } from '#db/schema/transactions.ts';
import { messages } from '#server/i18n/messages.ts';
import { fold } from '#server/kernel/fold.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { CURRENCY_CODES, type CurrencyCode } from '#server/kernel/money.ts';
import { PERIODS, type Period } from './period.ts';

/** What can stand before a colon in the search, by what it narrows. */
export const SEARCH_KEYS = [
  'last4',
  'amount',
  'currency',
  'authCode',
  'rrn',
  'stan',
  'batch',
  'reference',
  'id',
  'paymentNumber',
  'saleNumber',
  'sessionId',
  'device',
  'branch',
  'person',
  'acquirer',
  'provider',
  'environment',
  'cardType',
  'kind',
  'state',
  'date',
] as const;
export type SearchKey = (typeof SEARCH_KEYS)[number];

/** Short words for the keys in the languages of the interface; what the slip calls them is added from its texts. */
const KEY_WORDS: Record<SearchKey, readonly string[]> = {
  last4: ['last4', 'last 4', 'card', 'son4', 'son 4', 'kart', 'carte', 'fin'],
  amount: ['amount', 'sum', 'tutar', 'montant', 'toplam', 'total'],
  currency: ['currency', 'para birimi', 'döviz', 'devise'],
  authCode: [
    'auth',
    'authcode',
    'auth code',
    'authorization code',
    'approval',
    'onay',
    'otorizasyon',
    'accord',
  ],
  rrn: ['rrn', 'host', 'hostref', 'host reference'],
  stan: ['stan', 'trace', 'iz no'],
  batch: ['batch', 'batch no', 'grup', 'lot'],
  reference: ['ref', 'reference', 'referans', 'référence'],
  id: ['id', 'txn', 'işlem no', 'işlem'],
  paymentNumber: ['payment', 'payment id', 'paymentid', 'ödeme', 'ödeme no', 'paiement'],
  saleNumber: ['sale', 'sale no', 'satış no', 'vente'],
  sessionId: ['session', 'oturum'],
  device: ['device', 'terminal', 'cihaz', 'kasa', 'caisse', 'appareil'],
  branch: ['branch', 'şube', 'succursale', 'agence'],
  person: ['user', 'by', 'kullanıcı', 'kişi', 'utilisateur', 'par'],
  acquirer: ['acquirer', 'bank', 'banka', 'acquéreur', 'banque'],
  provider: ['provider', 'sağlayıcı', 'prestataire'],
  environment: ['env', 'environment', 'ortam', 'environnement'],
  cardType: ['cardtype', 'card type', 'kart türü', 'karttürü', 'type de carte'],
  kind: ['kind', 'type', 'tür', 'işlem türü', 'genre'],
  state: ['state', 'status', 'durum', 'état', 'statut'],
  date: ['date', 'day', 'tarih', 'gün', 'jour'],
};

/** Labels of a slip that name something it can be found by. */
const SLIP_LABELS = {
  amount: 'amount',
  authCode: 'authCode',
  rrn: 'rrn',
  stan: 'stan',
  batch: 'batch',
  reference: 'reference',
  saleNumber: 'saleNumber',
  device: 'device',
  acquirer: 'acquirer',
  date: 'date',
} as const satisfies Partial<Record<SearchKey, string>>;

const texts = LOCALES.map((locale) => messages[locale]);

const slipLabels = new Map<string, SearchKey>(
  Object.entries(SLIP_LABELS).flatMap(([key, label]) =>
    texts.map((text): [string, SearchKey] => [fold(text.receipt.slip[label]), key as SearchKey]),
  ),
);
const keys = new Map<string, SearchKey>([
  ...slipLabels,
  ...SEARCH_KEYS.flatMap((key) => KEY_WORDS[key].map((word): [string, SearchKey] => [fold(word), key])),
]);

const kinds = dictionary(TOTAL_KINDS, (kind) => texts.map((text) => text.transactions.kind[kind]));
const states = new Map<string, TransactionState | ListTab>([
  ...dictionary(['open', 'refunded'] as const, (tab) => texts.map((text) => text.transactions.tabs[tab])),
  ...dictionary(STATES, (state) => texts.map((text) => text.state[state].word)),
]);
const cardTypes = dictionary(['credit', 'debit', 'prepaid'] as const, (type) =>
  texts.map((text) => text.transactions.detail.cardTypes[type]),
);
const environments = dictionary(['live', 'sandbox'] as const, (environment) =>
  texts.map((text) => text.find.environment[environment]),
);
const periods = dictionary(PERIODS, (period) => texts.map((text) => text.find.filter.periods[period]));

/** What people write for a currency beside its code. */
const CURRENCY_SIGNS: Partial<Record<CurrencyCode, readonly string[]>> = {
  TRY: ['₺', 'TL', 'YTL'],
  USD: ['$', 'US$'],
  EUR: ['€'],
  GBP: ['£'],
  CAD: ['CA$', 'C$', '$CA'],
};
const currencies = dictionary(CURRENCY_CODES, (code) => CURRENCY_SIGNS[code] ?? []);

/** The key that a word before a colon names, in any language of the interface; null for none. */
export function keyNamed(word: string): SearchKey | null {
  return keys.get(fold(word)) ?? null;
}

/** What of a slip is no number, and whose label is a word that people write by itself. */
const NAMED_ON_SLIP: readonly SearchKey[] = ['device', 'acquirer', 'date'];

/** The key that is meant where a slip has these words before a number, without any sign between them; null for none. */
export function slipLabelled(words: string): SearchKey | null {
  const key = slipLabels.get(fold(words));
  return key && !NAMED_ON_SLIP.includes(key) ? key : null;
}

/** What a word says, in any language of the interface; null for nothing. */
export const say = {
  kind: (word: string): TotalKind | null => kinds.get(fold(word)) ?? null,
  /** A state, or one of the tabs that hold several. */
  state: (word: string): TransactionState | ListTab | null => states.get(fold(word)) ?? null,
  cardType: (word: string) => cardTypes.get(fold(word)) ?? null,
  environment: (word: string) => environments.get(fold(word)) ?? null,
  period: (word: string): Period | null => periods.get(fold(word)) ?? null,
  currency: (word: string): CurrencyCode | null => currencies.get(fold(word)) ?? null,
  isMe: (word: string): boolean => ['me', 'ben', 'moi'].includes(fold(word)),
};

function dictionary<Word extends string>(
  words: readonly Word[],
  alsoCalled: (word: Word) => readonly string[],
): Map<string, Word> {
  return new Map(
    words.flatMap((word) => [word, ...alsoCalled(word)].map((text): [string, Word] => [fold(text), word])),
  );
}
