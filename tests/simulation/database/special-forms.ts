import { readExpression } from './expression.ts';
import type { Reader } from './lexer.ts';
import { node } from './node.ts';
import type { Compiled, Scope } from './scope.ts';
import { compare } from './values.ts';

/** `case when … then … else … end`, or `case value when … then … end`, which compares. */
export function readCase(reader: Reader, scope: Scope): Compiled {
  const subject = reader.peek().text === 'when' ? null : readExpression(reader, scope);
  const branches: { when: Compiled; result: Compiled }[] = [];
  while (reader.take('when')) {
    const said = readExpression(reader, scope);
    const when = subject
      ? node([subject, said], (env) => compare(subject.run(env), said.run(env)) === 0)
      : said;
    reader.expect('then');
    branches.push({ when, result: readExpression(reader, scope) });
  }
  const otherwise = reader.take('else') ? readExpression(reader, scope) : node([], () => null);
  reader.expect('end');
  return node([...branches.flatMap(({ when, result }) => [when, result]), otherwise], (env) => {
    const branch = branches.find(({ when }) => when.run(env) === true);
    return (branch?.result ?? otherwise).run(env);
  });
}

/** `interval '…'`, a number of milliseconds. */
export function readInterval(reader: Reader): Compiled {
  const match = /^(\d+) (millisecond|second|minute|hour|day)s?$/.exec(reader.next().text);
  const unit = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
  if (!match) throw new Error('This interval is not known to the simulation');
  const ms = Number(match[1]) * unit[match[2] as keyof typeof unit];
  return node([], () => ms);
}

/** `extract(epoch from …)`, of an instant or a span. */
export function readExtract(reader: Reader, scope: Scope): Compiled {
  reader.expect('epoch');
  reader.expect('from');
  const of = readExpression(reader, scope);
  reader.expect(')');
  return node([of], (env) => {
    const value = of.run(env);
    return value === null ? null : Number(value) / 1000;
  });
}
