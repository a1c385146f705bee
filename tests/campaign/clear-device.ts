import { setTimeout as delay } from 'node:timers/promises';
import { ENDS_WITHIN_MS, type Scene } from './history.ts';

const LOOK_EVERY_MS = 100;

/**
 * Does what the product asks for when something failed because the device was busy: finishes what its screen shows, or
 * cancels it there. A sale in parts whose start was never heard of stays open on the device until then.
 */
export async function clearDevice({ provider, till, tally }: Scene): Promise<void> {
  const isBusy = async () => (await provider.device(till.providerDeviceId)).busyWith !== null;
  for (const end = Date.now() + ENDS_WITHIN_MS; Date.now() < end && (await isBusy()); )
    await delay(LOOK_EVERY_MS);
  if (await provider.cancelOpenSale(till.providerDeviceId)) tally.add('open sale cancelled at the device');
}
