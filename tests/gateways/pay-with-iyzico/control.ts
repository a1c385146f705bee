import { z } from 'zod';
import { type FaultName, isFaultName } from '../shared/faults.ts';
import { json, type Reply } from '../shared/replies.ts';
import { isPaid } from './book.ts';
import type { Gateway } from './gateway.ts';
import { bookImport, ImportProblem, importBook } from './import-book.ts';
import { ACTIONS, actOn, endReview } from './pay.ts';
import { refundInPanel } from './returns.ts';
import { callName, settingsPatch } from './settings.ts';

export type ControlRequest = { method: string; url: URL; contentType: string; text: string };

const actRequest = z.strictObject({
  action: z.enum(ACTIONS),
  card: z.string().optional(),
  installment: z.number().int().optional(),
});

const fraudRequest = z.strictObject({ verdict: z.enum(['approve', 'reject']) });

const refundRequest = z.strictObject({ minor: z.number().int().positive() });

const faultRequest = z.strictObject({
  call: callName,
  when: z.enum(['before', 'after']),
  fault: z.custom<FaultName>((name) => typeof name === 'string' && isFaultName(name), 'no such fault'),
  times: z.number().int().positive().default(1),
});

const panelRequest = z.strictObject({
  apiKey: z.string().optional(),
  webhookUrl: z.url({ protocol: /^https?$/ }).nullable(),
});

/** The gateway's own remote control under /sim: never part of the provider's wire. */
export function answerControl(gateway: Gateway, request: ControlRequest): Reply {
  const isJson = request.contentType.startsWith('application/json');
  // A form of some other site could be sent by anybody's browser; JSON could not.
  if (request.method !== 'GET' && !isJson) {
    return json({ error: 'content-type must be application/json' }, 415);
  }
  try {
    return answerRoom(gateway, request);
  } catch (error) {
    if (error instanceof z.ZodError) return json({ error: z.prettifyError(error) }, 400);
    if (error instanceof ImportProblem || error instanceof SyntaxError) {
      return json({ error: error.message }, 400);
    }
    throw error;
  }
}

function answerRoom(gateway: Gateway, request: ControlRequest): Reply {
  const [, , room = '', token = '', act = ''] = request.url.pathname.split('/').map(decodeURIComponent);
  switch (`${request.method} ${room}`) {
    case 'GET log':
      return json(gateway.log.list(Number(request.url.searchParams.get('since') ?? 0)));
    case 'DELETE log':
      gateway.log.clear();
      return json({ ok: true });
    case 'GET book':
      return json({ pages: gateway.ledger.entries() });
    case 'POST book':
      return json(importBook(gateway, bookImport.parse(bodyOf(request))));
    case 'GET pages':
    case 'POST pages':
      return answerPages(gateway, request, token, act);
    case 'PUT panel':
      return setPanel(gateway, panelRequest.parse(bodyOf(request)));
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
    default:
      return json({ error: 'no such control' }, 404);
  }
}

function bodyOf(request: ControlRequest): unknown {
  return request.text === '' ? {} : JSON.parse(request.text);
}

/** Where the notices of an account go, of the first one unless it says. */
function setPanel(gateway: Gateway, { apiKey, webhookUrl }: z.output<typeof panelRequest>): Reply {
  const [usual = ''] = gateway.accounts.keys();
  const account = gateway.accounts.get(apiKey ?? usual);
  if (!account) return json({ error: 'no such apiKey' }, 404);
  account.webhookUrl = webhookUrl;
  return json({ apiKey: account.apiKey, webhookUrl });
}

function answerPages(gateway: Gateway, request: ControlRequest, token: string, act: string): Reply {
  if (token === '' && request.method === 'GET') return json(gateway.ledger.entries());
  const entry = gateway.ledger.find(token);
  if (!entry) return json({ error: 'no such page' }, 404);
  switch (`${request.method} ${act}`) {
    case 'GET ':
      return json(entry);
    case 'POST act': {
      const acted = actOn(gateway, token, actRequest.parse(bodyOf(request)));
      return acted ? json(acted) : json({ error: 'cannot be done on this page' }, 409);
    }
    case 'POST fraud': {
      const { verdict } = fraudRequest.parse(bodyOf(request));
      const ended = endReview(gateway, token, verdict === 'approve' ? 1 : -1);
      return ended ? json(ended) : json({ error: 'nothing is looked into' }, 409);
    }
    case 'POST refund': {
      const { minor } = refundRequest.parse(bodyOf(request));
      const returned = isPaid(entry) ? refundInPanel(gateway, entry, minor) : null;
      return returned ? json(gateway.ledger.find(token)) : json({ error: 'not so much is left' }, 409);
    }
    default:
      return json({ error: 'no such control' }, 404);
  }
}
