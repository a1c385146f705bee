import type { Check } from './check.ts';

/** One test that was run. */
export type RanTest = { file: string; title: string; passed: boolean };

/** The code with which a command ends that could not ask whom it has to ask (EX_TEMPFAIL of sysexits.h). */
export const NOT_ASKED = 75;

/** What was run: every test of the named files, and the code with which each command ended. */
export type Ran = { tests: readonly RanTest[]; commands: ReadonlyMap<string, number> };

/** What became of a check. `unasked`: nothing speaks against it, but who knows could not be asked. */
export type Verdict = { mark: 'holds' | 'fails' | 'unasked'; says: string };

/** Whether a check holds by what was run. What did not run, or matched nothing, does not hold. */
export function judge(check: Check, ran: Ran): Verdict {
  switch (check.kind) {
    case 'none':
      return { mark: 'fails', says: `no check: ${check.what}` };
    case 'command': {
      const code = ran.commands.get(check.line);
      if (code === 0) return { mark: 'holds', says: check.line };
      if (code === NOT_ASKED) return { mark: 'unasked', says: `${check.line}: nobody could be asked` };
      return { mark: 'fails', says: `${check.line} FAILED` };
    }
    case 'tests':
      return judgeTests(check, ran.tests);
  }
}

function judgeTests({ file, titles }: Extract<Check, { kind: 'tests' }>, all: readonly RanTest[]): Verdict {
  const ofFile = all.filter((test) => test.file === file);
  const meant =
    titles.length === 0 ? ofFile : ofFile.filter(({ title }) => titles.some((part) => title.includes(part)));
  const absent = titles.filter((part) => !ofFile.some(({ title }) => title.includes(part)));
  const failed = meant.filter(({ passed }) => !passed);
  if (meant.length === 0) return { mark: 'fails', says: `${file}: nothing ran` };
  if (absent.length > 0) return { mark: 'fails', says: `${file}: nothing says «${absent.join('», «')}»` };
  if (failed.length > 0)
    return {
      mark: 'fails',
      says: `${file}: ${failed.length} of ${meant.length} FAILED («${failed[0]?.title}»)`,
    };
  return { mark: 'holds', says: `${file}: ${meant.length}` };
}
