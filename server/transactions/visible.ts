import type { Role } from '#db/schema/memberships.ts';

/** Names of members that hold a card's first digits, and of those that hold a way to reach a person. */
const CARD_NAME = /^(bin|binnumber|cardbin|firstsix|firstsixdigits)$/;
const CONTACT_NAME = /(mail|phone|gsm|msisdn)/;
/** A masked card number that still shows its first digits: 454360******0006. */
const MASKED_NUMBER = /\d{4,6}(?=[*xX•]{4,}\d{4})/g;
const HIDDEN = '•••';

/** Whether this role may see a card's first six digits; support sees the last four only. */
export function seesBin(role: Role): boolean {
  return role !== 'support';
}

/** Whether this role may see a customer's phone number and e-mail address. */
function seesContact(role: Role): boolean {
  return role === 'manager' || role === 'accountant';
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
