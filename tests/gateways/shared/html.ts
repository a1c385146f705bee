/** Text made safe for element content and quoted attributes. */
export function escapeHtml(value: unknown): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** JSON that cannot end the script element it stands in. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

const baseStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee6; --ground: #eef1f5;
  --card: #fff; --accent: #0b6b4f; --accent-ink: #fff; --warn: #9a5b00; --bad: #a3202d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --soft: #9aa6b6; --line: #333d4b;
  --ground: #12161c; --card: #1b212a; --accent: #35b58a; --accent-ink: #06251b; --warn: #e3a94d; --bad: #f0808a; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  font-variant-numeric: tabular-nums; }
main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
nav { display: flex; gap: 1rem; padding: .75rem 1rem; border-bottom: 3px solid #e6a100; background: var(--card);
  flex-wrap: wrap; }
a { color: var(--accent); }
h1 { font-size: 1.25rem; margin: .5rem 0 1rem; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
button, select, input { font: inherit; color: inherit; min-height: 2.75rem; border-radius: .5rem;
  border: 1px solid var(--line); background: var(--card); padding: 0 .75rem; }
button { cursor: pointer; font-weight: 600; }
button:disabled { opacity: .45; cursor: default; }
:focus-visible { outline: 3px solid #3b82f6; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font-size: .8rem; }
.scroll { overflow-x: auto; }
.tiles { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; }
.soft { color: var(--soft); }
`;

/** Whose pages they are, and what stands in their head. */
export type Sandbox = { name: string; links: readonly (readonly [address: string, words: string])[] };

/** A whole page without any outside resource. `body` and `style` are trusted markup. */
export function htmlPage(sandbox: Sandbox, title: string, body: string, style = '', language = 'en'): string {
  const links = sandbox.links.map(
    ([address, words]) => `<a href="${escapeHtml(address)}">${escapeHtml(words)}</a>`,
  );
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">
<style>${baseStyle}${style}</style></head>
<body><nav aria-label="Sandbox"><strong>${escapeHtml(sandbox.name)}</strong>${links.join('')}</nav>
<main>${body}</main></body></html>`;
}
