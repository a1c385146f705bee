import type { VatRate } from '#server/gateways/terminal-gateway.ts';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { UNIT_CODES } from '#server/transactions/lines.ts';

/** A unit a line can be sold in (UN/ECE code); the server takes no other. */
export type Unit = (typeof UNIT_CODES)[number];

/** The units in the order they are offered. */
export const UNITS = ['C62', 'KGM', 'LTR', 'MTR', 'HUR'] as const satisfies readonly Unit[];

/** VAT rates in the order they are offered, percent; the usual one for food and drink first. */
export const RATES = ['10', '20', '1', '0'] as const satisfies readonly VatRate[];

/** A line as it is being written; `unitPrice` is canonical decimal text, empty while there is none. */
export type DraftLine = {
  key: string;
  name: string;
  unitCode: Unit;
  vatRate: VatRate;
  quantity: string;
  unitPrice: string;
};

/** A sale as it is being written. `amount` counts only on devices that sell by amount. */
export type DraftSale = {
  deviceId: string;
  currency: CurrencyCode;
  amount: string | null;
  installmentCount: number;
  lines: DraftLine[];
};

/** An empty line. */
export function emptyLine(key: string): DraftLine {
  return { key, name: '', unitCode: 'C62', vatRate: '10', quantity: '1', unitPrice: '' };
}

/** The total of a line in minor units; null while it is not a whole line. */
export function lineTotal(line: DraftLine, currency: CurrencyCode): number | null {
  const price = parseDecimal(line.unitPrice, currency);
  const isWhole = /^[1-9]\d{0,3}$/.test(line.quantity) && line.name.trim() !== '';
  return price && price.minor > 0 && isWhole ? price.minor * Number(line.quantity) : null;
}

/** The sum of all lines in minor units; null while one of them is not whole. */
export function linesTotal(lines: readonly DraftLine[], currency: CurrencyCode): number | null {
  const totals = lines.map((line) => lineTotal(line, currency));
  return totals.length > 0 && totals.every((total) => total !== null)
    ? totals.reduce<number>((sum, total) => sum + (total ?? 0), 0)
    : null;
}

/** The lines as the form sends them. */
export function linesJson(lines: readonly DraftLine[]): string {
  return JSON.stringify(
    lines.map(({ name, unitCode, vatRate, quantity, unitPrice }) => ({
      name: name.trim(),
      unitCode,
      vatRate,
      quantity: Number(quantity),
      unitPrice,
    })),
  );
}
