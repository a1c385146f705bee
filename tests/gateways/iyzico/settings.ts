import { z } from 'zod';

const device = z.strictObject({
  deviceUniqueId: z.string().min(1).max(64),
  label: z.string().min(1),
  mode: z.enum(['manual', 'auto']),
});

const client = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
  model: z.enum(['507', '509']),
  devices: z.array(device).min(1),
});

/** What may be changed while the gateway runs. Times in the unit their name ends with. */
const gatewaySettings = z.strictObject({
  /** How long a device waits for a card before the gateway answers 380103. */
  deviceWaitMs: z.number().int().min(0),
  /** How long a device keeps a partial sale open on which nothing is paid. */
  openSaleWaitMs: z.number().int().min(0),
  /** How long an automatic device, or a step that needs no card, takes. */
  latencyMs: z.number().int().min(0),
  accessTokenSeconds: z.number().int().min(0),
  refreshTokenSeconds: z.number().int().min(0),
  codeSeconds: z.number().int().min(0),
  requestTimestampUnit: z.enum(['seconds', 'milliseconds']),
  /** How far the caller's clock may be off before a login is refused; 0 accepts any. */
  requestTimestampToleranceSeconds: z.number().int().min(0),
  /** Whether the kuruş of an amount choose a scenario on an automatic device. */
  scenariosByAmount: z.boolean(),
  /** Adds unknown fields, nulls and numbers written as text to every good answer. */
  noise: z.boolean(),
});

export const settingsPatch = gatewaySettings.partial();

export const defaultSettings: z.output<typeof gatewaySettings> = {
  deviceWaitMs: 60_000,
  openSaleWaitMs: 300_000,
  latencyMs: 50,
  accessTokenSeconds: 7199,
  refreshTokenSeconds: 86_400,
  codeSeconds: 600,
  requestTimestampUnit: 'seconds',
  requestTimestampToleranceSeconds: 600,
  scenariosByAmount: true,
  noise: false,
};

/** The file handed to the command line: who may log in, with which devices. */
export const gatewayConfig = z.strictObject({
  clients: z.array(client).min(1),
  settings: settingsPatch.optional(),
});

export type GatewaySettings = z.output<typeof gatewaySettings>;
export type GatewayClient = z.output<typeof client>;
/** VUK 507: fiscal cash register. VUK 509: payment terminal only. */
export type FiscalModel = GatewayClient['model'];
