import type { HttpReply } from '#server/gateways/http.ts';
import type { Dice } from '../random.ts';

/** What may become of an answer whoever gave it: on its way, or by something that stands in front of the provider. */
export const COMMON_SPOILS = [
  'lost',
  'never',
  'http-500',
  'http-502-page',
  'page-200',
  'http-403',
  'empty',
  'too-large',
  'packed',
  'deep',
  'redirect',
] as const;
export type CommonSpoil = (typeof COMMON_SPOILS)[number];

const PAGE = '<html><body><h1>Maintenance</h1></body></html>';

/** Whether a spoil is one of those. */
export function isCommon(spoil: string): spoil is CommonSpoil {
  return (COMMON_SPOILS as readonly string[]).includes(spoil);
}

/** What then arrives of an answer; null when nothing ever does. */
export function spoilt(spoil: CommonSpoil, text: string, dice: Dice): HttpReply | null {
  switch (spoil) {
    case 'lost':
      return { kind: 'lost', phase: 'waiting' };
    case 'never':
      return null;
    case 'http-500':
      return answered(500, dice.chance(0.5) ? text : '');
    case 'http-502-page':
      return answered(502, PAGE);
    case 'page-200':
      return answered(200, PAGE);
    case 'http-403':
      return answered(403, PAGE);
    case 'empty':
      return answered(200, '');
    case 'too-large':
      return { kind: 'too_large' };
    case 'packed':
      return { kind: 'encoded', status: 200 };
    case 'deep':
      return answered(200, `${'['.repeat(5000)}${']'.repeat(5000)}`);
    case 'redirect':
      return { kind: 'redirect', status: 302 };
  }
}

/** A whole answer. */
export function answered(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return { kind: 'answered', status, headers, body };
}
