import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { listenOnLoopback, readBody } from '../shared/loopback.ts';
import { json, type Reply, send } from '../shared/replies.ts';
import { answerPage } from './pages.ts';

/** A letter as it arrived. */
export type ArrivedMail = {
  number: number;
  arrivedAt: string;
  /** The name that the sender gave it, without angle brackets. */
  messageId: string;
  /** Whom it was really for, whatever its head says. */
  recipients: string[];
  from: string;
  to: string;
  subject: string;
  text: string;
  attachments: { filename: string; contentType: string; bytes: Buffer }[];
};

/** How the mailbox meets the next letters: takes them, says 4xx or 5xx, or takes one and falls silent before saying so. */
export type Mood = 'takes' | 'busy' | 'turns_down' | 'loses_answer';

/** A running mailbox. */
export type Mailbox = {
  /** Where people read what arrived. */
  url: string;
  /** Where letters are handed over, `smtp://…`. */
  smtpUrl: string;
  list(): readonly ArrivedMail[];
  setMood(mood: Mood): void;
  close(): Promise<void>;
};

const LETTER_BYTES = 10 * 1024 * 1024;

/** A mailbox that takes letters for every address, on 127.0.0.1; 0 takes any free port. Rejects when one is taken. */
export async function startMailbox(ports: { http: number; smtp: number }): Promise<Mailbox> {
  const arrived: ArrivedMail[] = [];
  const closing = new AbortController();
  let mood: Mood = 'takes';
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    size: LETTER_BYTES,
    onData(stream, session, callback) {
      const meets = mood;
      void simpleParser(stream).then(
        (mail) => {
          if (meets === 'busy') return callback(refusal(451, 'Try again later'));
          if (meets === 'turns_down') return callback(refusal(550, 'No such mailbox'));
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          arrived.push({ ...read(mail, arrived.length + 1), recipients });
          if (meets === 'takes') callback(null, 'Taken');
          else for (const connection of smtp.connections) connection.close();
        },
        (error: Error) => callback(error),
      );
    },
  });
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject);
    smtp.listen(ports.smtp, '127.0.0.1', resolve);
  });
  const address = smtp.server.address() as AddressInfo;
  const setMood = (next: Mood) => {
    mood = next;
  };
  const pages = await listenOnLoopback(ports.http, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = findFile(arrived, url);
    if (file) return sendFile(file, response);
    void readBody(request, 1024)
      .then((body) => answer(arrived, setMood, { method: request.method ?? 'GET', url, body }))
      .then((reply) => send(reply, response, closing.signal));
  });
  return {
    url: pages.url,
    smtpUrl: `smtp://127.0.0.1:${address.port}`,
    list: () => arrived,
    setMood,
    close: async () => {
      closing.abort();
      await pages.close();
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

type File = ArrivedMail['attachments'][number];

function findFile(arrived: readonly ArrivedMail[], url: URL): File | undefined {
  const [, number, file] = /^\/(\d{1,6})\/(\d{1,2})$/.exec(url.pathname) ?? [];
  return arrived[Number(number) - 1]?.attachments[Number(file)];
}

function sendFile({ filename, contentType, bytes }: File, response: ServerResponse): void {
  const named = `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`;
  response.writeHead(200, { 'content-type': contentType, 'content-disposition': named });
  response.end(bytes);
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function read(
  mail: Awaited<ReturnType<typeof simpleParser>>,
  number: number,
): Omit<ArrivedMail, 'recipients'> {
  const to = Array.isArray(mail.to) ? mail.to : [mail.to];
  return {
    number,
    arrivedAt: new Date().toISOString(),
    messageId: (mail.messageId ?? '').replace(/^<|>$/g, ''),
    from: mail.from?.text ?? '',
    to: to.map((each) => each?.text ?? '').join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      filename: filename ?? '',
      contentType,
      bytes: content,
    })),
  };
}

function answer(
  arrived: readonly ArrivedMail[],
  setMood: (mood: Mood) => void,
  { method, url, body }: { method: string; url: URL; body: Buffer | null },
): Reply {
  if (method === 'PUT' && url.pathname === '/sim/mood') {
    const wished = (['takes', 'busy', 'turns_down', 'loses_answer'] as const).find(
      (each) => each === body?.toString('utf8'),
    );
    if (!wished) return json({ error: 'no such mood' }, 400);
    setMood(wished);
    return json({ mood: wished });
  }
  if (url.pathname === '/sim/mails') return json(arrived.map(withoutBytes));
  return answerPage(arrived, url) ?? json({ error: 'not found' }, 404);
}

function withoutBytes(mail: ArrivedMail) {
  const attachments = mail.attachments.map(({ bytes, ...rest }) => ({ ...rest, size: bytes.length }));
  return { ...mail, attachments };
}
