import { type CurrencyCode, toDecimal } from '#server/kernel/money.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import type { DraftBuyer, DraftDiscount, DraftLine, DraftSale } from './draft-sale.ts';
import { type DraftFigures, isBlank } from './price-draft.ts';

/** The fields of the form of a sale, as `server/transactions/sale-form.ts` reads them; what the device cannot do is left out. */
export function saleFields(
  draft: DraftSale,
  device: SellableDevice,
  figures: DraftFigures,
): Record<string, string> {
  const { currency, installmentCount } = draft;
  const fields: Record<string, string> = {
    deviceId: device.id,
    currency,
    amount: decimal(figures.amountMinor, currency),
    installmentCount: String(draft.paymentType === 'cash' ? 1 : installmentCount),
    paymentType: draft.paymentType,
  };
  if (device.preauthorizes) fields.kind = draft.kind;
  if (device.saleBy === 'lines') fields.lines = linesJson(draft.lines);
  if (device.takesDiscount) fields.discount = discountJson(draft.discount);
  if (figures.surchargeMinor > 0) fields.surcharge = decimal(figures.surchargeMinor, currency);
  if (draft.document && device.documents.includes(draft.document)) fields.document = draft.document;
  if (device.takesBuyer) fields.buyer = buyerJson(draft.buyer);
  if (device.takesNotice) Object.assign(fields, { phone: draft.phone.trim(), email: draft.email.trim() });
  return { ...fields, ...optionFields(draft, device) };
}

/** Of what the device can pass on only what was written. */
function optionFields(draft: DraftSale, { saleOptions }: SellableDevice): Record<string, string> {
  const written = {
    invoiceNumber: saleOptions.includes('invoiceNumber') ? draft.invoiceNumber.trim() : '',
    description: saleOptions.includes('description') ? draft.description.trim() : '',
    receiptEmail: saleOptions.includes('email') ? draft.receiptEmail.trim() : '',
    noTerminalPrint: saleOptions.includes('printsOnTerminal') && !draft.printsOnTerminal ? 'yes' : '',
  };
  return Object.fromEntries(Object.entries(written).filter(([, text]) => text !== ''));
}

function linesJson(lines: readonly DraftLine[]): string {
  return JSON.stringify(
    lines
      .filter((line) => !isBlank(line))
      .map(({ name, unitCode, vatRate, quantity, unitPrice, discount }) => ({
        name: name.trim(),
        unitCode,
        vatRate,
        quantity: Number(quantity),
        unitPrice,
        discount: toWire(discount),
      })),
  );
}

function discountJson(discount: DraftDiscount): string {
  const wire = toWire(discount);
  return wire ? JSON.stringify(wire) : '';
}

function toWire(discount: DraftDiscount) {
  switch (discount.kind) {
    case 'amount':
      return { by: 'amount', amount: discount.decimal };
    case 'percent':
      return { by: 'percent', basisPoints: discount.basisPoints };
    case 'none':
    case 'unreadable':
      return null;
  }
}

/** Empty for a final consumer. */
function buyerJson(buyer: DraftBuyer): string {
  const { kind, firstName, middleName, familyName, companyName, ...common } = buyer;
  switch (kind) {
    case 'final_consumer':
      return '';
    case 'individual':
      return JSON.stringify({ kind, firstName, middleName, familyName, ...common });
    case 'company':
      return JSON.stringify({ kind, companyName, ...common });
  }
}

function decimal(minor: number, currency: CurrencyCode): string {
  return toDecimal({ minor, currency });
}
