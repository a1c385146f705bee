import pino from 'pino';
import { currentSubject } from '#server/telemetry/trail.ts';

/** Structured log lines; one JSON object each. */
export type Log = pino.Logger;

/** Names under which a secret might be logged by mistake; their values never leave the process. */
const SECRET_FIELDS = [
  'password',
  'passwordHash',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
  'code',
  'client_secret',
  'clientSecret',
  'authorization',
  'cookie',
  'sealedCredentials',
  'sealedSession',
  'databaseUrl',
];

/** A log at a level, to standard output unless told, with secrets replaced at two depths. */
export function createLog(level: string, to: pino.DestinationStream = pino.destination(1)): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    // Whatever is said while work on an operation is done is found with it.
    mixin: () => ({ ...currentSubject() }),
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[removed]',
    },
  };
  return pino(options, to);
}
