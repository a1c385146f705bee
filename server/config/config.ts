import { join } from 'node:path';
import { z } from 'zod';
import { type Retention, retentionSetting } from '#server/privacy/retention.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

const key32 = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'));

const hosts = (usual: string) =>
  z
    .string()
    .default(usual)
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim())
        .filter(Boolean),
    );

const isSafe = (text: string) => text.startsWith('https:') || loopback.has(URL.parse(text)?.hostname ?? '');

const seconds = (fallback: number) => z.coerce.number().int().min(1).max(86_400).default(fallback);

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_DIRECT_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  BACKUP_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  EMBEDDED_DATABASE_PORT: z.coerce.number().int().min(1).max(65_535).default(54_329),
  DATA_DIR: z.string().min(1).default('.data'),
  ANSWERS_DIR: z.string().min(1).optional(),
  AUDIT_HEADS_DIR: z.string().min(1).optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, 'must be https, except on this machine')
    // The addresses it begins, with a secret in them, must be short enough for every provider.
    .refine((text) => text.length <= 100, 'must have at most 100 characters'),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  SEALING_KEYS: z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim().split(':')))
    .pipe(z.array(z.tuple([z.string().regex(/^[a-z0-9]{1,16}$/), key32])).min(1)),
  AUDIT_KEY: key32,
  OUTGOING_HOSTS: hosts('api.iyzipay.com,sandbox-api.iyzipay.com,svra.interpaypos.com,svrb.interpaypos.com'),
  SSO_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, 'must be https, except on this machine')
    .refine((text) => !/[?#@]/.test(text), 'must be nothing but an address')
    .optional(),
  SSO_CLIENT_ID: z.string().min(1).max(255).optional(),
  SSO_CLIENT_SECRET: z.string().min(8, 'must have at least 8 characters').max(1000).optional(),
  SSO_LABEL: z.string().min(1).max(40).optional(),
  SSO_HOSTS: hosts(''),
  MAIL_URL: z
    .url({ protocol: /^smtps?$/ })
    // Without encryption a password and a customer's slip could be read on the way.
    .refine((text) => URL.parse(text)?.hostname !== '', 'must name a mail server')
    .optional(),
  MAIL_FROM: z.email().max(254).optional(),
  SERVER_IP: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  WRONG_TRIES_PER_ADDRESS: z.coerce.number().int().min(5).max(100_000).default(20),
  WORKER: z.enum(['inline', 'off']).default('inline'),
  METRICS_TOKEN: z.string().min(32, 'must have at least 32 characters').optional(),
  WORKER_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((pair) => pair.includes('=')))
    .transform((pairs) =>
      Object.fromEntries(
        pairs.map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
        }),
      ),
    ),
  OTEL_SERVICE_NAME: z.string().min(1).max(100).default('vezne'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SALE_DEADLINE_SECONDS: seconds(150),
  CLOSE_DEADLINE_SECONDS: seconds(180),
  READ_DEADLINE_SECONDS: seconds(10),
  SESSION_DEADLINE_SECONDS: seconds(30),
  PAGE_DEADLINE_SECONDS: seconds(15),
  RETURN_DEADLINE_SECONDS: seconds(90),
  CALLBACK_WINDOW_SECONDS: seconds(180),
  DOUBT_WINDOW_SECONDS: seconds(60),
  VOID_WINDOW_SECONDS: seconds(30),
  WAITING_WINDOW_SECONDS: seconds(240),
  NOT_FOUND_GAP_SECONDS: seconds(30),
  // With the call itself well within the minute after which a payment has to be in the books, whoever reports it or not.
  RETENTION_MONTHS: retentionSetting,
  PAGE_ASK_SECONDS: z.coerce.number().int().min(1).max(45).default(40),
});

/** Name of every variable that is read. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

/** A key that seals provider secrets, with the name that sealed values carry in front. */
export type SealingKey = { id: string; bytes: Buffer };

/** A provider of single sign-on (OpenID Connect), as its administrator has registered us there. */
export type SsoConfig = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What people call it. */
  label: string;
  /** Hosts beside the issuer's own on which it answers. */
  hosts: string[];
};

/** Everything the process was told at start, parsed; nothing reads the environment after this. */
export type Config = {
  /** `null`: start the embedded PostgreSQL. */
  database: {
    url: string;
    ownerUrl: string | null;
    directUrl: string;
    /** As whom backups are read, where the owner does not see everything. */
    backupUrl: string | null;
  } | null;
  embeddedDatabasePort: number;
  databasePool: number;
  dataDirectory: string;
  answersDirectory: string;
  /** Where the heads of the audit chains are kept outside of the database. */
  auditHeadsDirectory: string;
  publicUrl: string;
  authSecret: string;
  /** The first seals; all of them unseal. */
  sealingKeys: [SealingKey, ...SealingKey[]];
  auditKey: Buffer;
  outgoingHosts: string[];
  runsWorker: boolean;
  /** How many proxies in front of this process vouch for the address before them; others may make it up. */
  trustedProxies: number;
  /** So many wrong tries to sign in come from one address before it waits. */
  wrongTriesPerAddress: number;
  /** Whoever shows it may read the metrics; null: nobody may. */
  metricsToken: string | null;
  /** Where a worker of its own answers an orchestrator; null: nowhere. */
  workerPort: number | null;
  /** Where traces are sent; null: none are. */
  traces: { endpoint: string; headers: Readonly<Record<string, string>>; service: string } | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** The mail server and the sender's address; `null`: no letters are sent. */
  mail: { url: string; from: string } | null;
  /** `null`: people sign in with a password alone, and a second factor. */
  sso: SsoConfig | null;
  /** What providers are told our server is called, where one wants to know. */
  serverIp: string;
  deadlines: {
    saleMs: number;
    closeMs: number;
    readMs: number;
    sessionMs: number;
    pageMs: number;
    returnMs: number;
  };
  /** For how many months what has its time is kept. */
  retention: Retention;
  unknown: {
    waitingWindowMs: number;
    notFoundGapMs: number;
    callbackWindowMs: number;
    doubtWindowMs: number;
    voidWindowMs: number;
    pageAskMs: number;
  };
};

/** What is wrong with the environment, one line each; names of variables, never their values. */
export class InvalidConfig extends Error {
  constructor(problems: string[]) {
    super(`The configuration is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Parses the environment; throws InvalidConfig naming every variable that is missing or wrong. */
export function parseConfig(variables: Record<string, string | undefined>): Config {
  // An empty line in an .env file means «not set».
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new InvalidConfig(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const env = parsed.data;
  if (!env.MAIL_URL !== !env.MAIL_FROM) throw new InvalidConfig(['MAIL_URL, MAIL_FROM: both or neither']);
  const sso = ssoOf(env);
  const [first, ...others] = env.SEALING_KEYS.map(([id, bytes]) => ({ id, bytes }));
  if (!first) throw new InvalidConfig(['SEALING_KEYS: at least one key']);
  return {
    database: env.DATABASE_URL
      ? {
          url: env.DATABASE_URL,
          ownerUrl: env.DATABASE_OWNER_URL ?? null,
          directUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
          backupUrl: env.BACKUP_DATABASE_URL ?? null,
        }
      : null,
    embeddedDatabasePort: env.EMBEDDED_DATABASE_PORT,
    databasePool: env.DATABASE_POOL,
    dataDirectory: env.DATA_DIR,
    answersDirectory: env.ANSWERS_DIR ?? join(env.DATA_DIR, 'answers'),
    auditHeadsDirectory: env.AUDIT_HEADS_DIR ?? join(env.DATA_DIR, 'audit-heads'),
    publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
    authSecret: env.AUTH_SECRET,
    sealingKeys: [first, ...others],
    auditKey: env.AUDIT_KEY,
    outgoingHosts: env.OUTGOING_HOSTS,
    runsWorker: env.WORKER === 'inline',
    trustedProxies: env.TRUSTED_PROXIES,
    wrongTriesPerAddress: env.WRONG_TRIES_PER_ADDRESS,
    metricsToken: env.METRICS_TOKEN ?? null,
    workerPort: env.WORKER_PORT ?? null,
    traces: env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? {
          endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
          headers: env.OTEL_EXPORTER_OTLP_HEADERS,
          service: env.OTEL_SERVICE_NAME,
        }
      : null,
    logLevel: env.LOG_LEVEL,
    serverIp: env.SERVER_IP,
    sso,
    mail: env.MAIL_URL && env.MAIL_FROM ? { url: env.MAIL_URL, from: env.MAIL_FROM } : null,
    deadlines: {
      saleMs: env.SALE_DEADLINE_SECONDS * 1000,
      closeMs: env.CLOSE_DEADLINE_SECONDS * 1000,
      readMs: env.READ_DEADLINE_SECONDS * 1000,
      sessionMs: env.SESSION_DEADLINE_SECONDS * 1000,
      pageMs: env.PAGE_DEADLINE_SECONDS * 1000,
      returnMs: env.RETURN_DEADLINE_SECONDS * 1000,
    },
    retention: env.RETENTION_MONTHS,
    unknown: {
      waitingWindowMs: env.WAITING_WINDOW_SECONDS * 1000,
      notFoundGapMs: env.NOT_FOUND_GAP_SECONDS * 1000,
      callbackWindowMs: env.CALLBACK_WINDOW_SECONDS * 1000,
      doubtWindowMs: env.DOUBT_WINDOW_SECONDS * 1000,
      voidWindowMs: env.VOID_WINDOW_SECONDS * 1000,
      pageAskMs: env.PAGE_ASK_SECONDS * 1000,
    },
  };
}

/** Half of it would be a button that leads nowhere. */
function ssoOf(env: z.output<typeof environment>): SsoConfig | null {
  const [issuer, clientId, clientSecret, label] = [
    env.SSO_ISSUER,
    env.SSO_CLIENT_ID,
    env.SSO_CLIENT_SECRET,
    env.SSO_LABEL,
  ];
  if (issuer && clientId && clientSecret && label)
    return { issuer, clientId, clientSecret, label, hosts: env.SSO_HOSTS };
  if (issuer || clientId || clientSecret || label)
    throw new InvalidConfig(['SSO_ISSUER, SSO_CLIENT_ID, SSO_CLIENT_SECRET, SSO_LABEL: all or none']);
  return null;
}
