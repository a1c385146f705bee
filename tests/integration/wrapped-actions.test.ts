import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isWrappedAction } from '#server/auth/action.ts';
import { isPublicAction } from '#server/auth/public-action.ts';

/** Sets cookies of the caller's own browser, reads and writes nothing else, and serves the sign-in page too. */
const FOR_EVERYBODY = ['app/locale-action.ts'];

/** Its forms come from people who cannot have a session yet: what lets them in is in the form. */
const BEFORE_SIGN_IN = ['app/(auth)/actions.ts'];

const ROOMS = ['app', 'components', 'server', 'db'];
const DIRECTIVE = /^\s*(['"])use server\1/m;
const AT_THE_TOP = /^(?:\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*(['"])use server\1/;

const files = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => path.posix.join(room, name)),
);
const withDirective = files.filter((file) => DIRECTIVE.test(readFileSync(file, 'utf8')));
const actionFiles = withDirective.filter((file) => !FOR_EVERYBODY.includes(file));

describe('every server action', () => {
  test('stands in a file of its own, never inside a page or a component', () => {
    const hidden = withDirective.filter((file) => !AT_THE_TOP.test(readFileSync(file, 'utf8')));
    expect(hidden).toEqual([]);
    expect(actionFiles.filter((file) => !/^([a-z-]+-)?actions\.ts$/.test(path.basename(file)))).toEqual([]);
  });

  test('is made by merchantAction or personAction, or by publicAction where nobody has signed in yet', async () => {
    const bare: string[] = [];
    for (const file of actionFiles) {
      const exported: Record<string, unknown> = await import(pathToFileURL(path.resolve(file)).href);
      for (const [name, value] of Object.entries(exported)) {
        const isWrapped = BEFORE_SIGN_IN.includes(file) ? isPublicAction(value) : isWrappedAction(value);
        if (!isWrapped) bare.push(`${file} ${name}`);
      }
    }
    expect(bare).toEqual([]);
  });
});
