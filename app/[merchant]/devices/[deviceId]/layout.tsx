import type { ReactNode } from 'react';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { requireDevice } from '#server/terminals/get-device.ts';

type DeviceLayoutProps = { children: ReactNode; params: Promise<{ merchant: string; deviceId: string }> };

/** Asked before the first byte leaves, so that a device that is not there is answered with 404, not with a skeleton. */
export default async function DeviceLayout({ children, params }: DeviceLayoutProps) {
  const { merchant, deviceId } = await params;
  await orNotFound(requireDevice(await pageContext(merchant, 'devices:see'), deviceId));
  return children;
}
