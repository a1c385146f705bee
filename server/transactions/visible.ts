import type { Role } from '#db/schema/memberships.ts';
import type { Buyer, FiscalDetails, FiscalDocument, Notice } from '#server/gateways/fiscal-details.ts';
import type { SaleOptions } from '#server/gateways/sale-options.ts';
import { maskEmail, maskName, maskNumber } from '#server/kernel/mask.ts';

/** Names of members that hold a card's first digits, and of those that say who a customer is or how to reach one. */
const CARD_NAME = /^(bin|binnumber|cardbin|firstsix|firstsixdigits)$/;
const CONTACT_NAME = /(mail|phone|gsm|msisdn|taxnumber)|^(first|middle|family|company)name$/;
/** A masked card number that still shows its first digits: 454360******0006, 4543 60** **** 0006. */
const MASKED_NUMBER = /\d{4}[ -]?\d{0,2}(?=[*xX•][*xX• -]{3,}\d{4})/g;
const HIDDEN = '•••';

/** Whether this role may see a card's first six digits; support sees the last four only. */
export function seesBin(role: Role): boolean {
  return role !== 'support';
}

/** Whether this role may see who a customer is and how to reach one. */
export function seesContact(role: Role): boolean {
  return role === 'manager' || role === 'accountant';
}

/** Whether this role may see that much of an address that it can be told from another. */
export function seesMaskedContact(role: Role): boolean {
  return role === 'support' || seesContact(role);
}

/** Who buys and where the document goes, as a role may see it; `isMasked` says that most of it is stars. */
export type VisibleFiscal = {
  document: FiscalDocument;
  isMasked: boolean;
  /** Null for a final consumer. */
  buyer: Buyer | null;
  notice: Notice;
};

/**
 * The fiscal side of a sale as this role may see it: whole for those who deal with the customer, masked for support. An
 * admin has nothing to do with customers and is not even told that there is one.
 */
export function visibleFiscal(role: Role, fiscal: FiscalDetails | null): VisibleFiscal | null {
  if (!fiscal || seesContact(role)) return fiscal && { ...fiscal, isMasked: false };
  if (role !== 'support')
    return { ...fiscal, isMasked: true, buyer: null, notice: { phone: null, email: null } };
  const { phone, email } = fiscal.notice;
  return {
    document: fiscal.document,
    isMasked: true,
    buyer: fiscal.buyer && maskBuyer(fiscal.buyer),
    notice: { phone: phone && maskNumber(phone, 2), email: email && maskEmail(email) },
  };
}

/** What the provider was told with a sale, as this role may see it: the customer's address like that of a document. */
export function visibleOptions(role: Role, options: SaleOptions | null): SaleOptions | null {
  if (!options) return null;
  const { email } = options;
  return {
    ...options,
    invoiceNumber: visibleText(role, options.invoiceNumber),
    description: visibleText(role, options.description),
    email: seesContact(role) ? email : role === 'support' && email !== null ? maskEmail(email) : null,
  };
}

function maskBuyer(buyer: Buyer): Buyer {
  const taxNumber = maskNumber(buyer.taxNumber, 3);
  const place = { country: buyer.country, city: buyer.city, district: maskName(buyer.district) };
  if (buyer.kind === 'company') {
    return { ...buyer, ...place, taxNumber, companyName: maskName(buyer.companyName) };
  }
  const { firstName, middleName, familyName } = buyer;
  return {
    ...buyer,
    ...place,
    taxNumber,
    firstName: maskName(firstName),
    middleName: middleName && maskName(middleName),
    familyName: maskName(familyName),
  };
}

/** A kept text as this role may see it. */
export function visibleText(role: Role, text: string | null): string | null {
  return text === null || seesBin(role) ? text : text.replace(MASKED_NUMBER, '******');
}

/** A kept body of a provider call as this role may see it: what it may not is replaced, at any depth. */
export function visibleBody(role: Role, value: unknown, name = ''): unknown {
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  if (value !== null && !seesBin(role) && CARD_NAME.test(plain)) return HIDDEN;
  if (value !== null && !seesContact(role) && CONTACT_NAME.test(plain)) return HIDDEN;
  if (typeof value === 'string') return visibleText(role, value);
  if (Array.isArray(value)) return value.map((entry) => visibleBody(role, entry, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, visibleBody(role, member, key)]),
  );
}
