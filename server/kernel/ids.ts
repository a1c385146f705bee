/** What an id names; the prefix makes a wrong id visible in a log and impossible to pass by mistake. */
const PREFIXES = {
  merchant: 'mer',
  branch: 'bra',
  user: 'usr',
  session: 'ses',
  authenticator: 'aut',
  connection: 'con',
  device: 'dev',
  transaction: 'txn',
  event: 'evt',
  exchange: 'exc',
  splitSale: 'spl',
  batch: 'bat',
  endOfDayRun: 'eod',
  receipt: 'rcp',
  callback: 'cbk',
  resolution: 'rsl',
  view: 'viw',
  mail: 'mai',
  export: 'xpt',
  exportSchedule: 'xps',
  note: 'nte',
  copy: 'cpy',
  receiptLink: 'rlk',
  variance: 'var',
  approval: 'apr',
  statement: 'stm',
  invitation: 'inv',
  reference: 'ref',
} as const;

/** The kinds of thing that have an id. */
export type IdKind = keyof typeof PREFIXES;

/** An id of one kind, e.g. `txn_01k…`: its own type, so an id of another kind does not compile. */
export type Id<K extends IdKind> = `${(typeof PREFIXES)[K]}_${string}`;

export type MerchantId = Id<'merchant'>;
export type BranchId = Id<'branch'>;
export type UserId = Id<'user'>;
export type ConnectionId = Id<'connection'>;
export type DeviceId = Id<'device'>;
export type TransactionId = Id<'transaction'>;
export type SplitSaleId = Id<'splitSale'>;
export type BatchId = Id<'batch'>;
export type EndOfDayRunId = Id<'endOfDayRun'>;
export type CallbackId = Id<'callback'>;
export type ResolutionId = Id<'resolution'>;
export type ViewId = Id<'view'>;
export type MailId = Id<'mail'>;
export type ExportId = Id<'export'>;
export type ExportScheduleId = Id<'exportSchedule'>;
export type NoteId = Id<'note'>;
export type ReceiptLinkId = Id<'receiptLink'>;
export type VarianceId = Id<'variance'>;
export type ApprovalId = Id<'approval'>;
export type StatementId = Id<'statement'>;
export type InvitationId = Id<'invitation'>;

/** Makes ids and secrets; handed in so that histories replay. */
export type IdSource = {
  next<K extends IdKind>(kind: K): Id<K>;
  /** 256 random bits as 43 characters that fit an address (base64url). */
  secret(): string;
  /** Ten digits, the first of them not 0, each such number as likely as any other; two may be the same. */
  tenDigits(): string;
};

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Ids of 48 bits of time and 80 random bits in Crockford base 32 (the ULID layout, lower case), so that they sort by
 * creation and cannot be guessed.
 */
export function createIdSource(now: () => Date, randomBytes: (size: number) => Uint8Array): IdSource {
  return {
    next: (kind) => `${PREFIXES[kind]}_${encodeTime(now().getTime())}${encodeRandom(randomBytes(16))}`,
    secret: () => Buffer.from(randomBytes(32)).toString('base64url'),
    tenDigits: () => drawTenDigits(randomBytes),
  };
}

/** Whether a text from outside has the shape of an id of this kind; says nothing about whether the thing exists. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  return new RegExp(`^${PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{26}$`).test(text);
}

function encodeTime(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let place = 0; place < 10; place++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

const TEN_DIGITS = { first: 1_000_000_000, count: 9_000_000_000 };

function drawTenDigits(randomBytes: (size: number) => Uint8Array): string {
  // What lies beyond the last whole multiple would make the first numbers likelier, so it is drawn again.
  const even = 2 ** 40 - (2 ** 40 % TEN_DIGITS.count);
  for (;;) {
    const drawn = randomBytes(5).reduce((number, byte) => number * 256 + byte, 0);
    if (drawn < even) return String(TEN_DIGITS.first + (drawn % TEN_DIGITS.count));
  }
}

function encodeRandom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('');
}
