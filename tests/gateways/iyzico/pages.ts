import type { Gateway } from './gateway.ts';
import { page, type Reply } from './replies.ts';

export function answerPage(_gateway: Gateway, _method: string, _url: URL): Reply {
  return page('<h1>iyzico sandbox</h1>');
}
