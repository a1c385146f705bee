import { z } from 'zod';
import type { HostName } from './gateway.ts';
import { type ReadValue, readTagValue } from './tag-value.ts';

/** One request as it came in. */
export type ProviderRequest = {
  /** Which of the two equal hosts was asked, §2.1. */
  host: HostName;
  method: string;
  /** Without the query. */
  path: string;
  /** Without the question mark; empty if there is none. */
  query: string;
  contentType: string;
  text: string;
};

/** What a request asks, whatever it was written in. */
export type Asked = {
  /** In the order in which they came. */
  fields: ReadonlyMap<string, string>;
  /** Whether the answer is JSON, §2.8. */
  wantsJson: boolean;
  /** Why it cannot be read; null if it can. */
  problem: string | null;
};

const jsonBody = z.record(z.string(), z.union([z.string(), z.array(z.record(z.string(), z.string()))]));

/** Reads the fields of a request from its JSON body, its tag/value body, or its query, §2.5 and §2.7. */
export function readRequest(request: ProviderRequest): Asked {
  if (request.method === 'POST' && request.contentType.startsWith('application/json')) {
    return readJson(request.text);
  }
  const isForm = request.contentType.startsWith('application/x-www-form-urlencoded');
  const isInQuery = request.method === 'GET' || request.text === '';
  const read = isInQuery ? readTagValue(request.query, true) : readTagValue(request.text, isForm);
  if (!read) return { fields: new Map(), wantsJson: false, problem: 'tag/value cannot be read' };
  const fields = new Map([...read].map(([name, value]) => [name, textOf(value)]));
  return { fields, wantsJson: fields.get('JSON') === 'Y', problem: null };
}

function textOf(value: ReadValue): string {
  return 'text' in value ? value.text : value.groups;
}

/** All values are text, §3; a number where text is documented is a mistake of the caller. */
function readJson(text: string): Asked {
  const unreadable = (problem: string): Asked => ({ fields: new Map(), wantsJson: true, problem });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unreadable('body is not JSON');
  }
  const parsed = jsonBody.safeParse(body);
  if (!parsed.success) return unreadable(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const fields = new Map(
    Object.entries(parsed.data).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  return { fields, wantsJson: true, problem: null };
}
