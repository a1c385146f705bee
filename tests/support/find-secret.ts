import postgres from 'postgres';

/** A secret that was planted, and what it is called when it is found. */
export type Planted = { name: string; secret: string };

/** What of these stands in a text, and how it is written there: `name as base64`. */
export function findSecrets(text: string, planted: readonly Planted[]): string[] {
  const lower = text.toLowerCase();
  return planted.flatMap(({ name, secret }) =>
    Object.entries(writingsOf(secret)).flatMap(([how, writings]) =>
      writings.some((one) => (how === 'hex' ? lower : text).includes(one)) ? [`${name} as ${how}`] : [],
    ),
  );
}

/** The forms in which a secret could lie about. */
export function writingsOf(secret: string): Record<string, string[]> {
  if (secret.length < 8) throw new Error('What is so short is found everywhere');
  const bytes = Buffer.from(secret, 'utf8');
  return {
    'clear text': [secret, ...groupsOf(secret)],
    JSON: [JSON.stringify(secret).slice(1, -1)],
    'URL encoding': [encodeURIComponent(secret), new URLSearchParams([['x', secret]]).toString().slice(2)],
    base64: [0, 1, 2].flatMap((before) => {
      const inside = base64Inside(bytes, before);
      return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
    }),
    hex: [bytes.toString('hex')],
  };
}

/** The signs of its base64 that are the same whatever stands around it, when so many bytes stand before it. */
function base64Inside(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const cut = Math.ceil((before * 8) / 6);
  const whole = Math.floor(((before + bytes.length) * 8) / 6);
  return text.slice(cut, whole);
}

/** A card number as people write it. */
function groupsOf(secret: string): string[] {
  if (!/^\d{16}$/.test(secret)) return [];
  const four = secret.match(/\d{4}/g) ?? [];
  return [four.join(' '), four.join('-')];
}

/** Every row of every table, the job queue's included, as text: what a dump would hold. */
export async function dumpDatabase(ownerUrl: string): Promise<string> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ schema: string; name: string }[]>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
    const parts: string[] = [];
    for (const { schema, name } of tables) {
      const rows = await sql<{ line: string }[]>`select t::text as line from ${sql(schema)}.${sql(name)} t`;
      parts.push(`${schema}.${name}`, ...rows.map(({ line }) => line));
    }
    return parts.join('\n');
  } finally {
    await sql.end();
  }
}
