/** One word of SQL: keywords and bare names in lower case. */
export type Token = { kind: 'word' | 'name' | 'text' | 'number' | 'sign' | 'value' | 'end'; text: string };

const PATTERN =
  /\s+|--[^\n]*|'((?:[^']|'')*)'|"([^"]*)"|(\$)\d*|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(::|<=|>=|<>|!=|\|\||[-+*/%(),.<>=~[\];])/y;

/** Splits SQL into words; throws on what it cannot read. */
function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < sql.length) {
    const from = PATTERN.lastIndex;
    const match = PATTERN.exec(sql);
    if (!match) throw new Error(`Not SQL the simulation can read, at «${sql.slice(from, from + 40)}»`);
    const [, text, name, value, number, word, sign] = match;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Reads tokens one after the other. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** How many places for values were passed so far. */
  valuesRead = 0;

  constructor(sql: string) {
    this.#tokens = tokenize(sql);
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '' };
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Takes these words or signs when they come next, all or none. */
  take(...texts: string[]): boolean {
    const isNext = texts.every((text, ahead) => {
      const token = this.peek(ahead);
      return (token.kind === 'word' || token.kind === 'sign') && token.text === text;
    });
    if (isNext) this.#at += texts.length;
    return isNext;
  }

  expect(text: string): void {
    if (!this.take(text)) throw new Error(`Expected «${text}» in SQL, found «${this.peek().text}»`);
  }

  /** A name, quoted or not. */
  name(): string {
    const token = this.next();
    if (token.kind !== 'word' && token.kind !== 'name')
      throw new Error(`Expected a name, found «${token.text}»`);
    return token.text;
  }

  isAtEnd(): boolean {
    return this.peek().kind === 'end';
  }
}
