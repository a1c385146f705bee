import { waitFor } from './wait-for.ts';

const mailboxUrl = () => `http://127.0.0.1:${process.env.VEZNE_MAIL_PORT}`;

/** The newest letter of the demo's mailbox to an address, as its page shows it, once it is there. */
export async function letterInMailbox(to: string): Promise<string> {
  const letter = await waitFor(async () => {
    const list = await (await fetch(mailboxUrl())).text();
    const row = list.split('<tr>').find((each) => each.includes(to));
    return /href="\/(\d+)"/.exec(row ?? '')?.[1];
  }, `a letter to ${to}`);
  return (await fetch(`${mailboxUrl()}/${letter}`)).text();
}

/** The path of the address of ours that stands in a letter. */
export function pathIn(letter: string): string {
  const path = /https?:\/\/[^/\s]+(\/(?:invitation|reset)\/[\w-]+)/.exec(letter)?.[1];
  if (!path) throw new Error(`No address in: ${letter}`);
  return path;
}
