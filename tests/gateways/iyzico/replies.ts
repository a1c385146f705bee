import { json, page, type Reply } from '../shared/replies.ts';
import type { ScenarioName } from './scenarios.ts';

/** The answer to an operation that did happen, after the accident its scenario has on the way back. */
export function withAccident(scenario: ScenarioName | null, body: Record<string, unknown>): Reply {
  switch (scenario) {
    case 'lost-answer':
    case 'eod-lost':
      return { kind: 'drop' };
    case 'server-error':
      return page('<html><body><h1>500 Internal Server Error</h1></body></html>', 500);
    case 'garbled': {
      const text = JSON.stringify(body);
      const cut = text.slice(0, Math.floor(text.length * 0.6));
      return { kind: 'text', status: 200, contentType: 'application/json', text: cut };
    }
    case 'no-payment-id': {
      const { paymentId: _, ...rest } = body;
      return json(rest);
    }
    case 'other-amount':
      return json('price' in body ? { ...body, price: Number(body.price) + 1 } : body);
    case 'never-ends':
      return { kind: 'never-ends', text: JSON.stringify(body) };
    default:
      return json(body);
  }
}

/** Unknown extra fields, nulls and numbers as text: all of it seen from the real provider. */
export function withNoise(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const price = 'price' in body && typeof body.price === 'number' ? { price: body.price.toFixed(2) } : {};
  return { ...body, ...price, traceToken: 'a1b2', campaign: null, extra: { nested: [1] } };
}
