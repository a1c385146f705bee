/** An item of the basket as it was asked for. */
export type BasketItem = { id: string; name: string; priceMinor: number };

/** What of an item was paid, and under which number it is refunded. */
export type PaidItem = {
  itemId: string;
  paymentTransactionId: number;
  priceMinor: number;
  paidMinor: number;
};

/** Money that went back: of every item, or of some. */
export type Returned = {
  kind: 'cancel' | 'refund';
  /** UTC. */
  at: string;
  /** Of the request; null when somebody did it in the panel. */
  conversationId: string | null;
  parts: readonly { id: number; paymentTransactionId: number; minor: number }[];
  authCode: string;
  hostReference: string;
  isAfterSettlement: boolean;
};

/** What was charged. */
export type Payment = {
  paymentId: number;
  /** UTC. */
  at: string;
  paidMinor: number;
  installment: number;
  /** Number of the test card; null for a balance. */
  card: string | null;
  /** 1 approved, 0 looked into, -1 rejected: then nothing is charged any more (§6). */
  fraudStatus: 1 | 0 | -1;
  authCode: string;
  hostReference: string;
  items: readonly PaidItem[];
  returns: readonly Returned[];
};

/** The last thing a payer tried without paying. */
export type LastTry =
  | { kind: 'declined'; code: string; group: string | null }
  | { kind: 'not_proven'; mdStatus: number }
  | { kind: 'left' };

/** One page that was opened, and what became of it. */
export type PageEntry = {
  token: string;
  apiKey: string;
  /** UTC. */
  createdAt: string;
  expiresAt: string;
  locale: 'tr' | 'en';
  conversationId: string | null;
  basketId: string;
  currency: string;
  /** The sum of the items, and what is to be paid before anything comes on top for instalments. */
  priceMinor: number;
  askedMinor: number;
  callbackUrl: string;
  installments: readonly number[];
  items: readonly BasketItem[];
  buyerName: string;
  email: string;
  gsmNumber: string;
  /** `running`: the bank is asked, and nobody can do anything on the page. */
  state: 'open' | 'running' | 'paid';
  lastTry: LastTry | null;
  payment: Payment | null;
};

/** A page that somebody paid on. */
export type PaidEntry = PageEntry & { payment: Payment };

export function isPaid(entry: PageEntry): entry is PaidEntry {
  return entry.payment !== null;
}

/** What can still go back of an item. */
export function leftOf(payment: Payment, item: PaidItem): number {
  const gone = payment.returns
    .flatMap((one) => one.parts)
    .filter((part) => part.paymentTransactionId === item.paymentTransactionId)
    .reduce((sum, part) => sum + part.minor, 0);
  return item.paidMinor - gone;
}
