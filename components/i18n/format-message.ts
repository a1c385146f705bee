import formatCompiled from 'use-intl/format-message/format-only';
import { compile } from './compile.ts';

/**
 * Stands in for the formatter of next-intl in the server's bundle (`next.config.ts`): takes texts as they are in the files, for
 * server components and mails, and compiled ones, for the client components rendered there. What it says is what next-intl says of
 * the same text (`compile.test.ts`).
 */
export default function formatMessage(
  ...[key, message, values, options]: Parameters<typeof formatCompiled>
): ReturnType<typeof formatCompiled> {
  return formatCompiled(key, typeof message === 'string' ? compile(message) : message, values, options);
}

// next-intl asks whether `t.raw` gives texts: it would give compiled ones to client components.
formatMessage.raw = false;
