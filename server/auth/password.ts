import { hash, parseOptions, verify } from '@node-rs/argon2';

/**
 * Argon2id, version 1.3. Above the floor of OWASP's password storage sheet (19 MiB, 2 passes, 1 lane); about a tenth of a
 * second on a small machine.
 */
const COST = { memoryCost: 47_104, timeCost: 2, parallelism: 1 } as const;
/** `Algorithm.Argon2id`; the library's enum exists only as a type. */
const ARGON2ID = 2;

/** Each check takes 46 MiB and a core: this many at once, the others wait their turn. */
const MAX_AT_ONCE = 2;
/** More than this many waiting is an attack or an outage; refusing is kinder than answering in a minute. */
const MAX_WAITING = 40;

/** So long that no one meets it by typing, so short that hashing it costs nothing extra. */
export const MAX_PASSWORD_LENGTH = 1024;

/** A hash of today's cost that no password is known to have: a stranger costs the same time as a person. */
const NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${zeros(16)}$${zeros(32)}`;

/** Too many passwords are being checked right now. */
export class TooBusy extends Error {}

/** The PHC string to store for a password. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(prepared(password), { ...COST, algorithm: ARGON2ID }));
}

/**
 * Whether a password fits a stored hash. `null` stands for a person who does not exist: the answer is no after the same
 * work. Throws TooBusy when too many checks are waiting.
 */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  const fits = await inTurn(() => verify(storedHash ?? NOBODY, prepared(password)));
  return fits && storedHash !== null;
}

/** Whether a stored hash was made at another cost than today's and should be replaced at the next sign-in. */
export function isOutdatedHash(storedHash: string): boolean {
  const made = parseOptions(storedHash);
  return (
    made.algorithm !== ARGON2ID ||
    made.memoryCost !== COST.memoryCost ||
    made.timeCost !== COST.timeCost ||
    made.parallelism !== COST.parallelism
  );
}

/** One keyboard writes ü as one character, another as two: both are the same password (RFC 8265 §4.2.2). */
function prepared(password: string): string {
  return password.normalize('NFC');
}

function zeros(bytes: number): string {
  return Buffer.alloc(bytes).toString('base64').replace(/=+$/, '');
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_AT_ONCE) {
    if (waiting.length >= MAX_WAITING) throw new TooBusy();
    // Whoever finishes hands its place on, so `running` stays as it is.
    await new Promise<void>((go) => waiting.push(go));
  } else {
    running++;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
