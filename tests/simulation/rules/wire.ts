import type { Doing } from '../doing.ts';
import type { WireCall } from '../provider/network.ts';
import type { World } from '../world.ts';
import { runsOf, transactionsWith } from './rows.ts';
import type { Breaks } from './rules.ts';

/** INV-4, INV-15, D4: what is sent was claimed in a commit before, once, with no transaction open. */
export function wireHolds(world: World, call: WireCall, what: Doing, breaks: Breaks): void {
  if (what.transaction) breaks('INV-15', `${call.path} was called inside a transaction of ${what.name}`);
  if (call.kind === 'money') moneyHolds(world, call, breaks);
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
