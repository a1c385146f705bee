import type { HttpGet, HttpPost, HttpReply, HttpTransport } from '#server/gateways/http.ts';
import { assembleGateway } from '#tests/gateways/interpay/assemble.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import { type Device, deviceKey } from '#tests/gateways/interpay/devices.ts';
import type { Gateway } from '#tests/gateways/interpay/gateway.ts';
import { answerAsProvider } from '#tests/gateways/interpay/provider.ts';
import type { GatewayAccount } from '#tests/gateways/interpay/settings.ts';
import { json, type Reply } from '#tests/gateways/shared/replies.ts';
import { hit } from '../../coverage.ts';
import { type Doing, doing } from '../../doing.ts';
import { INTERPAY_HOSTS } from '../../plant-merchants.ts';
import type { SimulatedProcess } from '../../process.ts';
import type { Dice } from '../../random.ts';
import type { World } from '../../world.ts';
import { drawPadFate, drawPadWeather, type PadFate, type PadWeather } from './faults.ts';
import { type PadCall, readPadCall } from './pad-call.ts';
import { Postman } from './postman.ts';
import { arrivingOf } from './spoil.ts';

/** The network between our processes and Interpay, with Interpay behind it and its callbacks on the way back. */
export class InterpayNetwork {
  readonly gateway: Gateway;
  readonly weather: PadWeather;
  readonly postman: Postman;
  /** Every call, in order. */
  readonly calls: PadCall[] = [];
  /** References whose request was answered «no» though it was carried out: what becomes of them is called back, surely. */
  readonly toldNo = new Set<string>();
  /** References whose money went back the way it came by an entry made at the terminal, which no system of ours sees. */
  readonly givenBack = new Set<string>();
  /** Calls, sessions and callbacks that are not over. */
  busy = 0;
  readonly #world: World;
  readonly #dice: Dice;

  constructor(world: World, accounts: readonly GatewayAccount[]) {
    this.#world = world;
    this.#dice = world.dice.fork('interpay');
    this.weather = drawPadWeather(this.#dice);
    this.postman = new Postman(world, this.weather);
    const providerDice = world.dice.fork('interpay provider');
    const dice = this.#dice;
    this.gateway = assembleGateway(
      {
        accounts,
        hosts: INTERPAY_HOSTS,
        send: (callback) => this.#whileBusy(() => this.postman.send(callback)),
        clock: () => world.epoch + Math.floor(world.scheduler.now),
        wait: (ms) => this.#whileBusy(() => world.scheduler.sleep(ms)),
        random: () => providerDice.float(),
        settings: {
          cancelMs: dice.int(200, 5000),
          flipGapMs: dice.int(2000, 60_000),
          heldMs: dice.int(5000, 30_000),
          authorizationMs: dice.int(200, 3000),
          retryDelaysMs: [5000, 30_000, 120_000],
          retryCallbacks: dice.chance(0.4),
          callbackEncoding: 'json',
          echoInv: dice.chance(0.3),
          answersInTags: dice.chance(0.2),
          cancelAnswer: dice.chance(0.3) ? 'words' : 'fields',
          voidsDebit: dice.chance(0.5),
          lookupLagMs: dice.pick([0, 0, 20_000, 400_000]),
          lookupHidesSales: dice.chance(0.2),
          settlesAt: '00:00',
        },
      },
      new AbortController().signal,
    );
  }

  transportFor(process: SimulatedProcess): HttpTransport {
    const send = (call: HttpGet | HttpPost) => this.#send(process, call);
    return { post: send, get: send, allows: () => true };
  }

  /** What the provider has of a reference of ours; null: nothing. */
  entryOf(reference: string): BookEntry | null {
    return this.gateway.ledger.entries().find((entry) => entry.requestId === reference) ?? null;
  }

  async #whileBusy<T>(work: () => Promise<T>): Promise<T> {
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
    const call = readPadCall(sent, {
      process: process.name,
      sentAt: scheduler.now,
      isForVoid: !('body' in sent) && what.name === 'send-operation',
    });
    this.calls.push(call);
    rules.onPadCall(call, what);
    const fate = this.#fateOf(call);
    process.reaches('calling', what);
    if (!process.isAlive) return new Promise(() => {});
    return new Promise((resolve) => {
      this.busy += 1;
      const settle = (reply: HttpReply) => {
        if (call.answeredAt !== null) return;
        this.busy -= 1;
        call.answeredAt = scheduler.now;
        call.reply = reply;
        this.#world.trace(() => `${process.name} ← interpay ${call.kind} ${describe(reply)}`);
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
        void this.#deliver(process, call, sent, fate, what).then((reply) => {
          const arrived = fate.way === 'breaks' ? null : reply;
          if (arrived) scheduler.after(this.#dice.int(5, 80), () => settle(arrived));
        });
      });
    });
  }

  async #deliver(
    process: SimulatedProcess,
    call: PadCall,
    sent: HttpGet | HttpPost,
    fate: PadFate,
    what: Doing,
  ): Promise<HttpReply | null> {
    if (!fate.isCarriedOut) {
      const said = fate.code === null ? saysYes(call) : refusal(fate.code);
      return arrivingOf(said, fate.spoil, this.#dice, this.#otherId(call));
    }
    call.isCarriedOut = true;
    if (process.isAlive) process.reaches('called', what);
    if (fate.code !== null && call.reference) this.toldNo.add(call.reference);
    const said = await this.#carryOut(call, sent, fate);
    const reply = fate.code === null ? said : refusal(fate.code);
    return arrivingOf(reply, fate.spoil, this.#dice, this.#otherId(call));
  }

  #carryOut(call: PadCall, sent: HttpGet | HttpPost, fate: PadFate): Promise<Reply> {
    const { gateway } = this;
    const url = new URL(sent.url);
    const method = 'body' in sent ? 'POST' : 'GET';
    const device = this.#deviceOf(call);
    Object.assign(gateway.settings, { answerMs: fate.answerMs, approvalMs: fate.deviceMs });
    if (device && fate.scenario) Object.assign(device, { scenario: fate.scenario, times: 1 });
    const path = url.pathname;
    const at = new Date(gateway.now()).toISOString();
    const answering = answerAsProvider(
      gateway,
      {
        host: call.host,
        method,
        path,
        query: url.search.slice(1),
        contentType: sent.headers['content-type'] ?? '',
        text: 'body' in sent ? sent.body : '',
      },
      gateway.log.openRequest({ at, host: call.host, method, path }),
    );
    if (device) Object.assign(device, { scenario: null, times: null });
    return answering;
  }

  #deviceOf({ kind, termId, deviceId }: PadCall): Device | undefined {
    return kind === 'session' ? this.gateway.devices.get(deviceKey(termId ?? '', deviceId ?? '')) : undefined;
  }

  /** A session of another operation of the same account, or one that nobody has. */
  #otherId({ termId }: PadCall): string {
    const others = this.gateway.ledger.entries().filter((entry) => entry.termId === termId);
    const made = `other${this.#dice.int(1e8, 9e8)}`;
    return others.length > 0 && this.#dice.chance(0.3) ? this.#dice.pick(others).secureId : made;
  }

  #fateOf(call: PadCall): PadFate {
    const fate = drawPadFate(this.#dice, this.weather, call.kind);
    const { coverage } = this.#world;
    if (fate.row) hit(coverage, `${fate.row} ${call.kind}`);
    if (call.kind === 'cancel' && !call.isForVoid) hit(coverage, 'F17');
    this.#world.trace(
      () =>
        `${call.process} → interpay ${call.host} ${call.kind} ${call.reference ?? call.secureId} ${fate.row ?? ''} ${fate.way} ${fate.code ?? ''} ${fate.scenario ?? ''} ${fate.spoil} ${fate.answerMs}/${fate.deviceMs} ms`,
    );
    return fate;
  }
}

function refusal(code: string): Reply {
  return json({ CODE: code, TEXT: 'REFUSED' });
}

/** Something in front of the provider answers as if all were well. */
function saysYes({ kind }: PadCall): Reply {
  return json(kind === 'look-up' ? { CODE: '8340', TEXT: 'NOT FOUND' } : { CODE: '0000', TEXT: 'OK' });
}

function describe(reply: HttpReply): string {
  return reply.kind === 'answered' ? `${reply.status} ${reply.body.slice(0, 200)}` : JSON.stringify(reply);
}
