import { z } from 'zod';
import { TAKEN_ADDRESSES } from '#server/auth/last-merchant.ts';
import { interpayAccount, payWithIyzicoAccount } from '#server/gateways/registry.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';

const text = (max: number) => z.string().trim().min(1).max(max);

const person = z.strictObject({
  name: text(100),
  email: z.email().max(254),
  role: z.enum(['support', 'accountant', 'manager', 'admin']),
  locale: z.enum(LOCALES).optional(),
});

const device = z.strictObject({
  /** As the provider's installer handed it over, e.g. `PAV860047264`. */
  providerDeviceId: text(64),
  label: text(60),
  /** Name of one of the branches. */
  branch: text(100),
});

const account = {
  environment: z.enum(['live', 'sandbox']),
  label: text(100),
  devices: z.array(device),
};
const address = z.url({ protocol: /^https?$/ });

const iyzico = z.strictObject({
  ...account,
  provider: z.literal('iyzico'),
  baseUrl: address,
  /** VUK 507: fiscal cash register; VUK 509: payment terminal only. */
  model: z.enum(['507', '509']),
  /** In which the login tells the time; seconds unless the provider asks for the other. */
  requestTimestampUnit: z.enum(['seconds', 'milliseconds']).optional(),
  credentials: z.strictObject({
    clientId: text(200),
    clientSecret: text(500),
    username: text(200),
    password: text(500),
  }),
});

/** Where real money is put to Interpay terminals, unless the plan says otherwise. */
const INTERPAY_LIVE = ['https://svra.interpaypos.com:1443/', 'https://svrb.interpaypos.com:1443/'] as const;

const interpay = z
  .strictObject({
    ...interpayAccount.settings.shape,
    ...account,
    provider: z.literal('interpay'),
    baseUrl: address.optional(),
    secondaryUrl: address.nullable().optional(),
    timeZone: interpayAccount.settings.shape.timeZone.refine(
      isTimeZone,
      'not a time zone such as America/Toronto',
    ),
    credentials: z.strictObject(interpayAccount.credentials.shape),
  })
  .transform(({ baseUrl, secondaryUrl, ...plan }, check) => {
    // There is no published host for play money, and the second live host is equal to the first only.
    const [first, second] = baseUrl ? [baseUrl, null] : plan.environment === 'live' ? INTERPAY_LIVE : [];
    if (!first) check.addIssue({ code: 'custom', path: ['baseUrl'], message: 'needed for the sandbox' });
    return { ...plan, baseUrl: first ?? '', secondaryUrl: secondaryUrl ?? second ?? null };
  });

/** Where payment pages of Pay with iyzico are opened, unless the plan says otherwise. */
const PAY_WITH_IYZICO = {
  live: 'https://api.iyzipay.com',
  sandbox: 'https://sandbox-api.iyzipay.com',
} as const;

const payWithIyzico = z
  .strictObject({
    ...payWithIyzicoAccount.settings.shape,
    ...account,
    provider: z.literal('pay_with_iyzico'),
    baseUrl: address.optional(),
    credentials: payWithIyzicoAccount.credentials,
    /** Tills without a terminal, whose payers pay on a page; the provider knows nothing of them. */
    devices: z.array(z.strictObject({ label: text(60), branch: text(100) })),
  })
  .transform(({ baseUrl, devices, ...plan }) => ({
    ...plan,
    baseUrl: baseUrl ?? PAY_WITH_IYZICO[plan.environment],
    devices: devices.map((till, place) => ({ ...till, providerDeviceId: `online-${place + 1}` })),
  }));

/** An account with a provider, with the devices it drives. */
export const connectionPlan = z.discriminatedUnion('provider', [iyzico, interpay, payWithIyzico]);

/** What `npm run set-up` is given: one merchant with its branches, people, provider accounts and devices. */
export const setUpPlan = z
  .strictObject({
    slug: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'small letters, digits and hyphens, up to 40')
      .refine((slug) => !TAKEN_ADDRESSES.includes(slug), 'taken by a page of Vezne itself'),
    name: text(100),
    legalName: text(200),
    taxNumber: text(20),
    country: z.string().regex(/^[A-Z]{2}$/, 'two capital letters'),
    timeZone: z.string().refine(isTimeZone, 'not a time zone such as Europe/Istanbul'),
    cutOff: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as 04:00'),
    currency: z.enum(CURRENCY_CODES),
    locale: z.enum(LOCALES),
    /** What goes back without a second person, in whole units of the currency: of one sale, and by one person in 24 hours. */
    refundLimit: z
      .strictObject({ perSale: z.number().int().min(0).max(1e9), perDay: z.number().int().min(0).max(1e9) })
      .default({ perSale: 5_000, perDay: 20_000 }),
    branches: z.array(z.strictObject({ name: text(100), address: text(200), city: text(100) })).min(1),
    people: z.array(person).min(1),
    connections: z.array(connectionPlan),
  })
  .superRefine((plan, check) => {
    const branches = new Set(plan.branches.map((branch) => branch.name));
    for (const { devices } of plan.connections) {
      for (const { branch, label } of devices) {
        if (!branches.has(branch))
          check.addIssue({ code: 'custom', message: `${label}: there is no branch ${branch}` });
      }
    }
  });

export type SetUpPlan = z.infer<typeof setUpPlan>;

/** One account with a provider in it. */
export type PlannedConnection = SetUpPlan['connections'][number];

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
