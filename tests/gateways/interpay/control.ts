import { z } from 'zod';
import { type FaultName, isFaultName } from '../shared/faults.ts';
import { json, type Reply } from '../shared/replies.ts';
import { bookImport } from './book.ts';
import { deviceView } from './device-view.ts';
import { type Act, actOn, type Device } from './devices.ts';
import { findDevice } from './find-device.ts';
import type { Gateway } from './gateway.ts';
import { ImportProblem, importBook } from './import-book.ts';
import { slipHead } from './outcome.ts';
import { receiptsOf } from './receipts.ts';
import { isScenarioName, type ScenarioName } from './scenarios.ts';
import { voidSession } from './session.ts';
import { settingsPatch } from './settings.ts';
import { settle, settleIfDue } from './settle.ts';

export type ControlRequest = { method: string; url: URL; contentType: string; text: string };

const devicePatch = z.strictObject({
  mode: z.enum(['manual', 'auto']).optional(),
  line: z.enum(['online', 'busy', 'offline']).optional(),
  scenario: z
    .custom<ScenarioName>((name) => typeof name === 'string' && isScenarioName(name), 'no such scenario')
    .nullable()
    .optional(),
  /** How many sessions meet the scenario; until changed when null or left out. */
  times: z.number().int().positive().nullable().optional(),
});

const actRequest = z.strictObject({
  action: z.enum(['tap', 'insert', 'decline', 'cancel', 'walk-away']),
  pin: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  card: z.string().optional(),
  /** Waits up to so long for a session to act on. */
  waitMs: z.number().int().min(0).max(60_000).default(0),
});

const faultRequest = z.strictObject({
  call: z.enum(['start', 'look-up', 'cancel']),
  host: z.enum(['primary', 'secondary']).optional(),
  when: z.enum(['before', 'after']),
  fault: z.custom<FaultName>((name) => typeof name === 'string' && isFaultName(name), 'no such fault'),
  times: z.number().int().positive().default(1),
});

const settleRequest = z.strictObject({ termId: z.string().optional(), deviceId: z.string().optional() });

/** The gateway's own remote control under /sim: never part of the provider's wire. */
export async function answerControl(gateway: Gateway, request: ControlRequest): Promise<Reply> {
  const isJson = request.contentType.startsWith('application/json');
  // A form of some other site could be sent by anybody's browser; JSON could not.
  if (request.method !== 'GET' && !isJson)
    return json({ error: 'content-type must be application/json' }, 415);
  settleIfDue(gateway);
  try {
    return await answerRoom(gateway, request);
  } catch (error) {
    if (error instanceof z.ZodError) return json({ error: z.prettifyError(error) }, 400);
    if (error instanceof ImportProblem || error instanceof SyntaxError) {
      return json({ error: error.message }, 400);
    }
    throw error;
  }
}

function answerRoom(gateway: Gateway, request: ControlRequest): Reply | Promise<Reply> {
  const [, , room = '', id = '', act = ''] = request.url.pathname.split('/').map(decodeURIComponent);
  switch (`${request.method} ${room}`) {
    case 'GET log':
      return json(gateway.log.list(Number(request.url.searchParams.get('since') ?? 0)));
    case 'DELETE log':
      gateway.log.clear();
      return json({ ok: true });
    case 'GET book':
      return json(bookView(gateway));
    case 'POST book':
      return json(importBook(gateway, bookImport.parse(bodyOf(request))));
    case 'POST settle':
      return json(settleNow(gateway, settleRequest.parse(bodyOf(request))));
    case 'GET sessions':
    case 'POST sessions':
      return answerSessions(gateway, request, id, act);
    case 'GET settings':
      return json(gateway.settings);
    case 'PUT settings':
      return json(Object.assign(gateway.settings, settingsPatch.parse(bodyOf(request))));
    case 'POST faults': {
      const { fault, times, ...target } = faultRequest.parse(bodyOf(request));
      gateway.faults.plan(target, fault, times);
      return json({ ok: true });
    }
    case 'DELETE faults':
      gateway.faults.clear();
      return json({ ok: true });
    case 'GET devices':
    case 'POST devices':
      return answerDevices(gateway, request, id, act);
    default:
      return json({ error: 'no such control' }, 404);
  }
}

function bodyOf(request: ControlRequest): unknown {
  return request.text === '' ? {} : JSON.parse(request.text);
}

function bookView(gateway: Gateway) {
  return {
    entries: gateway.ledger.entries(),
    closedBatches: gateway.ledger.closedBatches(),
    openBatches: [...gateway.devices.values()].map(({ termId, deviceId, openBatch }) => ({
      termId,
      deviceId,
      openBatch,
    })),
  };
}

function settleNow(gateway: Gateway, { termId, deviceId }: z.output<typeof settleRequest>) {
  const isMeant = (device: Device) =>
    (termId === undefined || device.termId === termId) &&
    (deviceId === undefined || device.deviceId === deviceId);
  return { closed: settle(gateway, [...gateway.devices.values()].filter(isMeant), gateway.now()) };
}

function answerSessions(gateway: Gateway, request: ControlRequest, secureId: string, act: string): Reply {
  const entry = gateway.ledger.find(secureId);
  if (!entry) return json({ error: 'no such session' }, 404);
  if (request.method === 'GET' && act === '') {
    const hasEnded = entry.state !== 'live';
    return json({ ...entry, receipts: hasEnded ? receiptsOf(entry, slipHead(gateway, entry)) : null });
  }
  if (request.method !== 'POST' || act !== 'void') return json({ error: 'no such control' }, 404);
  const isVoided = voidSession(gateway, entry) === 'accepted';
  return isVoided ? json(gateway.ledger.find(secureId)) : json({ error: 'cannot be voided' }, 409);
}

function answerDevices(
  gateway: Gateway,
  request: ControlRequest,
  id: string,
  act: string,
): Reply | Promise<Reply> {
  const termId = request.url.searchParams.get('termId');
  if (id === '') {
    const isMeant = (device: Device) => termId === null || device.termId === termId;
    const views = [...gateway.devices.values()].filter(isMeant).map((device) => deviceView(gateway, device));
    return request.method === 'GET' ? json(views) : json({ error: 'no such control' }, 404);
  }
  const found = findDevice(gateway, id, termId);
  if ('problem' in found) return json({ error: found.problem }, found.status);
  const { device } = found;
  if (request.method === 'POST' && act === 'act') {
    return actOnDevice(gateway, device, actRequest.parse(bodyOf(request)));
  }
  if (act !== '') return json({ error: 'no such control' }, 404);
  if (request.method === 'POST') changeDevice(gateway, device, devicePatch.parse(bodyOf(request)));
  return json(deviceView(gateway, device));
}

function changeDevice(gateway: Gateway, device: Device, patch: z.output<typeof devicePatch>): void {
  if (patch.mode !== undefined) device.mode = patch.mode;
  if (patch.line !== undefined) device.line = patch.line;
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
  const isWaiting = device.running?.isForPerson && device.running.settle !== null;
  if (!isWaiting && request.waitMs > 0) await nextWait(device, request.waitMs);
  const what: Act =
    action === 'insert' ? { action, card, pin } : action === 'tap' ? { action, card } : { action };
  if (!actOn(device, what)) return json({ error: 'nothing is waiting on this device' }, 409);
  // The session goes on in a later microtask; the view should already show what came of it.
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
