import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, startMailbox } from '#tests/gateways/mail/server.ts';
import { freePort } from '#tests/support/ports.ts';
import type { Letter } from './letter.ts';
import { createMailCarrier } from './mail-carrier.ts';

const LETTER: Letter = {
  to: 'elif@example.com',
  subject: 'Fişiniz: 118,00 ₺\r\nBcc: everybody@example.com',
  text: 'Ekte fişiniz var.\n.\nŞ İ ı ğ',
  attachment: {
    filename: 'fiş 1.pdf',
    contentType: 'application/pdf',
    bytes: Buffer.from([0, 13, 10, 46, 255]),
  },
};
const from = 'slip@shop.example';

describe('a letter handed to a mail server', () => {
  let mailbox: Mailbox;
  beforeEach(async () => {
    mailbox = await startMailbox({ http: 0, smtp: 0 });
  });
  afterEach(() => mailbox.close());
  const carry = (letter: Letter = LETTER) =>
    createMailCarrier({ url: mailbox.smtpUrl, from }).carry(letter, 'mai_1');

  it('arrives with its text, its file and its number, and to nobody else', async () => {
    expect(await carry()).toEqual({ kind: 'handed_over' });
    const [arrived] = mailbox.list();
    expect(arrived).toMatchObject({ from, to: 'elif@example.com', messageId: 'mai_1@shop.example' });
    expect(arrived?.text.trim()).toBe(LETTER.text);
    expect(arrived?.attachments[0]?.filename).toBe('fiş 1.pdf');
    expect([...(arrived?.attachments[0]?.bytes ?? [])]).toEqual([0, 13, 10, 46, 255]);
    const page = await (await fetch(`${mailbox.url}/1/0`)).arrayBuffer();
    expect([...new Uint8Array(page)]).toEqual([0, 13, 10, 46, 255]);
  });

  it('goes to one address, whatever the address tries to be', async () => {
    await carry({ ...LETTER, to: 'a@example.com, b@example.com' });
    await carry({ ...LETTER, to: 'a@example.com>\r\nRCPT TO:<b@example.com' });
    const recipients = mailbox.list().flatMap((mail) => mail.recipients);
    expect(recipients.filter((each) => /^<?b@|^everybody/.test(each))).toEqual([]);
  });

  it.each([
    ['turns_down', { kind: 'turned_down', code: 550 }],
    ['busy', { kind: 'not_now', cause: 'busy' }],
  ] as const)('that %s says what that means', async (mood, meaning) => {
    mailbox.setMood(mood);
    expect(await carry()).toEqual(meaning);
    expect(mailbox.list()).toEqual([]);
  });

  it('is not known to be taken when the answer is lost', async () => {
    mailbox.setMood('loses_answer');
    expect((await carry()).kind).toBe('not_now');
  });
});

it('where nobody listens the letter is not handed over', async () => {
  const url = `smtp://127.0.0.1:${await freePort()}`;
  expect(await createMailCarrier({ url, from }).carry(LETTER, 'mai_1')).toEqual({
    kind: 'not_now',
    cause: 'unreachable',
  });
});

it('a mail server elsewhere that offers no encryption is told nothing', async () => {
  const said: string[] = [];
  const server = createServer((socket) => {
    socket.write('220 plain\r\n');
    socket.on('data', (data) => {
      said.push(data.toString());
      socket.write(/^EHLO|^HELO/.test(data.toString()) ? '250 plain\r\n' : '502 no\r\n');
    });
    socket.on('error', () => undefined);
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.2', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    }),
  );
  const url = `smtp://user:open-sesame@127.0.0.2:${port}`;
  expect((await createMailCarrier({ url, from }).carry(LETTER, 'mai_1')).kind).not.toBe('handed_over');
  expect(said.join('')).not.toMatch(/MAIL FROM|RCPT|b3Blbi1zZXNhbWU|open-sesame|AUTH/);
  await new Promise((resolve) => server.close(resolve));
});
