import { z } from 'zod';
import { type FaultName, isFaultName } from '../shared/faults.ts';
import { json, type Reply } from '../shared/replies.ts';
import { bookImport } from './book.ts';
import { deviceView } from './device-view.ts';
import { type Act, actOn, batchText, type Device } from './devices.ts';
import { dropUnpaidSale } from './fiscal-sales.ts';
import type { Gateway } from './gateway.ts';
import { ImportProblem, importBook } from './import-book.ts';
import { isScenarioName, type ScenarioName } from './scenarios.ts';
import { settingsPatch } from './settings.ts';

export type ControlRequest = { method: string; url: URL; contentType: string; text: string };

const scenarioName = z.custom<ScenarioName>((name) => typeof name === 'string' && isScenarioName(name), {
  message: 'no such scenario',
});

const devicePatch = z.strictObject({
  mode: z.enum(['manual', 'auto']).optional(),
  scenario: scenarioName.nullable().optional(),
  /** How many operations meet the scenario; until changed when null or left out. */
  times: z.number().int().positive().nullable().optional(),
  online: z.boolean().optional(),
});

const actRequest = z.strictObject({
  action: z.enum(['tap', 'insert', 'decline', 'cancel', 'walk-away']),
  pin: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  card: z.string().optional(),
  /** Waits up to so long for an operation to act on. */
  waitMs: z.number().int().min(0).max(60_000).default(0),
});

const faultRequest = z.strictObject({
  /** How the path of the request ends, e.g. `/oauth2/token`. */
  path: z.string().startsWith('/'),
  fault: z.custom<FaultName>((name) => typeof name === 'string' && isFaultName(name), {
    message: 'no such fault',
  }),
  times: z.number().int().positive().default(1),
});

/** The gateway's own remote control: never part of the provider's wire. */
export async function answerControl(gateway: Gateway, request: ControlRequest): Promise<Reply> {
  if (
    request.method !== 'GET' &&
    !request.contentType.startsWith('application/json') &&
    request.text !== ''
  ) {
    return json({ error: 'content-type must be application/json' }, 415);
  }
  const [, , room = '', id = '', act = ''] = request.url.pathname.split('/').map(decodeURIComponent);
  try {
    switch (`${request.method} ${room}`) {
      case 'GET log':
        return json(gateway.log.list(Number(request.url.searchParams.get('since') ?? 0)));
      case 'DELETE log':
        gateway.log.clear();
        return json({ ok: true });
      case 'GET book':
        return json(bookView(gateway));
      case 'POST book': {
        const { entries, openBatches } = bookImport.parse(bodyOf(request));
        return json(importBook(gateway, entries, openBatches));
      }
      case 'GET settings':
        return json(gateway.settings);
      case 'PUT settings':
        return json(Object.assign(gateway.settings, settingsPatch.parse(bodyOf(request))));
      case 'POST faults': {
        const { path, fault, times } = faultRequest.parse(bodyOf(request));
        gateway.faults.plan(path, fault, times);
        return json({ ok: true });
      }
      case 'DELETE faults':
        gateway.faults.clear();
        return json({ ok: true });
      case 'POST tokens':
        return changeTokens(gateway, id);
      case 'GET devices':
      case 'PUT devices':
      case 'POST devices':
        return await answerDevices(gateway, request, id, act);
      default:
        return json({ error: 'no such control' }, 404);
    }
  } catch (error) {
    if (error instanceof z.ZodError) return json({ error: z.prettifyError(error) }, 400);
    if (error instanceof ImportProblem || error instanceof SyntaxError) {
      return json({ error: error.message }, 400);
    }
    throw error;
  }
}

function bodyOf(request: ControlRequest): unknown {
  return request.text === '' ? {} : JSON.parse(request.text);
}

function bookView(gateway: Gateway) {
  return {
    entries: gateway.ledger.entries(),
    fiscalSales: gateway.ledger.fiscalSales(),
    openBatches: Object.fromEntries(
      [...gateway.devices.values()].map((device) => [device.deviceUniqueId, batchText(device.openBatch)]),
    ),
  };
}

function changeTokens(gateway: Gateway, what: string): Reply {
  if (what === 'expire') gateway.login.expireAll();
  else if (what === 'revoke') gateway.login.revokeAll();
  else return json({ error: 'no such control' }, 404);
  return json({ ok: true });
}

async function answerDevices(
  gateway: Gateway,
  request: ControlRequest,
  id: string,
  act: string,
): Promise<Reply> {
  if (id === '' && request.method === 'GET') {
    return json([...gateway.devices.values()].map((device) => deviceView(gateway, device)));
  }
  const device = gateway.devices.get(id);
  if (!device) return json({ error: 'no such device' }, 404);
  if (request.method === 'PUT') {
    changeDevice(gateway, device, devicePatch.parse(bodyOf(request)));
  } else if (request.method === 'POST') {
    if (act !== 'act') return json({ error: 'no such control' }, 404);
    return actOnDevice(gateway, device, actRequest.parse(bodyOf(request)));
  }
  return json(deviceView(gateway, device));
}

function changeDevice(gateway: Gateway, device: Device, patch: z.output<typeof devicePatch>): void {
  if (patch.mode !== undefined) device.mode = patch.mode;
  if (patch.online !== undefined) device.online = patch.online;
  if (patch.scenario !== undefined) {
    device.scenario = patch.scenario;
    device.times = null;
  }
  if (patch.times !== undefined) device.times = device.scenario === null ? null : patch.times;
  gateway.keepDevice(device);
}

async function actOnDevice(
  gateway: Gateway,
  device: Device,
  request: z.output<typeof actRequest>,
): Promise<Reply> {
  if (request.action === 'insert' && request.pin === undefined) {
    return json({ error: 'insert needs a pin of four digits' }, 400);
  }
  const { action, card, pin = '' } = request;
  const isCancelOfSale = action === 'cancel' && !device.running && dropUnpaidSale(gateway, device);
  if (isCancelOfSale) return json(deviceView(gateway, device));
  if (!device.running?.settle && request.waitMs > 0) await nextWait(device, request.waitMs);
  const what: Act =
    action === 'insert' ? { action, card, pin } : action === 'tap' ? { action, card } : { action };
  if (!actOn(device, what)) return json({ error: 'nothing is waiting on this device' }, 409);
  // The operation goes on in a later microtask; the view should already show what came of it.
  await new Promise((resolve) => setImmediate(resolve));
  return json(deviceView(gateway, device));
}

function nextWait(device: Device, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    device.waiters.push(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
