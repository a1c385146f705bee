import { escapeHtml, htmlPage } from '../shared/html.ts';
import { page, type Reply } from '../shared/replies.ts';
import type { ArrivedMail } from './server.ts';

const SANDBOX = { name: 'Mailbox of the sandbox', links: [['/', 'Letters']] as const };

/** The pages of the mailbox: what arrived, and one letter; null for an address that is none. */
export function answerPage(arrived: readonly ArrivedMail[], url: URL): Reply | null {
  if (url.pathname === '/') return page(listPage(arrived));
  const mail = arrived[Number(/^\/(\d{1,6})$/.exec(url.pathname)?.[1]) - 1];
  return mail ? page(letterPage(mail)) : null;
}

function listPage(arrived: readonly ArrivedMail[]): string {
  const rows = [...arrived]
    .reverse()
    .map(
      ({ number, arrivedAt, to, subject }) =>
        `<tr><td>${escapeHtml(arrivedAt)}</td><td>${escapeHtml(to)}</td><td><a href="/${number}">${escapeHtml(subject)}</a></td></tr>`,
    );
  const table = `<div class="scroll"><table><thead><tr><th>Arrived</th><th>To</th><th>Subject</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return htmlPage(
    SANDBOX,
    'Letters',
    `<h1>Letters</h1>${rows.length > 0 ? table : '<p class="soft">Nothing arrived yet.</p>'}`,
  );
}

function letterPage({ number, from, to, subject, text, attachments }: ArrivedMail): string {
  const files = attachments.map(
    ({ filename, bytes }, index) =>
      `<li><a href="/${number}/${index}">${escapeHtml(filename)}</a> (${bytes.length} bytes)</li>`,
  );
  return htmlPage(
    SANDBOX,
    subject,
    `<h1>${escapeHtml(subject)}</h1><p class="soft">${escapeHtml(from)} → ${escapeHtml(to)}</p><div class="tile"><pre>${escapeHtml(text)}</pre></div>${files.length > 0 ? `<ul>${files.join('')}</ul>` : ''}`,
  );
}
