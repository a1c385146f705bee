import type { SplitSaleRow } from '#db/queries/split-sales.ts';
import type { Doing } from '../doing.ts';
import type { WireCall } from '../provider/wire-call.ts';
import type { World } from '../world.ts';
import { runsOf, splitsOf, transactionsWith } from './rows.ts';
import type { Breaks } from './rules.ts';

/** INV-4, INV-15, D4: what is sent was claimed in a commit before, once, with no transaction open. */
export function wireHolds(world: World, call: WireCall, what: Doing, breaks: Breaks): void {
  if (what.transaction) breaks('INV-15', `${call.path} was called inside a transaction of ${what.name}`);
  if (call.kind === 'money') {
    const split = splitsOf(world).find((one) => one.reference === call.reference);
    if (split) stepHolds(world, call, split, breaks);
    else moneyHolds(world, call, breaks);
  }
  if (call.kind === 'close') closeHolds(world, call, breaks);
}

function moneyHolds(world: World, call: WireCall, breaks: Breaks): void {
  const row = transactionsWith(world, 'reference', call.reference)[0];
  // A worker that was taken for dead may still be signing in: then it is unknown already, and stays so until asked about.
  if (row?.state !== 'sending' && row?.state !== 'unknown')
    breaks('D4', `${call.reference} is sent while it is ${row?.state ?? 'not written'}`);
  const before = earlier(world, call, (other) => other.reference === call.reference);
  const last = before.at(-1);
  const isKnown = world.network.gateway.ledger
    .entries()
    .some((entry) => entry.transactionReferenceId === call.reference);
  if (last && (isKnown || !wasTurnedAway(last))) breaks('INV-4', `${call.reference} was sent again`);
}

/** A split sale is started once; its completion may be tried again when the one before came to nothing. */
function stepHolds(world: World, call: WireCall, split: SplitSaleRow, breaks: Breaks): void {
  const isStart = call.path.endsWith('/start');
  const claimed = isStart ? ['starting', 'failed'] : ['completing', 'completion_unknown'];
  if (!claimed.includes(split.state))
    breaks('D4', `${call.path} of ${split.id} is sent while it is ${split.state}`);
  const last = earlier(
    world,
    call,
    (other) => other.reference === call.reference && other.path === call.path,
  ).at(-1);
  if (isStart && last && !wasTurnedAway(last)) breaks('INV-4', `the start of ${split.id} was sent again`);
  const clientId = world.network.gateway.devices.get(call.deviceId ?? '')?.clientId ?? '';
  const theirs = world.network.gateway.ledger.fiscalByReference(clientId, split.reference);
  if (!isStart && theirs?.state === 'complete') breaks('INV-4', `${split.id} is completed a second time`);
  if (!isStart && split.paidMinor !== split.amountMinor)
    breaks('INV-18', `${split.id} is completed with ${split.paidMinor} of ${split.amountMinor}`);
}

function closeHolds(world: World, call: WireCall, breaks: Breaks): void {
  const run = runsOf(world).find((one) => one.id === call.conversationId);
  if (run?.state !== 'closing' && run?.state !== 'unknown')
    breaks('D4', `${call.conversationId} is sent while it is ${run?.state}`);
  if (earlier(world, call, (other) => other.conversationId === call.conversationId).length > 0)
    breaks('INV-4', `the close ${call.conversationId} was sent again`);
}

function earlier(world: World, call: WireCall, isSame: (other: WireCall) => boolean): WireCall[] {
  return world.network.calls.filter((other) => other !== call && other.kind === call.kind && isSame(other));
}

/** Refused at the door with a published token code, at once: it reached no device (F6). */
function wasTurnedAway({ reply, sentAt, answeredAt }: WireCall): boolean {
  if (reply?.kind !== 'answered' || reply.status !== 401) return false;
  return (answeredAt ?? 0) - sentAt <= 5000 && /"(100310|100311|380204)"/.test(reply.body);
}
