import path from 'node:path';
import { Obstacle } from './obstacle.ts';

/** Where the demo world lives: ports on 127.0.0.1 and one directory for everything it keeps. */
export interface DemoSettings {
  portalPort: number;
  gatewayPort: number;
  /** The two hosts of Interpay's sandbox. */
  interpayPort: number;
  interpaySecondPort: number;
  /** The sandbox of Pay with iyzico, which shows the payer's pages too. */
  onlinePort: number;
  /** The mailbox: its pages, and where letters are handed over. */
  mailPort: number;
  smtpPort: number;
  /** The page that shows the codes of everybody's second factor. */
  authenticatorPort: number;
  databasePort: number;
  /** Absolute. */
  directory: string;
  /** For tests: nothing is flushed to the disk, and the directory is removed at the end. */
  isThrowAway: boolean;
}

/** The variable that moves each port, for sentences about a port that is taken. */
export const PORT_VARIABLES = {
  portalPort: 'VEZNE_PORT',
  gatewayPort: 'VEZNE_GATEWAY_PORT',
  interpayPort: 'VEZNE_INTERPAY_PORT',
  interpaySecondPort: 'VEZNE_INTERPAY_SECOND_PORT',
  onlinePort: 'VEZNE_ONLINE_PORT',
  mailPort: 'VEZNE_MAIL_PORT',
  smtpPort: 'VEZNE_SMTP_PORT',
  authenticatorPort: 'VEZNE_AUTHENTICATOR_PORT',
  databasePort: 'VEZNE_PG_PORT',
} as const;

/** Every port the demo listens on. */
export const PORTS = [
  'portalPort',
  'gatewayPort',
  'interpayPort',
  'interpaySecondPort',
  'onlinePort',
  'mailPort',
  'smtpPort',
  'authenticatorPort',
  'databasePort',
] as const satisfies (keyof typeof PORT_VARIABLES)[];

/** Throws Obstacle when a variable holds something that is no port, or two name the same one. */
export function readSettings(env: Record<string, string | undefined>): DemoSettings {
  const settings = {
    portalPort: port(env, 'VEZNE_PORT', 4300),
    gatewayPort: port(env, 'VEZNE_GATEWAY_PORT', 4301),
    interpayPort: port(env, 'VEZNE_INTERPAY_PORT', 4303),
    interpaySecondPort: port(env, 'VEZNE_INTERPAY_SECOND_PORT', 4304),
    onlinePort: port(env, 'VEZNE_ONLINE_PORT', 4305),
    mailPort: port(env, 'VEZNE_MAIL_PORT', 4306),
    smtpPort: port(env, 'VEZNE_SMTP_PORT', 4307),
    authenticatorPort: port(env, 'VEZNE_AUTHENTICATOR_PORT', 4308),
    databasePort: port(env, 'VEZNE_PG_PORT', 4302),
    directory: path.resolve(env.VEZNE_DATA || '.data/demo'),
    isThrowAway: env.VEZNE_THROW_AWAY === '1',
  };
  const ports = PORTS.map((key) => settings[key]);
  if (new Set(ports).size < ports.length) {
    const names = PORTS.map((key) => PORT_VARIABLES[key]).join(', ');
    throw new Obstacle(`Each of ${names} must be a port of its own.`);
  }
  return settings;
}

function port(env: Record<string, string | undefined>, variable: string, usual: number): number {
  const text = env[variable];
  if (text === undefined || text === '') return usual;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 65_535) return number;
  throw new Obstacle(`${variable} must be a port between 1 and 65535.`);
}
