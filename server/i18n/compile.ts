import compileText from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';
import type { Locale } from '#server/kernel/locale.ts';
import { messages, type Namespace } from './messages.ts';

const compiled = new Map<string, CompiledMessage>();

/** A text as the browser puts it together, without having to parse it. Each is parsed once; there are as many as in the files. */
export function compile(text: string): CompiledMessage {
  let known = compiled.get(text);
  if (known === undefined) {
    // Only what came through JSON may be sent to a client component: its tables of branches have no prototype.
    known = JSON.parse(JSON.stringify(compileText(text))) as CompiledMessage;
    compiled.set(text, known);
  }
  return known;
}

/** What `NextIntlClientProvider` takes as messages, each text in it compiled. */
export type CompiledTexts = { [key: string]: CompiledTexts | string };

/** The texts of some namespaces for client components: these are given compiled texts only. */
export function compiledTexts(locale: Locale, namespaces: readonly Namespace[]): CompiledTexts {
  const all = messages[locale];
  return Object.fromEntries(namespaces.map((namespace) => [namespace, compileAll(all[namespace])]));
}

function compileAll(node: object): CompiledTexts {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      // The provider's type knows texts only; what is compiled is for the formatter alone.
      typeof value === 'string' ? (compile(value) as string) : compileAll(value),
    ]),
  );
}
