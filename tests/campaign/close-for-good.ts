import { closeDay } from './close-day.ts';
import { follow, type Scene, sell } from './history.ts';
import type { Wish } from './plan.ts';

const TRIES = 8;

const CALM_SALE: Wish & { kind: 'sell' } = {
  kind: 'sell',
  isHold: false,
  lines: [{ name: 'Çay', quantity: 1, unitPriceMinor: 2_500, discountMinor: 0 }],
  currency: 'TRY',
  installmentCount: 1,
  surchargeMinor: 0,
  paymentType: 'card',
  accident: null,
  patience: 'waits',
  isDoubleClick: false,
  reusesKey: false,
};

/**
 * What everybody does in the end: waits for what is open, sells once in peace, and closes the day until it is closed. Whom
 * mishaps keep from it gets a time of quiet; who cannot close even then is in a dead end, and says what each try came to.
 */
export async function closeForGood(scene: Scene): Promise<void> {
  for (const id of scene.started) await follow(scene, id, 'waits');
  const failures = await tryToClose(scene, `${scene.history.number}-last`);
  if (failures === null) return;
  const inQuiet = await scene.quiet.during(() => tryToClose(scene, `${scene.history.number}-quiet`));
  if (inQuiet === null) return;
  const tries = [...failures, '(quiet from here on)', ...inQuiet];
  scene.problems.push(
    [`the day of ${scene.till.providerDeviceId} could not be closed`, ...tries].join('\n      '),
  );
}

/** Null when the day is closed; else what each try came to. */
async function tryToClose(scene: Scene, key: string): Promise<string[] | null> {
  const failures: string[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const since = new Date();
    await sell(scene, CALM_SALE, `${key}-${attempt}`);
    const outcome = await closeDay(scene);
    if (outcome === 'closed') return null;
    failures.push(`${outcome}: ${await describe(scene, since)}`);
  }
  return failures;
}

/** What was tried on the device since then, and what stands in the way of its close now. */
async function describe({ eyes, provider, till }: Scene, since: Date): Promise<string> {
  const { deviceId } = till;
  const rows = await eyes.sql<{ what: string }[]>`
    select what from (
      select created_at as at, concat_ws(' ', kind, state, outcome_reason, outcome_code) as what from transactions
        where device_id = ${deviceId} and (created_at >= ${since} or state in ('created', 'sending', 'awaiting', 'unknown'))
      union all select requested_at, concat_ws(' ', 'close', state, outcome_reason, outcome_code, nullif(blocked_by, '{}'))
        from eod_runs where device_id = ${deviceId} and (requested_at >= ${since} or state in ('requested', 'closing', 'unknown'))
      union all select now(), concat_ws(' ', 'batch', number, state) from batches
        where device_id = ${deviceId} and state <> 'closed'
      union all select now(), concat_ws(' ', 'held by', operation_id) from device_holds where device_id = ${deviceId}
    ) tried order by at`;
  const { busyWith, openSaleNumber } = await provider.device(till.providerDeviceId);
  return [
    ...rows.map(({ what }) => what),
    ...(busyWith ? [`device busy with ${busyWith}`] : []),
    ...(openSaleNumber ? [`open on the device ${openSaleNumber}`] : []),
  ].join(' · ');
}
