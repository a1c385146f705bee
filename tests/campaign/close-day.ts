import { clearDevice } from './clear-device.ts';
import { ENDS_WITHIN_MS, type Scene } from './history.ts';

/**
 * Asks for the end of the day and stays until it is closed, failed, blocked, or unknown, and does what the product asks for
 * when it failed. Returns that state, or why it was not even started.
 */
export async function closeDay(scene: Scene): Promise<string> {
  const { counter, eyes, till, tally, problems } = scene;
  const end = Date.now() + ENDS_WITHIN_MS;
  for (;;) {
    const { value } = await counter.ask(till.accountant, 'requestEndOfDay', { deviceId: till.deviceId });
    if (value.ok) {
      const { runId } = value.value;
      const state = await eyes.endOfRun(runId, ENDS_WITHIN_MS);
      if (state === null) {
        problems.push(`the close ${runId} never ended`);
        return 'never ended';
      }
      const reason = state === 'closed' ? null : await eyes.reasonOf(runId);
      tally.add(`close ${state}${reason ? ` (${reason})` : ''}`);
      if (reason === 'device_busy') await clearDevice(scene);
      return state;
    }
    tally.add(`refused ${value.error.kind}`);
    if (value.error.kind !== 'device_held' || Date.now() > end) return `refused ${value.error.kind}`;
    await eyes.isFree(till.deviceId, ENDS_WITHIN_MS);
  }
}
