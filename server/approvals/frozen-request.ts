import { z } from 'zod';
import { LIMIT_ROLES } from '#db/schema/approvals.ts';
import { ROLES } from '#db/schema/memberships.ts';
import type { ConnectionId, DeviceId, InvitationId, TransactionId } from '#server/kernel/ids.ts';
import { isId } from '#server/kernel/ids.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { PROVIDERS } from '#server/kernel/providers.ts';
import { memberChange } from '#server/people/member-change.ts';

const saleId = z.custom<TransactionId>((value) => typeof value === 'string' && isId('transaction', value));
const deviceId = z.custom<DeviceId>((value) => typeof value === 'string' && isId('device', value));
const minor = z.number().int().min(0);

/** A refund as it was asked for: exactly this sale, device, amount and currency, and of a fiscal sale these lines. */
export const frozenRefund = z.object({
  version: z.literal(1),
  saleId,
  deviceId,
  amountMinor: minor,
  currency: z.enum(CURRENCY_CODES),
  size: z.discriminatedUnion('by', [
    z.object({ by: z.literal('amount'), amountMinor: minor, itemId: z.string().nullish() }),
    z.object({
      by: z.literal('lines'),
      lines: z.array(z.object({ providerLineId: z.string(), quantity: z.number().int() })),
    }),
  ]),
  /** What the lines are called, for whoever decides. */
  lines: z.array(z.object({ name: z.string(), quantity: z.number(), refundMinor: minor })),
  options: z.object({ email: z.string().nullable(), printsOnTerminal: z.boolean() }).nullable(),
});
export type FrozenRefund = z.infer<typeof frozenRefund>;

const limit = z.object({ perSaleMinor: minor, perDayMinor: minor });

/** A limit as it is to be, and as it was when that was asked for. */
export const frozenLimit = z.object({
  version: z.literal(1),
  role: z.enum(LIMIT_ROLES),
  currency: z.enum(CURRENCY_CODES),
  before: limit.nullable(),
  after: limit,
});
export type FrozenLimit = z.infer<typeof frozenLimit>;

/** What somebody is to be here, and what they were when that was asked for. */
export const frozenMember = z.object({
  version: z.literal(1),
  change: memberChange,
  before: z.object({ role: z.enum(ROLES), branchIds: z.array(z.string()).nullable() }),
});
export type FrozenMember = z.infer<typeof frozenMember>;

/** The invitation that is to be sent; nothing of it but when it is sent can change, so what it says is not kept a second time. */
export const frozenInvitation = z.object({
  version: z.literal(1),
  invitationId: z.custom<InvitationId>((value) => typeof value === 'string' && isId('invitation', value)),
});
export type FrozenInvitation = z.infer<typeof frozenInvitation>;

/** Whether the merchant says that it has a single manager. */
export const frozenSingleManager = z.object({ version: z.literal(1), isSingleManager: z.boolean() });
export type FrozenSingleManager = z.infer<typeof frozenSingleManager>;

/**
 * An account that is to be added, or whose credentials are to be replaced, as it was called when that was asked for. The credentials
 * themselves wait sealed beside the request, never in it.
 */
export const frozenCredentials = z.object({
  version: z.literal(1),
  connectionId: z.custom<ConnectionId>((value) => typeof value === 'string' && isId('connection', value)),
  account: z.object({
    provider: z.enum(PROVIDERS),
    environment: z.enum(['live', 'sandbox']),
    label: z.string(),
    baseUrl: z.string(),
  }),
  change: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('add'),
      settings: z.custom<object>((value) => typeof value === 'object' && value !== null),
      staticCallbackHash: z.string().nullable(),
    }),
    /** `setAt`: since when those that are to go are there; null: since it was added. */
    z.object({ kind: z.literal('replace'), setAt: z.iso.datetime().nullable() }),
  ]),
});
export type FrozenCredentials = z.infer<typeof frozenCredentials>;
