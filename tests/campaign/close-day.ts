import { setTimeout as delay } from 'node:timers/promises';
import { ENDS_WITHIN_MS, type Scene } from './history.ts';

/** Asks for the end of the day and stays until it is closed, failed, blocked, or unknown; null when it was refused. */
export async function closeDay(scene: Scene): Promise<string | null> {
  const { counter, eyes, till, tally, problems } = scene;
  const end = Date.now() + ENDS_WITHIN_MS;
  while (Date.now() < end) {
    const { value } = await counter.ask(till.accountant, 'requestEndOfDay', { deviceId: till.deviceId });
    if (value.ok) {
      const state = await eyes.endOfRun(value.value.runId, ENDS_WITHIN_MS);
      if (state === null) problems.push(`the close ${value.value.runId} never ended`);
      else tally.add(`close ${state}`);
      return state;
    }
    tally.add(`refused ${value.error.kind}`);
    if (value.error.kind !== 'device_held') break;
    // Held by an operation, or by a close that may still be going on; then only the next sale can tell.
    if (!(await eyes.isFree(till.deviceId, 20_000))) return null;
    await delay(200);
    if (await isCloseOpen(scene)) return null;
  }
  return null;
}

async function isCloseOpen({ eyes, till }: Scene): Promise<boolean> {
  const rows =
    await eyes.sql`select 1 from batches where device_id = ${till.deviceId} and state = 'closing_unknown'`;
  return rows.length > 0;
}
