import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDERS = ['app', 'components', 'db', 'server'];
const sources = [
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-node.ts',
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  ),
].filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

const filesWith = (pattern: RegExp) =>
  sources.filter((file) => pattern.test(readFileSync(file, 'utf8'))).sort();

describe('what the product can reach', () => {
  it('outside of the machine goes through one door for providers and one for letters', () => {
    expect(sources.length).toBeGreaterThan(500);
    expect(filesWith(/^import (?!type ).* from '(?:node:)?(?:http|https|http2|tls|dgram|undici)'/m)).toEqual([
      'server/gateways/http.ts',
      // It only listens.
      'server/jobs/answer-orchestrator.ts',
    ]);
    expect(filesWith(/from '(?:node:)?net'/)).toEqual(['db/embedded.ts', 'server/gateways/http.ts']);
    expect(filesWith(/from 'nodemailer/)).toEqual(['server/mail/mail-carrier.ts']);
    expect(filesWith(/\bfetch\(|XMLHttpRequest|sendBeacon|new WebSocket/)).toEqual([
      // In browsers, at addresses of our own.
      'components/live/change-feed.ts',
      'components/live/read-json.ts',
      'components/receipts/printer-form.tsx',
      'components/statements/send-file.ts',
      // Spans, to the collector that the environment names.
      'server/telemetry/span-sender.ts',
    ]);
  });

  it('on the machine is no other program than the database that comes with it', () => {
    expect(filesWith(/child_process|node:cluster|worker_threads/)).toEqual([
      'db/embedded-program.ts',
      'db/tied-process.ts',
    ]);
  });

  it('of code is what was built: nothing is made of text, and no text becomes markup', () => {
    expect(filesWith(/\beval\(|new Function\(|node:vm|\bimport\([^'")]/)).toEqual([]);
    expect(filesWith(/dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
  });

  it('never skips the look at a certificate', () => {
    expect(filesWith(/rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/)).toEqual(
      [],
    );
  });

  it('holds no secret in its sources', () => {
    expect(
      filesWith(/-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bsk_live_/),
    ).toEqual([]);
  });
});
