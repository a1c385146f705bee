/** One JSON value as it was written: numbers keep their digits, objects the order and number of their members. */
export type WireValue =
  | { is: 'null' }
  | { is: 'boolean'; value: boolean }
  | { is: 'number'; digits: string }
  | { is: 'string'; text: string }
  | { is: 'array'; items: WireValue[] }
  | { is: 'object'; members: [name: string, value: WireValue][] };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SPACE = /[ \t\n\r]*/y;
const DEEPEST = 20;

/** Reads a text that is exactly one JSON value (RFC 8259), no member given twice. Throws a `SyntaxError` otherwise. */
export function readJsonText(json: string): WireValue {
  let at = 0;
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} at ${at}`);
  };
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(json)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  const next = (mark: string): boolean => {
    take(SPACE);
    if (json[at] !== mark) return false;
    at += 1;
    return true;
  };
  const readString = (): string => {
    take(SPACE);
    return JSON.parse(take(STRING) ?? fail('a string expected'));
  };
  const readMembers = (depth: number): [string, WireValue][] => {
    const members: [string, WireValue][] = [];
    if (next('}')) return members;
    do {
      const name = readString();
      if (members.some(([earlier]) => earlier === name)) fail(`«${name}» given twice`);
      if (!next(':')) fail('a colon expected');
      members.push([name, readValue(depth + 1)]);
    } while (next(','));
    return next('}') ? members : fail('the end of an object expected');
  };
  const readItems = (depth: number): WireValue[] => {
    const items: WireValue[] = [];
    if (next(']')) return items;
    do items.push(readValue(depth + 1));
    while (next(','));
    return next(']') ? items : fail('the end of a list expected');
  };
  const readValue = (depth: number): WireValue => {
    if (depth > DEEPEST) fail('nested too deeply');
    if (next('{')) return { is: 'object', members: readMembers(depth) };
    if (next('[')) return { is: 'array', items: readItems(depth) };
    if (json[at] === '"') return { is: 'string', text: readString() };
    const word = take(/(?:null|true|false)/y);
    if (word !== null) return word === 'null' ? { is: 'null' } : { is: 'boolean', value: word === 'true' };
    return { is: 'number', digits: take(NUMBER) ?? fail('a value expected') };
  };
  const value = readValue(0);
  take(SPACE);
  return at === json.length ? value : fail('the end expected');
}
