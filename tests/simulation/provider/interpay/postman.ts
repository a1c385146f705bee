import { contentHash } from '#server/callbacks/callback-content.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import type { OutgoingCallback } from '#tests/gateways/shared/send-over-http.ts';
import { hit } from '../../coverage.ts';
import { doing } from '../../doing.ts';
import type { SimulatedProcess } from '../../process.ts';
import type { Dice } from '../../random.ts';
import { transactionsWith } from '../../rules/rows.ts';
import type { World } from '../../world.ts';
import type { PadWeather } from './faults.ts';
import { companionsOf, type Letter } from './letters.ts';

const ENCODINGS = ['json', 'form', 'multipart', 'query', 'tags'] as const;
/** Longer than this no provider waits for an answer. */
const ANSWER_WITHIN_MS = 10_000;

/** Carries the callbacks of Interpay to one of our portals, and loses, delays, doubles and forges them on the way. */
export class Postman {
  /** Sessions of which a portal took the approval, or that it was undone, and when. */
  readonly told = new Map<string, number>();
  /** Contents that are not about the operation whose secret they carried. */
  readonly misfits = new Set<string>();
  readonly #world: World;
  readonly #dice: Dice;
  readonly #weather: PadWeather;

  constructor(world: World, weather: PadWeather) {
    this.#world = world;
    this.#dice = world.dice.fork('postman');
    this.#weather = weather;
  }

  /** Resolves to the status that came back; rejects when none did. */
  async send(callback: OutgoingCallback): Promise<number> {
    const { scheduler, interpay, coverage } = this.#world;
    const dice = this.#dice;
    const letter: Letter = { ...callback, about: this.#aboutOf(callback), row: null };
    interpay.gateway.settings.callbackEncoding = dice.pick(ENCODINGS);
    // Who was told «no» learns of the charge from this alone: the provider does not keep quiet as well.
    if (wasToldNo(this.#world, letter.about) && saysYes(letter)) return this.#insist(letter);
    const isBad = !this.#weather.isCalm && dice.chance(this.#weather.callback);
    const fate = isBad
      ? dice.weighted({ lost: 4, unheard: 2, late: 4, doubled: 3, accompanied: 6, swapped: 2 })
      : 'arrives';
    switch (fate) {
      case 'lost':
        hit(coverage, 'C9');
        this.#world.trace(() => `a callback of ${letter.about?.requestId} is lost`);
        throw new Error('nobody answered');
      case 'unheard':
        await this.#deliver(letter);
        throw new Error('nobody heard the answer');
      case 'late':
        await scheduler.sleep(dice.int(1000, dice.chance(0.3) ? 500_000 : 60_000));
        return this.#deliver(letter);
      case 'doubled':
        void this.#later(dice.pick([0, 0, 500, 100_000]), copyOf(letter, dice));
        return this.#deliver(letter);
      case 'accompanied':
        for (const other of companionsOf(this.#world, dice, letter))
          void this.#later(dice.pick([0, 0, 3000, 60_000]), other);
        await scheduler.sleep(dice.pick([0, 50, 1000]));
        return this.#deliver(letter);
      case 'swapped':
        return this.#deliver({ ...letter, url: swapped(letter.url), row: 'C6' });
      default:
        return this.#deliver(letter);
    }
  }

  /** Comes back until it is taken. */
  async #insist(letter: Letter): Promise<number> {
    for (;;) {
      const status = await this.#deliver(letter).catch(() => null);
      if (status === 200) return status;
      await this.#world.scheduler.sleep(5000);
    }
  }

  /** One more that is on its way from now on, so that no history is over before it has come. */
  async #later(ms: number, letter: Letter): Promise<void> {
    const { interpay, scheduler } = this.#world;
    interpay.busy += 1;
    await scheduler.sleep(ms);
    if (letter.row === null) hit(this.#world.coverage, 'C2');
    await this.#deliver(letter).catch(() => {});
    interpay.busy -= 1;
  }

  async #deliver(letter: Letter): Promise<number> {
    const { scheduler, processes } = this.#world;
    await scheduler.sleep(this.#dice.int(5, 120));
    const portals = processes.filter(({ kind }) => kind === 'portal');
    if (portals.length === 0) throw new Error('ECONNREFUSED');
    const portal = this.#dice.pick(portals);
    const { status, isKept } = await this.#hand(portal, letter);
    this.#world.trace(() => `callback ${letter.row ?? ''} of ${letter.about?.requestId}: ${status}`);
    this.#note(letter, status, isKept);
    return status;
  }

  /** `isKept`: it is durable, in the database or aside of it. */
  #hand(portal: SimulatedProcess, letter: Letter): Promise<{ status: number; isKept: boolean }> {
    const { scheduler, coverage } = this.#world;
    const [, , , provider = '', token = '', result = ''] = new URL(letter.url).pathname.split('/');
    const before = portal.runtime.callbacks.counts.setAside;
    return new Promise((resolve, reject) => {
      scheduler.after(ANSWER_WITHIN_MS, () => reject(new Error('no answer')));
      doing
        .run({ kind: 'callback', name: 'callback', transaction: null }, () =>
          receiveCallback(portal.runtime, requestOf(letter), { provider, token, result }),
        )
        .then(
          ({ status }) => {
            const isAside = status === 503 && portal.runtime.callbacks.counts.setAside > before;
            if (isAside) hit(coverage, 'D3');
            const isKept = status === 200 || isAside;
            scheduler.after(this.#dice.int(1, 40), () =>
              portal.isAlive ? resolve({ status, isKept }) : reject(new Error('connection lost')),
            );
          },
          (error: unknown) => {
            this.#world.rules.onError(error);
            reject(error);
          },
        );
    });
  }

  /** Counts what was met, and holds it against what may be answered. */
  #note(letter: Letter, status: number, isKept: boolean): void {
    const { coverage, rules, scheduler, interpay } = this.#world;
    const { about, row } = letter;
    if (row) hit(coverage, row);
    if ((row === 'C3' || row === 'C5') && status === 200) rules.breaks(row, `${letter.url} was taken`);
    if (row === 'C8' && status === 200) rules.breaks('C8', 'what is far too large was taken');
    if (row === 'C4') this.misfits.add(hashOf(letter));
    if (!isKept || !about || (row !== null && row !== 'C6')) return;
    const call = interpay.calls.findLast(
      ({ kind, reference, isCarriedOut }) =>
        kind === 'session' && reference === about.requestId && isCarriedOut,
    );
    if (call?.answeredAt === null) hit(coverage, 'C1');
    const state = transactionsWith(this.#world, 'reference', about.requestId)[0]?.state;
    const wasEnded = state === 'declined' || state === 'failed' || state === 'cancelled';
    const isUndone = /VOIDED/.test(`${letter.url} ${letter.body}`);
    if (about.state === 'approved' && wasEnded && !isUndone) hit(coverage, 'C7');
    if (about.scenario === 'SIM-WRONGURL' || about.scenario === 'SIM-AMBIG') hit(coverage, 'C6');
    if (about.scenario === 'SIM-EVIL') hit(coverage, 'C8');
    if (about.scenario === 'SIM-DUP') hit(coverage, 'C2');
    if (/SIM-BAD/.test(about.scenario ?? '')) hit(coverage, 'C4');
    const what = isUndone ? 'voided' : saysYes(letter) ? 'approved' : 'refused';
    const key = `${about.requestId} ${what}`;
    if (!this.told.has(key)) this.told.set(key, scheduler.now);
  }

  /** The session a true callback is about. */
  #aboutOf({ url, body }: OutgoingCallback): BookEntry | null {
    const text = `${url} ${body}`;
    const { ledger } = this.#world.interpay.gateway;
    // One scenario names the session backwards.
    const isIn = ({ secureId }: BookEntry) =>
      text.includes(secureId) || text.includes([...secureId].reverse().join(''));
    return ledger.entries().find(isIn) ?? null;
  }
}

/** Whether the provider said «no» to what it carried out. */
export function wasToldNo({ interpay }: World, about: BookEntry | null): boolean {
  return about?.scenario === 'SIM-FLIP' || interpay.toldNo.has(about?.requestId ?? '');
}

/** A copy, or one that only looks like another call. */
function copyOf(letter: Letter, dice: Dice): Letter {
  return dice.chance(0.3) ? { ...letter, url: swapped(letter.url) } : letter;
}

function saysYes({ url, body }: Letter): boolean {
  return /\b(?:APPROVED)\b/.test(`${url} ${body}`) && !/NOT APPROVED/.test(body ?? '');
}

function swapped(url: string): string {
  const to = new URL(url);
  to.pathname = to.pathname.replace(/\/([sf])$/, (_, result) => (result === 's' ? '/f' : '/s'));
  return to.href;
}

const bodyOf = ({ body }: Letter) => Buffer.from(body ?? '');

/** As the web server hands it over; no more of a request is looked at than this. */
function requestOf(letter: Letter): Request {
  const { method, url, headers } = letter;
  const body = letter.body === null ? null : [bodyOf(letter)];
  return { method, url, headers: new Headers(headers), body } as unknown as Request;
}

function hashOf(letter: Letter): string {
  const url = new URL(letter.url);
  return contentHash({
    method: letter.method,
    claims: url.pathname.endsWith('/s') ? 'success' : 'failure',
    contentType: letter.headers['content-type'] ?? null,
    headers: [],
    query: url.search.slice(1),
    address: '',
    body: bodyOf(letter),
    isCut: false,
  });
}
