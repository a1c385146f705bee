import { type Device, deviceKey } from './devices.ts';
import type { Gateway } from './gateway.ts';

/** The device of this DEVICEID, in the account if one is named; a sentence when that is nobody or more than one. */
export function findDevice(
  gateway: Gateway,
  deviceId: string,
  termId: string | null,
): { device: Device } | { problem: string; status: 404 | 409 } {
  if (termId !== null) {
    const device = gateway.devices.get(deviceKey(termId, deviceId));
    return device ? { device } : { problem: 'no such device in this account', status: 404 };
  }
  const [device, another] = [...gateway.devices.values()].filter((one) => one.deviceId === deviceId);
  if (!device) return { problem: 'no such device', status: 404 };
  return another ? { problem: 'several accounts have it: say which with ?termId=', status: 409 } : { device };
}
