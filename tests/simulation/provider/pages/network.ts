import type { HttpGet, HttpPost, HttpReply, HttpTransport } from '#server/gateways/http.ts';
import { assembleGateway } from '#tests/gateways/pay-with-iyzico/assemble.ts';
import { isPaid, type PageEntry, type PaidEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import type { Gateway } from '#tests/gateways/pay-with-iyzico/gateway.ts';
import { answerAsProvider } from '#tests/gateways/pay-with-iyzico/provider.ts';
import {
  type AccountInput,
  defaultSettings,
  type GatewaySettings,
} from '#tests/gateways/pay-with-iyzico/settings.ts';
import { json, type Reply } from '#tests/gateways/shared/replies.ts';
import { hit } from '../../coverage.ts';
import { type Doing, doing } from '../../doing.ts';
import { PAGES_HOST } from '../../plant-pages.ts';
import type { SimulatedProcess } from '../../process.ts';
import type { Dice } from '../../random.ts';
import type { World } from '../../world.ts';
import { Courier } from './courier.ts';
import { drawPageFate, drawPageWeather, type PageFate, type PageSpoil, type PageWeather } from './faults.ts';
import { fieldsOf, type PageCall, readPageCall } from './page-call.ts';
import { arrivingPage, forgedYes, no, wrongnessOf } from './spoil.ts';

const MINUTE_MS = 60_000;
/** So long after its end a payment of a page may come to light at the latest, but for a rare one. */
const COMES_TO_LIGHT_MS = 45 * MINUTE_MS;

/** The network between our processes and Pay with iyzico, with its book behind it and its news on the way back. */
export class PagesNetwork {
  readonly gateway: Gateway;
  readonly weather: PageWeather;
  readonly courier: Courier;
  /** Every call, in order. */
  readonly calls: PageCall[] = [];
  /** Calls, payers' banks and news that are not over. */
  busy = 0;
  readonly #world: World;
  readonly #dice: Dice;
  /** Until when the provider does not find what was done: a payment by its page, a return by our reference. */
  readonly #hiddenUntil = new Map<string, number>();

  constructor(world: World, accounts: readonly AccountInput[], signsWebhooks: boolean) {
    this.#world = world;
    this.#dice = world.dice.fork('pages');
    this.weather = drawPageWeather(this.#dice);
    this.courier = new Courier(world, this.weather);
    const providerDice = world.dice.fork('pages provider');
    this.gateway = assembleGateway(
      {
        accounts,
        site: { url: PAGES_HOST },
        send: (notice) => this.whileBusy(() => this.courier.send(notice)),
        clock: () => world.epoch + Math.floor(world.scheduler.now),
        wait: (ms) => this.whileBusy(() => world.scheduler.sleep(ms)),
        random: () => providerDice.float(),
        settings: { ...drawSettings(this.#dice), signsWebhooks },
      },
      new AbortController().signal,
    );
  }

  transportFor(process: SimulatedProcess): HttpTransport {
    const send = (sent: HttpGet | HttpPost) => this.#send(process, sent);
    return { post: send, get: send, allows: () => true };
  }

  /** What the provider has of a page that was opened under a reference of ours; null: nothing. */
  entryOf(reference: string): PageEntry | null {
    return this.gateway.ledger.entries().find((entry) => entry.basketId === reference) ?? null;
  }

  async whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
    }
  }

  #send(process: SimulatedProcess, sent: HttpGet | HttpPost): Promise<HttpReply> {
    const { scheduler, rules } = this.#world;
    const what = doing();
    const call = readPageCall(sent, process.name, scheduler.now);
    this.calls.push(call);
    rules.onPageCall(call, what);
    const fate = this.#fateOf(call);
    call.isDenied = fate.spoil === 'says-refused';
    process.reaches('calling', what);
    if (!process.isAlive) return new Promise(() => {});
    return new Promise((resolve) => {
      this.busy += 1;
      const settle = (reply: HttpReply) => {
        if (call.answeredAt !== null) return;
        this.busy -= 1;
        call.answeredAt = scheduler.now;
        call.reply = reply;
        this.#world.trace(() => `${process.name} ← pages ${call.kind} ${describe(reply)}`);
        if (!process.isAlive) return;
        process.reaches('answered', what);
        if (process.isAlive) resolve(reply);
      };
      scheduler.after(sent.deadlineMs, () => settle({ kind: 'deadline' }));
      scheduler.after(this.#dice.int(5, 80), () => {
        if (fate.way === 'unsent') return settle({ kind: 'not_sent', detail: 'ECONNREFUSED' });
        if (fate.way === 'breaks')
          scheduler.after(this.#dice.int(0, 50), () => settle({ kind: 'lost', phase: 'sending' }));
        if (fate.way === 'swallowed') return;
        void this.whileBusy(() => this.#deliver(process, call, sent, fate, what)).then((reply) => {
          if (fate.way !== 'breaks' && reply) settle(reply);
        });
      });
    });
  }

  /** What the provider says to a call that reached it, as it arrives; null when nothing does. */
  async #deliver(
    process: SimulatedProcess,
    call: PageCall,
    sent: HttpGet | HttpPost,
    fate: PageFate,
    what: Doing,
  ): Promise<HttpReply | null> {
    const { scheduler } = this.#world;
    if (fate.way === 'rejected')
      return arrivingPage(json(no(this.#dice.pick(['1000', '1001'])), 401), 'none', this.#dice);
    await scheduler.sleep(fate.arrivesMs);
    if (!fate.isCarriedOut) {
      await scheduler.sleep(fate.answerMs);
      const said = fate.code === null ? forgedYes(call.kind, sent, this.#knownOf(sent)) : json(no(fate.code));
      return arrivingPage(said, fate.spoil, this.#dice);
    }
    call.isCarriedOut = true;
    if (process.isAlive) process.reaches('called', what);
    const reply = await this.#carryOut(call, sent, fate);
    await scheduler.sleep(fate.answerMs);
    return arrivingPage(reply, fate.spoil, this.#dice);
  }

  /** The provider makes up its mind at once, so that what it is told to get wrong is about this call alone. */
  #carryOut(call: PageCall, sent: HttpGet | HttpPost, fate: PageFate): Promise<Reply> {
    const { gateway } = this;
    const url = new URL(sent.url);
    const method = 'body' in sent ? 'POST' : 'GET';
    const usual = { ...gateway.settings };
    Object.assign(gateway.settings, wrongnessOf(this.#tellable(call, fate)));
    const hidden = this.#hide(call, fate);
    call.isProof = fate.way === 'arrives' && fate.spoil === 'none' && this.#isPaid(call);
    const answering = answerAsProvider(
      gateway,
      {
        method,
        path: url.pathname,
        query: url.search.slice(1),
        headers: new Map(Object.entries(sent.headers)),
        body: Buffer.from('body' in sent ? sent.body : ''),
      },
      gateway.log.openRequest({ at: '', method, target: url.pathname }),
    );
    Object.assign(gateway.settings, usual);
    if (hidden) gateway.ledger.restore(hidden);
    return answering;
  }

  /** That more was paid for instalments nobody could tell from a lie that is signed. */
  #tellable({ token }: PageCall, { spoil }: PageFate): PageSpoil {
    const isInParts = (this.gateway.ledger.find(token ?? '')?.payment?.installment ?? 1) > 1;
    return spoil === 'other-paid' && isInParts ? 'other-amount' : spoil;
  }

  #isPaid({ kind, token }: PageCall): boolean {
    return kind === 'ask' && this.gateway.ledger.find(token ?? '')?.payment?.fraudStatus === 1;
  }

  /**
   * F16: the provider does not find yet what was done. Takes it out of its book and returns how that was; null when all of it is
   * found. Never longer than the time in which we wait for it.
   */
  #hide(call: PageCall, fate: PageFate): PageEntry | null {
    if (this.weather.isCalm) return null;
    if (call.kind === 'ask') return this.#hidePayment(call, fate);
    return call.kind === 'look' ? this.#hideReturn(call, fate) : null;
  }

  #hidePayment({ token }: PageCall, fate: PageFate): PageEntry | null {
    const { gateway } = this;
    const entry = gateway.ledger.find(token ?? '');
    if (!entry || !isPaid(entry)) return null;
    const isOver = gateway.now() > Date.parse(entry.expiresAt) + COMES_TO_LIGHT_MS;
    const ms = this.#dice.int(5_000, this.#dice.chance(0.2) ? 20 * MINUTE_MS : MINUTE_MS);
    if (isOver || !this.#isHidden(entry.token, fate, ms)) return null;
    gateway.ledger.restore({ ...entry, state: 'open', lastTry: null, payment: null });
    return entry;
  }

  /** One that was said to be refused is asked about once, so that this once the truth is told. */
  #hideReturn({ reference }: PageCall, fate: PageFate): PageEntry | null {
    const sent = this.calls.find((one) => one.kind === 'return' && one.reference === reference);
    const entry = this.returnedIn(reference);
    if (!sent || sent.isDenied || !entry) return null;
    const leftMs =
      sent.sentAt + this.#world.config.unknown.waitingWindowMs - 5_000 - this.#world.scheduler.now;
    if (leftMs <= 0 || !this.#isHidden(reference, fate, this.#dice.int(0, leftMs))) return null;
    const returns = entry.payment.returns.filter((one) => one.conversationId !== reference);
    this.gateway.ledger.restore({ ...entry, payment: { ...entry.payment, returns } });
    return entry;
  }

  #isHidden(what: string, { row }: PageFate, ms: number): boolean {
    const { now } = this.#world.scheduler;
    if (row === 'F16' && !this.#hiddenUntil.has(what)) this.#hiddenUntil.set(what, now + ms);
    return now < (this.#hiddenUntil.get(what) ?? 0);
  }

  /** The payment of which something went back under a reference of ours; null: nothing did. */
  returnedIn(reference: string): PaidEntry | null {
    const isOurs = ({ payment }: PaidEntry) =>
      payment.returns.some((one) => one.conversationId === reference);
    return this.gateway.ledger.entries().filter(isPaid).find(isOurs) ?? null;
  }

  /** What somebody in front of the provider may know of what a call is about. */
  #knownOf(sent: HttpGet | HttpPost): Readonly<Record<string, unknown>> {
    const { token, paymentId, paymentTransactionId } = fieldsOf(sent);
    const { ledger } = this.gateway;
    const page = ledger.find(String(token));
    if (page) {
      const price = `${Math.floor(page.askedMinor / 100)}.${String(page.askedMinor % 100).padStart(2, '0')}`;
      return { paymentId: '9', price, paidPrice: price, currency: page.currency, basketId: page.basketId };
    }
    const isOfItem = ({ payment }: PaidEntry) =>
      payment.items.some((item) => String(item.paymentTransactionId) === paymentTransactionId);
    const paid = ledger.entries().filter(isPaid).find(isOfItem);
    const isCancel = sent.url.endsWith('/payment/cancel');
    return { paymentId: isCancel ? '9' : (paymentId ?? String(paid?.payment.paymentId)) };
  }

  #fateOf(call: PageCall): PageFate {
    const fate = drawPageFate(this.#dice, this.weather, call.kind);
    if (fate.row) hit(this.#world.coverage, `${fate.row} ${call.kind}`);
    this.#world.trace(
      () =>
        `${call.process} → pages ${call.kind} ${call.reference} ${fate.row ?? ''} ${fate.way} ${fate.code ?? ''} ${fate.spoil} ${fate.isCarriedOut ? '' : 'not done'} ${fate.arrivesMs}/${fate.answerMs} ms`,
    );
    return fate;
  }
}

/** How the provider of a history does what is not published, or is up to it. */
function drawSettings(dice: Dice): Partial<GatewaySettings> {
  return {
    tokenLifeSeconds: dice.chance(0.1) ? 1800 : dice.int(60, 300),
    lastSecondMs: dice.pick([-1000, 2000, MINUTE_MS, 4 * MINUTE_MS, 20 * MINUTE_MS, 52 * MINUTE_MS]),
    reviewMs: dice.pick([5_000, MINUTE_MS, 10 * MINUTE_MS, 70 * MINUTE_MS]),
    decimals: dice.pick(['eight', 'plain'] as const),
    conversationId: dice.chance(0.85) ? 'echoed' : 'missing',
    refundSignature: dice.pick(['whole', 'ids'] as const),
    failureStatus: dice.pick([200, 400, 422] as const),
    webhookRetryMs: dice.pick([30_000, 2 * MINUTE_MS, 15 * MINUTE_MS]),
    feeMinor: dice.pick([0, 25]),
    blockage: dice.pick([0, 0, 1000]),
    commission: dice.pick([defaultSettings.commission, 199]),
  };
}

function describe(reply: HttpReply): string {
  return reply.kind === 'answered' ? `${reply.status} ${reply.body.slice(0, 200)}` : JSON.stringify(reply);
}
