import type { Verdict } from '#db/schema/resolutions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { checkResolution } from '#server/resolutions/check-resolution.ts';
import { proposeResolution } from '#server/resolutions/propose-resolution.ts';
import type { ResolutionWish } from '#server/resolutions/resolution-form.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import { deviceOf } from '#tests/gateways/interpay/devices.ts';
import { voidSession } from '#tests/gateways/interpay/session.ts';
import type { PlantedMerchant } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';
import { calledBackIsKnown, entryFor } from '../rules/pads.ts';
import { findTransaction, isOpen } from '../rules/rows.ts';
import type { TransactionRow } from '../rules/rules.ts';
import type { World } from '../world.ts';
import { press } from './desk.ts';

/** Two people look at what nobody else can tell, and write what they found in the vendor's book. */
export async function decideOpenEnds(world: World, dice: Dice, merchant: PlantedMerchant): Promise<void> {
  if (!merchant.devices.some(({ model }) => model === 'pin-pad')) return;
  for (const id of await listDoubts(world, merchant)) {
    const row = findTransaction(world, id);
    if (row && world.isCalm && isOpen(row)) calledBackIsKnown(world, row, world.rules.breaks);
    for (let turn = 0; turn < 6 && (await listDoubts(world, merchant)).includes(id); turn++) {
      const now = findTransaction(world, id);
      if (now) await decide(world, dice, merchant, now);
    }
  }
}

/** What the list of open ends asks a person for. */
async function listDoubts(world: World, merchant: PlantedMerchant): Promise<TransactionId[]> {
  const heard = await press(world, merchant, 'support', 'transactions:see', listUnresolved);
  if (heard.kind !== 'answered') return [];
  return heard.value.flatMap(({ id, doubt }) => (doubt ? [id] : []));
}

/** One finds out and says so, another one checks it. */
async function decide(
  world: World,
  dice: Dice,
  merchant: PlantedMerchant,
  row: TransactionRow,
): Promise<void> {
  if (isReported(row)) await denyReported(world, merchant, row);
  const wish = wishFor(world, dice, row);
  if (!wish) {
    await world.scheduler.sleep(dice.int(5000, 30_000));
    return;
  }
  const made = await press(world, merchant, 'accountant', 'resolution:make', (ctx) =>
    proposeResolution(ctx, wish),
  );
  world.trace(() => `${row.id} decided as ${wish.verdict}: ${JSON.stringify(made)}`);
  await world.scheduler.sleep(dice.int(100, 20_000));
  const proposals = world.database.store.rows('resolutions');
  const waiting = proposals.find((one) => one.transactionId === row.id && one.state === 'proposed');
  if (!waiting) {
    await world.scheduler.sleep(60_000);
    return;
  }
  const resolutionId = waiting.id as `rsl_${string}`;
  const byMaker = await press(world, merchant, 'accountant', 'resolution:check', (ctx) =>
    checkResolution(ctx, { resolutionId, answer: 'accept', sentence: null }),
  );
  if (byMaker.kind === 'answered')
    world.rules.breaks('INV-17', `${resolutionId} is checked without the right`);
  const checked = await press(world, merchant, 'manager', 'resolution:check', (ctx) =>
    checkResolution(ctx, {
      resolutionId,
      answer: dice.chance(0.9) ? 'accept' : 'reject',
      sentence: 'looked it up again',
    }),
  );
  world.trace(() => `${row.id} checked: ${JSON.stringify(checked)}`);
}

/** Whether the provider reported that money moved over another amount, and nothing has ended it. */
function isReported(row: TransactionRow): boolean {
  return isOpen(row) && row.flags.includes('amount_differs');
}

/** Somebody in a hurry says that nothing was charged, and is not believed. */
async function denyReported(world: World, merchant: PlantedMerchant, row: TransactionRow): Promise<void> {
  const wish = wishOf(world, row, 'not_charged');
  const heard = await press(world, merchant, 'accountant', 'resolution:make', (ctx) =>
    proposeResolution(ctx, wish),
  );
  const isTaken = heard.kind === 'answered' && heard.value.ok;
  if (isTaken && isReported(findTransaction(world, row.id) ?? row))
    world.rules.breaks('INV-7', `${row.id} was reported as charged and may be called not charged`);
}

/** What the vendor's book says of it, as a person copies that; null while nobody can know yet, or it is still to be undone. */
function wishFor(world: World, dice: Dice, row: TransactionRow): ResolutionWish | null {
  if (entryFor(world, row)?.state === 'live') return null;
  const verdict = verdictFor(world, dice, row);
  return verdict && wishOf(world, row, verdict);
}

function wishOf(world: World, row: TransactionRow, verdict: Verdict): ResolutionWish {
  const entry = entryFor(world, row);
  const isMoney = verdict === 'approved' && row.state !== 'approved';
  return {
    transactionId: row.id,
    verdict,
    proof: 'portal',
    statement: 'As the portal of the vendor says.',
    facts: {
      authCode: isMoney && entry ? entry.auth || null : null,
      last4: null,
      batchNumber: isMoney && entry ? String(entry.batch) : null,
      providerReference: isMoney && entry ? entry.refNum || null : null,
    },
    amount: isMoney ? { minor: row.amountMinor, currency: row.currency } : null,
    photo: null,
  };
}

function verdictFor(world: World, dice: Dice, row: TransactionRow): Verdict | null {
  const entry = entryFor(world, row);
  if (row.kind === 'void') return entry?.state === 'voided' ? 'approved' : 'not_charged';
  // Of money that was given back and taken again nothing can be said but that it was given.
  if (entry?.state === 'voided')
    return row.kind === 'refund' && row.state === 'approved' ? 'approved' : 'voided';
  // What was reported and never happened can only be recorded as not being there in the end.
  if (entry?.state !== 'approved') return isReported(row) ? 'voided' : 'not_charged';
  if (entry.chargedMinor === row.amountMinor) return 'approved';
  return undoOtherAmount(world, dice, entry) ? 'voided' : null;
}

/**
 * Another amount than was asked for is undone at the terminal: voided, or, where its batch is closed or its card does not allow
 * that, given back to the customer, who may not have come back yet.
 */
function undoOtherAmount({ interpay }: World, dice: Dice, entry: BookEntry): boolean {
  voidSession(interpay.gateway, entry);
  if (interpay.gateway.ledger.find(entry.secureId)?.state === 'voided') return true;
  if (dice.chance(0.5)) interpay.givenBack.add(entry.requestId);
  return interpay.givenBack.has(entry.requestId);
}

/** Somebody undoes a sale at the terminal, and nobody here has asked for it. */
export function voidAtTerminal(world: World, row: TransactionRow): void {
  const entry = world.interpay.entryOf(row.reference);
  if (!entry || deviceOf(world.interpay.gateway, entry)?.running) return;
  const answer = voidSession(world.interpay.gateway, entry);
  world.trace(() => `${row.id} is undone at the terminal: ${answer}`);
}
