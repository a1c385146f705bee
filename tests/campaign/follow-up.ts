import type { TransactionId } from '#server/kernel/ids.ts';
import type { RefundSize } from '#server/transactions/refund-plan.ts';
import { ENDS_WITHIN_MS, follow, type Scene } from './history.ts';
import type { Wish } from './plan.ts';

type FollowUp = Wish & { kind: 'follow_up' };
type Sale = { id: TransactionId; leftMinor: number };

/** Voids, refunds or captures something of the device that is approved, sometimes against somebody who does the same. */
export async function followUp(scene: Scene, wish: FollowUp, key: string): Promise<void> {
  const sale = await pickSale(scene, wish);
  if (!sale) return scene.tally.add(`refused nothing_to_${wish.by}`);
  const keys = wish.hasRival ? [`${key}-a`, `${key}-b`] : [`${key}-a`];
  const ids = await Promise.all(keys.map((each) => start(scene, wish, sale, each)));
  const started = ids.filter((id) => id !== null);
  for (const id of started) {
    scene.started.add(id);
    await follow(scene, id, wish.patience);
  }
}

/** What of the device each way is open to, as its people see it; the rule has the last word. */
const FITTING: Record<FollowUp['by'], string[]> = {
  void: ['sale', 'capture', 'preauthorization'],
  refund: ['sale', 'capture'],
  capture: ['preauthorization'],
};

async function pickSale({ eyes, till }: Scene, { by, which }: FollowUp): Promise<Sale | null> {
  const rows = await eyes.sql<{ id: TransactionId; left: number }[]>`
    select id, (amount_minor - surcharge_minor - refunded_minor - refund_reserved_minor)::int as left from transactions
    where device_id = ${till.deviceId} and kind = any(${FITTING[by]}) and state = 'approved' and void_id is null
      and capture_id is null and amount_minor - surcharge_minor > refunded_minor + refund_reserved_minor
    order by created_at`;
  const row = rows[Math.floor(which * rows.length)];
  return row ? { id: row.id, leftMinor: row.left } : null;
}

function start(scene: Scene, wish: FollowUp, sale: Sale, key: string): Promise<TransactionId | null> {
  switch (wish.by) {
    case 'void':
      return startVoid(scene, sale, key);
    case 'refund':
      return startRefund(scene, sale, wish.share, key);
    case 'capture':
      return startCapture(scene, sale, wish.share, key);
  }
}

async function startCapture(
  scene: Scene,
  hold: Sale,
  share: number,
  key: string,
): Promise<TransactionId | null> {
  const amountMinor = Math.max(1, Math.round(hold.leftMinor * share));
  const wish = { intentKey: `${scene.till.deviceId}-${key}`, holdId: hold.id, amountMinor };
  return whenFree(
    scene,
    async () => (await scene.counter.ask(scene.till.manager, 'capturePreauthorization', wish)).value,
  );
}

async function startVoid(scene: Scene, sale: Sale, key: string): Promise<TransactionId | null> {
  const intentKey = `${scene.till.deviceId}-${key}`;
  return whenFree(scene, async () => {
    const wish = { intentKey, saleId: sale.id, reason: null };
    return (await scene.counter.ask(scene.till.manager, 'voidSale', wish)).value;
  });
}

async function startRefund(
  scene: Scene,
  sale: Sale,
  share: number,
  key: string,
): Promise<TransactionId | null> {
  const intentKey = `${scene.till.deviceId}-${key}`;
  const size = await sizeOf(scene, sale, share);
  if (!size) return null;
  return whenFree(scene, async () => {
    const wish = { intentKey, saleId: sale.id, size, reason: null };
    return (await scene.counter.ask(scene.till.manager, 'startRefund', wish)).value;
  });
}

/** A share of what is left: an amount, or on a cash register whole pieces of the lines the provider names. */
async function sizeOf(scene: Scene, sale: Sale, share: number): Promise<RefundSize | null> {
  if (scene.till.model === '509') {
    return { by: 'amount', amountMinor: Math.max(1, Math.round(sale.leftMinor * share)) };
  }
  const { value } = await scene.counter.ask(scene.till.manager, 'getRefundable', sale.id);
  if (value?.kind !== 'refundable') {
    scene.tally.add('refused refundable_unknown');
    return null;
  }
  const there = value.lines.filter((line) => line.refundableQuantity > 0);
  const wanted = there.slice(0, Math.max(1, Math.round(there.length * share)));
  const lines = wanted.map(({ providerLineId, refundableQuantity }) => ({
    providerLineId,
    quantity: Math.max(1, Math.round(refundableQuantity * share)),
  }));
  return lines.length > 0 ? { by: 'lines', lines } : null;
}

type Started =
  | { ok: true; value: { transactionId: TransactionId } }
  | { ok: false; error: { kind: string; obstacle?: string } };

/** Tries again while the device is in other hands, or while the provider cannot say what is left. */
async function whenFree(scene: Scene, attempt: () => Promise<Started>): Promise<TransactionId | null> {
  const end = Date.now() + ENDS_WITHIN_MS;
  while (Date.now() < end) {
    const started = await attempt();
    if (started.ok) return started.value.transactionId;
    const { kind, obstacle } = started.error;
    scene.tally.add(`refused ${obstacle ?? kind}`);
    if (kind === 'device_held') await scene.eyes.isFree(scene.till.deviceId, 60_000);
    else if (kind !== 'refundable_unknown') return null;
  }
  scene.problems.push(`money back on ${scene.till.providerDeviceId} could not be started`);
  return null;
}
