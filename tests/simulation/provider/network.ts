import type { HttpPost, HttpReply, HttpTransport } from '#server/gateways/http.ts';
import { assembleGateway } from '#tests/gateways/iyzico/assemble.ts';
import type { BookEntry } from '#tests/gateways/iyzico/book.ts';
import type { Gateway } from '#tests/gateways/iyzico/gateway.ts';
import { answerAsProvider } from '#tests/gateways/iyzico/provider.ts';
import type { GatewayClient } from '#tests/gateways/iyzico/settings.ts';
import type { Reply } from '#tests/gateways/shared/replies.ts';
import { hit } from '../coverage.ts';
import { type Doing, doing } from '../doing.ts';
import type { SimulatedProcess } from '../process.ts';
import type { Dice } from '../random.ts';
import { transactionsWith } from '../rules/rows.ts';
import type { World } from '../world.ts';
import { drawFate, drawWeather, type Fate, type Weather } from './faults.ts';
import { arriving, forgedSuccess } from './spoil.ts';
import { readCall, type WireCall } from './wire-call.ts';

const LOST = '0'.repeat(8);

/** The network between our processes and the provider, and the provider behind it. */
export class Network {
  readonly gateway: Gateway;
  readonly weather: Weather;
  /** Every call, in order. */
  readonly calls: WireCall[] = [];
  /** Calls and device work that are not over. */
  busy = 0;
  readonly #world: World;
  readonly #dice: Dice;
  /** When a query by a reference may first tell the truth. */
  readonly #knownFrom = new Map<string, number>();
  readonly #secondCards = new Set<string>();
  /** References of which the provider said «declined» while another card was being read. */
  readonly toldDeclined = new Set<string>();

  constructor(world: World, clients: readonly GatewayClient[]) {
    this.#world = world;
    this.#dice = world.dice.fork('network');
    this.weather = drawWeather(this.#dice);
    const providerDice = world.dice.fork('provider');
    this.gateway = assembleGateway(
      {
        clients,
        clock: () => world.epoch + Math.floor(world.scheduler.now),
        wait: (ms) => world.scheduler.sleep(ms),
        random: () => providerDice.float(),
        settings: {
          scenariosByAmount: false,
          deviceWaitMs: this.#dice.int(30_000, 90_000),
          accessTokenSeconds: this.#dice.pick([7199, 240]),
        },
      },
      new AbortController().signal,
    );
  }

  transportFor(process: SimulatedProcess): HttpTransport {
    return {
      post: (call) => this.#post(process, call),
      get: async () => ({ kind: 'not_sent', detail: 'nobody here is asked so' }),
      allows: () => true,
    };
  }

  #post(process: SimulatedProcess, post: HttpPost): Promise<HttpReply> {
    const { scheduler } = this.#world;
    const call = readCall(post, process.name, scheduler.now);
    this.calls.push(call);
    const what: Doing = call.kind === 'login' ? { ...doing(), name: 'login' } : doing();
    this.#world.rules.onCall(call, what);
    const fate = this.#fateOf(call, post);
    call.isDenied = fate.spoil === 'says-refused';
    process.reaches('calling', what);
    if (!process.isAlive) return new Promise(() => {});
    return new Promise((resolve) => {
      let isSettled = false;
      this.busy += 1;
      const settle = (reply: HttpReply) => {
        if (isSettled) return;
        isSettled = true;
        this.busy -= 1;
        call.answeredAt = scheduler.now;
        call.reply = reply;
        this.#world.trace(() => `${process.name} ← ${call.path} ${describe(reply)}`);
        if (!process.isAlive) return;
        process.reaches('answered', what);
        if (process.isAlive) resolve(reply);
      };
      scheduler.after(post.deadlineMs, () => settle({ kind: 'deadline' }));
      scheduler.after(this.#dice.int(5, 80), () => {
        if (fate.way === 'unsent') return settle({ kind: 'not_sent', detail: 'ECONNREFUSED' });
        if (fate.way === 'breaks')
          scheduler.after(this.#dice.int(0, 50), () => settle({ kind: 'lost', phase: 'sending' }));
        if (fate.way === 'swallowed') return;
        void this.#deliver(process, call, post, fate, what).then((reply) => {
          const arrived = fate.way === 'breaks' ? null : reply;
          if (arrived) scheduler.after(this.#dice.int(5, 80), () => settle(arrived));
        });
      });
    });
  }

  /** What the provider says to a call that reached it, as it arrives; null when nothing does. */
  async #deliver(
    process: SimulatedProcess,
    call: WireCall,
    post: HttpPost,
    fate: Fate,
    what: Doing,
  ): Promise<HttpReply | null> {
    if (fate.way === 'rejected') return rejection(this.#dice);
    if (!fate.isCarriedOut) {
      const taken = fate.spoil === 'other-payment' ? this.#takenPayment(call) : null;
      const spoil = fate.spoil === 'other-payment' && taken === null ? 'other-call' : fate.spoil;
      const isAnothers = fate.row === 'F11' && call.kind === 'money';
      const body = isAnothers ? forgedSuccess(post.body, taken ?? `9${this.#dice.int(1e7, 9e7)}`) : {};
      if (spoil === 'late-401') await this.#world.scheduler.sleep(fate.deviceMs);
      return arriving({ kind: 'json', status: 200, body }, spoil, this.#dice, true);
    }
    call.isCarriedOut = true;
    this.busy += 1;
    if (process.isAlive) process.reaches('called', what);
    if (fate.isSecondCard && fate.row === null && call.reference) this.#secondCards.add(call.reference);
    const reply =
      this.#declinedSoFar(call) ?? withReference(await this.#carryOut(call, post, fate), call.reference);
    this.busy -= 1;
    return arriving(reply, fate.spoil, this.#dice, call.kind === 'money' || call.kind === 'query');
  }

  #carryOut(call: WireCall, post: HttpPost, fate: Fate): Promise<Reply> {
    const { gateway } = this;
    const device = gateway.devices.get(call.deviceId ?? '');
    const isHidden = call.kind === 'query' && this.#isHidden(call, fate);
    const text = isHidden ? post.body.replaceAll(call.reference ?? LOST, LOST) : post.body;
    const isOfDevice = call.kind === 'money' || call.kind === 'close';
    if (device && isOfDevice && !device.running) Object.assign(device, { scenario: fate.scenario, times: 1 });
    gateway.settings.latencyMs = fate.deviceMs;
    const path = new URL(post.url).pathname;
    const logged = gateway.log.open({ at: '', method: 'POST', path });
    const answering = answerAsProvider(
      gateway,
      {
        method: 'POST',
        path,
        contentType: post.headers['content-type'] ?? '',
        authorization: post.headers.authorization,
        text,
      },
      logged,
    );
    if (device && isOfDevice) Object.assign(device, { scenario: null, times: null });
    return answering;
  }

  /** A payment that another sale of the same merchant is already, in its book and in ours. */
  #takenPayment(call: WireCall): string | null {
    // A void or refund names the payment of its sale, rightly.
    if (!call.path.endsWith('/payment')) return null;
    const clientId = this.gateway.devices.get(call.deviceId ?? '')?.clientId;
    const taken = this.gateway.ledger
      .entries()
      .find((one) => one.clientId === clientId && one.kind === 'sale' && isInOurBook(this.#world, one));
    return taken?.paymentId ?? null;
  }

  /** A card was declined, another one is being read: the query knows of the first. */
  #declinedSoFar(call: WireCall): Reply | null {
    if (call.kind !== 'query' || call.reference === null || !this.#secondCards.has(call.reference))
      return null;
    const entry = this.gateway.ledger.entries().find((one) => one.transactionReferenceId === call.reference);
    const own = this.calls.find((one) => one.kind === 'money' && one.reference === call.reference);
    const isSafe =
      own?.answeredAt === null && this.#world.isAlive(own.process) && this.#world.database.health === 'up';
    if (entry?.state !== 'pending' || !isSafe) return null;
    this.toldDeclined.add(call.reference);
    const body = {
      status: 'FAILURE',
      errorCode: '51',
      errorMessage: 'Yetersiz bakiye',
      errorGroup: 'BANK_ERROR',
      transactionReferenceId: call.reference,
      deviceUniqueId: call.deviceId,
    };
    return { kind: 'json', status: 400, body };
  }

  /**
   * Whether a charge is on its way of which the provider has said that it was declined: only the answer to the call itself
   * can tell of it any more, so that answer must not be lost as well.
   */
  get isDelicate(): boolean {
    for (const reference of this.toldDeclined) {
      if (transactionsWith(this.#world, 'reference', reference)[0]?.state !== 'approved') return true;
    }
    return false;
  }

  /** F16: what was done is not found yet; never longer than the time in which a device may still be at it. */
  #isHidden(call: WireCall, fate: Fate): boolean {
    if (call.reference === null || this.weather.isCalm) return false;
    const earlier = this.calls.filter((one) => one.kind === 'money' && one.reference === call.reference);
    const [sent] = earlier;
    // A provider that says no to what it did (F13) is found out by one query: then the query may not lie as well.
    if (!sent || earlier.some((one) => one.isDenied)) return false;
    if (fate.row === 'F16' && !this.#knownFrom.has(call.reference)) {
      this.#knownFrom.set(call.reference, this.#hiddenUntil(call.reference, sent));
    }
    return this.#world.scheduler.now < (this.#knownFrom.get(call.reference) ?? 0);
  }

  /** Rolls how long: at most over one question after the waiting window, never over two of them half a minute apart. */
  #hiddenUntil(reference: string, sent: WireCall): number {
    const world = this.#world;
    const { now } = world.scheduler;
    const row = transactionsWith(world, 'reference', reference)[0];
    const claimedAt = row?.sentAt ? row.sentAt.getTime() - world.epoch - world.clockError : null;
    const windowEnds = claimedAt === null ? null : claimedAt + world.config.unknown.waitingWindowMs;
    if (windowEnds !== null && now < windowEnds - 60_000 && this.#dice.chance(0.4))
      return windowEnds + this.#dice.int(0, 25_000);
    if (now < sent.sentAt + 170_000) return sent.sentAt + this.#dice.int(1000, 170_000);
    return now + this.#dice.int(1000, 25_000);
  }

  #fateOf(call: WireCall, post: HttpPost): Fate {
    const fate = drawFate(this.#dice, this.weather, call.kind);
    const { coverage } = this.#world;
    if (fate.row === 'F14') this.#endTokens();
    if (fate.row) hit(coverage, `${fate.row} ${call.kind}`);
    if (call.kind === 'login' && this.#world.clockError !== 0) hit(coverage, 'F15 login');
    this.#world.trace(
      () =>
        `${call.process} → ${call.path} ${call.reference ?? ''} ${fate.row ?? ''} ${fate.way} ${fate.scenario ?? ''} ${fate.spoil} ${fate.deviceMs} ms (deadline ${post.deadlineMs})`,
    );
    return fate;
  }

  /** F14: tokens end while a call is on its way; at worst the refresh token as well. */
  #endTokens(): void {
    if (this.#dice.chance(0.5)) this.gateway.login.expireAll();
    else this.gateway.login.revokeAll();
  }
}

/** An answer about a reference that was hidden from the provider, as if it had been asked about it. */
function withReference(reply: Reply, reference: string | null): Reply {
  if (reply.kind !== 'json' || Object(reply.body).transactionReferenceId !== LOST) return reply;
  return { ...reply, body: { ...Object(reply.body), transactionReferenceId: reference } };
}

function isInOurBook(world: World, entry: BookEntry): boolean {
  return transactionsWith(world, 'reference', entry.transactionReferenceId)[0]?.state === 'approved';
}

/** F6: at the door, before anything was looked at. */
function rejection(dice: Dice): HttpReply {
  const errorCode = dice.pick(['100310', '100311', '380204']);
  const body = { status: 'failure', errorCode, errorMessage: 'token', errorGroup: 'SYSTEM_ERROR' };
  return { kind: 'answered', status: 401, headers: {}, body: JSON.stringify(body) };
}

function describe(reply: HttpReply): string {
  return reply.kind === 'answered' ? `${reply.status} ${reply.body.slice(0, 300)}` : JSON.stringify(reply);
}
