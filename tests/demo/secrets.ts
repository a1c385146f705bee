import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Obstacle } from './obstacle.ts';

const secrets = z.object({
  authSecret: z.string().min(32),
  /** As the portal takes them: `k1:<32 bytes in base64>`. */
  sealingKeys: z.string().min(1),
  auditKey: z.string().min(1),
});

export type DemoSecrets = z.infer<typeof secrets>;

/** Drawn once and kept beside the data they protect, readable by this user only. */
export function keptSecrets(directory: string): DemoSecrets {
  const file = path.join(directory, 'secrets.json');
  if (existsSync(file)) return read(file);
  const drawn = {
    authSecret: randomBytes(32).toString('base64'),
    sealingKeys: `k1:${randomBytes(32).toString('base64')}`,
    auditKey: randomBytes(32).toString('base64'),
  };
  writeFileSync(file, `${JSON.stringify(drawn, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return drawn;
}

function read(file: string): DemoSecrets {
  try {
    return secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const sentence = `${file} cannot be read; remove the directory it is in to start the demo afresh.`;
    throw new Obstacle(sentence, { cause });
  }
}
