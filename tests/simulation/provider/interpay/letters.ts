import { toAmt } from '#tests/gateways/interpay/amounts.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import type { OutgoingCallback } from '#tests/gateways/shared/send-over-http.ts';
import type { Dice } from '../../random.ts';
import { transactionsWith } from '../../rules/rows.ts';
import type { World } from '../../world.ts';

/** A callback on its way, with the session it is about and the case of the table that it is; null: a true one. */
export type Letter = OutgoingCallback & { about: BookEntry | null; row: string | null };

/** Larger than anything that is looked at. */
const TOO_LARGE = JSON.stringify({ CODE: '0000', RECEIPTS: 'x'.repeat(1_100_000) });

/** What somebody sends beside a true callback: forged, about something else, or far too large. */
export function companionsOf(world: World, dice: Dice, letter: Letter): Letter[] {
  const { about } = letter;
  if (!about) return [];
  const kind = dice.weighted({ token: 2, merchant: 2, other: 3, misfit: 6, large: 0.5 });
  switch (kind) {
    case 'token':
      return [
        lettered(
          letter,
          tokenOf(letter.url, (secret) => reversed(secret)),
          approvalOf(about),
          'C3',
        ),
      ];
    case 'merchant':
      return anothers(world, dice, letter, about);
    case 'other':
      return ofAnotherOperation(world, dice, letter, about);
    case 'misfit':
      return misfit(world, dice, letter, about);
    case 'large':
      return [{ ...letter, method: 'POST', headers: JSON_TYPE, body: TOO_LARGE, row: 'C8' }];
  }
}

const NO = { CODE: '8509', TEXT: 'DECLINED' };
const UNDONE = { CODE: '0000', TEXT: 'VOIDED' };
const JSON_TYPE = { 'content-type': 'application/json' };

function lettered(letter: Letter, url: string, fields: Record<string, string>, row: string): Letter {
  return { ...letter, url, method: 'POST', headers: JSON_TYPE, body: JSON.stringify(fields), row };
}

/** The same address with other tokens in it, and no query. */
function tokenOf(
  url: string,
  toSecret: (secret: string) => string,
  toMerchant = (merchant: string) => merchant,
): string {
  const to = new URL(url);
  const parts = to.pathname.split('/');
  const token = parts[4] ?? '';
  parts[4] = `${toMerchant(token.slice(0, 26))}${toSecret(token.slice(26))}`;
  return `${to.origin}${parts.join('/')}`;
}

/** C5: the right secret, but under the name of another merchant. */
function anothers(world: World, dice: Dice, letter: Letter, about: BookEntry): Letter[] {
  const own = new URL(letter.url).pathname.split('/')[4]?.slice(0, 26) ?? '';
  const others = world.merchants.map(({ row }) => row.id.slice('mer_'.length)).filter((id) => id !== own);
  const other = others.length > 0 ? dice.pick(others) : reversed(own).replace(/^./, '0');
  const url = tokenOf(
    letter.url,
    (secret) => secret,
    () => other,
  );
  return [lettered(letter, url, approvalOf(about), 'C5')];
}

/** The secret of one operation with the result of another; at a fixed address that is no more than another result. */
function ofAnotherOperation(world: World, dice: Dice, letter: Letter, about: BookEntry): Letter[] {
  const isFixed = world.interpay.gateway.accounts.get(about.termId)?.dynamicUrls === false;
  const others = world.interpay.gateway.ledger
    .entries()
    .filter((entry) => entry.termId === about.termId && entry.requestId !== about.requestId);
  if (isFixed || others.length === 0) return [];
  return [lettered(letter, bare(letter.url), approvalOf(dice.pick(others)), 'C4')];
}

/** A result that is right but for one thing. */
function misfit(world: World, dice: Dice, letter: Letter, about: BookEntry): Letter[] {
  const said = { ...approvalOf(about), ...dice.pick([{}, {}, NO, UNDONE]) };
  const isSessionKnown =
    transactionsWith(world, 'reference', about.requestId)[0]?.sessionId === about.secureId;
  const wrong = [
    { ...said, AMT: toAmt(about.amountMinor + dice.int(1, 500)) },
    { ...said, REQUESTID: `${about.requestId.slice(0, -1)}${(Number(about.requestId.at(-1)) + 1) % 10}` },
    withOtherRefund(said),
    // Before it is known which session it is, nobody could tell.
    ...(isSessionKnown ? [{ ...said, SECUREID: reversed(about.secureId) }] : []),
  ];
  return [lettered(letter, bare(letter.url), dice.pick(wrong), 'C4')];
}

function withOtherRefund({ REFUND, ...said }: Record<string, string>): Record<string, string> {
  return REFUND === undefined ? { ...said, REFUND: 'Y' } : said;
}

function bare(url: string): string {
  return tokenOf(url, (secret) => secret);
}

/** What an approval of the session would say, whatever became of it. */
function approvalOf(entry: BookEntry): Record<string, string> {
  return {
    CODE: '0000',
    TEXT: 'APPROVED',
    SECUREID: entry.secureId,
    REQUESTID: entry.requestId,
    AMT: toAmt(entry.amountMinor),
    REFNUM: entry.refNum || 'WPFORGED00000001',
    ACK: 'Y',
    AUTH: '123456',
    CARDTYPE: 'V',
    CARDMASK: '****1119',
    ...(entry.kind === 'refund' ? { REFUND: 'Y' } : {}),
  };
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
