import type { SaleLine, VatRate } from '#server/gateways/terminal-gateway.ts';
import type { SlipFacts, SlipTransaction } from './compose-slip.ts';
import { parseMarkup } from './parse-markup.ts';
import { renderText } from './render-text.ts';

/** An approved sale of ten thousand lira and some, as a busy shop's slip shows it. */
export function saleFacts(change: Partial<SlipTransaction> = {}): SlipFacts {
  return {
    merchant: {
      name: 'Kuzguncuk Kahvecisi',
      legalName: 'Kuzguncuk Kahve ve Gıda Ltd. Şti.',
      taxNumber: '1234567890',
      country: 'TR',
      timeZone: 'Europe/Istanbul',
    },
    branch: { name: 'Kadıköy', address: 'Caferağa Mah. Moda Cad. No: 12/A', city: 'İstanbul' },
    deviceLabel: 'Kasa 1',
    look: { logo: null, footer: { tr: [], en: [], fr: [] } },
    transaction: { ...approvedSale, ...change },
    sale: null,
  };
}

const approvedSale: SlipTransaction = {
  kind: 'sale',
  state: 'approved',
  environment: 'live',
  amountMinor: 1_234_550,
  currency: 'TRY',
  installmentCount: 1,
  paymentType: 'card',
  surchargeMinor: 0,
  fiscal: null,
  lines: [],
  createdAt: new Date('2025-11-20T20:59:30Z'),
  settledAt: new Date('2025-11-20T21:00:05Z'),
  voidedAt: null,
  capturedAt: null,
  reference: 'ref_01kah2m3n4p5q6r7s8t9v0w1x2',
  outcomeReason: null,
  outcomeCode: null,
  providerBatchNumber: '12',
  authCode: '012345',
  rrn: '532420001234',
  stan: '000123',
  acquirerName: 'Türkiye İş Bankası',
  tid: '00123456',
  mid: '000001234567890',
  last4: '1234',
  cardType: 'credit',
  entryMode: 'contactless',
  saleNumber: null,
};

/** A line of a fiscal sale; prices in minor units, VAT included. */
export function item(name: string, vatRate: VatRate, quantity: number, unitPriceMinor: number): SaleLine {
  const totalMinor = quantity * unitPriceMinor;
  return { name, unitCode: 'C62', vatRate, quantity, unitPriceMinor, grossMinor: totalMinor, totalMinor };
}

/** The slip of §11.4: what a terminal sends for a sale somebody cancelled. */
export const VECTOR = [
  '<IMG src=""/><BR/>',
  '<LG><C>North Rink</C></LG><BR/>',
  '<BR/>',
  '<L>04/02/2026</L><R>09:05</R><BR/>',
  '<LG><L>Trans #: 12</L><R>Batch #: 7</R></LG><BR/>',
  '<LG><L>TOTAL AMT:</L><R>$12.40</R></LG><BR/>',
  '<INV><B><LG><C>* CANCELED </C></LG></B></INV><BR/>',
  '<B><C>MERCHANT COPY</C></B><BR/>',
  '<BR/>',
].join('');

/** A PNG of one black dot, in base64. */
export const ONE_DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

/** What a terminal's slip says, line by line: blanks at the ends left out, a gap in the middle as a bar. */
export function said(markup: string): string[] {
  const text = renderText(parseMarkup(markup).receipt, 48);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trim().replace(/ {2,}/g, ' | '));
}
