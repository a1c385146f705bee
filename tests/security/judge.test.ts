import { expect, it } from 'vitest';
import { command, noCheck, tests } from './check.ts';
import { judge, NOT_ASKED, type Ran } from './judge.ts';

const ran: Ran = {
  tests: [
    { file: 'a.test.ts', title: 'a door is closed', passed: true },
    { file: 'a.test.ts', title: 'a window is closed', passed: false },
    { file: 'b.test.ts', title: 'all is well', passed: true },
  ],
  commands: new Map([
    ['good', 0],
    ['bad', 1],
    ['offline', NOT_ASKED],
  ]),
};

it('a row is green by tests and commands that were run and passed, and by nothing else', () => {
  for (const check of [tests('b.test.ts'), tests('a.test.ts', 'door'), command('good')])
    expect(judge(check, ran), JSON.stringify(check)).toMatchObject({ mark: 'holds' });
  expect(judge(command('offline'), ran)).toMatchObject({ mark: 'unasked' });
  for (const check of [
    tests('a.test.ts'),
    tests('a.test.ts', 'door', 'window'),
    tests('a.test.ts', 'door', 'chimney'),
    tests('c.test.ts'),
    command('bad'),
    command('never run'),
    noCheck('anything'),
  ])
    expect(judge(check, ran), JSON.stringify(check)).toMatchObject({ mark: 'fails' });
});
