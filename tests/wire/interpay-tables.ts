import { type Fields, type Members, optional, type Rule, required, text, word, written } from './fields.ts';

/** An account as its gateway set it up. */
export type InterpayIssued = {
  termId: string;
  pass: string;
  /** It may name the addresses of its results (`DYNAMICURL`, §3). */
  dynamicUrls: boolean;
};

/** What a request is judged by beside itself. */
export type InterpayFacts = {
  issuedTo: readonly InterpayIssued[];
  /** Whether a REQUESTID is that of a refund; null where that is not known. */
  isRefund?: (requestId: string) => boolean | null;
};

const termId = text({ pattern: /^[A-Za-z0-9]{1,16}$/, of: 'one to sixteen letters and digits' });
const pass = text({ longest: 16 });
const inv = text({ pattern: /^[A-Za-z0-9]{5,20}$/, of: 'five to twenty letters and digits' });

/** §3: dollars and cents with exactly two decimals, above zero, as a string. */
const amt: Rule = (value, at) => {
  if (value.is !== 'string' || !/^\d{1,7}\.\d{2}$/.test(value.text)) return [`${at}: dollars.cents expected`];
  return /[1-9]/.test(value.text) ? [] : [`${at}: above zero expected`];
};

/** §3: https; plain http only to this machine. */
const address: Rule = (value, at) => {
  const problems = text({ longest: 200 })(value, at);
  const url = value.is === 'string' ? URL.parse(value.text) : null;
  if (!url) return [...problems, `${at}: an address expected`];
  const isHere = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || isHere ? problems : [...problems, `${at}: https expected`];
};

/** §3, field by field. `USERFEE`, `PLATFEE`, `PLATCHRG` and `SECUREID` are never sent to a terminal, and so not here. */
const session: Fields = {
  TERMID: required(termId),
  PASS: required(pass),
  TYPE: required(word('W')),
  ACTION: required(word('StartSession')),
  AMT: required(amt),
  REQUESTID: required(text({ pattern: /^\d{10}$/, of: 'ten digits' })),
  DEVICEID: required(text({ pattern: /^[\x21-\x7e]{1,64}$/, of: 'a device id' })),
  CUSTEMAIL: required(
    text({ longest: 60, pattern: /^[A-Za-z0-9@.!#$%+\-_{|}~]+$/, of: 'written with the published signs' }),
  ),
  SUCCESSURL: optional(address),
  FAILUREURL: optional(address),
  INV: required(inv),
  REFUND: optional(word('Y')),
  NOTERMPRINT: optional(word('Y')),
  JSON: required(word('Y')),
  LANG: optional(word('E', 'F')),
  DESC: optional(text({ longest: 60, pattern: /^[\x20-\x7e]+$/, of: 'printable' })),
};

/** §10.1 to §10.4. */
const lookUp: Fields = {
  TERMID: required(termId),
  PASS: required(pass),
  TYPE: required(word('Q')),
  SUBTYPE: required(word('T')),
  JSON: required(word('Y')),
  INV: optional(inv),
  REF: optional(text({ longest: 32 })),
  LAST4: optional(text({ pattern: /^\d{4}$/, of: 'four digits' })),
  AMT: optional(amt),
  AUTH: optional(text()),
  APPR: optional(word('Y', 'N')),
  SKIP: optional(text({ pattern: /^\d{1,6}$/, of: 'a number' })),
  SETT: optional(word('Y')),
  STARTDATE: optional(text({ pattern: /^20\d{6}$/, of: 'YYYYMMDD' })),
  ENDDATE: optional(text({ pattern: /^20\d{6}$/, of: 'YYYYMMDD' })),
};

/** Every kind of request by its `TYPE`. */
export const interpayTables: Readonly<
  Record<string, { fields: Fields; between(members: Members, facts: InterpayFacts): string[] }>
> = {
  W: { fields: session, between: betweenSessionFields },
  Q: { fields: lookUp, between: betweenLookUpFields },
};

function betweenSessionFields(members: Members, facts: InterpayFacts): string[] {
  const problems: string[] = [];
  const account = facts.issuedTo.find((one) => one.termId === written(members.get('TERMID')));
  for (const name of ['SUCCESSURL', 'FAILUREURL']) {
    if (account && members.has(name) !== account.dynamicUrls) {
      problems.push(`${name}: ${account.dynamicUrls ? 'missing' : 'the account may not override it'}`);
    }
  }
  const isRefund = facts.isRefund?.(written(members.get('REQUESTID')) ?? '') ?? null;
  if (isRefund !== null && members.has('REFUND') !== isRefund) {
    problems.push(isRefund ? 'REFUND: missing on a refund' : 'REFUND: never on a sale');
  }
  return problems;
}

function betweenLookUpFields(members: Members): string[] {
  const filters = ['INV', 'REF', 'LAST4', 'AMT', 'AUTH', 'APPR', 'SKIP'];
  if (!members.has('SETT')) {
    return filters.some((name) => members.has(name)) ? [] : ['nothing to search by'];
  }
  return ['STARTDATE', 'ENDDATE'].filter((name) => !members.has(name)).map((name) => `${name}: missing`);
}
