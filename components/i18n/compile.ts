import compileText from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';
import type { Messages, Namespace } from '#server/i18n/messages.ts';

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
export function compiledTexts(all: Messages, namespaces: readonly Namespace[]): CompiledTexts {
  return Object.fromEntries(namespaces.map((namespace) => [namespace, compileAll(all[namespace])]));
}

const written = new WeakMap<Messages, Map<string, string>>();

/** The same as JSON, for the browser. The texts of a language are the same object in every request: each choice is written once. */
export function textsAsJson(all: Messages, namespaces: readonly Namespace[]): string {
  const ofLanguage = written.get(all) ?? new Map<string, string>();
  written.set(all, ofLanguage);
  const key = namespaces.join();
  const json = ofLanguage.get(key) ?? JSON.stringify(compiledTexts(all, namespaces));
  ofLanguage.set(key, json);
  return json;
}

const compiledParts = new WeakMap<object, CompiledTexts>();

/** A part of the texts is the same object in every request. */
function compileAll(part: object): CompiledTexts {
  let known = compiledParts.get(part);
  if (known === undefined) {
    known = Object.fromEntries(
      Object.entries(part).map(([key, value]) => [
        key,
        // The provider's type knows texts only; what is compiled is for the formatter alone.
        typeof value === 'string' ? (compile(value) as string) : compileAll(value),
      ]),
    );
    compiledParts.set(part, known);
  }
  return known;
}
