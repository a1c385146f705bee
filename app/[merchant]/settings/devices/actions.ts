'use server';

import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { err, ok } from '#server/kernel/result.ts';
import {
  addDevice,
  changeDevice,
  type DeviceFailure,
  disableDevice,
  enableDevice,
} from '#server/terminals/manage-devices.ts';
import { idField, requiredTextField } from '#server/transactions/form-fields.ts';

const label = requiredTextField(60);
const branchId = idField('branch');
const one = z.object({ deviceId: idField('device') });

/** Adds a device to an account. */
export const addDeviceAction = merchantAction({
  permission: 'devices:manage',
  schema: z.object({
    connectionId: idField('connection'),
    branchId,
    label,
    providerDeviceId: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{0,64}$/, { error: messageKey('manage.devices.idForm') })
      .optional()
      .transform((text) => text || null),
  }),
  verb: async (ctx, wish) => {
    const added = await addDevice(ctx, wish);
    return added.ok ? ok(null) : err(say(added.error));
  },
});

/** Renames a device or moves it to another branch. */
export const changeDeviceAction = merchantAction({
  permission: 'devices:manage',
  schema: one.extend({ label, branchId }),
  verb: async (ctx, { deviceId, ...wish }) => {
    const changed = await changeDevice(ctx, deviceId, wish);
    return changed.ok ? changed : err(say(changed.error));
  },
});

/** Takes a device out of use. */
export const disableDeviceAction = merchantAction({
  permission: 'devices:manage',
  schema: one,
  verb: async (ctx, { deviceId }) => {
    const changed = await disableDevice(ctx, deviceId);
    return changed.ok ? changed : err(say(changed.error));
  },
});

/** Takes a device into use again. */
export const enableDeviceAction = merchantAction({
  permission: 'devices:manage',
  schema: one,
  verb: async (ctx, { deviceId }) => {
    const changed = await enableDevice(ctx, deviceId);
    return changed.ok ? changed : err(say(changed.error));
  },
});

function say(failure: DeviceFailure): Refusal {
  switch (failure.kind) {
    case 'no_such_connection':
      return { fieldErrors: { connectionId: 'manage.devices.noSuchConnection' } };
    case 'no_such_branch':
      return { fieldErrors: { branchId: 'manage.devices.noSuchBranch' } };
    case 'id_missing':
      return { fieldErrors: { providerDeviceId: 'manage.devices.idMissing' } };
    case 'id_taken':
      return { fieldErrors: { providerDeviceId: 'manage.devices.idTaken' } };
    case 'in_use':
      return { formError: 'manage.devices.inUse' };
    case 'same':
      return { formError: 'manage.same' };
  }
}
