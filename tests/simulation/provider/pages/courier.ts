import { receiveNotice, receiveReturn } from '#server/callbacks/receive-hint.ts';
import type { PageEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import type { OutgoingCallback } from '#tests/gateways/shared/send-over-http.ts';
import { hit } from '../../coverage.ts';
import { doing } from '../../doing.ts';
import type { SimulatedProcess } from '../../process.ts';
import type { Dice } from '../../random.ts';
import { callbacksOf, transactionsWith } from '../../rules/rows.ts';
import type { World } from '../../world.ts';
import type { PageWeather } from './faults.ts';
import { forgeriesOf, type Hint } from './forgers.ts';

/** Longer than this nobody waits for an answer. */
const ANSWER_WITHIN_MS = 10_000;

/** Carries the provider's notices, and payers' browsers that come back, to one of our portals; loses, delays and forges them. */
export class Courier {
  /** Of which page somebody who may brought news: the kind of news and our reference. */
  readonly genuine = new Set<string>();
  /** References of which news was taken, for good. */
  readonly taken = new Set<string>();
  readonly #world: World;
  readonly #dice: Dice;
  readonly #weather: PageWeather;

  constructor(world: World, weather: PageWeather) {
    this.#world = world;
    this.#dice = world.dice.fork('courier');
    this.#weather = weather;
  }

  /** A notice of the provider's; resolves to the status that came back, rejects when none did. */
  async send({ url, headers, body }: OutgoingCallback): Promise<number> {
    const { token } = JSON.parse(body ?? '{}') as { token?: string };
    const about = this.#world.pages.gateway.ledger.find(token ?? '');
    const hint = { kind: 'notice', url, method: 'POST', headers: { ...headers }, body: body ?? '' } as const;
    return this.#carry({ ...hint, about: about ?? null, row: null, isGenuine: true });
  }

  /** The payer's browser goes back to where the page sends it. */
  async bringBack(about: PageEntry): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ token: about.token }).toString();
    const hint = { kind: 'return', url: about.callbackUrl, method: 'POST', headers, body } as const;
    await this.#carry({ ...hint, about, row: null, isGenuine: true }).catch(() => {});
  }

  async #carry(hint: Hint): Promise<number> {
    const { scheduler, coverage } = this.#world;
    const dice = this.#dice;
    const isBad = !this.#weather.isCalm && dice.chance(this.#weather.hint);
    const fate = isBad
      ? dice.weighted({ lost: 4, unheard: 2, late: 3, doubled: 3, accompanied: 6 })
      : 'arrives';
    switch (fate) {
      case 'lost':
        hit(coverage, `lost ${hint.kind}`);
        throw new Error('nobody answered');
      case 'unheard':
        await this.#deliver(hint);
        throw new Error('nobody heard the answer');
      case 'late':
        hit(coverage, `late ${hint.kind}`);
        await scheduler.sleep(dice.int(1000, dice.chance(0.3) ? 500_000 : 60_000));
        return this.#deliver(hint);
      case 'doubled':
        void this.#later(dice.pick([0, 0, 500, 100_000]), { ...hint, row: `doubled ${hint.kind}` });
        return this.#deliver(hint);
      case 'accompanied':
        for (const forged of forgeriesOf(this.#world, dice, hint))
          void this.#later(dice.pick([0, 0, 3000, 60_000]), forged);
        await scheduler.sleep(dice.pick([0, 50, 1000]));
        return this.#deliver(hint);
      default:
        return this.#deliver(hint);
    }
  }

  /** One more that is on its way from now on, so that no history is over before it has come. */
  async #later(ms: number, hint: Hint): Promise<void> {
    await this.#world.pages.whileBusy(async () => {
      await this.#world.scheduler.sleep(ms);
      await this.#deliver(hint).catch(() => {});
    });
  }

  async #deliver(hint: Hint): Promise<number> {
    const { scheduler, processes, coverage } = this.#world;
    await scheduler.sleep(this.#dice.int(5, 120));
    const portals = processes.filter(({ kind }) => kind === 'portal');
    if (portals.length === 0) throw new Error('ECONNREFUSED');
    if (hint.isGenuine && hint.about) this.genuine.add(`${hint.kind} ${hint.about.basketId}`);
    const status = await this.#hand(this.#dice.pick(portals), hint);
    this.#world.trace(() => `${hint.row ?? ''} ${hint.kind} of ${hint.about?.basketId}: ${status}`);
    if (hint.row) hit(coverage, hint.row);
    this.#judge(hint, status);
    return status;
  }

  #hand(portal: SimulatedProcess, hint: Hint): Promise<number> {
    const { scheduler, rules } = this.#world;
    const [, , , provider = '', token = ''] = new URL(hint.url).pathname.split('/');
    const receive = hint.kind === 'notice' ? receiveNotice : receiveReturn;
    return new Promise((resolve, reject) => {
      scheduler.after(ANSWER_WITHIN_MS, () => reject(new Error('no answer')));
      doing
        .run({ kind: 'callback', name: 'hint', transaction: null }, () =>
          receive(portal.runtime, requestOf(hint), { provider, token }),
        )
        .then(
          ({ status }) => {
            scheduler.after(this.#dice.int(1, 40), () =>
              portal.isAlive ? resolve(status) : reject(new Error('connection lost')),
            );
          },
          (error: unknown) => {
            rules.onError(error);
            reject(error);
          },
        );
    });
  }

  /** C3: what is forged is told nothing; a payer is sent on whatever came. */
  #judge({ kind, about, isGenuine, url }: Hint, status: number): void {
    const { rules } = this.#world;
    if (kind === 'return' && status !== 303) rules.breaks('C10', `a payer got ${status}`);
    if (kind === 'notice' && !isGenuine && status === 200)
      rules.breaks('C3', `a forged notice to ${url} was taken`);
    if (!isGenuine || !about) return;
    const id = transactionsWith(this.#world, 'reference', about.basketId)[0]?.id;
    const isKept = callbacksOf(this.#world).some((one) => one.transactionId === id && one.claims === kind);
    const isSaid = kind === 'return' || status === 200;
    // Who comes back before they pay brings no news of that.
    const isPaidBy = this.#world.pages.gateway.ledger.find(about.token)?.payment != null;
    if (isSaid && isKept && isPaidBy) this.taken.add(about.basketId);
    // Nobody brings a notice again that was answered so.
    if (kind === 'notice' && status === 200 && !isKept)
      rules.breaks('K7', `a notice of ${id} is answered and lost`);
  }
}

/** As the web server hands it over; no more of a request is looked at than this. */
function requestOf({ method, url, headers, body }: Hint): Request {
  const bytes = method === 'GET' ? null : [Buffer.from(body)];
  return { method, url, headers: new Headers(headers), body: bytes } as unknown as Request;
}
