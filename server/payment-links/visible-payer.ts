import type { Role } from '#db/schema/memberships.ts';
import type { Payer } from '#server/gateways/hosted-gateway.ts';
import { maskEmail, maskName, maskNumber } from '#server/kernel/mask.ts';
import { seesContact } from '#server/transactions/visible.ts';

/** Who was asked to pay, as a role may see it; `isMasked` says that most of it is stars. */
export type VisiblePayer = Payer & { isMasked: boolean };

/**
 * Who was asked to pay, as this role may see it: whole for those who deal with the customer, masked for support. An admin has
 * nothing to do with customers.
 */
export function visiblePayer(role: Role, payer: Payer): VisiblePayer | null {
  if (seesContact(role)) return { ...payer, isMasked: false };
  if (role !== 'support') return null;
  return {
    name: maskName(payer.name),
    surname: maskName(payer.surname),
    email: maskEmail(payer.email),
    phone: maskNumber(payer.phone, 2),
    identityNumber: payer.identityNumber && maskNumber(payer.identityNumber, 2),
    address: maskName(payer.address),
    city: payer.city,
    country: payer.country,
    isMasked: true,
  };
}
