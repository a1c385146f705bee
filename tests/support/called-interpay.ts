import type { RawCallback } from '#server/gateways/callback.ts';

/** Slips as a terminal prints them. */
export const SLIPS = {
  Customer: '<IMG src=""/><BR/><LG><C>North Rink &amp; Café</C></LG><BR/><L>AMOUNT:</L><R>$12.40</R><BR/>',
  Merchant: '<LG><L>Trans #: 12</L><R>Batch #: 7</R></LG><BR/><B><C>MERCHANT COPY</C></B><BR/>',
};

/** What the gateway says of an approved sale (§6.2); overrides replace or remove (undefined) fields. */
export function approvedFields(overrides: object = {}): Record<string, unknown> {
  const fields = {
    CODE: '0000',
    TEXT: 'APPROVED',
    SECUREID: 'a1b2c3d4e5f6g7h8i9j0',
    REQUESTID: '1234567890',
    AMT: '12.40',
    REFNUM: 'WP0123456789ABCD',
    INV: '',
    ACK: 'Y',
    AUTH: '004311',
    CARDTYPE: 'V',
    CARDMASK: '************3259',
    CUSTEMAIL: 'jo+x@shop.example',
    RECEIPTS: SLIPS,
    ...overrides,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A callback with this body. */
export function called(
  body: string | Uint8Array | object,
  more: Partial<Omit<RawCallback, 'body'>> = {},
): RawCallback {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const bytes = body instanceof Uint8Array ? body : Buffer.from(isRaw ? body : JSON.stringify(body));
  return { claims: 'success', contentType: 'application/json', query: '', ...more, body: bytes };
}
